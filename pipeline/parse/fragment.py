"""Text that is HTML without a page around it, as content systems and their interfaces give it → paragraphs."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from pipeline.parse.refusal import Refusal

_TAG = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|blockquote|article|section|figure)\b[^<>]{0,1000}>", re.IGNORECASE)
_MOST_TAGS = 200_000  # as of a page


@dataclass(frozen=True, slots=True)
class _Elements:
    blocks: frozenset[str]
    dropped: frozenset[str]


def is_fragment(text: str) -> bool:
    """Whether `text` is HTML: it begins with the tag of a block, or holds the end of a paragraph or line breaks."""
    start = text[:2_000].lstrip()
    if start.startswith("<") and _TAG.match(start):
        return True
    lower = text.lower()
    return "</p>" in lower or ("<br" in lower and _TAG.search(text) is not None)


def read_fragment(markup: str) -> str:
    """Return the paragraphs of `markup`, separated by blank lines, without scripts, pictures and boxes.

    Raises Refusal: `too_large` for more elements than any article has, `too_deep` for what cannot be read whole.
    """
    if markup.count("<") > _MOST_TAGS:
        raise Refusal("too_large", f"The text has more than {_MOST_TAGS} tags.")
    from lxml import etree  # most records hold plain text

    from pipeline.parse.page_tree import parse_page, write_quotation_marks

    tree = parse_page(markup, Counter())  # the text is cleaned with the record's other fields
    if tree is None:
        return ""
    write_quotation_marks(tree, "")
    elements = _elements()
    pieces: list[str] = []
    left_out = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_dropped = element.tag in elements.dropped
        left_out += is_dropped * (1 if event == "start" else -1)
        if element.tag in elements.blocks or is_dropped:
            pieces.append("\n\n")
        elif element.tag == "br" and event == "start":
            pieces.append("\n")
        words = element.text if event == "start" else element.tail
        if words and not left_out:
            pieces.append(re.sub(r"\s+", " ", words))
    lines = "\n".join(line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


@cache
def _elements() -> _Elements:
    table = tomli.loads(files(__package__).joinpath("records.toml").read_text("utf-8"))["html"]
    return _Elements(frozenset(table["blocks"]), frozenset(table["dropped"]))
