"""The <time> elements of a page: which tell when it was published, and which when it was changed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from pipeline.parse.moment_words import moment_words
from pipeline.parse.page_inline import is_beside_article, text_before, text_behind
from pipeline.parse.page_labels import Kind, kind_of_class, kind_of_label

_MOST_TIMES = 60  # that are looked at
_END_OF_SENTENCE = re.compile(r"[.!?…][“”\"’»)\]]*\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 5  # of a sentence around a date


class Time(NamedTuple):
    """What a <time> element holds, and what is said of it, if anything."""

    written: str
    kind: Kind | None
    is_inside: bool


def times_in(tree: HtmlElement) -> list[Time]:
    """Return the <time> elements with a date that stand for themselves: not in a sentence, nor beside the article."""
    return list(_times(tree))


def published_times(times: list[Time]) -> list[Time]:
    """Return those that may be when the page was published: marked ones, else one of the article, else the only one."""
    marked = [time for time in times if time.kind in ("published", "as_of")]
    plain = [time for time in times if time.kind is None]
    inside = [time for time in plain if time.is_inside][:1]
    return marked or inside or (plain[:1] if len({time.written for time in plain}) == 1 else [])


def _times(tree: HtmlElement) -> Iterator[Time]:
    for number, element in enumerate(tree.iter("time")):
        if number == _MOST_TIMES:
            return
        written = (element.get("datetime") or "").strip() or " ".join(element.text_content().split())
        if not any(character.isdigit() for character in written) or is_beside_article(element):
            continue
        before, behind = text_before(element), text_behind(element)
        if not _is_in_sentence(before, behind):
            is_inside = any(one.tag in ("article", "main") for one in element.iterancestors())
            yield Time(written, kind_of_class(element) or kind_of_label(before or _line_above(element)), is_inside)


def _is_in_sentence(before: str, behind: str) -> bool:
    words = moment_words()
    following = _FIRST_WORD.match(behind)
    if following and following[0][0].islower():
        word = following[0].casefold()
        if word not in words.after_clock and word not in words.before_clock and not _is_label(behind):
            return True
    n_words = len(_WORD.findall(f"{before} {behind}"))
    return bool(_END_OF_SENTENCE.search(behind)) and n_words >= _FEWEST_WORDS


def _is_label(behind: str) -> bool:
    return any(kind_of_label(" ".join(behind.split()[:n])) for n in range(1, 4))


def _line_above(element: HtmlElement) -> str:
    """Return the text of the block above, if it is a short one: a label may have a line of its own."""
    above = element.getprevious()
    if above is None and element.getparent() is not None:
        above = element.getparent().getprevious()
    words = "" if above is None else " ".join(above.text_content().split())
    return words if len(words) < 60 else ""
