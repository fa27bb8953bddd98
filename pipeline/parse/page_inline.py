"""The lines of a web page as its readers see them: text between the borders of blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "data", "em", "font", "i", "label", "mark", "q", "s", "small", "span", "strong"}
    | {"sub", "sup", "time", "u", "wbr"}
)
_GLUED = frozenset({"b", "em", "i", "sub", "sup", "wbr"})  # these stand within words
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "video", "audio"}
)
_BESIDE = frozenset({"aside", "nav"})
_BESIDE_CLASS = re.compile(
    r"related|recommend|teaser|sidebar|most-?read|comment|newsletter|widget|read-?more|mehr-zum|weitere", re.IGNORECASE
)
_MOST_ELEMENTS = 20_000  # that are walked through for lines


@dataclass(slots=True)
class Line:
    """A line's text with single spaces, and the text of each element that lies in it or holds it alone."""

    text: str = ""
    parts: list[tuple[str, HtmlElement]] = field(default_factory=list)


def is_inline(element: HtmlElement) -> bool:
    """Return whether an element stands within a line."""
    return element.tag in _INLINE


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
