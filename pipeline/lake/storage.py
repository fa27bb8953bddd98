"""Files under one fsspec URL, written completely or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import LakeError

STAGING = ".staging"


@dataclass(frozen=True)
class Storage:
    """A folder at a path or fsspec URL. Paths given to the methods are relative to it and use `/`.

    On a local disk a file is written under a temporary name in `.staging/`, flushed, then renamed; object stores
    publish an object only when its upload is complete, which is the same guarantee.
    """

    url: str
    filesystem: Any = field(init=False, repr=False, compare=False)
    root: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            filesystem, root = fsspec.core.url_to_fs(self.url)
        except (ImportError, ValueError) as error:
            raise LakeError(f"{self.url}: {error}") from None
        object.__setattr__(self, "filesystem", filesystem)
        object.__setattr__(self, "root", root.rstrip("/"))

    def __reduce__(self) -> tuple[type["Storage"], tuple[str]]:
        """Pickle only the URL, for worker processes."""
        return (Storage, (self.url,))

    @property
    def is_local(self) -> bool:
        """True if the folder is on a local disk."""
        return isinstance(self.filesystem, LocalFileSystem)

    def path(self, name: str) -> str:
        """Return the filesystem's own path of `name`."""
        return f"{self.root}/{name}" if name else self.root

    def read(self, name: str) -> bytes:
        """Read `name`. Raises FileNotFoundError if it does not exist, LakeError if it cannot be read."""
        with self._told(name, "read"):
            return bytes(self.filesystem.cat_file(self.path(name)))

    def read_range(self, name: str, start: int, end: int) -> bytes:
        """Read the bytes of `name` from `start` to `end`. Raises FileNotFoundError or LakeError as `read` does."""
        with self._told(name, "read"):
            return bytes(self.filesystem.cat_file(self.path(name), start=start, end=end))

    def open(self, name: str) -> Any:
        """Open the file `name` to read it piece by piece. Raises what its filesystem raises."""
        return self.filesystem.open(self.path(name), "rb")

    @contextmanager
    def new_file(self, name: str) -> Iterator[Any]:
        """Open a file to write piece by piece, replacing any of that name; for files not read before they are complete.

        Raises LakeError if it cannot be written.
        """
        with self._told(name, "written"):
            self.filesystem.makedirs(self.path(name).rpartition("/")[0], exist_ok=True)
            with self.filesystem.open(self.path(name), "wb") as file:
                yield file

    def exists(self, name: str) -> bool:
        """True if `name` exists, by asking the store, not a cached listing."""
        self.filesystem.invalidate_cache()
        with self._told(name, "looked at"):
            return bool(self.filesystem.exists(self.path(name)))

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the files anywhere in `folder` by name, with their sizes in bytes."""
        self.filesystem.invalidate_cache()
        found: dict[str, dict[str, Any]] = {}
        with suppress(FileNotFoundError), self._told(folder, "listed"):
            found = self.filesystem.find(self.path(folder), detail=True)
        return {path.removeprefix(self.root).lstrip("/"): int(entry["size"]) for path, entry in found.items()}

    def size(self, name: str) -> int | None:
        """Return the size of the file `name` in bytes, None if it does not exist."""
        self.filesystem.invalidate_cache()
        with suppress(FileNotFoundError), self._told(name, "looked at"):
            return int(self.filesystem.info(self.path(name))["size"])
        return None

    def write(self, name: str, data: bytes) -> None:
        """Write `data` to `name` in one atomic step, replacing an existing file."""
        with self._told(name, "written"):
            if self.is_local:
                self._write_local(name, data)
            else:
                self.filesystem.pipe_file(self.path(name), data)

    def _write_local(self, name: str, data: bytes) -> None:
        target = Path(self.path(name))
        staging = Path(self.path(STAGING))
        staging.mkdir(parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        # The temporary name is never seen in any output; it only has to differ from that of another process.
        temporary = staging / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            with temporary.open("xb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def delete(self, name: str) -> None:
        """Delete the file `name`; a missing file is not an error."""
        with suppress(FileNotFoundError), self._told(name, "deleted"):
            self.filesystem.rm_file(self.path(name))

    def names(self, folder: str, suffix: str = "") -> list[str]:
        """Return the names of the files directly in `folder` that end in `suffix`, without the folder, sorted."""
        return [name for name, _ in self.names_with_times(folder, suffix)]

    def names_with_times(self, folder: str, suffix: str = "") -> list[tuple[str, float | None]]:
        """Like `names`, each with its time of modification in seconds since the epoch, if the store knows it."""
        names = []
        for entry in self._entries(folder):
            name = entry["name"].rsplit("/", 1)[-1]
            if entry["type"] == "file" and name.endswith(suffix):
                names.append((name, _seconds(entry.get("mtime", entry.get("LastModified")))))
        return sorted(names)

    def folders(self, folder: str) -> list[str]:
        """Return the names of the folders directly in `folder`, sorted."""
        return sorted(e["name"].rsplit("/", 1)[-1] for e in self._entries(folder) if e["type"] == "directory")

    def _entries(self, folder: str) -> list[dict[str, Any]]:
        self.filesystem.invalidate_cache()
        with suppress(FileNotFoundError), self._told(folder, "listed"):
            return list(self.filesystem.ls(self.path(folder), detail=True))
        return []

    @contextmanager
    def _told(self, name: str, what: str) -> Iterator[None]:
        """Convert refusals of the system or the store into a LakeError, except that a file does not exist."""
        try:
            yield
        except FileNotFoundError:
            raise
        except Exception as error:
            reason = refused(self.url, error)
            if reason is None:
                raise
            raise LakeError(f"{self.url}/{name}: cannot be {what} ({reason})") from None


# What these raise is an error of ours, or one that has its own words elsewhere.
_NO_STORES = frozenset({"builtins", "pipeline", "pyarrow", "schemas"})


def refused(url: str, error: Exception) -> str | None:
    """Explain in one line why the system or the store at `url` refused; None if `error` is not a refusal.

    An unreachable object store raises its library's own error, which is not an OSError.
    """
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if "://" not in url or type(error).__module__.partition(".")[0] in _NO_STORES:
        return None
    first_line = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first_line}; check the connection, the address and the credentials"


def _seconds(moment: Any) -> float | None:
    """Return a filesystem's modification time, which is a number on a disk and a datetime in an object store."""
    if moment is None:
        return None
    return float(moment.timestamp() if hasattr(moment, "timestamp") else moment)
