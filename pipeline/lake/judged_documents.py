"""Which judgements concern which document of the plan, and what they make of its day and language.

A line finds its document by id or by the hash of its text in one look-up each, so that planning costs the documents
that are judged, not lines times documents. A corrected day or language counts as if the document said it: the document
moves to its month and is annotated again, as it is when its header is corrected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.judgement import Judgement, Outcome
from pipeline.corrections.reading import Corrections, fingerprint_of
from pipeline.corrections.values import is_of_value, said
from schemas.vocabulary import CorrectionState

JUDGED = "judged"
"""The column of a plan with a hash of the lines about each document, null where there are none."""

PLANNED_FIELDS = ("published_on", "language")
"""Fields of documents that decide what is extracted."""

_UNKNOWN = "no document has this id or text"
_TAKEN_DOWN = "the document was taken down"
_DUPLICATE = "the document has the text of {}, which is kept: judge that one"


@dataclass(frozen=True, slots=True)
class DocumentJudgements:
    """The lines about one document, and what was found of it where they correct that (`PLANNED_FIELDS`)."""

    document_id: str
    lines: tuple[Judgement, ...]
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MonthJudgements:
    """The lines about documents of a month, and outcomes of lines that change no row.

    Lines about actors in all documents have no outcome yet (`of_corpus`); they are kept in the month of the undated, as
    what belongs to no document is.
    """

    documents: tuple[DocumentJudgements, ...] = ()
    outcomes: tuple[tuple[str | None, Outcome], ...] = ()
    of_corpus: tuple[Judgement, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if the month has no lines at all."""
        return not (self.documents or self.outcomes or self.of_corpus)

    @property
    def fingerprint(self) -> str:
        """Return a SHA-256 of what has no document of its own to stand beside; "" for nothing."""
        settled = [outcome.judgement for _, outcome in self.outcomes]
        return fingerprint_of([*settled, *self.of_corpus])


NO_JUDGEMENTS = MonthJudgements()


def with_judged_fields(documents: pa.Table, corrections: Corrections) -> pa.Table:
    """Return the documents with corrected days and languages, and with those found as `found_…`."""
    for name in PLANNED_FIELDS:
        documents = documents.append_column(f"found_{name}", documents[name])
    lines = [
        j for j in corrections.judgements if j.table == "documents" and j.field in PLANNED_FIELDS and not j.problem
    ]
    if not lines:
        return documents
    for name in PLANNED_FIELDS:
        values = _values([line for line in lines if line.field == name])
        for key, said_of in (("document_id", values[0]), ("text_sha256", values[1])):
            documents = _replaced(documents, name, key, said_of)
    return documents


