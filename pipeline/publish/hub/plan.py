"""What publishing to the Hub does to a repository's files: pure functions over a release and a tree."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.release.manifest import Manifest
from schemas.tables import TABLES

Action = Literal["unchanged", "new", "changed", "deleted"]

STAGING_PREFIX = "staging-v"
_AMENDMENT = re.compile(r"staging-(?:yank|rollback|restore)-.+-([0-9a-f]{12})-[0-9a-f]{12}")
# Beside the card, `datasets` takes what a table's files and columns are from these.
_READ_BESIDE = frozenset({".huggingface.yaml", "dataset_infos.json"})


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a commit: `oid` is git's SHA-1 of the blob; `sha256` that of the content if it is in LFS."""

    path: str
    oid: str
    sha256: str | None
    n_bytes: int


Tree = Mapping[str, RemoteFile]


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file that the release shall hold. `read` gives its bytes; only files kept outside LFS are asked for them."""

    path: str
    sha256: str
    n_bytes: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class FileStep:
    """What happens to one file. `n_bytes` is its size (0 when deleted), `n_bytes_sent` the most that is uploaded."""

    path: str
    action: Action
    n_bytes: int
    n_bytes_sent: int


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """All steps, sorted by path."""

    steps: tuple[FileStep, ...]

    def paths(self, *actions: Action) -> tuple[str, ...]:
        """Return the paths of the steps with one of these actions."""
        return tuple(step.path for step in self.steps if step.action in actions)

    @property
    def n_bytes_sent(self) -> int:
        """Return the maximum bytes of content to upload; content that the Hub already has is not counted."""
        return sum(step.n_bytes_sent for step in self.steps)


def plan_upload(
    files: Iterable[ReleaseFile], tree: Tree, replaced: Manifest | None, source: Tree | None = None
) -> UploadPlan:
    """Plan the steps from a commit's `tree` to one with `files`; `source` is the tree of another commit with them.

    It deletes files named by `replaced` (the manifest in that tree) and all others that readers would load. The
    remaining files are the repository's own (`.gitattributes`, images) and are kept.
    """
    wanted = {file.path: file for file in files}
    stored = {remote.sha256 for known in (tree, source or {}) for remote in known.values()}
    steps = []
    for path, file in wanted.items():
        action: Action = "new" if path not in tree else "unchanged" if is_same(tree[path], file) else "changed"
        is_sent = action != "unchanged" and file.sha256 not in stored
        steps.append(FileStep(path, action, file.n_bytes, file.n_bytes if is_sent else 0))
    owned = {file.path for file in replaced.files} if replaced else set()
    tables = {*TABLES, *(replaced.tables if replaced else ())}
    gone = [path for path in tree if path not in wanted and (path in owned or is_loaded(path, tables))]
    steps += [FileStep(path, "deleted", 0, 0) for path in gone]
    return UploadPlan(tuple(sorted(steps, key=lambda step: step.path)))


def is_loaded(path: str, tables: Collection[str]) -> bool:
    """True if readers of `tables` would load the file, or take from it how to load them."""
    return path in _READ_BESIDE or ("/" in path and path.split("/")[0] in tables)


def strays(tree: Collection[str], manifest: Manifest) -> list[str]:
    """List the paths of files that readers would load although the manifest does not name them."""
    named = {file.path for file in manifest.files}
    return sorted(path for path in tree if path not in named and is_loaded(path, manifest.tables))


def is_same(remote: RemoteFile, file: ReleaseFile) -> bool:
    """True if a file of a commit has the bytes of `file`, judged by hashes only."""
    if remote.n_bytes != file.n_bytes:
        return False
    return remote.sha256 == file.sha256 if remote.sha256 else remote.oid == git_oid(file.read())


def git_oid(data: bytes) -> str:
    """Return git's SHA-1 of a blob with these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def tree_findings(tree: Tree, base: Tree, plan: UploadPlan, files: Mapping[str, ReleaseFile]) -> list[str]:
    """Compare `tree` with `base` after `plan`; no findings mean that it is the plan's commit."""
    findings = []
    deleted = set(plan.paths("deleted"))
    for path in sorted({*tree, *base, *files}):
        found = tree.get(path)
        if path in files:
            if found is None:
                findings.append(f"{path}: is missing")
            elif not is_same(found, files[path]):
                findings.append(f"{path}: its bytes are not those of the release")
        elif path in deleted:
            if found is not None:
                findings.append(f"{path}: was to be deleted")
        elif found != base.get(path):
            findings.append(f"{path}: is not a file of the release, but was changed")
    return findings


def staging_branch(version: str, base: str, manifest: bytes) -> str:
    """Return the branch on which this release is checked, the same for every attempt on the commit `base`."""
    content = hashlib.sha256(f"{base}\n".encode() + manifest).hexdigest()
    return f"{STAGING_PREFIX}{version}-{content[:12]}"


def amendment_branch(kind: str, version: str, base: str, manifest: bytes) -> str:
    """Return the branch on which a yank, rollback or repair is checked; its name has the commit it was made from."""
    content = hashlib.sha256(manifest).hexdigest()
    return f"staging-{kind.lower()}-{version}-{base[:12]}-{content[:12]}"


def amended_commit(branch: str) -> str | None:
    """Return the first 12 characters of the commit that a yank's or rollback's branch was made from; else None."""
    found = _AMENDMENT.fullmatch(branch)
    return found[1] if found else None


def staged_version(branch: str) -> str | None:
    """Return the version that a staging branch is for; None for other branches."""
    if not branch.startswith(STAGING_PREFIX):
        return None
    return branch.removeprefix(STAGING_PREFIX).rpartition("-")[0] or None


def tag_name(version: str) -> str:
    """Return the tag of a version."""
    return f"v{version}"


def amendment_title(kind: str, version: str) -> str:
    """Return the title of the commit of a yank, rollback or repair."""
    return f"{'Rollback to' if kind == 'Rollback' else kind} {tag_name(version)}"


def commit_title(version: str) -> str:
    """Return the title of a release's commit, by which it is found again."""
    return f"Release {tag_name(version)}"
