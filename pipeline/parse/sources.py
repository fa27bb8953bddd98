"""Publishers: `seeds/sources.toml` names them and states what of their documents may be redistributed.

One table for each publisher, named by its key:

    [tagblatt]
    name = "Tagblatt"
    redistribution = "quotes"          # full_text, quotes or metadata
    hosts = ["tagblatt.example"]       # subdomains are included
    licence = "All rights reserved"
    url = "https://tagblatt.example"
    max_quoted_share = 0.2             # of a document's characters, at the level `quotes`
    time_zone = "Europe/Zurich"        # in which its days of publication count; a name of the tz database
    tdm_reserved = "metadata"          # the most for documents that reserve text and data mining themselves

    [terms]                            # no publisher: what holds for all of them that do not say so themselves
    tdm_reserved = "quotes"

The publisher of a document is the one in its header, if a person wrote one: `source: ` and a key, a name or a host.
Otherwise it follows from the host of its address, the first folder of its path, and a record's own `source` if that is
a key; if they differ, the strictest counts, so that a page's own data can withhold more than its folder does, never
less. If none of them names a publisher it is `unknown`, which may have a table like any other. Without that table,
documents of unknown publishers may be redistributed only as long as no publisher is restricted.

`tdm_reserved` can only make a level stricter. So what a document says of itself never loosens one.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar, get_args

import tomli
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from pipeline.errors import SeedsFileError
from pipeline.parse.time_zones import time_zone

UNKNOWN_SOURCE = "unknown"
SOURCES_FILE = "sources.toml"
TERMS_TABLE = "terms"

# How much of a document its released statements may quote where the publisher's table does not say. No law gives a
# number; a third of a text is more than what is commonly called an excerpt.
DEFAULT_MAX_QUOTED_SHARE = 0.3

_WWW = "www."
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
Redistribution = Literal["metadata", "quotes", "full_text"]
"""What of a document may be passed on, the strictest first."""

_Model = TypeVar("_Model", bound=BaseModel)
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _check_time_zone(name: str) -> str:
    try:
        time_zone(name)
    except ValueError as error:
        message = f"{error}: write one such as Europe/Berlin".replace("{", "{{").replace("}", "}}")
        raise PydanticCustomError("time_zone", message) from None
    return name


class Publisher(BaseModel):
    """Who publishes documents and what they allow. `hosts` are in lower case.

    `max_quoted_share` is what the released statements may cover of a document's characters at the level `quotes`,
    `time_zone` the one in which its days of publication count, None for that of the document's language.
    `tdm_reserved` is the level of those that reserve text and data mining, None where nothing is said of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    key: str
    name: _Words
    redistribution: Redistribution
    hosts: list[_Words] = Field(default_factory=list)
    licence: _Words | None = None
    url: _Words | None = None
    max_quoted_share: float = Field(default=DEFAULT_MAX_QUOTED_SHARE, ge=0, le=1)
    time_zone: Annotated[str, AfterValidator(_check_time_zone)] | None = None
    tdm_reserved: Redistribution | None = None

    @property
    def strictness(self) -> tuple[int, float]:
        """Return the sort key of publishers, the strictest first."""
        return (get_args(Redistribution).index(self.redistribution), self.max_quoted_share)

    @property
    def is_restricted(self) -> bool:
        """Whether anything of its documents is withheld."""
        return self.redistribution != "full_text"

    def level(self, *, is_reserved: bool) -> Redistribution:
        """Return what may be passed on of its documents, of those that reserve mining or of the others."""
        levels = [self.redistribution, *([self.tdm_reserved] if is_reserved and self.tdm_reserved else [])]
        return min(levels, key=get_args(Redistribution).index)

    @property
    def may_withhold(self) -> bool:
        """Whether anything of a document may be withheld, by its publisher or because it reserves mining."""
        return self.level(is_reserved=True) != "full_text"


