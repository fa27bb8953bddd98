"""Store the files of a planned release on the local disk, to verify and upload them."""

import hashlib
import io
import os
from pathlib import Path
from typing import BinaryIO

from pipeline.publish.copying import copy_file
from pipeline.publish.hub.plan import ReleaseFile
from pipeline.release.manifest import MANIFEST
from pipeline.release.plan import PlannedFile, ReleasePlan


def describe_files(plan: ReleasePlan) -> dict[str, ReleaseFile]:
    """Return all files of the release by path, with the manifest; bytes are read from lake or plan on demand."""
    files = {file.entry.path: _described(file, plan) for file in plan.files}
    manifest = plan.manifest.to_json()
    files[MANIFEST] = ReleaseFile(MANIFEST, hashlib.sha256(manifest).hexdigest(), len(manifest), lambda: manifest)
    return files


def _described(file: PlannedFile, plan: ReleasePlan) -> ReleaseFile:
    def read() -> bytes:
        sink = io.BytesIO()
        copy_file(file, plan.storage, sink)
        return sink.getvalue()

    return ReleaseFile(file.entry.path, file.entry.sha256, file.entry.n_bytes, read)


def lay_out(plan: ReleasePlan, folder: Path) -> None:
    """Write the release's files except the manifest to `folder`. Raises OSError, and ReleaseError for wrong bytes."""
    for file in plan.files:
        target = folder / file.entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as handle:
            copy_file(file, plan.storage, handle)


class LazyFile(io.BufferedIOBase):
    """A file that is open only while it is read: a release may have more files than a process can open.

    The client library treats it as an open binary file and sends it by git LFS.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._position = 0
        self._handle: BinaryIO | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position, in bytes."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to `offset` bytes from the start, the position or the end."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        self._let_go()
        return self._position

    def read(self, size: int | None = -1, /) -> bytes:
        """Read up to `size` bytes; the rest for None or a negative number."""
        if self._handle is None:
            self._handle = self._path.open("rb")
            self._handle.seek(self._position)
        data = self._handle.read(-1 if size is None else size)
        self._position += len(data)
        if not data or self._position >= self._size:
            self._let_go()
        return data

    def close(self) -> None:
        """Close the file for good."""
        self._let_go()
        super().close()

    def _let_go(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None
