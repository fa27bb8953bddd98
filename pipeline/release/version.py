"""Determine the next version of a target's line, with its reasons in words.

major: a column or table was removed, renamed or retyped, or the rule of an id changed. minor: a new document, column or
table, or any change caused by schema, settings or code. patch: only corrected or withdrawn documents, people's
corrections and answers to samples, takedowns, rights, or what `[dataset]` says. No difference: no release.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import semver

from pipeline.release.causes import (
    documents_of_other_rights,
    documents_of_other_seeds,
    documents_of_other_status,
)
from pipeline.release.diff import TableDiff
from pipeline.release.differences import Differences
from pipeline.release.gone import count_unreadable
from pipeline.release.keyed_ids import KEYED_TABLES
from pipeline.release.manifest import TableEntry

Level = Literal["first", "major", "minor", "patch"]
FIRST_VERSION = "1.0.0"

# Causes that change the dataset without a change in its sources.
_OWN_CAUSES = ("schema", "settings", "code")
_OUTER_CAUSES = ("source", "correction", "rights", "takedown")


@dataclass(frozen=True, slots=True)
class VersionStep:
    """The next version, its level (major, minor, patch), and the reasons, one clause each."""

    version: str
    level: Level
    reasons: tuple[str, ...]


def next_version(
    previous: str | None,
    old_tables: Mapping[str, TableEntry],
    new_tables: Mapping[str, TableEntry],
    differences: Differences | None,
    described_otherwise: Sequence[str] = (),
) -> VersionStep | None:
    """Return the step from `previous` (None: no release yet) to the next version, or None if nothing differs.

    `described_otherwise` are the fields of `[dataset]` that differ.
    """
    if previous is None or differences is None:
        return VersionStep(FIRST_VERSION, "first", ("first release",))
    breaks, additions = contract_changes(old_tables, new_tables)
    breaks += [f"ids of `{table}` are made by another rule" for table in _rekeyed(old_tables, new_tables, differences)]
    causes = differences.cause_counts()
    n_new = _new_documents(differences.tables["documents"].rows)
    additions = [
        *([f"new documents: {n_new}"] if n_new else []),
        *additions,
        *(f"rows changed by {cause}: {causes[cause]}" for cause in _OWN_CAUSES if cause in causes),
    ]
    rest = [f"rows changed by {cause}: {causes[cause]}" for cause in _OUTER_CAUSES if cause in causes]
    n_unreadable = count_unreadable(differences)
    rest += [f"documents gone: unreadable: {n_unreadable}"] if n_unreadable else []
    rest += [f"dataset described otherwise: {', '.join(described_otherwise)}"] if described_otherwise else []
    if not (breaks or additions or rest):
        return None
    level: Level = "major" if breaks else "minor" if additions else "patch"
    return VersionStep(raised(previous, level), level, (*breaks, *additions, *rest))


def raised(version: str, level: Level) -> str:
    """Return the first version of this level after `version`."""
    return str(_BUMP.get(level, semver.Version.bump_patch)(semver.Version.parse(version)))


_BUMP = {"major": semver.Version.bump_major, "minor": semver.Version.bump_minor}


def pass_over(step: VersionStep, taken: Collection[str]) -> VersionStep:
    """Return the step to the first version of its level that is not in `taken`."""
    version = step.version
    while version in taken:
        version = raised(version, step.level)
    return replace(step, version=version)


def _rekeyed(
    old_tables: Mapping[str, TableEntry], new_tables: Mapping[str, TableEntry], differences: Differences
) -> list[str]:
    """Return the tables whose ids are made by another rule: so declared, or so found in their rows.

    A rule for documents whose text is withheld is another one only for a dataset that has such documents.
    """
    both = [table for table in new_tables if table in old_tables]
    declared = [table for table in both if old_tables[table].id_rule != new_tables[table].id_rule]
    declared = [
        table
        for table in declared
        if table not in KEYED_TABLES or _has_renamed(differences.tables[table], new_tables[table].key)
    ]
    return [*declared, *(table for table in rekeyed_tables(differences.tables) if table not in declared)]


def _has_renamed(diff: TableDiff, key: Sequence[str]) -> bool:
    """Whether a row is the same under another id."""
    return bool(pc.any(pc.is_in(pc.list_flatten(diff.rows["columns"]), value_set=pa.array(key))).as_py())


def _new_documents(rows: pa.Table) -> int:
    """Count the new documents, without those that had another id, or were taken down before they were released."""
    is_added = pc.equal(rows["change"], "added")
    gone = rows["row_id"].filter(pc.equal(rows["change"], "removed")).combine_chunks()
    is_known = pc.is_in(rows["new.earlier_id"], value_set=gone)
    is_kept = pc.fill_null(pc.not_equal(rows["new.status"], "withdrawn"), True)
    return int(pc.sum(pc.and_(pc.and_not(is_added, is_known), is_kept)).as_py() or 0)


def contract_changes(
    old_tables: Mapping[str, TableEntry], new_tables: Mapping[str, TableEntry]
) -> tuple[list[str], list[str]]:
    """Describe the changes that break readers of the old contract, and those that do not."""
    breaks = [f"table `{table}` is gone" for table in sorted(set(old_tables) - set(new_tables))]
    additions = [f"new table `{table}`" for table in sorted(set(new_tables) - set(old_tables))]
    for table in (table for table in new_tables if table in old_tables):
        old, new = old_tables[table], new_tables[table]
        if old.key != new.key:
            breaks.append(f"key of `{table}` was {', '.join(old.key)}, is {', '.join(new.key)}")
        found = list(_column_breaks(table, old, new))
        added = _names(new) - _names(old)
        breaks += found
        additions += [f"new column `{table}.{name}`" for name in sorted(added)]
        if old.schema_fingerprint != new.schema_fingerprint and not found and not added and old.key == new.key:
            additions.append(f"columns of `{table}` are declared otherwise")
    return breaks, additions


def _column_breaks(table: str, old: TableEntry, new: TableEntry) -> Iterable[str]:
    now = {column.name: column for column in new.columns}
    for column in old.columns:
        if column.name not in now:
            yield f"column `{table}.{column.name}` is gone"
        elif now[column.name].type != column.type:
            yield f"column `{table}.{column.name}` was {column.type}, is {now[column.name].type}"
        elif now[column.name].is_nullable and not column.is_nullable:
            yield f"column `{table}.{column.name}` may be null now"


def _names(entry: TableEntry) -> set[str]:
    return {column.name for column in entry.columns}


def rekeyed_tables(diffs: Mapping[str, TableDiff]) -> list[str]:
    """Return tables whose id rule changed: the same thing was removed under one id and added under another.

    The same thing is the same seed for documents; for rows, the same text at the same position of a document whose seed
    did not change. Ids depend on nothing else, except where a text is withheld: documents of which it is on one side
    only, or whose text is another one, say nothing of the rule. Otherwise one such pair is proof.
    """
    touched = pa.array(sorted(documents_of_other_seeds(diffs) | _of_other_keys(diffs)), pa.string())
    found = []
    for table, diff in diffs.items():
        if table == "documents":
            names = ["seed", "seed_sha256"]
        elif table in ("statements", "dates", "mentions"):
            names = ["document_id", "surface"]
        else:
            continue
        went, came = (_identities(diff.rows, side, names, touched) for side in ("old", "new"))
        if went.num_rows and came.num_rows and went.join(came, names, join_type="inner").num_rows:
            found.append(table)
    return found


def _of_other_keys(diffs: Mapping[str, TableDiff]) -> set[str]:
    """Return documents whose rows may have other ids by the same rule: their level, state or text is another one."""
    rows = diffs["documents"].rows
    columns = rows["columns"].combine_chunks()
    is_text = pc.equal(pc.list_flatten(columns), "text_sha256")
    places = pc.unique(pc.list_parent_indices(columns).filter(is_text))
    found = {*documents_of_other_rights(diffs).to_pylist(), *documents_of_other_status(diffs).to_pylist()}
    return found | set(rows["row_id"].take(places).to_pylist())


def _identities(rows: pa.Table, side: str, names: list[str], touched: pa.Array) -> pa.Table:
    """Return what identifies the rows added (side `new`) or removed (side `old`) of documents with the same seed."""
    rows = rows.filter(pc.equal(rows["change"], "added" if side == "new" else "removed"))
    columns = {name: rows[name if name == "surface" else f"{side}.{name}"] for name in names}
    selected = pa.table(columns)
    if "document_id" in names:
        return selected.filter(pc.invert(pc.is_in(selected["document_id"], value_set=touched)))
    return selected
