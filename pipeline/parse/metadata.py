"""Read a document's metadata from the fields of a header, a page or a record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pipeline.parse.address_days import moment_of_address
from pipeline.parse.addresses import canonical_url, host_of
from pipeline.parse.authors import read_authors
from pipeline.parse.cleaning import clean_line
from pipeline.parse.language import read_language
from pipeline.parse.moments import Moment, read_moment
from pipeline.parse.names_on_pages import SiteNames
from pipeline.parse.refusal import Refusal
from pipeline.parse.stated_terms import TDM_RESERVED, TERMS_URL, reservation_of, terms_address

# Longer values are not titles or names, but misplaced text.
_LONGEST_VALUE = 1_000
_ADDRESSES = ("url", TERMS_URL)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields in their final form; None if the document does not state them. `id` is the document's own.

    `published_on_basis` says where the moment of publication was found, a word of `schemas.vocabulary`. `source` is
    looked up among the publishers of `sources.toml`, `publisher` the name of the outlet, `host` the website it is from
    (without `www.`), `syndicated_from` the address of the original on another one, `captured_on` the day on which the
    document was fetched, `terms_url` the address of the terms of use that it names, `tdm_reserved` whether it reserves
    text and data mining.
    """

    id: str | None = None
    published: Moment | None = None
    published_on_basis: str | None = None
    updated: Moment | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    syndicated_from: str | None = None
    source: str | None = None
    publisher: str | None = None
    host: str | None = None
    language: str | None = None
    captured_on: date | None = None
    terms_url: str | None = None
    tdm_reserved: bool | None = None


def read_metadata(fields: Mapping[str, str], repairs: Counter[str]) -> Metadata:
    """Read `fields` (field → value as written). Raises Refusal `impossible_date`.

    A language, URL or overlong value of no use is left out and counted in `repairs` as `ignored_fields`; so are dates,
    as `unusable_date`. An invalid date of publication is refused if a person wrote it into a header (there is no
    `date_basis`): that can be corrected, and without it the document would get into the wrong partition.
    """
    values = {field: clean_line(value) for field, value in fields.items()}
    given = {field: value for field, value in values.items() if value}
    for field in [field for field, value in given.items() if len(value) > _LONGEST_VALUE and field not in _ADDRESSES]:
        del given[field]
        repairs["ignored_fields"] += 1
    url = _or_ignored(canonical_url(given["url"]), repairs) if "url" in given else None
    published, basis = _published(given, url, repairs)
    # “Stand: …” beside a day of publication is when the text was last true.
    updated = given.get("updated") or (given.get("as_of") if "date" in given else None)
    outlets = [name for name in map(given.get, ("publisher", "source")) if name and "://" not in name]
    hosts = [host for host in (host_of(url) if url else None, given.get("host")) if host]
    return Metadata(
        id=given.get("id"),
        published=published,
        published_on_basis=basis,
        updated=_likely(updated, repairs) if updated else None,
        title=given.get("title"),
        authors=read_authors([given["author"]], SiteNames.of(outlets, hosts)) if "author" in given else (),
        url=url,
        syndicated_from=canonical_url(given.get("syndicated_from", "")),
        source=given.get("source"),
        publisher=next(iter(outlets), None),
        host=_without_www(host_of(url) if url else given.get("host", "")),
        language=_or_ignored(read_language(given["language"]), repairs) if "language" in given else None,
        captured_on=read_moment(given["captured"]).day if "captured" in given else None,
        terms_url=_or_ignored(terms_address(given[TERMS_URL], url), repairs) if TERMS_URL in given else None,
        tdm_reserved=_or_ignored(reservation_of(given[TDM_RESERVED]), repairs) if TDM_RESERVED in given else None,
    )


def _published(given: Mapping[str, str], url: str | None, repairs: Counter[str]) -> tuple[Moment | None, str | None]:
    """Return the moment of publication and where it was found: as the fields have it, else in the address."""
    basis = given.get("date_basis", "header")
    written = given.get("date") or given.get("as_of")
    if written and basis == "header":
        read_moment(written)  # refused if a person can correct it
    found = _likely(written, repairs) if written else None
    if found is not None:
        return found, basis
    in_address = moment_of_address(url) if url else None
    return (None, None) if in_address is None else (in_address, "address")


def _likely(written: str, repairs: Counter[str]) -> Moment | None:
    try:
        moment = read_moment(written)
    except Refusal:
        moment = None
    if moment is not None and moment.is_likely:
        return moment
    repairs["unusable_date"] += 1
    return None


def _without_www(host: str) -> str | None:
    return host.removeprefix("www.") or None


def _or_ignored(value: _Value | None, repairs: Counter[str]) -> _Value | None:
    repairs["ignored_fields"] += value is None
    return value
