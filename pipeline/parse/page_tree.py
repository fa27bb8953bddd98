"""A web page's tree, made ready for the extraction of its main text.

trafilatura drops `<time>` with its words, breaks paragraphs at `<q>`, and loses lists where the text lies in no element
that is named as a container; the HTML parser stops at 256 levels. What readers see is put in the place of all that.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli
from lxml import etree, html
from lxml.html import HtmlElement

from pipeline.parse.language import detect_language
from pipeline.parse.page_attributes import values_of
from pipeline.parse.page_inline import thin_out
from pipeline.parse.refusal import Refusal

_DEEPEST = 250  # levels, as the parser allows by itself: extraction recurses
_NOT_XML = bytes(code for code in range(32) if code not in b"\t\n\f\r")
_WHITE = bytes.maketrans(b"\f", b" ")  # in HTML a form feed is white space, in XML it is not allowed
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE and U+FFFF
# References to what XML cannot hold: with one of them trafilatura fails on the page.
_BAD_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[1-24-9]|2\d|3[01]|65534|65535)|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[efEF]))(?![0-9a-fA-F]);?"
)
# As in `cleaning`: what only windows-1252 has there was meant as its characters, and U+0085 among them as an ellipsis.
_WINDOWS_CONTROL = re.compile(rb"\xc2[\x80\x82-\x84\x86-\x8c\x8e\x91-\x9c\x9e\x9f]")
_WINDOWS_CHARACTER = re.compile(rb"\xc2([\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f])")
_WRAPPERS = frozenset(
    {"a", "b", "big", "center", "div", "em", "font", "i", "main", "section", "small", "span", "strong", "u"}
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ITEMS = ("li", "dd", "dt", "tr")
_TEXT_BLOCKS = frozenset({*_HEADINGS, *_ITEMS, "blockquote", "div", "figcaption", "p", "section"})
_SENTENCE_END = re.compile(r"(?:[.!?…:;][\"“”«»‘’›‹)\]]{0,3}|[“”«»])\s*\Z")
_WORD = re.compile(r"[^\W\d_]+")
_LONG_ENOUGH = 12  # words beside a day: no byline has as many
_MOST_OF_A_BLOCK = 5_000  # characters: longer ones are no sentences, but the page
_MOST_OF_A_BYLINE = 200
_LONGEST_BOX = 6_000  # characters of a box that asks for consent
_ASKING_WORDS = 3
_QUOTING = "„“”‚‘’»«›‹\"'"
_BOXES = ("aside", "dialog", "div", "form", "section")
_TOP_LAYERS = etree.XPath("/html/body/div | /html/body/section")
_LAYERS = etree.XPath(
    "//*[@role='dialog' or @role='alertdialog' or @aria-modal='true'] | /html/body/div | /html/body/section"
)
_CONTAINERS = ("article", "main")
_ASIDE = ("aside", "footer", "form", "nav")
_MOST_OF_A_PAGE = 0.9  # of its paragraphs are in the container
_NAMED = ("class", "id", "itemprop", "role")


@dataclass(frozen=True, slots=True)
class _Words:
    quotation_marks: Mapping[str, list[str]]
    consent_names: re.Pattern[str]
    consent_words: re.Pattern[str]
    layer_names: re.Pattern[str]
    we: frozenset[str]
    you: frozenset[str]
    byline: frozenset[str]


def parse_page(page: str, repairs: Counter[str]) -> HtmlElement | None:
    """Return the tree of `page`, or None if it holds nothing.

    Only what would harm the tree is cleaned. Raises Refusal `too_deep` if it is nested deeper than can be read whole.
    """
    data = page.encode("utf-8", "replace").translate(_WHITE, _NOT_XML)
    for characters in _NO_CHARACTERS:
        data = data.replace(characters, b"")
    if _WINDOWS_CONTROL.search(data):
        data, n_meant = _WINDOWS_CHARACTER.subn(lambda match: match[1].decode("cp1252").encode("utf-8"), data)
        repairs["windows_controls"] += n_meant
    if b"&#" in data:
        data = _BAD_REFERENCE.sub(b"", data)
    tree, is_cut = _parse(data, is_huge=False)
    if not is_cut:
        return tree
    tree, is_cut = _parse(data, is_huge=True)
    if tree is not None:
        _join_wrappers(tree)
    if is_cut or (tree is not None and _depth(tree) > _DEEPEST):
        raise Refusal("too_deep", f"The elements of the page are nested deeper than {_DEEPEST} levels.")
    return tree


def prepare_for_extraction(tree: HtmlElement, language: str) -> None:
    """Change `tree` so that extraction finds all words of its text; `language` is the page's, as declared there."""
    _drop_consent_boxes(tree)
    for element in list(tree.iter("noscript")):
        if "javascript" in element.text_content()[:_LONGEST_BOX].lower():
            element.drop_tree()  # what browsers without it show: that the page needs it
    _keep_times(tree)
    write_quotation_marks(tree, language)
    for heading in tree.iter(*_HEADINGS):
        separate_parts(heading)
    thin_out(tree)
    _name_container(tree)


