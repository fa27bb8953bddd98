"""The lines of a commit request: read, checked and applied to a tree as one change, or refused as a whole."""

import base64
import binascii
import fnmatch
import json
import re
from dataclasses import dataclass
from typing import Any

from tests.hub.card import check_card
from tests.hub.objects import Entry, lfs_entry
from tests.hub.store import Repository, StoreError

MAX_REGULAR_BYTES = 10 * 1024 * 1024
"""A file above this size has to go through LFS."""

_OPERATIONS = {"file", "lfsFile", "deletedFile", "deletedFolder"}
_LARGE = (
    "7z",
    "arrow",
    "bin",
    "bz2",
    "gz",
    "h5",
    "jpg",
    "mp3",
    "npy",
    "npz",
    "parquet",
    "png",
    "tar",
    "wav",
    "zip",
    "zst",
)
GIT_ATTRIBUTES = "".join(f"*.{end} filter=lfs diff=lfs merge=lfs -text\n" for end in _LARGE).encode()
"""The `.gitattributes` that a new repository starts with."""


@dataclass(frozen=True)
class CommitRequest:
    """A commit as asked for: the head it is to follow (None: whichever) and its operations in order."""

    title: str
    message: str
    parent: str | None
    operations: list[tuple[str, dict[str, Any]]]


def read_commit(body: bytes) -> CommitRequest:
    """Read newline-delimited JSON. Raises StoreError (bad) at the first line that is not as it has to be."""
    lines = []
    for number, line in enumerate(body.splitlines(), 1):
        try:
            item = json.loads(line)
            lines.append((item["key"], dict(item["value"])))
        except (ValueError, KeyError, TypeError):
            raise StoreError("bad", f"line {number} of the commit is no operation") from None
    if not lines or lines[0][0] != "header":
        raise StoreError("bad", "the first line of a commit has to be its header")
    header, operations = lines[0][1], lines[1:]
    title, message, parent = header.get("summary"), header.get("description", ""), header.get("parentCommit")
    if not isinstance(title, str) or not title or not isinstance(message, str):
        raise StoreError("bad", '"summary" must be a text that is not empty, "description" a text')
    if parent is not None and not (isinstance(parent, str) and re.fullmatch(r"[0-9a-fA-F]{5,40}", parent)):
        raise StoreError("bad", '"parentCommit" must be the id of a commit')
    if not operations:
        raise StoreError("bad", "a commit needs at least one operation")
    if unknown := sorted({str(key) for key, _ in operations} - _OPERATIONS):
        raise StoreError("bad", f"no such operation: {', '.join(unknown)}")
    return CommitRequest(title, message, parent.lower() if parent else None, operations)


def apply_operations(repository: Repository, files: dict[str, Entry], request: CommitRequest) -> dict[str, Entry]:
    """The tree after `request` on the tree `files`. Raises StoreError; nothing but blobs has then been stored."""
    tree = dict(files)
    for key, value in request.operations:
        path = _checked_path(value.get("path"))
        if key == "file":
            tree[path] = repository.put_blob(_regular_content(path, value))
        elif key == "lfsFile":
            tree[path] = _held_entry(repository, path, value)
        elif key == "deletedFile":
            if tree.pop(path, None) is None:
                raise StoreError("entry", f"A file with this name doesn't exist: {path}")
        else:
            inside = [name for name in tree if name.startswith(f"{path.rstrip('/')}/")]
            if not inside:
                raise StoreError("entry", f"A folder with this name doesn't exist: {path}")
            for name in inside:
                del tree[name]
    for path in tree:
        while path := path.rpartition("/")[0]:
            if path in tree:
                raise StoreError("bad", f"{path} cannot be a file and a folder")
    return tree


def _checked_path(path: Any) -> str:
    """`path` as it came. Raises StoreError (bad) for what cannot be a path in a repository."""
    if not isinstance(path, str):
        raise StoreError("bad", "an operation needs a path")
    parts = path.rstrip("/").split("/")
    bad = {"", ".", ".."} & set(parts) or any(part.lower() == ".git" for part in parts)
    if bad or "\\" in path or any(ord(c) < 32 for c in path) or max(len(part.encode()) for part in parts) > 255:
        raise StoreError("bad", f"{path!r} is no valid path in a repository")
    return path


def _regular_content(path: str, value: dict[str, Any]) -> bytes:
    if path.endswith("/") or value.get("encoding", "base64") != "base64":
        raise StoreError("bad", f"{path}: a file needs a name and its content in base64")
    try:
        data = base64.b64decode(value["content"], validate=True)
    except (binascii.Error, KeyError, TypeError, ValueError):
        raise StoreError("bad", f"{path}: its content is not in base64") from None
    if len(data) > MAX_REGULAR_BYTES:
        raise StoreError("large", f"{path}: {len(data)} bytes are too many for a regular file; use LFS")
    if path == "README.md":
        errors, _ = check_card(data.decode("utf-8", "replace"))
        if errors:
            raise StoreError("bad", f"Invalid metadata in README.md: {'; '.join(errors)}")
    return data


def _held_entry(repository: Repository, path: str, value: dict[str, Any]) -> Entry:
    oid, size = value.get("oid"), value.get("size")
    if value.get("algo") != "sha256" or not isinstance(oid, str) or not re.fullmatch(r"[0-9a-f]{64}", oid):
        raise StoreError("bad", f"{path}: an LFS file needs its SHA-256")
    held = repository.lfs_file(oid)
    if path.endswith("/") or not held.exists():
        raise StoreError("bad", f"{path}: the LFS pointer names an object that was not uploaded ({oid})")
    if size is not None and size != held.stat().st_size:
        raise StoreError("bad", f"{path}: the object has {held.stat().st_size} bytes, not {size}")
    return lfs_entry(oid, held.stat().st_size)


def lfs_patterns(git_attributes: str) -> list[str]:
    """The patterns that a `.gitattributes` sends through LFS."""
    lines = [line.split() for line in git_attributes.splitlines() if not line.startswith("#")]
    return [line[0] for line in lines if "filter=lfs" in line[1:]]


def goes_through_lfs(path: str, size: int, sample: bytes, patterns: list[str]) -> bool:
    """Whether a file is to be uploaded through LFS: by its name, its size, or because it is binary."""
    named = any(fnmatch.fnmatchcase(path if "/" in p else path.rpartition("/")[2], p.lstrip("/")) for p in patterns)
    return named or size > MAX_REGULAR_BYTES or b"\0" in sample
