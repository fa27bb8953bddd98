"""The folder target: releases at `<folder>/<version>/`, on a disk or in an object store."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import semver

from pipeline.errors import ReleaseError
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.storage import Storage
from pipeline.publish.disk import write_on_disk
from pipeline.publish.objects import write_objects
from pipeline.publish.target import (
    ReleaseOutcome,
    ReleaseSummary,
    already_released,
    newly_released,
    release_to,
    summary,
)
from pipeline.release.changelog import CHANGELOG
from pipeline.release.contents import PreviousRelease
from pipeline.release.manifest import MANIFEST, Manifest, SettingValue, read_manifest
from pipeline.release.plan import ReleasePlan
from pipeline.release.verify import verify_files

if TYPE_CHECKING:
    from pipeline.parse.sources import Publisher

_MAX_FINDINGS = 3


class _AlreadyReleasedError(Exception):
    """Another process has released the same content meanwhile."""

    def __init__(self, manifest: Manifest) -> None:
        super().__init__(manifest.version)
        self.manifest = manifest


@dataclass(frozen=True)
class FolderTarget:
    """The releases below `url`, a path or fsspec URL. What has no manifest is no release and is passed over."""

    url: str

    @property
    def repository(self) -> str | None:
        """None: a folder has no name on the Hub."""
        return None

    @property
    def storage(self) -> Storage:
        """The folder of all releases."""
        return Storage(self.url.rstrip("/"))

    def url_of(self, version: str) -> str:
        """The folder of one release."""
        return f"{self.storage.url}/{version}"

    def versions(self) -> list[str]:
        """Folders named as a version, highest first, whether or not they hold a release."""
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
        """The manifest of `version`, None when it is no release. Raises ReleaseError when it is broken."""
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
        """The release of the highest version."""
        manifest = self._newest()
        if manifest is None:
            return None
        storage = Storage(self.url_of(manifest.version))
        try:
            changelog = storage.read(CHANGELOG).decode()
        except (FileNotFoundError, UnicodeDecodeError):
            raise ReleaseError(
                f"{storage.url}/{CHANGELOG}: is missing or damaged; run `onrecord verify` on this release"
            ) from None
        return PreviousRelease(manifest, storage, changelog)

    def _newest(self) -> Manifest | None:
        for version in self.versions():
            manifest = self.manifest(version)
            if manifest is not None:
                return manifest
        return None

    def publish(self, plan: ReleasePlan) -> ReleaseOutcome:
        """Write, verify and show the planned release. Of two publishers at once one wins, the other is told."""
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
        """Raise when the release that `plan` follows is no longer the newest one."""
        newest = self._newest()
        if (newest.version if newest else None) == plan.manifest.previous:
            return
        if newest is not None and newest.content_fingerprint == plan.manifest.content_fingerprint:
            raise _AlreadyReleasedError(newest)
        found = f"{newest.version} is the newest release now" if newest else "its releases are gone"
        raise ReleaseError(
            f"{self.url}: {found}, not {plan.manifest.previous or 'none'} that {plan.version} was to follow; run again"
        )

    def releases(self) -> list[ReleaseSummary]:
        """All releases, highest version first."""
        found = [self.manifest(version) for version in self.versions()]
        return [summary(manifest, self.url_of(manifest.version)) for manifest in found if manifest is not None]


def make_release(
    snapshot: Snapshot,
    releases_url: str,
    *,
    date: date,
    settings: Mapping[str, SettingValue],
    code_version: str,
    publishers: "Mapping[str, Publisher] | None" = None,
    accept: Collection[str] = (),
) -> ReleaseOutcome:
    """Release `snapshot` to the folder at `releases_url`, unless its newest release holds the same rows.

    `settings` are those that shape the output (`Settings.shaping()`), `publishers` those of `sources.toml`,
    `accept` measures of data quality that may fall below their bounds. Raises ReleaseError when there is nothing to
    release, something does not verify, data quality is out of bounds, or another process released meanwhile.
    """
    return release_to(
        FolderTarget(releases_url),
        snapshot,
        date=date,
        settings=settings,
        code_version=code_version,
        publishers=publishers,
        accept=accept,
    )


def list_releases(releases_url: str) -> list[ReleaseSummary]:
    """The releases in the folder at `releases_url`, highest version first; none when the folder is not there."""
    return FolderTarget(releases_url).releases()
