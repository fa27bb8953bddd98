"""Open a release in a folder or at a revision of a Hub repository."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import semver

from pipeline.errors import OnrecordError, ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.addresses import is_on_hub
from pipeline.publish.copying import release_errors
from pipeline.publish.folder import FolderTarget
from pipeline.publish.hub.errors import MissingOnHubError
from pipeline.publish.hub.plan import strays
from pipeline.publish.load_process import Loader, temporary_folder
from pipeline.publish.load_request import load_tables
from pipeline.publish.patterns import is_pattern
from pipeline.release.contents import Contents
from pipeline.release.manifest import MANIFEST, Manifest, ReleasedTakedowns, YankedVersion, read_manifest
from pipeline.release.person_hashes import merge_takedowns
from pipeline.release.verify import verify_files
from pipeline.release.yanks import find_yank

_ON_HUB = re.compile(r"(?:hf://datasets/)?(?P<repository>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?", re.ASCII)
_VERSION_TAG = re.compile(r"v\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class PlacedRelease:
    """A release at `place`; `revision` is the requested revision of a repository, None for a folder.

    `loaded_from` is the argument for `datasets` (None if it cannot load the place), at the commit `commit` if any.
    `yanked` are the yanked versions of its line, `takedowns` its line's memory of takedowns.
    """

    place: str
    revision: str | None
    manifest: Manifest
    storage: Storage
    loaded_from: str | None = None
    commit: str | None = None
    yanked: tuple[YankedVersion, ...] = ()
    takedowns: ReleasedTakedowns = field(default_factory=ReleasedTakedowns)

    @property
    def is_pattern(self) -> bool:
        """True if it is in a folder that `datasets` cannot load from, since its path is a pattern."""
        return self.revision is None and self.storage.is_local and self.loaded_from is None

    @property
    def yank(self) -> YankedVersion | None:
        """Return the yank of this version, if any."""
        return find_yank(self.manifest.version, self.yanked)

    def contents(self) -> Contents:
        """Return its tables as one side of a comparison."""
        return Contents(self.storage, self.manifest.stored_files(), self.manifest.tables, self.manifest.settings)


def hub_address(place: str) -> tuple[str, str | None] | None:
    """Return repository and revision of `[hf://datasets/]NAMESPACE/NAME[@REVISION]`, None for another place."""
    found = _ON_HUB.fullmatch(place)
    return None if found is None else (found["repository"], found["revision"])


@contextmanager
def open_release(
    place: str, *, releases: str | None = None, endpoint: str | None = None, token: str | None = None
) -> Iterator[PlacedRelease]:
    """Open the release at `place`: a version's folder (path or fsspec URL), or NAMESPACE/NAME[@REVISION] on the Hub.

    A version alone is looked up in the folder `releases`. An existing folder has priority. The default revision is
    main; the Hub's address may begin with `hf://datasets/`. Raises ReleaseError if there is no release.
    """
    on_hub = _ON_HUB.fullmatch(place)
    if releases is not None and is_version(place):
        place = f"{releases.rstrip('/')}/{place.removeprefix('v')}"
        on_hub = None
    if on_hub is None or (not is_on_hub(place) and Path(place).exists()):
        storage = Storage(place.rstrip("/"))
        on_disk = str(Path(storage.root).absolute()) if storage.is_local else ""
        loaded_from = on_disk if on_disk and not is_pattern(on_disk) else None
        line = _line_beside(storage)
        yanked, takedowns = (line.yanked(), line.takedowns()) if line else ((), ReleasedTakedowns())
        yield PlacedRelease(place, None, _manifest_in(storage), storage, loaded_from, None, yanked, takedowns)
        return
    # The client library takes half a second to import.
    from pipeline.publish.hub.client import HubClient
    from pipeline.publish.hub.history import CommitStorage
    from pipeline.publish.hub.readback import read_manifest_of

    revision = on_hub["revision"] or "main"
    with temporary_folder("hub") as scratch:
        client = HubClient(on_hub["repository"], endpoint, token)
        commit = client.resolve(revision)
        manifest = read_manifest_of(client, commit, scratch)
        files = CommitStorage(client, commit, scratch)
        line_of = manifest
        with suppress(ReleaseError):  # main may hold no release, or may be gone
            line_of = read_manifest_of(client, client.resolve("main"), scratch)
        takedowns = merge_takedowns([line_of.takedowns, manifest.takedowns])
        yield PlacedRelease(place, revision, manifest, files, on_hub["repository"], commit, line_of.yanked, takedowns)


def is_version(place: str) -> bool:
    """True if `place` is a version in the folder of releases; an existing folder is not taken for a version."""
    return not Path(place).exists() and semver.Version.is_valid(place.removeprefix("v"))


def _line_beside(storage: Storage) -> FolderTarget | None:
    """Return the line of a version's folder; a broken line is not a finding about a version."""
    with suppress(OnrecordError, OSError):
        target = FolderTarget(storage.url.rpartition("/")[0] or ".")
        target.yanked()
        return target
    return None


def _manifest_in(storage: Storage) -> Manifest:
    try:
        return read_manifest(storage.read(MANIFEST), f"{storage.url}/{MANIFEST}")
    except FileNotFoundError:
        raise ReleaseError(
            f"{storage.url}: no {MANIFEST}, so no release; name the folder of one version, or NAMESPACE/NAME[@REVISION]"
        ) from None


def verify_placed(release: PlacedRelease, loader: Loader | None = None, *, is_full: bool = False) -> list[str]:
    """Return the findings on the release; none if every file exists, is intact, and keeps the contract.

    The files that a repository's manifest names are downloaded; others there are findings if readers would load them. A
    version's tag must contain
    that version. If the files are intact, `loader` also opens them with `datasets`.
    """
    findings = _file_findings(release)
    if findings or loader is None or release.loaded_from is None:
        return findings
    answer = loader(load_tables(release.loaded_from, release.commit, release.manifest, is_full=is_full))
    return answer if isinstance(answer, list) else [f"it cannot be loaded with datasets: {answer}"]


def _file_findings(release: PlacedRelease) -> list[str]:
    if release.revision is None:
        return verify_files(release.storage, release.manifest)
    findings = []
    if _VERSION_TAG.fullmatch(release.revision) and release.revision != f"v{release.manifest.version}":
        findings.append(f"{MANIFEST}: is that of {release.manifest.version}, the tag is {release.revision}")
    stray = strays(release.storage.sizes(""), release.manifest)
    findings += [f"{path}: is not in the manifest, and readers would load it" for path in stray]
    with temporary_folder("hub") as folder, release_errors(str(folder)):
        for file in release.manifest.files:
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(MissingOnHubError):  # the verification says that it is missing
                target.write_bytes(release.storage.read(file.path))
        return findings + verify_files(Storage(str(folder)), release.manifest)
