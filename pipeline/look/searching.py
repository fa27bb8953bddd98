"""Search the statements of a release with DuckDB: by words, speaker, whom they are about, and day."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ReleaseError
from pipeline.look.files import local_files
from pipeline.look.finding import NotFoundError
from pipeline.publish.load_process import temporary_folder
from pipeline.publish.places import PlacedRelease
from schemas.export import arrow_schema

if TYPE_CHECKING:
    import duckdb

Hit = dict[str, Any]

_TABLES = ("statements", "about", "actors", "redirects")
_NEEDED = {"statements": ("speaker", "counts_once"), "about": ("actor_id",)}
_MEMORY = "1GB"
_AT_ONCE = 1_000
# A name as its words in lower case, so that “Probe” finds “Karl Probe” and not “Probesprecher”.
_SETUP = r"create macro words_of(x) as ' ' || trim(regexp_replace(lower(x), '[^\pL\pN]+', ' ', 'g')) || ' '"
_ACTORS = """
select actor_id, name from actors
where actor_id = $who or actor_id in (select new_id from redirects where old_id = $who)
  or words_of(name) like '%' || words_of($who) || '%'
  or len([alias for alias in aliases if words_of(alias) like '%' || words_of($who) || '%']) > 0
order by n_statements desc, actor_id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search looks for; all of it must hold. `words` are parts of the text, in any case.

    `speaker` and `about` are names or ids of actors. A statement counts as said between `first` and `last` if it may
    have been said on one of these days, or, where that is not known, was published on one.
    """

    words: Sequence[str] = ()
    speaker: str | None = None
    about: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(slots=True)
class Search:
    """A search in an open release. `actors` has the names that `speaker` and `about` were taken for."""

    connection: "duckdb.DuckDBPyConnection"
    columns: tuple[str, ...]
    conditions: list[str]
    values: dict[str, Any]
    actors: Mapping[str, list[str]] = field(default_factory=dict)

    def hits(self, limit: int | None = None) -> Iterator[Hit]:
        """Yield the statements in the order of their days, up to `limit`."""
        named = ", ".join(f's."{column}"' for column in self.columns)
        rows = self.connection.execute(
            f"select {named} from statements s where {self._where(self.conditions)} "
            "order by coalesce(stated_from, published_on), published_on, document_id, spans[1].start, statement_id"
            + (f" limit {int(limit)}" if limit is not None else ""),
            self.values,
        )
        while found := rows.fetchmany(_AT_ONCE):
            yield from (dict(zip(self.columns, row, strict=True)) for row in found)

    def count(self) -> int:
        """Count all hits."""
        return self._count(self.conditions)

    def count_withheld(self) -> int:
        """Count the statements that meet all conditions but the words, and whose words are withheld."""
        others = [condition for condition in self.conditions if "$word" not in condition]
        return self._count([*others, "s.text is null"]) if len(others) < len(self.conditions) else 0

    def _count(self, conditions: Sequence[str]) -> int:
        where = self._where(conditions)
        used = {name: value for name, value in self.values.items() if f"${name}" in where.replace(")", " ").split()}
        row = self.connection.execute(f"select count(*) from statements s where {where}", used).fetchone()
        return int(row[0]) if row else 0

    @staticmethod
    def _where(conditions: Sequence[str]) -> str:
        return " and ".join(conditions) or "true"


@contextmanager
def open_search(release: PlacedRelease, wanted: Wanted) -> Iterator[Search]:
    """Set up a search in `release`. Memory is bounded: what does not fit is sorted on disk.

    Raises ReleaseError for a release without the columns, NotFoundError if no actor has the name.
    """
    import duckdb

    _check_columns(release)
    with temporary_folder("search") as scratch, duckdb.connect() as connection, _told(release, duckdb.Error):
        connection.execute(f"set memory_limit = '{_MEMORY}'")
        connection.execute("set temp_directory = $folder", {"folder": str(scratch)})
        connection.execute(_SETUP)
        for table in _TABLES:
            _create_view(connection, release, table, scratch)
        actors = {
            option: _find_actors(connection, option, who)
            for option, who in (("speaker", wanted.speaker), ("about", wanted.about))
            if who is not None
        }
        columns = tuple(c.name for c in release.manifest.tables["statements"].columns if not c.type.startswith("list"))
        conditions, values = _conditions(wanted, {option: list(found) for option, found in actors.items()})
        names = {option: [name or actor_id for actor_id, name in found.items()] for option, found in actors.items()}
        yield Search(connection, columns, conditions, values, names)


@contextmanager
def _told(release: PlacedRelease, refusal: type[Exception]) -> Iterator[None]:
    """Convert what DuckDB refuses, such as a damaged file or a full disk, into a ReleaseError of one line."""
    try:
        yield
    except refusal as error:
        reason = (str(error).splitlines() or [""])[0]
        raise ReleaseError(
            f"{release.place}: cannot be searched ({reason}): run `onrecord verify {release.place}`"
        ) from None


def _check_columns(release: PlacedRelease) -> None:
    for table, needed in _NEEDED.items():
        entry = release.manifest.tables.get(table)
        if entry is None or not set(needed) <= {column.name for column in entry.columns}:
            raise ReleaseError(
                f"{release.place}: release {release.manifest.version} is older than the names in `{table}`; "
                "search one made with this version of onrecord"
            )


def _create_view(connection: "duckdb.DuckDBPyConnection", release: PlacedRelease, table: str, scratch: Path) -> None:
    """Make the table's files a view; a table without rows has no files, and gets its columns alone."""
    paths = local_files(release, table, scratch)
    if paths:
        connection.from_parquet(paths).create_view(table)
        return
    connection.from_arrow(arrow_schema(table).empty_table()).create(table)


def _find_actors(connection: "duckdb.DuckDBPyConnection", option: str, who: str) -> dict[str, str | None]:
    """Return the actors with this id or name, by id, those with most statements first."""
    found = dict(connection.execute(_ACTORS, {"who": unicodedata.normalize("NFC", who)}).fetchall())
    if not found:
        raise NotFoundError(f"--{option} {who}: nobody in this release has this name")
    return found


def _conditions(wanted: Wanted, actors: Mapping[str, list[str]]) -> tuple[list[str], dict[str, Any]]:
    conditions, values = [], dict[str, Any]()
    for number, word in enumerate(wanted.words):
        conditions.append(f"contains(lower(s.text), lower( $word{number} ))")
        values[f"word{number}"] = unicodedata.normalize("NFC", word)
    if "speaker" in actors:
        conditions.append("s.speaker_actor_id in (select unnest( $speakers ))")
        values["speakers"] = actors["speaker"]
    if "about" in actors:
        about = "select statement_id from about where actor_id in (select unnest( $mentioned ))"
        conditions.append(f"s.statement_id in ({about})")
        values["mentioned"] = actors["about"]
    if wanted.first:
        conditions.append("coalesce(s.stated_to, s.published_on) >= $first")
        values["first"] = wanted.first
    if wanted.last:
        conditions.append("coalesce(s.stated_from, s.published_on) <= $last")
        values["last"] = wanted.last
    return conditions, values
