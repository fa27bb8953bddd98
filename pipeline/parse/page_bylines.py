"""Names of authors in a page: in JSON-LD, in <meta>, and where readers see them, in a byline beside the headline."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from pipeline.parse.authors import begins_as_byline, is_agency, looks_like_name, read_authors
from pipeline.parse.json_ld import LinkedData, Node, strings
from pipeline.parse.names_on_pages import SiteNames, plain_line
from pipeline.parse.page_attributes import elements_with_class, values_of

_PERSON, _ORGANIZATION = "Person", "Organization"
# Endings of the types of microdata whose properties are the page's own.
_ARTICLE_ITEMS = ("Article", "Posting", "Page", "Report", "Review", "Blog", "CreativeWork")
_LONGEST_BYLINE = 200
_MOST_BYLINES = 20
_LONGEST_LINE, _MOST_LINES = 80, 3  # below the headline
# Where the names of others stand: of photographers, of commentators, of authors of further articles.
_OUTSIDE = frozenset({"aside", "figcaption", "figure", "footer", "nav"})
_NOT_HERE = re.compile(r"comment|related|teaser|recommend|sidebar|caption|credit|avatar-list|footer|bio", re.IGNORECASE)
_MARKED = etree.XPath("descendant-or-self::*[@rel='author' or contains(concat(' ', @itemprop, ' '), ' author ')]")
_BYLINE_CLASS = re.compile(r"[aA]uthor|[bB]yline|autor")
_BESIDE_DATE_CLASS = re.compile(r"meta|info|dateline|details|publish", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"\s*[|·•–—]\s*")
_BYLINE_TAGS = ("a", "address", "div", "li", "p", "span", "strong")


def page_authors(
    tree: HtmlElement, declared: Sequence[str], nodes: Sequence[Node], linked: LinkedData, sites: SiteNames
) -> tuple[str, ...]:
    """Return the authors: persons that JSON-LD names, else those of <meta>, of a byline, else institutions."""
    items = [item for node in nodes for item in linked.referred(node.get("author") or node.get("creator"))]
    persons = read_authors(_named(items, are_persons=True), sites)
    in_meta = read_authors(declared, sites)
    others = read_authors(_named(items, are_persons=False), sites)
    if persons:
        return persons
    for names in (others, in_meta):
        if any(map(looks_like_name, names)):
            return names
    return read_authors(_bylines(tree), sites) or in_meta or others


def institutions(nodes: Sequence[Node], linked: LinkedData) -> list[str]:
    """Return the names of organizations that JSON-LD calls the author: whose page it is; agencies write for others."""
    items = [item for node in nodes for item in linked.referred(node.get("author") or node.get("creator"))]
    named = [
        name for item in items if isinstance(item, dict) and _is_institution(item) for name in strings(item.get("name"))
    ]
    return [name for name in named if not looks_like_name(name) and not is_agency(name)]


def _is_institution(item: Node) -> bool:
    return any(kind.endswith(_ORGANIZATION) for kind in strings(item.get("@type")))


def is_of_article(element: HtmlElement) -> bool:
    """Whether a property is one of the article or the page: the nearest item around it is no picture, no person."""
    item = next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)
    kind = "" if item is None else (item.get("itemtype") or "").rpartition("/")[2]
    return next(element.iterancestors("figure"), None) is None and (not kind or kind.endswith(_ARTICLE_ITEMS))


def _named(items: Iterable[object], *, are_persons: bool) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict):
            is_person = any(kind.endswith(_PERSON) for kind in strings(item.get("@type")))
            names = strings(item.get("name")) or [" ".join(_parts(item))]
            if _is_institution(item):
                names = [name for name in names if looks_like_name(name) or is_agency(name)]
        else:
            is_person, names = False, strings(item)
        if is_person == are_persons:
            yield from names


def _parts(person: Node) -> Iterator[str]:
    for name in ("givenName", "familyName"):
        yield from strings(person.get(name))[:1]


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """Yield the words of bylines that are nothing but names; those of the surest mark alone."""
    for elements in (_marked(tree), elements_with_class(tree, _BYLINE_CLASS, *_BYLINE_TAGS)):
        found: list[str] = []
        for element in islice(elements, _MOST_BYLINES):
            named = element.xpath(".//*[@itemprop='name']")
            words = [plain_line(one.text_content()) for one in named or [element]]
            if element.tag != "meta" and is_of_article(element) and not _is_of_others(element):
                found += [word for word in words if len(word) <= _LONGEST_BYLINE and _is_byline(word)]
        if found:
            yield from found
            return
    parts = list(_signed_parts(tree))
    yield from parts or _lines_below_heading(tree)


def _lines_below_heading(tree: HtmlElement) -> Iterator[str]:
    """Yield what stands below the headline in an element of its own and is a byline to the last word."""
    heading = next(tree.iter("h1"), None)
    for element in islice(heading.itersiblings("div", "p", "span"), _MOST_LINES) if heading is not None else ():
        line = plain_line(element.text_content())
        if len(line) <= _LONGEST_LINE and begins_as_byline(line) and _is_byline(line):
            yield line
            return


def _signed_parts(tree: HtmlElement) -> Iterator[str]:
    """Yield names that a line around the date of an article says it is by: “Von Lisa Kröger | 4.3.2025, 10 Uhr”."""
    for element in islice(elements_with_class(tree, _BESIDE_DATE_CLASS, *_BYLINE_TAGS), _MOST_BYLINES):
        if not is_of_article(element) or _is_of_others(element):
            continue
        # A part is what a mark or an element of its own divides from the rest.
        for one in (element, *islice(element.iterchildren("a", "div", "li", "p", "span"), _MOST_BYLINES)):
            line = plain_line(one.text_content())
            if len(line) <= _LONGEST_BYLINE:
                parts = _BETWEEN_PARTS.split(line)
                yield from (part for part in parts if begins_as_byline(part) and _is_byline(part))


def _marked(tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements that are the author's by the markup itself."""
    has_any = "author" in values_of(tree, "rel") or any("author" in value for value in values_of(tree, "itemprop"))
    marked: list[HtmlElement] = _MARKED(tree) if has_any else []
    return marked


def _is_byline(words: str) -> bool:
    names = read_authors([words], SiteNames(frozenset()))
    return any(map(looks_like_name, names)) and all(looks_like_name(name) or is_agency(name) for name in names)


def _is_of_others(element: HtmlElement) -> bool:
    around = [element, *islice(element.iterancestors(), 8)]
    return any(
        one.tag in _OUTSIDE or (one.tag not in ("body", "html") and _NOT_HERE.search(one.get("class") or ""))
        for one in around
    )
