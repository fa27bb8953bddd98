"""Determine why a row differs: because of its source, the schema, the settings or the code.

A row's cause is `source` if its document's seed differs between the releases: it was added, removed, or its bytes
changed. If the bytes are the same but the text differs, the code that reads it changed. Otherwise the cause is `schema`
if the table's contract differs, else `settings` if settings that determine the output differ, else `code`.

Takedowns have priority over all of them: rows that a document loses when it is taken down, or gets back, are
`takedown`. After `source` comes `rights`: the publisher allows more or less than before, or other statements may be
quoted. Then `correction`: people's corrections of the document, or of an actor that the row names, are others; beside
another version of the code only the rows that they concern (`pipeline.release.corrected_rows`). Answers to samples
are `correction` too (`pipeline.release.measured_causes`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.resembling import RESEMBLES_TAKEDOWN
from pipeline.release.comparison import differing, one_array
from pipeline.release.contents import Contents
from pipeline.release.corrected_rows import (
    ACTOR_COLUMNS,
    EXTRACTED,
    CorrectedRows,
    find_corrected,
    is_of_corrected,
    is_said_otherwise,
)
from pipeline.release.diff import TableDiff, document_ids
from pipeline.release.measured_causes import is_answered_otherwise, quality_causes
from pipeline.release.rights import is_stand_in
from schemas.vocabulary import Cause

Seed = tuple[str | None, str | None]

_RANKED = Cause.values()


class _Seeds:
    """Seeds by path and hash, and by hash alone."""

    def __init__(self, seeds: Iterable[Seed]) -> None:
        self._both = set(seeds)
        self._hashes = {sha256 for _, sha256 in self._both} - {None}
        self._withheld = {sha256 for path, sha256 in self._both if path is None} - {None}

    def __contains__(self, seed: Seed) -> bool:
        path, sha256 = seed
        return (path is not None and seed in self._both) or sha256 in (self._hashes if path is None else self._withheld)


# For one actor_id these are functions of the lexicons alone, so that no source can change them.
_LEXICAL_COLUMNS = ("kind", "unnamed_kind", "country", "wikidata_id")


def find_causes(
    previous: Contents, current: Contents, diffs: Mapping[str, TableDiff], other_shares: pa.Array | None = None
) -> dict[str, pa.Array]:
    """Return for each table the cause of each row of its diff, in the diff's order.

    `other_shares` are the ids of documents of which another share may be quoted than before.

    Corpus-wide rows (`actors`) take the highest cause of their documents, in the order of `schemas.vocabulary.Cause`,
    so that every cause other than `source` is visible.
    """
    general = {table: _general_cause(table, previous, current) for table in diffs}
    touched = pa.array(sorted(documents_of_other_seeds(diffs)), pa.string())
    other_shares = pa.array([], pa.string()) if other_shares is None else other_shares
    taken_down = documents_of_other_status(diffs)
    re_licensed = pa.concat_arrays([documents_of_other_rights(diffs), other_shares])
    corrected = find_corrected(diffs)
    explained = pa.concat_arrays([touched, taken_down, re_licensed, corrected.documents])
    is_alone = not any(_is_unexplained(table, diffs, explained, corrected) for table in EXTRACTED)
    causes: dict[str, pa.Array] = {}
    for table, diff in diffs.items():
        if table == "rejected":
            is_source = _rejected_by_source(previous, current, diffs)
            # A document that another one with its id takes the place of, or no longer does.
            is_replaced = pc.is_in(pc.coalesce(diff.rows["new.reason"], diff.rows["old.reason"]), value_set=_REPLACED)
            is_source = pc.or_(is_source, pc.and_(is_replaced, pc.is_in(document_ids(diff.rows), value_set=touched)))
        elif "new.document_id" in diff.rows.column_names:
            is_source = pc.is_in(document_ids(diff.rows), value_set=touched)
        else:
            continue
        by_people = is_of_corrected(table, diff, corrected, is_alone=is_alone)
        if table == "corrections":
            by_people = is_said_otherwise(diff)
            is_source = pc.or_(is_source, pc.and_(pc.is_null(document_ids(diff.rows)), bool(len(touched))))
        if table == "sampled":
            by_people = pc.or_(by_people, is_answered_otherwise(diff))
        of_rights = pc.or_(pc.is_in(document_ids(diff.rows), value_set=re_licensed), is_withheld_otherwise(diff))
        cause = pc.if_else(
            is_source, "source", pc.if_else(of_rights, "rights", pc.if_else(by_people, "correction", general[table]))
        )
        causes[table] = pc.if_else(pc.is_in(document_ids(diff.rows), value_set=taken_down), "takedown", cause)
    if "actors" in diffs:
        below = _causes_below(previous, current, diffs, causes, other_shares)
        for actor_id in corrected.actors.to_pylist():
            below[actor_id] = max(below.get(actor_id, -1), _RANKED.index("correction"))
        causes["actors"] = _actor_causes(diffs["actors"].rows, below, general["actors"], corrected.actors)
    if "stories" in diffs:
        causes["stories"] = _story_causes(diffs["stories"].rows, one_array(causes["stories"]), general["stories"])
    if "coverage" in diffs:
        causes["coverage"] = _coverage_causes(diffs, causes, general["coverage"])
    if "quality" in diffs:
        causes["quality"] = pa.array(quality_causes(diffs, causes, general["quality"]), pa.string())
    for table, diff in diffs.items():
        causes.setdefault(table, pa.array([general[table]] * diff.rows.num_rows, pa.string()))
    return {table: one_array(causes[table]) for table in diffs}


def _is_unexplained(table: str, diffs: Mapping[str, TableDiff], explained: pa.Array, corrected: CorrectedRows) -> bool:
    """True if a row of the table differs though nothing that concerns its document or actors alone did."""
    if table not in diffs:
        return False
    rows = diffs[table].rows
    by_people = is_of_corrected(table, diffs[table], corrected, is_alone=True)
    is_explained = pc.or_(pc.is_in(document_ids(rows), value_set=explained), by_people)
    return bool(pc.any(pc.invert(is_explained)).as_py())


def _general_cause(table: str, previous: Contents, current: Contents) -> str:
    """Return what changed for every row of `table`, whatever its source."""
    old, new = previous.tables.get(table), current.tables.get(table)
    if old is None or new is None or old.schema_fingerprint != new.schema_fingerprint:
        return "schema"
    return "settings" if dict(previous.settings) != dict(current.settings) else "code"


def documents_of_other_seeds(diffs: Mapping[str, TableDiff]) -> set[str]:
    """Return the documents whose seed (path or bytes) differs between the sides.

    A document that one side rejects is the same seed on both. One that is linked to another (`duplicate_of`,
    `near_duplicate_of`), or no longer is, changed because that other document did.
    """
    rows = diffs["documents"].rows
    rejected = diffs["rejected"].rows
    old_seeds, new_seeds = (_Seeds([*_seeds(rows, side), *_seeds(rejected, side)]) for side in ("old", "new"))
    touched = set()
    columns = (rows["row_id"].to_pylist(), rows["change"].to_pylist(), _seeds(rows, "old"), _seeds(rows, "new"))
    for document_id, change, old, new in zip(*columns, strict=True):
        is_same = {"changed": _is_same(old, new), "added": new in old_seeds, "removed": old in new_seeds}[change]
        if not is_same:
            touched.add(document_id)
    return touched | _linked_otherwise(rows, touched)


_REPLACED = pa.array(["duplicate_document_id", "superseded_capture"])

# A document's links to others, of whose rows they are a function too.
_LINKS = ("duplicate_of", "near_duplicate_of")


def _linked_otherwise(rows: pa.Table, touched: Collection[str]) -> set[str]:
    """Return the documents with a link that leads, or led, to one of those `touched`, or to one found by this."""
    changed = [
        (row_id, {was, now} - {None})
        for link in _LINKS
        for row_id, was, now in zip(
            *(rows[name].to_pylist() for name in ("row_id", f"old.{link}", f"new.{link}")), strict=True
        )
        if was != now
    ]
    found: set[str] = set()
    n_before = -1
    while len(found) > n_before:  # a copy of what became a copy: chains are as long as the links there are, two
        n_before = len(found)
        found.update(row_id for row_id, targets in changed if any(t in touched or t in found for t in targets))
    return found


def documents_of_other_status(diffs: Mapping[str, TableDiff]) -> pa.Array:
    """Return documents that were taken down since, no longer are, or are held back because they resemble one; sorted.

    Those whose seed was removed are not among them, those with a link that changed by it are.
    """
    rows = diffs["documents"].rows
    was, now = (_status(rows[f"{side}.status"]) for side in ("old", "new"))
    mask = pc.and_(pc.not_equal(was, now), pc.not_equal(rows["change"], "removed"))
    found = set(rows["row_id"].filter(mask).to_pylist())
    found |= _linked_otherwise(rows, found)
    rejected = diffs["rejected"].rows
    for side in ("old", "new"):
        is_resembling = pc.equal(rejected[f"{side}.reason"], RESEMBLES_TAKEDOWN)
        found.update(rejected[f"{side}.document_id"].filter(is_resembling).to_pylist())
    return pa.array(sorted(found), pa.string())


def _status(status: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the status; for a missing document the one that it would have."""
    return pc.fill_null(status, "published")


