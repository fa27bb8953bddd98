"""The Arrow types that columns are declared with, the one way to declare a column, and the pandera model made of both.

Declarations need neither pandas nor pandera, which a reader of releases does not have: both are imported when the first
rows are validated. Columns are validated as `pandas.ArrowDtype`, so that a frame read from Parquet is checked as it is,
without coercion: a wrong type is found, not repaired.
"""

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
SHA256_PATTERN = r"^[0-9a-f]{64}$"


@dataclass(frozen=True, slots=True)
class Declared:
    """A column as declared: `checks` are named and valued as those of `pandera.Field`, `vocabulary` is a closed one."""

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
        return _model(cls).to_schema()

    @classmethod
    def validate(cls, rows: "pd.DataFrame", *, lazy: bool = True) -> "pd.DataFrame":
        """Validate `rows` with the pandera model. Raises pandera's SchemaErrors (SchemaError if not `lazy`)."""
        return _model(cls).validate(rows, lazy=lazy)


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


_MODELS: "dict[type[Table], type[pandera.DataFrameModel]]" = {}


def _model(table: type[Table]) -> "type[pandera.DataFrameModel]":
    """Return the pandera model that `table` declares, made once."""
    if table not in _MODELS:
        _MODELS[table] = _make_model(table)
    return _MODELS[table]


def _make_model(table: type[Table]) -> "type[pandera.DataFrameModel]":
    import pandas as pd
    import pandera.pandas as pandera

    class Config:
        strict = True
        ordered = True
        coerce = False

    columns = declared_columns(table)
    fields = {
        name: pandera.Field(
            description=c.description, nullable=c.is_nullable, metadata={"example": c.example}, **c.checks
        )
        for name, c in columns.items()
    }
    annotations = {name: Annotated[pd.ArrowDtype, c.dtype] for name, c in columns.items()}
    namespace = {"__annotations__": annotations, "__doc__": table.__doc__, "__module__": table.__module__}
    return type(table.__name__, (pandera.DataFrameModel,), {**namespace, **fields, "Config": Config})
