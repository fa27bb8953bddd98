"""The corpus-wide tables, counted from the months of one snapshot. Months are never rewritten for them."""

from collections.abc import Collection
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from pipeline.lake.actors import count_actors
from pipeline.lake.coverage import count_coverage
from pipeline.lake.fingerprint import code_fingerprint
from pipeline.lake.head import take_snapshot
from pipeline.lake.intact import read_sealed, write_sealed
from pipeline.lake.months import IndexedFile, put_file
from pipeline.lake.parquet import encode
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage
from pipeline.lake.stories import group_stories

_INDEX = "corpus/tables.json"

CORPUS_TABLES = ("actors", "coverage", "stories")
"""The tables that are counted over all months."""


class CorpusIndex(BaseModel):
    """The files, by table, that this code counted from the snapshot with this fingerprint; none of an empty table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    snapshot: str
    code: str
    files: dict[str, IndexedFile]


def recount(snapshot: Snapshot, tables: Collection[str] = CORPUS_TABLES) -> Snapshot:
    """Return the snapshot with these corpus-wide tables counted from its months, and stored."""
    others = tuple(file for file in snapshot.files if file.table not in tables)
    return replace(snapshot, files=(*others, *_stored(_count(snapshot, tables))))


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


def refresh_corpus(storage: Storage, snapshot: Snapshot) -> tuple[StoredFile, ...]:
    """Return the files of the corpus-wide tables for exactly this snapshot, counting them if needed."""
    index = read_corpus_index(storage)
    code = code_fingerprint()
    if index is None or (index.snapshot, index.code) != (snapshot.fingerprint, code) or not _is_there(storage, index):
        index = CorpusIndex(snapshot=snapshot.fingerprint, code=code, files=_count(snapshot, CORPUS_TABLES))
        write_sealed(storage, _INDEX, index)
    return _stored(index.files)


def _stored(files: dict[str, IndexedFile]) -> tuple[StoredFile, ...]:
    return tuple(
        StoredFile(table, None, file.name, file.sha256, file.n_bytes, file.n_rows)
        for table, file in sorted(files.items())
    )


def _is_there(storage: Storage, index: CorpusIndex) -> bool:
    return all(storage.size(file.name) == file.n_bytes for file in index.files.values())


def read_corpus_index(storage: Storage) -> CorpusIndex | None:
    """Read the last count's index, None if it is missing or unreadable (the tables are then counted again)."""
    try:
        return read_sealed(storage, _INDEX, CorpusIndex)
    except (FileNotFoundError, ValueError):
        return None


def take_full_snapshot(storage: Storage) -> Snapshot:
    """Return all months of the head, with the corpus-wide tables counted from exactly these. Raises LakeError."""
    snapshot = take_snapshot(storage)
    return replace(snapshot, files=(*snapshot.files, *refresh_corpus(storage, snapshot)))
