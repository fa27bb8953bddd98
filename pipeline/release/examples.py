"""A few statements of a release in words, for the card: the rows as they are released, so rights are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import StoredFile
from pipeline.parse.document import UNDATED
from pipeline.release.contents import Contents

_N_EXAMPLES = 3
_MOST_CHARACTERS = 240
_COLUMNS = (
    *("text", "speaker", "speaker_kind", "according_to", "addressee", "type", "stated_from", "published_on"),
    *("publisher", "counts_once", "document_id"),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A statement in words: who said what, on which day, to whom, citing whom, and which outlet reports it."""

    words: str
    speaker: str
    kind: str
    type: str
    stated_on: date | None
    addressee: str | None
    according_to: str | None
    outlet: str | None
    published_on: date | None


def find_examples(contents: Contents) -> list[Example]:
    """Return up to three statements of different documents with text and speaker, from the newest months.

    Those that cite somebody come first. Raises ReleaseError if a file cannot be read.
    """
    found: list[Example] = []
    seen: set[str] = set()
    for file in _newest_first(contents):
        rows = contents.read(file, _COLUMNS)
        if set(_COLUMNS) - set(rows.column_names):  # a release from before statements had names
            return []
        for row in _telling(rows):
            if row["document_id"] not in seen:
                seen.add(row["document_id"])
                found.append(_example(row))
            if len(found) == _N_EXAMPLES:
                return found
    return found


def _newest_first(contents: Contents) -> list[StoredFile]:
    files = contents.of("statements")
    return sorted(files, key=lambda file: (file.month != UNDATED, file.month or ""), reverse=True)


def _telling(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield rows that say who said what, those that cite somebody first, else in the order of the table."""
    length = pc.fill_null(pc.utf8_length(rows["text"]), 0)
    is_short = pc.and_(pc.greater(length, 0), pc.less_equal(length, _MOST_CHARACTERS))
    rows = rows.filter(pc.and_(pc.and_(is_short, pc.is_valid(rows["speaker"])), rows["counts_once"]))
    cites = pc.is_valid(rows["according_to"])
    for part in (rows.filter(cites), rows.filter(pc.invert(cites))):
        for batch in part.to_batches(max_chunksize=100):
            yield from batch.to_pylist()


def _example(row: dict[str, Any]) -> Example:
    return Example(
        words=row["text"],
        speaker=row["speaker"],
        kind=str(row["speaker_kind"]).replace("_", " "),
        type=str(row["type"]).replace("_", " "),
        stated_on=row["stated_from"],
        addressee=row["addressee"],
        according_to=row["according_to"],
        outlet=row["publisher"],
        published_on=row["published_on"],
    )
