"""A snapshot: the files that all month indexes named at one moment. Releases are made from it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.errors import LakeError
from pipeline.lake.intact import read_table_bytes
from pipeline.lake.parquet import decode
from pipeline.lake.storage import Storage
from pipeline.lake.terms import Terms


@dataclass(frozen=True, slots=True, order=True)
class StoredFile:
    """An immutable Parquet file of the lake at `name`. `month` is None for a corpus-wide table."""

    table: str
    month: str | None
    name: str
    sha256: str
    n_bytes: int
    n_rows: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Files of the lake, sorted by table and month; months without rows of a table have no file of it.

    `month_fingerprints` has (month, fingerprint) of every month index that was read, sorted. `terms` are those that the
    months were built with; only a snapshot of the head has them.
    """

    storage: Storage
    files: tuple[StoredFile, ...]
    month_fingerprints: tuple[tuple[str, str], ...]
    terms: Terms | None = None

    @property
    def fingerprint(self) -> str:
        """Compute a SHA-256 over the files' tables, months and contents: equal for equal rows."""
        content = [[file.table, file.month, file.sha256] for file in self.files]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def of(self, table: str) -> tuple[StoredFile, ...]:
        """Return the files of one table, by month."""
        return tuple(file for file in self.files if file.table == table)

    def table(self, file: StoredFile, columns: Sequence[str] | None = None) -> pa.Table:
        """Read the rows of one file, or only these columns.

        Raises LakeError if it is missing or damaged, or has not all of these columns.
        """
        rows = decode(read_table_bytes(self.storage, file.name), columns)
        missing = sorted(set(columns or ()).difference(rows.column_names))
        if missing:
            raise LakeError(
                f"{file.table} of {file.month}: has no column {', '.join(missing)}, since another version of onrecord "
                "built it; run `onrecord build`"
            )
        return rows
