"""From a table of the contract to the Dagster TableSchema that the UI shows."""

from dagster import TableColumn, TableColumnConstraints, TableSchema

from schemas.export import columns
from schemas.tables import TABLES


def table_schema(table: str) -> TableSchema:
    """Columns of `table` with type, description, nullability and key."""
    key = TABLES[table].key
    return TableSchema(
        columns=[
            TableColumn(
                name=column.name,
                type=column.dtype,
                description=f"{column.description} Example: {column.example!r}",
                constraints=TableColumnConstraints(nullable=column.is_nullable, unique=key == (column.name,)),
            )
            for column in columns(table)
        ]
    )
