"""The seed index: what every seed holds, kept so that unchanged seeds are not read again.

It is a cache: deleting it costs time and nothing else. A seed whose size and change stamp are as before is taken as
unchanged without being opened; one whose stamp differs is hashed, and parsed only when its content differs.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.fingerprint import parsing_fingerprint
from pipeline.lake.parquet import decode
from pipeline.lake.reading import hash_seed, publishers_fingerprint, read_seed
from pipeline.lake.storage import Storage
from pipeline.parse.document import Document, Rejection
from pipeline.parse.seeds import Seed, SeedListing, list_seeds
from pipeline.parse.sources import Publishers, load_publishers
from pipeline.parse.takedowns import NO_TAKEDOWNS, Takedowns, load_takedowns
from pipeline.settings import Settings

_NAME = "seeds/index.parquet"
_KILLED = "its worker process died of it each time (out of memory?); please report this, or take the seed away"
_FINGERPRINT = b"fingerprint"


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """What the index keeps of a document: enough to plan months and to find duplicates, but not its text."""

    document_id: str
    line: int | None
    seed_sha256: str
    published_on: date | None
    source: str
    redistribution: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """One seed file: how to tell whether it changed, and what it holds."""

    path: str
    n_bytes: int
    stamp: str
    sha256: str | None
    documents: tuple[IndexedDocument, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class SeedIndex:
    """All seeds, sorted by path, and what was taken down.

    `listing_rejections` are files that could not even be listed or opened.
    """

    entries: tuple[SeedEntry, ...]
    listing_rejections: tuple[Rejection, ...]
    ignored: tuple[str, ...]
    n_parsed: int
    takedowns: Takedowns = NO_TAKEDOWNS

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what the seeds hold and what was taken down, not over when or where they were written."""
        digest = hashlib.sha256(self.takedowns.fingerprint.encode())
        for entry in self.entries:
            digest.update(f"{entry.path} {entry.sha256}\n".encode("utf-8", "surrogatepass"))
        for rejection in self.listing_rejections:
            digest.update(f"{rejection.seed} {rejection.reason} {rejection.detail}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""An ordered map over tasks, such as the built-in `map` or one that runs in other processes."""


@dataclass(frozen=True, slots=True)
class ParseTask:
    """Seeds to parse in one go; travels to a worker process.

    It divides down to the one seed that takes its worker down, which is then rejected without being opened.
    """

    settings: Settings
    publishers: Publishers
    seeds: tuple[Seed, ...]
    is_read: bool = True

    def divide(self) -> "Sequence[ParseTask]":
        """Two halves; of a single seed the task without reading it, and nothing of that."""
        middle = len(self.seeds) // 2
        if middle:
            return [replace(self, seeds=self.seeds[:middle]), replace(self, seeds=self.seeds[middle:])]
        return [replace(self, is_read=False)] if self.is_read else []

    def join(self, results: Sequence[list[SeedEntry]]) -> list[SeedEntry]:
        """The parts' entries one after another."""
        return [entry for part in results for entry in part]


def refresh_seed_index(storage: Storage, settings: Settings, run: Map = map) -> SeedIndex:
    """The index as of now: seeds that are new or changed are parsed by `run`, the rest is taken from the last index.

    Raises SeedsError when the seeds folder cannot be read or its `sources.toml` or `takedowns.toml` is malformed,
    LakeError when the index cannot be written.
    """
    publishers = load_publishers(settings.seeds)
    takedowns = load_takedowns(settings.seeds)
    fingerprint = _index_fingerprint(settings, publishers)
    known = {entry.path: entry for entry in _read(storage, fingerprint)}
    listing = list_seeds(settings.seeds)
    kept, changed = _divide(listing, known, settings)
    tasks = [ParseTask(settings, publishers, tuple(part)) for part in _parts(changed)]
    parsed = [entry for entries in run(parse_seeds, tasks) for entry in entries]
    entries = tuple(sorted([*kept, *parsed], key=lambda entry: entry.path))
    if list(known.values()) != list(entries):
        _write(storage, fingerprint, entries)
    return SeedIndex(entries, listing.rejections, listing.ignored, len(parsed), takedowns)


def parse_seeds(task: ParseTask) -> list[SeedEntry]:
    """Parse the task's seeds for the index. Runs in a worker process."""
    return [_parse_one(task, seed) for seed in task.seeds]


def _parse_one(task: ParseTask, seed: Seed) -> SeedEntry:
    # Hashed before it is parsed: a seed that changes in between then has a hash that is not its content's, and is
    # parsed again next time.
    sha256 = hash_seed(task.settings, seed.path)
    if not task.is_read:
        killed = Rejection(seed.path, "read", "unreadable", _KILLED, seed_sha256=sha256)
        return SeedEntry(seed.path, seed.n_bytes, seed.stamp, sha256, (), (killed,))
    documents: list[IndexedDocument] = []
    rejections: list[Rejection] = []
    for found in read_seed(task.settings, seed.path, task.publishers):
        if isinstance(found, Rejection):
            rejections.append(found)
        else:
            documents.append(_indexed(found))
    return SeedEntry(seed.path, seed.n_bytes, seed.stamp, sha256, tuple(documents), tuple(rejections))


def _indexed(document: Document) -> IndexedDocument:
    return IndexedDocument(
        document.document_id,
        document.line,
        document.seed_sha256,
        document.published_on,
        document.source,
        document.redistribution,
        document.text_sha256,
    )


def _divide(
    listing: SeedListing, known: dict[str, SeedEntry], settings: Settings
) -> tuple[list[SeedEntry], list[Seed]]:
    """Entries that hold for the listing's seeds as they are now, and the seeds that must be parsed."""
    kept: list[SeedEntry] = []
    changed: list[Seed] = []
    for seed in listing.seeds:
        entry = known.get(seed.path)
        if entry is None or entry.sha256 is None:
            changed.append(seed)
        elif (entry.n_bytes, entry.stamp) == (seed.n_bytes, seed.stamp):
            kept.append(entry)
        elif entry.n_bytes == seed.n_bytes and hash_seed(settings, seed.path) == entry.sha256:
            kept.append(SeedEntry(seed.path, seed.n_bytes, seed.stamp, entry.sha256, entry.documents, entry.rejections))
        else:
            changed.append(seed)
    return kept, changed


def _parts(seeds: Sequence[Seed]) -> Iterator[Sequence[Seed]]:
    """Seeds in parts of up to 200 files or about 4 MB, whichever comes first."""
    part: list[Seed] = []
    size = 0
    for seed in seeds:
        if part and (len(part) == 200 or size + seed.n_bytes > 4_000_000):
            yield part
            part, size = [], 0
        part.append(seed)
        size += seed.n_bytes
    if part:
        yield part


def _index_fingerprint(settings: Settings, publishers: Publishers) -> str:
    known = [parsing_fingerprint(), settings.seeds, settings.parsing(), publishers_fingerprint(publishers)]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


_SCHEMA = pa.schema(
    [
        ("path", pa.string()),
        ("n_bytes", pa.int64()),
        ("stamp", pa.string()),
        ("sha256", pa.string()),
        (
            "documents",
            pa.list_(
                pa.struct(
                    [
                        ("document_id", pa.string()),
                        ("line", pa.int64()),
                        ("seed_sha256", pa.string()),
                        ("published_on", pa.date32()),
                        ("source", pa.string()),
                        ("redistribution", pa.string()),
                        ("text_sha256", pa.string()),
                    ]
                )
            ),
        ),
        (
            "rejections",
            pa.list_(
                pa.struct(
                    [
                        ("seed", pa.string()),
                        ("stage", pa.string()),
                        ("reason", pa.string()),
                        ("detail", pa.string()),
                        ("line", pa.int64()),
                        ("seed_sha256", pa.string()),
                        ("document_id", pa.string()),
                        ("table", pa.string()),
                    ]
                )
            ),
        ),
    ]
)


# Of rows as Python objects: they take four times the room of entries.
_ROWS_AT_ONCE = 5_000


def _read(storage: Storage, fingerprint: str) -> list[SeedEntry]:
    """The entries of the last index; none when there is no index or it was made by other code or settings."""
    try:
        table = decode(storage.read(_NAME))
    except (FileNotFoundError, pa.ArrowInvalid):
        return []
    if (table.schema.metadata or {}).get(_FINGERPRINT) != fingerprint.encode():
        return []
    return [
        SeedEntry(
            row["path"],
            row["n_bytes"],
            row["stamp"],
            row["sha256"],
            tuple(IndexedDocument(**document) for document in row["documents"]),
            tuple(Rejection(**rejection) for rejection in row["rejections"]),
        )
        for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE)
        for row in batch.to_pylist()
    ]


def _write(storage: Storage, fingerprint: str, entries: Sequence[SeedEntry]) -> None:
    schema = _SCHEMA.with_metadata({_FINGERPRINT: fingerprint.encode()})
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for start in range(0, len(entries), _ROWS_AT_ONCE):
            rows = [asdict(entry) for entry in entries[start : start + _ROWS_AT_ONCE]]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    storage.write(_NAME, sink.getvalue().to_pybytes())
