"""What of people's corrections may be released: as much as of the rows that they judge."""

from collections.abc import Callable, Collection

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.fields import FIELDS
from pipeline.identity import make_id
from pipeline.release.rights import RIGHTS
from schemas.export import arrow_schema

_WORDS = ("quote", "prefix", "suffix", "old_value", "new_value", "reason", "detail")

# What a value is where no field is named: the type that is added or rejected, the value of an added date.
_FIELD_OF_ROW = {"statements": "type", "dates": "value"}


def is_judged_kept(rows: pa.Table) -> pa.Array:
    """Return for each correction whether its values are of a field that no level withholds."""
    kept = {
        (table, name)
        for table, fields in FIELDS.items()
        for name, field in fields.items()
        if field.kind != "actor" and RIGHTS[table].get(field.column) == ("keep", "keep")
    }
    judged = zip(rows["table"].to_pylist(), rows["field"].to_pylist(), strict=True)
    return pa.array([(table, field or _FIELD_OF_ROW.get(table or "")) in kept for table, field in judged], pa.bool_())


def is_of_unknown(rows: pa.Table) -> pa.ChunkedArray:
    """Return for each correction whether it names no document of the release, and no actor of all documents."""
    is_of_actors = pc.and_(pc.equal(rows["table"], "actors"), pc.is_null(rows["document"]))
    is_of_actors = pc.and_(pc.fill_null(is_of_actors, False), pc.not_equal(rows["state"], "invalid"))
    return pc.and_not(pc.is_null(rows["document_id"]), is_of_actors)


def without_words(rows: pa.Table, mask: pa.ChunkedArray) -> pa.Table:
    """Return corrections without words of a text where `mask` is true."""
    for name in (*_WORDS, "table", "field", "document"):
        at = rows.column_names.index(name)
        rows = rows.set_column(at, rows.schema.field(at), pc.if_else(mask, pa.scalar(None, pa.string()), rows[name]))
    return rows


def with_ids_of_lines(rows: pa.Table, mask: pa.ChunkedArray) -> pa.Table:
    """Return corrections with ids made of file and line where `mask` is true: others are hashes of their words."""
    columns = (rows[name].to_pylist() for name in ("correction_id", "file", "line"))
    ids = [
        make_id("correction", file, str(line)) if is_meant else correction_id
        for correction_id, file, line, is_meant in zip(*columns, mask.to_pylist(), strict=True)
    ]
    at = rows.column_names.index("correction_id")
    return rows.set_column(at, rows.schema.field(at), pa.array(ids, pa.string()))


def redacted_corrections(
    rows: pa.Table, documents: Collection[str], names_in: Callable[[str | None], bool]
) -> pa.Table:
    """Return corrections without the words of those that are about the `documents` or have a name of a person."""
    found, is_named = [], []
    for row in rows.to_pylist():
        named = row["document_id"] in documents or any(names_in(row[name]) for name in _WORDS)
        is_named.append(named)
        found.append(row | dict.fromkeys((*_WORDS, "row_id")) if named else row)
    table = pa.Table.from_pylist(found, schema=arrow_schema("corrections"))
    return with_ids_of_lines(table, pa.chunked_array([pa.array(is_named, pa.bool_())]))


def without_correction_ids(actors: pa.Table) -> pa.Table:
    """Return actors without the ids of corrections, which are hashes of names."""
    at = actors.column_names.index("correction_id")
    return actors.set_column(at, actors.schema.field(at), pa.nulls(actors.num_rows, pa.string()))


def has_corrected(actors: pa.Table) -> bool:
    """True if one of the actors was corrected."""
    return bool(pc.any(pc.is_valid(actors["correction_id"])).as_py())
