"""Write the contract of a table as a Frictionless Table Schema (datapackage.org/standard/table-schema).

In addition to the standard, each field has `arrowType`, the type that Parquet readers see. The values of a closed
vocabulary are `categories`, whose labels are their meanings. Lists are of the type `any`: an `array` of the standard is
JSON in a cell of text, and frictionless finds no such cells in Parquet.
"""

import json
from collections.abc import Mapping
from typing import Any

from schemas.columns import declared_columns
from schemas.export import Column, columns
from schemas.tables import TABLES

_TYPES = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "date32[day]": "date",
    "timestamp[us, tz=UTC]": "datetime",
    "bool": "boolean",
}
# The checks of `column` by the constraint that says the same.
_CONSTRAINTS = {"isin": "enum", "str_matches": "pattern", "ge": "minimum", "le": "maximum", "unique": "unique"}


def table_schema(table: str) -> dict[str, Any]:
    """Return the contract of `table`: fields with types, nullability, vocabulary and description, and keys."""
    spec = TABLES[table]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": table,
        "description": spec.summary,
        "fields": [_field(table, column) for column in columns(table)],
        "primaryKey": list(spec.key),
        "foreignKeys": [{"fields": [name], "reference": _reference(table, to)} for name, to in spec.references.items()],
    }


def to_json(content: Mapping[str, Any]) -> str:
    """Return a descriptor as JSON, with a line for each member and each object in a list, ending in a line feed.

    People read it and compare it by line, and it takes two thirds of the bytes that a line for each value takes.
    """
    members = ",\n".join(f" {json.dumps(key)}: {_in_lines(value)}" for key, value in content.items())
    return f"{{\n{members}\n}}\n"


def _in_lines(value: object) -> str:
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return "[\n" + ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n ]"
    return json.dumps(value, ensure_ascii=False)


def _reference(table: str, to: str) -> dict[str, Any]:
    """Return the key of the table `to`; within one table the standard leaves the resource out."""
    fields = {"fields": list(TABLES[to].key)}
    return fields if to == table else {"resource": to, **fields}


def _field(table: str, column: Column) -> dict[str, Any]:
    checks = declared_columns(TABLES[table].model)[column.name].checks
    constraints = {"required": not column.is_nullable} | {_CONSTRAINTS[name]: value for name, value in checks.items()}
    described = {
        "name": column.name,
        "type": _TYPES.get(column.dtype, "any"),
        "arrowType": column.dtype,
        "description": column.description,
        "example": column.example,
        "constraints": constraints,
    }
    if column.values:
        described["categories"] = [{"value": value, "label": meaning} for value, meaning in column.values.items()]
    return described
