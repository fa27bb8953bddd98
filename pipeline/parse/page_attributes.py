"""What is looked up in a page: its headings, and the values of an attribute, without a look at each element.

Rules that look for words in classes are of use on few pages, and XPath's `contains` at each element of a page with
many teasers costs more than reading it; pages repeat a few classes.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

_HEADINGS = etree.XPath("//h1")
_MOST_HEADINGS = 50


def headings_of(tree: HtmlElement) -> list[HtmlElement]:
    """Return the headings of the first level, up to a number that no page of one article has."""
    found: list[HtmlElement] = _HEADINGS(tree)
    return found[:_MOST_HEADINGS]


def values_of(tree: HtmlElement, attribute: str) -> frozenset[str]:
    """Return the values of an attribute in the page that `tree` is of, each once."""
    return frozenset(_values(attribute)(tree))


def elements_with_class(tree: HtmlElement, words: re.Pattern[str], *tags: str) -> Iterator[HtmlElement]:
    """Yield the elements of these tags whose class has one of the `words` in it, in their order."""
    found = frozenset(filter(words.search, values_of(tree, "class")))
    if found:
        yield from (element for element in tree.iter(*tags) if element.get("class") in found)


@cache
def _values(attribute: str) -> Callable[[HtmlElement], list[str]]:
    path: Callable[[HtmlElement], list[str]] = etree.XPath(f"//@{attribute}", smart_strings=False)
    return path
