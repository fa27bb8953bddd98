"""The spool: documents of one build's stale months, stored by month, so that each file with many is read once.

An archive has documents of many months. If each month read the archive, it would be read once a month, and from its
start if it is compressed. So every such file is read once, whatever its format; its documents are stored in the lake by
month, and the months' tasks read them from there. The spool is deleted when the build ends, and is never part of a
result.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from types import UnionType
from typing import Any, get_args, get_type_hints

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.plan import MonthPlan
from pipeline.lake.reading import read_seed
from pipeline.lake.seed_index import Map
from pipeline.lake.storage import Storage
from pipeline.parse.document import Document
from pipeline.settings import Settings

SPOOL = "spool"

# A file with fewer documents, of one month, is read where they are annotated: in one task, or two.
_FEWEST_DOCUMENTS = 32
# So many documents lie in one piece at most, and so many characters are held before all pieces are written.
_DOCUMENTS_PER_PIECE = 256
_CHARACTERS_HELD = 16_000_000
# Small files are read together, so that a task's overhead is small beside its work.
_DOCUMENTS_PER_TASK = 2_000

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive documents of one month in the spool: their file and position."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spool:
    """What was laid down for a build. `plans` are its months, with documents of one piece beside each other."""

    storage: Storage
    build: str
    plans: Mapping[str, MonthPlan]
    pieces: Sequence[Piece] = ()
    piece_of: Mapping[str, Rows] = field(default_factory=dict)
    """For each document of a month the number of its piece, or -1."""

    def pieces_of(self, month: str, start: int, n_documents: int) -> tuple[Piece, ...]:
        """Return the pieces with the month's documents from number `start`."""
        if month not in self.piece_of:
            return ()
        numbers = np.unique(self.piece_of[month][start : start + n_documents])
        return tuple(self.pieces[number] for number in numbers if number >= 0)

    def clear(self) -> None:
        """Delete the documents of this build."""
        clear_spool(self.storage, self.build)


def clear_spool(storage: Storage, build: str = "") -> None:
    """Delete the documents of `build` in the spool, by default those of all builds."""
    for name in storage.names(SPOOL):
        if name.startswith(build):
            storage.delete(f"{SPOOL}/{name}")


def fill_spool(storage: Storage, plans: Sequence[MonthPlan], settings: Settings, run: Map) -> Spool:
    """Store the documents of `plans` from files that more than one task would read."""
    if storage.is_local:  # its lock keeps other builds away, so that this is of a build that was killed
        clear_spool(storage)
    # It never shows in a result, and only has to differ from that of another build of a lake in an object store.
    spool = Spool(storage, secrets.token_hex(8), {plan.month: plan for plan in plans})
    try:
        return _filled(spool, plans, settings, run)
    except BaseException:
        spool.clear()
        raise


def _filled(spool: Spool, plans: Sequence[MonthPlan], settings: Settings, run: Map) -> Spool:
    wanted = _wanted(plans)
    if not wanted.num_rows:
        return spool
    shares = list(_shares(wanted))
    tasks = [SpoolTask(spool.storage, spool.build, settings, tuple(share)) for share in shares]
    pieces: list[Piece] = []
    numbers: list[Rows] = []
    laid: LaidDown
    for laid in run(lay_down, tasks):
        numbers.append(np.where(laid.piece_of < 0, -1, laid.piece_of + len(pieces)))
        pieces += laid.pieces
    of_plan, position = (wanted[name].to_numpy() for name in ("plan", "position"))
    piece_of_row = np.concatenate(numbers)
    ordered: dict[str, MonthPlan] = {}
    piece_of: dict[str, Rows] = {}
    for number, plan in enumerate(plans):
        found = np.full(plan.n_documents, -1, np.int64)
        is_ours = of_plan == number
        found[position[is_ours]] = piece_of_row[is_ours]
        order = np.argsort(found, kind="stable")
        ordered[plan.month] = replace(plan, rows=plan.rows.take(pa.array(order)))
        piece_of[plan.month] = found[order]
    return replace(spool, plans=ordered, pieces=pieces, piece_of=piece_of)


