"""A storage that is only read: what is written to it stays in memory, to see what a build would do."""

import io
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import LakeError
from pipeline.lake.months import FILES
from pipeline.lake.storage import Storage


@dataclass(frozen=True)
class DryStorage(Storage):
    """The files of a storage, with those of `written` in front of them. Nothing is deleted.

    So the steps of a build run as they always do, and `written` says what they would have changed.
    """

    written: dict[str, bytes] = field(init=False, repr=False, compare=False, default_factory=dict)

    def read(self, name: str) -> bytes:
        """Read what was written as `name`, else the file."""
        return self.written[name] if name in self.written else super().read(name)

    def open(self, name: str) -> Any:
        """Open what `read` returns."""
        return io.BytesIO(self.written[name]) if name in self.written else super().open(name)

    def size(self, name: str) -> int | None:
        """Return the size of what `read` returns."""
        return len(self.written[name]) if name in self.written else super().size(name)

    def write(self, name: str, data: bytes) -> None:
        """Keep `data` in memory, unless it is a file named by its content that is there already."""
        if not (name.startswith(f"{FILES}/") and super().size(name) == len(data)):
            self.written[name] = data

    @property
    def changed(self) -> list[str]:
        """Return what would be changed: indexes and memories, since files named by content are nothing without them."""
        return sorted(name for name in self.written if not name.startswith(f"{FILES}/"))

    def delete(self, name: str) -> None:
        """Delete nothing."""

    def new_file(self, name: str) -> Any:
        """Raise LakeError: only what builds months writes such files."""
        raise LakeError(f"{self.url}/{name}: nothing is written in a dry run")
