"""Write the contract of a table as a Frictionless Table Schema (datapackage.org/standard/table-schema).

In addition to the standard, each field has `arrowType`, the type that Parquet readers see. The values of a closed
vocabulary are `categories`, whose labels are their meanings. Lists are of the type `any`: an `array` of the standard is
JSON in a cell of text, and frictionless finds no such cells in Parquet.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeGuard

from schemas.columns import declared_columns
from schemas.export import Column, columns
from schemas.tables import TABLES

_TYPES = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "double": "number",
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
    """Return a descriptor as JSON, with a line for each member and each object in its lists, ending in a line feed.

    People read it and compare it by line, and it takes two thirds of the bytes that a line for each value takes.
    """
    members = ",\n".join(f" {json.dumps(key)}: {_in_lines(value)}" for key, value in content.items())
    return f"{{\n{members}\n}}\n"


def _in_lines(value: object, margin: str = " ") -> str:
    """A value in one line, or a list of objects with a line for each, and for each one in the lists that these have."""
    if not _is_of_objects(value):
        return json.dumps(value, ensure_ascii=False)
    inner = margin + " "
    lines = (_object(item, inner) for item in value)
    return f"[\n{inner}" + f",\n{inner}".join(lines) + f"\n{margin}]"


def _object(content: Mapping[str, Any], margin: str) -> str:
    if not any(_is_of_objects(value) for value in content.values()):
        return json.dumps(content, ensure_ascii=False)
    return "{" + ", ".join(f"{json.dumps(key)}: {_in_lines(value, margin)}" for key, value in content.items()) + "}"


def _is_of_objects(value: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(item, dict) for item in value)


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
