"""Remove from the lake's snapshot, month by month, what `rights.RIGHTS` withholds.

Files without a restricted row are the lake's. Rewritten ones are stored beside them, named by content, and deleted
after the grace period of unreferenced files. Memory is that of one month, plus the names that actors of restricted
documents have elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.corpus import recount
from pipeline.lake.months import put_file
from pipeline.lake.parquet import encode
from pipeline.lake.resembling import RESEMBLES_TAKEDOWN
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.parse.sources import DEFAULT_MAX_QUOTED_SHARE, Publisher
from pipeline.release.contents import Contents
from pipeline.release.correction_rights import (
    has_corrected,
    is_judged_kept,
    is_of_unknown,
    with_ids_of_lines,
    without_correction_ids,
    without_words,
)
from pipeline.release.keyed_ids import Keys
from pipeline.release.open_names import OpenNames, is_listed
from pipeline.release.persons import without_persons
from pipeline.release.quoting import Budget, Shown, spend
from pipeline.release.rights import ACTOR_OF, WINDOW, Level, rule_of, stand_ins, withheld_columns

ShareOf = Callable[[str], float]
"""What share of a document's characters may be quoted of a source, from 0 to 1."""

DOCUMENT_TABLES = ("documents", "dates", "mentions", "statements", "about")
BUDGETED_TABLES = ("statements", "dates", "mentions")
"""Tables with texts of a document, of which together only a share may be released at `quotes`."""


@dataclass(frozen=True, slots=True)
class Restrictions:
    """The restricted documents of one month: ids of those at `quotes` and at `metadata` (withdrawn ones included).

    `open_ids` are the others; `budgets` has what may be quoted of each at `quotes`, and `shown` what that buys; None if
    nobody counts it.
    """

    quotes: pa.Array
    metadata: pa.Array
    open_ids: pa.Array
    budgets: Mapping[str, Budget]
    shown: Shown | None = None

    @property
    def closed_ids(self) -> pa.Array:
        """Return the ids of the documents whose text is withheld."""
        return pa.concat_arrays([self.quotes, self.metadata])

    @property
    def is_empty(self) -> bool:
        """True if every document may be redistributed completely."""
        return not len(self.quotes) and not len(self.metadata)


def withhold(snapshot: Snapshot, publishers: Mapping[str, Publisher], *, is_for_actors: bool = False) -> Snapshot:
    """Return `snapshot` without what is withheld. Raises ReleaseError if a file cannot be read.

    Persons who were taken down are those of the terms that the snapshot was built with. If it `is_for_actors`, only
    the table of actors counts: the files of months stay as they are, and so do all ids.
    """
    return withhold_with_keys(snapshot, publishers, is_for_actors=is_for_actors)[0]


def withhold_with_keys(
    snapshot: Snapshot, publishers: Mapping[str, Publisher], *, is_for_actors: bool = False
) -> tuple[Snapshot, Keys]:
    """Do the same, and return the keys of the ids of restricted documents too."""
    keys = Keys()
    if not is_for_actors:
        snapshot = _without_words_of_unknown(snapshot)
    lake = Contents(snapshot.storage, snapshot.files, {}, {})
    if snapshot.terms is not None:
        snapshot = without_persons(snapshot, snapshot.terms.taken_down.persons)
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    withdrawn, is_any_restricted = _survey(contents)
    is_any_restricted |= any(publisher.may_withhold for publisher in publishers.values())
    if not is_any_restricted and not len(withdrawn):
        return snapshot, keys

    def share_of(source: str) -> float:
        return publishers[source].max_quoted_share if source in publishers else DEFAULT_MAX_QUOTED_SHARE

    names = OpenNames(_is_long)
    closed: list[Restrictions] = []
    replaced: dict[StoredFile, StoredFile] = {}
    for month, files in _by_month(snapshot.files).items():
        found = restrictions_of(contents, month, share_of)
        tables = _tables(contents, files, found, is_for_actors=is_for_actors)
        found = with_shown(found, tables)
        closed.append(found)
        if tables and not is_for_actors:
            _add_keys(keys, lake, month, found.closed_ids)
        for file in files:
            rows = None
            if file.table in tables and not is_for_actors:
                rows = _released(file.table, tables[file.table], found, keys)
            elif file.table == "rejected" and not is_for_actors:
                rows = withhold_rejected(contents.read(file), found, withdrawn, is_any_restricted=is_any_restricted)
            elif file.table == "appearances" and not found.is_empty:
                appearances = contents.read(file, ("document_id", "actor_id", "name", "aliases"))
                names.concern(appearances, found.quotes, found.metadata)
                if found.shown is not None:
                    names.collect_quoted(appearances, found.quotes, found.shown)
            if rows is not None:
                replaced[file] = _rewritten(contents, file, rows)
    if names.has_any or contents.of("corrections"):
        replaced |= _with_open_names(contents, names, keys)
    if not is_for_actors:
        for file in contents.of("corrections"):
            replaced[file] = _rewritten(contents, file, withhold_corrections(contents.read(file), closed, keys))
    left = replace(snapshot, files=tuple(replaced.get(file, file) for file in snapshot.files))
    # What names outlets is counted again from documents that may not name theirs.
    is_counted = any(file.table == "documents" for file in replaced)
    return (recount(left, ("coverage", "stories")) if is_counted else left), keys