def _wanted(plans: Sequence[MonthPlan]) -> pa.Table:
    """Return the documents to store, by file, seed and line: the number of their plan, and their position in it."""
    tables = [
        plan.rows.select(["file", "seed", "line"])
        .append_column("plan", pa.array(np.full(plan.n_documents, number)))
        .append_column("position", pa.array(np.arange(plan.n_documents)))
        for number, plan in enumerate(plans)
    ]
    if not tables:
        return pa.table({"file": pa.array([], pa.string())})
    found = pa.concat_tables(tables)
    counted = found.group_by("file").aggregate([("plan", "count_distinct"), ("plan", "count")])
    is_read_often = pc.or_(
        pc.greater(counted["plan_count_distinct"], 1), pc.greater(counted["plan_count"], _FEWEST_DOCUMENTS)
    )
    files = counted.filter(is_read_often)["file"].combine_chunks()
    found = found.filter(pc.is_in(found["file"], value_set=files))
    return found.sort_by([("file", "ascending"), ("seed", "ascending"), ("line", "ascending")]).combine_chunks()


def _shares(wanted: pa.Table) -> Iterator[list[pa.Table]]:
    """Yield the documents of each file, small files together."""
    share: list[pa.Table] = []
    n_documents = 0
    start = 0
    for length in pc.run_end_encode(wanted["file"].combine_chunks()).run_ends.to_pylist() if wanted.num_rows else []:
        # A slice would travel with all rows of all files, since Arrow pickles the whole of what it is a slice of.
        part = wanted.slice(start, length - start).take(pa.array(np.arange(length - start)))
        if share and n_documents + part.num_rows > _DOCUMENTS_PER_TASK:
            yield share
            share, n_documents = [], 0
        share.append(part)
        n_documents += part.num_rows
        start = length
    if share:
        yield share


@dataclass(frozen=True, slots=True)
class SpoolTask:
    """Files to read, each with the rows of its documents that are wanted; travels to a worker process."""

    storage: Storage
    build: str
    settings: Settings
    files: tuple[pa.Table, ...]

    def divide(self) -> "Sequence[SpoolTask]":
        """Return two halves; nothing of a single file, which was read before without taking its worker down."""
        middle = len(self.files) // 2
        return [replace(self, files=part) for part in (self.files[:middle], self.files[middle:])] if middle else []

    def join(self, results: "Sequence[LaidDown]") -> "LaidDown":
        """Concatenate the parts' pieces."""
        pieces: list[Piece] = []
        numbers: list[Rows] = []
        for result in results:
            numbers.append(np.where(result.piece_of < 0, -1, result.piece_of + len(pieces)))
            pieces += result.pieces
        return LaidDown(tuple(pieces), np.concatenate(numbers))


@dataclass(frozen=True, slots=True)
class LaidDown:
    """What a task laid down; for each of its rows the number of its piece, or -1 if the document was not found."""

    pieces: tuple[Piece, ...]
    piece_of: Rows


