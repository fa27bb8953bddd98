"""From the seed index to months: what each holds, and the fingerprint it must be built for.

Documents stay in Arrow, a row each; as objects there are only those of the tasks that are under way.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.captures import keep_one_of_each
from pipeline.lake.fingerprint import code_fingerprint, shaping_of
from pipeline.lake.judged_documents import JUDGED, NO_JUDGEMENTS, MonthJudgements, assign, with_judged_fields
from pipeline.lake.kept_month import KeptMonth
from pipeline.lake.near_duplicates import with_near_duplicates
from pipeline.lake.publisher_days import with_days
from pipeline.lake.publishers import with_publishers
from pipeline.lake.resembling import hold_back_resembling
from pipeline.lake.seed_index import SKETCH, SeedIndex
from pipeline.parse.document import UNDATED, Rejection
from pipeline.parse.takedowns import Takedowns
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """A document of a month, and its location: `line` is its number in a file of records.

    `seed` is the path of its `file`, or that of the member of an archive.

    `source` is its publisher's key, `publisher` the outlet's name, `redistribution` what of it may be redistributed;
    `published_on`, `published_at` and `updated_on` are in the publisher's time zone, `language` is that of its text;
    all as people corrected them.
    `duplicate_of` names the document with the same text that is kept instead, `near_duplicate_of` the earliest one that
    has most of its words. If it `is_withdrawn`, only its row in `documents` is left. Neither duplicates nor these
    are annotated (`is_annotated`).
    """

    file: str
    seed: str
    line: int | None
    document_id: str
    seed_sha256: str
    source: str
    publisher: str | None
    redistribution: str
    published_on: date | None = None
    published_at: datetime | None = None
    updated_on: date | None = None
    language: str | None = None
    duplicate_of: str | None = None
    near_duplicate_of: str | None = None
    is_withdrawn: bool = False
    is_annotated: bool = True


_PLANNED = tuple(field.name for field in fields(PlannedDocument))


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What a month is to be built from; `fingerprint` changes when anything does that can change its rows.

    `rows` are its documents in the order of seeds and lines: the columns of a PlannedDocument, and what else the index
    knows of it. `shaped_by` is the part of the fingerprint that stands for code and settings. If rows of the month's
    last state are `kept`, its other documents are what is left to do. `judged_by` is a hash of people's corrections.
    """

    month: str
    rows: pa.Table
    rejections: tuple[Rejection, ...]
    fingerprint: str
    shaped_by: str = ""
    kept: KeptMonth | None = None
    judgements: MonthJudgements = NO_JUDGEMENTS
    judged_by: str = ""

    @property
    def n_documents(self) -> int:
        """Return the number of documents in the month."""
        return int(self.rows.num_rows)

    @property
    def n_annotated(self) -> int:
        """Return how many of them are annotated."""
        return int(pc.sum(self.rows["is_annotated"]).as_py() or 0)

    @property
    def effort(self) -> int:
        """Return what building the month takes, in documents to annotate."""
        return self.n_documents + (self.kept.effort if self.kept is not None else 0)

    def documents(self) -> Iterator[PlannedDocument]:
        """Return the month's documents in the order of seeds and lines."""
        for batch in self.rows.select(_PLANNED).to_batches(max_chunksize=_ROWS_AT_ONCE):
            yield from (PlannedDocument(**row) for row in batch.to_pylist())


# Of rows as Python objects, which take several times the room they have in Arrow.
_ROWS_AT_ONCE = 1_000


def month_of(published_on: date | None) -> str:
    """Return `YYYY-MM`, or `undated`."""
    return UNDATED if published_on is None else f"{published_on.year:04}-{published_on.month:02}"


def plan_months(index: SeedIndex, settings: Settings) -> dict[str, MonthPlan]:
    """Plan every month that has a document or a rejection, in order.

    Raises SettingsError if a backend named by the settings cannot be opened.
    """
    documents = index.documents()
    sketches, documents = documents.select(SKETCH), documents.drop_columns(list(SKETCH))
    documents = documents.append_column("number", pa.array(np.arange(documents.num_rows)))
    documents = with_days(with_publishers(documents, index.terms.publishers), index.terms.publishers)
    documents = with_judged_fields(documents, index.corrections)
    documents = documents.append_column("month", _months(documents["published_on"]))
    rejections: dict[str, list[Rejection]] = defaultdict(list)
    rejections[UNDATED] += index.rejections()
    taken_down = _named_by_takedowns(documents, index.terms.taken_down)
    documents, clashes = keep_one_of_each(documents)
    for month, clash in clashes:
        rejections[month].append(clash)
    known = _with_withdrawn_marked(documents, index.terms.taken_down, taken_down)
    kept, held_back = hold_back_resembling(known, index.terms.taken_down)
    for month, resembling in held_back:
        rejections[month].append(resembling)
    planned = with_near_duplicates(_with_duplicates_marked(kept), sketches).drop_columns("number")
    planned = planned.sort_by([("month", "ascending"), ("seed", "ascending"), ("line", "ascending")])
    planned, judgements = assign(planned, index.corrections)
    rows_of = _by_month(planned)
    nothing = planned.slice(0, 0)
    months = sorted({month for month, found in rejections.items() if found} | set(rows_of) | set(judgements))
    inputs = {"code": code_fingerprint(), "settings": shaping_of(settings)}
    shaped_by = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    return {
        month: _plan(
            month, rows_of.get(month, nothing), rejections[month], shaped_by, judgements.get(month, NO_JUDGEMENTS)
        )
        for month in months
    }


