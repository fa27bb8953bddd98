"""Parse web pages: the main text by trafilatura, paragraph by paragraph, and the page's metadata."""

import copy
import logging
import re
from collections import Counter
from configparser import ConfigParser
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

from pipeline.parse.cleaning import clean_characters, tidy_layout
from pipeline.parse.names_on_pages import decode_twice
from pipeline.parse.page_metadata import read_page_facts
from pipeline.parse.page_teasers import with_teaser
from pipeline.parse.page_titles import without_titles
from pipeline.parse.page_tree import parse_page, prepare_for_extraction
from pipeline.parse.refusal import Refusal

# What trafilatura finds too little to extract becomes a rejection; its warnings would say it twice.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_MOST_TAGS = 200_000  # of them extraction takes some seconds; articles have a few thousand
_SHORTEST_ARTICLE = "25"  # below this length trafilatura merges all paragraphs; its default of 250 hits short news
_BLOCKS = frozenset({"code", "div", "head", "item", "list", "p", "quote", "row", "table"})
_DECLARATION = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{1,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})", re.I
)
_DECLARATION_BYTES = 4_096
_SENTENCE = re.compile(r"[.!?…][“”\"»«’)]?(?:\s|\Z)")
_SEEN = etree.XPath("//body//text()[not(ancestor::script or ancestor::style or ancestor::h1)]")
_LINKED = etree.XPath("//body//a//text()")
_LINKED_SHARE = 0.9


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that the first 4 KiB of a page declare, as written there."""
    match = _DECLARATION.search(data[:_DECLARATION_BYTES])
    return match[1].decode("ascii", "replace") if match else None


def read_page(page: str, repairs: Counter[str]) -> tuple[dict[str, str], str]:
    """Return fields (like those of a header) and text of a web page; the text may be empty.

    Raises Refusal: `too_large` for a page of more elements than any article has, `too_deep` for one that cannot be read
    whole. Nothing is fetched, and the page's own entities are not expanded.
    """
    if page.count("<") > _MOST_TAGS:
        raise Refusal("too_large", f"The page has more than {_MOST_TAGS} tags.")
    tree = parse_page(page, repairs)
    if tree is None:
        return {}, ""
    facts = read_page_facts(tree, repairs)
    prepare_for_extraction(tree, facts.fields.get("language", ""))
    found = _main_text(tree)
    if not any(_SENTENCE.search(paragraph) for paragraph in found) and _is_of_links(tree):
        return facts.fields, ""  # a list of articles
    paragraphs = without_titles(found, facts.titles)
    paragraphs = with_teaser(paragraphs, facts.seen_teasers, facts.declared_teasers, facts.titles, facts.sites)
    # As browsers do, and newer versions of libxml2: &#133; means what windows-1252 has there, not a line end.
    text = decode_twice("\n\n".join(paragraphs).replace("\x85", "…"))
    return facts.fields, clean_characters(text, repairs)


def _main_text(tree: HtmlElement) -> list[str]:
    """Return the paragraphs of the main text: without navigation, comments, and today's date."""
    from trafilatura import bare_extraction  # 0.5 s to import, and most corpora have no pages

    extracted = bare_extraction(tree, include_comments=False, with_metadata=False, config=_configuration())
    body = getattr(extracted, "body", None)  # None, or an object that has it
    return [] if body is None else _paragraphs(body)


def _is_of_links(tree: HtmlElement) -> bool:
    """Whether nearly all that readers see of a page are links."""
    seen, linked = (sum(len(words.strip()) for words in find(tree)) for find in (_SEEN, _LINKED))
    return linked > _LINKED_SHARE * seen


def _paragraphs(body: etree._Element) -> list[str]:
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS:
            pieces.append("\n\n")
        elif element.tag == "lb" and event == "start":
            pieces.append("\n")
        elif element.tag == "cell" and event == "end":
            pieces.append(" ")
        words = element.text if event == "start" else element.tail if element is not body else None
        if words:
            pieces.append(re.sub(r"\s+", " ", words))
    text = "\n".join(line.strip() for line in "".join(pieces).split("\n"))
    return [paragraph for paragraph in tidy_layout(text, Counter()).split("\n\n") if paragraph]


@cache
def _configuration() -> ConfigParser:
    from trafilatura.settings import DEFAULT_CONFIG

    configuration = copy.deepcopy(DEFAULT_CONFIG)
    configuration["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _SHORTEST_ARTICLE
    return configuration
