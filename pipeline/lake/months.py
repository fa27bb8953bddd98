"""Month indexes: one small object for each month, written last, that names its files.

A month exists in the lake if its index exists. Files are immutable and named by content, so replacing the index is the
only step that changes the month, and a crash before it leaves the month unchanged.
"""

import hashlib

from pydantic import BaseModel, ConfigDict

from pipeline.errors import LakeError
from pipeline.lake.intact import read_sealed, write_sealed
from pipeline.lake.storage import Storage

FILES = "files"
"""The folder of all Parquet files."""

_FOLDER = "months"
_FORMAT = 1


class IndexedFile(BaseModel):
    """A table's file in a month index."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str
    n_bytes: int
    n_rows: int


class MonthIndex(BaseModel):
    """The content of a month: `files` by table (none for a table without rows) and the fingerprint it was built for.

    `shaped_by` is the part of it that all months have in common, code and settings; None in one of an older version.
    `found` has the files of tables that people's corrections changed, as extraction made them; None for a table without
    rows. `judged_by` is a hash of these corrections.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = _FORMAT
    month: str
    fingerprint: str
    shaped_by: str | None = None
    files: dict[str, IndexedFile]
    found: dict[str, IndexedFile | None] = {}
    judged_by: str = ""

    @property
    def extracted(self) -> dict[str, IndexedFile]:
        """Return the files by table as extraction made them, before people's corrections."""
        both: dict[str, IndexedFile | None] = {**self.files, **self.found}
        return {table: file for table, file in both.items() if file is not None}

    @property
    def all_files(self) -> tuple[IndexedFile, ...]:
        """Return all files that the month needs."""
        return (*self.files.values(), *(file for file in self.found.values() if file is not None))

    def n_rows(self, table: str) -> int:
        """Count the rows of `table` in this month."""
        return self.files[table].n_rows if table in self.files else 0


def content_name(sha256: str) -> str:
    """Return the lake's name for a file with this content."""
    return f"{FILES}/{sha256[:2]}/{sha256}.parquet"


def put_file(storage: Storage, data: bytes, n_rows: int) -> IndexedFile:
    """Store `data` under the name of its content. Written again even if it is there, which renews its grace period."""
    sha256 = hashlib.sha256(data).hexdigest()
    name = content_name(sha256)
    storage.write(name, data)
    return IndexedFile(name=name, sha256=sha256, n_bytes=len(data), n_rows=n_rows)


def list_months(storage: Storage) -> list[str]:
    """List the months that have an index, sorted (`undated` last, as letters sort after digits)."""
    return [name.removesuffix(".json") for name in storage.names(_FOLDER, ".json")]


def read_month(storage: Storage, month: str) -> MonthIndex | None:
    """Read the index of `month`, None if it does not exist. Raises LakeError if it is unreadable."""
    try:
        index = read_sealed(storage, f"{_FOLDER}/{month}.json", MonthIndex)
    except FileNotFoundError:
        return None
    except ValueError:
        raise LakeError(
            f"{storage.url}/{_FOLDER}/{month}.json: damaged; run `onrecord build`, which makes it again"
        ) from None
    if index.format != _FORMAT:
        raise LakeError(
            f"{storage.url}/{_FOLDER}/{month}.json: format {index.format} is not known to this version; "
            "use a newer onrecord or another --data"
        )
    return index


def write_month(storage: Storage, index: MonthIndex) -> None:
    """Promote `index`: its files become the month's."""
    write_sealed(storage, f"{_FOLDER}/{index.month}.json", index)


def remove_month(storage: Storage, month: str) -> None:
    """Remove `month`, whose seeds were all removed."""
    storage.delete(f"{_FOLDER}/{month}.json")