def _months(published_on: pa.ChunkedArray) -> pa.Array:
    days = published_on.combine_chunks().dictionary_encode()
    months = pa.array([month_of(day) for day in days.dictionary.to_pylist()], pa.string())
    return months.take(days.indices).fill_null(UNDATED)


def _first_of_equals(values: pa.ChunkedArray) -> npt.NDArray[np.intp]:
    """For each row the number of the first row that has the same value."""
    codes = np.asarray(values.combine_chunks().dictionary_encode().indices)
    _, firsts = np.unique(codes, return_index=True)  # codes are 0, 1, 2 … without gaps
    return np.asarray(firsts[codes])


def _named_by_takedowns(documents: pa.Table, takedowns: Takedowns) -> pa.Array:
    """Return the ids of documents that a takedown names, by the present id or by that which version 1.0.0 gave.

    `documents` are all there are: an older capture of a page may be the one that was named.
    """
    named = pa.array(sorted(takedowns.by_id), pa.string())
    is_named = pc.or_(*(pc.is_in(documents[name], value_set=named) for name in ("document_id", "earlier_id")))
    return documents["document_id"].filter(is_named).combine_chunks()


def _with_withdrawn_marked(documents: pa.Table, takedowns: Takedowns, named: pa.Array) -> pa.Table:
    """Add a column that marks documents that were taken down; `named` are the ids that takedowns name.

    A takedown covers the document with its id, and every document whose text was taken down or is now the text of a
    document taken down by its id.
    """
    is_named = pc.is_in(documents["document_id"], value_set=named)
    texts = {*takedowns.texts, *documents["text_sha256"].filter(is_named).to_pylist()}
    is_withdrawn = pc.is_in(documents["text_sha256"], value_set=pa.array(sorted(texts), pa.string()))
    return documents.append_column("is_withdrawn", is_withdrawn)


def _with_duplicates_marked(documents: pa.Table) -> pa.Table:
    """Sort by day and path, and add a column that names the document kept of those with equal text: the first.

    Undated ones come last. Documents that were taken down are not duplicates and have none.
    """
    order = pa.table(
        {
            "published_on": documents["published_on"].fill_null(pa.scalar(date.max, pa.date32())),
            "seed": documents["seed"],
            "line": documents["line"].fill_null(0),
        }
    )
    documents = documents.take(pc.sort_indices(order, sort_keys=[(name, "ascending") for name in order.column_names]))
    first = documents["document_id"].take(pa.array(_first_of_equals(documents["text_sha256"])))
    is_kept = pc.or_(pc.equal(first, documents["document_id"]), documents["is_withdrawn"])
    documents = documents.append_column("duplicate_of", pc.if_else(is_kept, pa.scalar(None, pa.string()), first))
    is_annotated = pc.and_not(is_kept, documents["is_withdrawn"])
    return documents.append_column("is_annotated", is_annotated)


def _by_month(planned: pa.Table) -> dict[str, pa.Table]:
    """Return the rows of each month, given sorted by month."""
    counted = pc.value_counts(planned["month"].combine_chunks()).to_pylist()
    starts = accumulate((month["counts"] for month in counted), initial=0)
    return {
        month["values"]: planned.slice(start, month["counts"]) for month, start in zip(counted, starts, strict=False)
    }


SHAPING = (
    "document_id",
    "seed",
    "seed_sha256",
    "published_on",
    "published_at",
    "updated_on",
    "entry_days",
    "source",
    "publisher",
    "redistribution",
    "duplicate_of",
    "near_duplicate_of",
    "is_withdrawn",
    "language",
    JUDGED,
)
"""What a month's rows depend on; the position of a line in its file is not included."""


def _plan(
    month: str, rows: pa.Table, rejections: Sequence[Rejection], shaped_by: str, judgements: MonthJudgements
) -> MonthPlan:
    digest = hashlib.sha256(shaped_by.encode())
    for batch in rows.select(SHAPING).sort_by("document_id").to_batches(max_chunksize=_ROWS_AT_ONCE):
        for row in batch.to_pylist():
            digest.update(json.dumps(list(row.values()), default=str).encode())
    listed = sorted([r.seed, r.line or 0, r.stage, r.reason, r.detail, r.seed_sha256 or ""] for r in rejections)
    digest.update(json.dumps(listed).encode())
    digest.update(judgements.fingerprint.encode())
    judged_by = _judged_by(rows, judgements)
    fingerprint = digest.hexdigest()
    return MonthPlan(month, rows, tuple(rejections), fingerprint, shaped_by, None, judgements, judged_by)


def _judged_by(rows: pa.Table, judgements: MonthJudgements) -> str:
    if judgements.is_empty:
        return ""
    hashes = sorted(rows[JUDGED].drop_null().to_pylist())
    return hashlib.sha256(" ".join([*hashes, judgements.fingerprint]).encode()).hexdigest()
