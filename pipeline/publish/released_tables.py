"""For readers: one table of a release, wherever it is, as an Arrow table whose bytes were checked against the manifest.

A place is the folder of one release, a folder of releases, a data folder, or a dataset repository on the Hub. Where it
holds several versions, the newest one that is not yanked is read, unless one is named.
"""

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
import semver

from pipeline.errors import ReleaseError
from pipeline.lake.snapshot import StoredFile
from pipeline.lake.storage import Storage
from pipeline.publish.folder import FolderTarget
from pipeline.publish.load_process import temporary_folder
from pipeline.publish.places import PlacedRelease, hub_address, open_release
from pipeline.release.manifest import MANIFEST, TableEntry, YankedVersion
from pipeline.release.yanks import describe_yank, find_yank
from schemas.export import arrow_schema
from schemas.tables import RELEASED_TABLES

Opened = TypeVar("Opened")

_HUB_SCHEME = "hf://datasets/"
_MAX_NAMED = 5


def read_released_table(
    place: str, table: str, version: str | None = None, *, endpoint: str | None = None, token: str | None = None
) -> pa.Table:
    """Read `table` of the release of `version` at `place` (by default the newest that is not yanked).

    Raises ReleaseError if there is no such place, version or table, or if a file is not the one of the manifest. Warns
    if the version that was named is yanked.
    """
    wanted = None if version is None else _checked(version)
    with open_released(place, wanted, endpoint=endpoint, token=token) as release:
        manifest = release.manifest
        if wanted not in (None, manifest.version):
            raise ReleaseError(f"{place}: is version {manifest.version}, not {wanted}")
        if release.yank is not None:
            warnings.warn(f"{place}: {describe_yank(release.yank)}", stacklevel=3)
        entry = manifest.tables.get(table)
        if entry is None:
            raise ReleaseError(
                f"{place}: no table {table!r} in {manifest.version}; it has {', '.join(manifest.tables)}"
            )
        parts = [_read_file(release.storage, file) for file in release.contents().of(table)]
    return pa.concat_tables(parts) if parts else _schema_of(entry).empty_table()


def _checked(version: str) -> str:
    wanted = version.removeprefix("v")
    if not semver.Version.is_valid(wanted):
        raise ReleaseError(f"version {version!r}: give one such as 1.0.0 or v1.0.0")
    return wanted


def open_released(
    place: str, version: str | None = None, *, endpoint: str | None = None, token: str | None = None
) -> AbstractContextManager[PlacedRelease]:
    """Open the release of `version` at `place` (by default the newest that is not yanked).

    `place` is a release, a folder of releases, a data folder, or a dataset on the Hub. Raises ReleaseError if there is
    none.
    """
    address = place.removeprefix(_HUB_SCHEME).rstrip("/") if place.startswith(_HUB_SCHEME) else None
    if address is None and "://" not in place and not Path(place).exists():
        address = place
    if address is None:
        return open_release(_folder_of(place.rstrip("/"), version))
    found = hub_address(address)
    if found is None:
        raise ReleaseError(f"{place}: no such folder, nor NAMESPACE/NAME[@REVISION] of a dataset on the Hub")
    repository, revision = found
    if revision is not None:
        return as_guest(open_release(address, endpoint=endpoint, token=token))
    return as_guest(_open_version(repository, version, endpoint, token))


def _folder_of(place: str, version: str | None) -> str:
    """Return the folder of the release at `place`: itself, or the version's among its releases."""
    if Storage(place).exists(MANIFEST):
        return place
    for target in (FolderTarget(place), FolderTarget(f"{place}/releases")):
        released = [found for found in target.versions() if target.manifest(found) is not None]
        if released:
            return target.url_of(_choose(place, released, target.yanked(), version))
    raise ReleaseError(f"{place}: holds no release; name a release, a folder of releases or a data folder")


@contextmanager
def _open_version(
    repository: str, version: str | None, endpoint: str | None, token: str | None
) -> Iterator[PlacedRelease]:
    """Open the release of `version` in a repository, the newest that is not yanked by default."""
    # The client library takes half a second to import.
    from pipeline.publish.hub.client import HubClient
    from pipeline.publish.hub.history import CommitStorage, read_line, tagged_release

    with temporary_folder("hub") as scratch:
        client = HubClient(repository, endpoint, token)
        line = read_line(client, scratch)
        if line is None:
            raise ReleaseError(f"{repository}: no such dataset at {client.endpoint}, or not for this token (HF_TOKEN)")
        if not line.tags:
            raise ReleaseError(f"{repository}: has no tag of a version, such as v1.0.0")
        released = sorted(line.tags, key=semver.Version.parse, reverse=True)
        chosen = tagged_release(client, line, _choose(repository, released, line.yanked, version), scratch)
        files = CommitStorage(client, chosen.commit, scratch)
        yield PlacedRelease(
            repository, f"v{chosen.manifest.version}", chosen.manifest, files, repository, chosen.commit, line.yanked
        )


def _choose(place: str, released: Sequence[str], yanked: Sequence[YankedVersion], version: str | None) -> str:
    """Return `version`, or the first of `released` (newest first) that is not yanked."""
    if version is not None:
        if version in released:
            return version
        more = ", …" if len(released) > _MAX_NAMED else ""
        raise ReleaseError(f"{place}: has no version {version}; it has {', '.join(released[:_MAX_NAMED])}{more}")
    for found in released:
        if find_yank(found, yanked) is None:
            return found
    raise ReleaseError(f"{place}: every version is yanked; name one with version=, such as {released[0]}")


@contextmanager
def as_guest(opening: AbstractContextManager[Opened]) -> Iterator[Opened]:
    """Leave the client library as it was found: HTTP client, progress bars and log belong to the calling program."""
    import logging

    from huggingface_hub import set_client_factory
    from huggingface_hub.utils import _http
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    log = logging.getLogger("huggingface_hub")
    level, was_silent, factory = log.level, are_progress_bars_disabled(), _http._GLOBAL_CLIENT_FACTORY
    try:
        with opening as release:
            yield release
    finally:
        log.setLevel(level)
        set_client_factory(factory)
        (disable_progress_bars if was_silent else enable_progress_bars)()


def _read_file(storage: Storage, file: StoredFile) -> pa.Table:
    try:
        data = storage.read(file.name)
    except FileNotFoundError:
        raise ReleaseError(f"{storage.url}/{file.name}: is missing; run `onrecord verify` on this release") from None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise ReleaseError(f"{storage.url}/{file.name}: its bytes are not those of {MANIFEST}; load it again")
    return pq.ParquetFile(pa.BufferReader(data)).read()


def _schema_of(entry: TableEntry) -> pa.Schema:
    """Return the schema of a table without rows, which has no file."""
    known = {str(field.type): field.type for table in RELEASED_TABLES for field in arrow_schema(table)}
    return pa.schema(
        pa.field(column.name, known.get(column.type) or pa.type_for_alias(column.type), column.is_nullable)
        for column in entry.columns
    )
