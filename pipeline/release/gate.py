"""The gate before a release: find what blocks it until a person confirms that it is intended.

A release is compared with its predecessor in the same target, and with the lake's memory of all its releases.
`find_blockers` lists the objections; each kind of blocker has its own function, here or in a neighbouring module.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import EXIT_FOUND_WRONG, ReleaseError
from pipeline.lake.levels import LEVELS_SCHEMA, ReleasedLevels
from pipeline.lake.terms import Terms, gone
from pipeline.parse.sources import Publisher
from pipeline.release.bounds import RIGHTS
from pipeline.release.contents import Contents, PreviousRelease
from pipeline.release.differences import Differences
from pipeline.release.manifest import LoosenedRights, PublisherRights

_MAX_NAMED = 3
_ORDER = ("metadata", "quotes", "full_text")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A planned release, and all that it is compared with.

    `current` are its tables, `differences` those from `previous`, `rights` what publishers allow, `remembered` the
    restricted documents that the lake knows (`pipeline.lake.levels`), `terms` the files that it was built with.
    """

    current: Contents
    previous: PreviousRelease | None
    differences: Differences | None
    rights: Mapping[str, PublisherRights]
    remembered: pa.Table
    terms: Terms | None


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a release is not made. `accept` is what a person gives to `--accept` to let it through, if anything does."""

    sentence: str
    accept: str | None


class HeldBackError(ReleaseError):
    """A release was not made because something in it needs a person's word."""

    exit_status = EXIT_FOUND_WRONG

    def __init__(self, version: str, blockers: Collection[Blocker]) -> None:
        self.blockers = tuple(blockers)
        names = sorted({blocker.accept for blocker in blockers if blocker.accept})
        option = (
            f" If that is intended, run again with {' '.join(f'--accept {name}' for name in names)}" if names else ""
        )
        super().__init__(f"{version} is not released: {'; '.join(b.sentence for b in blockers)}.{option}")


@dataclass(frozen=True, slots=True)
class Passed:
    """What a release that may be made does to rights: what was accepted of it, and its documents' levels."""

    loosened: tuple[LoosenedRights, ...]
    levels: ReleasedLevels


def hold_to_gate(version: str, candidate: Candidate, accepted: Collection[str]) -> Passed:
    """Raise HeldBackError when anything blocks the release that is not in `accepted`."""
    ids, restricted = levels_of(candidate.current, candidate.rights)
    renamed = _renamed(candidate.current)
    loosened = find_loosened(candidate, restricted, ids, renamed)
    rows = tuple(_in_words(loosened))
    blockers = [blocker for blocker in find_blockers(candidate, loosened) if blocker.accept not in accepted]
    if blockers:
        raise HeldBackError(version, blockers)
    known_as = [ids, renamed["earlier_id"].combine_chunks()]
    is_loosened = pc.is_in(renamed["document_id"], value_set=loosened["document_id"].combine_chunks())
    loosened_ids = [*loosened["document_id"].chunks, *renamed["earlier_id"].filter(is_loosened).chunks]
    levels = ReleasedLevels(
        pa.concat_arrays(known_as),
        restricted,
        pa.chunked_array(loosened_ids, pa.string()).unique(),
        candidate.remembered,
    )
    return Passed(rows, levels)


def find_blockers(candidate: Candidate, loosened: pa.Table) -> Iterator[Blocker]:
    """Return all blockers of the release."""
    yield from _missing_sources(candidate)
    yield from _looser_rights(loosened)


def _missing_sources(candidate: Candidate) -> Iterator[Blocker]:
    """Nothing is to be read into a `sources.toml` that is not there where documents were restricted before."""
    if candidate.terms is None or candidate.terms.sources is not None:
        return
    rights = candidate.previous.manifest.rights if candidate.previous else {}
    was_restricted = any(right.redistribution != "full_text" for right in rights.values())
    if candidate.differences is not None:
        old = candidate.differences.tables["documents"].rows["old.redistribution"]
        was_restricted |= bool(pc.any(pc.not_equal(old, "full_text")).as_py())
    if was_restricted or candidate.remembered.num_rows:
        yield Blocker(gone(), None)


def _looser_rights(loosened: pa.Table) -> Iterator[Blocker]:
    if not loosened.num_rows:
        return
    told = "; ".join(_told(found, ids) for found, ids in _grouped(loosened))
    n = pc.count_distinct(loosened["document_id"]).as_py()
    yield Blocker(f"{n} document{'s' if n > 1 else ''} would be passed on more freely than before: {told}", RIGHTS)


def _told(found: LoosenedRights, ids: list[str]) -> str:
    more = f" and {len(ids) - _MAX_NAMED} more" if len(ids) > _MAX_NAMED else ""
    return f"{describe_loosened(found)}: {', '.join(ids[:_MAX_NAMED])}{more}"


