"""The results of parsing: a document, a rejection with its reason, or a file without a reader."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document. `text` is clean (line feeds only, no control characters) and never empty.

    It `is_by_address` if the key of its address identifies it; `earlier_id` is the id that version 1.0.0 gave it, if
    that was another one.

    `seed` is the path below the seeds folder, `seed_sha256` the hash of the stored bytes (of the line's bytes in a
    `.jsonl`). `header_source` is the `source` of a header that a person wrote, `record_source` the one that a record
    gives itself, `publisher` the outlet's name, `author` the names of `authors` in one string, `host` the website it is
    from, `syndicated_from` the address of the original on another one, `captured_on` the day on which it was fetched,
    `terms_url` the address of the terms that it names, `tdm_reserved` whether it says that text and data mining is
    reserved, `repairs` the changes made to clean the text, and what was not read.

    `published` and `updated` are the moments as written, in ISO 8601. `published_on`, `published_at` and `updated_on`
    follow from them in the time zone of the language's publishers; a publisher may have another one. `entry_days` are
    the days of a live blog's entries (see `entry_days.py`).
    """

    document_id: str
    is_by_address: bool
    earlier_id: str | None
    seed: str
    line: int | None
    seed_sha256: str
    header_source: str | None
    record_source: str | None
    publisher: str | None
    host: str | None
    published: str | None
    published_on: date | None
    published_on_basis: str | None
    published_at: datetime | None
    updated: str | None
    updated_on: date | None
    entry_days: str | None
    captured_on: date | None
    terms_url: str | None
    tdm_reserved: bool | None
    language: str
    title: str | None
    author: str | None
    authors: tuple[str, ...]
    url: str | None
    syndicated_from: str | None
    text: str
    text_sha256: str
    n_characters: int
    n_words: int
    encoding: str
    repairs: tuple[str, ...]

    @property
    def month(self) -> str:
        """Return its partition: `YYYY-MM`, or `undated`."""
        return UNDATED if self.published_on is None else f"{self.published_on:%Y-%m}"


UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that did not make it: `stage` and `reason` are words of `schemas.vocabulary`, `detail` is a sentence.

    `line` counts from 1 and is given where one line of the seed is at fault.
    """

    seed: str
    stage: str
    reason: str
    detail: str
    line: int | None = None
    seed_sha256: str | None = None
    document_id: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A member of an archive that no reader knows; `seed` is its path, `archive.zip!/member`."""

    seed: str
