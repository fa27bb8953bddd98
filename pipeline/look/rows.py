"""Rows of a release by the value of a column, read month by month in bounded memory."""

from collections.abc import Collection, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import StoredFile
from pipeline.release.contents import Contents

Row = dict[str, Any]

# Whole rows, of which one of `documents` may be megabytes long.
_ROWS_AT_ONCE = 2_000


def find_rows(contents: Contents, table: str, column: str, values: Collection[str]) -> list[tuple[Row, str | None]]:
    """Return the rows of `table` with one of these values in `column`, each with the month of its file."""
    return [(row, file.month) for file in contents.of(table) for row in rows_of_file(contents, file, column, values)]


def find_rows_of_month(
    contents: Contents, table: str, month: str | None, column: str, values: Collection[str]
) -> list[Row]:
    """Return the rows of one month of `table` with one of these values in `column`, in the order of the file."""
    files = [file for file in contents.of(table) if file.month == month]
    return [row for file in files for row in rows_of_file(contents, file, column, values)]


def rows_of_file(contents: Contents, file: StoredFile, column: str, values: Collection[str]) -> Iterator[Row]:
    """Yield the rows of one file with one of these values in `column`.

    The one column is read first: most files have no such row, and then nothing else of them is read.
    """
    wanted = pa.array(sorted(values), pa.string())
    if not any(_matches(batch, column, wanted).num_rows for batch in contents.batches(file, [column])):
        return
    for batch in contents.batches(file, n_rows=_ROWS_AT_ONCE):
        yield from _matches(batch, column, wanted).to_pylist()


def _matches(batch: pa.Table, column: str, wanted: pa.Array) -> pa.Table:
    if column not in batch.column_names:
        return batch.slice(0, 0)
    return batch.filter(pc.is_in(batch[column], value_set=wanted))