def documents_of_other_rights(diffs: Mapping[str, TableDiff]) -> pa.Array:
    """Return documents of which more or less may be redistributed than before, sorted."""
    rows = diffs["documents"].rows
    differs = pc.not_equal(rows["old.redistribution"], rows["new.redistribution"])
    return one_array(rows["row_id"].filter(pc.and_(pc.equal(rows["change"], "changed"), pc.fill_null(differs, False))))


# Columns that make the row's id or stand in it: under the same id they can only differ where they are withheld.
_OF_THE_ID = {"statements": "text", "dates": "text", "mentions": "text", "rejected": "detail"}


def is_withheld_otherwise(diff: TableDiff) -> pa.Array:
    """Return for each row of the diff whether a text that its id depends on is withheld on one side only."""
    columns = one_array(diff.rows["columns"])
    is_it = pc.equal(pc.list_flatten(columns), _OF_THE_ID.get(diff.table, ""))
    found = np.zeros(len(columns), dtype=bool)
    found[pc.list_parent_indices(columns).filter(is_it).to_numpy()] = True
    return pa.array(found)


def _rejected_by_source(previous: Contents, current: Contents, diffs: Mapping[str, TableDiff]) -> pa.Array:
    """For each differing row of `rejected` whether the other side did not have its seed with these bytes."""
    rows = diffs["rejected"].rows
    old, new, changes = _seeds(rows, "old"), _seeds(rows, "new"), rows["change"].to_pylist()
    before = _seeds_known(previous, {seed for seed, change in zip(new, changes, strict=True) if change == "added"})
    after = _seeds_known(current, {seed for seed, change in zip(old, changes, strict=True) if change == "removed"})
    is_source = []
    for change, was, now in zip(changes, old, new, strict=True):
        is_known = {"changed": _is_same(was, now), "added": now in before, "removed": was in after}[change]
        is_source.append(not is_known)
    return pa.array(is_source, pa.bool_())


