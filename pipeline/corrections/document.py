"""The rows of one document while judgements are applied to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.corrections.placing import FoldedText, find_places, is_same_words, overlap
from pipeline.extract.annotation import Span
from pipeline.identity import make_id

Row = dict[str, Any]

KEYS: Mapping[str, str] = {"statements": "statement_id", "dates": "date_id", "mentions": "mention_id"}
"""The column with the id of a row, by table."""

NEAR = 0.5
"""The share of their characters that two rows about the same words have in common at least."""


@dataclass
class JudgedDocument:
    """A document's text and rows by table; rows are copies, so that what was extracted stays as it is.

    `given` are the ids that extraction gave, which no other row gets. `judged` are the ids of rows that a person
    confirmed, changed or added. `renamed` leads from the ids of rows whose words changed to their present ones.
    """

    document_id: str
    text: FoldedText
    language: str
    published_on: date | None
    rows: dict[str, list[Row]]
    appearances: dict[str, Row]
    given: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    is_nested_otherwise: bool = False

    @classmethod
    def of(
        cls, document_id: str, text: str, language: str, published_on: date | None, rows: Mapping[str, Iterable[Row]]
    ) -> "JudgedDocument":
        """Take copies of the rows that extraction made of a document."""
        copied = {table: [dict(row) for row in rows.get(table, ())] for table in KEYS}
        appearances = {row["actor_id"]: dict(row) for row in rows.get("appearances", ())}
        given = {row[KEYS[table]] for table, found in copied.items() for row in found}
        return cls(document_id, FoldedText(text), language, published_on, copied, appearances, given)

    def places_of(self, table: str, quote: str, prefix: str, suffix: str) -> list[tuple[Span, ...]]:
        """Return where the words of a line are: in the text, or as a row whose spans give them with gaps."""
        found = find_places(self.text, quote, prefix, suffix)
        if found:
            return found
        return [spans_of(row) for row in self.rows[table] if is_same_words(row["text"], quote)]

    def row_at(self, table: str, spans: Sequence[Span]) -> Row | None:
        """Return the row with exactly these spans, else the one that shares most with them, if that is enough."""
        best: tuple[float, int] | None = None
        for place, row in enumerate(self.rows[table]):
            shared = overlap(spans_of(row), spans)
            if shared >= NEAR and (best is None or shared > best[0]):
                best = (shared, place)
        return None if best is None else self.rows[table][best[1]]

    def surfaces(self, spans: Sequence[Span]) -> tuple[str, ...]:
        """Return the words at each of the spans."""
        return tuple(self.text.text[start:end] for start, end in spans)

    def new_id(self, table: str, spans: Sequence[Span]) -> str:
        """Return an id for a row with these words that no row of the document has or had."""
        number = 0
        while True:
            made = make_id(table.removesuffix("s"), self.document_id, *self.surfaces(spans), str(number))
            if made not in self.given:
                self.given.add(made)
                return made
            number += 1

    def remove(self, table: str, row: Row) -> None:
        """Take a row out, and what refers to it to what is around it."""
        key = row[KEYS[table]]
        self.rows[table].remove(row)
        if table == "statements":
            self.is_nested_otherwise = True
            for other in self.rows[table]:
                if other["parent_statement_id"] == key:
                    other["parent_statement_id"] = row["parent_statement_id"]
        if table == "dates":
            for other in self.rows[table]:
                if other["anchor"] == key:
                    other["anchor"] = None

    def rename(self, table: str, row: Row, spans: Sequence[Span]) -> None:
        """Give a row other spans, and the id that follows from their words."""
        old_id = row[KEYS[table]]
        set_spans(row, spans, self.surfaces(spans))
        new_id = self.new_id(table, spans)
        row[KEYS[table]] = new_id
        self.renamed.append((table, old_id, new_id))
        self.judged.discard(old_id)
        for other in self.rows["statements"] if table == "statements" else ():
            for column in ("parent_statement_id", "root_statement_id"):
                if other[column] == old_id:
                    other[column] = new_id
        for other in self.rows["dates"] if table == "dates" else ():
            if other["anchor"] == old_id:
                other["anchor"] = new_id


def spans_of(row: Mapping[str, Any]) -> tuple[Span, ...]:
    """Return the spans of a row of any of the tables."""
    if "spans" in row:
        return tuple((span["start"], span["end"]) for span in row["spans"])
    return ((row["start"], row["end"]),)


def set_spans(row: Row, spans: Sequence[Span], surfaces: Sequence[str]) -> None:
    """Give a row these spans and their words."""
    row["text"] = " ".join(surfaces)
    if "spans" in row:
        row["spans"] = [{"start": start, "end": end} for start, end in spans]
    else:
        row["start"], row["end"] = spans[0][0], spans[-1][1]
