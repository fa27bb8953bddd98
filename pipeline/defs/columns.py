"""Convert a table of the contract to the Dagster TableSchema that the UI shows."""

import re
from collections.abc import Collection

from dagster import (
    AssetKey,
    TableColumn,
    TableColumnConstraints,
    TableColumnDep,
    TableColumnLineage,
    TableSchema,
)

from pipeline.defs.lineage import lineage_of
from schemas.export import Column, columns
from schemas.tables import TABLES


def table_metadata(table: str, upstream: Collection[str] = ()) -> dict[str, object]:
    """Return what the UI shows of the definition of a table that is made from `upstream`: name, columns, lineage."""
    found: dict[str, object] = {"dagster/table_name": table, "dagster/column_schema": table_schema(table, upstream)}
    lineage = {
        column: [TableColumnDep(AssetKey(source), name) for source, name in sources]
        for column, sources in lineage_of(table, upstream).items()
    }
    if lineage:
        found["dagster/column_lineage"] = TableColumnLineage(lineage)
    return found


def table_schema(table: str, upstream: Collection[str] = ()) -> TableSchema:
    """Return the columns of `table` with type, description, nullability, key and the meanings of their values.

    Descriptions say which columns of `upstream` they are made from, since the webserver shows no lineage of columns.
    """
    key, lineage = TABLES[table].key, lineage_of(table, upstream)
    return TableSchema(
        columns=[
            TableColumn(
                name=column.name,
                type=_short(column.dtype),
                description=_described(column, lineage.get(column.name, ())),
                constraints=TableColumnConstraints(
                    nullable=column.is_nullable,
                    unique=key == (column.name,),
                    other=[f"{value}: {meaning}" for value, meaning in column.values.items()],
                ),
            )
            for column in columns(table)
        ]
    )


def _described(column: Column, sources: Collection[tuple[str, str]]) -> str:
    made_from = f" From {', '.join(f'{table}.{name}' for table, name in sources)}." if sources else ""
    return f"{column.description}{made_from} Example: {column.example!r}"


def _short(dtype: str) -> str:
    """Abbreviate a type, to leave room for the descriptions beside it."""
    return _WIDTHS.sub("", dtype).replace("list<item: ", "list<")


_WIDTHS = re.compile(r" not null|: int32(?=[ ,>])")
