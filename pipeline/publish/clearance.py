"""Whether what the lake holds may be released: it must heed what the seeds folder says now, and have its licences."""

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ReleaseError, UnlicensedError
from pipeline.lake.snapshot import Snapshot
from pipeline.parse.sources import SOURCES_FILE, Publisher
from pipeline.parse.takedowns import TAKEDOWNS_FILE, Takedowns
from pipeline.release.contents import Contents

# What is written where nothing is known; a licence that says this is none.
_NO_LICENCE = frozenset({"", "?", "n/a", "none", "not stated", "unbekannt", "unknown"})
_MAX_NAMED = 3


def check_lake(snapshot: Snapshot, publishers: Mapping[str, Publisher], takedowns: Takedowns) -> None:
    """Raise ReleaseError when the lake was built before a takedown, or before a publisher's rights were changed."""
    ids, texts = (pa.array(sorted(found), pa.string()) for found in (takedowns.by_id, takedowns.texts))
    for documents in _documents(snapshot):
        is_named = pc.or_(
            pc.is_in(documents["document_id"], value_set=ids), pc.is_in(documents["text_sha256"], value_set=texts)
        )
        held = documents["document_id"].filter(is_named).to_pylist()
        if held:
            raise ReleaseError(
                f"{TAKEDOWNS_FILE} names {', '.join(sorted(held)[:_MAX_NAMED])}, which the lake still holds; "
                "run `onrecord build` first"
            )
        rights = documents.group_by(["source", "redistribution"]).aggregate([]).to_pylist()
        for row in sorted(rights, key=lambda row: str(row["source"])):
            publisher = publishers.get(row["source"])
            if publisher is not None and publisher.redistribution != row["redistribution"]:
                raise ReleaseError(
                    f"{SOURCES_FILE} allows {publisher.redistribution} for {publisher.key}, the lake was built with "
                    f"{row['redistribution']}; run `onrecord build` first"
                )


def unlicensed_sources(snapshot: Snapshot, publishers: Mapping[str, Publisher]) -> list[str]:
    """Keys of the sources with documents in the snapshot for which no licence is stated, sorted."""
    found: set[str] = set()
    for documents in _documents(snapshot):
        found.update(documents["source"].unique().to_pylist())
    return sorted(source for source in found if not _has_licence(publishers.get(source)))


def _has_licence(publisher: Publisher | None) -> bool:
    return publisher is not None and (publisher.licence or "").strip().casefold() not in _NO_LICENCE


def refusal(repository: str, sources: list[str], publishers: Mapping[str, Publisher], seeds_url: str) -> ReleaseError:
    """Why these sources keep a release from a repository that anybody can read, with the lines to add."""
    told = (
        f"{repository} is public, and no licence is stated for {', '.join(sources)}. Nothing was sent. State it in "
        f"{seeds_url.rstrip('/')}/{SOURCES_FILE}, or publish to a private repository (`--private` when it is made):"
    )
    return UnlicensedError("\n".join([told, *(line for key in sources for line in _lines(key, publishers.get(key)))]))


def _lines(key: str, publisher: Publisher | None) -> Iterator[str]:
    """The TOML that the source lacks; `licence` is left to be filled in."""
    is_known = publisher is not None and publisher.name != key
    yield ""
    yield f"[{key}]" + ("    # there already: add the last line" if is_known else "")
    yield f'name = "{publisher.name if publisher is not None else key}"'
    yield f'redistribution = "{publisher.redistribution if publisher is not None else "full_text"}"'
    yield 'licence = "…"'


def _documents(snapshot: Snapshot) -> Iterator[pa.Table]:
    """What rights depend on, of the documents that were not taken down, month by month."""
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    for rows in contents.scan("documents", ("document_id", "source", "redistribution", "text_sha256", "status")):
        yield rows.filter(pc.not_equal(rows["status"], "withdrawn"))
