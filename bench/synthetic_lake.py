"""A lake of any number of rows, written without annotating: copies of a few hundred documents under other ids.

The rows of the first documents of `bench/variations.py` are made once, as a build makes them. Each copy of them has ids
of its own that fit together, one more line at the end of each text, other hashes, and days of another month. Actors
that one document alone knows are others in each copy, and so is every second of the others: so the table of actors
grows with the corpus, as it does in news. Every tenth link between near duplicates stays. The same number of rows is
always the same lake.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bench.scale import write_corpus
from pipeline.lake.build import build_months
from pipeline.lake.head import advance_head, take_snapshot
from pipeline.lake.months import put_file
from pipeline.lake.parquet import encode
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage
from pipeline.lake.workers import open_workers
from pipeline.settings import make_settings
from schemas.tables import TABLES

_ID = r"^[a-z_]+_[0-9a-f]{16}$"
_N_TEMPLATE = 310
_KEPT_LINKS = 10
_FIRST_YEAR = 1990
_SHA256_WORDS = 4
_HEX = np.array([f"{number:02x}".encode() for number in range(256)], dtype="S2")

Numbers = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Template:
    """The rows that are copied, by table, and the ids of actors that no copy shares with another."""

    tables: Mapping[str, pa.Table]
    own_actors: pa.Array

    @property
    def n_released(self) -> int:
        """Return the number of rows in it that a release has."""
        return sum(rows.num_rows for table, rows in self.tables.items() if TABLES[table].is_released)

    @property
    def n_documents(self) -> int:
        """Return the number of documents in it."""
        return int(self.tables["documents"].num_rows)


def make_template(folder: Path, n_documents: int = _N_TEMPLATE) -> Template:
    """Annotate the first documents of the corpus in `folder`, as a build of one month."""
    write_corpus(folder, n_documents, 1)
    settings = make_settings(seeds=str(folder / "seeds"), data=str(folder / "template"), jobs=1)
    storage = Storage(settings.lake)
    with open_workers(1, "") as workers:
        index = refresh_seed_index(storage, settings, workers.map)
        plans = plan_months(index, settings)
        list(build_months(storage, plans, list(plans), settings, workers.map))
    advance_head(storage, plans, seen="", terms=index.terms)
    snapshot = take_snapshot(storage)
    tables = {file.table: snapshot.table(file) for file in snapshot.files}
    tables["documents"] = _with_few_links(tables["documents"])
    return Template(tables, _own_actors(tables["appearances"]))


def _with_few_links(documents: pa.Table) -> pa.Table:
    is_kept = pa.array(np.arange(documents.num_rows) % _KEPT_LINKS == 0)
    links = pc.if_else(is_kept, documents["near_duplicate_of"], pa.scalar(None, pa.string()))
    return _with(documents, "near_duplicate_of", links)


def _own_actors(appearances: pa.Table) -> pa.Array:
    """The actors that one document alone knows, and every second of the others."""
    local = pc.unique(appearances["actor_id"].filter(pc.is_valid(appearances["local_key"])))
    shared = sorted(set(appearances["actor_id"].to_pylist()) - set(local.to_pylist()))
    return pa.array([*local.to_pylist(), *shared[::2]], pa.string())


def write_lake(root: str, template: Template, n_rows: int, n_months: int, *, level: str = "full_text") -> Snapshot:
    """Write months with so many released rows in all, or a little more, and return their snapshot without counts.

    `level` is what of the documents may be redistributed.
    """
    storage = Storage(root)
    n_copies = math.ceil(n_rows / template.n_released)
    shares = np.array_split(np.arange(n_copies), min(n_months, n_copies))
    files: list[StoredFile] = []
    for number, copies in enumerate(shares):
        files += write_month(storage, template, number, copies.tolist(), level)
    return Snapshot(storage, tuple(sorted(files, key=lambda file: (file.table, file.month or ""))), ())


def with_another_month(snapshot: Snapshot, template: Template, n_copies: int, *, level: str) -> Snapshot:
    """Return the snapshot with one more copy in the month in its middle."""
    months = sorted({file.month for file in snapshot.files if file.month is not None})
    changed = months[len(months) // 2]
    number = months.index(changed)
    shares = np.array_split(np.arange(n_copies), len(months))
    files = write_month(snapshot.storage, template, number, [*shares[number].tolist(), n_copies], level)
    others = [file for file in snapshot.files if file.month is not None and file.month != changed]
    return replace(snapshot, files=tuple(sorted([*others, *files], key=lambda file: (file.table, file.month or ""))))


def write_month(
    storage: Storage, template: Template, number: int, copies: Sequence[int], level: str
) -> Iterator[StoredFile]:
    """Write the tables of the month with this number, with these copies of the template; yield their files."""
    month = f"{_FIRST_YEAR + number // 12}-{number % 12 + 1:02}"
    parts = [_copy(template, copy, month, level) for copy in copies]
    for table in template.tables:
        rows = pa.concat_tables([part[table] for part in parts]).sort_by("document_id")
        stored = put_file(storage, encode(table, rows), rows.num_rows)
        yield StoredFile(table, month, stored.name, stored.sha256, stored.n_bytes, stored.n_rows)


def _copy(template: Template, number: int, month: str, level: str) -> dict[str, pa.Table]:
    """Return the tables of the template as copy `number`, in this month."""
    chance = np.random.default_rng(number)
    key = chance.integers(1, 2**64, dtype=np.uint64)
    found = {}
    for table, rows in template.tables.items():
        for name in rows.column_names:
            column = rows[name].combine_chunks()
            if name == "published_on":
                rows = _with(rows, name, _moved(column, month))
            elif name.endswith("_id") or name in ("duplicate_of", "near_duplicate_of", "anchor"):
                rows = _with(rows, name, _other_ids(column, key, template.own_actors))
            elif name.endswith("_sha256"):
                rows = _with(rows, name, _other_hashes(rows.num_rows, chance))
        found[table] = rows
    found["documents"] = _with_other_texts(found["documents"], number, level)
    return found


def _with_other_texts(documents: pa.Table, number: int, level: str) -> pa.Table:
    """Return the documents with one more line in each text, from other files, at this level of redistribution."""
    places = pa.array(number * documents.num_rows + np.arange(documents.num_rows)).cast(pa.string())
    texts = pc.binary_join_element_wise(documents["text"], places, "\n\nRegister: ")
    seeds = pc.binary_join_element_wise(pa.scalar(str(number)), documents["seed"], "/")
    documents = _with(_with(documents, "text", texts), "seed", seeds)
    documents = _with(documents, "n_characters", pc.utf8_length(texts).cast(pa.int64()))
    return _with(documents, "redistribution", pa.array([level] * documents.num_rows, pa.string()))


def _moved(days: pa.Array, month: str) -> pa.Array:
    """The same days of another month; all are before the 29th."""
    first = np.datetime64(f"{month}-01")
    values = days.to_numpy(zero_copy_only=False)
    moved = first + (values - values.astype("datetime64[M]").astype("datetime64[D]"))
    return pa.array(moved, pa.date32())


def _other_ids(column: pa.Array, key: np.uint64, own_actors: pa.Array) -> pa.Array:
    """Other ids in the place of these, the same for the same; what is no id, or an actor of all copies, stays."""
    encoded = column.dictionary_encode()
    known = encoded.dictionary
    if not len(known):
        return column
    is_id = pc.match_substring_regex(known, _ID)
    is_shared = pc.and_not(pc.starts_with(known, "actor_"), pc.is_in(known, value_set=own_actors))
    changed = pc.and_not(is_id, is_shared)
    ids = known.filter(changed)
    numbers = np.array([int(value, 16) for value in pc.utf8_slice_codeunits(ids, -16).to_pylist()], dtype=np.uint64)
    prefixes = pc.utf8_slice_codeunits(ids, 0, -16)
    others = pc.binary_join_element_wise(prefixes, _hexadecimal((numbers ^ key)[:, np.newaxis]), "")
    return pc.replace_with_mask(known, changed, others).take(encoded.indices)


def _other_hashes(n_rows: int, chance: np.random.Generator) -> pa.Array:
    return _hexadecimal(chance.integers(0, 2**64, (n_rows, _SHA256_WORDS), dtype=np.uint64))


def _hexadecimal(words: Numbers) -> pa.Array:
    """The words of each row in hexadecimal, without a gap."""
    n_rows, n_words = words.shape
    digits = _HEX[np.ascontiguousarray(words.astype(">u8")).view(np.uint8)]
    return pa.array(digits.reshape(-1).view(f"S{16 * n_words}").tolist() if n_rows else [], pa.binary()).cast(
        pa.string()
    )


def _with(rows: pa.Table, name: str, column: pa.Array | pa.ChunkedArray) -> pa.Table:
    at = rows.column_names.index(name)
    return rows.set_column(at, rows.schema.field(name), column)