def describe_loosened(found: LoosenedRights) -> str:
    """Publisher and level before and now, in words."""
    before = f"{found.source_before} {_allowed(found.redistribution_before, found.share_before)}"
    return f"{before} → {found.source} {_allowed(found.redistribution, found.share)}"


def _allowed(level: str, share: float | None) -> str:
    return f"{level} (up to {share:g})" if level == "quotes" and share is not None else level


_LOOSENED = pa.schema(
    [
        *LEVELS_SCHEMA,
        ("source_before", pa.string()),
        ("redistribution_before", pa.string()),
        ("share_before", pa.float64()),
    ]
)


def find_loosened(candidate: Candidate, restricted: pa.Table, ids: pa.Array, renamed: pa.Table) -> pa.Table:
    """Return the documents of which more may be redistributed than in the predecessor, or than the lake remembers.

    Columns are those of `LEVELS_SCHEMA`, now and before. `renamed` leads from ids of an earlier rule to those of today.
    """
    before = [_by_todays_ids(candidate.remembered, renamed)]
    found = []
    if candidate.differences is not None and candidate.previous is not None:
        before.append(_by_todays_ids(_removed(candidate.previous.manifest.rights, candidate.differences), renamed))
        found.append(_of_predecessor(candidate.previous.manifest.rights, candidate))
        found.append(_of_raised_shares(candidate.previous.manifest.rights, candidate.differences, restricted))
    wanted = pa.chunked_array([chunk for rows in before for chunk in rows["document_id"].chunks], pa.string())
    now = _now(candidate, wanted, ids)
    return pa.concat_tables([*(_compared(rows, now) for rows in before), *found])


def _renamed(contents: Contents) -> pa.Table:
    """Return the documents that had another id by an earlier rule: document_id and earlier_id."""
    names = ("document_id", "earlier_id")
    parts = [pa.table({name: pa.array([], pa.string()) for name in names})]
    for rows in contents.scan("documents", (*names, "status")):
        is_wanted = pc.and_(pc.is_valid(rows["earlier_id"]), pc.not_equal(rows["status"], "withdrawn"))
        parts.append(rows.filter(is_wanted).select(names).cast(parts[0].schema))
    return pa.concat_tables(parts)


def _by_todays_ids(levels: pa.Table, renamed: pa.Table) -> pa.Table:
    """Return `levels` with the ids that their documents have today, where an earlier rule made others."""
    place = pc.index_in(levels["document_id"], value_set=renamed["earlier_id"].combine_chunks())
    ids = pc.coalesce(renamed["document_id"].combine_chunks().take(place.combine_chunks()), levels["document_id"])
    return levels.set_column(0, LEVELS_SCHEMA.field("document_id"), ids)


def _removed(rights: Mapping[str, PublisherRights], differences: Differences) -> pa.Table:
    """Return the predecessor's documents that are not there under their id any more, as they were released."""
    rows = differences.tables["documents"].rows
    rows = rows.filter(pc.equal(rows["change"], "removed"))
    columns = [rows["row_id"], rows["old.source"], rows["old.redistribution"]]
    return _with_shares(pa.table(columns, names=LEVELS_SCHEMA.names[:3]), rights)


def _compared(before: pa.Table, now: pa.Table) -> pa.Table:
    """Return the rows of `now` that are looser than those of `before` with the same id."""
    place = pc.index_in(now["document_id"], value_set=before["document_id"].combine_chunks())
    now, was = now.filter(pc.is_valid(place)), before.take(place.drop_null())
    columns = [*now.columns, was["source"], was["redistribution"], was["max_quoted_share"]]
    both = pa.table(columns, schema=_LOOSENED)
    return both.filter(_is_looser(both))


def _is_looser(rows: pa.Table) -> pa.ChunkedArray:
    order = pa.array(_ORDER, pa.string())
    was, now = (pc.index_in(rows[name], value_set=order) for name in ("redistribution_before", "redistribution"))
    quotes_more = pc.and_(
        pc.and_(pc.equal(was, now), pc.equal(rows["redistribution"], "quotes")),
        pc.fill_null(pc.greater(rows["max_quoted_share"], rows["share_before"]), False),
    )
    return pc.or_(pc.greater(now, was), quotes_more)


def _now(candidate: Candidate, wanted: pa.ChunkedArray, ids: pa.Array) -> pa.Table:
    """Return the documents of `wanted` as they will be released."""
    parts = [LEVELS_SCHEMA.empty_table()]
    if pc.any(pc.is_in(wanted, value_set=ids)).as_py():
        for rows in _published(candidate.current):
            rows = rows.filter(pc.is_in(rows["document_id"], value_set=wanted.combine_chunks()))
            parts.append(_with_shares(rows, candidate.rights))
    return pa.concat_tables(parts)