def separate_parts(heading: HtmlElement) -> None:
    """Put a space between the parts of a heading that stand on lines of their own: a kicker and the headline."""
    for child in heading.iterdescendants():
        after = child.getnext()
        following = child.tail or ("" if after is None else after.text_content())
        before = child.text_content().rstrip() if following and not child.tail else ""
        if child.tail and child.tail[0].isupper():
            before = child.text_content()
        if len(before) > 2 and not before[-1].isupper() and following[:1].isupper():
            child.tail = " " + (child.tail or "")


def _parse(data: bytes, *, is_huge: bool) -> tuple[HtmlElement | None, bool]:
    """Return the tree, and whether the parser stopped before the end of the page."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=is_huge
    )
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but white space and comments
        tree = None
    return tree, len(parser.error_log.filter_types(etree.ErrorTypes.ERR_RESOURCE_LIMIT)) > 0


def _join_wrappers(tree: HtmlElement) -> None:
    """Drop elements that do nothing but hold another one: of a chain of them the last is left."""
    for element in [one for one in tree.iter() if one.tag in _WRAPPERS]:
        is_wrapper = len(element) == 1 and element[0].tag in _WRAPPERS and element.getparent() is not None
        if is_wrapper and not (element.text or "").strip() and not (element[0].tail or "").strip():
            element.drop_tag()


def _depth(tree: HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(depth, deepest)
    return deepest


def _keep_times(tree: HtmlElement) -> None:
    """Make the words of `<time>` part of the text where they stand in a sentence, a heading or a live blog's entry.

    The others are the day and clock of the page or of what it links to.
    """
    told: dict[HtmlElement, bool] = {}
    times = list(tree.iter("time"))
    is_live_blog = bool(times) and _is_live_blog(tree)
    for element in times:
        block = next((one for one in element.iterancestors() if one.tag in _TEXT_BLOCKS), None)
        if block is None:
            continue
        if block not in told:
            told[block] = block.tag in _HEADINGS or _is_told(block)
        if told[block]:
            element.tag = "span"
        elif is_live_blog and (entry := _entry_of(element)) is not None:
            stamp = html.Element("p")
            stamp.text, element.text = element.text_content(), None
            entry.insert(0, stamp)
            stamp.tail, entry.text = entry.text, None
    for block, is_told in told.items():
        if not is_told and block.tag in ("p", "div") and block.getparent() is not None and _is_label(block):
            block.drop_tree()


def _is_told(block: HtmlElement) -> bool:
    """Whether a block with a time in it is a sentence, not a byline."""
    words = block.text_content()
    if len(words) > _MOST_OF_A_BLOCK or next(block.iterdescendants(*_TEXT_BLOCKS), None) is not None:
        return False
    others = _words_beside_times(block)
    n_words = others.total()
    if block.tag in _ITEMS:
        return n_words >= 3
    is_sentence = _SENTENCE_END.search(words) is not None or any(
        word[0].islower() and word not in _words().byline for word in others
    )
    return n_words >= _LONG_ENOUGH or (n_words >= 2 and is_sentence)


def _is_label(block: HtmlElement) -> bool:
    """Whether nothing is left of a byline without its time but small words: “Veröffentlicht am …”."""
    if len(block.text_content()) > _MOST_OF_A_BYLINE or next(block.iterdescendants(*_TEXT_BLOCKS), None) is not None:
        return False
    return all(word.lower() in _words().byline for word in _words_beside_times(block))


def _words_beside_times(block: HtmlElement) -> Counter[str]:
    others = Counter(_WORD.findall(block.text_content()))
    for time in block.iter("time"):
        others -= Counter(_WORD.findall(time.text_content()))
    return others


def _is_live_blog(tree: HtmlElement) -> bool:
    declared = (script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    kinds = values_of(tree, "itemtype")
    return any("LiveBlogPosting" in one for one in (*declared, *kinds))


def _entry_of(element: HtmlElement) -> HtmlElement | None:
    """Return the entry of a live blog that an element is in: one of several siblings that are made alike."""
    for ancestor in list(element.iterancestors())[:6]:
        parent = ancestor.getparent()
        if parent is None or ancestor.tag == "body":
            return None
        alike = (one for one in parent.iterchildren(ancestor.tag) if one.get("class") == ancestor.get("class"))
        if sum(1 for _ in zip(alike, range(2), strict=False)) == 2 and ancestor.find(".//p") is not None:
            return ancestor
    return None


def write_quotation_marks(tree: HtmlElement, language: str) -> None:
    """Write the marks that a browser shows around `<q>`, which becomes a `<span>`.

    They are those of the element's own language, else of `language`, else of the one that the text seems to be in.
    """
    quotes = list(tree.iter("q"))
    depths = [sum(1 for one in quote.iterancestors("q")) for quote in quotes]
    if quotes and not language:
        language = detect_language(tree.text_content())
    for quote, depth in zip(quotes, depths, strict=True):
        words = quote.text_content().strip()
        if words and words[0] not in _QUOTING:
            declared = next((one.get("lang") for one in (quote, *quote.iterancestors()) if one.get("lang")), language)
            opening, closing = _marks(declared or language)[2 * (depth % 2) :][:2]
            quote.text = opening + (quote.text or "").lstrip()
            if len(quote):
                quote[-1].tail = (quote[-1].tail or "").rstrip() + closing
            else:
                quote.text = quote.text.rstrip() + closing
        quote.tag = "span"


def _marks(language: str) -> list[str]:
    tag = language.strip().lower().replace("_", "-")
    marks = _words().quotation_marks
    return marks.get("-".join(tag.split("-")[:2])) or marks.get(tag.split("-")[0]) or marks["en"]


def _drop_consent_boxes(tree: HtmlElement) -> None:
    words = _words()
    names = values_of(tree, "class") | values_of(tree, "id")
    consenting, covering = (
        frozenset(name for name in names if pattern.search(name.lower()))
        for pattern in (words.consent_names, words.layer_names)
    )
    named: list[HtmlElement] = []
    layers: list[HtmlElement] = []
    for element in tree.iter(*_BOXES) if consenting or covering else ():
        own = element.get("class"), element.get("id")
        if not consenting.isdisjoint(own):
            named.append(element)
        elif not covering.isdisjoint(own):
            layers.append(element)
    for box in named:
        if _is_box(box) and words.consent_words.search(box.text_content().lower()):
            box.drop_tree()
    roles = values_of(tree, "role")
    has_dialogs = not roles.isdisjoint(("dialog", "alertdialog")) or "true" in values_of(tree, "aria-modal")
    for box in (*layers, *(_LAYERS(tree) if has_dialogs else _TOP_LAYERS(tree))):
        if _is_box(box) and _asks_for_consent(box.text_content().lower()):
            box.drop_tree()


def _is_box(element: HtmlElement) -> bool:
    return (
        element.getparent() is not None
        and element.find(".//h1") is None
        and element.find(".//article") is None
        and len(element.text_content()) <= _LONGEST_BOX
    )


def _asks_for_consent(words: str) -> bool:
    """Whether a website speaks to its readers of consent: “we”, “you”, and several words of such boxes."""
    parts = set(_WORD.findall(words))
    speaks = not parts.isdisjoint(_words().we) and not parts.isdisjoint(_words().you)
    return speaks and len(set(_words().consent_words.findall(words))) >= _ASKING_WORDS


def _name_container(tree: HtmlElement) -> None:
    """Make the element that holds the paragraphs an `<article>`, if extraction does not know it by its name."""
    n_characters: Counter[HtmlElement] = Counter()
    is_aside: dict[HtmlElement, bool] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent not in is_aside:
            is_aside[parent] = parent.tag in _ASIDE or next(parent.iterancestors(*_ASIDE), None) is not None
        if not is_aside[parent]:
            n_characters[parent] += len(paragraph.text_content())
    n_all = n_characters.total()
    (container, most), *_ = n_characters.most_common(1) or [(None, 0)]
    body = tree.find("body")
    if container is None or body not in _up(container) or any(one.tag in _CONTAINERS for one in _up(container)):
        return
    if any(map(_is_named, _up(container))):
        if 3 * most >= 2 * n_all and not _has_container(tree):
            container.tag = "article"
        return
    container = _holding(list(_up(container)), n_characters, _MOST_OF_A_PAGE * n_all)
    if container.tag != "body":
        container.tag = "article"
        return
    article = html.Element("article")
    article.text, container.text = container.text, None
    article.extend(list(container))
    container.append(article)


def _holding(chain: list[HtmlElement], n_characters: Mapping[HtmlElement, int], fewest: float) -> HtmlElement:
    """Return the first of a chain of elements, from within, that holds so many characters of paragraphs."""
    places = {element: place for place, element in enumerate(chain)}
    joined: Counter[int] = Counter()  # where in the chain a parent of paragraphs comes under it
    for parent, n in n_characters.items():
        joined[next((places[one] for one in _up(parent) if one in places), len(chain))] += n
    n_held = 0
    for place, element in enumerate(chain):
        n_held += joined[place]
        if n_held >= fewest:
            return element
    return chain[-1]


def _has_container(tree: HtmlElement) -> bool:
    """Whether extraction finds a container by its element, class or id."""
    from trafilatura.xpaths import BODY_XPATH

    return any(path(tree) for path in BODY_XPATH)


def _up(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield an element and those around it, up to the body."""
    while element is not None and element.tag != "html":
        yield element
        element = element.getparent()


def _is_named(element: HtmlElement) -> bool:
    return element.tag != "body" and any(element.get(name) for name in _NAMED)


@cache
def _words() -> _Words:
    table = tomli.loads(files(__package__).joinpath("page_tree.toml").read_text("utf-8"))
    consent = table["consent"]
    return _Words(
        quotation_marks=table["quotation_marks"],
        consent_names=re.compile("|".join(map(re.escape, consent["names"]))),
        consent_words=re.compile("|".join(map(re.escape, consent["words"]))),
        layer_names=re.compile("|".join(map(re.escape, consent["layers"]))),
        we=frozenset(consent["we"]),
        you=frozenset(consent["you"]),
        byline=frozenset(table["byline"]["words"]),
    )
