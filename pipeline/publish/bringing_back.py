"""Check that a rollback does not restore a text or person that was taken down, or rights that are tighter now.

An old release is never changed, but making it current again publishes it again. So it is compared with the current
files beside the seeds, the memories of the lake and of the line's manifests, and the newest release.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ReleaseError, SeedsError
from pipeline.lake.levels import LEVELS_SCHEMA, read_levels
from pipeline.lake.resembling import most_similar
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import TakedownMemory, effective_takedowns, read_memory
from pipeline.lake.terms import gone, read_stored_terms, read_terms
from pipeline.parse.near_equality import NEAR_EQUAL, as_rows, signature_of
from pipeline.parse.sources import UNKNOWN_SOURCE, Publishers
from pipeline.parse.takedowns import Takedowns, read_takedowns
from pipeline.release.contents import Contents
from pipeline.release.manifest import Manifest, ReleasedTakedowns
from pipeline.settings import Settings

_ORDER = ("metadata", "quotes", "full_text")


@dataclass(frozen=True, slots=True)
class RightsNow:
    """What may be published now. `publishers` is None if no file restricts a publisher; `levels` are the lake's."""

    file: Takedowns = field(default_factory=Takedowns)
    memory: TakedownMemory = field(default_factory=TakedownMemory)
    publishers: Publishers | None = None
    levels: pa.Table = field(default_factory=LEVELS_SCHEMA.empty_table)

    def takedowns_with(self, released: ReleasedTakedowns) -> Takedowns:
        """Return the takedowns in force, with those that the line's manifests remember."""
        memory = self.memory.with_file(self.file).with_documents(released.documents)
        return effective_takedowns(self.file, memory)


def rights_now(settings: Settings) -> RightsNow:
    """Read what may be published now from the files beside the seeds and from the lake's memory.

    Raises SeedsError if a file is malformed, cannot be read, or is missing although it restricted a publisher;
    LakeError if the memory is damaged.
    """
    storage = Storage(settings.lake)
    terms, stored = read_terms(settings.seeds), read_stored_terms(storage)
    if terms.sources is None and stored is not None and stored.has_restricted:
        raise SeedsError(gone())
    levels = read_levels(storage)
    return RightsNow(
        read_takedowns(terms.takedowns or ""),
        read_memory(storage) or TakedownMemory(),
        terms.publishers if terms.sources is not None else None,
        LEVELS_SCHEMA.empty_table() if levels is None else levels,
    )


def remembered_takedowns(settings: Settings) -> TakedownMemory:
    """Return the lake's memory of takedowns; it is empty without a lake."""
    return read_memory(Storage(settings.lake)) or TakedownMemory()


def refuse_to_bring_back(
    place: str,
    wanted: tuple[Manifest, Contents],
    newest: Contents,
    now: RightsNow,
    released: ReleasedTakedowns,
) -> None:
    """Raise ReleaseError when the release `wanted` holds what may not be published any more.

    `newest` are the tables of the newest release of the line, `released` what its manifests remember of takedowns.
    """
    manifest, contents = wanted
    takedowns = now.takedowns_with(released)
    version = manifest.version
    taken = [*_withdrawn_in(contents, newest), *_taken_down_in(contents, takedowns), *_persons_in(contents, takedowns)]
    if taken:
        raise ReleaseError(
            f"{place}: {version} holds {_named(taken)}, withdrawn since; roll back to a release made after the takedown"
        )
    looser = sorted(_looser_in(manifest, contents, newest, now))
    if looser:
        raise ReleaseError(
            f"{place}: {version} passes on more of {_named(looser)} than is allowed now; "
            "make a new release (`onrecord build`), or roll back to one that withholds it"
        )


def _named(ids: list[str]) -> str:
    first = list(dict.fromkeys(ids))
    more = f" and {len(first) - 1} more" if len(first) > 1 else ""
    return f"{first[0]}{more}"


def _published(contents: Contents, columns: tuple[str, ...]) -> Iterator[pa.Table]:
    for rows in contents.scan("documents", (*columns, "status")):
        if "status" in rows.column_names:
            rows = rows.filter(pc.not_equal(rows["status"], "withdrawn"))
        yield rows


