"""The Parquet files of a release as paths on this disk, for libraries that open paths."""

import hashlib
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.publish.patterns import is_pattern
from pipeline.publish.places import PlacedRelease
from pipeline.release.manifest import MANIFEST


def local_files(release: PlacedRelease, table: str, scratch: Path) -> list[str]:
    """Return the paths of the table's files; those of another place are fetched into `scratch` and checked.

    Paths that would be taken for a pattern get a link there. Raises ReleaseError if a file is missing or another one.
    """
    paths = []
    for file in release.contents().of(table):
        path = Path(release.storage.path(file.name))
        if not release.storage.is_local:
            path = scratch / f"{file.sha256}.parquet"
            if not path.exists():
                path.write_bytes(_fetch(release, file.name, file.sha256))
        elif is_pattern(str(path)):
            link = scratch / f"{file.sha256}.parquet"
            if not link.is_symlink():
                link.symlink_to(path.absolute())
            path = link
        if not path.exists():
            raise ReleaseError(f"{release.place}: {file.name} is missing; run `onrecord verify {release.place}`")
        paths.append(str(path))
    return paths


def _fetch(release: PlacedRelease, name: str, sha256: str) -> bytes:
    try:
        data = release.storage.read(name)
    except FileNotFoundError:
        raise ReleaseError(f"{release.place}: {name} is missing; run `onrecord verify {release.place}`") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ReleaseError(f"{release.place}: the bytes of {name} are not those of {MANIFEST}; try again")
    return data
