"""Repositories in a folder: blobs by content, one JSON file per commit, one for references and settings.

    <folder>/repositories/<namespace>/<name>/
        repository.json     visibility, branches, tags; its presence makes the repository
        commits/<oid>.json  a commit and its whole tree
        blobs/<oid>         regular files by git's id
        lfs/<sha256>        LFS files by SHA-256
        uploads/            what is not yet complete

Every file is written under a temporary name and renamed, blobs before the commit that names them, the commit before the
branch that points to it: a process killed at any moment leaves the state before or after a change, never between.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import threading
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.hub.objects import Commit, Entry, commit_id, folder_ids, object_id

MAIN = "main"
_NAME = re.compile(r"(?!.*(\.\.|--))[A-Za-z0-9_][\w.-]{0,94}[A-Za-z0-9_]|[A-Za-z0-9_]", re.ASCII)
_BAD_IN_REFERENCE = re.compile(r"[\x00-\x20~^:?*\[\\\x7f]|\.\.|//|@\{|^[./-]|/\.|[./]$|\.lock(/|$)|^@$|^[0-9a-f]{40}$")


class StoreError(Exception):
    """What the store refuses; `kind` is revision, entry, exists or bad."""

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class State:
    """What can change in a repository: visibility, gate, and where its branches and tags point."""

    id: str
    private: bool
    created_at: str
    updated_at: str
    gated: str | bool = False
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """ISO 8601 with milliseconds and Z, as the Hub writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def is_name(name: object) -> bool:
    """Whether `name` can name an account or a repository."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` so that `path` holds the old or the new bytes whenever the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    temporary.write_bytes(data)
    temporary.replace(path)


class Repository:
    """One dataset repository in its folder."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.lock = threading.RLock()
        self._commits: dict[str, Commit] = {}

    @property
    def state(self) -> State:
        """References and settings as they are on disk now."""
        return State(**json.loads((self.folder / "repository.json").read_bytes()))

    def save(self, state: State) -> None:
        """Replace references and settings in one step."""
        state = replace(state, updated_at=iso(now()))
        write_atomically(self.folder / "repository.json", json.dumps(asdict(state), indent=1).encode())

    # Contents

    def blob_file(self, entry: Entry) -> Path:
        """Where the bytes of `entry` are."""
        return self.lfs_file(entry.sha256) if entry.sha256 else self.folder / "blobs" / entry.oid

    def lfs_file(self, sha256: str) -> Path:
        """Where an LFS object is, held or not."""
        return self.folder / "lfs" / sha256

    def put_blob(self, data: bytes) -> Entry:
        """Store a regular file."""
        entry = Entry(object_id("blob", data), len(data))
        if not self.blob_file(entry).exists():
            write_atomically(self.blob_file(entry), data)
        return entry

    def read(self, entry: Entry) -> bytes:
        """All bytes of `entry`."""
        return self.blob_file(entry).read_bytes()

    @contextlib.contextmanager
    def upload(self) -> Iterator[Path]:
        """A new file for what is being received; gone afterwards unless it was moved."""
        path = self.folder / "uploads" / uuid.uuid4().hex
        path.parent.mkdir(exist_ok=True)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def accept(self, path: Path, sha256: str, size: int) -> None:
        """Move a received file to the LFS objects. Raises StoreError unless it has the size and hash announced."""
        if path.stat().st_size != size:
            raise StoreError("bad", f"the object has {path.stat().st_size} bytes, {size} were announced")
        with path.open("rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
        if found != sha256:
            raise StoreError("bad", f"the object's SHA-256 is {found}, {sha256} was announced")
        self.lfs_file(sha256).parent.mkdir(exist_ok=True)
        path.replace(self.lfs_file(sha256))

    # History

    def commit(self, oid: str) -> Commit:
        """The commit with the full id `oid`."""
        if oid not in self._commits:
            stored = json.loads((self.folder / "commits" / f"{oid}.json").read_bytes())
            stored["files"] = {path: Entry(*values) for path, values in stored["files"].items()}
            self._commits[oid] = Commit(**stored)
        return self._commits[oid]

    def resolve(self, revision: str) -> Commit:
        """The commit that a branch, tag, full reference, HEAD or (shortened) id names now. Raises StoreError."""
        state = self.state
        revision = MAIN if revision == "HEAD" else revision
        for prefix, references in (("refs/heads/", state.branches), ("refs/tags/", state.tags)):
            oid = references.get(revision) or references.get(revision.removeprefix(prefix))
            if oid:
                return self.commit(oid)
        if re.fullmatch(r"[0-9a-f]{7,40}", revision):
            found = list((self.folder / "commits").glob(f"{revision}*.json"))
            if len(found) == 1:
                return self.commit(found[0].stem)
        raise StoreError("revision", f"Invalid rev id: {revision}")

    def history(self, head: Commit) -> Iterator[Commit]:
        """`head` and what came before it, newest first."""
        commit: Commit | None = head
        while commit:
            yield commit
            commit = self.commit(commit.parent) if commit.parent else None

    def add_commit(self, branch: str, files: dict[str, Entry], title: str, message: str, author: str) -> Commit:
        """Store a commit on the head of `branch` and move the branch to it. The caller holds the lock."""
        state = self.state
        parent = state.branches.get(branch)
        moment = now()
        tree = folder_ids(files).get("", "")
        seconds = int(moment.timestamp())
        oid = commit_id(tree, parent, author, seconds, f"{title}\n\n{message}".strip())
        # Two alike of one second would be one commit to git, and how many requests a publisher makes a matter of luck.
        while (self.folder / "commits" / f"{oid}.json").exists():
            seconds += 1
            oid = commit_id(tree, parent, author, seconds, f"{title}\n\n{message}".strip())
        commit = Commit(oid, parent, title, message, author, iso(moment), dict(sorted(files.items())))
        stored = {**asdict(commit), "files": {path: [e.oid, e.size, e.sha256] for path, e in commit.files.items()}}
        write_atomically(self.folder / "commits" / f"{oid}.json", json.dumps(stored, indent=0).encode())
        self.save(replace(state, branches={**state.branches, branch: oid}))
        return commit

    # References

    def add_reference(self, kind: str, name: str, target: str) -> None:
        """Create a branch or tag (`kind` branches, tags) at commit `target`. Raises StoreError if it exists."""
        if _BAD_IN_REFERENCE.search(name) or not name:
            raise StoreError("bad", f"{name!r} is no valid name of a reference")
        with self.lock:
            state = self.state
            references = getattr(state, kind)
            if name in references:
                raise StoreError("exists", f"Reference {name} already exists")
            self.save(_with_references(state, kind, {**references, name: target}))

    def remove_reference(self, kind: str, name: str) -> None:
        """Delete a branch or tag. Raises StoreError if there is none."""
        with self.lock:
            state = self.state
            references = dict(getattr(state, kind))
            if references.pop(name, None) is None:
                raise StoreError("revision", f"Reference {name} does not exist")
            self.save(_with_references(state, kind, references))


def _with_references(state: State, kind: str, references: dict[str, str]) -> State:
    return replace(state, branches=references) if kind == "branches" else replace(state, tags=references)


class Store:
    """All repositories of a Hub in one folder. One process at a time may serve it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.lock = threading.RLock()
        self._repositories: dict[str, Repository] = {}

    def secret(self) -> bytes:
        """The key that signs storage URLs; kept, so that URLs handed out stay valid over a restart."""
        path = self.folder / "secret"
        if not path.exists():
            write_atomically(path, os.urandom(32))
        return path.read_bytes()

    def get(self, repo_id: str) -> Repository | None:
        """The repository `namespace/name`, if there is one."""
        namespace, _, name = repo_id.partition("/")
        if not (is_name(namespace) and is_name(name)):
            return None
        folder = self.folder / "repositories" / namespace / name
        if not (folder / "repository.json").exists():
            self._repositories.pop(repo_id, None)
            return None
        with self.lock:
            return self._repositories.setdefault(repo_id, Repository(folder))

    def create(self, repo_id: str, private: bool, author: str, files: dict[str, bytes]) -> Repository:
        """Create a repository with a first commit of `files`. Raises StoreError if it exists or has no valid name."""
        namespace, _, name = repo_id.partition("/")
        if not (is_name(namespace) and is_name(name)):
            raise StoreError("bad", f"{repo_id!r} is no valid name of a repository")
        with self.lock:
            if self.get(repo_id):
                raise StoreError("exists", "You already created this dataset repo")
            folder = self.folder / "repositories" / namespace / name
            shutil.rmtree(folder, ignore_errors=True)
            building = Repository(folder.with_name(f".{name}.{uuid.uuid4().hex}"))
            building.save(State(repo_id, private, iso(now()), iso(now())))
            entries = {path: building.put_blob(data) for path, data in files.items()}
            building.add_commit(MAIN, entries, "initial commit", "", author)
            building.folder.rename(folder)
            repository = self._repositories[repo_id] = Repository(folder)
            return repository

    def delete(self, repository: Repository) -> None:
        """Delete a repository with everything in it."""
        with self.lock, repository.lock:
            self._repositories.pop(repository.state.id, None)
            # Out of sight in one step; the removal itself may be interrupted.
            gone = repository.folder.with_name(f".{repository.folder.name}.{uuid.uuid4().hex}")
            repository.folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
