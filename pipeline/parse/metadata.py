"""Read a document's metadata from the fields of a header, a page or a record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.parse.addresses import canonical_url, host_of
from pipeline.parse.cleaning import clean_line
from pipeline.parse.header_dates import read_day
from pipeline.parse.language import read_language

# Longer values are not titles or names, but misplaced text.
_LONGEST_VALUE = 1_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields in their final form; None if the document does not state them. `id` is the document's own.

    `source` is looked up among the publishers of `sources.toml`, `publisher` the name of the outlet, `host` the website
    it is from (without `www.`), `captured_on` the day on which the document was fetched.
    """

    id: str | None = None
    published_on: date | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    source: str | None = None
    publisher: str | None = None
    host: str | None = None
    language: str | None = None
    captured_on: date | None = None


def read_metadata(fields: Mapping[str, str], repairs: Counter[str]) -> Metadata:
    """Read `fields` (field → value as written). Raises Refusal `impossible_date`.

    A language, URL or overlong value of no use is left out and counted in `repairs` as `ignored_fields`; an invalid
    date is refused instead, because without it the document would get into the wrong partition.
    """
    values = {field: clean_line(value) for field, value in fields.items()}
    given = {field: value for field, value in values.items() if value}
    for field in [field for field, value in given.items() if len(value) > _LONGEST_VALUE and field != "url"]:
        del given[field]
        repairs["ignored_fields"] += 1
    url = _or_ignored(canonical_url(given["url"]), repairs) if "url" in given else None
    return Metadata(
        id=given.get("id"),
        published_on=read_day(given["date"]) if "date" in given else None,
        title=given.get("title"),
        author=given.get("author"),
        url=url,
        source=given.get("source"),
        publisher=next((name for name in map(given.get, ("publisher", "source")) if name and "://" not in name), None),
        host=_without_www(host_of(url) if url else given.get("host", "")),
        language=_or_ignored(read_language(given["language"]), repairs) if "language" in given else None,
        captured_on=read_day(given["captured"]) if "captured" in given else None,
    )


def _without_www(host: str) -> str | None:
    return host.removeprefix("www.") or None


def _or_ignored(value: str | None, repairs: Counter[str]) -> str | None:
    repairs["ignored_fields"] += value is None
    return value
