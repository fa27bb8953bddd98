"""Check that the lake may be released: it must be built with the current rights and takedowns, and have licences."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ReleaseError, UnlicensedError
from pipeline.lake.publishers import with_publishers
from pipeline.lake.seed_index import indexed_documents
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.takedown_memory import read_memory
from pipeline.lake.terms import Terms, read_terms
from pipeline.parse.seeds import seeds_folder
from pipeline.parse.sources import SOURCES_FILE, Publisher, Publishers
from pipeline.parse.takedowns import TAKEDOWNS_FILE
from pipeline.release.contents import Contents

# What is written where nothing is known; a licence that says this is none.
_NO_LICENCE = frozenset({"", "?", "n/a", "none", "not stated", "unbekannt", "unknown"})
_MAX_NAMED = 3


def check_lake(snapshot: Snapshot, seeds_url: str) -> Publishers:
    """Check the snapshot against the current files in the seeds folder, and return the publishers it was built with.

    Raises ReleaseError if one of the files has changed, if a document has not the publisher or level that these files
    give it, or was taken down; SeedsError if a file cannot be read.
    """
    if snapshot.terms is None:
        if snapshot.files:
            raise ReleaseError("the lake does not record the rights it was built with; run `onrecord build` first")
        return Publishers({})
    check_terms(snapshot.terms, seeds_url)
    _check_memory(snapshot, snapshot.terms)
    publishers, takedowns = snapshot.terms.publishers, snapshot.terms.taken_down
    expected = with_publishers(indexed_documents(snapshot.storage), publishers)
    ids, texts = (pa.array(sorted(found), pa.string()) for found in (takedowns.by_id, takedowns.texts))
    for documents in _documents(snapshot):
        _check_levels(documents, publishers)
        _check_publishers(documents, expected)
        published = documents.filter(pc.not_equal(documents["status"], "withdrawn"))
        is_named = pc.or_(
            pc.is_in(published["document_id"], value_set=ids), pc.is_in(published["text_sha256"], value_set=texts)
        )
        held = published["document_id"].filter(is_named).to_pylist()
        if held:
            raise ReleaseError(
                f"{TAKEDOWNS_FILE} names {', '.join(sorted(held)[:_MAX_NAMED])}, which the lake still holds; "
                "run `onrecord build` first"
            )
    return publishers


def _check_memory(snapshot: Snapshot, terms: Terms) -> None:
    """Raise ReleaseError if the lake learnt of a takedown after the snapshot was built."""
    memory = read_memory(snapshot.storage)
    if memory is not None and memory.adds_to(terms.memory):
        raise ReleaseError("takedowns have become known since the lake was built; run `onrecord build` first")


def _check_levels(documents: pa.Table, publishers: Publishers) -> None:
    """Raise ReleaseError if documents are at another level than their publisher's, or than that of their own terms."""
    deciding = [name for name in ("source", "redistribution", "tdm_reserved") if name in documents.column_names]
    for row in documents.group_by(deciding).aggregate([]).to_pylist():
        publisher = publishers.by_key.get(row["source"])
        is_reserved = bool(row.get("tdm_reserved"))
        if publisher is None or publisher.level(is_reserved=is_reserved) != row["redistribution"]:
            raise ReleaseError(
                f"{SOURCES_FILE} does not say that documents of {row['source']} are at {row['redistribution']}, as the "
                "lake has them; run `onrecord build` first"
            )


def _check_publishers(documents: pa.Table, expected: pa.Table) -> None:
    """Raise ReleaseError if a document's publisher is not the one that follows from its seed."""
    place = pc.index_in(documents["document_id"], value_set=expected["document_id"].combine_chunks())
    found, meant = documents.filter(pc.is_valid(place)), expected.take(place.drop_null())
    other = found.filter(pc.not_equal(found["source"], meant["source"]))["document_id"].to_pylist()
    if other:
        raise ReleaseError(
            f"{other[0]}: the lake has it under another publisher than {SOURCES_FILE}; run `onrecord build` first"
        )


def check_terms(terms: Terms, seeds_url: str) -> None:
    """Raise ReleaseError if a file in the seeds folder differs from `terms`, SeedsError if it is malformed."""
    now = read_terms(seeds_url).hashes
    changed = [name for name, sha256 in terms.hashes.items() if now[name] != sha256]
    if changed:
        raise ReleaseError(f"{' and '.join(changed)}: not as the lake was built with; run `onrecord build` first")


def recheck_of(snapshot: Snapshot, seeds_url: str) -> Callable[[], None]:
    """Return the function to call right before the snapshot is released: the files may have changed since."""
    terms = snapshot.terms
    return (lambda: None) if terms is None else partial(check_terms, terms, seeds_url)


def unlicensed_sources(snapshot: Snapshot, publishers: Mapping[str, Publisher]) -> list[str]:
    """Return the keys of sources with documents in the snapshot but without a licence, sorted."""
    found: set[str] = set()
    for documents in _documents(snapshot):
        published = documents.filter(pc.not_equal(documents["status"], "withdrawn"))
        found.update(published["source"].unique().to_pylist())
    return sorted(source for source in found if not _has_licence(publishers.get(source)))


def _has_licence(publisher: Publisher | None) -> bool:
    return publisher is not None and (publisher.licence or "").strip().casefold() not in _NO_LICENCE


def refusal(repository: str, sources: list[str], publishers: Mapping[str, Publisher], seeds_url: str) -> ReleaseError:
    """Return the error that these sources lack a licence for a public repository, with the lines to add."""
    told = (
        f"{repository} is public, and no licence is stated for {', '.join(sources)}. Nothing was sent. State it in "
        f"{seeds_folder(seeds_url)}/{SOURCES_FILE} and run `onrecord build`, or publish to a private repository "
        "(`--private` when it is made):"
    )
    return UnlicensedError("\n".join([told, *(line for key in sources for line in _lines(key, publishers.get(key)))]))


def _lines(key: str, publisher: Publisher | None) -> Iterator[str]:
    """Return the missing TOML of the source, with `licence` to be filled in."""
    is_known = publisher is not None and publisher.name != key
    yield ""
    yield f"[{key}]" + ("    # there already: add the last line" if is_known else "")
    yield f'name = "{publisher.name if publisher is not None else key}"'
    yield f'redistribution = "{publisher.redistribution if publisher is not None else "full_text"}"'
    yield 'licence = "…"'


def _documents(snapshot: Snapshot) -> Iterator[pa.Table]:
    """Yield the columns that rights depend on, of all documents, month by month."""
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    return contents.scan(
        "documents", ("document_id", "source", "redistribution", "tdm_reserved", "text_sha256", "status")
    )
