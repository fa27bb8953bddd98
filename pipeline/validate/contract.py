"""Validate one table: types and columns as a whole, values row by row."""

from collections.abc import Sequence
from itertools import compress

import pandas as pd
import pyarrow as pa
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from pipeline.validate.verdict import ContractVerdict, RowFailure
from schemas.export import arrow_schema
from schemas.tables import TABLES

# Failures that blame single rows. Any other kind (a wrong type, a missing column, a check that raised) says that the
# code is wrong, not the row, and blocks the table; pandera gives indices with some of them, so the kind decides.
_ROW_FAILURES = {
    SchemaErrorReason.SERIES_CONTAINS_NULLS: "contract_violation",
    SchemaErrorReason.DATAFRAME_CHECK: "contract_violation",
    SchemaErrorReason.SERIES_CONTAINS_DUPLICATES: "duplicate_key",
}


_GOOD = ContractVerdict((), ())


def _to_frame(rows: pa.Table) -> pd.DataFrame:
    """Convert `rows` to a frame of Arrow-backed columns, in which pandera sees the original types."""
    frame: pd.DataFrame = rows.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def check_contract(table: str, rows: pa.Table) -> ContractVerdict:
    """Validate `rows` by the pandera schema of `table`; of rows with equal keys the first is kept, the others fail."""
    problems = _schema_problems(rows.schema, arrow_schema(table))
    if problems or not rows.num_rows:
        return ContractVerdict(problems, ())
    try:
        TABLES[table].model.validate(_to_frame(rows), lazy=True)
    except SchemaErrors as errors:
        return _verdict(errors.schema_errors)
    return _GOOD


def check_contracts(table: str, parts: Sequence[pa.Table]) -> list[ContractVerdict]:
    """Validate each of `parts` like `check_contract`, with one call of pandera if all of them are good.

    Each check concerns one row, and keys that are unique in the whole are unique in each part: parts that pass together
    pass alone. A call takes 5 to 10 ms however few rows there are.
    """
    is_sound = [bool(part.num_rows) and not _schema_problems(part.schema, arrow_schema(table)) for part in parts]
    sound = list(compress(parts, is_sound))
    if len(sound) > 1 and check_contract(table, pa.concat_tables(sound)) == _GOOD:
        return [_GOOD if ok else check_contract(table, part) for part, ok in zip(parts, is_sound, strict=True)]
    return [check_contract(table, part) for part in parts]


def _schema_problems(found: pa.Schema, declared: pa.Schema) -> tuple[str, ...]:
    """Report missing, additional and mistyped columns; pandera names some of these only by a number."""
    problems = [f"{name}: column is missing" for name in declared.names if name not in found.names]
    problems += [f"{name}: column is not in the contract" for name in found.names if name not in declared.names]
    for field in declared:
        if field.name in found.names and found.field(field.name).type != field.type:
            problems.append(f"{field.name}: is {found.field(field.name).type}, must be {field.type}")
    return tuple(problems)


def _verdict(errors: list[SchemaError]) -> ContractVerdict:
    problems: list[str] = []
    failures: dict[int, RowFailure] = {}
    for error in errors:
        reason = _ROW_FAILURES.get(error.reason_code)
        column = getattr(error, "column_name", None) or getattr(error.schema, "name", "")
        cases = error.failure_cases
        if reason is None or not isinstance(cases, pd.DataFrame) or cases["index"].isna().any():
            problems.append(f"{column}: {_check_name(error)}")
            continue
        indices = [int(index) for index in cases["index"]]
        if reason == "duplicate_key":
            values = dict(zip(indices, cases["failure_case"], strict=True))
            indices = _later_ones(values)
        for index in indices:
            value = cases.loc[cases["index"] == index, "failure_case"].iloc[0]
            failures.setdefault(index, RowFailure(index, reason, f"{column}: {_check_name(error)} fails for {value!r}"))
    return ContractVerdict(tuple(sorted(problems)), tuple(failures[i] for i in sorted(failures)))


def _check_name(error: SchemaError) -> str:
    check = error.check
    return str(getattr(check, "error", None) or getattr(check, "name", None) or check)


def _later_ones(value_at: dict[int, object]) -> list[int]:
    """Return all but the first of rows with equal values."""
    seen: set[object] = set()
    later = []
    for index in sorted(value_at):
        if value_at[index] in seen:
            later.append(index)
        seen.add(value_at[index])
    return later
