"""A snapshot: the files that all month indexes named at one moment. What a release is made from."""

import hashlib
import json
from dataclasses import dataclass

from pipeline.lake.storage import Storage


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

    `month_fingerprints` holds (month, fingerprint) of every month index that was read, sorted.
    """

    storage: Storage
    files: tuple[StoredFile, ...]
    month_fingerprints: tuple[tuple[str, str], ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the files' tables, months and contents: equal snapshots hold equal rows."""
        content = [[file.table, file.month, file.sha256] for file in self.files]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def of(self, table: str) -> tuple[StoredFile, ...]:
        """The files of one table, by month."""
        return tuple(file for file in self.files if file.table == table)

    def read(self, file: StoredFile) -> bytes:
        """The bytes of one of its files."""
        return self.storage.read(file.name)
