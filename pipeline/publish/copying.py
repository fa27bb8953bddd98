"""The bytes of planned files: read from the lake or the plan, hashed on the way, written to a release."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage, refused
from pipeline.release.plan import PlannedFile

_BLOCK = 1 << 20


class Sink(Protocol):
    """Something that takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take `data`."""


def copy_file(file: PlannedFile, lake: Storage, sink: Sink) -> None:
    """Write the bytes of `file` to `sink`. Raises ReleaseError when the lake's file is gone or not what it was."""
    digest = hashlib.sha256()
    for block in _blocks(file, lake):
        digest.update(block)
        sink.write(block)
    if digest.hexdigest() != file.entry.sha256:
        name = file.stored.name if file.stored else file.entry.path
        raise ReleaseError(
            f"{lake.url}/{name}: its bytes are not those that the index names; delete it and run `onrecord build`"
        )


def _blocks(file: PlannedFile, lake: Storage) -> Iterator[bytes]:
    if file.data is not None:
        yield file.data
        return
    assert file.stored is not None
    try:
        with lake.filesystem.open(lake.path(file.stored.name), "rb") as handle:
            while block := handle.read(_BLOCK):
                yield block
    except FileNotFoundError:
        raise ReleaseError(f"{lake.url}/{file.stored.name}: is gone; run `onrecord build`") from None


@contextmanager
def release_errors(place: str) -> Iterator[None]:
    """Turn what the operating system or the store refuses into a ReleaseError on `place`, a path or fsspec URL."""
    try:
        yield
    except Exception as error:
        reason = refused(place, error)
        if reason is None:
            raise
        raise ReleaseError(f"{place}: cannot be written ({reason})") from None
