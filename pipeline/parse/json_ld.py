"""Read schema.org's JSON-LD of a page as leniently as it is written: which node is the article, which the page.

Pages are made by templates, so scripts hold comments, CDATA marks, raw line breaks, trailing commas, several objects in
a row. JSON that is broken otherwise is read up to the break; of what is left, the days of an article are picked out by
their names, if there is one of each. Time is linear in the scripts.
"""

import html
import json
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli
from lxml.html import HtmlElement

from pipeline.parse.addresses import canonical_url

Node = Mapping[str, Any]

_MOST_NODES = 1_000  # that are searched
_DECODER = json.JSONDecoder(strict=False)  # raw line breaks and tabs in strings are common
_OPENING = re.compile(r"[\[{]")
# A string, closed or not, so that none is begun twice; marks and comments around; a comma that nothing follows.
_OUTSIDE = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*(?:"|\Z))'
    r"|/\*\s*(?:<!\[CDATA\[|\]\]>)\s*\*/|//\s*(?:<!\[CDATA\[|\]\]>)|<!\[CDATA\[|\]\]>|<!--|-->"
    r"|/\*.*?(?:\*/|\Z)|//[^\n]*",
    re.DOTALL,
)
_STRING_OR_COMMA = re.compile(r'(?P<string>"(?:[^"\\]|\\.)*(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)
_PICKED = re.compile(
    r"""(?P<mark>["'])(?P<key>@type|datePublished|dateModified)(?P=mark)\s{0,9}:\s{0,9}"""
    r"""(?P<around>["'])(?P<value>[^"'\n]{1,60})(?P=around)"""
)
_ESCAPE = re.compile(r"\\(?P<escaped>u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = frozenset('"\\/bfnrt')


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The nodes of a page's JSON-LD, in its order, by what they tell of; `by_id` those with an `@id`."""

    articles: tuple[Node, ...]
    pages: tuple[Node, ...]
    sites: tuple[Node, ...]
    by_id: Mapping[str, Node]

    def article(self, addresses: Collection[str], headlines: Collection[str]) -> Node:
        """Return what is said of the page's article, or nothing.

        Of several it is the one at an address of the page, else the one with a headline of it, else the first of the
        preferred type. Others that match equally add what it leaves open: some pages tell of one article twice.
        """
        here = [node for node in self.articles if _addresses(node) & set(addresses)]
        named = {_squeezed(headline) for headline in headlines}
        same = [node for node in self.articles if {_squeezed(one) for one in strings(node.get("headline"))} & named]
        found = sorted(here or same or self.articles, key=_preference)
        return merged(found if here or same else found[:1])

    def page(self) -> Node:
        """Return what is said of the page itself, or nothing."""
        return merged(self.pages)

    def referred(self, value: object) -> list[object]:
        """Return the items of a value, each reference to a node (`{"@id": …}`) replaced by that node."""
        items = value if isinstance(value, list) else [value]
        return [
            {**self.by_id.get(item["@id"], {}), **item}
            if isinstance(item, dict) and isinstance(item.get("@id"), str)
            else item
            for item in items
        ]


def read_linked_data(tree: HtmlElement) -> LinkedData:
    """Read all JSON-LD of the page `tree`."""
    articles: list[Node] = []
    pages: list[Node] = []
    sites: list[Node] = []
    by_id: dict[str, Node] = {}
    for node in _nodes(_scripts(tree)):
        types = _types(node)
        if _is_article(types):
            articles.append(node)
        elif types & _words()["page_types"].keys():
            pages.append(node)
        elif types & _words()["site_types"].keys():
            sites.append(node)
        if isinstance(node.get("@id"), str) and len(node) > len({"@id", "@type"} & node.keys()):
            by_id.setdefault(node["@id"], node)
    return LinkedData(tuple(articles), tuple(pages), tuple(sites), by_id)


def merged(nodes: Iterable[Node]) -> Node:
    """Return one node of all: of each property the first value that is not empty."""
    whole: dict[str, Any] = {}
    for node in nodes:
        whole |= {key: value for key, value in node.items() if value and key not in whole}
    return whole


def strings(value: object) -> list[str]:
    """Return a value's strings: itself, or those in a list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield script.text


def _nodes(scripts: Iterable[str]) -> Iterator[Node]:
    """Yield the objects of `scripts`, outer ones first, as far as they may tell of the article."""
    pending: deque[object] = deque(value for script in scripts for value in _values(script))
    n_seen = 0
    while pending and n_seen < _MOST_NODES:
        node = pending.popleft()
        n_seen += 1
        if isinstance(node, list):
            pending.extend(node)
        elif isinstance(node, dict):
            yield node
            pending.extend(node[key] for key in _words()["nestings"] if isinstance(node.get(key), (dict, list)))


def _values(script: str) -> Iterator[object]:
    if '"' not in script and "&quot;" in script:
        script = html.unescape(script)
    try:
        yield json.loads(script, strict=False)
        return
    except (ValueError, RecursionError):
        script = _mended(script)
    opening = _OPENING.search(script)
    while opening:
        try:
            value, end = _DECODER.raw_decode(script, opening.start())
        except (ValueError, RecursionError):
            yield from _picked(script[opening.start() :])
            return
        yield value
        opening = _OPENING.search(script, end)


def _picked(broken: str) -> Iterator[Node]:
    """Yield an article with its days, if `broken` JSON tells of one: a quotation mark in a headline spoils no day."""
    found: dict[str, list[str]] = {"@type": []}
    for match in _PICKED.finditer(broken):
        found.setdefault(match["key"], []).append(match["value"])
    days = {key: values[0] for key, values in found.items() if key != "@type" and len(set(values)) == 1}
    if days:
        yield from ({"@type": kind, **days} for kind in found["@type"] if _is_article(_types({"@type": kind})))


def _mended(script: str) -> str:
    bare = _OUTSIDE.sub(lambda match: _readable(match["string"]) if match["string"] else " ", script)
    return _STRING_OR_COMMA.sub(lambda match: match["string"] or "", bare)


def _readable(string: str) -> str:
    r"""Return a JSON string without the escapes that JSON does not know: `\'` is an apostrophe."""
    return _ESCAPE.sub(
        lambda match: match.group() if len(match["escaped"]) > 1 or match["escaped"] in _ESCAPED else match["escaped"],
        string,
    )


def _types(node: Node) -> set[str]:
    return {kind.rpartition("/")[2].rpartition(":")[2] for kind in strings(node.get("@type"))}


def _is_article(types: Collection[str]) -> bool:
    return any(kind.endswith("Article") or kind in _words()["article_types"] for kind in types)


def _preference(node: Node) -> int:
    ranks = {kind: rank for rank, kind in enumerate(_words()["article_types"])}
    return min((ranks.get(kind, len(ranks)) for kind in _types(node)), default=len(ranks))


def _addresses(node: Node) -> set[str]:
    main = node.get("mainEntityOfPage")
    written = [*strings(node.get("url")), *strings(node.get("@id")), *strings(main)]
    if isinstance(main, dict):
        written += [*strings(main.get("@id")), *strings(main.get("url"))]
    return {address for one in written if (address := canonical_url(one))}


def _squeezed(headline: str) -> str:
    return " ".join(html.unescape(headline).split()).casefold()


@cache
def _words() -> Mapping[str, Mapping[str, None]]:
    """Return the lists of `json_ld.toml`, each in its order."""
    table = tomli.loads(files(__package__).joinpath("json_ld.toml").read_text("utf-8"))
    return {name: dict.fromkeys(words) for name, words in table.items()}
