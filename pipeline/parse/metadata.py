"""What a document says about itself, read from the fields of a header, a page or a record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.parse.addresses import canonical_url
from pipeline.parse.cleaning import clean_line
from pipeline.parse.header_dates import read_day
from pipeline.parse.header_words import header_words
from pipeline.parse.language import language_of_tag

# Longer values are no titles or names but something gone astray.
_LONGEST_VALUE = 1_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields in their final form; None where the document does not say. `id` is the one it gives itself."""

    id: str | None = None
    published_on: date | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None


def read_metadata(fields: Mapping[str, str], repairs: Counter[str]) -> Metadata:
    """Read `fields` (field → value as written). Raises Refusal `impossible_date`.

    A language, URL or overlong value of no use is left out and counted in `repairs` as `ignored_fields`; a date that
    is not understood is refused instead, for without it the document would land in the wrong partition.
    """
    values = {field: clean_line(value) for field, value in fields.items()}
    given = {field: value for field, value in values.items() if value}
    for field in [field for field, value in given.items() if len(value) > _LONGEST_VALUE and field != "url"]:
        del given[field]
        repairs["ignored_fields"] += 1
    return Metadata(
        id=given.get("id"),
        published_on=read_day(given["date"]) if "date" in given else None,
        title=given.get("title"),
        author=given.get("author"),
        url=_or_ignored(canonical_url(given["url"]), repairs) if "url" in given else None,
        source=given.get("source"),
        language=_or_ignored(_read_language(given["language"]), repairs) if "language" in given else None,
    )


def _read_language(value: str) -> str | None:
    return header_words().languages.get(value.casefold()) or language_of_tag(value)


def _or_ignored(value: str | None, repairs: Counter[str]) -> str | None:
    repairs["ignored_fields"] += value is None
    return value