def _seeds_known(side: Contents, wanted: set[Seed]) -> _Seeds:
    """Return the seeds of the side's documents and rejections that have the bytes of one that is `wanted`."""
    found: set[Seed] = set()
    if not wanted:
        return _Seeds(found)
    # By hash, since the paths may be withheld; None is the hash of what could not be read.
    hashes = pa.array(sorted({sha256 or "" for _, sha256 in wanted}), pa.string())
    for table in ("documents", "rejected"):
        for rows in side.scan(table, ("seed", "seed_sha256")):
            hits = rows.filter(pc.is_in(pc.fill_null(rows["seed_sha256"], ""), value_set=hashes))
            found.update(_seeds(hits))
    return _Seeds(found)


def _causes_below(
    previous: Contents,
    current: Contents,
    diffs: Mapping[str, TableDiff],
    causes: Mapping[str, pa.Array],
    other_shares: pa.Array,
) -> dict[str, int]:
    """For each actor the rank of the highest cause among the differing rows that name it."""
    ranks: dict[str, int] = {}
    for table, columns in ACTOR_COLUMNS.items():
        if table in diffs:
            rows = diffs[table].rows
            for name in (f"{side}.{column}" for column in columns for side in ("old", "new")):
                _raise_ranks(ranks, rows[name], causes[table])
    # A corrected date moves an actor's first and last day, and a link what counts once, though no mention differs.
    rows = diffs["documents"].rows
    is_other = np.zeros(rows.num_rows, dtype=bool)
    for name in ("published_on", *_LINKS):
        is_other |= differing(one_array(rows[f"old.{name}"]), one_array(rows[f"new.{name}"]))
    moved = pc.and_(pc.equal(rows["change"], "changed"), pa.array(is_other))
    for side, contents in (("old", previous), ("new", current)):
        dated = pa.table({"document_id": rows["row_id"], "month": rows[f"{side}.month"], "cause": causes["documents"]})
        for actor_ids, found in _actors_in(contents, dated.filter(moved)):
            _raise_ranks(ranks, actor_ids, found)
    # Names are given as far as texts that are kept have them, also where the mentions themselves stay as they are.
    if len(other_shares):
        for table, columns in ACTOR_COLUMNS.items():
            for rows in current.scan(table, ("document_id", *columns)):
                rows = rows.filter(pc.is_in(rows["document_id"], value_set=other_shares))
                because = pa.array(["rights"]).take(pa.array([0] * rows.num_rows, pa.int64()))
                for name in columns:
                    _raise_ranks(ranks, rows[name], because)
    return ranks


