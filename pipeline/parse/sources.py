"""Publishers: `seeds/sources.toml` says who they are and what they allow to be passed on.

One table a publisher, its key as the table's name:

    [tagblatt]
    name = "Tagblatt"
    redistribution = "quotes"          # full_text, quotes or metadata
    hosts = ["tagblatt.example"]       # subdomains are included
    licence = "All rights reserved"
    url = "https://tagblatt.example"
    max_quoted_share = 0.2             # of a document's characters, at the level `quotes`

A document's publisher is looked up by its header's `source` (a key, a name or a host), else by the host of its URL,
else by the first folder of its path. Without any of them it is `unknown`, whose table may be given like any other.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.errors import SeedsError
from pipeline.parse.addresses import host_of
from pipeline.parse.seeds import open_seed

UNKNOWN_SOURCE = "unknown"
SOURCES_FILE = "sources.toml"

# How much of a document its released statements may quote where the publisher's table does not say. No law gives a
# number; a third of a text is more than what is commonly called an excerpt.
DEFAULT_MAX_QUOTED_SHARE = 0.3

_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Publisher(BaseModel):
    """Who publishes documents and what they allow. `hosts` are in lower case.

    `max_quoted_share` is what the released statements may cover of a document's characters at the level `quotes`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    key: str
    name: _Words
    redistribution: Literal["full_text", "quotes", "metadata"]
    hosts: list[_Words] = Field(default_factory=list)
    licence: _Words | None = None
    url: _Words | None = None
    max_quoted_share: float = Field(default=DEFAULT_MAX_QUOTED_SHARE, ge=0, le=1)


_UNKNOWN = Publisher(key=UNKNOWN_SOURCE, name="unknown", redistribution="full_text")


class Publishers:
    """The publishers of one seeds folder, by key in the order of the file."""

    def __init__(self, publishers: Mapping[str, Publisher]) -> None:
        self.by_key: Mapping[str, Publisher] = {UNKNOWN_SOURCE: _UNKNOWN} | dict(publishers)
        self._by_name = {publisher.name.casefold(): publisher for publisher in publishers.values()}
        self._by_host = {host.lower(): publisher for publisher in publishers.values() for host in publisher.hosts}

    def find(self, source: str | None, url: str | None, path: str) -> Publisher:
        """The publisher of a document with this header `source`, canonical `url` and seed `path`, or `unknown`."""
        found = None
        if source:
            found = (
                self.by_key.get(source) or self._by_name.get(source.casefold()) or self._find_host(source.casefold())
            )
        if found is None and url:
            found = self._find_host(host_of(url))
        if found is None and "/" in path:
            found = self.by_key.get(path.split("/", 1)[0])
        return found or self.by_key[UNKNOWN_SOURCE]

    def _find_host(self, host: str) -> Publisher | None:
        """The publisher of `host` or of the domain it belongs to."""
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None


def load_publishers(seeds_url: str) -> Publishers:
    """The publishers that `sources.toml` in the seeds folder at `seeds_url` names; none if there is no such file.

    Raises SeedsError (file, line, what to do) if it is malformed.
    """
    try:
        with open_seed(seeds_url, SOURCES_FILE) as stream:
            data = stream.read()
    except FileNotFoundError:
        return Publishers({})
    except OSError as error:
        raise SeedsError(f"{SOURCES_FILE}: {error.strerror or error}: make it readable") from None
    try:
        return read_publishers(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SeedsError(f"{SOURCES_FILE}: not UTF-8: save it as UTF-8") from None


def read_publishers(toml: str) -> Publishers:
    """The publishers in the text of a `sources.toml`. Raises SeedsError (file, line, what to do)."""
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise SeedsError(f"{SOURCES_FILE}: {error}: correct the TOML there") from None
    publishers: dict[str, Publisher] = {}
    taken: dict[str, str] = {}
    for key, table in tables.items():
        where = f"{SOURCES_FILE}, line {_line_of(toml, key)}"
        if not _KEY.fullmatch(key):
            raise SeedsError(f"{where}: key {key!r}: use lower-case letters, digits, '-', '_' and '.'")
        if not isinstance(table, dict):
            raise SeedsError(f"{where}: {key!r} stands outside a publisher: put it under a [publisher-key] line")
        publisher = _read_publisher(key, table, where)
        for host in publisher.hosts:
            if taken.setdefault(host, key) != key:
                raise SeedsError(f"{where}: host {host} is already that of [{taken[host]}]: leave it in one of them")
        publishers[key] = publisher
    return Publishers(publishers)


def _read_publisher(key: str, table: Mapping[str, object], where: str) -> Publisher:
    try:
        publisher = Publisher.model_validate({**table, "key": key})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SeedsError(f"{where}: [{key}] {place}: {first['msg']}") from None
    return publisher.model_copy(update={"hosts": [host.lower() for host in publisher.hosts]})


def _line_of(toml: str, key: str) -> int:
    """The line (from 1) that names the table or value `key`, or 1 where it is written in another way."""
    for number, line in enumerate(toml.splitlines(), start=1):
        if re.match(rf"\s*\[?\s*[\"']?{re.escape(key)}[\"']?\s*[].=]", line):
            return number
    return 1