def _values(lines: Sequence[Judgement]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the last value by id, and by hash of a text."""
    by_id: dict[str, str] = {}
    by_text: dict[str, str] = {}
    for line in filter(is_of_value, lines):
        (by_id if line.document.startswith("doc_") else by_text)[line.document] = said(line)
    return by_id, by_text


def _replaced(documents: pa.Table, name: str, key: str, values: Mapping[str, str]) -> pa.Table:
    place = pc.index_in(documents[key], value_set=pa.array(list(values), pa.string())).combine_chunks()
    if not pc.any(pc.is_valid(place)).as_py():
        return documents
    column = documents[name].combine_chunks()
    given: list[Any] = list(values.values())
    if name == "published_on":
        given = [date.fromisoformat(value) if value else None for value in given]
    changed = pc.replace_with_mask(column, pc.is_valid(place), pa.array(given, column.type).take(place.drop_null()))
    documents = documents.set_column(documents.column_names.index(name), name, changed)
    if name == "published_on":  # its time is of the day that was found
        at = documents["published_at"].combine_chunks()
        is_other = pc.and_(pc.is_valid(place), pc.invert(pc.fill_null(pc.equal(column, changed), False)))
        times = pc.if_else(is_other, pa.scalar(None, at.type), at)
        documents = documents.set_column(documents.column_names.index("published_at"), "published_at", times)
    return documents


def assign(planned: pa.Table, corrections: Corrections) -> tuple[pa.Table, dict[str, MonthJudgements]]:
    """Add a column `judged`, a hash of the lines about each document; return the lines by month, `None` excepted.

    `planned` are all documents of the plan. Lines without a document are under the month of the undated.
    """
    lines_of: dict[int, list[Judgement]] = {}
    unknown: list[Judgement] = []
    keys = list(corrections.by_document)
    for key, row in zip(keys, _rows_of(planned, keys), strict=True):
        if row is None:
            unknown += corrections.by_document[key]
        else:
            lines_of.setdefault(row, []).extend(corrections.by_document[key])
    rows = sorted(lines_of)
    ordered = {row: tuple(sorted(lines_of[row], key=lambda j: (j.file, j.line))) for row in rows}
    hashes: list[str | None] = [None] * planned.num_rows if rows else []
    for row, lines in ordered.items():
        hashes[row] = fingerprint_of(lines)
    judged = pa.array(hashes, pa.string()) if rows else pa.nulls(planned.num_rows, pa.string())
    months = _by_month(planned, ordered)
    settled = [(None, Outcome(line, CorrectionState.INVALID, line.problem)) for line in corrections.invalid]
    settled += [(None, Outcome(line, CorrectionState.ORPHANED, _UNKNOWN)) for line in unknown]
    if settled or corrections.of_corpus:
        known = months.get(UNDATED, NO_JUDGEMENTS)
        months[UNDATED] = MonthJudgements(known.documents, (*known.outcomes, *settled), corrections.of_corpus)
    return planned.append_column(JUDGED, judged), months


UNDATED = "undated"


def _rows_of(planned: pa.Table, keys: Sequence[str]) -> list[int | None]:
    """Return for each id or hash the row of its document: of a text the one that is annotated, if there is one."""
    if not keys:
        return []
    wanted = pa.array(keys, pa.string())
    by_id = pc.index_in(wanted, value_set=planned["document_id"].combine_chunks()).to_pylist()
    has_text = pc.is_in(planned["text_sha256"], value_set=wanted)
    if not pc.any(has_text).as_py():
        return list(by_id)
    numbers = pa.table({"row": pa.array(range(planned.num_rows), pa.int64()), "text": planned["text_sha256"]})
    numbers = numbers.append_column("is_kept", pc.cast(planned["is_annotated"], pa.int8())).filter(has_text)
    first: dict[str, int] = {}
    for found in numbers.sort_by([("is_kept", "descending"), ("row", "ascending")]).to_pylist():
        first.setdefault(found["text"], found["row"])
    return [first.get(key) if row is None else row for key, row in zip(keys, by_id, strict=True)]


def _by_month(planned: pa.Table, lines_of: Mapping[int, tuple[Judgement, ...]]) -> dict[str, MonthJudgements]:
    if not lines_of:
        return {}
    names = ["document_id", "month", "is_annotated", "is_withdrawn", "duplicate_of", *_FOUND]
    rows = planned.select(names).take(pa.array(list(lines_of), pa.int64())).to_pylist()
    documents: dict[str, list[DocumentJudgements]] = {}
    outcomes: dict[str, list[tuple[str | None, Outcome]]] = {}
    for row, lines in zip(rows, lines_of.values(), strict=True):
        if row["is_withdrawn"] or row["duplicate_of"]:
            detail = _TAKEN_DOWN if row["is_withdrawn"] else _DUPLICATE.format(row["duplicate_of"])
            settled = [(row["document_id"], Outcome(line, CorrectionState.ORPHANED, detail)) for line in lines]
            outcomes.setdefault(row["month"], []).extend(settled)
            continue
        found = {name: str(row[f"found_{name}"] or "") for name in PLANNED_FIELDS}
        documents.setdefault(row["month"], []).append(DocumentJudgements(row["document_id"], lines, found))
    months = sorted({*documents, *outcomes})
    return {month: MonthJudgements(tuple(documents.get(month, ())), tuple(outcomes.get(month, ()))) for month in months}


_FOUND = tuple(f"found_{name}" for name in PLANNED_FIELDS)