class _TermsTable(BaseModel):
    """The table `[terms]`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    tdm_reserved: Redistribution


@dataclass(frozen=True, slots=True)
class Origin:
    """Evidence for a document's publisher; None if there is none.

    `header` is the `source` of a header that a person wrote, `host` that of the document's address, `folder` the first
    folder of its path, `record` the `source` that a record gives itself.
    """

    header: str | None = None
    host: str | None = None
    folder: str | None = None
    record: str | None = None


class Publishers:
    """The publishers of one seeds folder, by key in the order of the file, and `unknown` whether it is named or not."""

    def __init__(self, publishers: Mapping[str, Publisher], reserved: Redistribution | None = None) -> None:
        publishers = {
            key: found if found.tdm_reserved or not reserved else found.model_copy(update={"tdm_reserved": reserved})
            for key, found in publishers.items()
        }
        self.is_any_restricted = any(publisher.is_restricted for publisher in publishers.values())
        unknown = Publisher(
            key=UNKNOWN_SOURCE,
            name="unknown",
            redistribution="metadata" if self.is_any_restricted else "full_text",
            tdm_reserved=reserved,
        )
        self.named = frozenset(publishers)
        self.by_key: Mapping[str, Publisher] = {UNKNOWN_SOURCE: unknown} | dict(publishers)
        self._by_name = {publisher.name.casefold(): publisher for publisher in publishers.values()}
        self._by_host = {
            host.removeprefix(_WWW): publisher for publisher in publishers.values() for host in publisher.hosts
        }

    @property
    def may_withhold(self) -> bool:
        """Whether anything of a document may be withheld."""
        return any(publisher.may_withhold for publisher in self.by_key.values())

    @property
    def fingerprint(self) -> str:
        """Return a SHA-256 over the file's content; equal tables give equal fingerprints."""
        known = [self.by_key[key].model_dump() for key in sorted(self.by_key)]
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    def choose(self, origin: Origin) -> Publisher:
        """Choose a document's publisher: the one in its header, else the strictest that matches, else `unknown`."""
        named = self.of_header(origin.header)
        if named is not None:
            return named
        fitting = [self.of_host(origin.host), *(self.by_key.get(key or "") for key in (origin.folder, origin.record))]
        found = [publisher for publisher in fitting if publisher is not None]
        return min(found, key=lambda publisher: publisher.strictness, default=self.by_key[UNKNOWN_SOURCE])

    def of_header(self, source: str | None) -> Publisher | None:
        """Return the publisher that a header names by its key, its name or one of its hosts."""
        if not source:
            return None
        folded = source.casefold()
        return self.by_key.get(source) or self._by_name.get(folded) or self.of_host(folded)

    def of_host(self, host: str | None) -> Publisher | None:
        """Return the publisher of `host` or of its domain."""
        host = host.removeprefix(_WWW) if host else None
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None


def read_publishers(toml: str) -> Publishers:
    """Read the publishers in the text of a `sources.toml`. Raises SeedsError (file, line, what to do)."""
    try:
        tables = tomli.loads(toml)
    except tomli.TOMLDecodeError as error:
        raise SeedsFileError(f"{SOURCES_FILE}: {error}: correct the TOML there") from None
    publishers: dict[str, Publisher] = {}
    taken: dict[str, str] = {}
    reserved: Redistribution | None = None
    for key, table in tables.items():
        where = f"{SOURCES_FILE}, line {_line_of(toml, key)}"
        if not _KEY.fullmatch(key):
            raise SeedsFileError(f"{where}: key {key!r}: use lower-case letters, digits, '-', '_' and '.'")
        if not isinstance(table, dict):
            raise SeedsFileError(
                f"{where}: {key!r} is outside a publisher's table: put it under a [publisher-key] line"
            )
        if key == TERMS_TABLE:
            reserved = _read(_TermsTable, table, key, where).tdm_reserved
            continue
        publisher = _read(Publisher, {**table, "key": key}, key, where)
        publisher = publisher.model_copy(update={"hosts": [host.lower() for host in publisher.hosts]})
        for host in publisher.hosts:
            name = host.removeprefix(_WWW)
            if taken.setdefault(name, key) != key:
                raise SeedsFileError(
                    f"{where}: host {host} is already that of [{taken[name]}]: leave it in one of them"
                )
        publishers[key] = publisher
    return Publishers(publishers, reserved)


def _read(model: type[_Model], table: Mapping[str, object], key: str, where: str) -> _Model:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SeedsFileError(f"{where}: [{key}] {place}: {first['msg']}") from None


def _line_of(toml: str, key: str) -> int:
    """Return the line (from 1) of the table or value `key`, or 1 if it is written in another way."""
    for number, line in enumerate(toml.splitlines(), start=1):
        if re.match(rf"\s*\[?\s*[\"']?{re.escape(key)}[\"']?\s*[].=]", line):
            return number
    return 1
