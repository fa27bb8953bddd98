"""`gazetteer.csv` beside `onrecord.toml`: actors and places that a person wants to be known by name.

name,kind,aliases,wikidata_id,country
Jana Kolb,person,J. Kolb|Jana Kolb-Reimann,Q4115189,DE

A file of 100,000 names is read once; what settings carry of it is its entries, packed, since they travel to processes
on other machines.
"""

import csv
import hashlib
import io
import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from pipeline.errors import SettingsError

GAZETTEER_FILE = "gazetteer.csv"
COLUMNS = ("name", "kind", "aliases", "wikidata_id", "country")
KINDS = ("person", "organization", "state", "igo", "media", "party", "group", "place", "region")
ALIASES_APART = "|"

_NEEDED = ("name", "kind")
_DELIMITERS = ",;\t"  # spreadsheets write the second where a comma is the decimal mark
_MOST_BYTES = 200_000_000
_MOST_CHARACTERS = 200
_MOST_ALIASES = 200
_MOST_SHOWN = 60
_WIKIDATA_ID = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]{0,14})", re.ASCII)
_COUNTRY = re.compile("[A-Z]{2}")
_FORMULA = re.compile(r"=|.*\(")
_CONTROLS = ("Cc", "Cs", "Zl", "Zp")


class ListedActor(NamedTuple):
    """A row of the file: `names` are the name and its aliases, without repetitions."""

    names: tuple[str, ...]
    kind: str
    wikidata_id: str | None
    country: str | None

    @property
    def name(self) -> str:
        """The name it is given in the tables."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class OwnGazetteer:
    """The rows of a file, sorted and packed, and their hash. No file is one without rows."""

    sha256: str = ""
    packed: bytes = field(default=b"", compare=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.sha256)

    def lines(self) -> list[bytes]:
        """Return the rows in a fixed order, each to be read by `read_line`."""
        return zlib.decompress(self.packed).split(b"\n") if self.packed else []


def read_line(line: bytes) -> ListedActor:
    """Return the row that a line of `OwnGazetteer.lines` holds."""
    kind, wikidata_id, country, *names = line.decode().split("\t")
    return ListedActor(tuple(names), kind, wikidata_id or None, country or None)


def read_gazetteer(path: Path) -> OwnGazetteer:
    """Return the rows of the file, none if it does not exist.

    The same file is read once. Raises SettingsError (file, line, column, what is allowed) if it is malformed.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return OwnGazetteer()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}: make it readable") from None
    if not path.is_file():
        raise SettingsError(f"{path}: not a file: put the table there, or remove it")
    if found.st_size > _MOST_BYTES:
        raise SettingsError(f"{path}: larger than {_MOST_BYTES:,} bytes: list fewer names")
    return _read(path, (found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=4)
def _read(path: Path, stamp: tuple[int, int, int]) -> OwnGazetteer:
    try:
        return make_gazetteer(read_actors(_text(path)))
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None


def make_gazetteer(actors: Sequence[ListedActor]) -> OwnGazetteer:
    """Return the rows packed; their order does not matter."""
    lines = sorted("\t".join((row.kind, row.wikidata_id or "", row.country or "", *row.names)) for row in actors)
    content = "\n".join(lines).encode()
    return OwnGazetteer(hashlib.sha256(content).hexdigest(), zlib.compress(content, 1)) if lines else OwnGazetteer()


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ValueError(f"{error.strerror or error}: make it readable") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line} is not UTF-8: save the table as CSV in UTF-8") from None


def read_actors(text: str) -> list[ListedActor]:
    """Return the rows of a table. Raises ValueError (line, column, what is allowed) for the first that is malformed."""
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    seen = _Seen()
    actors = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _check_header(header)
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != len(header):
                raise _wrong(reader.line_num, f"has {len(cells)} cells, the first line {len(header)}: correct it")
            actor = _actor(reader.line_num, dict(zip(header, cells, strict=True)))
            seen.add(reader.line_num, actor)
            actors.append(actor)
    except csv.Error as error:
        raise _wrong(reader.line_num, f'is not CSV ({error}): save the table as CSV, cells in " or without') from None
    return actors


