"""The places that the histories of rights release to: a folder, or a repository on the loopback Hub."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.lake.storage import Storage
from pipeline.publish.addresses import hub_address_of
from pipeline.publish.amendments import make_amendment
from pipeline.publish.bringing_back import rights_now
from pipeline.publish.clearance import check_lake, recheck_of
from pipeline.publish.folder import FolderTarget, recall_levels
from pipeline.publish.releasing import release_lake, request_of
from pipeline.publish.target import release_to
from pipeline.publish.targets import TargetOptions, open_target
from pipeline.release.request import ReleaseRequest
from tests.corpora import full_snapshot
from tests.hub.publishing import fetch, loads_well
from tests.property.rights_corpus import DAY, held_in


@dataclass
class Folder:
    """A folder of releases at `url`."""

    settings: object
    url: str

    def release(self, accept):
        """Release the lake as the asset `release` does."""
        snapshot = full_snapshot(self.settings)
        return release_to(
            FolderTarget(self.url),
            snapshot,
            ReleaseRequest(
                date=DAY,
                settings=self.settings.shaping(),
                code_version="1",
                publishers=check_lake(snapshot, self.settings.seeds).by_key,
                accept=accept,
                remembered=recall_levels(Storage(self.settings.lake), FolderTarget(self.settings.releases)),
                recheck=recheck_of(snapshot, self.settings.seeds),
            ),
        )

    def amend(self, kind, version):
        """Yank a version or roll back to it, as the commands do."""
        asked = make_amendment(kind, version, "wrong speakers" if kind == "Yank" else "", DAY)
        return FolderTarget(self.url).amend(asked, now=rights_now(self.settings))

    def versions(self):
        """The versions released, highest first."""
        return [release.version for release in FolderTarget(self.url).releases()]

    def held(self, version):
        """All that can be read in a version, which its folder shows, and the levels in it."""
        return held_in(f"{self.url}/{version}")

    def current(self):
        """All that the current release shows; "" where there is none."""
        found = [release for release in FolderTarget(self.url).releases() if release.is_current]
        return held_in(found[0].url)[0] if found else ""


@dataclass
class Repository:
    """The private repository of `settings` on `hub`."""

    settings: object
    hub: object

    def release(self, accept):
        """Publish the lake as `onrecord publish` does."""
        request = request_of(self.settings, DAY, accept=accept)
        with self._target() as target:
            return release_lake(target, self.settings, full_snapshot(self.settings), request, lambda line: None)

    def amend(self, kind, version):
        """Yank a version or roll back to it, as the commands do."""
        asked = make_amendment(kind, version, "wrong speakers" if kind == "Yank" else "", DAY)
        with self._target() as target:
            return target.amend(asked, now=rights_now(self.settings))

    def versions(self):
        """The versions released, highest first."""
        with self._target() as target:
            return [release.version for release in target.releases()]

    def _target(self):
        options = TargetOptions(self.settings.hub_endpoint, self.hub.token, is_private=True, loader=loads_well)
        return open_target(hub_address_of(self.settings.repository), options)

    def held(self, version):
        """All that can be read on main and at the version's tag, and the levels on main."""
        at_tag, _ = self._read(f"v{version}")
        on_main, levels_on_main = self._read("main")
        return at_tag + on_main, levels_on_main

    def current(self):
        """All that main shows; "" where there is nothing."""
        return self._read("main")[0] if self.versions() else ""

    def _read(self, revision):
        folder = Path(tempfile.mkdtemp())
        try:
            return held_in(fetch(self.hub, revision, folder / "files", self.settings.repository))
        finally:
            shutil.rmtree(folder)
