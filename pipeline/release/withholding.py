"""Remove from the lake's snapshot, month by month, what `rights.RIGHTS` withholds.

Files without a restricted row are the lake's. Rewritten ones are stored beside them, named by content, and deleted
after the grace period of unreferenced files. Memory is that of one month, plus the names that actors of restricted
documents have elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.corpus import recount
from pipeline.lake.months import put_file
from pipeline.lake.parquet import encode
from pipeline.lake.resembling import RESEMBLES_TAKEDOWN
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.parse.sources import DEFAULT_MAX_QUOTED_SHARE, Publisher
from pipeline.release.contents import Contents
from pipeline.release.open_names import OpenNames, is_listed
from pipeline.release.persons import without_persons
from pipeline.release.quoting import beyond_share
from pipeline.release.rights import ACTOR_OF, WINDOW, Level, rule_of, stand_in, withheld_columns

ShareOf = Callable[[str], float]
"""What share of a document's characters the statements of a source may quote, from 0 to 1."""

DOCUMENT_TABLES = ("documents", "dates", "mentions", "statements", "about")


@dataclass(frozen=True, slots=True)
class Restrictions:
    """The restricted documents of one month: ids of those at `quotes` and at `metadata` (withdrawn ones included).

    `open_ids` are the others; `budgets` has, for each at `quotes`, its length and the characters that may be quoted.
    """

    quotes: pa.Array
    metadata: pa.Array
    open_ids: pa.Array
    budgets: Mapping[str, tuple[int, int]]

    @property
    def is_empty(self) -> bool:
        """True if every document may be redistributed completely."""
        return not len(self.quotes) and not len(self.metadata)


def withhold(snapshot: Snapshot, publishers: Mapping[str, Publisher], *, is_for_actors: bool = False) -> Snapshot:
    """Return `snapshot` without what is withheld. Raises ReleaseError if a file cannot be read.

    Persons who were taken down are those of the terms that the snapshot was built with. If it `is_for_actors`, only
    the table of actors counts, and the files of months stay as they are.
    """
    if snapshot.terms is not None:
        snapshot = without_persons(snapshot, snapshot.terms.taken_down.persons)
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    withdrawn, is_any_restricted = _survey(contents)
    is_any_restricted |= any(publisher.may_withhold for publisher in publishers.values())
    if not is_any_restricted and not len(withdrawn):
        return snapshot

    def share_of(source: str) -> float:
        return publishers[source].max_quoted_share if source in publishers else DEFAULT_MAX_QUOTED_SHARE

    names = OpenNames(_is_long)
    replaced: dict[StoredFile, StoredFile] = {}
    for month, files in _by_month(snapshot.files).items():
        found = restrictions_of(contents, month, share_of)
        for file in files:
            rows = None
            if file.table in DOCUMENT_TABLES and not found.is_empty and not is_for_actors:
                rows = withhold_rows(file.table, contents.read(file), found)
            elif file.table == "rejected" and not is_for_actors:
                rows = withhold_rejected(contents.read(file), found, withdrawn, is_any_restricted=is_any_restricted)
            elif file.table == "appearances" and not found.is_empty:
                names.concern(contents.read(file, ("document_id", "actor_id")), found.quotes, found.metadata)
            if rows is not None:
                replaced[file] = _rewritten(contents, file, rows)
    if names.has_any:
        replaced |= _with_open_names(contents, names)
    left = replace(snapshot, files=tuple(replaced.get(file, file) for file in snapshot.files))
    # What names outlets is counted again from documents that may not name theirs.
    is_counted = any(file.table == "documents" for file in replaced)
    return recount(left, ("coverage", "stories")) if is_counted else left


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
        *((name, pa.string()) for name in ("document_id", "redistribution", "status", "source")),
        ("n_characters", pa.int64()),
    ]
).empty_table()


