"""The seed index: a cache of each seed's content, so that unchanged seeds are not read again.

Deleting it costs only time. A seed with the same size and change stamp counts as unchanged without being opened; one
with another stamp is hashed, and parsed only if its content differs.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.reading import Corrections, read_corrections
from pipeline.lake.fingerprint import parsing_fingerprint
from pipeline.lake.intact import is_sealed_parquet, seal_parquet
from pipeline.lake.parquet import decode
from pipeline.lake.reading import HashedSeed, hash_seed
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import learn_texts
from pipeline.lake.terms import Terms, refresh_terms
from pipeline.parse.document import Rejection, Unread
from pipeline.parse.near_equality import N_BYTES, signature_of
from pipeline.parse.seeds import Seed, SeedListing, list_seeds
from pipeline.parse.shingles import sketch_of
from pipeline.parse.unread_files import unread_files
from pipeline.settings import Settings

SEED_INDEX = "seeds/index.parquet"
_KILLED = "its worker process died of it each time (out of memory?); please report this, or take the seed away"
_FINGERPRINT = b"fingerprint"


# Of a document, enough to plan months and to find duplicates, but not the text.
_DOCUMENT = pa.struct(
    [
        ("document_id", pa.string()),
        ("is_by_address", pa.bool_()),
        ("earlier_id", pa.string()),
        ("seed", pa.string()),
        ("line", pa.int64()),
        ("seed_sha256", pa.string()),
        ("language", pa.string()),
        ("published", pa.string()),
        ("published_on", pa.date32()),
        ("published_at", pa.timestamp("us", tz="UTC")),
        ("updated", pa.string()),
        ("updated_on", pa.date32()),
        ("entry_days", pa.string()),
        ("captured_on", pa.date32()),
        ("tdm_reserved", pa.bool_()),
        ("header_source", pa.string()),
        ("record_source", pa.string()),
        ("publisher", pa.string()),
        ("host", pa.string()),
        ("text_sha256", pa.string()),
        ("signature", pa.binary(N_BYTES)),
        ("shingle_level", pa.int64()),
        ("shingles", pa.large_list(pa.uint32())),  # others end at 2^31 values, those of ten million documents
    ]
)
SKETCH = ("shingle_level", "shingles")
"""What the index knows of a document's shingles: nearly all of its room, so plans set it apart."""

