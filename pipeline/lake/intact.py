"""What is read from the lake is what was written there, or is told to be damaged.

Tables are named by the hash of their bytes. The indexes and memories have fixed names and are replaced, so each of them
holds a seal: the hash of all of its other bytes. One without a seal is of an earlier version.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from pipeline.errors import LakeError
from pipeline.lake.storage import Storage

Content = TypeVar("Content", bound=BaseModel)

_HASH_BLOCK = 1 << 20
_CONTENT_NAME = re.compile(r"files/[0-9a-f]{2}/([0-9a-f]{64})\.parquet")
_OPENING = b"{\n"
_SEAL = re.compile(rb'\{\n "sha256": "([0-9a-f]{64})",\n')
_PARQUET_SEAL = b"onrecord_sha256"
_PARQUET_SEALED = re.compile(_PARQUET_SEAL + rb"..([0-9a-f]{64})", re.DOTALL)  # between them kind and length
_UNSEALED = b"0" * 64


class DamagedFileError(LakeError):
    """A file of the lake is missing, or is not what it was."""


def read_table_bytes(storage: Storage, name: str) -> bytes:
    """Read a table's file, which is named by its content.

    Raises LakeError if it is missing or damaged. A damaged one is removed: the next build makes it again.
    """
    with damage_told(storage, name):
        data = storage.read(name)
    if not is_content(data, name):
        remove_damaged(storage, name)
    return data


def is_content(data: bytes, name: str) -> bool:
    """Return whether a file named by its content has it. Raises ValueError for a name that no content gives."""
    named = _CONTENT_NAME.fullmatch(name)
    if named is None:  # a file of a release, say: never to be taken for a damaged one
        raise ValueError(f"{name}: is not named by its content")
    return hashlib.sha256(data).hexdigest() == named[1]


def remove_damaged(storage: Storage, name: str) -> None:
    """Remove a damaged file of a table and raise DamagedFileError with what mends it; a good one stays."""
    with damage_told(storage, name):
        if not is_content(storage.read(name), name):  # else it was replaced meanwhile
            storage.delete(name)
        raise DamagedFileError(
            f"{storage.url}/{name}: was damaged and is removed; run `onrecord build`, which makes it again"
        )


def hash_of(storage: Storage, name: str) -> str:
    """Return the SHA-256 of a file, which is read in blocks."""
    digest = hashlib.sha256()
    with storage.open(name) as handle:
        while block := handle.read(_HASH_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def damage_told(storage: Storage, name: str) -> Iterator[None]:
    """Convert errors of reading a missing or damaged file of the lake into a LakeError with the next step."""
    try:
        yield
    except FileNotFoundError:
        raise LakeError(f"{storage.url}/{name}: is missing; run `onrecord build`") from None
    except OSError as error:
        raise LakeError(f"{storage.url}/{name}: cannot be read ({error}); delete it and run `onrecord build`") from None


def write_sealed(storage: Storage, name: str, content: BaseModel) -> None:
    """Write an index or a memory with its seal."""
    data = content.model_dump_json(indent=1).encode() + b"\n"
    seal = f'"sha256": "{hashlib.sha256(data).hexdigest()}"'
    storage.write(name, _OPENING + f" {seal},\n".encode() + data.removeprefix(_OPENING))


def read_sealed(storage: Storage, name: str, content: type[Content]) -> Content:
    """Read what was written as `name`. Raises FileNotFoundError, and ValueError if it is damaged."""
    data = storage.read(name)
    seal = _SEAL.match(data)
    if seal is not None:
        data = _OPENING + data[seal.end() :]
        if hashlib.sha256(data).hexdigest().encode() != seal[1]:
            raise ValueError("its bytes are not those that were written")
    return content.model_validate_json(data)


def seal_parquet(rows: pa.Table, row_group_size: int) -> bytes:
    """Return `rows` as a Parquet file whose metadata have its seal."""
    metadata = {**(rows.schema.metadata or {}), _PARQUET_SEAL: _UNSEALED}
    sink = pa.BufferOutputStream()
    pq.write_table(rows.replace_schema_metadata(metadata), sink, compression="zstd", row_group_size=row_group_size)
    data: bytes = sink.getvalue().to_pybytes()
    place = data.index(_UNSEALED, data.rindex(_PARQUET_SEAL))
    return data[:place] + hashlib.sha256(data).hexdigest().encode() + data[place + len(_UNSEALED) :]


def is_sealed_parquet(data: bytes) -> bool:
    """Return whether a Parquet file has its seal, and is what it was when it got it."""
    place = data.rfind(_PARQUET_SEAL)
    seal = _PARQUET_SEALED.match(data, place) if place >= 0 else None
    if seal is None:
        return False
    without = data[: seal.start(1)] + _UNSEALED + data[seal.end(1) :]
    return hashlib.sha256(without).hexdigest().encode() == seal[1]