def _released(table: str, rows: pa.Table, found: Restrictions, keys: Keys) -> pa.Table | None:
    """Return the rows of a table as a release has them; None if it has them as the lake does."""
    withheld = withhold_rows(table, rows, found)
    given = keys.rows(table, rows if withheld is None else withheld, found.closed_ids)
    return None if given is rows else given


def _add_keys(keys: Keys, lake: Contents, month: str, restricted: pa.Array) -> None:
    """Add the keys of a month's restricted documents, whose texts are in the lake whoever was taken down."""
    files = {file.table: file for file in lake.files if file.month == month}
    documents = lake.read(files["documents"], ("document_id", "text"))
    appearances = None
    if "appearances" in files:
        appearances = lake.read(files["appearances"], ("document_id", "actor_id", "local_key"))
    keys.add(documents, appearances, restricted)


def _tables(
    contents: Contents, files: Sequence[StoredFile], found: Restrictions, *, is_for_actors: bool
) -> dict[str, pa.Table]:
    """Return the tables of a month that something is withheld from, or that decide what is."""
    if found.is_empty or (is_for_actors and not found.budgets):
        return {}
    wanted = BUDGETED_TABLES if is_for_actors else (*DOCUMENT_TABLES, "redirects")
    return {file.table: contents.read(file) for file in files if file.table in wanted}


def with_shown(found: Restrictions, tables: Mapping[str, pa.Table]) -> Restrictions:
    """Return `found` with what may be shown of its documents at `quotes`; `tables` are those of their month."""
    if not found.budgets:
        return found
    return replace(found, shown=spend({t: tables[t] for t in BUDGETED_TABLES if t in tables}, found.budgets, _is_long))


def _survey(contents: Contents) -> tuple[pa.Array, bool]:
    """The ids of all documents that were taken down, and whether any document is restricted by its publisher.

    One that is held back because it resembles one counts as taken down: its path may hold the headline.
    """
    withdrawn: list[str] = []
    is_any_restricted = False
    for rows in contents.scan("documents", ("document_id", "status", "redistribution")):
        withdrawn += rows["document_id"].filter(_is_withdrawn(rows)).to_pylist()
        is_any_restricted |= bool(pc.any(pc.not_equal(rows["redistribution"], "full_text")).as_py())
    for rows in contents.scan("rejected", ("document_id", "reason")):
        withdrawn += rows["document_id"].filter(pc.equal(rows["reason"], RESEMBLES_TAKEDOWN)).to_pylist()
    return pa.array(withdrawn, pa.string()), is_any_restricted


def _is_withdrawn(rows: pa.Table) -> pa.ChunkedArray | pa.Array:
    if "status" not in rows.column_names:  # a release from before there were takedowns
        return pa.array([False] * rows.num_rows, pa.bool_())
    return pc.equal(rows["status"], "withdrawn")


def _by_month(files: Sequence[StoredFile]) -> dict[str, list[StoredFile]]:
    months: dict[str, list[StoredFile]] = {}
    for file in files:
        if file.month is not None:
            months.setdefault(file.month, []).append(file)
    return months


