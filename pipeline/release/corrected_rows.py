"""Which differing rows are other because people's corrections are: those judged, and what follows from these.

A correction changes the rows that it judges, and what is counted or nested with them. So of a corrected document every
differing row has this cause, as long as nothing else changed what is extracted. If rows of documents that nobody
corrected differ as well, another version of the code is at work in all of them: then only the rows that a correction
names, marks, replaces or takes out have this cause.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.comparison import one_array
from pipeline.release.diff import TableDiff, document_ids
from schemas.vocabulary import Change, Verdict

ACTOR_COLUMNS = {
    "mentions": ("actor_id",),
    "statements": ("speaker_actor_id", "addressee_actor_id", "source_actor_id"),
}

EXTRACTED = ("statements", "dates", "mentions")
"""Tables whose rows are a function of their document, the code and the settings."""

_NOT_SAID = frozenset({"state", "detail", "row_id", "document_id", "file", "line", "by", "at"})
_MARKS = frozenset({"reviewed", "correction_id"})
_SIDES = ("old", "new")


@dataclass(frozen=True, slots=True)
class CorrectedRows:
    """What differing corrections are about: documents, actors in all documents, and rows by table and id.

    `taken_out` are documents and tables of which rows were rejected, or added in place of others, or no longer are.
    """

    documents: pa.Array
    actors: pa.Array
    rows: frozenset[tuple[str, str]]
    taken_out: frozenset[tuple[str, str]]


def find_corrected(diffs: Mapping[str, TableDiff]) -> CorrectedRows:
    """Return what the corrections are about that are new, withdrawn or changed."""
    nothing = pa.array([], pa.string())
    if "corrections" not in diffs:
        return CorrectedRows(nothing, nothing, frozenset(), frozenset())
    said = diffs["corrections"].rows.filter(is_said_otherwise(diffs["corrections"])).to_pylist()
    documents: set[str | None] = set()
    actors: set[str | None] = set()
    rows: set[tuple[str, str]] = set()
    taken_out: set[tuple[str, str]] = set()
    for line in said:
        is_of_actor = "actors" in (line["old.table"], line["new.table"])
        for side in _SIDES:
            table, document_id, row_id = (line[f"{side}.{name}"] for name in ("table", "document_id", "row_id"))
            documents.add(document_id)
            actors |= {row_id, line[f"{side}.new_value"]} if is_of_actor else set()
            if table and row_id:
                rows.add((table, row_id))
            if table and document_id and line[f"{side}.verdict"] in (Verdict.REJECT, Verdict.ADD):
                taken_out.add((table, document_id))
    rows |= set(_renamed(diffs, rows))
    return CorrectedRows(_ids(documents), _ids(actors), frozenset(rows), frozenset(taken_out))


def _ids(found: Iterable[str | None]) -> pa.Array:
    return pa.array(sorted(one for one in found if one is not None), pa.string())


def _renamed(diffs: Mapping[str, TableDiff], rows: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield rows that have, or had, the place of one of these under another id."""
    for key in diffs["redirects"].rows["row_id"].to_pylist() if "redirects" in diffs else ():
        table, old_id, new_id = key.split("/")
        if (table, old_id) in rows or (table, new_id) in rows:
            yield from ((table, old_id), (table, new_id))


def is_said_otherwise(diff: TableDiff) -> pa.Array:
    """Return for each differing correction whether people say something else, and not only its state is another."""
    columns = diff.rows["columns"].to_pylist()
    is_other = [not names or not _NOT_SAID.issuperset(names) for names in columns]
    return pa.array(is_other, pa.bool_())


def is_of_corrected(table: str, diff: TableDiff, corrected: CorrectedRows, *, is_alone: bool) -> pa.Array:
    """Return for each row of the diff whether corrections are its cause.

    `is_alone` says that nothing else changed the rows of corrected documents.
    """
    in_document = one_array(pc.is_in(document_ids(diff.rows), value_set=corrected.documents))
    if not is_alone and pc.any(in_document).as_py():
        in_document = pc.and_(in_document, _is_concerned(table, diff, corrected))
    return pc.or_(in_document, _has_actor(table, diff, corrected.actors))


def _is_concerned(table: str, diff: TableDiff, corrected: CorrectedRows) -> pa.Array:
    """Return for each row of the diff whether a correction names, marks, replaces or takes it out."""
    ids = {row_id for of, row_id in corrected.rows if of == table}
    within = {row_id for _, row_id in corrected.rows}
    found = []
    names = ("row_id", "change", "columns")
    of_documents = document_ids(diff.rows).to_pylist()
    for row_id, change, columns, document_id in zip(
        *(diff.rows[name].to_pylist() for name in names), of_documents, strict=True
    ):
        is_marked = not _MARKS.isdisjoint(columns)
        is_out = change != Change.CHANGED and (table, document_id) in corrected.taken_out
        is_within = table in ("about", "redirects") and not within.isdisjoint(row_id.split("/"))
        found.append(row_id in ids or is_marked or is_out or is_within)
    return pa.array(found, pa.bool_())


def _has_actor(table: str, diff: TableDiff, actors: pa.Array) -> pa.Array:
    """Return for each row of the diff whether it names one of these actors."""
    found = pa.array(np.zeros(diff.rows.num_rows, dtype=bool))
    for column in (*ACTOR_COLUMNS.get(table, ()), *(("actor_id",) if table == "about" else ())):
        for name in (f"{side}.{column}" for side in _SIDES):
            found = pc.or_(found, one_array(pc.is_in(diff.rows[name], value_set=actors)))
    return found
