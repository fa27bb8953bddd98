"""The corpus-wide table `actors`, counted from the months' appearances. Months are never rewritten for it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.lake.fingerprint import code_fingerprint
from pipeline.lake.head import take_snapshot
from pipeline.lake.months import IndexedFile, put_file
from pipeline.lake.parquet import encode
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage
from schemas.export import arrow_schema

_INDEX = "corpus/actors.json"


class CorpusIndex(BaseModel):
    """The file of `actors` that this code counted from the snapshot with this fingerprint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    snapshot: str
    code: str
    file: IndexedFile | None


# What is counted; a row an actor in a document, so the document itself need not be known.
_COUNTED = (
    "actor_id",
    "name",
    "kind",
    "country",
    "wikidata_id",
    "aliases",
    "n_mentions",
    "n_statements",
    "published_on",
)
# Counting takes ten times the room of what is counted; a part costs a little for each appearance there is in all.
_FEWEST_AT_ONCE = 20_000
_MOST_PARTS = 32


def count_actors(snapshot: Snapshot) -> pa.Table:
    """Count one row for each actor over all months of the snapshot, sorted by id.

    In memory are the appearances in Arrow, about 110 bytes for each actor of each document, and the counts of a part of
    the actors.
    """
    parts = [snapshot.table(file, _COUNTED) for file in snapshot.of("appearances")]
    if not parts:
        return arrow_schema("actors").empty_table()
    appearances = pa.concat_tables(parts)
    del parts
    return pa.concat_tables([_counted(part) for part in _by_actor(appearances)])


def _by_actor(appearances: pa.Table) -> Iterator[pa.Table]:
    """Yield the appearances in order of actors, in parts of which none ends within an actor."""
    order = pc.sort_indices(appearances["actor_id"])
    ids = appearances["actor_id"].take(order)
    is_next_actor = pc.not_equal(ids.slice(1), ids.slice(0, len(ids) - 1))
    starts = np.append(np.flatnonzero(is_next_actor) + 1, len(ids))
    size = max(len(ids) // _MOST_PARTS, _FEWEST_AT_ONCE)
    cuts = starts[np.searchsorted(starts, range(size, len(ids), size))]
    del ids
    for start, end in pairwise(np.unique([0, *cuts, len(order)]).tolist()):
        yield appearances.take(order.slice(start, end - start))


def _counted(appearances: pa.Table) -> pa.Table:
    counts = (
        _with_rank(appearances)
        .group_by("actor_id", use_threads=False)
        .aggregate(
            [
                ("ranked_name", "max"),
                ("kind", "min"),
                ("country", "min"),
                ("wikidata_id", "min"),
                ("name", "count"),
                ("n_mentions", "sum"),
                ("n_statements", "sum"),
                ("published_on", "min"),
                ("published_on", "max"),
            ]
        )
        .sort_by("actor_id")
    )
    columns = {
        "actor_id": counts["actor_id"],
        "name": pc.utf8_slice_codeunits(counts["ranked_name_max"], _RANK_WIDTH),
        "kind": counts["kind_min"],
        "country": counts["country_min"],
        "wikidata_id": counts["wikidata_id_min"],
        "aliases": _aliases(appearances, counts["actor_id"]),
        "n_documents": counts["name_count"],
        "n_mentions": counts["n_mentions_sum"],
        "n_statements": counts["n_statements_sum"],
        "first_seen_on": counts["published_on_min"],
        "last_seen_on": counts["published_on_max"],
    }
    return pa.table(columns).cast(arrow_schema("actors"))


_RANK_WIDTH = 6


def _with_rank(appearances: pa.Table) -> pa.Table:
    """With a column that sorts names by length, then alphabetically: its maximum carries the fullest form seen."""
    length = pc.utf8_lpad(pc.utf8_length(appearances["name"]).cast(pa.string()), _RANK_WIDTH, "0")
    return appearances.append_column("ranked_name", pc.binary_join_element_wise(length, appearances["name"], ""))


def _aliases(appearances: pa.Table, actor_ids: pa.ChunkedArray) -> pa.Array:
    """For each of `actor_ids` (sorted) the distinct aliases over all documents, sorted."""
    flat = appearances.select(["actor_id", "aliases"]).combine_chunks()
    aliases = flat["aliases"].combine_chunks()
    pairs = pa.table(
        {
            "actor_id": flat["actor_id"].combine_chunks().take(pc.list_parent_indices(aliases)),
            "alias": pc.list_flatten(aliases),
        }
    )
    distinct = (
        pairs.group_by(["actor_id", "alias"], use_threads=False)
        .aggregate([])
        .sort_by([("actor_id", "ascending"), ("alias", "ascending")])
    )
    counted = distinct.group_by("actor_id", use_threads=False).aggregate([("alias", "count")])
    sizes = dict(zip(counted["actor_id"].to_pylist(), counted["alias_count"].to_pylist(), strict=True))
    offsets = [0]
    for actor_id in actor_ids.to_pylist():
        offsets.append(offsets[-1] + sizes.get(actor_id, 0))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), distinct["alias"].combine_chunks())


def refresh_actors(storage: Storage, snapshot: Snapshot) -> StoredFile | None:
    """Return the file of `actors` for exactly this snapshot, counting it if needed; None without actors."""
    index = read_corpus_index(storage)
    code = code_fingerprint()
    if index is None or (index.snapshot, index.code) != (snapshot.fingerprint, code) or not _is_there(storage, index):
        actors = count_actors(snapshot)
        file = put_file(storage, encode("actors", actors), actors.num_rows) if actors.num_rows else None
        index = CorpusIndex(snapshot=snapshot.fingerprint, code=code, file=file)
        storage.write(_INDEX, index.model_dump_json(indent=1).encode() + b"\n")
    file = index.file
    return None if file is None else StoredFile("actors", None, file.name, file.sha256, file.n_bytes, file.n_rows)


def _is_there(storage: Storage, index: CorpusIndex) -> bool:
    return index.file is None or storage.size(index.file.name) == index.file.n_bytes


def read_corpus_index(storage: Storage) -> CorpusIndex | None:
    """Read the last count's index, None if it is missing or unreadable (actors are then counted again)."""
    try:
        return CorpusIndex.model_validate_json(storage.read(_INDEX))
    except (FileNotFoundError, ValidationError):
        return None


def with_actors(snapshot: Snapshot, actors: StoredFile | None) -> Snapshot:
    """Add the corpus-wide table to the snapshot; releases are made from the result."""
    files = snapshot.files if actors is None else (*snapshot.files, actors)
    return replace(snapshot, files=files)


def take_full_snapshot(storage: Storage) -> Snapshot:
    """Return all months of the head, with the actors counted from exactly these. Raises LakeError."""
    snapshot = take_snapshot(storage)
    return with_actors(snapshot, refresh_actors(storage, snapshot))