def _rewritten(contents: Contents, file: StoredFile, rows: pa.Table) -> StoredFile:
    stored = put_file(contents.storage, encode(file.table, rows), rows.num_rows)
    return StoredFile(file.table, file.month, stored.name, stored.sha256, stored.n_bytes, stored.n_rows)


def restrictions_of(contents: Contents, month: str | None, share_of: ShareOf) -> Restrictions:
    """Return the restrictions of a month, from its file of documents; `share_of` as for `find_restrictions`."""
    file = next((file for file in contents.of("documents") if file.month == month), None)
    if file is None:
        return find_restrictions(_NO_DOCUMENTS, share_of)
    return find_restrictions(contents.read(file, _NO_DOCUMENTS.column_names), share_of)


_NO_DOCUMENTS = pa.schema(
    [
        *((name, pa.string()) for name in ("document_id", "redistribution", "status", "source", "text")),
        ("n_characters", pa.int64()),
    ]
).empty_table()


def find_restrictions(documents: pa.Table, share_of: ShareOf) -> Restrictions:
    """Find the restrictions of a month with these `documents`; `share_of` returns a source's quotable share."""
    levels = pc.if_else(_is_withdrawn(documents), "metadata", documents["redistribution"])
    ids = documents["document_id"]
    quoted = documents.filter(pc.equal(levels, "quotes"))
    columns = (quoted[name].to_pylist() for name in ("document_id", "source", "n_characters", "text"))
    budgets = {
        document_id: Budget(n, int(share_of(source) * n), text)
        for document_id, source, n, text in zip(*columns, strict=True)
    }
    quotes, metadata, open_ids = (ids.filter(pc.equal(levels, level)).combine_chunks() for level in _LEVELS)
    return Restrictions(quotes, metadata, open_ids, budgets)


_LEVELS: tuple[Level, ...] = ("quotes", "metadata", "full_text")


def withhold_rows(table: str, rows: pa.Table, found: Restrictions) -> pa.Table | None:
    """Return the rows of a table without what is withheld; None if nothing is."""
    columns = {}
    at_quotes = pc.is_in(rows["document_id"], value_set=found.quotes)
    at_metadata = pc.is_in(rows["document_id"], value_set=found.metadata)
    for name in withheld_columns(table):
        if name not in rows.column_names:
            continue
        column = rows[name]
        column = _ruled(rule_of(table, name, "quotes"), (table, name), column, at_quotes, rows, found)
        column = _ruled(rule_of(table, name, "metadata"), (table, name), column, at_metadata, rows, found)
        if not column.equals(rows[name]):
            columns[name] = column
    return _replaced(rows, columns)


def withhold_rejected(
    rows: pa.Table, found: Restrictions, withdrawn: pa.Array, *, is_any_restricted: bool
) -> pa.Table | None:
    """Return the rejections without what is withheld; None if nothing is.

    If anything is restricted, all rejections except those of open documents of the same month are: the publisher of
    unreadable content is unknown.
    """
    is_open = pc.is_in(rows["document_id"], value_set=found.open_ids)
    mask = pc.is_in(rows["document_id"], value_set=withdrawn)
    if is_any_restricted:
        mask = pc.or_(mask, pc.invert(is_open))
    columns = {}
    for name in withheld_columns("rejected"):
        column = _ruled(rule_of("rejected", name, "metadata"), ("rejected", name), rows[name], mask, rows, found)
        if not column.equals(rows[name]):
            columns[name] = column
    return _replaced(rows, columns)


def _without_words_of_unknown(snapshot: Snapshot) -> Snapshot:
    """Return `snapshot` without the words of corrections of documents that are not in it, whose rights nobody knows."""
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    replaced = {}
    for file in contents.of("corrections"):
        rows = contents.read(file)
        mask = is_of_unknown(rows)
        if pc.any(mask).as_py():
            replaced[file] = _rewritten(contents, file, with_ids_of_lines(without_words(rows, mask), mask))
    return replace(snapshot, files=tuple(replaced.get(file, file) for file in snapshot.files))


