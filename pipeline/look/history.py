"""What a row was in each version of a line: since when, changed by what cause, under which id, withdrawn.

Whether a row is in a version is read from its files, of which only those are looked at that the version before did not
have. Why it differs is read from the table `changes`, which names every difference from the version that it follows. A
row that has another id is followed by the table `redirects`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import ReleaseError
from pipeline.lake.snapshot import StoredFile
from pipeline.look.document import as_json
from pipeline.look.finding import NotFoundError
from pipeline.look.rows import Row, find_rows, rows_of_file
from pipeline.publish.places import PlacedRelease
from pipeline.release.contents import Contents
from schemas.tables import TABLES
from schemas.vocabulary import Cause, Change, DocumentStatus, Redistribution

_TABLES = {
    "doc": "documents",
    "statement": "statements",
    "mention": "mentions",
    "date": "dates",
    "actor": "actors",
    "rejection": "rejected",
    "correction": "corrections",
}
"""Tables whose rows have an id of their own, by how it begins."""

_CITED = re.compile(rf"(?P<id>(?:{'|'.join(_TABLES)})_[^@\s]+)@v?(?P<version>\d+\.\d+\.\d+)")
_MOST_IDS = 50  # by which one row is followed


@dataclass(frozen=True, slots=True)
class Cited:
    """An id as it stands in a version: `statement_…@1.2.0`."""

    row_id: str
    version: str

    @property
    def table(self) -> str:
        """Return the table whose key the id is."""
        return _TABLES[self.row_id.partition("_")[0]]


def parse_cited(wanted: str) -> Cited | None:
    """Return id and version of `ID@VERSION`, None for anything else."""
    found = _CITED.fullmatch(wanted)
    return None if found is None else Cited(found["id"], found["version"])


@dataclass(frozen=True, slots=True)
class RowInVersion:
    """A row in one version: its `row`, None where it is not there, and what differs from the version it `follows`.

    `columns` has the values before and now of each column that differs. `superseded_by` is the id that replaced the one
    before, `yanked` why the version shall not be used.
    """

    version: str
    date: str
    follows: str | None
    row_id: str
    row: Row | None
    change: str | None = None
    cause: str | None = None
    columns: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    superseded_by: str | None = None
    yanked: str | None = None

    @property
    def is_withdrawn(self) -> bool:
        """True if the row was taken down."""
        if self.row is not None:
            return self.row.get("status") == DocumentStatus.WITHDRAWN
        return self.change == Change.REMOVED and self.cause == Cause.TAKEDOWN

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it, without the row."""
        columns = {name: list(as_json({"old": old, "new": new}).values()) for name, (old, new) in self.columns.items()}
        return {
            "version": self.version,
            "date": self.date,
            "follows": self.follows,
            "id": self.row_id,
            "is_there": self.row is not None,
            "is_withdrawn": self.is_withdrawn,
            "change": self.change,
            "cause": self.cause,
            "columns": columns,
            "superseded_by": self.superseded_by,
            "yanked": self.yanked,
        }


@dataclass(frozen=True, slots=True)
class History:
    """A row over all versions of a line, lowest first; `earlier_ids` are those that its id replaced."""

    cited: Cited
    versions: tuple[RowInVersion, ...]
    earlier_ids: tuple[str, ...] = ()

    @property
    def then(self) -> RowInVersion:
        """Return the row in the version that was cited."""
        return next(found for found in self.versions if found.version == self.cited.version)

    @property
    def since(self) -> str | None:
        """Return the first version since which the row is what it is in the one cited; None if it is not there."""
        found = self.then
        by_version = {one.version: one for one in self.versions}
        while found.row is not None and found.change is None and found.follows in by_version:
            before = by_version[found.follows]
            if before.row is None:
                break
            found = before
        return None if found.row is None else found.version

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        last = self.versions[-1]
        ids = [found.superseded_by for found in self.versions if found.superseded_by]
        withdrawn = next((found.version for found in self.versions if found.is_withdrawn), None)
        return {
            "id": self.cited.row_id,
            "table": self.cited.table,
            "version": self.cited.version,
            "row": None if self.then.row is None else as_json(self.then.row),
            "since": self.since,
            "earlier_ids": list(self.earlier_ids),
            "superseded_by": ids[-1] if ids else None,
            "withdrawn_in": withdrawn if last.is_withdrawn else None,
            "is_in_newest": last.row is not None,
            "versions": [found.as_dict() for found in self.versions],
        }


def read_history(releases: Sequence[PlacedRelease], cited: Cited) -> History:
    """Follow a row through `releases`, lowest version first.

    Raises ReleaseError if the version is not among them or a file cannot be read, NotFoundError if no version has the
    row.
    """
    versions = [release.manifest.version for release in releases]
    if cited.version not in versions:
        raise ReleaseError(f"{releases[0].place}: has no version {cited.version}; it has {', '.join(versions)}")
    reader = _Reader(cited)
    for release in releases:
        reader.read(release)
    if all(found.row is None for found in reader.found):
        raise NotFoundError(f"{cited.row_id}: in no version from {versions[0]} to {versions[-1]}")
    return History(cited, tuple(reader.found), tuple(reader.earlier_ids))