def lay_down(task: SpoolTask) -> LaidDown:
    """Read the task's files and lay their documents down by month. Runs in a worker process.

    Raises SeedsError when the seeds' store cannot be reached, LakeError when the lake's cannot be written.
    """
    names = [part["file"][0].as_py() for part in task.files]
    key = hashlib.sha256("\n".join(names).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    name = f"{SPOOL}/{task.build}-{key}"
    n_rows = sum(part.num_rows for part in task.files)
    with task.storage.new_file(name) as file:
        writer = _Writer(name, file, n_rows)
        before = 0
        for file_name, part in zip(names, task.files, strict=True):
            wanted = _Rows(part)
            plans = part["plan"].to_numpy()
            for found in read_seed(task.settings, file_name, wanted):
                if isinstance(found, Document) and (row := wanted.row(found.seed, found.line)) is not None:
                    writer.add(found, int(plans[row]), before + row)
            before += part.num_rows
        writer.flush()
    return LaidDown(tuple(writer.pieces), writer.piece_of)


class _Rows:
    """The rows of a file's documents, sorted by seed and line, as those that are wanted."""

    def __init__(self, part: pa.Table) -> None:
        seeds = part["seed"].combine_chunks()
        self._lines = part["line"].fill_null(0).to_numpy()
        self._span: dict[str, tuple[int, int]] = {}
        self._files: set[str] = set()
        start = 0
        encoded = pc.run_end_encode(seeds)
        for seed, end in zip(encoded.values.to_pylist(), encoded.run_ends.to_pylist(), strict=True):
            self._span[seed] = (start, end)
            start = end
            while seed and seed not in self._files:
                self._files.add(seed)
                seed = seed.rpartition("!/")[0]

    def row(self, seed: str, line: int | None) -> int | None:
        """Return the row number of the document at this place, if it is wanted."""
        start, end = self._span.get(seed, (0, 0))
        row = start + int(np.searchsorted(self._lines[start:end], line or 0))
        return row if row < end and self._lines[row] == (line or 0) else None

    def has(self, seed: str, line: int | None) -> bool:
        return self.row(seed, line) is not None

    def last_line(self, seed: str) -> int | None:
        start, end = self._span.get(seed, (0, 0))
        return int(self._lines[end - 1]) or None if end > start else None

    def has_any(self, seed: str) -> bool:
        return seed in self._files


class _Writer:
    """Documents on their way into a file of the spool, gathered by month until a piece is full."""

    def __init__(self, name: str, file: Any, n_rows: int) -> None:
        self.pieces: list[Piece] = []
        self.piece_of: Rows = np.full(n_rows, -1, np.int64)
        self._name = name
        self._file = file
        self._place = 0
        self._held: dict[int, list[tuple[Document, int]]] = {}
        self._n_characters = 0

    def add(self, document: Document, month: int, row: int) -> None:
        """Take a document of the month, of the task's row `row`; the first of that place counts."""
        held = self._held.setdefault(month, [])
        held.append((document, row))
        self._n_characters += document.n_characters
        if len(held) == _DOCUMENTS_PER_PIECE:
            self._write(month)
        elif self._n_characters > _CHARACTERS_HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        for month in list(self._held):
            self._write(month)

    def _write(self, month: int) -> None:
        held = self._held.pop(month)
        self._n_characters -= sum(document.n_characters for document, _ in held)
        data = _encode([document for document, _ in held])
        self._file.write(data)
        self.piece_of[[row for _, row in held]] = len(self.pieces)
        self.pieces.append(Piece(self._name, self._place, self._place + len(data)))
        self._place += len(data)


def read_piece(storage: Storage, piece: Piece) -> list[Document]:
    """Read the documents of a piece. Raises LakeError if it cannot be read."""
    data = storage.read_range(piece.name, piece.start, piece.end)
    rows: list[dict[str, Any]] = pa.ipc.open_stream(pa.py_buffer(data)).read_all().to_pylist()
    return [Document(**{name: _plain(value) for name, value in row.items()}) for row in rows]


def _plain(value: Any) -> Any:
    """Return a value of Arrow as documents have it."""
    return tuple(value) if isinstance(value, list) else value


def _encode(documents: Sequence[Document]) -> bytes:
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pylist([asdict(document) for document in documents], schema=_SCHEMA)
    with pa.ipc.new_stream(sink, _SCHEMA, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


_TYPES: dict[Any, pa.DataType] = {str: pa.string(), int: pa.int64(), date: pa.date32(), bool: pa.bool_()}
_TYPES[datetime] = pa.timestamp("us", tz="UTC")
_TYPES[tuple[str, ...]] = pa.list_(pa.string())


def _type_of(hint: Any) -> pa.DataType:
    known = [part for part in get_args(hint) if part is not type(None)] if isinstance(hint, UnionType) else [hint]
    return _TYPES[known[0]]


_HINTS = get_type_hints(Document)
_SCHEMA = pa.schema([(column.name, _type_of(_HINTS[column.name])) for column in fields(Document)])
