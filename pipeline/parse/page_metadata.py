"""Read a web page's metadata: JSON-LD, <meta>, <link>, <time> and <html lang>, never the clock.

htmldate, which trafilatura would ask for the date, bounds its guesses by the current day and falls back to any date in
the page; here a date counts only if the page marks it as the date of publication (`page_dates`).
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from lxml.html import HtmlElement

from pipeline.parse.addresses import canonical_url
from pipeline.parse.json_ld import read_linked_data, strings
from pipeline.parse.language import language_of_tag
from pipeline.parse.page_dates import read_page_days


def read_page_fields(tree: HtmlElement, repairs: Counter[str]) -> dict[str, str]:
    """Return the fields of the page `tree`, like those of a header.

    Dates that are of no use are counted in `repairs`.
    """
    meta = _read_meta(tree)
    linked = read_linked_data(tree)
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    addresses = {address for one in (*canonical, *meta["url"]) if (address := canonical_url(one))}
    headlines = [*meta["title"], *(heading.text_content() for heading in tree.xpath("//h1"))]
    article, page = linked.article(addresses, headlines), linked.page()
    urls = [*canonical, *meta["url"], *strings(article.get("url"))]
    languages = [*tree.xpath("/html/@lang | /html/@xml:lang"), *meta["language"], *strings(article.get("inLanguage"))]
    headings = [heading.text_content() for heading in tree.xpath("//h1")]
    titles = [*strings(article.get("headline")), *meta["title"], *headings[:1], *tree.xpath("//title/text()")]
    authors = _names(article.get("author")) or [name for name in meta["author"] if canonical_url(name) is None]
    fields = {
        "author": ", ".join(dict.fromkeys(authors)),
        "publisher": next(iter([*_names(article.get("publisher")), *meta["publisher"]]), ""),
        "language": next((tag for tag in languages if language_of_tag(tag)), ""),
        "title": next((title for title in titles if title.strip()), ""),
        "url": next((url for url in urls if canonical_url(url)), ""),
    }
    fields = {field: value for field, value in fields.items() if value.strip()}
    return fields | read_page_days(tree, meta, (article, page), repairs)


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


def _names(value: object) -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of them."""
    items = value if isinstance(value, list) else [value]
    return [name for item in items for name in strings(item.get("name") if isinstance(item, dict) else item)]


@cache
def _meta_names() -> Mapping[str, list[str]]:
    names: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("page.toml").read_text("utf-8"))
    return names
