"""Names of authors in a page: in JSON-LD, in <meta>, and where readers see them, in a byline beside the headline."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from pipeline.parse.authors import looks_like_name, read_authors
from pipeline.parse.json_ld import LinkedData, Node, strings
from pipeline.parse.names_on_pages import SiteNames, plain_line

_PERSON = "Person"
_LONGEST_BYLINE = 200
_MOST_BYLINES = 20
# Where the names of others stand: of photographers, of commentators, of authors of further articles.
_OUTSIDE = frozenset({"aside", "figcaption", "figure", "footer", "nav"})
_NOT_HERE = re.compile(r"comment|related|teaser|recommend|sidebar|caption|credit|avatar-list|footer|bio", re.IGNORECASE)
_BYLINES = (
    "//*[@rel='author' or contains(concat(' ', @itemprop, ' '), ' author ')]",
    "//*[self::a or self::address or self::div or self::li or self::p or self::span or self::strong]"
    "[contains(@class, 'author') or contains(@class, 'Author') or contains(@class, 'byline')"
    " or contains(@class, 'Byline') or contains(@class, 'autor')]",
)


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


def _named(items: Iterable[object], *, are_persons: bool) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict):
            is_person = any(kind.endswith(_PERSON) for kind in strings(item.get("@type")))
            names = strings(item.get("name")) or [" ".join(_parts(item))]
        else:
            is_person, names = False, strings(item)
        if is_person == are_persons:
            yield from names


def _parts(person: Node) -> Iterator[str]:
    for name in ("givenName", "familyName"):
        yield from strings(person.get(name))[:1]


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """Yield the words of bylines that are nothing but names; those of the surest mark alone."""
    for path in _BYLINES:
        found: list[str] = []
        for element in islice(tree.xpath(path), _MOST_BYLINES):
            named = element.xpath(".//*[@itemprop='name']")
            words = [plain_line(one.text_content()) for one in named or [element]]
            if element.tag != "meta" and not _is_of_others(element):
                found += [word for word in words if len(word) <= _LONGEST_BYLINE and _is_byline(word)]
        if found:
            yield from found
            return


def _is_byline(words: str) -> bool:
    names = read_authors([words], SiteNames(frozenset()))
    return bool(names) and all(map(looks_like_name, names))


def _is_of_others(element: HtmlElement) -> bool:
    around = [element, *islice(element.iterancestors(), 8)]
    return any(
        one.tag in _OUTSIDE or (one.tag not in ("body", "html") and _NOT_HERE.search(one.get("class") or ""))
        for one in around
    )