def find_restrictions(documents: pa.Table, share_of: ShareOf) -> Restrictions:
    """Find the restrictions of a month with these `documents`; `share_of` returns a source's quotable share."""
    levels = pc.if_else(_is_withdrawn(documents), "metadata", documents["redistribution"])
    ids = documents["document_id"]
    quoted = documents.filter(pc.equal(levels, "quotes"))
    columns = (quoted[name].to_pylist() for name in ("document_id", "source", "n_characters"))
    budgets = {document_id: (n, int(share_of(source) * n)) for document_id, source, n in zip(*columns, strict=True)}
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
        column = _ruled(rule_of(table, name, "quotes"), name, column, at_quotes, rows, found)
        column = _ruled(rule_of(table, name, "metadata"), name, column, at_metadata, rows, found)
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
        column = _ruled(rule_of("rejected", name, "metadata"), name, rows[name], mask, rows, found)
        if not column.equals(rows[name]):
            columns[name] = column
    return _replaced(rows, columns)


def _replaced(rows: pa.Table, columns: Mapping[str, pa.ChunkedArray]) -> pa.Table | None:
    for name, column in columns.items():
        rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), column)
    return rows if columns else None


def _ruled(
    rule: str, name: str, column: pa.ChunkedArray, mask: pa.ChunkedArray, rows: pa.Table, found: Restrictions
) -> pa.ChunkedArray:
    """`column`, which `rows` have as `name`, with `rule` applied where `mask` is true."""
    if rule in ("named", "listed"):
        mask = pc.and_not(mask, pc.fill_null(is_listed(rows[ACTOR_OF[name]]), False))
    if rule == "keep" or not pc.any(mask).as_py():
        return column
    if rule == "hash":
        hashed = pa.array([stand_in(seed) for seed in column.to_pylist()], pa.string())
        return pc.if_else(mask, hashed, column)
    if rule in ("short", "named"):
        mask = pc.and_(mask, _is_long(column))
    elif rule == "capped":
        mask = pc.and_(mask, _is_beyond_share(rows, found))
    return pc.if_else(mask, pa.scalar(None, column.type), column)


def _is_long(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Mark texts with too many words to be released, counted by blanks or by runs of letters and digits.

    The words of a list are counted together.
    """
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, " ")
    counts = (pc.count_substring_regex(column, pattern) for pattern in (r"\S+", r"[\pL\pN]+"))
    by_blanks, by_runs = (pc.greater_equal(count, WINDOW) for count in counts)
    return pc.fill_null(pc.or_(by_blanks, by_runs), False)


def _is_beyond_share(rows: pa.Table, found: Restrictions) -> pa.Array:
    """Mark statements of documents at `quotes` that would exceed the allowed share of quoted characters."""
    of_document: dict[str, list[int]] = {}
    ids = rows["document_id"].to_pylist()
    for index, document_id in enumerate(ids):
        if document_id in found.budgets:
            of_document.setdefault(document_id, []).append(index)
    beyond = np.zeros(rows.num_rows, dtype=bool)
    for document_id, indices in of_document.items():
        taken = rows.select(["spans"]).take(pa.array(indices))["spans"].to_pylist()
        spans = [[(span["start"], span["end"]) for span in found_at] for found_at in taken]
        n_characters, budget = found.budgets[document_id]
        for place in beyond_share(spans, n_characters, budget):
            beyond[indices[place]] = True
    return pa.array(beyond)


def _with_open_names(contents: Contents, names: OpenNames) -> dict[StoredFile, StoredFile]:
    """Return the replacement of the actors' file, if any."""
    for file in contents.of("appearances"):
        found = restrictions_of(contents, file.month, lambda source: 0.0)
        appearances = contents.read(file, ("document_id", "actor_id", "name", "aliases"))
        names.collect(appearances, found.quotes, found.metadata)
    replaced = {}
    for file in contents.of("actors"):
        rows = names.apply(contents.read(file))
        if rows is not None:
            replaced[file] = _rewritten(contents, file, rows)
    return replaced
