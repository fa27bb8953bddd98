"""The seeds folder: list its files in a fixed order, and open one of them.

A seed is a file whose ending a parser knows. Everything else is either *ignored* (hidden files and folders,
`sources.toml`, `takedowns.toml`, unknown endings, links to a folder whose files are listed anyway) or *rejected*
(it should be a seed, but cannot be one).
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import SeedsError
from pipeline.parse.document import Rejection
from pipeline.parse.formats import seed_format
from pipeline.parse.refusal import Refusal

# What object stores and fsspec call the mark that changes with a file's content, the sharpest first.
_STAMP_KEYS = ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "last_modified", "mtime", "updated", "created")


@dataclass(frozen=True, slots=True)
class Seed:
    """A file to parse: `path` below the seeds folder (with `/`), its stored size, and a stamp.

    `stamp` is cheap to get and differs when the content may have changed; equal stamps and sizes mean an unchanged
    file. It is valid on one machine only and must never reach an output.
    """

    path: str
    n_bytes: int
    stamp: str


@dataclass(frozen=True, slots=True)
class SeedListing:
    """The content of a seeds folder: each part sorted by path. Ignored folders end in `/`."""

    seeds: tuple[Seed, ...]
    ignored: tuple[str, ...]
    rejections: tuple[Rejection, ...]


def list_seeds(url: str) -> SeedListing:
    """List the seeds folder at `url`, a path or fsspec URL, at any depth. Raises SeedsError if it cannot be listed.

    If `url` is a file on a disk, it is the only seed, as if its folder held nothing else.
    """
    filesystem, root = _open_folder(url)
    if isinstance(filesystem, LocalFileSystem):
        found = _look_at_file(Path(url)) if _is_file(url) else _walk_local(root)
    else:
        found = _walk_remote(filesystem, root, url)
    seeds: list[Seed] = []
    ignored: list[str] = []
    rejections: list[Rejection] = []
    for item in found:
        if isinstance(item, Seed):
            seeds.append(item)
        elif isinstance(item, Rejection):
            rejections.append(item)
        else:
            ignored.append(item)
    return SeedListing(
        tuple(sorted(seeds, key=lambda seed: seed.path)),
        tuple(sorted(ignored)),
        tuple(sorted(rejections, key=lambda rejection: rejection.seed)),
    )


def open_seed(url: str, path: str) -> BinaryIO:
    """Open the file `path` of the seeds folder at `url` as a binary stream. Raises OSError if it cannot be opened."""
    filesystem, root = _open_folder(url)
    if isinstance(filesystem, LocalFileSystem):
        return Path(root, path).open("rb")
    try:
        return cast(BinaryIO, filesystem.open(f"{root}/{path}", "rb"))
    except OSError:
        raise
    except Exception as error:  # each store has its own exceptions; to the caller they are one
        raise ConnectionError(f"{type(error).__name__}: {error}") from error


def seeds_folder(url: str) -> str:
    """Return where the seeds at `url` lie: the folder of a single file, else `url`. Files beside seeds are there."""
    return str(Path(url).parent) if _is_file(url) else url.rstrip("/") or url


def _is_file(url: str) -> bool:
    return "://" not in url and Path(url).is_file()


def _open_folder(url: str) -> tuple[AbstractFileSystem, str]:
    try:
        filesystem, root = url_to_fs(seeds_folder(url))
    except (ImportError, ValueError, OSError) as error:
        raise SeedsError(f"seeds {url}: {_first_line(error)} (set ONRECORD_SEEDS to a folder or fsspec URL)") from None
    return filesystem, root.rstrip("/") or root


def _look_at_file(path: Path) -> Iterator[Seed | Rejection | str]:
    """Judge the one file that is all seeds. Raises SeedsError if no parser knows it, or it cannot be looked at."""
    if seed_format(path.name) is None:
        raise SeedsError(
            f"seeds {path}: no parser knows this file: set ONRECORD_SEEDS to one that docs/archives.md lists"
        )
    try:
        with os.scandir(path.parent) as entries:
            entry = next(entry for entry in entries if entry.name == path.name)
    except OSError as error:
        raise SeedsError(f"seeds {path}: {error.strerror}: make its folder readable") from None
    yield _judge_entry(entry, path.name, os.path.realpath(path.parent))


def _walk_local(root: str) -> Iterator[Seed | Rejection | str]:
    """Walk `root` without recursion (depth is the user's); links are resolved, links to folders never followed."""
    if not Path(root).exists():
        raise SeedsError(f"seeds folder {root} does not exist: create it or set ONRECORD_SEEDS")
    if not Path(root).is_dir():
        raise SeedsError(f"seeds {root} is neither a folder nor a file: set ONRECORD_SEEDS to one of them")
    real_root = os.path.realpath(root)
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(f"{real_root}/{prefix}") as entries:
                for entry in entries:
                    path = prefix + entry.name
                    if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                        pending.append(f"{path}/")
                    else:
                        yield _judge_entry(entry, path, real_root)
        except OSError as error:
            if not prefix:
                raise SeedsError(f"seeds folder {root}: {error.strerror}: make it readable") from None
            yield _unreadable(prefix, f"The folder cannot be listed: {error.strerror}.")


def _judge_entry(entry: os.DirEntry[str], path: str, real_root: str) -> Seed | Rejection | str:
    """Classify an entry that is not a folder (or is hidden): a seed, a rejection, or an ignored path."""
    try:
        if entry.name.startswith("."):
            return _printable(f"{path}/" if entry.is_dir(follow_symlinks=False) else path)
        if entry.is_symlink():
            if not f"{os.path.realpath(entry.path)}/".startswith(f"{real_root.rstrip('/')}/"):
                detail = "The link leads out of the seeds folder: put a copy of the file there instead."
                return Refusal("link_outside_seeds", detail).rejection(_printable(path))
            if entry.is_dir():
                return _printable(f"{path}/")
        if _is_ignored(path):
            return _printable(path)
        found = entry.stat()
    except OSError as error:
        return _unreadable(path, f"The file cannot be looked at: {error.strerror}.")
    if not stat.S_ISREG(found.st_mode):
        return _unreadable(path, "It is not a regular file.")
    if _printable(path) != path:
        return _unreadable(path, "The name is not valid UTF-8: rename the file.")
    # The inode's change time catches a file that was replaced with its modification time preserved.
    return Seed(path, found.st_size, f"{found.st_mtime_ns}.{found.st_ctime_ns}")


def _walk_remote(filesystem: AbstractFileSystem, root: str, url: str) -> Iterator[Seed | str]:
    """Walk a folder that is not local. Object stores have no folders: an empty folder counts as missing."""
    try:
        filesystem.invalidate_cache()
        if filesystem.isfile(root):
            raise SeedsError(f"seeds {url} is a file: set ONRECORD_SEEDS to the folder it lies in")
        if not filesystem.exists(root):
            raise SeedsError(f"seeds folder {url} does not exist or is empty: create it or set ONRECORD_SEEDS")
        found: dict[str, dict[str, Any]] = filesystem.find(root, detail=True)
    except SeedsError:
        raise
    except Exception as error:  # each store has its own exceptions; the person needs the address and the cause
        raise SeedsError(f"seeds folder {url}: {_first_line(error)}: check address and credentials") from None
    for name, info in found.items():
        path = name.removeprefix(root).lstrip("/")
        if not path or path.endswith("/") or info.get("type") == "directory":
            continue
        if _is_ignored(path):
            yield path
        else:
            yield Seed(path, int(info.get("size") or 0), _remote_stamp(info))


def _remote_stamp(info: Mapping[str, Any]) -> str:
    return next((f"{info[key]}".strip('"') for key in _STAMP_KEYS if info.get(key)), f"size {info.get('size')}")


def _is_ignored(path: str) -> bool:
    return seed_format(path) is None or any(part.startswith(".") for part in path.split("/"))


def _unreadable(path: str, detail: str) -> Rejection:
    return Refusal("unreadable", detail).rejection(_printable(path))


def _printable(path: str) -> str:
    """Return `path` with bytes that are not UTF-8 as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
