"""The corpus-wide tables, counted from the months of one snapshot. Months are never rewritten for them."""

from collections.abc import Collection
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from pipeline.lake.actors import count_actors
from pipeline.lake.coverage import count_coverage
from pipeline.lake.fingerprint import code_fingerprint
from pipeline.lake.head import take_snapshot
from pipeline.lake.intact import read_sealed, write_sealed
from pipeline.lake.merged_actors import find_corrections, with_merges
from pipeline.lake.months import IndexedFile, put_file
from pipeline.lake.parquet import encode
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage
from pipeline.lake.stories import group_stories

_INDEX = "corpus/tables.json"

COUNTED_TABLES = ("actors", "coverage", "stories")
"""The tables that are counted over all months."""

CORPUS_TABLES = (*COUNTED_TABLES, "corrections")
"""These, and people's corrections with what became of them."""


class CorpusIndex(BaseModel):
    """The files, by table, that this code counted from the snapshot with this fingerprint; none of an empty table.

    `merged` are the files of months that have other actors in a release, as people say; the others are those of the
    month indexes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    snapshot: str
    code: str
    files: dict[str, IndexedFile]
    merged: dict[str, dict[str, IndexedFile]] = {}

    @property
    def all_files(self) -> tuple[IndexedFile, ...]:
        """Return all files that it names."""
        return (*self.files.values(), *(file for files in self.merged.values() for file in files.values()))


def recount(snapshot: Snapshot, tables: Collection[str] = COUNTED_TABLES) -> Snapshot:
    """Return the snapshot with these corpus-wide tables counted from its months, and stored."""
    others = tuple(file for file in snapshot.files if file.table not in tables)
    return replace(snapshot, files=(*others, *_stored(_count(snapshot, tables))))


def _of_corpus(snapshot: Snapshot) -> tuple[dict[str, IndexedFile], Snapshot]:
    """Return the corpus-wide tables by their files, and the snapshot with the actors of its months as people say."""
    corrections, merges = find_corrections(snapshot)
    merged = with_merges(snapshot, merges)
    files = _count(merged, COUNTED_TABLES)
    for table, rows in (("corrections", corrections), ("merges", merges)):
        if rows.num_rows:
            files[table] = put_file(snapshot.storage, encode(table, rows), rows.num_rows)
    return files, merged


def _count(snapshot: Snapshot, tables: Collection[str]) -> dict[str, IndexedFile]:
    stories = group_stories(snapshot) if {"actors", "stories"} & set(tables) else None
    counted = {}
    for table in tables:
        if table == "coverage":
            rows = count_coverage(snapshot)
        else:
            assert stories is not None
            rows = count_actors(snapshot, stories) if table == "actors" else stories
        if rows.num_rows:
            counted[table] = put_file(snapshot.storage, encode(table, rows), rows.num_rows)
    return counted


def refresh_corpus(storage: Storage, snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with the corpus-wide tables for exactly its months, counting them if needed.

    The files of months whose actors people say are others are those with these actors.
    """
    index = read_corpus_index(storage)
    code = code_fingerprint()
    if index is None or (index.snapshot, index.code) != (snapshot.fingerprint, code) or not _is_there(storage, index):
        files, merged = _of_corpus(snapshot)
        index = CorpusIndex(
            snapshot=snapshot.fingerprint, code=code, files=files, merged=_merged_files(merged, snapshot)
        )
        write_sealed(storage, _INDEX, index)
    months = [file for file in snapshot.files if file.table not in index.merged.get(file.month or "", {})]
    months += [_stored_file(table, month, file) for month, of in index.merged.items() for table, file in of.items()]
    ordered = sorted(months, key=lambda file: (file.table, file.month or ""))
    return replace(snapshot, files=(*ordered, *_stored(index.files)))


def _merged_files(merged: Snapshot, snapshot: Snapshot) -> dict[str, dict[str, IndexedFile]]:
    known = set(snapshot.files)
    found: dict[str, dict[str, IndexedFile]] = {}
    for file in merged.files:
        if file not in known and file.month is not None:
            indexed = IndexedFile(name=file.name, sha256=file.sha256, n_bytes=file.n_bytes, n_rows=file.n_rows)
            found.setdefault(file.month, {})[file.table] = indexed
    return found


def _stored_file(table: str, month: str | None, file: IndexedFile) -> StoredFile:
    return StoredFile(table, month, file.name, file.sha256, file.n_bytes, file.n_rows)


def _stored(files: dict[str, IndexedFile]) -> tuple[StoredFile, ...]:
    return tuple(_stored_file(table, None, file) for table, file in sorted(files.items()))


def _is_there(storage: Storage, index: CorpusIndex) -> bool:
    return all(storage.size(file.name) == file.n_bytes for file in index.all_files)


def read_corpus_index(storage: Storage) -> CorpusIndex | None:
    """Read the last count's index, None if it is missing or unreadable (the tables are then counted again)."""
    try:
        return read_sealed(storage, _INDEX, CorpusIndex)
    except (FileNotFoundError, ValueError):
        return None


def take_full_snapshot(storage: Storage) -> Snapshot:
    """Return all months of the head, with the corpus-wide tables counted from exactly these. Raises LakeError."""
    return refresh_corpus(storage, take_snapshot(storage))