def taken_down_since(contents: Contents, released: ReleasedTakedowns, memory: TakedownMemory) -> list[str]:
    """Name what a release still holds although its line or the lake remembers it as taken down; sorted."""
    takedowns = effective_takedowns(Takedowns(), memory.with_documents(released.documents))
    return sorted({*_taken_down_in(contents, takedowns), *_persons_in(contents, takedowns)})


def _withdrawn_in(wanted: Contents, newest: Contents) -> list[str]:
    """Return the documents of `wanted` that are withdrawn in the newest release."""
    withdrawn: set[str] = set()
    for rows in newest.scan("documents", ("document_id", "status")):
        if "status" in rows.column_names:
            withdrawn.update(rows.filter(pc.equal(rows["status"], "withdrawn"))["document_id"].to_pylist())
    if not withdrawn:
        return []
    held = {key for rows in _published(wanted, ("document_id",)) for key in rows["document_id"].to_pylist()}
    return sorted(withdrawn & held)


def _taken_down_in(wanted: Contents, takedowns: Takedowns) -> list[str]:
    """Return the documents of `wanted` that were taken down by id or by text, or resemble one."""
    ids, texts = (pa.array(sorted(found), pa.string()) for found in (takedowns.by_id, takedowns.texts))
    signatures = [signature for _, signature in takedowns.signatures()]
    found: list[str] = []
    for rows in _published(wanted, ("document_id", "text_sha256", "text")) if len(ids) else ():
        is_named = pc.or_(pc.is_in(rows["document_id"], value_set=ids), pc.is_in(rows["text_sha256"], value_set=texts))
        found += rows["document_id"].filter(is_named).to_pylist()
        found += _resembling(rows, signatures, takedowns.allowed_texts)
    return sorted(found)


def _resembling(rows: pa.Table, signatures: list[bytes], allowed: frozenset[str]) -> Iterator[str]:
    if not signatures:
        return
    for row in rows.select(["document_id", "text_sha256", "text"]).to_pylist():
        if row["text"] is not None and row["text_sha256"] not in allowed:
            likeness, _ = most_similar(as_rows(signature_of(row["text"])), signatures)
            if likeness[0] >= NEAR_EQUAL:
                yield row["document_id"]


def _persons_in(wanted: Contents, takedowns: Takedowns) -> list[str]:
    """Return the persons who were taken down and have a row in `wanted`."""
    persons = pa.array(sorted(takedowns.persons), pa.string())
    if not len(persons):
        return []
    return sorted(
        actor_id
        for rows in wanted.scan("actors", ("actor_id",))
        for actor_id in rows["actor_id"].filter(pc.is_in(rows["actor_id"], value_set=persons)).to_pylist()
    )


def _looser_in(manifest: Manifest, wanted: Contents, newest: Contents, now: RightsNow) -> Iterator[str]:
    """Return documents of `wanted` with looser rights than their publisher, the newest release or the lake has."""
    known: dict[str, str] = {}
    for rows in (*_published(newest, ("document_id", "redistribution")), now.levels):
        for document_id, level in zip(*(rows[n].to_pylist() for n in ("document_id", "redistribution")), strict=True):
            known[document_id] = _strictest(known.get(document_id, level), level)
    shares = {key: right.max_quoted_share for key, right in manifest.rights.items()}
    for rows in _published(wanted, ("document_id", "source", "redistribution", "tdm_reserved")):
        for row in rows.to_pylist():
            level, is_reserved = row["redistribution"], bool(row.get("tdm_reserved"))
            by_publisher = _allowed_by(now.publishers, row["source"], is_reserved=is_reserved)
            allowed = _strictest(by_publisher, known.get(row["document_id"], "full_text"))
            if _ORDER.index(level) > _ORDER.index(allowed) or (
                level == "quotes" and _quotes_more(row["source"], shares, now.publishers)
            ):
                yield row["document_id"]


def _strictest(one: str, other: str) -> str:
    return min(one, other, key=_ORDER.index)


def _allowed_by(publishers: Publishers | None, source: str, *, is_reserved: bool) -> str:
    if publishers is None:
        return "full_text"
    return publishers.by_key.get(source, publishers.by_key[UNKNOWN_SOURCE]).level(is_reserved=is_reserved)


def _quotes_more(source: str, shares: Mapping[str, float], publishers: Publishers | None) -> bool:
    if publishers is None or source not in publishers.by_key or source not in shares:
        return False
    return shares[source] > publishers.by_key[source].max_quoted_share
