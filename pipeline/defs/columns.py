"""Convert a table of the contract to the Dagster TableSchema that the UI shows."""

import re

from dagster import TableColumn, TableColumnConstraints, TableSchema

from schemas.export import columns
from schemas.tables import TABLES


def table_metadata(table: str) -> dict[str, object]:
    """Return what the UI shows of a table's definition: its name and its columns."""
    return {"dagster/table_name": table, "dagster/column_schema": table_schema(table)}


def table_schema(table: str) -> TableSchema:
    """Return the columns of `table` with type, description, nullability, key and the meanings of their values."""
    key = TABLES[table].key
    return TableSchema(
        columns=[
            TableColumn(
                name=column.name,
                type=_short(column.dtype),
                description=f"{column.description} Example: {column.example!r}",
                constraints=TableColumnConstraints(
                    nullable=column.is_nullable,
                    unique=key == (column.name,),
                    other=[f"{value}: {meaning}" for value, meaning in column.values.items()],
                ),
            )
            for column in columns(table)
        ]
    )


def _short(dtype: str) -> str:
    """Abbreviate a type, to leave room for the descriptions beside it."""
    return _WIDTHS.sub("", dtype).replace("list<item: ", "list<")


_WIDTHS = re.compile(r" not null|: int32(?=[ ,>])")
