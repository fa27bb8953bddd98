"""Yanks and rollbacks in a Hub repository: one commit on main, made from files that the repository already has.

A yank changes manifest, card and changelog. A rollback also restores the data of its version: files in LFS are referred
to by their hash and not sent. Tags do not move. Like a release, the commit is checked on a separate branch, and main
accepts it only while main is at the commit that it was made from.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.publish.amendments import Amendment, LineState
from pipeline.publish.bringing_back import RightsNow, refuse_to_bring_back
from pipeline.publish.hub.client import HubClient, promotions
from pipeline.publish.hub.errors import MissingOnHubError
from pipeline.publish.hub.history import CommitStorage, Line, TaggedRelease, tagged_release
from pipeline.publish.hub.plan import ReleaseFile, amendment_branch, amendment_title
from pipeline.publish.hub.readback import Expected
from pipeline.publish.hub.release import HubRelease
from pipeline.release.card import CARD
from pipeline.release.changelog import CHANGELOG
from pipeline.release.contents import Contents, PreviousRelease
from pipeline.release.manifest import MANIFEST, FileEntry, Manifest
from pipeline.release.yanks import merge_yanks, note_in_changelog, note_yanks

Check = Callable[[str, Expected], None]
"""Reads a commit back: raises ReleaseError unless it holds what is expected."""


def state_of(client: HubClient, line: Line) -> LineState:
    """Return the state of a repository's line that an amendment depends on.

    A release on main without a tag counts as released: it is tagged before anything else happens.
    """
    assert line.current is not None
    assert line.standing is not None
    current = line.current.manifest.version
    # Taken forward to the newest version again, main looks like a line that was never taken back.
    is_back = line.restored is not None or (
        client.titles(line.head).get(line.standing.commit) == amendment_title("Rollback", current)
    )
    pending = {line.pending.manifest.version} if line.pending else set()
    foreign = {tag.version for tag in line.foreign}
    return LineState(client.repository, {*line.tags, *pending} - foreign, current, is_back, line.yanked)


@dataclass(frozen=True, slots=True)
class PlannedAmendment:
    """A planned amendment: the files of `release` come from the release `source`."""

    release: HubRelease
    manifest: Manifest
    source: TaggedRelease

    def carry_out(self, client: HubClient, check: Check) -> None:
        """Commit it to main. Raises ReleaseError, and MovedOnHubError if main has moved in the meantime."""
        files, tree = self.release.files, client.tree(self.source.commit)
        staged = self.release.stage(partial(promotions, staged=tree, commit=self.source.commit, files=files))
        check(staged, Expected(self.manifest, self.source.manifest, files))
        self.release.promote(staged)


def plan_amendment(
    client: HubClient, line: Line, amendment: Amendment, scratch: Path, now: RightsNow
) -> PlannedAmendment:
    """Plan what `amendment` does to main. Raises ReleaseError if it is not allowed.

    A rollback is checked against what may be published `now`.
    """
    assert line.current is not None
    back = amendment.kind == "Rollback"
    tagged = tagged_release(client, line, amendment.version, scratch) if amendment.version in line.tags else None
    source = tagged if back and tagged is not None else line.current
    newest = line.pending or line.newest
    if back and newest is not None:
        wanted, latest = (_contents(client, found, scratch) for found in (source, newest))
        refuse_to_bring_back(client.repository, (source.manifest, wanted), latest, now, line.takedowns)
    manifest, files = _amended(client, line, source, amendment, scratch)
    release = HubRelease(
        client,
        line,
        files,
        title=amendment_title(amendment.kind, amendment.version),
        branch=amendment_branch(amendment.kind, amendment.version, line.head, files[MANIFEST].read()),
        source=client.tree(source.commit),
    )
    return PlannedAmendment(release, manifest, source)


def _contents(client: HubClient, release: TaggedRelease, scratch: Path) -> Contents:
    return PreviousRelease(release.manifest, CommitStorage(client, release.commit, scratch)).contents()


def _amended(
    client: HubClient, line: Line, source: TaggedRelease, amendment: Amendment, scratch: Path
) -> tuple[Manifest, dict[str, ReleaseFile]]:
    """Return main's manifest after the amendment, and all files: those of `source`, with texts that describe it."""
    assert line.current is not None
    yanked = merge_yanks(line.yanked, amendment.yank)
    card = note_yanks(_text(client, CARD, source.commit, scratch), source.manifest.version, yanked)
    changelog = note_in_changelog(
        _text(client, CHANGELOG, line.current.commit, scratch),
        amendment.kind,
        amendment.version,
        amendment.date.isoformat(),
        amendment.reason,
    )
    texts = {CARD: card.encode(), CHANGELOG: changelog.encode()}
    entries = tuple(_rewritten(entry, texts) for entry in source.manifest.files)
    manifest = source.manifest.model_copy(update={"files": entries, "yanked": yanked, "takedowns": line.takedowns})
    texts[MANIFEST] = manifest.to_json()
    files = {path: _file_of(path, data) for path, data in texts.items()}
    for entry in entries:
        if entry.path not in files:
            read = partial(_bytes, client, entry.path, source.commit, scratch)
            files[entry.path] = ReleaseFile(entry.path, entry.sha256, entry.n_bytes, read)
    return manifest, files


def _rewritten(entry: FileEntry, texts: dict[str, bytes]) -> FileEntry:
    data = texts.get(entry.path)
    if data is None:
        return entry
    return entry.model_copy(update={"sha256": hashlib.sha256(data).hexdigest(), "n_bytes": len(data)})


def _file_of(path: str, data: bytes) -> ReleaseFile:
    return ReleaseFile(path, hashlib.sha256(data).hexdigest(), len(data), lambda: data)


def _bytes(client: HubClient, path: str, commit: str, scratch: Path) -> bytes:
    return client.download(path, commit, scratch).read_bytes()


def _text(client: HubClient, path: str, commit: str, scratch: Path) -> str:
    try:
        return _bytes(client, path, commit, scratch).decode()
    except (MissingOnHubError, UnicodeDecodeError):
        raise ReleaseError(f"{client.repository}@{commit[:12]}: {path} is missing or damaged") from None
