"""Find a document or a person in the seeds, in the lake, and in the folder of releases."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.judgement import Judgement
from pipeline.corrections.reading import read_corrections
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.resembling import most_similar, signatures_of
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.parse.near_equality import NEAR_EQUAL, signature_of
from pipeline.publish.folder import FolderTarget
from pipeline.release.contents import Contents
from pipeline.release.keyed_ids import lake_ids, released_ids
from pipeline.settings import Settings

_COLUMNS = ("document_id", "text_sha256", "status")

Holds = Callable[[Contents], bool]
"""Whether the tables of a release hold what is looked for."""


@dataclass(frozen=True, slots=True)
class HoldingRelease:
    """A release that contains a document, an equal text or a person: its version, or a substitute, and its location."""

    version: str
    url: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A document in the seeds with a wanted text, or nearly: `likeness` is 1 for an equal one."""

    document_id: str
    seed: str
    likeness: float


def find_texts(settings: Settings, document_id: str) -> Mapping[str, bytes | None]:
    """Find all texts that the document has or had in seeds, lake and releases: hash and signature, if that is known.

    The id may be that of an earlier rule. The result is empty for an unknown document. Raises SeedsError, LakeError or
    ReleaseError if one of the three cannot be read.
    """
    storage = Storage(settings.lake)
    seeds = refresh_seed_index(storage, settings).documents()
    rows = seeds.filter(_is_named(seeds, document_id)).select(["text_sha256", "signature"])
    found: dict[str, bytes | None] = {row["text_sha256"]: row["signature"] for row in rows.to_pylist()}
    snapshot = take_full_snapshot(storage)
    held = [Contents(storage, snapshot.files, {}, {}), *(contents for _, contents in _releases(settings))]
    for contents in held:
        for documents in contents.scan("documents", (*_COLUMNS, "earlier_id", "text")):
            for row in documents.filter(_is_named(documents, document_id)).to_pylist():
                if found.get(row["text_sha256"]) is None:
                    text = row["text"]
                    found[row["text_sha256"]] = None if text is None else signature_of(text)
    return dict(sorted(found.items()))


def _is_named(documents: pa.Table, document_id: str) -> pa.ChunkedArray:
    """Return for each row whether this is its id, by the present rule or by an earlier one."""
    is_named = pc.equal(documents["document_id"], document_id)
    if "earlier_id" not in documents.column_names:  # a release of version 1
        return is_named
    return pc.or_kleene(is_named, pc.equal(documents["earlier_id"], document_id))


def find_copies(settings: Settings, texts: Mapping[str, bytes | None]) -> list[Copy]:
    """Find the documents in the seeds that have one of these texts or nearly one, the most similar first."""
    seeds = refresh_seed_index(Storage(settings.lake), settings).documents()
    known = [signature for signature in texts.values() if signature is not None]
    is_equal = pc.is_in(seeds["text_sha256"], value_set=pa.array(sorted(texts), pa.string())).to_pylist()
    likeness = most_similar(signatures_of(seeds), known)[0].tolist() if known else [0.0] * seeds.num_rows
    columns = (seeds["document_id"].to_pylist(), seeds["seed"].to_pylist(), is_equal, likeness)
    found = [Copy(i, seed, 1.0 if same else alike) for i, seed, same, alike in zip(*columns, strict=True)]
    return sorted((c for c in found if c.likeness >= NEAR_EQUAL), key=lambda c: (-c.likeness, c.seed, c.document_id))


def find_correction_lines(settings: Settings, document_id: str, texts: Iterable[str]) -> list[str]:
    """Return file and line of people's corrections of a document, which may hold its words.

    `texts` are the hashes of its texts. Raises CorrectionsError if the files cannot be read.
    """
    named = {document_id, *texts}
    return [line.place for line in read_corrections(settings.corrections).judgements if line.document in named]


def find_correction_lines_of_person(settings: Settings, actor_ids: Collection[str]) -> list[str]:
    """Return file and line of people's corrections that name an actor, by one of these ids or by a name of theirs."""
    names: set[str] = set()
    for rows in _lake(settings).scan("appearances", ("actor_id", "name", "aliases")):
        found = rows.filter(pc.is_in(rows["actor_id"], value_set=pa.array(sorted(actor_ids), pa.string())))
        for row in found.to_pylist():
            names.update([row["name"], *row["aliases"]])
    words = {" ".join(name.split()).casefold() for name in names} | {*actor_ids}
    lines = read_corrections(settings.corrections).judgements
    return [line.place for line in lines if any(word in _told_by(line) for word in words)]


def _told_by(line: Judgement) -> str:
    return " ".join(" ".join(line.cells.values()).split()).casefold()


def holds_document(document_id: str, texts: Mapping[str, bytes | None]) -> Holds:
    """Return a function that checks if a release contains the document or one of the texts."""
    wanted = pa.array(sorted(texts), pa.string())

    def holds(contents: Contents) -> bool:
        for rows in contents.scan("documents", _COLUMNS):
            is_meant = pc.or_(
                pc.equal(rows["document_id"], document_id), pc.is_in(rows["text_sha256"], value_set=wanted)
            )
            if "status" in rows.column_names:
                is_meant = pc.and_(is_meant, pc.not_equal(rows["status"], "withdrawn"))
            if pc.any(is_meant).as_py():
                return True
        return False

    return holds


def lake_id_of(settings: Settings, actor_id: str) -> str:
    """Return the lake's id of an actor whose id in a release is keyed, else the id itself.

    Raises LakeError or ReleaseError if the lake cannot be read.
    """
    return lake_ids(_lake(settings), {actor_id}).get(actor_id, actor_id)


def released_ids_of(settings: Settings, actor_id: str) -> frozenset[str]:
    """Return the ids that an actor with this id in the lake has in releases. Raises as `lake_id_of` does."""
    return released_ids(_lake(settings), actor_id)


def _lake(settings: Settings) -> Contents:
    storage = Storage(settings.lake)
    return Contents(storage, take_full_snapshot(storage).files, {}, {})


def holds_person(*actor_ids: str) -> Holds:
    """Return a function that checks if a release has a row of the person, by any of these ids."""
    wanted = pa.array(sorted(actor_ids), pa.string())

    def holds(contents: Contents) -> bool:
        return any(
            pc.any(pc.is_in(rows["actor_id"], value_set=wanted)).as_py()
            for table in ("actors", "mentions")
            for rows in contents.scan(table, ("actor_id",))
        )

    return holds


def find_releases(settings: Settings, holds: Holds) -> list[HoldingRelease]:
    """Find the releases in the folder that contain it, highest version first."""
    return [release for release, contents in _releases(settings) if holds(contents)]


def _releases(settings: Settings) -> Iterator[tuple[HoldingRelease, Contents]]:
    target = FolderTarget(settings.releases)
    for version in target.versions():
        manifest = target.manifest(version)
        if manifest is not None:
            url = target.url_of(version)
            files = manifest.stored_files()
            yield HoldingRelease(version, url), Contents(Storage(url), files, manifest.tables, manifest.settings)
