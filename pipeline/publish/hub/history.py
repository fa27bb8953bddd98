"""Read the line of releases in a Hub repository from its tags and its main branch."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import semver

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.hub.client import HubClient
from pipeline.publish.hub.errors import MissingOnHubError, MissingRepositoryError
from pipeline.publish.hub.plan import amended_commit, commit_title, staged_version, tag_name
from pipeline.publish.hub.readback import read_manifest_of
from pipeline.release.changelog import CHANGELOG
from pipeline.release.contents import PreviousRelease
from pipeline.release.manifest import Manifest, ReleasedTakedowns, YankedVersion
from pipeline.release.person_hashes import merge_takedowns
from pipeline.release.yanks import merge_yanks

MAIN = "main"


@dataclass(frozen=True, slots=True)
class TaggedRelease:
    """A release with its commit."""

    commit: str
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Line:
    """A repository at one moment: main's commit `head`, version tags, and the relevant releases.

    `newest` has the highest tag, `pending` is on main but has no tag yet, `restored` is an older release that main was
    reset to, `amended` is the newest with other texts (a yank was recorded). At most one of the last three is set.
    """

    head: str
    head_manifest: Manifest | None
    tags: Mapping[str, str]
    branches: Mapping[str, str]
    newest: TaggedRelease | None
    pending: TaggedRelease | None
    restored: TaggedRelease | None
    amended: TaggedRelease | None = None

    @property
    def yanked(self) -> tuple[YankedVersion, ...]:
        """Return the yanked versions, lowest first."""
        newest = self.newest.manifest.yanked if self.newest else ()
        return merge_yanks(self.head_manifest.yanked if self.head_manifest else (), newest)

    @property
    def takedowns(self) -> ReleasedTakedowns:
        """Return the memory of takedowns in the line's manifests."""
        manifests = [self.newest.manifest if self.newest else None, self.head_manifest]
        return merge_takedowns(manifest.takedowns for manifest in manifests if manifest is not None)

    @property
    def current(self) -> TaggedRelease | None:
        """Return the predecessor of the next release."""
        return self.pending or self.restored or self.amended or self.newest

    def leftovers(self) -> list[str]:
        """List staging branches that are no longer needed."""
        return leftovers(self.branches, self.newest.manifest.version) if self.newest else []


def leftovers(branches: Mapping[str, str], newest: str) -> list[str]:
    """Staging branches (of `branches`, with their commits) of a version released, or for a main that has moved on."""
    bases = {branch: amended_commit(branch) for branch in branches}
    outdated = [branch for branch, base in bases.items() if base and base != branches[MAIN][:12]]
    highest = semver.Version.parse(newest)
    versions = {branch: staged_version(branch) for branch in branches}
    released = [b for b, v in versions.items() if v and semver.Version.is_valid(v) and highest >= v]
    return sorted([*outdated, *released])


def read_line(client: HubClient, scratch: Path) -> Line | None:
    """Read the line of the repository; None if it does not exist or is hidden from this token."""
    try:
        refs = client.refs()
    except MissingRepositoryError:
        return None
    head = refs.branches.get(MAIN)
    if head is None:
        raise ReleaseError(f"{client.repository}: has no branch {MAIN}; make one at {client.url}, then run again")
    tags = {name[1:]: commit for name, commit in refs.tags.items() if _is_version(name)}
    newest = next(_tagged(tags, client, scratch), None)
    found = newest.manifest if newest and newest.commit == head else _manifest(client, head, scratch)
    pending = restored = amended = None
    if found is not None and (newest is None or found.version != newest.manifest.version):
        is_older = newest is not None and semver.Version.parse(found.version) < newest.manifest.version
        if is_older:
            restored = TaggedRelease(head, found)
        else:
            pending = TaggedRelease(client.find_commit(commit_title(found.version)) or head, found)
    elif found is not None and newest is not None and found != newest.manifest:
        # Only texts may differ: a manifest on main that somebody edited by hand is not believed.
        amended = TaggedRelease(head, found) if found.stored_files() == newest.manifest.stored_files() else None
    return Line(head, found, tags, refs.branches, newest, pending, restored, amended)


