"""Row-level differences between two dataset folders, month by month, of files whose bytes differ.

Rows with the same key are the same row. A row may move to another month (if its document's date was corrected): rows
without a partner in their own month are matched over all months at the end, by key alone, and only the files with such
rows are read again. Memory is that of one month of one table and of the keys that differ.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import StoredFile
from pipeline.release.comparison import Mask, differing_columns, row_hashes
from pipeline.release.contents import Contents
from pipeline.release.earlier_side import RENAMED
from pipeline.release.manifest import ABOUT_THE_RELEASE
from schemas.tables import RELEASED_TABLES

# Rows are compared in blocks, so that no column of a month is joined to one array of more than 2 GB.
_BLOCK = 50_000

# Columns of differing rows that determine causes, versions and the changelog: kept as `old.X` and `new.X`.
CARRIED: Mapping[str, tuple[str, ...]] = {
    "documents": (
        *(
            "document_id",
            "seed",
            "seed_sha256",
            "duplicate_of",
            "near_duplicate_of",
            "published_on",
            "source",
            "earlier_id",
        ),
        *("redistribution", "status"),
    ),
    "dates": ("document_id",),
    "mentions": ("document_id", "actor_id"),
    "about": ("document_id", "actor_id"),
    "statements": ("document_id", "speaker_actor_id", "addressee_actor_id", "source_actor_id"),
    "rejected": ("document_id", "seed", "seed_sha256", "reason"),
    "redirects": ("document_id",),
    "actors": ("wikidata_id",),
    "corrections": ("document_id", "table", "row_id", "new_value", "verdict"),
    "stories": ("document_id", "story_id"),
    "quality": ("sample",),
    "sampled": ("document_id", "sample"),
}
# What a row's id is made of beside the document: an equal surface under another id means that the rule has changed.
_SURFACE = ("start", "end", "text", "spans")


@dataclass(frozen=True, slots=True)
class TableDiff:
    """The differing rows of one table, sorted by key.

    `rows` has row_id, change (added, removed, changed), columns (list of those that differ), surface (a hash, of rows
    added or removed), old.month and new.month, and `old.X`, `new.X` for each X of `CARRIED`, all nullable.
    """

    table: str
    rows: pa.Table

    def count(self, change: str) -> int:
        """Count the rows with this `change`."""
        return int(pc.sum(pc.equal(self.rows["change"], change)).as_py() or 0)


def diff_contents(previous: Contents, current: Contents) -> dict[str, TableDiff]:
    """Return the difference of every table that either side has, in the order of the contract; removed tables last."""
    gone = sorted(set(previous.tables) - set(RELEASED_TABLES))
    tables = [table for table in (*RELEASED_TABLES, *gone) if table not in ABOUT_THE_RELEASE]
    return {table: diff_table(table, previous, current) for table in tables}


def diff_table(table: str, previous: Contents, current: Contents) -> TableDiff:
    """Return the rows of `table` that differ between the two sides. Raises ReleaseError if a file cannot be read."""
    return TableDiff(table, _Differ(table, previous, current).run())


class _Differ:
    """One comparison of one table."""

    def __init__(self, table: str, previous: Contents, current: Contents) -> None:
        self.table = table
        self.previous, self.current = previous, current
        old_entry, new_entry = previous.tables.get(table), current.tables.get(table)
        self.old_key = old_entry.key if old_entry else ()
        self.new_key = new_entry.key if new_entry else ()
        old_names = [column.name for column in old_entry.columns] if old_entry else []
        new_names = [column.name for column in new_entry.columns] if new_entry else []
        names = [*new_names, *(name for name in old_names if name not in new_names)]
        self.all_names = names
        self.names = [name for name in names if name not in self.new_key]
        self.carried = CARRIED.get(table, ())

    def run(self) -> pa.Table:
        old_files, new_files = self._files_that_differ()
        parts, old_left, new_left = [], [self._empty_rows()], [self._empty_rows()]
        for month in sorted({*old_files, *new_files}):
            old, new = self._load(self.previous, old_files.get(month)), self._load(self.current, new_files.get(month))
            partner = self._partners(old, new)
            parts.append(self._changed(old, new, partner, month, month))
            old_left.append(self._left(old, ~_hit(old.num_rows, partner), month))
            new_left.append(self._left(new, partner < 0, month))
        parts += self._unmatched(pa.concat_tables(old_left), pa.concat_tables(new_left), old_files, new_files)
        found = pa.concat_tables([self._empty_diff(), *parts])
        return found.sort_by([("row_id", "ascending"), ("change", "ascending")]).combine_chunks()

    def _files_that_differ(self) -> tuple[dict[str, StoredFile], dict[str, StoredFile]]:
        """Files by month ("" for a corpus-wide table) whose bytes the other side does not have."""
        old, new = self.previous.of(self.table), self.current.of(self.table)
        common = {file.sha256 for file in old} & {file.sha256 for file in new}
        if self.old_key != self.new_key:
            common = set()
        return (
            {file.month or "": file for file in old if file.sha256 not in common},
            {file.month or "": file for file in new if file.sha256 not in common},
        )

    def _load(self, side: Contents, file: StoredFile | None) -> pa.Table:
        if file is None:
            return pa.table({"": pa.array([], pa.string())})
        rows = side.read(file)
        key = self.old_key if side is self.previous else self.new_key
        return rows.append_column("", _row_ids(rows, key))

    def _partners(self, old: pa.Table, new: pa.Table) -> np.ndarray:
        """For each row of `new` the index of the row of `old` with its key, -1 where there is none."""
        if self.old_key != self.new_key:
            return np.full(new.num_rows, -1)
        found = pc.index_in(new[""], value_set=old[""].combine_chunks())
        return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)

    def _changed(self, old: pa.Table, new: pa.Table, partner: np.ndarray, was: str, now: str) -> pa.Table:
        """The rows that both sides have and that differ, as diff rows."""
        parts = [self._empty_diff()]
        matched = np.flatnonzero(partner >= 0)
        for start in range(0, matched.size, _BLOCK):
            ours = matched[start : start + _BLOCK]
            left, right = old.take(pa.array(partner[ours])), new.take(pa.array(ours))
            matrix = differing_columns(left, right, self._compared(left))
            rows = np.flatnonzero(matrix.any(axis=1))
            if rows.size:
                left, right = left.take(pa.array(rows)), right.take(pa.array(rows))
                sides = {"old": self._carry(left, was), "new": self._carry(right, now)}
                parts.append(self._diff_rows("changed", right[""], sides, self._column_lists(matrix[rows])))
        return pa.concat_tables(parts)

    def _compared(self, old: pa.Table) -> list[str]:
        """Return the columns that are compared: the key too, by the mark of rows that had another one."""
        return [*self.names, *([RENAMED] if RENAMED in old.column_names else [])]

    def _column_lists(self, matrix: Mask) -> pa.Array:
        """For each row of the matrix the names of its true columns, in the table's order."""
        patterns, codes = np.unique(matrix, axis=0, return_inverse=True)
        lists = []
        for pattern in patterns:
            places = [i for i in np.flatnonzero(pattern) if i < len(self.names)]
            is_renamed = len(pattern) > len(self.names) and pattern[-1]
            names = {*(self.names[i] for i in places), *(self.new_key if is_renamed else ())}
            lists.append([name for name in self.all_names if name in names])
        return pa.array(lists, pa.list_(pa.string())).take(pa.array(codes.reshape(-1)))

    def _left(self, rows: pa.Table, mask: Mask, month: str) -> pa.Table:
        if not mask.any():
            return self._empty_rows()
        rows = rows.filter(pa.array(mask))
        return self._carry(rows, month).append_column("surface", pa.array(row_hashes(rows, _SURFACE)))

    def _carry(self, rows: pa.Table, month: str) -> pa.Table:
        """Key, month and carried columns of `rows`; carried columns that are not there are null."""
        empty = pa.nulls(rows.num_rows, pa.string())
        columns = {"": rows[""].cast(pa.string()), "month": pa.array([month]).take(pa.array([0] * rows.num_rows))}
        for name in self.carried:
            columns[name] = rows[name].cast(pa.string()) if name in rows.column_names else empty
        return pa.table(columns)

    def _unmatched(
        self, old: pa.Table, new: pa.Table, old_files: Mapping[str, StoredFile], new_files: Mapping[str, StoredFile]
    ) -> Iterator[pa.Table]:
        """Diff rows of what found no partner in its own month: added, removed, and changed while it moved."""
        partner = self._partners(old, new)
        moved = np.flatnonzero(partner >= 0)
        was_in, now_in = old["month"].take(pa.array(partner[moved])), new["month"].take(pa.array(moved))
        moves = pa.table({"was": was_in, "now": now_in}).group_by(["was", "now"]).aggregate([])
        pairs = sorted(zip(moves["was"].to_pylist(), moves["now"].to_pylist(), strict=True))
        for was, now in pairs:
            there, here = self._load(self.previous, old_files[was]), self._load(self.current, new_files[now])
            keys = new[""].filter(pc.and_(pc.equal(new["month"], now), pa.array(partner >= 0)))
            here = here.filter(pc.is_in(here[""], value_set=keys.combine_chunks()))
            yield self._changed(there, here, self._partners(there, here), was, now)
        added, removed = new.filter(pa.array(partner < 0)), old.filter(pa.array(~_hit(old.num_rows, partner)))
        yield self._diff_rows("added", added[""], {"new": added})
        yield self._diff_rows("removed", removed[""], {"old": removed})

    def _diff_rows(
        self, change: str, keys: pa.ChunkedArray, sides: Mapping[str, pa.Table], columns: pa.Array | None = None
    ) -> pa.Table:
        n = len(keys)
        values: dict[str, object] = {
            "row_id": keys,
            "change": pa.array([change]).take(pa.array([0] * n, pa.int64())),
            "columns": pa.array([[]] * n, pa.list_(pa.string())) if columns is None else columns,
        }
        for rows in sides.values():
            values["surface"] = rows["surface"] if "surface" in rows.column_names else pa.nulls(n, pa.uint64())
        for side in ("old", "new"):
            for name in ("month", *self.carried):
                values[f"{side}.{name}"] = sides[side][name] if side in sides else pa.nulls(n, pa.string())
        return pa.table(values, schema=self._empty_diff().schema)

    def _empty_diff(self) -> pa.Table:
        fields: Sequence[tuple[str, pa.DataType]] = [
            ("row_id", pa.string()),
            ("change", pa.string()),
            ("columns", pa.list_(pa.string())),
            ("surface", pa.uint64()),
            *((f"{side}.{name}", pa.string()) for side in ("old", "new") for name in ("month", *self.carried)),
        ]
        return pa.schema(fields).empty_table()

    def _empty_rows(self) -> pa.Table:
        names = ("", "month", *self.carried)
        return pa.schema([*((name, pa.string()) for name in names), ("surface", pa.uint64())]).empty_table()


def document_ids(rows: pa.Table) -> pa.ChunkedArray:
    """Return the document of each differing row: that of the newer side, if it has one."""
    return pc.coalesce(rows["new.document_id"], rows["old.document_id"])


def _row_ids(rows: pa.Table, key: Sequence[str]) -> pa.ChunkedArray:
    """Return each row's key as one string: its column, or its columns joined by `/`."""
    columns = [rows[name].cast(pa.string()) for name in key]
    return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, "/", null_handling="replace")


def _hit(n: int, partner: np.ndarray) -> Mask:
    """Return which of `n` rows have a partner."""
    mask = np.zeros(n, dtype=bool)
    mask[partner[partner >= 0]] = True
    return mask
