"""Check that all keys of a release are unique and all references resolve, in eight bytes a row.

Keys are kept as 64-bit hashes, file by file, so that only the strings of one file are in memory. Equal keys have equal
hashes: a repeated key is never missed. An unresolved reference is missed only if its hash collides with that of a key,
one in 10^12 for ten million keys. The caller checks suspects exactly.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.comparison import Hashes, row_hashes
from pipeline.release.contents import Contents
from schemas.tables import TABLES

DOCUMENT_DATE = "document_date"
_ANCHOR = "anchor"
_LEAST_HELD = 1 << 16


def references_of(contents: Contents, table: str) -> dict[str, str]:
    """Return the columns of `table` in this release that refer to keys of other tables, with those tables."""
    names = {column.name for column in contents.tables[table].columns}
    declared = TABLES[table].references if table in TABLES else {}
    found = {column: to for column, to in declared.items() if column in names}
    return found | ({_ANCHOR: table} if _ANCHOR in names else {})


def pointed_at(column: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values of a column that must be keys: not nulls, nor the anchor `document_date`."""
    values = values.drop_null()
    return values.filter(pc.not_equal(values, DOCUMENT_DATE)) if column == _ANCHOR else values


def is_doubtful(contents: Contents) -> bool:
    """True if a key may be repeated or a reference unresolved. Raises ReleaseError if a file cannot be read.

    Reads only the id columns of each file, once. Memory is a hash for each row, and one file's values.
    """
    keys: dict[str, Hashes] = {}
    pointing: dict[str, list[Hashes]] = {}
    for table, entry in contents.tables.items():
        found, targets = _hash_table(contents, table, entry.key, references_of(contents, table))
        found.sort()
        if (found[1:] == found[:-1]).any():
            return True
        for target, hashes in targets.items():
            pointing.setdefault(target, []).append(hashes)
        keys[table] = found
    for target, parts in pointing.items():
        if target in keys and len(contents.tables[target].key) == 1:
            known = keys[target]
            if any(_is_any_unknown(hashes, known) for hashes in parts):
                return True
    return False


def _hash_table(
    contents: Contents, table: str, key: Sequence[str], references: Mapping[str, str]
) -> tuple[Hashes, dict[str, Hashes]]:
    """Return the hashes of all keys of a table, and the distinct ones of what it points to by target."""
    found = np.zeros(sum(file.n_rows for file in contents.of(table)), dtype=np.uint64)
    targets = {to: _Distinct() for to in references.values()}
    at = 0
    for rows in contents.scan(table, [*key, *references]):
        found[at : at + rows.num_rows] = _hashed([rows[name] for name in key])
        at += rows.num_rows
        for column, to in references.items():
            targets[to].add(_hashed([pointed_at(column, rows[column]).unique()]))
    return found, {to: distinct.all() for to, distinct in targets.items()}


class _Distinct:
    """The distinct ones of many hashes. Those of a few parts are held twice, so that few are sorted again and again."""

    def __init__(self) -> None:
        self._parts: list[Hashes] = []
        self._n, self._limit = 0, _LEAST_HELD

    def add(self, hashes: Hashes) -> None:
        self._parts.append(hashes)
        self._n += hashes.size
        if self._n > self._limit:
            self._limit = max(_LEAST_HELD, 2 * self.all().size)

    def all(self) -> Hashes:
        self._parts = [np.unique(np.concatenate([*self._parts, np.zeros(0, dtype=np.uint64)]))]
        self._n = self._parts[0].size
        return self._parts[0]


def _hashed(columns: Sequence[pa.Array | pa.ChunkedArray]) -> Hashes:
    names = [str(position) for position in range(len(columns))]
    return row_hashes(pa.table([column.cast(pa.string()) for column in columns], names), names)


def _is_any_unknown(hashes: Hashes, known: Hashes) -> bool:
    """Whether any of `hashes` is not in `known`, which is sorted."""
    if not known.size:
        return bool(hashes.size)
    places = np.minimum(np.searchsorted(known, hashes), known.size - 1)
    return bool((known[places] != hashes).any())
