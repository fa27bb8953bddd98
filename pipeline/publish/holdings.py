"""Find a document in the seeds, in the lake, and in the folder of releases."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.publish.folder import FolderTarget
from pipeline.release.contents import Contents
from pipeline.settings import Settings

_COLUMNS = ("document_id", "text_sha256", "status")


@dataclass(frozen=True, slots=True)
class HoldingRelease:
    """A release in the folder of releases that contains a document or an equal text."""

    version: str
    url: str


def find_texts(settings: Settings, document_id: str) -> tuple[str, ...]:
    """Return the hashes of all texts that the document has or had in seeds, lake and releases, sorted.

    The result is empty for an unknown document. Raises SeedsError, LakeError or ReleaseError if one of the three cannot
    be read.
    """
    storage = Storage(settings.lake)
    seeds = refresh_seed_index(storage, settings).documents()
    found = set(seeds["text_sha256"].filter(pc.equal(seeds["document_id"], document_id)).to_pylist())
    snapshot = take_full_snapshot(storage)
    held = [Contents(storage, snapshot.files, {}, {}), *(contents for _, contents in _releases(settings))]
    for contents in held:
        for rows in contents.scan("documents", _COLUMNS):
            found.update(rows["text_sha256"].filter(pc.equal(rows["document_id"], document_id)).to_pylist())
    return tuple(sorted(found))


def find_releases(settings: Settings, document_id: str, texts: tuple[str, ...]) -> list[HoldingRelease]:
    """List the releases in the folder that contain the document or one of the texts, highest version first."""
    wanted = pa.array(texts, pa.string())
    found = []
    for release, contents in _releases(settings):
        for rows in contents.scan("documents", _COLUMNS):
            is_meant = pc.or_(
                pc.equal(rows["document_id"], document_id), pc.is_in(rows["text_sha256"], value_set=wanted)
            )
            if "status" in rows.column_names:
                is_meant = pc.and_(is_meant, pc.not_equal(rows["status"], "withdrawn"))
            if pc.any(is_meant).as_py():
                found.append(release)
                break
    return found


def _releases(settings: Settings) -> Iterator[tuple[HoldingRelease, Contents]]:
    target = FolderTarget(settings.releases)
    for version in target.versions():
        manifest = target.manifest(version)
        if manifest is not None:
            url = target.url_of(version)
            files = manifest.stored_files()
            yield HoldingRelease(version, url), Contents(Storage(url), files, manifest.tables, manifest.settings)
