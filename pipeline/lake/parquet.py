"""Convert tables to Parquet: the same settings for lake and releases; equal rows give equal bytes."""

import io
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.export import arrow_schema, columns
from schemas.tables import TABLES

# Page index and content-defined chunking let the Hub store a later version of a file as a small difference
# (measured on news rows: 60-90 % of the bytes saved when rows are deleted). One row group: smaller ones spoil that.
_WRITER = {
    "compression": "zstd",
    "compression_level": 12,  # 1 % smaller than by default, for 0.1 s a megabyte
    "use_content_defined_chunking": True,
    "store_schema": True,
}
_ROWS_PER_GROUP = 1_000_000
_ROWS_WORTH_AN_INDEX = 1_000  # a column of fewer is one page, or a few, and an index of them costs more than it saves

# Words of few kinds, by which a month's file may be skipped though no vocabulary closes them.
_SKIPPED_BY = frozenset({"language", "month", "publisher", "source"})

# Texts, and ids of rows that stand in tables beside their own.
_ALL_DIFFERENT = frozenset({"mention_id", "root_statement_id", "statement_id", "text"})


def table_from_rows(table: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Convert rows (dicts by column name) to a table with the contract's schema. Raises pa.ArrowInvalid."""
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(table))


def encode(table: str, rows: pa.Table) -> bytes:
    """Encode `rows` as Parquet with the contract's schema for `table`; equal rows give equal bytes."""
    sink = io.BytesIO()
    schema = arrow_schema(table)
    is_indexed = rows.num_rows >= _ROWS_WORTH_AN_INDEX
    with pq.ParquetWriter(
        sink,
        schema,
        **_WRITER,
        use_dictionary=_with_dictionary(table),
        write_statistics=_with_statistics(table),
        write_page_index=is_indexed,
    ) as writer:
        writer.write_table(rows.cast(schema).combine_chunks(), row_group_size=_ROWS_PER_GROUP)
    return sink.getvalue()


@cache
def _with_statistics(table: str) -> list[str]:
    """Return the columns whose least and greatest value can tell a reader that a file has nothing for it.

    These are days, counts, flags, vocabularies and outlets. The ids of a month are spread over all hashes, offsets
    begin at 0 in each text, and of texts the values would be whole texts, twice in each file: a tenth of a release.
    """
    found = []
    for described, field in zip(columns(table), arrow_schema(table), strict=True):
        is_words = pa.types.is_string(field.type) and not described.values and described.name not in _SKIPPED_BY
        if not (is_words or pa.types.is_int32(field.type) or pa.types.is_nested(field.type)):
            found.append(described.name)
    return found


@cache
def _with_dictionary(table: str) -> list[str]:
    """Return the columns whose values repeat. A dictionary of ids of rows, texts or offsets holds each of them again.

    Without those a release of small months is 3 % smaller.
    """
    found = []
    for described, field in zip(columns(table), arrow_schema(table), strict=True):
        is_different = described.name in _ALL_DIFFERENT or TABLES[table].key == (described.name,)
        if not (is_different or pa.types.is_int32(field.type) or pa.types.is_nested(field.type)):
            found.append(described.name)
    return found


def decode(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """Decode Parquet bytes, or only these columns. Raises pa.ArrowInvalid if they are not Parquet.

    Read in this thread alone: with Arrow's own threads a process that ends soon after may be aborted by their
    teardown (apache/arrow#34314; 15 of 150 short processes here, none this way), and our files are small.
    """
    return pq.ParquetFile(pa.BufferReader(data), pre_buffer=False).read(columns and list(columns), use_threads=False)


def decode_first(data: bytes, n_rows: int) -> pa.Table:
    """Decode the first `n_rows` rows of a Parquet file with these bytes, without the rest."""
    file = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)
    batches = list(islice(file.iter_batches(batch_size=n_rows, use_threads=False), 1))
    return pa.Table.from_batches(batches, file.schema_arrow)
