"""Read a web page's metadata: JSON-LD, <meta>, <link>, <time> and <html lang>, never the clock.

htmldate, which trafilatura would ask for the date, bounds its guesses by the current day and falls back to any date in
the page; here a date counts only if the page marks it as the date of publication.
"""

import json
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from lxml.html import HtmlElement

from pipeline.parse.addresses import canonical_url
from pipeline.parse.header_dates import match_day
from pipeline.parse.language import language_of_tag
from pipeline.parse.refusal import Refusal

_MOST_NODES = 1_000  # of JSON-LD that are searched for the article


def read_page_fields(tree: HtmlElement) -> dict[str, str]:
    """Return the fields of the page `tree`, like those of a header.

    Raises Refusal `impossible_date` if all its dates are.
    """
    meta = _read_meta(tree)
    article = _read_article(tree)
    day = _choose_day(_dates(tree, meta, article))
    urls = [*tree.xpath("//link[@rel='canonical']/@href"), *meta["url"], *_strings(article.get("url"))]
    languages = [*tree.xpath("/html/@lang | /html/@xml:lang"), *meta["language"], *_strings(article.get("inLanguage"))]
    headings = [heading.text_content() for heading in tree.xpath("//h1")]
    titles = [*_strings(article.get("headline")), *meta["title"], *headings[:1], *tree.xpath("//title/text()")]
    authors = _names(article.get("author")) or [name for name in meta["author"] if canonical_url(name) is None]
    fields = {
        "author": ", ".join(dict.fromkeys(authors)),
        "date": day or "",
        "publisher": next(iter([*_names(article.get("publisher")), *meta["publisher"]]), ""),
        "language": next((tag for tag in languages if language_of_tag(tag)), ""),
        "title": next((title for title in titles if title.strip()), ""),
        "url": next((url for url in urls if canonical_url(url)), ""),
    }
    return {field: value for field, value in fields.items() if value.strip()}


def _read_meta(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of <meta> by field, in the order of preference of `page.toml`."""
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and content:
                contents.setdefault(name.strip().lower(), []).append(content)
    return {field: [c for name in names for c in contents.get(name, ())] for field, names in _meta_names().items()}


def _dates(tree: HtmlElement, meta: Mapping[str, list[str]], article: Mapping[str, Any]) -> Iterator[str]:
    yield from _strings(article.get("datePublished"))
    yield from meta["date"]
    for element in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]"):
        yield element.get("datetime") or element.get("content") or element.text_content()
    yield from tree.xpath("(//article | //main)//time/@datetime")[:1]
    times = set(tree.xpath("//time/@datetime"))
    if len(times) == 1:
        yield from times


def _choose_day(written: Iterable[str]) -> str | None:
    """Return the first valid date.

    Pages are not written for this: invalid values are skipped, and an impossible day is refused only if there is no
    other.
    """
    first_refusal: Refusal | None = None
    for value in written:
        try:
            found = match_day(value.strip(), 0)
        except Refusal as refusal:
            first_refusal = first_refusal or refusal
            continue
        if found and found[1] == len(value.strip()):
            return found[0].isoformat()
    if first_refusal is not None:
        raise first_refusal
    return None


def _read_article(tree: HtmlElement) -> Mapping[str, Any]:
    """Return the first article node of the page's JSON-LD, or nothing."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            pending = deque([json.loads(script)])
        except (ValueError, RecursionError):
            continue
        n_seen = 0
        while pending and n_seen < _MOST_NODES:
            node = pending.popleft()
            n_seen += 1
            if isinstance(node, list):
                pending.extend(node)
            elif isinstance(node, dict):
                if any(kind.endswith(("Article", "Posting")) for kind in _strings(node.get("@type"))):
                    return node
                pending.extend(node[key] for key in ("@graph", "mainEntity") if key in node)
    return {}


def _names(value: object) -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of them."""
    items = value if isinstance(value, list) else [value]
    return [name for item in items for name in _strings(item.get("name") if isinstance(item, dict) else item)]


def _strings(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


@cache
def _meta_names() -> Mapping[str, list[str]]:
    names: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("page.toml").read_text("utf-8"))
    return names
