"""`CHANGELOG.md`: one entry for each release of the target, newest first, computed from the differences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.differences import Differences
from pipeline.release.gone import find_gone
from pipeline.release.manifest import TableEntry
from pipeline.release.version import VersionStep

CHANGELOG = "CHANGELOG.md"
_HEAD = "# Changelog\n\nNewest release first. The table `changes` lists every row that differs from the one before.\n"
_MAX_NAMED = 5
_DOCUMENTS = re.compile(r"^\| documents \| \d+ \| \d+ \| (?P<removed>\d+) \| (?P<changed>\d+) \|$", re.MULTILINE)
_ENTRY_HEAD = re.compile(r"(?P<version>\d+\.\d+\.\d+) \((?P<date>\d{4}-\d\d-\d\d)\)")


def extend_changelog(
    previous: str,
    step: VersionStep,
    date: str,
    tables: Mapping[str, TableEntry],
    differences: Differences | None,
    loosened: Sequence[str] = (),
) -> str:
    """Return the changelog `previous` ("" for none) with the entry for this release first.

    `loosened` says which rights are looser than before, a clause each.
    """
    return put_first(previous, _entry(step, date, tables, differences, loosened))


def put_first(changelog: str, entry: str) -> str:
    """Return `changelog` ("" for none) with `entry`, which begins with its heading, first."""
    older = changelog.removeprefix(_HEAD).strip("\n")
    return "\n".join([_HEAD, entry, *(["", older] if older else []), ""])


def _entry(
    step: VersionStep,
    date: str,
    tables: Mapping[str, TableEntry],
    differences: Differences | None,
    loosened: Sequence[str],
) -> str:
    lines = [f"## {step.version} ({date})", ""]
    more = ["", f"More may be passed on than before, as was accepted: {'; '.join(loosened)}."] if loosened else []
    if differences is None:
        lines += ["First release.", "", "| table | rows |", "|---|---:|"]
        lines += [f"| {table} | {entry.n_rows} |" for table, entry in tables.items() if entry.n_rows]
        return "\n".join([*lines, *more])
    lines += [f"{step.level.capitalize()} release.", "", *(f"- {reason}" for reason in step.reasons)]
    counts = differences.counts()
    if counts:
        lines += ["", "| table | rows | added | removed | changed |", "|---|---:|---:|---:|---:|"]
    for table, count in counts.items():
        n_rows = tables[table].n_rows if table in tables else 0
        lines.append(f"| {table} | {n_rows} | {count['added']} | {count['removed']} | {count['changed']} |")
    causes = differences.cause_counts()
    if causes:
        lines += ["", "Causes: " + ", ".join(f"{cause} {n}" for cause, n in causes.items()) + "."]
    rows = differences.tables["documents"].rows
    gone = find_gone(differences)
    added = rows.filter(pc.equal(rows["change"], "added"))
    for words, listed, side in (
        ("Documents added", added, "new"),
        ("Documents gone: unreadable, as `rejected` says of their seeds", gone.unreadable, "old"),
        ("Documents gone", gone.others, "old"),
    ):
        named = _named_documents(listed, side)
        if named:
            lines += ["", f"{words}: {named}."]
    taken_down = _named_documents(_taken_down(rows), "new")
    if taken_down:
        lines += ["", f"Documents taken down: {taken_down}."]
    return "\n".join([*lines, *more])


def _taken_down(rows: pa.Table) -> pa.Table:
    """Return the documents that were published and are now withdrawn."""
    is_withdrawn = pc.fill_null(pc.equal(rows["new.status"], "withdrawn"), False)
    was_published = pc.fill_null(pc.not_equal(rows["old.status"], "withdrawn"), True)
    return rows.filter(pc.and_(pc.and_(is_withdrawn, was_published), pc.equal(rows["change"], "changed")))


def _named_documents(rows: pa.Table, side: str) -> str:
    """Name the first few documents by id, with day and source, and count the rest. No titles: they may be withheld."""
    first = rows.slice(0, _MAX_NAMED)
    columns = (first[name].to_pylist() for name in ("row_id", f"{side}.published_on", f"{side}.source"))
    named = [f"`{row_id}` ({day or 'undated'}, {source})" for row_id, day, source in zip(*columns, strict=True)]
    more = rows.num_rows - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A version in a list: `date` in ISO form, `summary` what changed, in one clause."""

    version: str
    date: str
    summary: str


def read_versions(changelog: str) -> tuple[VersionNote, ...]:
    """Parse the versions of a changelog, in its order (newest first).

    Ignores entries in another form, so that an edited changelog can still be read.
    """
    notes = []
    for entry in changelog.split("\n## ")[1:]:
        head, _, body = entry.partition("\n")
        found = _ENTRY_HEAD.fullmatch(head)
        if found is None:
            continue
        reasons = [line.removeprefix("- ") for line in body.split("\n|")[0].splitlines() if line.startswith("- ")]
        counted = _DOCUMENTS.search(body)
        if counted:
            reasons += [f"documents {word}: {counted[word]}" for word in ("removed", "changed") if counted[word] != "0"]
        notes.append(VersionNote(found["version"], found["date"], "; ".join(reasons) or "first release"))
    return tuple(notes)
