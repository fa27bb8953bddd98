"""Copy planned files from the lake or the plan into a release, hashing the bytes."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from pipeline.errors import ReleaseError
from pipeline.lake.intact import remove_damaged
from pipeline.lake.storage import Storage, refused
from pipeline.release.plan import PlannedFile

_BLOCK = 1 << 20


class Sink(Protocol):
    """An object that accepts bytes."""

    def write(self, data: bytes, /) -> object:
        """Accept `data`."""


def copy_file(file: PlannedFile, lake: Storage, sink: Sink) -> None:
    """Write the bytes of `file` to `sink`. Raises LakeError if the lake's file is missing or damaged."""
    digest = hashlib.sha256()
    for block in _blocks(file, lake):
        digest.update(block)
        sink.write(block)
    if digest.hexdigest() != file.entry.sha256:
        assert file.stored is not None  # what is planned has its own hash
        remove_damaged(lake, file.stored.name)


def _blocks(file: PlannedFile, lake: Storage) -> Iterator[bytes]:
    if file.data is not None:
        yield file.data
        return
    assert file.stored is not None
    try:
        with lake.open(file.stored.name) as handle:
            while block := handle.read(_BLOCK):
                yield block
    except FileNotFoundError:
        raise ReleaseError(f"{lake.url}/{file.stored.name}: is missing; run `onrecord build`") from None


@contextmanager
def release_errors(place: str) -> Iterator[None]:
    """Convert errors of the operating system or the store into a ReleaseError about `place`, a path or fsspec URL."""
    try:
        yield
    except Exception as error:
        reason = refused(place, error)
        if reason is None:
            raise
        raise ReleaseError(f"{place}: cannot be written ({reason})") from None
