"""The Arrow types that columns are declared with, the one way to declare a column, and the pandera schema made of both.

Declarations need neither pandas nor pandera, which a reader of releases does not have: both are imported when the first
rows are validated. Columns are validated as `pandas.ArrowDtype`, so that a frame read from Parquet is checked as it is,
without coercion: a wrong type is found, not repaired.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import pyarrow as pa

from schemas.vocabulary import Confidence, Reviewed, Vocabulary

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pandera

SPAN = pa.struct([pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])

String = Annotated[pa.DataType, pa.string()]
Integer = Annotated[pa.DataType, pa.int32()]
Count = Annotated[pa.DataType, pa.int64()]
Share = Annotated[pa.DataType, pa.float64()]
Date = Annotated[pa.DataType, pa.date32()]
Timestamp = Annotated[pa.DataType, pa.timestamp("us", tz="UTC")]
Flag = Annotated[pa.DataType, pa.bool_()]
Strings = Annotated[pa.DataType, pa.list_(pa.string())]
Spans = Annotated[pa.DataType, pa.list_(SPAN)]

ID_PATTERN = r"^[a-z]+_[0-9a-z_.-]+$"
_UNIQUE = "unique"  # which pandera checks of a column itself
SHA256_PATTERN = r"^[0-9a-f]{64}$"


@dataclass(frozen=True, slots=True)
class Declared:
    """A column as declared; `vocabulary` is a closed one.

    `checks` are named and valued as those of `pandera.Check`; `unique` is one too.
    """

    dtype: pa.DataType
    is_nullable: bool
    description: str
    example: Any
    checks: Mapping[str, Any]
    vocabulary: type[Vocabulary] | None = None


class Table:
    """Base of all tables: exactly the named columns, in order, never coerced."""

    @classmethod
    def to_schema(cls) -> "pandera.DataFrameSchema":
        """Return the pandera schema of the table (imports pandera, which takes about a second)."""
        return _schema(cls)

    @classmethod
    def validate(cls, rows: "pd.DataFrame", *, lazy: bool = True) -> "pd.DataFrame":
        """Validate `rows` with the pandera schema. Raises pandera's SchemaErrors (SchemaError if not `lazy`)."""
        return _schema(cls).validate(rows, lazy=lazy)


def column(
    description: str,
    example: Any,
    *,
    nullable: bool = False,
    vocabulary: type[Vocabulary] | None = None,
    **checks: Any,
) -> Any:
    """Declare one column: its meaning, an example, whether it may be null, its closed vocabulary, pandera's checks."""
    if vocabulary is not None:
        checks = {"isin": list(vocabulary.values()), **checks}
    return _Column(description, example, nullable, checks, vocabulary)


@dataclass(frozen=True, slots=True)
class _Column:
    """What `column` was given; the type stands in the annotation beside it."""

    description: str
    example: Any
    is_nullable: bool
    checks: Mapping[str, Any]
    vocabulary: type[Vocabulary] | None


# Of every table whose rows are made by rules that are measured.
CONFIDENCE = column(
    "How often rows of this rule were right when it was measured; of a rare rule, rows of the language. Null for a "
    "rule of another backend.",
    "certain",
    nullable=True,
    vocabulary=Confidence,
)

# Of every table whose rows people may correct.
REVIEWED = column("What people's corrections did to the row.", "no", vocabulary=Reviewed)
CORRECTION_ID = column(
    "The correction in `corrections` that did so; the last one if several did.",
    "correction_5a1f0c2b9d3e4f60",
    nullable=True,
)


def declared_columns(table: type[Table]) -> Mapping[str, Declared]:
    """Return the columns that `table` declares by name, in order."""
    hints = get_type_hints(table, include_extras=True)
    given = {name: value for name, value in vars(table).items() if isinstance(value, _Column)}
    return {
        name: Declared(hints[name].__metadata__[0], c.is_nullable, c.description, c.example, c.checks, c.vocabulary)
        for name, c in given.items()
    }


_SCHEMAS: "dict[type[Table], pandera.DataFrameSchema]" = {}


def _schema(table: type[Table]) -> "pandera.DataFrameSchema":
    """Return the pandera schema that `table` declares, made once."""
    if table not in _SCHEMAS:
        _SCHEMAS[table] = _make_schema(table)
    return _SCHEMAS[table]


def _make_schema(table: type[Table]) -> "pandera.DataFrameSchema":
    """Make the pandera schema that `table` declares.

    It is no class of `pandera.DataFrameModel`: making one of those imports every library of frames that is installed.
    """
    import pandas as pd
    import pandera.pandas as pandera

    columns = {
        name: pandera.Column(
            pd.ArrowDtype(column.dtype),
            [getattr(pandera.Check, check)(value) for check, value in column.checks.items() if check != _UNIQUE],
            nullable=column.is_nullable,
            unique=column.checks.get(_UNIQUE, False),
            description=column.description,
            metadata={"example": column.example},
        )
        for name, column in declared_columns(table).items()
    }
    doc = inspect.cleandoc(table.__doc__ or "")
    return pandera.DataFrameSchema(columns, name=table.__name__, description=doc, strict=True, ordered=True)