class _Reader:
    """Reads one version after another."""

    def __init__(self, cited: Cited) -> None:
        self.table = cited.table
        self.found: list[RowInVersion] = []
        self.earlier_ids: list[str] = []
        self._key = TABLES[self.table].key[0]
        self._ids = [cited.row_id]
        self._contents: dict[str, Contents] = {}
        self._files: dict[str, StoredFile] = {}

    def read(self, release: PlacedRelease) -> None:
        """Read the row in the next version."""
        manifest, contents = release.manifest, release.contents()
        before = next((one for one in self.found if one.version == manifest.previous), None)
        self._contents[manifest.version] = contents
        row_id, row, superseded_by = self._row(contents, manifest.version, before)
        change, cause, names = self._change(contents, row_id)
        was = None if before is None else before.row
        if row is None and was is not None and change is None:
            change, cause = Change.REMOVED.value, self._untold_cause(contents, was)
        if before is not None and was is None and row is not None:
            was = self._earlier_row(contents, before.version, row_id)
        if superseded_by and row is not None and was is not None:
            names = [name for name in row if row[name] != was.get(name)]
            change = Change.CHANGED.value
        columns = {}
        if change == Change.CHANGED and row is not None and was is not None:
            columns = {name: (was.get(name), row.get(name)) for name in names}
        self.found.append(
            RowInVersion(
                manifest.version,
                manifest.date.isoformat(),
                manifest.previous,
                row_id,
                row,
                change,
                cause,
                columns,
                superseded_by,
                release.yank.reason if release.yank else None,
            )
        )

    def _row(self, contents: Contents, version: str, before: RowInVersion | None) -> tuple[str, Row | None, str | None]:
        """Return the id of the row in this version, the row, and the id if it is another one than before."""
        row_id = before.row_id if before is not None else self._ids[0]
        row = self._look(contents, version, row_id, before)
        if row is not None or before is None or before.row is None:
            return row_id, row, None
        superseded_by = None
        while row is None and len(self._ids) < _MOST_IDS:
            now = [found["new_id"] for found in self._redirects(contents, "old_id", row_id)]
            if not now or now[0] in self._ids:
                break
            row_id = superseded_by = now[0]
            self._ids.append(row_id)
            row = self._look(contents, version, row_id, None)
        return row_id, row, superseded_by

    def _look(self, contents: Contents, version: str, row_id: str, before: RowInVersion | None) -> Row | None:
        """Return the row of this id, from the file where it was, or one that the version before did not have."""
        held = None if before is None or before.row_id != row_id else self._files.get(before.version)
        known: set[str] = set()
        if before is not None and before.row_id == row_id:
            known = {file.sha256 for file in self._contents[before.version].of(self.table)}
        files = contents.of(self.table)
        if held is not None and before is not None and any(file.sha256 == held.sha256 for file in files):
            self._files[version] = held
            return before.row
        month = None if held is None else held.month
        for file in sorted(files, key=lambda file: file.month != month):
            if file.sha256 not in known:
                for row in rows_of_file(contents, file, self._key, {row_id}):
                    self._files[version] = file
                    return row
        return None

    def _change(self, contents: Contents, row_id: str) -> tuple[str | None, str | None, list[str]]:
        """Return change, cause and columns of what `changes` says of the row, of the last id that it names."""
        told = {
            row["row_id"]: row
            for row, _ in find_rows(contents, "changes", "row_id", set(self._ids))
            if row["table"] == self.table
        }
        found = told.get(row_id) or next((told[known] for known in reversed(self._ids) if known in told), None)
        return (None, None, []) if found is None else (found["change"], found["cause"], found["columns"])

    def _untold_cause(self, contents: Contents, was: Row) -> str | None:
        """Return why a row is gone of which `changes` says nothing, lest it give the words of a withheld text away."""
        document_id = was.get("document_id")
        rows = find_rows(contents, "documents", "document_id", {document_id}) if document_id else []
        for document, _ in rows:
            if document["status"] != DocumentStatus.PUBLISHED:
                return Cause.TAKEDOWN.value
            if document["redistribution"] != Redistribution.FULL_TEXT:
                return Cause.RIGHTS.value
        return None

    def _earlier_row(self, contents: Contents, version: str, row_id: str) -> Row | None:
        """Return the row under the id that this one replaced, in the version before."""
        ids = {found["old_id"] for found in self._redirects(contents, "new_id", row_id)} - set(self._ids)
        self.earlier_ids += sorted(ids - set(self.earlier_ids))
        rows = find_rows(self._contents[version], self.table, self._key, ids) if ids else []
        return rows[0][0] if rows else None

    def _redirects(self, contents: Contents, column: str, row_id: str) -> list[Row]:
        rows = [row for row, _ in find_rows(contents, "redirects", column, {row_id})]
        return [row for row in rows if row["table"] == self.table]
