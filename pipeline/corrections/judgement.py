"""A judgement: one line of a corrections file, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from pipeline.identity import make_id

COLUMNS = (
    "correction_id",
    "document",
    "table",
    "quote",
    "prefix",
    "suffix",
    "field",
    "old_value",
    "new_value",
    "verdict",
    "reason",
    "by",
    "at",
)
"""The columns of a corrections file, in their order."""

_NOT_OF_THE_ID = ("correction_id", "by", "at")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A line of a corrections file: its cells, where it is written, and why it is invalid ("" if it is not)."""

    correction_id: str
    document: str
    table: str
    quote: str
    prefix: str
    suffix: str
    field: str
    old_value: str
    new_value: str
    verdict: str
    reason: str
    by: str
    at: str
    file: str
    line: int
    problem: str = ""

    @property
    def place(self) -> str:
        """Return file and line, for messages."""
        return f"{self.file}:{self.line}"

    @property
    def is_of_corpus(self) -> bool:
        """True if it judges an actor in all documents."""
        return self.table == "actors" and not self.document

    @property
    def span_key(self) -> tuple[str, ...]:
        """Return what names the judged row: document, table, words and context."""
        return (self.document, self.table, self.quote, self.prefix, self.suffix)

    @property
    def cells(self) -> dict[str, str]:
        """Return the cells of the line by column."""
        return {name: getattr(self, name) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a judgement: its state, why, and the id of the row it is about, if there is one."""

    judgement: Judgement
    state: str
    detail: str = ""
    row_id: str | None = None


def id_of_cells(cells: Mapping[str, str]) -> str:
    """Return the id of a line that gives none: a hash of its other cells, without who wrote it and when."""
    return make_id("correction", *(cells[name] for name in COLUMNS if name not in _NOT_OF_THE_ID))


JUDGEMENT_FIELDS = tuple(field.name for field in fields(Judgement))
