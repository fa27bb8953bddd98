"""Compare values of two Arrow columns, and hash rows: vectorised, exact, for the types of the contract."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]


def differing(left: pa.Array, right: pa.Array) -> Mask:
    """Return where two arrays of the same length and type differ; two nulls are equal, a null and a value are not."""
    if pa.types.is_list(left.type):
        return _differing_lists(left, right)
    if pa.types.is_struct(left.type):
        masks = [
            differing(pc.struct_field(left, [i]), pc.struct_field(right, [i])) for i in range(left.type.num_fields)
        ]
        return np.asarray(np.logical_or.reduce([_is_null(left) ^ _is_null(right), *masks]), dtype=bool)
    unequal = pc.fill_null(pc.not_equal(left, right), False)
    return _mask(unequal) | (_is_null(left) ^ _is_null(right))


def _differing_lists(left: pa.Array, right: pa.Array) -> Mask:
    lengths = _lengths(left)
    differ = (lengths != _lengths(right)) | (_is_null(left) ^ _is_null(right))
    rows = np.flatnonzero(~differ & (lengths > 0))
    if rows.size:
        values = [pc.list_flatten(array.take(pa.array(rows))) for array in (left, right)]
        owner = np.repeat(rows, lengths[rows])
        differ[owner[differing(values[0], values[1])]] = True
    return np.asarray(differ, dtype=bool)


def differing_columns(old: pa.Table, new: pa.Table, names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return a matrix, rows by `names`, that is true where row i of `old` and row i of `new` differ.

    A column that one side lacks counts as null there. If a type has changed, the old values are converted to the new
    type; values that cannot be converted differ.
    """
    matrix = np.zeros((old.num_rows, len(names)), dtype=bool)
    for position, name in enumerate(names):
        if name in old.column_names and name in new.column_names:
            matrix[:, position] = _differing_values(old.column(name), new.column(name))
        else:
            side = old if name in old.column_names else new
            matrix[:, position] = ~_is_null(one_array(side.column(name)))
    return matrix


def _differing_values(old: pa.ChunkedArray, new: pa.ChunkedArray) -> Mask:
    if old.type != new.type:
        try:
            old = old.cast(new.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return np.ones(len(old), dtype=bool)
    return differing(one_array(old), one_array(new))


def row_hashes(rows: pa.Table, names: Sequence[str]) -> Hashes:
    """Return a 64-bit hash for each row over the existing columns of `names`: strings, integers, and lists of spans."""
    hashes = np.zeros(rows.num_rows, dtype=np.uint64)
    for name in names:
        if name in rows.column_names:
            hashes = _combine(hashes, _hash_values(one_array(rows.column(name))))
    return hashes


def _hash_values(array: pa.Array) -> Hashes:
    if not pa.types.is_list(array.type):
        return _hash_flat(array)
    values = pc.list_flatten(array)
    columns = values.flatten() if pa.types.is_struct(values.type) else [values]
    hashes = np.zeros(len(values), dtype=np.uint64)
    for column in columns:
        hashes = _combine(hashes, _hash_flat(column))
    lengths = _lengths(array)
    owner = np.repeat(np.arange(len(array)), lengths)
    place = np.arange(len(values)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    total = lengths.astype(np.uint64)
    np.add.at(total, owner, _combine(hashes, place.astype(np.uint64)))
    return total


def _hash_flat(array: pa.Array) -> Hashes:
    import pandas as pd  # whoever only reads releases has none

    if pa.types.is_string(array.type):
        return pd.util.hash_array(array.to_numpy(zero_copy_only=False), categorize=False)
    return pd.util.hash_array(pc.fill_null(array, 0).to_numpy(zero_copy_only=False).astype(np.int64))


def _combine(left: Hashes, right: Hashes) -> Hashes:
    # Odd multiplier and an xor-shift, so that neither the order of columns nor small integers cancel out.
    mixed = left * np.uint64(0x9E3779B97F4A7C15) + right
    return np.asarray(mixed ^ (mixed >> np.uint64(29)), dtype=np.uint64)


def one_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return `column` as one array."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _lengths(array: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False), dtype=np.int64)


def _is_null(array: pa.Array) -> Mask:
    return _mask(pc.is_null(array))


def _mask(array: pa.Array) -> Mask:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)