def _published(contents: Contents) -> Iterator[pa.Table]:
    """Return the documents that were not taken down, with their publisher and its level."""
    for rows in contents.scan("documents", ("document_id", "source", "redistribution", "status")):
        yield rows.filter(pc.not_equal(rows["status"], "withdrawn")).drop_columns("status")


def _with_shares(rows: pa.Table, rights: Mapping[str, PublisherRights]) -> pa.Table:
    """`rows` of id, publisher and level with the share that may be quoted; null where nothing is known of it."""
    known = [rights.get(source) for source in rows["source"].to_pylist()]
    shares = pa.array([right.max_quoted_share if right else None for right in known], pa.float64())
    return pa.table([*rows.columns, shares], schema=LEVELS_SCHEMA)


def _of_predecessor(rights: Mapping[str, PublisherRights], candidate: Candidate) -> pa.Table:
    """Return the documents whose row differs from the predecessor's."""
    assert candidate.differences is not None
    rows = candidate.differences.tables["documents"].rows
    is_published = pc.not_equal(rows["new.status"], "withdrawn")
    rows = rows.filter(pc.and_(pc.equal(rows["change"], "changed"), is_published))
    sides = []
    for side in ("old", "new"):
        columns = [rows["row_id"], rows[f"{side}.source"], rows[f"{side}.redistribution"]]
        sides.append(pa.table(columns, names=LEVELS_SCHEMA.names[:3]))
    return _compared(_with_shares(sides[0], rights), _with_shares(sides[1], candidate.rights))


def _of_raised_shares(
    rights: Mapping[str, PublisherRights], differences: Differences, restricted: pa.Table
) -> pa.Table:
    """Return the predecessor's documents at `quotes` whose publisher's quotable share is larger now."""
    changed = differences.tables["documents"].rows["row_id"].combine_chunks()
    rows = restricted.filter(pc.invert(pc.is_in(restricted["document_id"], value_set=changed)))
    return _compared(_with_shares(rows.drop_columns("max_quoted_share"), rights), rows)


def levels_of(contents: Contents, rights: Mapping[str, PublisherRights]) -> tuple[pa.Array, pa.Table]:
    """Return the ids of all documents that were not taken down, and the restricted ones with what `rights` allow."""
    ids, parts = [pa.array([], pa.string())], [LEVELS_SCHEMA.empty_table()]
    for rows in _published(contents):
        ids.append(rows["document_id"].combine_chunks())
        parts.append(_with_shares(rows.filter(pc.not_equal(rows["redistribution"], "full_text")), rights))
    return pa.concat_arrays(ids), pa.concat_tables(parts)


def _grouped(loosened: pa.Table) -> Iterator[tuple[LoosenedRights, list[str]]]:
    """Return the kinds of change, sorted, each with its documents."""
    names = [name for name in _LOOSENED.names if name != "document_id"]
    kinds: dict[tuple[object, ...], set[str]] = {}
    for row in loosened.to_pylist():
        kinds.setdefault(tuple(row[name] for name in names), set()).add(row["document_id"])
    for values, ids in sorted(kinds.items(), key=lambda kind: [str(value) for value in kind[0]]):
        row = dict(zip(names, values, strict=True))
        row["share"] = row.pop("max_quoted_share")
        yield LoosenedRights.model_validate({**row, "n_documents": len(ids)}), sorted(ids)


def _in_words(loosened: pa.Table) -> Iterator[LoosenedRights]:
    yield from (found for found, _ in _grouped(loosened))


def of_other_shares(
    contents: Contents, before: Mapping[str, PublisherRights], now: Mapping[str, PublisherRights]
) -> pa.Array:
    """Return the ids of documents at `quotes` of whose publisher another share may be quoted than before."""
    both = sorted(before.keys() & now.keys())
    sources = pa.array([s for s in both if before[s].max_quoted_share != now[s].max_quoted_share], pa.string())
    found = [pa.array([], pa.string())]
    for rows in _published(contents) if len(sources) else ():
        is_other = pc.and_(pc.is_in(rows["source"], value_set=sources), pc.equal(rows["redistribution"], "quotes"))
        found += rows["document_id"].filter(is_other).chunks
    return pa.concat_arrays(found)


def rights_of(publishers: Mapping[str, Publisher]) -> dict[str, PublisherRights]:
    """Return what the publishers allow, as a manifest records it."""
    return {
        key: PublisherRights(redistribution=publisher.redistribution, max_quoted_share=publisher.max_quoted_share)
        for key, publisher in publishers.items()
    }
