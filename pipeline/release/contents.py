"""One side of a comparison: the files of a release or of a snapshot, and the contract they were written with."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError
from pipeline.lake.intact import hash_of, remove_damaged
from pipeline.lake.months import content_name
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage, refused
from pipeline.release.manifest import (
    COMPARED_TABLES,
    Manifest,
    ReleasedTakedowns,
    SettingValue,
    TableEntry,
    YankedVersion,
    describe_tables,
)

# A month's file is read in one or a few parts; that of `actors`, which grows with the corpus, in many.
_ROWS_AT_ONCE = 50_000
_AT_ONCE = 1 << 24  # bytes in memory
# A file up to this size is read once, for its hash and its rows; most months' files are. A larger one is read twice.
_READ_WHOLE = 1 << 23


@dataclass(frozen=True, slots=True)
class Contents:
    """Files with rows, sorted by table and month, with their storage, contract and settings."""

    storage: Storage
    files: tuple[StoredFile, ...]
    tables: Mapping[str, TableEntry]
    settings: Mapping[str, SettingValue]

    def of(self, table: str) -> tuple[StoredFile, ...]:
        """Return the files of one table, by month."""
        return tuple(file for file in self.files if file.table == table)

    def read(self, file: StoredFile, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of one file, only these columns if given (missing columns are omitted).

        Raises ReleaseError if the file is missing or damaged.
        """
        with self._open(file) as parquet:
            return parquet.read(columns=None if columns is None else _known(parquet, columns), use_threads=False)

    def scan(self, table: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield these columns of `table`, in the order of its files, some ten thousand rows at a time, never none.

        Rows of small files come together: what a reader does with each part would otherwise cost more than its rows.
        """
        parts: list[pa.Table] = []
        n_rows = n_bytes = 0
        for part in (part for file in self.of(table) for part in self.batches(file, columns)):
            is_full = n_rows + part.num_rows > _ROWS_AT_ONCE or n_bytes > _AT_ONCE
            if parts and (is_full or part.schema != parts[0].schema):
                yield pa.concat_tables(parts)
                parts, n_rows, n_bytes = [], 0, 0
            parts.append(part)
            n_rows += part.num_rows
            n_bytes += part.nbytes
        if parts:
            yield pa.concat_tables(parts)

    def batches(
        self, file: StoredFile, columns: Sequence[str] | None = None, n_rows: int = _ROWS_AT_ONCE
    ) -> Iterator[pa.Table]:
        """Yield the rows of one file, up to `n_rows` at a time, only these columns if given."""
        with self._open(file) as parquet:
            wanted = None if columns is None else _known(parquet, columns)
            for batch in parquet.iter_batches(n_rows, columns=wanted, use_threads=False):
                yield pa.Table.from_batches([batch])

    @contextmanager
    def _open(self, file: StoredFile) -> Iterator[pq.ParquetFile]:
        is_of_lake = file.name == content_name(file.sha256)
        try:
            with self.storage.open(file.name) as handle:
                data = handle.read(file.n_bytes + 1) if file.n_bytes <= _READ_WHOLE else None
                found = hash_of(self.storage, file.name) if data is None else hashlib.sha256(data).hexdigest()
                if found != file.sha256:
                    if is_of_lake:
                        remove_damaged(self.storage, file.name)
                    raise ReleaseError(f"{self.storage.url}/{file.name}: damaged: {restoring(self.storage.url)}")
                yield pq.ParquetFile(handle if data is None else pa.BufferReader(data), pre_buffer=False)
        except FileNotFoundError:
            mending = "run `onrecord build`" if is_of_lake else restoring(self.storage.url)
            raise ReleaseError(f"{self.storage.url}/{file.name}: is missing: {mending}") from None
        except Exception as error:
            reason = refused(self.storage.url, error)
            if reason is None:
                raise
            raise ReleaseError(f"{self.storage.url}/{file.name}: cannot be read ({reason})") from None


def restoring(place: str) -> str:
    """Return what to do where the files of a release at `place` are not those that were released."""
    if "@" in place:  # a commit of a repository
        return "run `onrecord publish`, which restores what the lake still has"
    version = place.rstrip("/").rpartition("/")[2]
    return (
        "nothing can be released after it until it is back: take the folder from a copy, or with "
        f"`hf download NAMESPACE/NAME --repo-type dataset --revision v{version} --local-dir {place}`"
    )


def _known(parquet: pq.ParquetFile, columns: Sequence[str]) -> list[str]:
    names = frozenset(parquet.schema_arrow.names)
    return [name for name in columns if name in names]


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """A target's predecessor of the next release: its manifest, its files and its changelog ("" for none).

    `highest` is the target's highest version if it differs, that is after a rollback. `yanked` are the target's yanked
    versions, `takedowns` its manifests' memory of takedowns.
    """

    manifest: Manifest
    storage: Storage
    changelog: str = ""
    highest: str | None = None
    yanked: tuple[YankedVersion, ...] = ()
    takedowns: ReleasedTakedowns = field(default_factory=ReleasedTakedowns)

    @property
    def counted_from(self) -> str:
        """Return the version after which the next one is numbered, so that none is used twice."""
        return self.highest or self.manifest.version

    def contents(self) -> Contents:
        """Return its tables as one side of a comparison."""
        return Contents(self.storage, self.manifest.stored_files(), self.manifest.tables, self.manifest.settings)


def contents_of(snapshot: Snapshot, settings: Mapping[str, SettingValue]) -> Contents:
    """Return the released tables of `snapshot`, under the current contract."""
    files = tuple(file for file in snapshot.files if file.table in COMPARED_TABLES and file.n_rows > 0)
    n_rows: dict[str, int] = {}
    for file in files:
        n_rows[file.table] = n_rows.get(file.table, 0) + file.n_rows
    return Contents(snapshot.storage, files, describe_tables(n_rows), settings)
