"""Compare main with the release that it shall hold, and put back what others changed there.

What is put back comes from a commit that has it: that of the release, an older one, or the lake, whose files the
release has too. It is one commit of its own, checked on a separate branch like a release.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import semver

from pipeline.errors import EXIT_FOUND_WRONG, ReleaseError
from pipeline.publish.hub.client import HubClient, promotions
from pipeline.publish.hub.errors import MissingOnHubError
from pipeline.publish.hub.history import Line, TaggedRelease
from pipeline.publish.hub.plan import ReleaseFile, RemoteFile, amendment_branch, amendment_title, strays
from pipeline.publish.hub.readback import Expected
from pipeline.publish.hub.release import HubRelease
from pipeline.release.contents import Contents
from pipeline.release.manifest import MANIFEST, FileEntry
from pipeline.release.yanks import find_yank

Fault = Literal["missing", "edited", "added"]
Check = Callable[[str, Expected], None]
"""Reads a commit back: raises ReleaseError unless it holds what is expected."""

_KIND = "Restore"
_MOST_NAMED = 5


class DamagedError(ReleaseError):
    """Main does not hold its release, and what is missing is nowhere to be found."""

    exit_status = EXIT_FOUND_WRONG


@dataclass(frozen=True, slots=True)
class Damage:
    """What others changed on main since `release` was committed there: `faults` by path, sorted."""

    release: TaggedRelease
    faults: Mapping[str, Fault]

    def describe(self) -> Iterator[str]:
        """Describe in lines what was changed, and that it is undone."""
        version = self.release.manifest.version
        yield f"main is not as release {version} left it; this is undone, and stays in the history of main:"
        yield from (f"{fault:9}  {path}" for path, fault in self.faults.items())


def find_damage(client: HubClient, line: Line, scratch: Path) -> Damage | None:
    """Compare main's tree with the manifest of the release that it shall hold; None if there is no difference.

    Files that readers do not load, and that no manifest names, may be there.
    """
    standing = line.standing
    if standing is None:
        return None
    tree, known = client.tree(line.head), client.tree(standing.commit)
    faults: dict[str, Fault] = dict.fromkeys(strays(tree, standing.manifest), "added")
    for file in standing.manifest.files:
        if file.path not in tree:
            faults[file.path] = "missing"
        elif not _is_intact(file, tree[file.path], known.get(file.path), partial(_read, client, line.head, scratch)):
            faults[file.path] = "edited"
    if MANIFEST not in tree:
        faults[MANIFEST] = "missing"
    elif known.get(MANIFEST) != tree[MANIFEST]:
        faults[MANIFEST] = "edited"
    return Damage(standing, dict(sorted(faults.items()))) if faults else None


def _is_intact(file: FileEntry, remote: RemoteFile, known: RemoteFile | None, read: Callable[[str], bytes]) -> bool:
    """True if a file on main has the bytes that the manifest names.

    The tree has a SHA-256 only of files in LFS; others are equal to those of the release's commit, or are read.
    """
    if remote.n_bytes != file.n_bytes:
        return False
    if remote.sha256 is not None:
        return remote.sha256 == file.sha256
    if known is not None and known.sha256 is None:
        return known.oid == remote.oid
    return _sha256(read(file.path)) == file.sha256


def put_back(
    client: HubClient, line: Line, damage: Damage, scratch: Path, lake: Contents, check: Check
) -> tuple[str, ...]:
    """Commit to main what it shall hold, and return the changed paths.

    Raises DamagedError, without changing anything, if a file is in no commit and not in the lake.
    """
    source, manifest = damage.release, damage.release.manifest
    files, lost = {}, []
    text = manifest.to_json()
    files[MANIFEST] = ReleaseFile(MANIFEST, _sha256(text), len(text), lambda: text)
    for entry in manifest.files:
        found = _find(client, line, source, entry, scratch, lake)
        if found is None:
            lost.append(entry.path)
        else:
            files[entry.path] = found
    if lost:
        raise DamagedError(_describe_lost(client, line, source, lost))
    release = HubRelease(
        client,
        line,
        files,
        title=amendment_title(_KIND, manifest.version),
        branch=amendment_branch(_KIND, manifest.version, line.head, text),
        source=client.tree(source.commit),
    )
    staged = release.stage(partial(promotions, staged=client.tree(source.commit), commit=source.commit, files=files))
    check(staged, Expected(manifest, manifest, files))
    release.promote(staged)
    return release.upload.paths("new", "changed", "deleted")


def _find(
    client: HubClient, line: Line, source: TaggedRelease, entry: FileEntry, scratch: Path, lake: Contents
) -> ReleaseFile | None:
    """Find the bytes of a file: in the commit of the release, in the lake, or in another release's commit."""
    for commit in _commits(client, line, source):
        remote = client.tree(commit).get(entry.path)
        if remote is None or remote.n_bytes != entry.n_bytes:
            continue
        read = partial(_read, client, commit, scratch, entry.path)
        if (remote.sha256 or _sha256(read())) == entry.sha256:
            return ReleaseFile(entry.path, entry.sha256, entry.n_bytes, read)
    for file in lake.files:
        if file.sha256 == entry.sha256:
            return ReleaseFile(entry.path, entry.sha256, entry.n_bytes, partial(lake.storage.read, file.name))
    return None


def _commits(client: HubClient, line: Line, source: TaggedRelease) -> Iterator[str]:
    """Yield the commits that may have a file of the release, the likeliest first."""
    seen = {source.commit}
    yield source.commit
    versions = sorted(line.tags, key=semver.Version.parse, reverse=True)
    for commit in (*(line.tags[version] for version in versions), *client.titles(line.head)):
        if commit not in seen:
            seen.add(commit)
            yield commit


def _describe_lost(client: HubClient, line: Line, source: TaggedRelease, lost: list[str]) -> str:
    """Say what is nowhere to be found, and which command takes main to a state that is whole."""
    version = source.manifest.version
    named = ", ".join(lost[:_MOST_NAMED]) + (f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else "")
    foreign = {tag.version for tag in line.foreign}
    others = [v for v in line.tags if v != version and v not in foreign and find_yank(v, line.yanked) is None]
    if others:
        newest = max(others, key=semver.Version.parse)
        way = f"`onrecord rollback {newest} --repo {client.repository}` takes main to {newest}, and the next release"
        way += " follows it"
    else:
        way = "`onrecord publish --repo NAMESPACE/NAME` with another name makes the release anew there"
    return f"{client.repository}: files of release {version} are in no commit and not in the lake: {named}. {way}"


def _read(client: HubClient, commit: str, scratch: Path, path: str) -> bytes:
    """Return the bytes of a file; none if the Hub has lost them, which no hash fits."""
    try:
        return client.download(path, commit, scratch).read_bytes()
    except MissingOnHubError:
        return b""


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
