"""Records in Parquet: a row each, a few of them held at a time."""

import hashlib
import io
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, BinaryIO

from pipeline.parse.content import Content, Limits, Record, content_of
from pipeline.parse.record_names import Names
from pipeline.parse.refusal import Refusal

# So few that rows as long as a document may be fit into memory together.
_ROWS_AT_ONCE = 64
_BUFFER_BYTES = 1 << 20
_ENDING_BYTES = 8  # the length of the footer, and the mark of the format
_MAX_FOOTER_BYTES = 64 << 20  # of it Arrow makes several times as much


def read_parquet(stream: BinaryIO, limits: Limits, own: Names) -> Iterator[Record]:
    """Yield the records of a Parquet file. Raises Refusal: `broken_table`, `too_large`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    broken = (pa.ArrowException, OSError, ValueError, OverflowError)  # what Arrow raises for a file that is none
    try:
        # A buffer for each column instead of whole row groups, which may be the whole file.
        metadata = pq.read_metadata(_footer(stream))
        _check_sizes(metadata, limits)
        file = pq.ParquetFile(stream, metadata=metadata, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        batches = file.iter_batches(_ROWS_AT_ONCE, use_threads=False)
    except broken as error:
        raise Refusal("broken_table", _sentence(error)) from None
    number = n_bytes = 0
    while True:
        try:
            batch = next(batches, None)
            rows = [] if batch is None else [_plain(row) for row in _to_microseconds(batch).to_pylist()]
        except broken as error:
            raise Refusal("broken_table", _sentence(error)) from None
        if batch is None:
            return
        n_bytes += batch.nbytes
        if n_bytes > limits.max_seed_bytes:
            raise Refusal("too_large", f"It has more than {limits.max_seed_bytes} bytes: split the file.")
        for row in rows:
            number += 1
            written = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
            yield Record(number, hashlib.sha256(written).hexdigest(), partial(_read, row, len(written), limits, own))


def _footer(stream: BinaryIO) -> BinaryIO:
    """Return the end of the file, which says where its columns are, and no more.

    Arrow itself reads at least 64 KiB there.
    """
    n_bytes = stream.seek(0, 2)
    stream.seek(max(0, n_bytes - _ENDING_BYTES))
    ending = stream.read(_ENDING_BYTES)
    n_footer = int.from_bytes(ending[:4], "little")
    if n_footer > n_bytes - _ENDING_BYTES:
        raise ValueError("its footer is longer than the file")
    if n_footer > _MAX_FOOTER_BYTES:
        raise Refusal("too_large", f"Its footer has more than {_MAX_FOOTER_BYTES >> 20} MiB: write larger row groups.")
    stream.seek(n_bytes - _ENDING_BYTES - n_footer)
    return io.BytesIO(stream.read(n_footer) + ending)


def _check_sizes(metadata: Any, limits: Limits) -> None:
    """Refuse a file with a row group that one reading could fill the memory with.

    The group says how large it is. To ask its columns ends the process if the footer is damaged: Arrow throws there
    what pyarrow does not catch.
    """
    for group in range(metadata.num_row_groups):
        if metadata.row_group(group).total_byte_size > limits.max_seed_bytes:
            raise Refusal("too_large", f"A row group has more than {limits.max_seed_bytes} bytes: write smaller ones.")


def _to_microseconds(batch: Any) -> Any:
    """Return the batch with moments as Python has them: what is finer is cut off."""
    import pyarrow as pa

    columns = [
        column.cast(pa.timestamp("us", column.type.tz), safe=False) if pa.types.is_timestamp(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _plain(value: object) -> Any:
    """Return a value of Arrow as one of JSON, or a date."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float | date | datetime):
        return value
    return str(value)


def _read(row: Mapping[str, object], n_bytes: int, limits: Limits, own: Names) -> Content:
    if n_bytes > limits.max_document_bytes:
        raise Refusal("too_large", f"The row has more than {limits.max_document_bytes} bytes.")
    return content_of(row, own, "utf-8", Counter())


def _sentence(error: BaseException) -> str:
    first_line = (str(error).splitlines() or [""])[0]
    return f"The file cannot be read as Parquet: {first_line.rstrip('.') or type(error).__name__}."
