"""The title of a page as its readers see it, and all forms in which the page repeats it.

The visible <h1> counts before what is written for search engines. A kicker that stands in it on a line of its own is
left out, and so is the name of the website.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, islice

import tomli
from lxml.html import HtmlElement

from pipeline.parse.names_on_pages import SiteNames, key_of, plain_line
from pipeline.parse.page_attributes import headings_of

_SEPARATOR = re.compile(r"\s+(?:[-–—|·•»«:]|::|//|\+\+\+)\s+|\s*\|\s*")
_COLON = re.compile(r"\A([^:|]{1,60})(?::|\s(?:[-–—|·•»«]|::|//))\s+")
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?:,? \d{1,2}[:.]\d{2}(?: Uhr)?)?|\d{1,2}\.? [^\W\d]{3,12} \d{4}")
_UNSEEN = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden|u-visually-hidden)(?:\s|$)", re.IGNORECASE
)
_LINES = frozenset({"br", "div", "h2", "h3", "li", "p", "section"})
_FEWEST_WORDS = 2  # of a heading that counts though nothing else on the page says the same
_ALIKE = 0.4
_MOST_LINES = 6  # of a headline
_LONGEST_KICKER = 8  # words
_LONGEST_HEADING = 1_000  # characters; what is longer is no headline
_MOST_PARTS = 100  # elements in it


@dataclass(frozen=True, slots=True)
class Titles:
    """A page's title, and the keys of all forms of it, with and without kicker and site name."""

    title: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading by its lines, each with the classes of its element, and by the pieces of text between its tags."""

    lines: tuple[tuple[str, str], ...] = ()
    pieces: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(words for words, _ in self.lines)


def read_titles(tree: HtmlElement, declared: Sequence[str], sections: Iterable[str], sites: SiteNames) -> Titles:
    """Return the title of the page; `declared` are those of its metadata, `sections` the names of its departments."""
    section_keys = frozenset(map(key_of, sections))
    given = [line for title in declared if (line := plain_line(title))]
    cut = [_without_site(title, sites, section_keys) for title in given]
    found = [_heading_of(one) for one in headings_of(tree)]
    headings = [heading for heading in found if heading.text and not sites.include(heading.text)]
    heading = _visible([one for one in headings if key_of(one.text) not in section_keys], cut)
    headline, kicker = _parted(heading, cut) if heading else ("", "")
    title = _without_site(headline, sites, section_keys) or next((one for one in cut if not sites.include(one)), "")
    forms = [title, headline, kicker, f"{kicker} {headline}", *given, *cut, *_kickers_beside(tree)]
    forms += [one.text for one in found]
    forms += [" ".join(one.pieces) for one in found]  # with what only screen readers say
    return Titles(title, frozenset(map(key_of, forms)) - {""})


def without_titles(paragraphs: list[str], titles: Titles) -> list[str]:
    """Return the paragraphs of a text without the page's title among the first of them: it has a column of its own."""
    n_first = 4
    return [one for one in paragraphs[:n_first] if key_of(one) not in titles.keys] + paragraphs[n_first:]


def _visible(headings: Sequence[_Heading], declared: Sequence[str]) -> _Heading | None:
    """Return the page's headline: the heading most like a declared title, else the only one of some words."""
    likenesses = [max((_likeness(one.text, title) for title in declared), default=0.0) for one in headings]
    most = max(likenesses, default=0.0)
    if most >= _ALIKE:
        return headings[likenesses.index(most)]
    long_ones = [one for one in headings if len(one.text.split()) >= _FEWEST_WORDS or not declared]
    return long_ones[0] if len(long_ones) == 1 or (long_ones and not declared) else None


def _likeness(heading: str, title: str) -> float:
    """How much of two titles is the same, from 0 to 1: of their letters if one holds the other, else of their words."""
    one, other = sorted((key_of(heading), key_of(title)), key=len)
    if one and one in other:
        return len(one) / len(other)
    words, others = (set(re.findall(r"\w{3,}", text.casefold())) for text in (heading, title))
    return 2 * len(words & others) / max(len(words) + len(others), 1)


