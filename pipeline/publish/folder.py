"""The folder target: releases at `<folder>/<version>/`, on a disk or in an object store."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import semver

from pipeline.errors import ReleaseError
from pipeline.lake.levels import LEVELS_SCHEMA, read_levels
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.storage import Storage
from pipeline.publish.amendments import (
    Amendment,
    AmendmentOutcome,
    LineState,
    describe_amendment,
    is_due,
)
from pipeline.publish.bringing_back import RightsNow, refuse_to_bring_back
from pipeline.publish.copying import release_errors
from pipeline.publish.disk import locked, remove_leftovers, replace_on_disk, write_on_disk
from pipeline.publish.folder_line import LINE, FolderLine, read_line
from pipeline.publish.objects import claim_succession, write_objects
from pipeline.publish.target import (
    PlainTarget,
    ReleaseOutcome,
    ReleaseSummary,
    already_released,
    newly_released,
    release_to,
    summary,
)
from pipeline.release.changelog import CHANGELOG
from pipeline.release.contents import Contents, PreviousRelease, restoring
from pipeline.release.gate import levels_of
from pipeline.release.manifest import (
    MANIFEST,
    Manifest,
    ReleasedTakedowns,
    YankedVersion,
    content_fingerprint,
    read_manifest,
)
from pipeline.release.person_hashes import merge_takedowns
from pipeline.release.plan import ReleasePlan
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_files
from pipeline.release.yanks import merge_yanks

_MAX_FINDINGS = 3
_NO_RELEASES = "{}: holds no releases; `onrecord build` makes the first"


class _AlreadyReleasedError(Exception):
    """Another process has released the same content in the meantime."""

    def __init__(self, manifest: Manifest) -> None:
        super().__init__(manifest.version)
        self.manifest = manifest


@dataclass(frozen=True)
class FolderTarget(PlainTarget):
    """The releases below `url`, a path or fsspec URL. A folder without a manifest is not a release and is ignored."""

    url: str

    @property
    def repository(self) -> str | None:
        """None: a folder has no name on the Hub."""
        return None

    @property
    def storage(self) -> Storage:
        """Return the storage of all releases."""
        return Storage(self.url.rstrip("/"))

    def url_of(self, version: str) -> str:
        """Return the folder of one release."""
        return f"{self.storage.url}/{version}"

    def versions(self) -> list[str]:
        """List folders named like a version, highest first, also those without a release."""
        storage = self.storage
        storage.filesystem.invalidate_cache()
        try:
            entries = storage.filesystem.ls(storage.root, detail=True)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ReleaseError(f"{self.url}: cannot be listed ({error.strerror or error})") from None
        names = [str(e["name"]).rstrip("/").rsplit("/", 1)[-1] for e in entries if e["type"] == "directory"]
        found = [semver.Version.parse(name) for name in names if semver.Version.is_valid(name)]
        return [str(version) for version in sorted(found, reverse=True) if not version.prerelease and not version.build]

    def manifest(self, version: str) -> Manifest | None:
        """Return the manifest of `version`, None if it is not a release. Raises ReleaseError if it is broken."""
        name = f"{version}/{MANIFEST}"
        try:
            data = self.storage.read(name)
        except FileNotFoundError:
            return None
        manifest = read_manifest(data, f"{self.storage.url}/{name}")
        if manifest.version != version:
            raise ReleaseError(f"{self.storage.url}/{name}: says it is {manifest.version}; rename or delete the folder")
        return manifest

    def predecessor(self) -> PreviousRelease | None:
        """Return the release with the highest version, or the one that a later rollback went back to."""
        highest = self._newest()
        if highest is None:
            return None
        line, current = self.line(), self._current(highest)
        storage = Storage(self.url_of(highest.version))
        changelog = _changelog_of(storage, highest)
        return PreviousRelease(
            manifest=current,
            storage=Storage(self.url_of(current.version)),
            changelog=line.note(changelog, highest.version),
            highest=highest.version if current != highest else None,
            yanked=merge_yanks(line.yanked, highest.yanked),
            takedowns=merge_takedowns([highest.takedowns, current.takedowns]),
        )

    def prepare(self, tell: Callable[[str], None], *, is_dry_run: bool) -> None:
        """Remove what interrupted runs left: each is a whole copy, and may be what keeps the disk full."""
        if self.storage.is_local and not is_dry_run:
            remove_leftovers(Path(self.storage.root))

    def takedowns(self) -> ReleasedTakedowns:
        """Return the newest release's memory of takedowns."""
        highest = self._newest()
        return highest.takedowns if highest else ReleasedTakedowns()

    def line(self) -> FolderLine:
        """Read yanks and rollbacks. Raises ReleaseError if `LINE.json` is broken."""
        try:
            data: bytes | None = self.storage.read(LINE)
        except FileNotFoundError:
            data = None
        return read_line(data, f"{self.storage.url}/{LINE}")

    def yanked(self) -> tuple[YankedVersion, ...]:
        """Return the yanked versions, lowest first."""
        highest = self._newest()
        return merge_yanks(self.line().yanked, highest.yanked if highest else ())

    def _current(self, highest: Manifest) -> Manifest:
        """Return the predecessor of the next release."""
        back = self.line().rolled_back_to(highest.version)
        current = self.manifest(back) if back else highest
        if current is None:
            raise ReleaseError(f"{self.storage.url}/{LINE}: the line was taken back to {back}, which is not there")
        return current

    def _newest(self) -> Manifest | None:
        for version in self.versions():
            manifest = self.manifest(version)
            if manifest is not None:
                return manifest
        return None

    def publish(self, plan: ReleasePlan) -> ReleaseOutcome:
        """Write, verify and promote the planned release. Of two concurrent publishers one succeeds, one fails."""
        url = self.url_of(plan.version)
        trusted = self.manifest(plan.manifest.previous) if plan.manifest.previous else None

        def verify(folder: Storage) -> None:
            findings = verify_files(folder, plan.manifest, trusted=trusted, is_hashed=True)
            if findings:
                more = f" (and {len(findings) - _MAX_FINDINGS} more)" if len(findings) > _MAX_FINDINGS else ""
                raise ReleaseError(f"{url} is not released: " + "; ".join(findings[:_MAX_FINDINGS]) + more)

        try:
            if self.storage.is_local:
                write_on_disk(Path(self.storage.root), plan, verify, lambda: self._check_predecessor(plan))
            else:
                write_objects(self.storage, plan, verify, lambda: self._check_predecessor(plan))
        except _AlreadyReleasedError as found:
            return already_released(found.manifest, self.url_of(found.manifest.version))
        return newly_released(plan, url)

    def _check_predecessor(self, plan: ReleasePlan) -> None:
        """Raise if the predecessor of `plan` is no longer the current release, or the release is no longer allowed."""
        plan.recheck()
        newest = self._newest()
        current = self._current(newest) if newest else None
        if (current.version if current else None) == plan.manifest.previous:
            if self.yanked() == plan.manifest.yanked:
                return
            raise ReleaseError(f"{self.url}: a version was yanked meanwhile; run again")
        if newest is not None and newest.content_fingerprint == plan.manifest.content_fingerprint:
            raise _AlreadyReleasedError(newest)
        found = f"{current.version} is the newest release now" if current else "its releases were removed"
        raise ReleaseError(
            f"{self.url}: {found}, not {plan.manifest.previous or 'none'} that {plan.version} was to follow; run again"
        )

    def releases(self) -> list[ReleaseSummary]:
        """List all releases, highest version first."""
        found = [manifest for version in self.versions() if (manifest := self.manifest(version)) is not None]
        if not found:
            return []
        yanked, current = merge_yanks(self.line().yanked, found[0].yanked), self._current(found[0]).version
        return [summary(manifest, self.url_of(manifest.version), yanked, current) for manifest in found]

    def amend(
        self,
        amendment: Amendment,
        *,
        now: RightsNow | None = None,
        is_dry_run: bool = False,
        tell: Callable[[str], None] = lambda line: None,
    ) -> AmendmentOutcome | None:
        """Write the yank or rollback to `LINE.json`; version folders are not changed.

        `now` is what may be published now, which a rollback is checked against; by default only the line's memory is.
        """
        with release_errors(self.url), nullcontext() if is_dry_run else self._held():
            highest = self._newest()
            if highest is None:
                raise ReleaseError(_NO_RELEASES.format(self.url))
            line, current = self.line(), self._current(highest).version
            is_new = self._is_due(amendment, line, current, highest, now or RightsNow())
            if is_new:
                tell(f"{'changed' if line.events else 'new':9}  {LINE}")
                tell(describe_amendment(amendment, current, highest.version))
                if is_dry_run:
                    return None
                self._write_line(line.extended(amendment, highest.version))
            newest = self._current(highest).version
        return AmendmentOutcome(amendment, is_new, newest, self.url_of(amendment.version))

    def _is_due(self, amendment: Amendment, line: FolderLine, current: str, highest: Manifest, now: RightsNow) -> bool:
        """True if there is anything to do. Raises ReleaseError if it is not allowed."""
        released = {version for version in self.versions() if self.manifest(version) is not None}
        is_back = line.rolled_back_to(highest.version) is not None
        yanked = merge_yanks(line.yanked, highest.yanked)
        is_new = is_due(amendment, LineState(self.url, released, current, is_back, yanked))
        if is_new and amendment.kind == "Rollback":
            wanted = self.manifest(amendment.version)
            assert wanted is not None
            newest = self._contents(highest.version)
            refuse_to_bring_back(self.url, (wanted, self._contents(amendment.version)), newest, now, highest.takedowns)
        return is_new

    def _contents(self, version: str) -> Contents:
        """Return the tables of an existing release."""
        manifest = self.manifest(version)
        assert manifest is not None
        return PreviousRelease(manifest, Storage(self.url_of(version))).contents()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Exclude publishers and other amendments."""
        storage = self.storage
        if storage.is_local:
            if not Path(storage.root).is_dir():
                raise ReleaseError(_NO_RELEASES.format(self.url))
            with locked(Path(storage.root)):
                yield
            return
        highest = self._newest()
        claim = claim_succession(storage, self._current(highest).version if highest else None)
        try:
            yield
        finally:
            claim.give_up()

    def _write_line(self, line: FolderLine) -> None:
        if self.storage.is_local:
            replace_on_disk(Path(self.storage.root) / LINE, line.to_json())
        else:
            self.storage.write(LINE, line.to_json())


def _changelog_of(storage: Storage, manifest: Manifest) -> str:
    """Return the changelog of a release. Raises ReleaseError if it or the manifest is not what was released."""
    try:
        data: bytes | None = storage.read(CHANGELOG)
    except FileNotFoundError:
        data = None
    expected = next((file.sha256 for file in manifest.files if file.path == CHANGELOG), None)
    if data is None or hashlib.sha256(data).hexdigest() != expected:
        what = "is missing" if data is None else "damaged"
        raise ReleaseError(f"{storage.url}/{CHANGELOG}: {what}: {restoring(storage.url)}")
    if content_fingerprint(manifest.tables, manifest.stored_files()) != manifest.content_fingerprint:
        raise ReleaseError(f"{storage.url}/{MANIFEST}: damaged: {restoring(storage.url)}")
    return data.decode()


def make_release(snapshot: Snapshot, releases_url: str, request: ReleaseRequest) -> ReleaseOutcome:
    """Release `snapshot` to the folder at `releases_url`, unless its newest release has the same rows.

    Raises ReleaseError if no rows are left, verification fails, rights are looser, data quality is out of bounds, or
    another process released in the meantime.
    """
    target = FolderTarget(releases_url)
    remembered = request.remembered if request.remembered is not None else recall_levels(snapshot.storage, target)
    outcome = release_to(target, snapshot, replace(request, remembered=remembered, is_dry_run=False))
    assert outcome is not None
    return outcome


def recall_levels(lake: Storage, target: FolderTarget) -> pa.Table:
    """Return the restricted documents that the lake remembers; without a memory, those of the releases in the folder.

    For a document in several of them the newest release counts.
    """
    known = read_levels(lake)
    if known is not None:
        return known
    parts, seen = [LEVELS_SCHEMA.empty_table()], pa.array([], pa.string())
    for version in target.versions():
        manifest = target.manifest(version)
        if manifest is not None:
            ids, restricted = levels_of(
                PreviousRelease(manifest, Storage(target.url_of(version))).contents(), manifest.rights
            )
            parts.append(restricted.filter(pc.invert(pc.is_in(restricted["document_id"], value_set=seen))))
            seen = pa.concat_arrays([seen, ids]).unique()
    return pa.concat_tables(parts)


def list_releases(releases_url: str) -> list[ReleaseSummary]:
    """List the releases in the folder at `releases_url`, highest version first; none if the folder does not exist."""
    return FolderTarget(releases_url).releases()
