"""Count the corpus-wide table `coverage`: how much there is of each month, outlet and language."""

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import Snapshot
from pipeline.parse.document import UNDATED
from schemas.coverage import NO_LANGUAGE, NO_PUBLISHER
from schemas.export import arrow_schema

_OF_DOCUMENTS = (
    "document_id",
    "publisher",
    "language",
    "n_words",
    "status",
    "duplicate_of",
    "near_duplicate_of",
)
_KEY = ("month", "publisher", "language")


def count_coverage(snapshot: Snapshot) -> pa.Table:
    """Return a row for each month, outlet and language that has a document or a rejection, sorted by these."""
    files = {
        table: {file.month: file for file in snapshot.of(table)} for table in ("documents", "statements", "rejected")
    }
    months = sorted({month or UNDATED for found in files.values() for month in found})
    counted = [arrow_schema("coverage").empty_table()]
    for month in months:
        documents, statements, rejected = (
            snapshot.table(found[month], names) if month in found else None
            for found, names in (
                (files["documents"], _OF_DOCUMENTS),
                (files["statements"], ("document_id",)),
                (files["rejected"], ("document_id",)),
            )
        )
        counted.append(_month(month, _parts(documents, statements, rejected)))
    return pa.concat_tables(counted)


def _parts(documents: pa.Table | None, statements: pa.Table | None, rejected: pa.Table | None) -> list[pa.Table]:
    """What is counted of a month: a row each document, statement and rejection, with publisher and language."""
    known = _known(documents)
    parts = []
    if documents is not None:
        is_kept = pc.not_equal(documents["status"], "withdrawn")
        is_duplicate = pc.and_(is_kept, pc.is_valid(documents["duplicate_of"]))
        has_text = pc.and_(is_kept, pc.is_null(documents["duplicate_of"]))
        is_near = pc.and_(has_text, pc.is_valid(documents["near_duplicate_of"]))
        n_words = pc.if_else(has_text, documents["n_words"], 0)
        parts.append(
            _counting(
                known.filter(is_kept),
                n_documents=has_text.filter(is_kept),
                n_duplicates=is_duplicate.filter(is_kept),
                n_near_duplicates=is_near.filter(is_kept),
                n_words=n_words.filter(is_kept),
            )
        )
    for name, rows in (("n_statements", statements), ("n_rejected", rejected)):
        if rows is not None:
            place = pc.index_in(rows["document_id"], value_set=known["document_id"].combine_chunks())
            parts.append(_counting(_named(known.take(place)), **{name: pa.array([1] * rows.num_rows)}))
    return parts


def _known(documents: pa.Table | None) -> pa.Table:
    """The outlet and language of each document of a month."""
    if documents is None:
        return pa.table({name: pa.array([], pa.string()) for name in ("document_id", "publisher", "language")})
    return _named(documents.select(["document_id", "publisher", "language"]))


def _named(rows: pa.Table) -> pa.Table:
    for name, stand_in in (("publisher", NO_PUBLISHER), ("language", NO_LANGUAGE)):
        rows = rows.set_column(rows.column_names.index(name), name, pc.fill_null(rows[name], stand_in))
    return rows


_COUNTS = ("n_documents", "n_duplicates", "n_near_duplicates", "n_words", "n_statements", "n_rejected")


def _counting(rows: pa.Table, **counts: pa.Array | pa.ChunkedArray) -> pa.Table:
    nothing = pa.array([0] * rows.num_rows, pa.int64())
    columns = {name: counts[name].cast(pa.int64()) if name in counts else nothing for name in _COUNTS}
    return pa.table({"publisher": rows["publisher"], "language": rows["language"], **columns})


def _month(month: str, parts: list[pa.Table]) -> pa.Table:
    """Add up the rows of one month."""
    summed = (
        pa.concat_tables(parts)
        .group_by(["publisher", "language"], use_threads=False)
        .aggregate([(name, "sum") for name in _COUNTS])
        .sort_by([("publisher", "ascending"), ("language", "ascending")])
    )
    columns = {"month": pa.array([month] * summed.num_rows, pa.string())}
    columns |= {name: summed[name] for name in _KEY[1:]} | {name: summed[f"{name}_sum"] for name in _COUNTS}
    return pa.table(columns).cast(arrow_schema("coverage"))
