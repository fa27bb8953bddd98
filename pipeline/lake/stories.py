"""Group documents that are one story: the equal and nearly equal texts that `documents` links with each other."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.identity import make_id
from pipeline.lake.snapshot import Snapshot
from schemas.export import arrow_schema

_READ = ("document_id", "published_on", "publisher", "duplicate_of", "near_duplicate_of")


def group_stories(snapshot: Snapshot) -> pa.Table:
    """Return a row for each document of a story, sorted by story, day and id; a document alone is no story.

    A story is what links lead to one document, through as many others as lie between.
    """
    parts = [snapshot.table(file, _READ) for file in snapshot.of("documents")]
    if not parts:
        return arrow_schema("stories").empty_table()
    documents = pa.concat_tables(parts)
    ids = documents["document_id"].combine_chunks()
    firsts = _firsts(ids, pc.coalesce(documents["duplicate_of"], documents["near_duplicate_of"]))
    is_told_again = np.bincount(firsts, minlength=len(ids))[firsts] > 1
    documents, firsts = documents.filter(pa.array(is_told_again)), firsts[is_told_again]
    found, places = np.unique(firsts, return_inverse=True)
    story_ids = pa.array([make_id("story", ids[int(first)].as_py()) for first in found], pa.string())
    rows = documents.append_column("story_id", story_ids.take(pa.array(places)))
    schema = arrow_schema("stories")
    order = [(name, "ascending") for name in ("story_id", "published_on", "document_id")]
    return rows.select(schema.names).sort_by(order).cast(schema)


def _firsts(ids: pa.Array, links: pa.ChunkedArray) -> np.ndarray:
    """For each document the place of the one that its links end at; its own place if it has none."""
    places = np.arange(len(ids))
    linked = pc.index_in(links.combine_chunks(), value_set=ids).fill_null(-1).to_numpy()
    firsts = np.where(linked >= 0, linked, places)
    while not np.array_equal(further := firsts[firsts], firsts):  # links lead to earlier ones, so there is an end
        firsts = further
    return np.asarray(firsts)
