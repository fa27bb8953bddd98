"""What a reader of a form gives: the fields and the text of a document, before they are judged."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.parse.cleaning import clean_characters
from pipeline.parse.compression import Forward
from pipeline.parse.earlier_ids import earlier_record_fields
from pipeline.parse.mojibake import mend_mojibake
from pipeline.parse.record_names import Names
from pipeline.parse.records import read_record
from pipeline.parse.refusal import Refusal

Fields = tuple[dict[str, str], str]
"""The fields of a header and the text after it."""

_WORDS = ("text", "title", "author", "publisher")  # the fields that people read


@dataclass(frozen=True, slots=True)
class Limits:
    """How many uncompressed bytes one document (one record) and one seed (with all its members) may have."""

    max_document_bytes: int
    max_seed_bytes: int


@dataclass(frozen=True, slots=True)
class Content:
    """Fields as in a header, and a text of clean characters; `encoding` is that of the source.

    `is_scraped` tells that the text was taken from a page, so that furniture of pages may be in it.
    """

    fields: dict[str, str]
    text: str
    encoding: str
    repairs: Counter[str]
    is_scraped: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One of a file's many: its number from 1, the hash of its bytes, and how it is read.

    It is read only when it is wanted; then `read` gives its content or raises Refusal.
    """

    number: int
    sha256: str
    read: Callable[[], Content]


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: `name` with `/` between folders, and its bytes, or why it is refused."""

    name: str
    stream: Forward | None
    refusal: Refusal | None = None


def content_of(record: Mapping[str, object], own: Names, encoding: str, repairs: Counter[str]) -> Content:
    """Return the content of a record, by the names of the table and a user's `own`. Raises Refusal."""
    fields = read_record(record, repairs, own)
    fields |= {name: mend_mojibake(fields[name], repairs) for name in _WORDS if name in fields}
    text = clean_characters(fields.pop("text", ""), repairs)
    return Content(earlier_record_fields(record) | fields, text, encoding, repairs, is_scraped=True)
