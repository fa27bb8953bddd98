"""The predecessor with the ids of this release, so that a row is the same row when its document's level has changed.

Documents that are restricted now may have stood in the predecessor with ids that are hashes of their words: at a
higher level, or before ids were keyed. Such ids must not come back in `changes`. The rows are read with the ids that
they have under the document's key, and marked; where no key can be made any more they are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import StoredFile
from pipeline.release.contents import Contents
from pipeline.release.keyed_ids import ACTOR_IDS, ROW_IDS, Keys, key_of, keyed
from pipeline.release.manifest import TableEntry
from pipeline.release.open_names import is_listed

RENAMED = "renamed"
"""The column that marks rows with another id than they had."""

_LEVELS = ("document_id", "redistribution", "status")


@dataclass(frozen=True, slots=True)
class EarlierSide(Contents):
    """Contents whose rows of `documents` are read with keyed ids, and those of `lost` not at all."""

    keys: Keys
    documents: pa.Array
    lost: pa.Array

    def read(self, file: StoredFile, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of one file, as `Contents.read` does; whole rows have the column `renamed`."""
        wanted = columns if columns is None else [*dict.fromkeys((*columns, *self._deciding(file.table)))]
        rows = self._translated(file.table, Contents.read(self, file, wanted))
        return rows if columns is None else rows.select([name for name in columns if name in rows.column_names])

    def batches(
        self, file: StoredFile, columns: Sequence[str] | None = None, n_rows: int = 50_000
    ) -> Iterator[pa.Table]:
        """Yield the rows of one file, as `Contents.batches` does."""
        wanted = columns if columns is None else [*dict.fromkeys((*columns, *self._deciding(file.table)))]
        for rows in Contents.batches(self, file, wanted, n_rows):
            rows = self._translated(file.table, rows)
            yield rows if columns is None else rows.select([name for name in columns if name in rows.column_names])

    def _deciding(self, table: str) -> tuple[str, ...]:
        return ("document_id",) if table in (*ROW_IDS, "redirects") else ()

    def _translated(self, table: str, rows: pa.Table) -> pa.Table:
        if table == "actors":
            is_renamed = pc.is_in(rows["actor_id"], value_set=pa.array(sorted(self.keys.actors), pa.string()))
            rows = self.keys.of_actors(rows.append_column(RENAMED, _mark(is_renamed)))
        elif table in ROW_IDS:
            rows = rows.filter(pc.invert(pc.is_in(rows["document_id"], value_set=self.lost)))
            is_renamed = pc.is_in(rows["document_id"], value_set=self.documents)
            rows = self.keys.rows(table, rows, self.documents).append_column(RENAMED, _mark(is_renamed))
        elif table == "redirects":
            rows = self.keys.rows(table, rows, pa.concat_arrays([self.documents, self.lost]))
        return rows


def _mark(is_renamed: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(is_renamed, pa.scalar("renamed"), pa.scalar(None, pa.string()))


def with_present_ids(previous: Contents, current: Contents, keys: Keys) -> Contents:
    """Return `previous` with the ids that documents restricted in `current` have now; `keys` are those of `current`.

    Raises ReleaseError if a file of either side cannot be read.
    """
    closed = _closed(current)
    was_keyed = _is_keyed(previous.tables)
    if not len(closed) and was_keyed:
        return previous
    known = {file.sha256 for file in current.of("documents")}
    found = Keys(dict(keys.documents), dict(keys.actors))
    documents: list[str] = []
    lost: list[str] = []
    for file in previous.of("documents"):
        if was_keyed and file.sha256 in known:
            continue
        rows = previous.read(file, (*_LEVELS, "text"))
        is_closed = pc.is_in(rows["document_id"], value_set=closed)
        if was_keyed:
            rows = rows.filter(pc.and_(is_closed, pc.invert(_is_restricted(rows))))
        else:
            rows = rows.filter(pc.or_(is_closed, _is_restricted(rows)))
        for document_id, text in zip(rows["document_id"].to_pylist(), rows["text"].to_pylist(), strict=True):
            if document_id not in found.documents and text is not None:
                found.documents[document_id] = key_of(text)
            (documents if document_id in found.documents else lost).append(document_id)
    if not documents and not lost:
        return previous
    ids = pa.array(sorted(documents), pa.string())
    found.actors |= _gone_actors(previous, current, found, ids)
    sides = previous.storage, previous.files, previous.tables, previous.settings
    return EarlierSide(*sides, found, ids, pa.array(sorted(lost), pa.string()))


def _is_keyed(tables: Mapping[str, TableEntry]) -> bool:
    return "statements" in tables and tables["statements"].id_rule > 1


def _closed(contents: Contents) -> pa.Array:
    found = [pa.array([], pa.string())]
    for rows in contents.scan("documents", _LEVELS):
        found += rows["document_id"].filter(_is_restricted(rows)).chunks
    return pa.concat_arrays(found)


def _is_restricted(rows: pa.Table) -> pa.ChunkedArray | pa.Array:
    if "redistribution" not in rows.column_names:  # a release from before there were levels
        return pa.array([False] * rows.num_rows, pa.bool_())
    mask = pc.not_equal(rows["redistribution"], "full_text")
    return pc.or_(mask, pc.equal(rows["status"], "withdrawn")) if "status" in rows.column_names else mask


def _gone_actors(previous: Contents, current: Contents, keys: Keys, documents: pa.Array) -> dict[str, str]:
    """Return keyed ids for actors of `documents` that the lexicons do not know and that are nowhere any more."""
    now: set[str] = set(keys.actors)
    for rows in current.scan("actors", ("actor_id",)):
        now.update(rows["actor_id"].to_pylist())
    found = {}
    for table, names in ACTOR_IDS.items():
        for rows in previous.scan(table, ("document_id", *names)):
            rows = rows.filter(pc.is_in(rows["document_id"], value_set=documents))
            for name in names:
                pairs = rows.filter(pc.invert(pc.fill_null(is_listed(rows[name]), True)))
                for document_id, actor_id in zip(
                    pairs["document_id"].to_pylist(), pairs[name].to_pylist(), strict=True
                ):
                    if actor_id not in now:
                        found[actor_id] = keyed(actor_id, keys.documents[document_id])
    return found
