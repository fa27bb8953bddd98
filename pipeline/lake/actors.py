"""Count the corpus-wide table `actors` from the months' appearances."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import Snapshot
from schemas.export import arrow_schema

# What is counted; a row an actor in a document.
_COUNTED = (
    "document_id",
    "actor_id",
    "name",
    "kind",
    "unnamed_kind",
    "country",
    "wikidata_id",
    "aliases",
    "n_mentions",
    "n_statements",
    "published_on",
    "reviewed",
    "correction_id",
)
# Arrow takes rows from no more than 2 GiB of plain strings: 60 million ids, those of some seven million documents.
_LONG = ("actor_id", "name")
# Counting takes ten times the room of what is counted; a part costs a little for each appearance there is in all.
_FEWEST_AT_ONCE = 20_000
_MOST_PARTS = 32


def count_actors(snapshot: Snapshot, stories: pa.Table) -> pa.Table:
    """Count one row for each actor over all months of the snapshot, sorted by id; `stories` is the table of that name.

    In memory are the appearances in Arrow, about 120 bytes for each actor of each document, and the counts of a part of
    the actors.
    """
    parts = [_with_story(snapshot.table(file, _COUNTED), stories) for file in snapshot.of("appearances")]
    if not parts:
        return arrow_schema("actors").empty_table()
    appearances = pa.concat_tables([_as(pa.large_string(), part) for part in parts])
    del parts
    return pa.concat_tables([_counted(_as(pa.string(), part)) for part in _by_actor(appearances)])


def _as(kind: pa.DataType, appearances: pa.Table) -> pa.Table:
    """With ids and names as this kind of string."""
    for name in _LONG:
        at = appearances.column_names.index(name)
        appearances = appearances.set_column(at, name, appearances[name].cast(kind))
    return appearances


def _with_story(appearances: pa.Table, stories: pa.Table) -> pa.Table:
    """With the row of the document in `stories` as `story`, null for those in none, in place of the document's id."""
    place = pc.index_in(appearances["document_id"], value_set=stories["document_id"].combine_chunks())
    number = stories["story_id"].combine_chunks().dictionary_encode().indices
    return appearances.drop_columns("document_id").append_column("story", number.take(place))


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
                ("unnamed_kind", "min"),
                ("country", "min"),
                ("wikidata_id", "min"),
                ("name", "count"),
                ("n_mentions", "sum"),
                ("n_statements", "sum"),
                ("published_on", "min"),
                ("published_on", "max"),
                ("reviewed", "min"),  # the first by alphabet is what did most
                ("correction_id", "max"),
            ]
        )
        .sort_by("actor_id")
    )
    columns = {
        "actor_id": counts["actor_id"],
        "name": pc.utf8_slice_codeunits(counts["ranked_name_max"], _RANK_WIDTH),
        "kind": counts["kind_min"],
        "unnamed_kind": counts["unnamed_kind_min"],
        "country": counts["country_min"],
        "wikidata_id": counts["wikidata_id_min"],
        "aliases": _aliases(appearances, counts["actor_id"]),
        "n_documents": counts["name_count"],
        "n_mentions": counts["n_mentions_sum"],
        "n_statements": counts["n_statements_sum"],
        "n_statements_by_story": _by_story(appearances, counts),
        "first_seen_on": counts["published_on_min"],
        "last_seen_on": counts["published_on_max"],
        "reviewed": counts["reviewed_min"],
        "correction_id": counts["correction_id_max"],
    }
    schema = arrow_schema("actors")
    return pa.table(columns).select(schema.names).cast(schema)


def _by_story(appearances: pa.Table, counts: pa.Table) -> pa.Array:
    """The statements of each actor of `counts` if each story counts once: with those of its document that has most."""
    told = appearances.filter(pc.is_valid(appearances["story"]))
    once = told.group_by(["actor_id", "story"], use_threads=False).aggregate(
        [("n_statements", "sum"), ("n_statements", "max")]
    )
    again = pa.table(
        {
            "actor_id": once["actor_id"],
            "n": pc.subtract(once["n_statements_sum"], once["n_statements_max"]),
        }
    )
    again = again.group_by("actor_id", use_threads=False).aggregate([("n", "sum")])
    place = pc.index_in(counts["actor_id"], value_set=again["actor_id"].combine_chunks())
    return pc.subtract(counts["n_statements_sum"], pc.fill_null(again["n_sum"].take(place), 0))


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
