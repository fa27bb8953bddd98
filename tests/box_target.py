"""A third target, as another package would bring it: releases as zip files in a folder, by addresses `box://FOLDER`."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import semver

from pipeline.lake.storage import Storage
from pipeline.publish.copying import copy_file
from pipeline.publish.target import PlainTarget, ReleaseOutcome, ReleaseSummary, newly_released, summary
from pipeline.publish.targets import TargetOptions
from pipeline.release.changelog import CHANGELOG
from pipeline.release.contents import PreviousRelease
from pipeline.release.manifest import MANIFEST, Manifest, read_manifest
from pipeline.release.plan import ReleasePlan


class BoxTarget(PlainTarget):
    """Zip files in `folder`, one a release; they are unpacked into `scratch` to be read."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder, self._scratch = folder, scratch

    @property
    def url(self) -> str:
        return f"box://{self._folder}"

    def url_of(self, version: str) -> str:
        return f"{self.url}/{version}.zip"

    def predecessor(self) -> PreviousRelease | None:
        manifests = self._manifests()
        if not manifests:
            return None
        folder = self._scratch / manifests[0].version
        with zipfile.ZipFile(self._folder / f"{manifests[0].version}.zip") as box:
            box.extractall(folder)
        changelog = folder.joinpath(CHANGELOG).read_text(encoding="utf-8")
        return PreviousRelease(manifests[0], Storage(str(folder)), changelog)

    def publish(self, plan: ReleasePlan) -> ReleaseOutcome:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{plan.version}.part"
        with zipfile.ZipFile(part, "w") as box:
            for file in plan.files:
                sink = io.BytesIO()
                copy_file(file, plan.storage, sink)
                box.writestr(file.entry.path, sink.getvalue())
            box.writestr(MANIFEST, plan.manifest.to_json())
        plan.recheck()
        part.rename(self._folder / f"{plan.version}.zip")
        return newly_released(plan, self.url_of(plan.version))

    def releases(self) -> list[ReleaseSummary]:
        found = self._manifests()
        return [summary(manifest, self.url_of(manifest.version), (), found[0].version) for manifest in found]

    def _manifests(self) -> list[Manifest]:
        found = []
        for path in self._folder.glob("*.zip"):
            with zipfile.ZipFile(path) as box:
                found.append(read_manifest(box.read(MANIFEST), str(path)))
        return sorted(found, key=lambda manifest: semver.Version.parse(manifest.version), reverse=True)


@contextmanager
def open_box(address: str, options: TargetOptions) -> Iterator[BoxTarget]:
    """Open the folder of an address `box://FOLDER`; the options go into a file, for the test to look at."""
    folder = Path(address.removeprefix("box://"))
    folder.parent.joinpath("options.json").write_text(json.dumps([options.is_writing, options.token]))
    with tempfile.TemporaryDirectory() as scratch:
        yield BoxTarget(folder, Path(scratch))