def withhold_corrections(rows: pa.Table, found: Sequence[Restrictions], keys: Keys) -> pa.Table:
    """Return people's corrections without what is withheld, where anything is; `found` are the months' restrictions.

    Lines without a document may be about one whose text is withheld, and their ids are made of their words.
    """
    quotes = pa.concat_arrays([pa.array([], pa.string()), *(month.quotes for month in found)])
    metadata = pa.concat_arrays([pa.array([], pa.string()), *(month.metadata for month in found)])
    is_open = pc.is_in(rows["document_id"], value_set=_open_ids(found))
    mask = pc.invert(is_open)
    nobody = Restrictions(quotes, metadata, pa.array([], pa.string()), {})
    columns = {}
    for name in withheld_columns("corrections"):
        rule = rule_of("corrections", name, "metadata")
        columns[name] = _ruled(rule, ("corrections", name), rows[name], mask, rows, nobody)
    withheld = _replaced(rows, columns)
    rows = rows if withheld is None else withheld
    is_keyed = pc.is_in(rows["document_id"], value_set=pa.array(sorted(keys.documents), pa.string()))
    closed = pc.is_in(rows["document_id"], value_set=pa.concat_arrays([quotes, metadata]))
    restricted = pc.unique(rows["document_id"].filter(pc.and_(is_keyed, closed)))
    # Of a document that was taken down there is no text to make a key of.
    without_key = pc.or_(pc.is_null(rows["document_id"]), pc.and_not(closed, is_keyed))
    return with_ids_of_lines(keys.rows("corrections", rows, restricted), without_key)


def _open_ids(found: Sequence[Restrictions]) -> pa.Array:
    return pa.concat_arrays([pa.array([], pa.string()), *(month.open_ids for month in found)])


def _replaced(rows: pa.Table, columns: Mapping[str, pa.ChunkedArray]) -> pa.Table | None:
    for name, column in columns.items():
        rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), column)
    return rows if columns else None


def _ruled(
    rule: str,
    place: tuple[str, str],
    column: pa.ChunkedArray,
    mask: pa.ChunkedArray,
    rows: pa.Table,
    found: Restrictions,
) -> pa.ChunkedArray:
    """`column`, which `rows` have at `place` (table and name), with `rule` applied where `mask` is true."""
    table, name = place
    if rule in ("named", "listed"):
        mask = pc.and_not(mask, pc.fill_null(is_listed(rows[ACTOR_OF[name]]), False))
    if rule == "keep" or not pc.any(mask).as_py():
        return column
    if rule == "hash":
        return pc.if_else(mask, stand_ins(rows), column)
    if rule == "judged":
        return pc.if_else(pc.and_(mask, pc.invert(is_judged_kept(rows))), pa.scalar(None, column.type), column)
    if found.shown is not None and rule in ("counted", "capped"):
        is_lost = pc.invert(found.shown.marks(table, name, rows))
    else:
        is_lost = _is_long(column) if rule in ("short", "named", "counted") else pa.scalar(value=rule != "capped")
    if found.shown is not None and rule == "named":
        is_lost = pc.or_(is_lost, pc.invert(found.shown.names(rows["document_id"], column)))
    return pc.if_else(pc.and_(mask, is_lost), pa.scalar(None, column.type), column)


def _is_long(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Mark texts with too many words to be released, counted by blanks or by runs of letters and digits.

    The words of a list are counted together.
    """
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, " ")
    distinct = pc.unique(column).drop_null()  # most of them are many times in a month
    counts = (pc.count_substring_regex(distinct, pattern) for pattern in (r"\S+", r"[\pL\pN]+"))
    by_blanks, by_runs = (pc.greater_equal(count, WINDOW) for count in counts)
    return pc.is_in(column, value_set=distinct.filter(pc.or_(by_blanks, by_runs)))


def _with_open_names(contents: Contents, names: OpenNames, keys: Keys) -> dict[StoredFile, StoredFile]:
    """Return the replacement of the actors' file, if any."""
    for file in contents.of("appearances"):
        found = restrictions_of(contents, file.month, lambda source: 0.0)
        appearances = contents.read(file, ("document_id", "actor_id", "name", "aliases"))
        names.collect_open(appearances, found.open_ids)
    replaced = {}
    for file in contents.of("actors"):
        actors = contents.read(file)
        if has_corrected(actors):
            actors = without_correction_ids(actors)
            replaced[file] = _rewritten(contents, file, actors)
        rows = keys.of_actors(named if (named := names.apply(actors)) is not None else actors)
        if rows is not actors:
            replaced[file] = _rewritten(contents, file, rows)
    return replaced
