"""The lines of a web page as its readers see them: text between the borders of blocks."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "data", "em", "font", "i", "label", "mark", "q", "s", "small", "span", "strong"}
    | {"sub", "sup", "time", "u", "wbr"}
)
_LETTER = re.compile(r"[^\W\d_]")
_PHRASING = _INLINE.union(
    ("acronym", "bdo", "big", "code", "del", "dfn", "ins", "kbd", "nobr", "ruby", "samp", "strike", "tt", "var")
)
_WITHOUT_WORDS = ("img", "input")
_DROPPED = "dropped"
_GLUED = frozenset({"b", "em", "i", "sub", "sup", "wbr"})  # these stand within words
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "video", "audio"}
)
_BESIDE = frozenset({"aside", "nav"})
_BESIDE_CLASS = re.compile(
    r"related|recommend|teaser|sidebar|most-?read|comment|newsletter|widget|read-?more|mehr-zum|weitere", re.IGNORECASE
)
_MOST_ELEMENTS = 20_000  # that are walked through for lines
_MOST_IN_A_BLOCK = 1_000  # inline elements; what trafilatura does with those of a block grows with their square


@dataclass(slots=True)
class Line:
    """A line's text with single spaces, and the text of each element that lies in it or holds it alone."""

    text: str = ""
    parts: list[tuple[str, HtmlElement]] = field(default_factory=list)


def is_inline(element: HtmlElement) -> bool:
    """Return whether an element stands within a line."""
    return element.tag in _INLINE


def thin_out(tree: HtmlElement) -> None:
    """Drop the inline tags of blocks that have thousands of them, such as a transcript with an element a word.

    Where most of such a block's words are links it is a list of them: they go with their words.
    """
    lines_of: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    block_of: dict[HtmlElement, HtmlElement] = {}
    for element in tree.iter(*_PHRASING, *_WITHOUT_WORDS):
        outer = element.getparent()
        if outer is not None:
            block = block_of[element] = block_of.get(outer, outer)
            lines_of[block].append(element)
    for block, elements in lines_of.items():
        if len(elements) > _MOST_IN_A_BLOCK:
            _drop_tags(block, elements)


def _drop_tags(block: HtmlElement, elements: list[HtmlElement]) -> None:
    links = [element for element in elements if element.tag == "a"]
    n_linked = sum(len(link.text_content()) for link in links)
    n_seen = len(block.text or "") + sum(len(one.text or "") + len(one.tail or "") for one in elements)
    if 2 * n_linked > n_seen:
        for link in links:
            link.clear(keep_tail=True)
            link.tail = link.tail if _LETTER.search(link.tail or "") else None  # not what divides them
    for element in elements:
        if element.tag in _WITHOUT_WORDS:
            element.clear(keep_tail=True)
        element.tag = _DROPPED
    etree.strip_tags(block, _DROPPED)
    # As one node: XPath takes each part's neighbours for its text.
    block.text = block.text
    for child in block:
        child.tail = child.tail


def is_beside_article(element: HtmlElement) -> bool:
    """Return whether an element is in a part of the page that is about other articles."""
    for outer in element.iterancestors():
        if outer.tag in _BESIDE or _BESIDE_CLASS.search(outer.get("class") or ""):
            return True
        if outer.tag in ("article", "main", "body"):
            return False
    return False


def text_before(element: HtmlElement) -> str:
    """Return the text before an element in its line."""
    parts: list[str] = []
    node = element
    while True:
        before = node.getprevious()
        while before is not None:
            parts.append(before.tail or "")
            if not is_inline(before):
                return _squeezed(reversed(parts))
            parts.append(before.text_content())
            before = before.getprevious()
        parent = node.getparent()
        if parent is None:
            return _squeezed(reversed(parts))
        parts.append(parent.text or "")
        if not is_inline(parent):
            return _squeezed(reversed(parts))
        node = parent


def text_behind(element: HtmlElement) -> str:
    """Return the text after an element in its line."""
    parts: list[str] = []
    node = element
    while True:
        parts.append(node.tail or "")
        for behind in node.itersiblings():
            if not is_inline(behind):
                return _squeezed(parts)
            parts += [behind.text_content(), behind.tail or ""]
        parent = node.getparent()
        if parent is None or not is_inline(parent):
            return _squeezed(parts)
        node = parent


def lines_in(root: HtmlElement) -> Iterator[Line]:
    """Yield the lines of `root`, a block, in their order, without those beside the article."""
    pieces: list[str] = []
    parts: list[tuple[str, HtmlElement]] = []
    n_left = _MOST_ELEMENTS

    def line() -> Iterator[Line]:
        text = _squeezed(pieces)
        if text:
            yield Line(text, [*parts])
        pieces.clear()
        parts.clear()

    pending: list[tuple[HtmlElement, bool]] = [(root, False)]
    while pending and n_left:
        node, is_left = pending.pop()
        is_block = not is_inline(node)
        if is_left:
            if is_block:
                if pieces and (text := _squeezed(pieces)):
                    parts.append((text, node))
                yield from line()
            elif node.tag not in _GLUED:
                pieces.append(" ")
            if node is not root:
                pieces.append(node.tail or "")
            continue
        n_left -= 1
        if not isinstance(node.tag, str) or node.tag in _UNSEEN or _is_aside(node):
            pieces.append((node.tail or "") if node is not root else "")
            continue
        if is_block:
            yield from line()
        else:
            parts.append((_squeezed([node.text_content()]), node))
            if node.tag not in _GLUED:
                pieces.append(" ")
        pieces.append(node.text or "")
        pending.append((node, True))
        pending += [(child, False) for child in reversed(node)]
    yield from line()


def lines_before(heading: HtmlElement, n_lines: int) -> list[Line]:
    """Return the last `n_lines` lines before `heading` in the parts of the page that it is in."""
    found: list[Line] = []
    for outer in _outwards(heading):
        for sibling in islice(outer.itersiblings(preceding=True), n_lines):
            lines = list(islice(_lines_of(sibling), 4 * n_lines))
            found = [*lines[-n_lines:], *found]
            if len(found) >= n_lines:
                return found[-n_lines:]
    return found


def lines_after(heading: HtmlElement, n_lines: int) -> list[Line]:
    """Return the first `n_lines` lines after `heading` in the parts of the page that it is in."""
    found: list[Line] = []
    for outer in _outwards(heading):
        for sibling in islice(outer.itersiblings(), n_lines):
            found += islice(_lines_of(sibling), n_lines - len(found))
            if len(found) >= n_lines:
                return found
    return found


def _outwards(heading: HtmlElement) -> Iterator[HtmlElement]:
    """`heading`, and what it is in, up to the article."""
    node = heading
    while node is not None and node.tag not in ("article", "main", "body", "html"):
        yield node
        node = node.getparent()


def _lines_of(sibling: HtmlElement) -> Iterator[Line]:
    if isinstance(sibling.tag, str) and sibling.tag not in _UNSEEN and not _is_aside(sibling):
        yield from lines_in(sibling)


def _is_aside(node: HtmlElement) -> bool:
    return node.tag in _BESIDE or bool(_BESIDE_CLASS.search(node.get("class") or ""))


def _squeezed(pieces: Iterator[str] | list[str]) -> str:
    return " ".join("".join(pieces).split())