def tagged_release(client: HubClient, line: Line, version: str, scratch: Path) -> TaggedRelease:
    """Return the release tagged with `version`, one of `line.tags`. Raises ReleaseError if the tag has no release."""
    found = next(_tagged({version: line.tags[version]}, client, scratch), None)
    if found is None:
        raise ReleaseError(f"{client.repository}: the tag {tag_name(version)} holds no release")
    return found


def tagged_releases(client: HubClient, scratch: Path) -> list[TaggedRelease]:
    """List all version tags with a manifest, highest version first; none if the repository does not exist."""
    try:
        refs = client.refs()
    except MissingRepositoryError:
        return []
    return list(_tagged({name[1:]: commit for name, commit in refs.tags.items() if _is_version(name)}, client, scratch))


def _tagged(tags: Mapping[str, str], client: HubClient, scratch: Path) -> Iterator[TaggedRelease]:
    """List the releases among `tags` (commits by version), highest version first."""
    for version in sorted(tags, key=semver.Version.parse, reverse=True):
        manifest = _manifest(client, tags[version], scratch)
        if manifest is not None:
            if manifest.version != version:
                raise ReleaseError(
                    f"{client.repository}: the tag {tag_name(version)} holds the manifest of {manifest.version}; "
                    "delete the tag"
                )
            yield TaggedRelease(tags[version], manifest)


def _manifest(client: HubClient, commit: str, scratch: Path) -> Manifest | None:
    try:
        return read_manifest_of(client, commit, scratch)
    except MissingOnHubError:
        return None


def _is_version(name: str) -> bool:
    version = name[1:]
    if not name.startswith("v") or not semver.Version.is_valid(version):
        return False
    parsed = semver.Version.parse(version)
    return not parsed.prerelease and not parsed.build


def previous_release(client: HubClient, line: Line, scratch: Path) -> PreviousRelease | None:
    """Return the predecessor of the next release; its files are downloaded on demand."""
    if line.current is None:
        return None
    commit = line.current.commit
    try:
        changelog = client.download(CHANGELOG, commit, scratch).read_text(encoding="utf-8")
    except (MissingOnHubError, UnicodeDecodeError):
        raise ReleaseError(f"{client.repository}@{commit[:12]}: {CHANGELOG} is missing or damaged") from None
    highest = line.newest.manifest.version if line.restored and line.newest else None
    return PreviousRelease(
        line.current.manifest,
        CommitStorage(client, commit, scratch),
        changelog,
        highest,
        line.yanked,
        line.takedowns,
    )


class CommitStorage(Storage):
    """The files of a commit, read-only; each is downloaded when it is first opened."""

    def __init__(self, client: HubClient, commit: str, scratch: Path) -> None:
        object.__setattr__(self, "url", f"{client.repository}@{commit[:12]}")
        object.__setattr__(self, "filesystem", _CommitFiles(client, commit, scratch))
        object.__setattr__(self, "root", "")

    def path(self, name: str) -> str:
        """Return the name itself."""
        return name

    def read(self, name: str) -> bytes:
        """Return the bytes of a file. Raises HubError if it cannot be downloaded."""
        with self.filesystem.open(name) as handle:
            return bytes(handle.read())


@dataclass(frozen=True, slots=True)
class _CommitFiles:
    """The part of a filesystem that is needed to read releases."""

    client: HubClient
    commit: str
    scratch: Path

    def open(self, path: str, mode: str = "rb") -> BinaryIO:
        if mode != "rb":
            raise io.UnsupportedOperation(f"{path}: a commit cannot be written")
        return self.client.download(path, self.commit, self.scratch).open("rb")
