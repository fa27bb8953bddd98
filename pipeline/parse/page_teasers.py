"""The teaser of a page: the paragraph between headline and text, which often holds what the article is about.

It is visible in an element of its own, or declared as the description of the article. What a website says of itself,
of each of its pages, is no teaser: it names the site, or its words are not those of the article.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

import tomli
from lxml.html import HtmlElement

from pipeline.parse.names_on_pages import SiteNames, key_of, plain_line
from pipeline.parse.page_attributes import headings_of, values_of
from pipeline.parse.page_titles import Titles

_FEWEST_CHARACTERS, _MOST_CHARACTERS = 40, 1_200
_FEWEST_WORDS = 6
_RUN = 3  # words, of which half shared make a repetition
_REPEATED = 0.5
_OWN = 0.3  # of the long words of a description stand in the article that it is of
_STEM = 5  # letters
_SLOGAN_WORDS = 3
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_WORD = re.compile(r"[^\W_]+")
_CUT = re.compile(r"\s*(?:…|\.\.\.)\s*\Z")
_SENTENCE_END = re.compile(r"[.!?][\"“”»«’)]?(?=\s|\Z)")
_MOST_CANDIDATES = 20
_NOT_HERE = re.compile(
    r"author|byline|caption|comment|credit|gallery|image|newsletter|photo|player|promo|recommend|related|video",
    re.IGNORECASE,
)
_TAGS = ("p", "div", "h2", "section", "span")  # of teasers
_MOST_BETWEEN = 60  # elements between headline and teaser
_PAGE = ("article", "body", "html", "main")
_OUTSIDE = ("aside", "figure", "footer", "nav")


def visible_teasers(tree: HtmlElement) -> list[str]:
    """Return the words of elements that are marked as a teaser and stand behind the first heading, beside its text."""
    headings = headings_of(tree)
    if not headings:
        return []
    around = headings[0]
    for _ in range(4):
        parent = around.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        around = parent
    found: list[str] = []
    for element in islice(_marked(around), _MOST_CANDIDATES):
        if not _is_aside(element) and element.find(".//h1") is None and _follows(element, headings[0]):
            found.append(plain_line(element.text_content()))
    return found


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element is of a picture or a box, or a list of several things."""
    around = [element, *islice(element.iterancestors(), 6)]
    return (
        any(
            one.tag in _OUTSIDE or (one.tag not in _PAGE and _NOT_HERE.search(one.get("class") or "")) for one in around
        )
        or len(list(islice(element.iterdescendants("p", "div", "li", "h2", "h3", "h4"), 4))) > 3
    )


def with_teaser(
    paragraphs: list[str], seen: Iterable[str], declared: Sequence[str], titles: Titles, sites: SiteNames
) -> list[str]:
    """Return the paragraphs of a text with its teaser before them, unless the text repeats it.

    `seen` are what readers see above the text, `declared` the descriptions of the page, the surest first.
    """
    if not paragraphs:
        return paragraphs
    body = " ".join(paragraphs)
    runs = set(_runs(body))
    stems = _stems(f"{titles.title} {body}")
    for teaser in _whole(seen):
        if _is_paragraph(teaser, titles):
            return paragraphs if _is_repeated(teaser, body, runs) else [teaser, *paragraphs]
    for description in map(plain_line, declared):
        if _is_repeated(_CUT.sub("", description), body, runs):
            return paragraphs
    for teaser in _whole(declared):
        if _is_paragraph(teaser, titles) and not (sites.are_in(teaser) or _is_slogan(teaser)) and _is_of(teaser, stems):
            return paragraphs if _is_repeated(teaser, body, runs) else [teaser, *paragraphs]
    return paragraphs


def _whole(descriptions: Iterable[str]) -> Iterator[str]:
    """Yield descriptions on one line; of one that was cut off the whole sentences."""
    for description in descriptions:
        line = plain_line(description)
        if _CUT.search(line):
            ends = [match.end() for match in _SENTENCE_END.finditer(_CUT.sub(" ", line))]
            line = line[: ends[-1]] if ends else ""
        yield line


def _is_paragraph(words: str, titles: Titles) -> bool:
    if not _FEWEST_CHARACTERS <= len(words) <= _MOST_CHARACTERS or key_of(words) in titles.keys:
        return False
    n_words = len(words.split())
    return n_words >= _FEWEST_WORDS and 3 * words.count(",") < n_words and "|" not in words


def _is_of(description: str, stems: set[str]) -> bool:
    own = _stems(description)
    return len(own & stems) >= max(2, _OWN * len(own))


def _is_slogan(description: str) -> bool:
    words = _lists()["slogans"]
    folded = description.casefold()
    n_words = len(set(_WORD.findall(folded)) & set(words["words"]))
    return folded.startswith(tuple(words["beginnings"])) or n_words >= _SLOGAN_WORDS


def _stems(text: str) -> set[str]:
    """The beginnings of the long words of a text: those of inflected forms, and of most compounds, are the same."""
    return {word[:_STEM] for word in _LONG_WORD.findall(text.casefold())}


def _is_repeated(teaser: str, body: str, runs: set[tuple[str, ...]]) -> bool:
    own = list(_runs(teaser))
    if not own:
        return key_of(teaser) in key_of(body)
    return sum(run in runs for run in own) >= _REPEATED * len(own)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return zip(*(words[start:] for start in range(_RUN)), strict=False)


def _follows(element: HtmlElement, heading: HtmlElement) -> bool:
    """Whether an element stands behind the heading, and no paragraph of some length between the two."""
    for one in islice(_behind(heading), _MOST_BETWEEN):
        if one is element:
            return True
        if one.tag == "p" and len(one.text_content()) > _MOST_CHARACTERS // 10:
            return False
    return False


def _behind(heading: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the paragraphs and marked elements of the page behind a heading."""
    for outer in (heading, *heading.iterancestors()):
        for sibling in outer.itersiblings():
            for one in sibling.iter("*"):
                if one.tag == "p" or "class" in one.attrib or "itemprop" in one.attrib:
                    yield one


@cache
def _lists() -> dict[str, Any]:
    return tomli.loads(files(__package__).joinpath("page.toml").read_text("utf-8"))


def _marked(around: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements in `around` that are marked as a teaser by their class or property."""
    classes = frozenset(filter(_teaser_class().search, values_of(around, "class")))
    if classes or "description" in values_of(around, "itemprop"):
        for element in around.iterdescendants(*_TAGS):
            if element.get("class") in classes or element.get("itemprop") == "description":
                yield element


@cache
def _teaser_class() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _lists()["classes"]["teaser"])), re.ASCII | re.IGNORECASE)
