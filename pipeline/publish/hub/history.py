"""Read the line of releases in a Hub repository from its tags and its main branch."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import semver

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.hub.client import HubClient, Refs
from pipeline.publish.hub.errors import MissingOnHubError, MissingRepositoryError
from pipeline.publish.hub.plan import amended_commit, commit_title, staged_version, tag_name
from pipeline.publish.hub.readback import read_manifest_of
from pipeline.release.changelog import CHANGELOG
from pipeline.release.contents import PreviousRelease
from pipeline.release.manifest import MANIFEST, BrokenManifestError, Manifest, ReleasedTakedowns, YankedVersion
from pipeline.release.person_hashes import merge_takedowns
from pipeline.release.yanks import merge_yanks

MAIN = "main"
_OWN_TITLE = re.compile(r"(?:Release|Yank|Rollback to|Restore) v\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class TaggedRelease:
    """A release with its commit."""

    commit: str
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class ForeignTag:
    """A version's tag that is not on a release of that version, and the reason."""

    version: str
    reason: str

    def __str__(self) -> str:
        return f"the tag {tag_name(self.version)} is not on a release of that version: {self.reason}"


@dataclass(frozen=True, slots=True)
class Line:
    """A repository at one moment: main's commit `head`, version tags, and the relevant releases.

    `standing` is what main shall hold: the last release, yank or rollback there, whatever others committed after it.
    `newest` has the highest tag, `pending` is on main but has no tag yet, `restored` is an older release that main was
    reset to, `amended` is the newest with other texts (a yank was recorded). At most one of the last three is set.
    `foreign` are the tags above the newest release that are on none.
    """

    head: str
    standing: TaggedRelease | None
    tags: Mapping[str, str]
    branches: Mapping[str, str]
    newest: TaggedRelease | None
    pending: TaggedRelease | None
    restored: TaggedRelease | None
    amended: TaggedRelease | None = None
    foreign: tuple[ForeignTag, ...] = ()

    @property
    def yanked(self) -> tuple[YankedVersion, ...]:
        """Return the yanked versions, lowest first."""
        newest = self.newest.manifest.yanked if self.newest else ()
        return merge_yanks(self.standing.manifest.yanked if self.standing else (), newest)

    @property
    def takedowns(self) -> ReleasedTakedowns:
        """Return the memory of takedowns in the line's manifests."""
        found = [self.newest, self.standing]
        return merge_takedowns(release.manifest.takedowns for release in found if release is not None)

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
    tags = _version_tags(refs)
    newest, foreign = _newest(tags, client, scratch)
    standing = newest if newest and newest.commit == head else _standing(client, head, newest, tags, scratch)
    pending = restored = amended = None
    if standing is not None and (newest is None or standing.manifest.version != newest.manifest.version):
        is_older = newest is not None and semver.Version.parse(standing.manifest.version) < newest.manifest.version
        if is_older:
            restored = standing
        else:
            title = commit_title(standing.manifest.version)
            titled = next((commit for commit, found in client.titles(head).items() if found == title), standing.commit)
            pending = TaggedRelease(titled, standing.manifest)
    elif standing is not None and newest is not None and standing.manifest != newest.manifest:
        # Only texts may differ: a manifest on main that somebody edited by hand is not believed.
        is_amended = standing.manifest.stored_files() == newest.manifest.stored_files()
        amended = standing if is_amended else None
        standing = standing if is_amended else newest
    return Line(head, standing, tags, refs.branches, newest, pending, restored, amended, foreign)


def _standing(
    client: HubClient, head: str, newest: TaggedRelease | None, tags: Mapping[str, str], scratch: Path
) -> TaggedRelease | None:
    """Return the release that main shall hold: that of its last own commit, whatever others committed after it.

    A manifest that others put there counts only if it is the one of a tag: then they took main to that version.
    """
    at_head = _manifest(client, head, scratch)
    own = next(_own_releases(client, head, scratch), None)
    if at_head is None or (own is not None and own.manifest == at_head):
        return own or newest
    tagged = tags.get(at_head.version)
    if tagged is not None and _manifest(client, tagged, scratch) == at_head:
        return TaggedRelease(tagged, at_head)
    return own or TaggedRelease(head, at_head)


def _own_releases(client: HubClient, head: str, scratch: Path) -> Iterator[TaggedRelease]:
    """Yield the releases in the commits up to `head` that have the title of a release, yank, rollback or repair."""
    for commit, title in client.titles(head).items():
        if _OWN_TITLE.fullmatch(title):
            manifest = _manifest(client, commit, scratch)
            if manifest is not None:
                yield TaggedRelease(commit, manifest)


def tagged_release(client: HubClient, line: Line, version: str, scratch: Path) -> TaggedRelease:
    """Return the release tagged with `version`, one of `line.tags`. Raises ReleaseError if the tag has no release."""
    found = _at_tag(version, line.tags[version], client, scratch)
    if isinstance(found, ForeignTag):
        raise ReleaseError(f"{client.repository}: {found}")
    return found


def tagged_releases(client: HubClient, scratch: Path) -> tuple[list[TaggedRelease], list[ForeignTag]]:
    """List the releases by their tags, highest version first, and the tags that are on none.

    Both are empty if the repository does not exist.
    """
    try:
        refs = client.refs()
    except MissingRepositoryError:
        return [], []
    found = list(_tagged(_version_tags(refs), client, scratch))
    releases = [release for release in found if isinstance(release, TaggedRelease)]
    return releases, [tag for tag in found if isinstance(tag, ForeignTag)]


def _newest(
    tags: Mapping[str, str], client: HubClient, scratch: Path
) -> tuple[TaggedRelease | None, tuple[ForeignTag, ...]]:
    """Return the release of the highest tag that is on one, and the tags above it."""
    foreign: list[ForeignTag] = []
    for found in _tagged(tags, client, scratch):
        if isinstance(found, TaggedRelease):
            return found, tuple(foreign)
        foreign.append(found)
    return None, tuple(foreign)


def _tagged(tags: Mapping[str, str], client: HubClient, scratch: Path) -> Iterator[TaggedRelease | ForeignTag]:
    """Look at `tags` (commits by version), highest version first."""
    for version in sorted(tags, key=semver.Version.parse, reverse=True):
        yield _at_tag(version, tags[version], client, scratch)


def _at_tag(version: str, commit: str, client: HubClient, scratch: Path) -> TaggedRelease | ForeignTag:
    try:
        manifest = read_manifest_of(client, commit, scratch)
    except MissingOnHubError:
        return ForeignTag(version, f"its commit has no {MANIFEST}")
    except BrokenManifestError:
        return ForeignTag(version, f"the {MANIFEST} of its commit is broken")
    if manifest.version != version:
        return ForeignTag(version, f"its commit is that of {manifest.version}")
    return TaggedRelease(commit, manifest)


def _manifest(client: HubClient, commit: str, scratch: Path) -> Manifest | None:
    """Return the manifest of a commit; None if it has none, or none that can be read."""
    try:
        return read_manifest_of(client, commit, scratch)
    except (MissingOnHubError, BrokenManifestError):
        return None


def _version_tags(refs: Refs) -> dict[str, str]:
    """Return the commits of the tags that are a version's, by version."""
    return {name[1:]: commit for name, commit in refs.tags.items() if _is_version(name)}


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

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the size of each file of the commit in `folder`, all for ""."""
        files = self.filesystem.client.tree(self.filesystem.commit)
        prefix = f"{folder}/" if folder else ""
        return {path.removeprefix(prefix): file.n_bytes for path, file in files.items() if path.startswith(prefix)}

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