def _actors_in(contents: Contents, documents: pa.Table) -> Iterable[tuple[pa.ChunkedArray, pa.Array]]:
    """The actors that the tables name in these documents, each with its document's cause."""
    months = set(documents["month"].to_pylist())
    ids = documents["document_id"].combine_chunks()
    for table, columns in ACTOR_COLUMNS.items():
        for file in contents.of(table):
            if (file.month or "") in months:
                rows = contents.read(file, ("document_id", *columns))
                place = pc.index_in(rows["document_id"], value_set=ids)
                rows, place = rows.filter(pc.is_valid(place)), place.drop_null()
                found = documents["cause"].take(place)
                yield from ((rows[column], found) for column in columns if column in rows.column_names)


def _raise_ranks(ranks: dict[str, int], keys: pa.ChunkedArray, causes: pa.Array) -> None:
    pairs = pa.table({"key": keys, "cause": causes}).group_by(["key", "cause"]).aggregate([])
    for key, cause in zip(pairs["key"].to_pylist(), pairs["cause"].to_pylist(), strict=True):
        if key is not None:
            ranks[key] = max(ranks.get(key, -1), _RANKED.index(cause))


def _actor_causes(rows: pa.Table, below: Mapping[str, int], general: str, corrected: pa.Array) -> pa.Array:
    fallback = _RANKED.index(general)
    by_people = frozenset(corrected.to_pylist())
    wikidata_ids = pc.coalesce(rows["new.wikidata_id"], rows["old.wikidata_id"]).to_pylist()
    found = []
    for actor_id, columns, wikidata_id in zip(
        rows["row_id"].to_pylist(), rows["columns"].to_pylist(), wikidata_ids, strict=True
    ):
        rank = below.get(actor_id, fallback)
        if _is_lexical(columns, wikidata_id) and actor_id not in by_people:
            rank = max(rank, fallback)
        found.append(rank)
    return pa.array(_RANKED, pa.string()).take(pa.array(np.array(found, dtype=np.int64)))


def _story_causes(rows: pa.Table, own: pa.Array, general: str) -> pa.Array:
    """Return `own`, the causes of the rows' documents; where that is only `general`, a cause of the same story."""
    causes = own.to_pylist()
    stories = list(zip(rows["old.story_id"].to_pylist(), rows["new.story_id"].to_pylist(), strict=True))
    of_story: dict[str | None, int] = {}
    for story_ids, cause in zip(stories, causes, strict=True):
        for story_id in story_ids:
            if cause != general:
                of_story[story_id] = max(of_story.get(story_id, 0), _RANKED.index(cause))
    of_story.pop(None, None)
    for place, (story_ids, cause) in enumerate(zip(stories, causes, strict=True)):
        ranks = [of_story[story_id] for story_id in story_ids if story_id in of_story]
        if cause == general and ranks:
            causes[place] = _RANKED[max(ranks)]
    return pa.array(causes, pa.string())


# What `coverage` counts, month by month.
_COVERED = ("documents", "statements", "rejected")


def _coverage_causes(diffs: Mapping[str, TableDiff], causes: Mapping[str, pa.Array], general: str) -> pa.Array:
    """Return for each row the highest cause among the differing rows of its month."""
    ranks: dict[str, int] = {}
    for table in (table for table in _COVERED if table in diffs):
        for side in ("old", "new"):
            _raise_ranks(ranks, diffs[table].rows[f"{side}.month"], causes[table])
    fallback = _RANKED.index(general)
    months = (row_id.partition("/")[0] for row_id in diffs["coverage"].rows["row_id"].to_pylist())
    return pa.array([_RANKED[ranks.get(month, fallback)] for month in months], pa.string())


def _is_lexical(columns: Sequence[str], wikidata_id: str | None) -> bool:
    """Whether one of the columns can only have changed with the lexicons; a gazetteer's actor has its name there."""
    return any(name in columns for name in _LEXICAL_COLUMNS) or ("name" in columns and wikidata_id is not None)


def _seeds(rows: pa.Table, side: str = "") -> list[Seed]:
    """Return path and hash of each row's seed; no path where it is withheld."""
    prefix = f"{side}." if side else ""
    paths = (None if seed is None or is_stand_in(seed) else seed for seed in rows[f"{prefix}seed"].to_pylist())
    return list(zip(paths, rows[f"{prefix}seed_sha256"].to_pylist(), strict=True))


def _is_same(old: Seed, new: Seed) -> bool:
    """Whether two seeds of one row are the same: by their bytes alone if the path of one is withheld."""
    return old[1] == new[1] and (None in (old[0], new[0]) or old[0] == new[0])
