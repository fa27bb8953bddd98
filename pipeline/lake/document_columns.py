"""Columns that rows have from their document, joined when a month is put together.

What is extracted from a text is a function of the text; outlet, headline and address are not, and may change alone.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

DOCUMENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "statements": ("published_on", "publisher", "language", "title", "url"),
    "about": ("published_on",),
}
"""The names of these columns, by table."""


def with_document_columns(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Return the tables of a month with these columns as in `documents`, whatever they were before.

    Rows whose document is not among the tables stay as they are.
    """
    documents = tables["documents"]
    ids = documents["document_id"].combine_chunks()
    joined = dict(tables)
    for table, names in DOCUMENT_COLUMNS.items():
        rows = tables[table]
        place = pc.index_in(rows["document_id"], value_set=ids)
        for name in names:
            at = rows.schema.get_field_index(name)
            joined_values = pc.if_else(pc.is_valid(place), documents[name].take(place), rows[name])
            rows = rows.set_column(at, rows.schema.field(name), joined_values)
        joined[table] = rows
    return joined
