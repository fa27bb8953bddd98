"""Read a web page's metadata: JSON-LD, <meta>, <link>, <time> and <html lang>, never the clock.

htmldate, which trafilatura would ask for the date, bounds its guesses by the current day and falls back to any date in
the page; here a date counts only if the page marks it as the date of publication (`page_dates`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli
from lxml import etree
from lxml.html import HtmlElement

from pipeline.parse.addresses import canonical_url, host_of
from pipeline.parse.authors import BETWEEN
from pipeline.parse.earlier_ids import EARLIER_URL
from pipeline.parse.json_ld import LinkedData, Node, read_linked_data, strings
from pipeline.parse.language import language_of_tag
from pipeline.parse.names_on_pages import SiteNames, key_of, plain_line
from pipeline.parse.page_addresses import PageAddress, choose_address
from pipeline.parse.page_attributes import headings_of
from pipeline.parse.page_bylines import institutions, is_of_article, page_authors
from pipeline.parse.page_dates import read_page_days
from pipeline.parse.page_entries import read_entries
from pipeline.parse.page_teasers import visible_teasers
from pipeline.parse.page_titles import Titles, read_titles
from pipeline.parse.stated_terms import terms_of_page

_TITLE = etree.XPath("//title/text()")
_LANGUAGES = etree.XPath("/html/@lang | /html/@xml:lang", namespaces={"xml": "http://www.w3.org/XML/1998/namespace"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself: the fields of a header, and what its text is held against."""

    fields: dict[str, str]
    titles: Titles
    sites: SiteNames
    seen_teasers: list[str]
    declared_teasers: list[str]


def read_page_facts(tree: HtmlElement, repairs: Counter[str]) -> PageFacts:
    """Return what the page `tree` says of itself. Dates that are of no use are counted in `repairs`."""
    meta = _read_meta(tree)
    linked = read_linked_data(tree)
    written = _written_addresses(tree, meta)
    headlines = [*meta["title"], *(one.text_content() for one in headings_of(tree))]
    article, page = linked.article(set(written.all), headlines), linked.page()
    address = choose_address(written.canonical, [*written.others, *_own_addresses(article)])
    publishers = [name for node in (article, page) for name in _names(linked.referred(node.get("publisher")))]
    outlets = [*publishers, *meta["publisher"], *institutions((article, page), linked)]
    sites = _site_names(tree, meta, linked, publishers, address)
    declared = [*strings(article.get("headline")), *meta["title"], *strings(article.get("name"))]
    sections = [*meta["section"], *strings(article.get("articleSection"))]
    titles = read_titles(tree, [*declared, *_TITLE(tree)[:1]], sections, sites)
    languages = [*_LANGUAGES(tree), *meta["language"], *strings(article.get("inLanguage"))]
    descriptions = [*strings(article.get("description")), *meta["teaser"], *strings(page.get("description"))]
    of_site = {key_of(words) for node in linked.sites for words in strings(node.get("description"))}
    fields = {
        "author": BETWEEN.join(page_authors(tree, meta["author"], (article, page), linked, sites)),
        "publisher": plain_line(next(iter(outlets), "")),
        "language": next((tag for tag in languages if language_of_tag(tag)), ""),
        "title": titles.title,
        "url": address.own,
        "syndicated_from": address.syndicated_from,
    }
    fields = {field: value for field, value in fields.items() if value.strip()}
    fields |= terms_of_page(tree, meta)
    entries = read_entries(tree, article)
    fields |= {"entries": entries} if entries is not None else {}
    earlier = [*written.canonical, *written.others, *strings(article.get("url"))]
    fields[EARLIER_URL] = next((one for one in earlier if canonical_url(one)), "")
    return PageFacts(
        fields=fields | read_page_days(tree, meta, (article, page), repairs),
        titles=titles,
        sites=sites,
        seen_teasers=visible_teasers(tree),
        declared_teasers=[words for words in descriptions if key_of(words) not in of_site],
    )


def _read_meta(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of <meta> by field, in the order of preference of `page.toml`."""
    contents: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and content and (attribute != "itemprop" or is_of_article(element)):
                contents.setdefault(name.strip().lower(), []).append(content)
    return {field: [c for name in names for c in contents.get(name, ())] for field, names in _meta_names().items()}


@dataclass(frozen=True, slots=True)
class _Written:
    canonical: list[str]
    others: list[str]

    @property
    def all(self) -> list[str]:
        return [address for one in (*self.canonical, *self.others) if (address := canonical_url(one))]


def _written_addresses(tree: HtmlElement, meta: Mapping[str, list[str]]) -> _Written:
    links = [link for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    return _Written([link.get("href") or "" for link in links], meta["url"])


def _own_addresses(article: Node) -> list[str]:
    main = article.get("mainEntityOfPage")
    return [
        *strings(article.get("url")),
        *strings(main),
        *(strings(main.get("@id")) + strings(main.get("url")) if isinstance(main, dict) else []),
        *strings(article.get("@id")),
    ]


def _site_names(
    tree: HtmlElement, meta: Mapping[str, list[str]], linked: LinkedData, publishers: list[str], address: PageAddress
) -> SiteNames:
    of_nodes = [name for node in linked.sites for key in ("name", "alternateName") for name in strings(node.get(key))]
    hosts = [host_of(one) for one in (address.own, address.syndicated_from) if one]
    hosts += [host_of(url) for node in linked.sites for one in strings(node.get("url")) if (url := canonical_url(one))]
    return SiteNames.of([*meta["site"], *publishers, *of_nodes], hosts)


def _names(items: list[object]) -> list[str]:
    """The names in items of JSON-LD: strings, or objects with a name."""
    return [name for item in items for name in strings(item.get("name") if isinstance(item, dict) else item)]


@cache
def _meta_names() -> Mapping[str, list[str]]:
    table = tomli.loads(files(__package__).joinpath("page.toml").read_text("utf-8"))
    return {field: names for field, names in table.items() if isinstance(names, list)}
