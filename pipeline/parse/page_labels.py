"""Dates that readers of a web page see, and what is said of them: by a label before (“Stand: …”), or by a class."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from pipeline.parse.moment_words import moment_words
from pipeline.parse.moments import Moment, match_moment
from pipeline.parse.page_inline import lines_after, lines_before, lines_in
from pipeline.parse.refusal import Refusal

Kind = Literal["published", "updated", "as_of"]

_LONGEST_LINE = 200  # with a labelled date; longer ones are text
_MOST_WORDS_BEHIND = 8  # a date in a line: more of them are a sentence
_LONGEST_DATE = 60
_LINES_BEFORE, _LINES_AFTER = 4, 12  # of the headline, within which a date is beside it
_UPDATE_CLASS = re.compile(r"updat|modif|aktualisier|revis|changed|edited", re.IGNORECASE)
_PUBLISHED_CLASS = re.compile(r"publi|pub-?date|issued|posted|entry-date|created|veroeff|erschien", re.IGNORECASE)
_DATE_CLASS = re.compile(
    r"(?:\b|_)(?:date|datum|dateline|date-?time|time|timestamp|byline|meta|author|autor|info|details|pubdate|published)"
    r"(?:\b|_)|publi(?:sh|ca|é)|[a-z](?:Date|Time|Datum|Meta)\b",
)
_NO_DATE_CLASS = re.compile(
    r"event|termin|deadline|birth|calendar|today|current|expire|valid|clock|weather", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[ \t]*[|·•●]+[ \t]*|[ \t]+[–—/-]+[ \t]+(?![ \t]*\d{1,2}[:.h]\d{2})")
_BYLINE = re.compile(r"(?:von|by|par|di|por|door|af|av|text)[ :]", re.IGNORECASE)
_COMMA = re.compile(r",|[|·•]|[ \t][–—-][ \t]")
_CLOSING = re.compile(r"[()\[\]]|(?<![aApP]\.[mM])[.,;](?=\s|\Z)")
_HAS_DAY = re.compile(r"\d")


class Labelled(NamedTuple):
    """A date as written, in ISO 8601, and what is said of it."""

    written: str
    kind: Kind


def dates_beside_heading(tree: HtmlElement) -> list[Labelled]:
    """Return the dates in the few lines around the first headline that have a label, or a class that says so."""
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return []
    lines = [*lines_before(heading, _LINES_BEFORE), *lines_after(heading, _LINES_AFTER)]
    found = [date for line in _joined([line.text for line in lines]) for date in _labelled(line)]
    for line in lines:
        if _BYLINE.match(line.text) and len(line.text) <= _LONGEST_LINE:
            found += [Labelled(moment.written, "published") for moment in _date_behind_names(line.text)]
        for words, element in line.parts:
            hint = _hint_of(element)
            if _DATE_CLASS.search(hint) and not _NO_DATE_CLASS.search(hint):
                kind: Kind = "updated" if kind_of_class(element) == "updated" else "published"
                found += [Labelled(moment.written, kind) for moment in _whole_dates(words)]
    return found


def labelled_dates(tree: HtmlElement) -> list[Labelled]:
    """Return the labelled dates anywhere in the article, or in the page if none of its elements is one."""
    root = next(tree.iter("article", "main"), tree)
    return [date for line in _joined(line.text for line in lines_in(root)) for date in _labelled(line)]


def kind_of_class(element: HtmlElement) -> Kind | None:
    """Return what an element's class, id and itemprop say of the date in it, if anything."""
    hint = _hint_of(element)
    if _PUBLISHED_CLASS.search(hint):
        return "published"
    return "updated" if _UPDATE_CLASS.search(hint) else None


def kind_of_label(before: str) -> Kind | None:
    """Return the kind of the label that the text before a date ends with."""
    line = f"{before[-_LONGEST_LINE:]} "
    at_end = [label for label in _labels().finditer(line) if label.end() == len(line)]
    return _kind_of(at_end[-1][1]) if at_end else None


def _joined(lines: Iterator[str] | list[str]) -> Iterator[str]:
    """Short lines; one that is a label alone is put before the next."""
    label = ""
    for line in lines:
        if _labels().fullmatch(line):
            label = line
        elif len(line) <= _LONGEST_LINE:
            yield f"{label} {line}".strip()
            label = ""


def _labelled(line: str) -> Iterator[Labelled]:
    if not _HAS_DAY.search(line):
        return
    line = _CLOSING.sub(" ", line)
    end = 0
    for label in _labels().finditer(line):
        # In a sentence the same words are in lower case.
        is_marked = line[label.start(1)].isupper() or _begins_part(line[: label.start()], end)
        if not is_marked or label.start() < end:
            continue
        try:
            found = match_moment(line, label.end())
        except Refusal:  # what follows is a date, but none that can be used: whoever reads it counts it
            yield Labelled(line[label.end() : label.end() + _LONGEST_DATE], _kind_of(label[1]))
            continue
        if found is None:
            continue
        moment, end = found
        behind = _SEPARATOR.split(line[end:])[0]
        if len(behind.split()) <= _MOST_WORDS_BEHIND:
            yield Labelled(moment.written, _kind_of(label[1]))


def _begins_part(before: str, end: int) -> bool:
    """Whether nothing, a date or a mark is right before a label."""
    return not before[end:].strip() or before.rstrip()[-1:] in "|·•–—-:/"


def _whole_dates(words: str) -> Iterator[Moment]:
    """Yield the parts of a short line that are dates and nothing else."""
    if len(words) > _LONGEST_LINE or not _HAS_DAY.search(words):
        return
    labelled = _labels().search(words)
    before = [words[: labelled.start()].rstrip(" ,;(")] if labelled else []  # “4.3.2025, updated 6.3.2025”
    for part in [words, *_SEPARATOR.split(words), *before]:
        part = _CLOSING.sub(" ", part).strip()
        found = _match(part, 0)
        if found is not None and found[1] == len(part):
            yield found[0]


def _date_behind_names(byline: str) -> Iterator[Moment]:
    """The date at the end of a byline such as “Von Lisa Kröger, 04.03.2025”."""
    for comma in _COMMA.finditer(byline):
        rest = byline[comma.end() :].strip()
        found = _match(rest, 0)
        if found is not None and found[1] == len(rest):
            yield found[0]
            return


def _match(line: str, start: int) -> tuple[Moment, int] | None:
    try:
        return match_moment(line, start)
    except Refusal:
        return None


def _hint_of(element: HtmlElement) -> str:
    return " ".join(filter(None, (element.get(name) for name in ("class", "id", "itemprop", "data-testid"))))


def _kind_of(label: str) -> Kind:
    folded = " ".join(label.casefold().split())
    if folded in moment_words().published:
        return "published"
    return "updated" if folded in moment_words().updated else "as_of"


@cache
def _labels() -> re.Pattern[str]:
    """Return a label of any kind, with the mark after it; the longest first."""
    words = moment_words()
    names = sorted({*words.published, *words.updated, *words.as_of}, key=lambda name: (-len(name), name))
    either = "|".join(re.escape(name).replace(r"\ ", r"\s{1,3}") for name in names)
    return re.compile(rf"(?<![\w-])({either})(?![\w-])[ \t]{{0,3}}[:|–—-]?[ \t]{{0,3}}", re.IGNORECASE)