def _parted(heading: _Heading, declared: Sequence[str]) -> tuple[str, str]:
    """Return headline and kicker of a heading of one or more lines."""
    lines = [words for words, _ in heading.lines]
    for n_before in range(1, min(len(heading.pieces), _MOST_LINES)):
        rest = " ".join(heading.pieces[n_before:])
        if any(key_of(rest) == key_of(title) for title in declared):
            return rest, " ".join(heading.pieces[:n_before])
    if not 1 < len(lines) <= _MOST_LINES:
        return heading.text, ""
    for n_before, n_kept in combinations(range(len(lines) + 1), 2):
        part = " ".join(lines[n_before:n_kept])
        if n_kept - n_before < len(lines) and any(key_of(part) == key_of(title) for title in declared):
            return part, " ".join(lines[:n_before])
    if any(key_of(heading.text) == key_of(title) and ":" not in title for title in declared):
        return heading.text, ""
    is_kicker = [_words().has_kicker(classes) for _, classes in heading.lines]
    is_headline = [_words().has_headline(classes) for _, classes in heading.lines]
    if any(is_headline) or any(is_kicker):
        chosen = is_headline if any(is_headline) else [not one for one in is_kicker]
        headline = " ".join(words for words, is_part in zip(lines, chosen, strict=True) if is_part)
        kicker = " ".join(words for words, is_part in zip(lines, chosen, strict=True) if not is_part)
        return (headline, kicker) if headline else (heading.text, "")
    if len(lines) == 2 and len(lines[0].split()) <= min(_LONGEST_KICKER, len(lines[1].split()) + 1):
        return lines[1], lines[0]
    return heading.text, ""


def _heading_of(element: HtmlElement) -> _Heading:
    """The lines of a heading: parts in elements of their own, between which no white space stands."""
    if (
        len(element.text_content()) > _LONGEST_HEADING
        or len(list(islice(element.iter(), _MOST_PARTS + 1))) > _MOST_PARTS
    ):
        return _Heading()
    lines: list[list[str]] = [[]]
    classes: list[str] = [element.get("class") or ""]

    def walk(one: HtmlElement) -> None:
        lines[-1].append(one.text or "")
        for child in one:
            if not isinstance(child.tag, str) or child.tag in ("script", "style", "svg", "time") or _is_unseen(child):
                lines[-1].append(child.tail or "")
                continue
            is_line = child.tag in _LINES or _words().has_kicker(child.get("class") or "")
            before = "".join(lines[-1])
            words = (child.text_content() or "").strip()
            is_glued = len(before) > 2 and before[-1:].isalnum() and not before[-1:].isupper() and words[:1].isupper()
            if (is_line or is_glued) and before.strip():
                lines.append([])
                classes.append("")
            if child.get("class") and not "".join(lines[-1]).strip():
                classes[-1] += " " + child.get("class")
            walk(child)
            tail = child.tail or ""
            ended = "".join(lines[-1])
            ends_line = is_line or (len(words) > 2 and not ended[-1:].isspace() and not words[-1].isupper())
            if tail.strip() and ended.strip() and ends_line and (is_line or tail[0].isupper()):
                lines.append([])
                classes.append("")
            lines[-1].append(tail)

    walk(element)
    texts = [plain_line("".join(parts)).strip(" |") for parts in lines]
    pieces = tuple(piece for text in element.itertext() if (piece := plain_line(text)))
    return _Heading(tuple((words, kind) for words, kind in zip(texts, classes, strict=True) if words), pieces)


def _is_unseen(element: HtmlElement) -> bool:
    """Whether an element is for screen readers alone."""
    return _UNSEEN.search(element.get("class") or "") is not None


def _kickers_beside(tree: HtmlElement) -> Iterator[str]:
    """Yield the kickers that stand in elements of their own before a heading: by their class, or a few words."""
    for heading in headings_of(tree):
        for place, one in enumerate(islice(heading.itersiblings(preceding=True), 3)):
            words = plain_line(one.text_content()[:_LONGEST_HEADING])
            is_short = (
                place == 0
                and len(words.split()) <= _LONGEST_KICKER
                and not words.endswith((".", "!", "?", "“", "”", '"'))
            )
            if is_short or _words().has_kicker(one.get("class") or ""):
                yield words


def _without_site(title: str, sites: SiteNames, sections: frozenset[str]) -> str:
    """Return `title` without the site's name, a department and a day after it, or the name before it."""
    while True:
        marks = list(_SEPARATOR.finditer(title))
        last = title[marks[-1].end() :] if marks else ""
        rest = title[: marks[-1].start()] if marks else ""
        is_apart = marks and (sites.include(last) or key_of(last) in sections or _DAY.fullmatch(last))
        if not is_apart or not rest.strip():
            break
        title = rest.strip()
    before = _COLON.match(title)
    if before and sites.include(before[1]) and title[before.end() :].strip():
        title = title[before.end() :].strip()
    return title


@dataclass(frozen=True, slots=True)
class _Words:
    kicker: re.Pattern[str]
    headline: re.Pattern[str]

    def has_kicker(self, classes: str) -> bool:
        return self.kicker.search(classes) is not None

    def has_headline(self, classes: str) -> bool:
        return self.headline.search(classes) is not None and not self.has_kicker(classes)


@cache
def _words() -> _Words:
    table = tomli.loads(files(__package__).joinpath("page.toml").read_text("utf-8"))["classes"]
    kicker, headline = (
        re.compile("|".join(map(re.escape, table[name])), re.IGNORECASE) for name in ("kicker", "headline")
    )
    return _Words(kicker, headline)
