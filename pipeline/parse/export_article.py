"""One article of an export, and what the layouts of exports share: days, lines, the words of `exports.toml`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from pipeline.parse.moments import match_moment
from pipeline.parse.refusal import Refusal

PLAIN_FIELDS = ("id", "title", "author", "date", "publisher", "language")
"""Fields whose value is one line."""

LONGEST_FIELD = 200
"""Characters of what stands without a label before or behind a text; more is a paragraph."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of an export: its fields like those of a record (with `text` if any), and its part of the file."""

    fields: dict[str, str]
    source: str


def make_article(fields: Mapping[str, str], source: str) -> Article:
    """Return the article with those of its fields that have a value."""
    return Article({name: value for name, value in fields.items() if value}, source)


def day_in(block: str) -> str | None:
    """Return the moment, in ISO 8601, that a block begins with; a weekday or an edition may follow."""
    try:
        found = match_moment(block.strip(), 0)
    except Refusal:
        return None
    return found[0].written if found and found[0].is_likely else None


def is_day(line: str) -> bool:
    """Whether a line holds a day and little else."""
    return len(line) < 80 and day_in(line) is not None


def one_line(lines: Iterable[str]) -> str:
    """Join lines, which exports break at a width."""
    return " ".join(" ".join(lines).split())


@cache
def export_words(of: str) -> Mapping[str, Sequence[str]]:
    """Return the table `of` a producer in `exports.toml`."""
    tables: dict[str, dict[str, list[str]]] = tomli.loads(
        files(__package__).joinpath("exports.toml").read_text("utf-8")
    )
    return tables[of]
