"""For readers: all releases of a line at once, a folder of releases or a repository on the Hub, oldest first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.addresses import is_on_hub
from pipeline.publish.folder import FolderTarget
from pipeline.publish.load_process import temporary_folder
from pipeline.publish.places import PlacedRelease, hub_address
from pipeline.publish.released_tables import as_guest
from pipeline.release.manifest import MANIFEST


@contextmanager
def open_released_line(
    place: str, *, endpoint: str | None = None, token: str | None = None
) -> Iterator[Sequence[PlacedRelease]]:
    """Open all releases at `place`, lowest version first; a file of one in a repository is loaded when it is read.

    `place` is a folder of releases, a data folder, the folder of one release of a line, or a dataset on the Hub. Raises
    ReleaseError if it has no release.
    """
    found = None if "://" not in place and Path(place).exists() else hub_address(place)
    if found is None:
        if is_on_hub(place) or ("://" not in place and not Path(place).exists()):
            raise ReleaseError(f"{place}: no such folder, nor NAMESPACE/NAME of a dataset on the Hub")
        yield _in_folder(place.rstrip("/"))
        return
    with as_guest(_in_repository(found[0], endpoint, token)) as releases:
        yield releases


def _in_folder(place: str) -> list[PlacedRelease]:
    around = place.rpartition("/")[0] or "."
    for url in (around,) if Storage(place).exists(MANIFEST) else (place, f"{place}/releases"):
        target = FolderTarget(url)
        manifests = [manifest for version in target.versions() if (manifest := target.manifest(version)) is not None]
        if manifests:
            yanked = target.yanked()
            placed = [(manifest, target.url_of(manifest.version)) for manifest in reversed(manifests)]
            return [PlacedRelease(at, None, manifest, Storage(at), yanked=yanked) for manifest, at in placed]
    raise ReleaseError(f"{place}: holds no release; name a folder of releases or a data folder")


@contextmanager
def _in_repository(repository: str, endpoint: str | None, token: str | None) -> Iterator[list[PlacedRelease]]:
    # The client library takes half a second to import.
    from pipeline.publish.hub.client import HubClient
    from pipeline.publish.hub.history import CommitStorage, read_line, tagged_releases

    with temporary_folder("hub") as scratch:
        client = HubClient(repository, endpoint, token)
        line = read_line(client, scratch)
        if line is None:
            raise ReleaseError(f"{repository}: no such dataset at {client.endpoint}, or not for this token (HF_TOKEN)")
        tagged, _ = tagged_releases(client, scratch)
        if not tagged:
            raise ReleaseError(f"{repository}: has no tag of a version, such as v1.0.0")
        yield [
            PlacedRelease(
                repository,
                f"v{found.manifest.version}",
                found.manifest,
                CommitStorage(client, found.commit, scratch),
                repository,
                found.commit,
                line.yanked,
            )
            for found in reversed(tagged)
        ]
