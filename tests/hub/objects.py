"""Ids as git and git LFS compute them, so that clients can check what they hold against what the Hub lists."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A file in a tree: git's id of its blob (of the pointer, for LFS), its size in bytes, the SHA-256 if LFS."""

    oid: str
    size: int
    sha256: str | None = None

    @property
    def content_id(self) -> str:
        """What identifies the content to a client: the SHA-256 of an LFS file, git's id of any other."""
        return self.sha256 or self.oid


@dataclass(frozen=True)
class Commit:
    """A commit with its whole tree: path → Entry. `date` is ISO 8601 in UTC."""

    oid: str
    parent: str | None
    title: str
    message: str
    author: str
    date: str
    files: dict[str, Entry]


def object_id(kind: str, body: bytes) -> str:
    """Git's id: SHA-1 over kind, length and body."""
    return hashlib.sha1(f"{kind} {len(body)}\0".encode() + body, usedforsecurity=False).hexdigest()


def pointer(sha256: str, size: int) -> bytes:
    """The text that git stores in place of an LFS file."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def lfs_entry(sha256: str, size: int) -> Entry:
    """The entry of an LFS file of `size` bytes."""
    return Entry(object_id("blob", pointer(sha256, size)), size, sha256)


def folder_ids(files: dict[str, Entry]) -> dict[str, str]:
    """Git's tree id of each folder of `files`, by path; the root is ""."""
    children: dict[str, dict[str, tuple[str, str]]] = {"": {}}
    for path, entry in files.items():
        folder, _, name = path.rpartition("/")
        children.setdefault(folder, {})[name] = ("100644", entry.oid)
        while folder:
            folder = folder.rpartition("/")[0]
            children.setdefault(folder, {})
    ids: dict[str, str] = {}
    for folder in sorted(children, key=lambda path: (path != "", path.count("/")), reverse=True):
        ids[folder] = object_id("tree", _tree_body(children[folder]))
        if folder:
            above, _, name = folder.rpartition("/")
            children[above][name] = ("40000", ids[folder])
    return ids


def _tree_body(children: dict[str, tuple[str, str]]) -> bytes:
    """The entries in git's order: folders sort as if their name ended in a slash."""
    ordered = sorted(children.items(), key=lambda item: (item[0] + "/" * (item[1][0] == "40000")).encode())
    return b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(oid) for name, (mode, oid) in ordered)


def commit_id(tree: str, parent: str | None, author: str, seconds: int, text: str) -> str:
    """Git's id of a commit made at `seconds` since 1970."""
    who = f"{author} <{author}@loopback.invalid> {seconds} +0000"
    parents = f"parent {parent}\n" if parent else ""
    return object_id("commit", f"tree {tree}\n{parents}author {who}\ncommitter {who}\n\n{text}\n".encode())
