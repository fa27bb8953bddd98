"""The Arrow types that columns are declared with, and the one way to declare a column.

Columns use `pandas.ArrowDtype`, so that a frame read from Parquet is checked as it is, without coercion: a wrong
type is found, not repaired.
"""

from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

SPAN = pa.struct([pa.field("start", pa.int32(), nullable=False), pa.field("end", pa.int32(), nullable=False)])

String = Annotated[pd.ArrowDtype, pa.string()]
Integer = Annotated[pd.ArrowDtype, pa.int32()]
Count = Annotated[pd.ArrowDtype, pa.int64()]
Date = Annotated[pd.ArrowDtype, pa.date32()]
Strings = Annotated[pd.ArrowDtype, pa.list_(pa.string())]
Spans = Annotated[pd.ArrowDtype, pa.list_(SPAN)]

ID_PATTERN = r"^[a-z]+_[0-9a-z_.-]+$"
SHA256_PATTERN = r"^[0-9a-f]{64}$"


class Table(pandera.DataFrameModel):
    """What all tables share: the columns named, no others, in order, never coerced."""

    class Config:
        """pandera's settings."""

        strict = True
        ordered = True
        coerce = False


def column(description: str, example: Any, *, nullable: bool = False, **checks: Any) -> Any:
    """Declare one column: what it means, one example value, whether it may be null, and pandera's checks on it."""
    return pandera.Field(description=description, nullable=nullable, metadata={"example": example}, **checks)
