"""Derive from the models: Arrow schemas, Hugging Face features, schema fingerprints, the data dictionary."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.columns import declared_columns
from schemas.tables import RELEASED_TABLES, TABLES
from schemas.vocabulary import Vocabulary

if TYPE_CHECKING:
    from datasets import Features


@dataclass(frozen=True, slots=True)
class Column:
    """One column as documented: `dtype` is the Arrow type's name, `example` a JSON-like value.

    `values` are those of a closed vocabulary, each with its meaning; none where any value may stand.
    """

    name: str
    dtype: str
    is_nullable: bool
    description: str
    example: Any
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def full_description(self) -> str:
        """Describe the column with the meanings of its values."""
        if not self.values:
            return self.description
        values = "; ".join(f"{value} ({meaning.removesuffix('.')})" for value, meaning in self.values.items())
        return f"{self.description} Values: {values}."


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of `table`, the same for every partition.

    Metadata of a field are its `description` and, as JSON, the `values` of its vocabulary with their meanings.
    """
    types = {name: declared.dtype for name, declared in declared_columns(TABLES[table].model).items()}
    return pa.schema(pa.field(c.name, types[c.name], c.is_nullable, _metadata(c)) for c in columns(table))


def _metadata(column: Column) -> dict[str, str]:
    described = {"description": column.description}
    if column.values:
        described["values"] = json.dumps(dict(column.values), ensure_ascii=False, separators=(",", ":"))
    return described


def columns(table: str) -> list[Column]:
    """Return the columns of `table` in order, as the data dictionary and the Dagster UI show them."""
    return [
        Column(
            name,
            str(declared.dtype),
            declared.is_nullable,
            declared.description,
            declared.example,
            MappingProxyType(declared.vocabulary.meanings() if declared.vocabulary else {}),
        )
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
    return contract_fingerprint(declared, TABLES[table].key, TABLES[table].id_rule)


def contract_fingerprint(declared: Sequence[Sequence[object]], key: Sequence[str], id_rule: int) -> str:
    """Return the SHA-256 of a contract. The first rule of ids leaves it as it was before rules were counted."""
    contract = [declared, key] if id_rule == 1 else [declared, key, id_rule]
    return hashlib.sha256(json.dumps(contract).encode()).hexdigest()


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
            meaning += " Values [below](#values)." if c.values else ""
            lines.append(f"| `{c.name}` | {c.dtype} | {'yes' if c.is_nullable else 'no'} | {meaning} | `{example}` |")
        lines.append("")
    lines += [
        "## Values",
        "",
        "Columns with a closed vocabulary, and what each value means. A new value is a new minor version.",
        "",
    ]
    for names, vocabulary in vocabularies().items():
        lines += [f"### {', '.join(names)}", "", "| value | meaning |", "|---|---|"]
        lines += [f"| `{value}` | {meaning} |" for value, meaning in vocabulary.meanings().items()]
        lines.append("")
    return "\n".join(lines)


def vocabularies() -> dict[tuple[str, ...], type[Vocabulary]]:
    """Return the vocabularies of released tables, each by the columns that have it (`actors.kind`), in their order."""
    columns_of: dict[type[Vocabulary], list[str]] = {}
    for table in RELEASED_TABLES:
        for name, declared in declared_columns(TABLES[table].model).items():
            if declared.vocabulary is not None:
                columns_of.setdefault(declared.vocabulary, []).append(f"{table}.{name}")
    return {tuple(names): vocabulary for vocabulary, names in columns_of.items()}


if __name__ == "__main__":
    import sys

    sys.stdout.write(data_dictionary())
