"""Texts that press databases export: several articles in one file → a record each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.parse.export_article import Article
from pipeline.parse.factiva import (
    PLAIN_END,
    coded_borders,
    ends_plain_factiva,
    is_factiva,
    is_plain_factiva,
    split_factiva,
    split_plain_factiva,
)
from pipeline.parse.nexis import (
    NEW_END,
    begins_nexis,
    ends_new_nexis,
    is_new_nexis,
    is_nexis,
    split_new_nexis,
    split_nexis,
)

__all__ = ["LAYOUTS", "Article", "Layout", "split_export"]

Borders = Callable[[str, str], bool]
"""Given a line and the one that follows, tells whether there is a border between two articles."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How an export separates its articles.

    `split` returns the articles of a text with line feeds only, `fits` whether they show that it is an export.
    `borders` serves for a file that is read line by line: it returns a function that is given all lines in order and
    tells before which an article begins or, if `is_behind`, behind which one ends. Where no article has a `mark` the
    text is not split: to look for fields and days in each text that is no export takes longer than all else of parsing.
    """

    split: Callable[[str], list[Article]]
    fits: Callable[[str, Sequence[Article]], bool]
    borders: Callable[[], Borders]
    is_behind: bool = False
    mark: re.Pattern[str] | None = None

    def articles(self, text: str) -> list[Article]:
        """Return the articles of `text`, none if it is not an export in this layout."""
        if self.mark is not None and self.mark.search(text) is None:
            return []
        articles = self.split(text)
        return articles if articles and self.fits(text, articles) else []


def _factiva_borders() -> Borders:
    begins = coded_borders()
    return lambda line, following: begins(line)


LAYOUTS = (
    Layout(split_factiva, is_factiva, _factiva_borders),
    Layout(split_nexis, is_nexis, lambda: begins_nexis),
    Layout(
        split_new_nexis,
        is_new_nexis,
        lambda: lambda line, following: ends_new_nexis(line),
        is_behind=True,
        mark=NEW_END,
    ),
    Layout(
        split_plain_factiva,
        is_plain_factiva,
        lambda: lambda line, following: ends_plain_factiva(line),
        is_behind=True,
        mark=PLAIN_END,
    ),
)


def split_export(text: str) -> list[Article] | None:
    """Return the articles of an export in order, or None if `text` (with line feeds only) is not an export."""
    return next(filter(None, (layout.articles(text) for layout in LAYOUTS)), None)