def _check_header(header: Sequence[str]) -> None:
    allowed = f"give the columns {', '.join(COLUMNS)}, of which {' and '.join(_NEEDED)} are needed"
    unknown = next((name for name in header if name not in COLUMNS), None)
    if unknown is not None:
        raise _wrong(1, f"column {_shown(unknown)} is not known: {allowed}")
    if len(set(header)) < len(header) or not set(_NEEDED) <= set(header):
        raise _wrong(1, f"a column is missing or there twice: {allowed}")


def _actor(line: int, row: Mapping[str, str]) -> ListedActor:
    kind = row["kind"].strip().lower()
    if kind not in KINDS:
        raise _wrong(line, f"{_shown(row['kind'])} is no kind: write one of {', '.join(KINDS)}", "kind")
    aliases = [alias for alias in row.get("aliases", "").split(ALIASES_APART) if alias.strip()]
    if len(aliases) > _MOST_ALIASES:
        raise _wrong(line, f"has {len(aliases)} aliases, more than {_MOST_ALIASES}: leave some out", "aliases")
    names = [_name(line, row["name"], "name"), *(_name(line, alias, "aliases") for alias in aliases)]
    return ListedActor(tuple(dict.fromkeys(names)), kind, *_identity(line, row))


def _identity(line: int, row: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return Wikidata's id and the country."""
    given, country = row.get("wikidata_id", "").strip(), row.get("country", "").strip().upper()
    wikidata_id = _WIKIDATA_ID.fullmatch(given)
    if given and wikidata_id is None:
        raise _wrong(line, f"{_shown(given)} is no Wikidata id: write one such as Q42, or nothing", "wikidata_id")
    if country and not _COUNTRY.fullmatch(country):
        raise _wrong(line, f"{_shown(country)} is no country: write two letters of ISO 3166-1 such as DE", "country")
    return wikidata_id[1] if wikidata_id else None, country or None


def _name(line: int, given: str, column: str) -> str:
    name = given.strip(" ")
    if len(name) > _MOST_CHARACTERS:
        raise _wrong(line, f"{_shown(name)} is longer than {_MOST_CHARACTERS} characters: write a name", column)
    if not name.isprintable() and any(unicodedata.category(character) in _CONTROLS for character in name):
        raise _wrong(line, f"{_shown(name)} has a line break or another control character: remove it", column)
    if not name.isascii() or "  " in name:
        name = " ".join(unicodedata.normalize("NFC", name).split())
    if not any(map(str.isalpha, name)):
        raise _wrong(line, f"{_shown(name)} is no name: write one with a letter", column)
    if name[0] in "=+-@" and _FORMULA.match(name):
        raise _wrong(line, f"{_shown(name)} is a formula: write what it gives", column)
    return name


class _Seen:
    """Names and Wikidata ids with the lines they stand in: none belongs to two rows."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}
        self._ids: dict[str, int] = {}

    def add(self, line: int, actor: ListedActor) -> None:
        for name in actor.names:
            if self._lines.setdefault(name, line) != line:
                column = "name" if name == actor.name else "aliases"
                raise _wrong(line, f"{_shown(name)} is in line {self._lines[name]} too: leave it in one", column)
        if actor.wikidata_id and self._ids.setdefault(actor.wikidata_id, line) != line:
            other = self._ids[actor.wikidata_id]
            raise _wrong(line, f"{actor.wikidata_id} is in line {other} too: make one row of both", "wikidata_id")


def _wrong(line: int, what: str, column: str = "") -> ValueError:
    return ValueError(f"line {line}{f', column {column}' if column else ''}: {what}")


def _shown(cell: str) -> str:
    cell = " ".join(cell.split())
    return repr(cell if len(cell) <= _MOST_SHOWN else f"{cell[:_MOST_SHOWN]}…")


def _check(given: object) -> OwnGazetteer:
    if isinstance(given, OwnGazetteer):
        return given
    raise PydanticCustomError("gazetteer", f"is a file of its own: {GAZETTEER_FILE} beside onrecord.toml")


Gazetteer = Annotated[OwnGazetteer, BeforeValidator(_check)]
"""The setting."""