_OF_TEXT = ("signature", *SKETCH)
_OF_DOCUMENT = tuple(name for name in _DOCUMENT.names if name not in _OF_TEXT)
_REJECTION = pa.struct(
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
_SCHEMA = pa.schema(
    [
        ("path", pa.string()),
        ("n_bytes", pa.int64()),
        ("stamp", pa.string()),
        ("sha256", pa.string()),
        ("documents", pa.list_(_DOCUMENT)),
        ("rejections", pa.list_(_REJECTION)),
        ("unread", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True)
class SeedIndex:
    """The content of all seeds, and the terms and corrections that were read with them.

    `seeds` has a row for each seed, sorted by path: how to detect a change, and its content. It stays in Arrow, where a
    document takes about a kilobyte; Python objects take several times that. `listing_rejections` are files that could
    not even be listed or opened.
    """

    seeds: pa.Table
    listing_rejections: tuple[Rejection, ...]
    ignored: tuple[str, ...]
    n_parsed: int
    terms: Terms = field(default_factory=Terms)
    corrections: Corrections = field(default_factory=Corrections)

    @property
    def unread(self) -> tuple[str, ...]:
        """Files and members of archives that no parser knows, sorted."""
        return tuple(sorted([*unread_files(self.ignored), *self.unread_members]))

    @property
    def fingerprint(self) -> str:
        """Return a SHA-256 over the content of seeds and terms, not over the time or place of writing."""
        said = [self.terms.publishers.fingerprint, self.terms.taken_down.fingerprint, self.corrections.fingerprint]
        digest = hashlib.sha256(" ".join(said).encode())
        for row in _rows(self.seeds.select(["path", "sha256"])):
            digest.update(f"{row['path']} {row['sha256']}\n".encode("utf-8", "surrogatepass"))
        for rejection in self.listing_rejections:
            digest.update(f"{rejection.seed} {rejection.reason} {rejection.detail}\n".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def documents(self) -> pa.Table:
        """Return a row for each document in the order of files and lines: its `file`, and its columns of the index.

        `seed` is the file, or the member of an archive.
        """
        return _documents_of(self.seeds)

    @property
    def unread_members(self) -> list[str]:
        """Return the members of archives without a reader, in the order of paths."""
        return list(pc.list_flatten(self.seeds["unread"]).to_pylist())

    def rejections(self) -> Iterator[Rejection]:
        """Return the rejections, those of the listing first, then in the order of paths."""
        yield from self.listing_rejections
        yield from _rejections_of(self.seeds)


def _rejections_of(seeds: pa.Table) -> Iterator[Rejection]:
    is_rejected = pc.greater(pc.list_value_length(seeds["rejections"]), 0)
    for row in _rows(seeds.select(["rejections"]).filter(is_rejected)):
        yield from (Rejection(**rejection) for rejection in row["rejections"])


def _documents_of(seeds: pa.Table) -> pa.Table:
    held = seeds["documents"].combine_chunks()
    columns = dict(zip(_DOCUMENT.names, pc.list_flatten(held).flatten(), strict=True))
    return pa.table({"file": seeds["path"].take(pc.list_parent_indices(held))} | columns)


# Of rows as Python objects, which take ten times the room they have in Arrow.
_ROWS_AT_ONCE = 5_000


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
        yield from batch.to_pylist()


Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""An ordered map over tasks, such as the built-in `map` or one that runs in other processes."""


@dataclass(frozen=True, slots=True)
class ParseTask:
    """Seeds to parse together; sent to a worker process.

    It divides until the one seed that kills its worker is found, which is then rejected without being opened.
    """

    settings: Settings
    seeds: tuple[Seed, ...]
    is_read: bool = True

    def divide(self) -> "Sequence[ParseTask]":
        """Return two halves; of a single seed the task without reading it, and nothing of that."""
        middle = len(self.seeds) // 2
        if middle:
            return [replace(self, seeds=self.seeds[:middle]), replace(self, seeds=self.seeds[middle:])]
        return [replace(self, is_read=False)] if self.is_read else []

    def join(self, results: Sequence[pa.Table]) -> pa.Table:
        """Concatenate the parts' rows."""
        return pa.concat_tables(results)


def refresh_seed_index(storage: Storage, settings: Settings, run: Map = map) -> SeedIndex:
    """Update the index: new or changed seeds are parsed by `run`, the others are taken from the last index.

    Both files beside the seeds are read only here; index and lake keep their content. A change in them, or in people's
    corrections, never causes parsing. Raises SeedsError if the seeds folder or one of these files cannot be read or is
    malformed, CorrectionsError if a file of corrections is, LakeError if the index cannot be written.
    """
    listing = list_seeds(settings.seeds)
    terms = refresh_terms(storage, settings.seeds)
    corrections = read_corrections(settings.corrections)
    fingerprint = _index_fingerprint(settings)
    known = _read(storage, fingerprint)
    kept, changed = _divide(listing, known, settings)
    tasks = [ParseTask(settings, tuple(part)) for part in _parts(changed)]
    seeds = pa.concat_tables([kept, *run(parse_seeds, tasks)]).sort_by("path").combine_chunks()
    if not seeds.equals(known):
        _write(storage, fingerprint, seeds)
    terms = terms.remembering(learn_texts(storage, terms.memory, _documents_of(seeds)))
    return SeedIndex(seeds, listing.rejections, listing.ignored, len(changed), terms, corrections)


def parse_seeds(task: ParseTask) -> pa.Table:
    """Parse the task's seeds for the index, a row a seed. Runs in a worker process."""
    parsed = [_parse_one(task, seed) for seed in task.seeds]
    columns = [
        pa.array([seed.path for seed in task.seeds], pa.string()),
        pa.array([seed.n_bytes for seed in task.seeds], pa.int64()),
        pa.array([seed.stamp for seed in task.seeds], pa.string()),
        pa.array([one.sha256 for one in parsed], pa.string()),
        _lists([one.documents for one in parsed]),
        _lists([one.rejections for one in parsed]),
        pa.array([one.unread for one in parsed], pa.list_(pa.string())),
    ]
    return pa.Table.from_arrays(columns, schema=_SCHEMA)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What a seed holds: rows for the index."""

    sha256: str | None
    documents: pa.Array
    rejections: pa.Array
    unread: list[str]


def _parse_one(task: ParseTask, seed: Seed) -> _Parsed:
    if not task.is_read:
        sha256 = hash_seed(task.settings, seed.path)
        killed = Rejection(seed.path, "read", "unreadable", _KILLED, seed_sha256=sha256)
        return _Parsed(sha256, pa.array([], _DOCUMENT), pa.array([asdict(killed)], _REJECTION), [])
    documents, rejections = _Gathered(_DOCUMENT), _Gathered(_REJECTION)
    unread: list[str] = []
    hashed = HashedSeed(task.settings, seed.path)
    for found in hashed.read():
        if isinstance(found, Rejection):
            rejections.add(asdict(found))
        elif isinstance(found, Unread):
            unread.append(found.seed)
        else:
            documents.add({name: getattr(found, name) for name in _OF_DOCUMENT} | _of_text(found.text))
    return _Parsed(hashed.sha256, documents.array(), rejections.array(), unread)


def _of_text(text: str) -> dict[str, Any]:
    sketch = sketch_of(text)
    return {"signature": signature_of(text), "shingle_level": sketch.level, "shingles": sketch.hashes}


class _Gathered:
    """Rows that are put into Arrow a few thousand at a time: a `.jsonl` may have millions of lines."""

    def __init__(self, kind: pa.DataType) -> None:
        self._kind = kind
        self._rows: list[dict[str, Any]] = []
        self._arrays: list[pa.Array] = []

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) == _ROWS_AT_ONCE:
            self._arrays.append(pa.array(self._rows, self._kind))
            self._rows = []

    def array(self) -> pa.Array:
        """Return all values so far."""
        return pa.concat_arrays([*self._arrays, pa.array(self._rows, self._kind)])


def _lists(values: Sequence[pa.Array]) -> pa.ListArray:
    """Return a column with these arrays as its lists."""
    ends = accumulate(map(len, values), initial=0)
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.concat_arrays(values))


def _divide(listing: SeedListing, known: pa.Table, settings: Settings) -> tuple[pa.Table, list[Seed]]:
    """Return the rows of `known` still valid for the listing's seeds, and the seeds that must be parsed."""
    rows = enumerate(_rows(known.select(["path", "n_bytes", "stamp", "sha256"])))
    place, row = next(rows, _NO_ROW)
    kept: list[int] = []
    stamps: list[str] = []
    changed: list[Seed] = []
    for seed in listing.seeds:  # sorted by path as the rows are
        while row is not None and row["path"] < seed.path:
            place, row = next(rows, _NO_ROW)
        if row is not None and row["path"] == seed.path and _is_unchanged(seed, row, settings):
            kept.append(place)
            stamps.append(seed.stamp)
        else:
            changed.append(seed)
    found = known.take(pa.array(kept, pa.int64()))
    return found.set_column(_SCHEMA.get_field_index("stamp"), "stamp", pa.array(stamps, pa.string())), changed


_NO_ROW: tuple[int, dict[str, Any] | None] = (0, None)


def _is_unchanged(seed: Seed, row: dict[str, Any], settings: Settings) -> bool:
    """Whether the seed still has the content that the index knows."""
    if row["sha256"] is None or row["n_bytes"] != seed.n_bytes:
        return False
    return bool(row["stamp"] == seed.stamp or hash_seed(settings, seed.path) == row["sha256"])


def _parts(seeds: Sequence[Seed]) -> Iterator[Sequence[Seed]]:
    """Yield the seeds in parts of up to 200 files or about 4 MB, whichever comes first."""
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


def _index_fingerprint(settings: Settings) -> str:
    known = [parsing_fingerprint(), str(_SCHEMA), settings.seeds, settings.parsing()]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def indexed_documents(storage: Storage) -> pa.Table:
    """Return a row for each document of the last index, by path; none if there is no index of this form."""
    return _documents_of(_read(storage, None))


def _read(storage: Storage, fingerprint: str | None) -> pa.Table:
    """Read the last index, with this fingerprint if given; empty if there is none, or one of other code or settings."""
    try:
        data = storage.read(SEED_INDEX)
    except FileNotFoundError:
        return _SCHEMA.empty_table()
    if not is_sealed_parquet(data):  # a damaged cache is none
        return _SCHEMA.empty_table()
    table = decode(data)
    found = (table.schema.metadata or {}).get(_FINGERPRINT)
    is_ours = found == fingerprint.encode() if fingerprint is not None else table.schema.equals(_SCHEMA)
    return table.replace_schema_metadata() if is_ours else _SCHEMA.empty_table()


def indexed_seeds(storage: Storage) -> pa.Table:
    """Return the rows of the last index, by path; none if there is no index of this form."""
    return _read(storage, None)


def indexed_rejections(storage: Storage) -> Iterator[Rejection]:
    """Return the rejections in the last index, by path; none if there is no index of this form."""
    return _rejections_of(_read(storage, None))


def known_unread_members(storage: Storage) -> list[str]:
    """Return the members of archives without a reader in the last index; none if there is no index."""
    try:
        data = storage.read(SEED_INDEX)
    except FileNotFoundError:
        return []
    table = decode(data) if is_sealed_parquet(data) else _SCHEMA.empty_table()
    return list(pc.list_flatten(table["unread"]).to_pylist()) if "unread" in table.column_names else []


def _write(storage: Storage, fingerprint: str, seeds: pa.Table) -> None:
    table = seeds.replace_schema_metadata({_FINGERPRINT: fingerprint.encode()})
    storage.write(SEED_INDEX, seal_parquet(table, _ROWS_AT_ONCE))
