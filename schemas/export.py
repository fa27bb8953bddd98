"""Derive from the models: Arrow schemas, Hugging Face features, schema fingerprints, the data dictionary."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.columns import declared_columns
from schemas.tables import TABLES

if TYPE_CHECKING:
    from datasets import Features


@dataclass(frozen=True, slots=True)
class Column:
    """One column as documented: `dtype` is the Arrow type's name, `example` a JSON-like value."""

    name: str
    dtype: str
    is_nullable: bool
    description: str
    example: Any


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of `table`, the same for every partition, with descriptions as field metadata."""
    return pa.schema(
        pa.field(name, declared.dtype, declared.is_nullable, {"description": declared.description})
        for name, declared in declared_columns(TABLES[table].model).items()
    )


def columns(table: str) -> list[Column]:
    """Return the columns of `table` in order, as the data dictionary and the Dagster UI show them."""
    return [
        Column(name, str(declared.dtype), declared.is_nullable, declared.description, declared.example)
        for name, declared in declared_columns(TABLES[table].model).items()
    ]


def features(table: str) -> "Features":
    """Return the `datasets` features of `table` (imports datasets, which takes about a second)."""
    from datasets import Features

    return Features.from_arrow_schema(arrow_schema(table).remove_metadata())


@cache
def schema_fingerprint(table: str) -> str:
    """Return a SHA-256 over names, types, nullability and key of `table`: equal for equal contracts."""
    declared = [[c.name, c.dtype, c.is_nullable] for c in columns(table)]
    return hashlib.sha256(json.dumps([declared, TABLES[table].key]).encode()).hexdigest()


def data_dictionary() -> str:
    """Return the data dictionary as Markdown: the content of `docs/data-dictionary.md` (a test compares them)."""
    lines = ["# Data dictionary", "", "Generated from `schemas/` by `make docs`; do not edit by hand.", ""]
    lines += ["Offsets are half-open, in Unicode code points, into `documents.text`.", ""]
    for name, spec in TABLES.items():
        if not spec.is_released:
            continue
        scope = "one Parquet file a month" if spec.is_partitioned else "one Parquet file"
        lines += [f"## {name}", "", f"{spec.summary} Key: {', '.join(f'`{k}`' for k in spec.key)}; {scope}.", ""]
        lines += ["| column | type | null | meaning | example |", "|---|---|---|---|---|"]
        for c in columns(name):
            example = json.dumps(c.example, ensure_ascii=False).replace("|", "\\|")
            meaning = c.description + (f" References `{spec.references[c.name]}`." if c.name in spec.references else "")
            lines.append(f"| `{c.name}` | {c.dtype} | {'yes' if c.is_nullable else 'no'} | {meaning} | `{example}` |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    sys.stdout.write(data_dictionary())
