"""Preview the first rows of a table, without anything that a release would withhold."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.intact import read_table_bytes
from pipeline.lake.parquet import decode_first
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.terms import Terms
from pipeline.parse.sources import DEFAULT_MAX_QUOTED_SHARE
from pipeline.release.contents import Contents
from pipeline.release.withholding import (
    BUDGETED_TABLES,
    DOCUMENT_TABLES,
    Restrictions,
    restrictions_of,
    with_shown,
    withhold_rejected,
    withhold_rows,
)

_ACTORS = ("actor_id", "speaker_actor_id", "addressee_actor_id", "source_actor_id")


def first_rows(snapshot: Snapshot, file: StoredFile, n_rows: int, terms: Terms | None) -> pa.Table:
    """Return the first rows of a file of one of the lake's months, as a release under `terms` would have them.

    While any person is taken down no text is shown at all, since only all months together show where they are named.
    Raises LakeError if the file is missing or damaged, ReleaseError if that of its documents is.
    """
    data = read_table_bytes(snapshot.storage, file.name)
    rows = decode_first(data, n_rows)
    if terms is None or not withholds(terms):
        return rows
    found = _found(snapshot, file, terms, rows)
    if file.table == "rejected":
        withdrawn = pa.array([], pa.string())
        withheld = withhold_rejected(rows, found, withdrawn, is_any_restricted=True)
        return rows if withheld is None else withheld
    if file.table not in DOCUMENT_TABLES:
        return rows
    rows = _without(terms.taken_down.persons, rows)
    if pc.any(pc.is_in(rows["document_id"], value_set=found.quotes)).as_py():
        found = _with_shown(snapshot, file.month, found, rows)
    withheld = withhold_rows(file.table, rows, found)
    return (rows if withheld is None else withheld).slice(0, n_rows)


def _with_shown(snapshot: Snapshot, month: str | None, found: Restrictions, rows: pa.Table) -> Restrictions:
    """Return `found` with what may be shown of the documents of these rows: it depends on all tables of the month."""
    contents = Contents(snapshot.storage, snapshot.files, {}, {})
    ids = frozenset(rows["document_id"].to_pylist())
    few = replace(found, budgets={key: budget for key, budget in found.budgets.items() if key in ids})
    files = [file for file in snapshot.files if file.month == month and file.table in BUDGETED_TABLES]
    return with_shown(few, {file.table: contents.read(file) for file in files})


def withholds(terms: Terms) -> bool:
    """Whether anything is withheld under `terms`: a publisher restricts, or something was taken down."""
    taken_down = terms.taken_down
    return bool(terms.publishers.may_withhold or taken_down.by_id or taken_down.persons)


def _found(snapshot: Snapshot, file: StoredFile, terms: Terms, rows: pa.Table) -> Restrictions:
    """Return the restrictions of the file's month."""
    if terms.taken_down.persons and "document_id" in rows.column_names:
        nothing = pa.array([], pa.string())
        return Restrictions(nothing, rows["document_id"].drop_null().unique(), nothing, {})
    by_key = terms.publishers.by_key

    def share_of(source: str) -> float:
        return by_key[source].max_quoted_share if source in by_key else DEFAULT_MAX_QUOTED_SHARE

    return restrictions_of(Contents(snapshot.storage, snapshot.files, {}, {}), file.month, share_of)


def _without(persons: frozenset[str], rows: pa.Table) -> pa.Table:
    """Return the rows that do not name any of `persons` by id."""
    ids = pa.array(sorted(persons), pa.string())
    for name in _ACTORS if len(ids) else ():
        if name in rows.column_names:
            rows = rows.filter(pc.invert(pc.is_in(rows[name], value_set=ids)))
    return rows
