"""The rows of `documents`: what was read of each document, with what the plan says of it."""

from collections.abc import Sequence
from dataclasses import asdict, fields

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.extract.rows import UNREVIEWED
from pipeline.lake.parquet import table_from_rows
from pipeline.lake.plan import PlannedDocument
from pipeline.parse.document import Document
from schemas.export import arrow_schema

OF_PLAN = (
    *("source", "publisher", "redistribution", "duplicate_of", "near_duplicate_of"),
    *("published_on", "published_at", "updated_on"),
)
"""Columns whose values are the plan's."""

PLANNED = ("document_id", *OF_PLAN, "is_withdrawn")
"""What of the plan of a month decides a row."""

_OF_DOCUMENT = frozenset(field.name for field in fields(Document)) & frozenset(arrow_schema("documents").names)

# What is left of a document that was taken down says which one it was, not what stood in it.
_NOT_OF_WITHDRAWN = ("publisher", "host", "title", "author", "authors", "url", "syndicated_from", "terms_url", "text")


def document_rows(documents: Sequence[Document], planned: Sequence[PlannedDocument]) -> pa.Table:
    """Return the rows of `documents`; `planned` says what the plan says of each, in the same order."""
    rows = [
        {name: value for name, value in asdict(document).items() if name in _OF_DOCUMENT}
        | {"authors": list(document.authors) or None, "repairs": list(document.repairs)}
        | UNREVIEWED
        for document in documents
    ]
    said = {name: pa.array([getattr(item, name) for item in planned]) for name in PLANNED}
    return with_plan(table_from_rows("documents", rows), pa.table(said))


def with_plan(rows: pa.Table, planned: pa.Table) -> pa.Table:
    """Return `rows` of `documents` with the values of `planned`, the columns `PLANNED` of the same documents in order.

    The text of a duplicate is only in the row of the document that is kept.
    """
    is_withdrawn = planned["is_withdrawn"].cast(pa.bool_())
    columns = {name: planned[name].cast(rows.schema.field(name).type) for name in OF_PLAN}
    columns["status"] = pc.if_else(is_withdrawn, "withdrawn", "published")
    columns["text"] = pc.if_else(pc.is_valid(columns["duplicate_of"]), _NOTHING, rows["text"])
    for name in _NOT_OF_WITHDRAWN:
        values = columns.get(name, rows[name])
        columns[name] = pc.if_else(is_withdrawn, pa.scalar(None, values.type), values)
    for name, values in columns.items():
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.schema.field(place), values)
    return rows


_NOTHING = pa.scalar(None, pa.string())
