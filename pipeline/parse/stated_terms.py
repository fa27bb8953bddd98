"""What documents state for machines of their use for text and data mining: TDMRep, RSL, directives for robots.

A page says it in <meta> and <link>, a server in its headers, a record under names of its own. Nothing is fetched: the
terms that an address leads to are not read, nor a website's own files (robots.txt, tdmrep.json).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import tomli

from pipeline.parse.addresses import canonical_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TERMS_URL, TDM_RESERVED = "terms_url", "tdm_reserved"
"""The fields of a document: the address of its terms, and whether mining is reserved (`1` or `0`)."""

HEADERS = ("tdm-reservation", "tdm-policy", "x-robots-tag", "link")
"""Fields of an HTTP header that state terms, in lower case."""

_LINK = re.compile(r"\s*<([^<>]{1,2000})>((?:\s*;\s*[\w*-]{1,40}\s*=\s*(?:\"[^\"]{0,200}\"|[^\s\";,]{0,200}))*)")
_PARAMETER = re.compile(r"([\w*-]{1,40})\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]*))")
_MOST_LINKS = 50
_LONGEST_EMBEDDED = 200_000


def terms_of_page(tree: "HtmlElement", meta: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the fields of the terms that a page states; `meta` has what its <meta> say, by field of `page.toml`."""
    kind = _table("rsl")["type"]
    links = [
        element.get("href") or ""
        for element in tree.iter("link")
        if _is_licence(element.get("rel"), element.get("type"))
    ]
    embedded = [element.text or "" for element in tree.iter("script") if _is_type(element.get("type"), kind)]
    said = [*map(_reservation, meta["tdm_reservation"]), *map(_said_by_robots, meta["robots"])]
    return _fields([*said, *map(_said_by_rsl, embedded)], [*meta["tdm_policy"], *links])


def terms_of_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the fields of the terms that the headers of an answer state; (name, value) may repeat a name."""
    values: dict[str, list[str]] = {name: [] for name in HEADERS}
    for name, value in headers:
        if name.lower() in values:
            values[name.lower()].append(value)
    said = [*map(_reservation, values["tdm-reservation"]), *map(_said_by_tag, values["x-robots-tag"])]
    links = [address for value in values["link"] for address in _licences_in(value)]
    return _fields(said, [*values["tdm-policy"], *links])


def joined_terms(*stated: Mapping[str, str]) -> dict[str, str]:
    """Return what several places state together: what one reserves is reserved, and the first address counts."""
    said = [_reservation(terms[TDM_RESERVED]) for terms in stated if TDM_RESERVED in terms]
    return _fields(said, [terms[TERMS_URL] for terms in stated if TERMS_URL in terms])


def reservation_of(value: object) -> bool | None:
    """Return what the value of a record says of a reservation; None if it says nothing that is known."""
    if isinstance(value, (list, tuple)):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _reservation(str(value).lower())


def reservation_by_robots(value: object) -> bool | None:
    """Return True if the value of a record has a directive for robots that reserves the text, else None."""
    words = value if isinstance(value, (list, tuple)) else [value]
    return True if any(_said_by_robots(word) for word in words if isinstance(word, str)) else None


def terms_address(written: str, base: str | None) -> str | None:
    """Return the address of terms in its canonical form; one without a host counts from `base`, the document's own."""
    try:
        return canonical_url(urljoin(base or "", written.strip()))
    except ValueError:
        return None


def _fields(said: Sequence[bool | None], addresses: Sequence[str]) -> dict[str, str]:
    known = [one for one in said if one is not None]
    fields = {TDM_RESERVED: "1" if any(known) else "0"} if known else {}
    address = next(filter(str.strip, addresses), None)
    return fields | ({TERMS_URL: address} if address else {})


def _reservation(written: str) -> bool | None:
    words = _table("reservation")
    folded = written.strip().lower()
    return True if folded in words["yes"] else False if folded in words["no"] else None


def _said_by_robots(content: str) -> bool | None:
    directives = {word.strip().lower() for word in content.split(",")}
    return True if directives.intersection(_table("robots")["reserving"]) else None


def _said_by_tag(value: str) -> bool | None:
    name, colon, _ = value.partition(",")[0].partition(":")
    return None if colon and name.strip().lower() not in _table("robots")["valued"] else _said_by_robots(value)


def _said_by_rsl(document: str) -> bool | None:
    """Whether an embedded licence prohibits a use that stands for mining; of one that is damaged nothing is known."""
    if len(document) > _LONGEST_EMBEDDED:
        return None
    from lxml import etree  # most records come without such a document

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    try:
        root = etree.fromstring(document.strip().encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    uses: set[str] = set()
    for element in root.iter(f"{{{_table('rsl')['namespace']}}}prohibits"):
        if (element.get("type") or "usage") == "usage":
            uses.update(re.split(r"[\s,]+", (element.text or "").lower()))
    return True if uses.intersection(_table("rsl")["reserving"]) else None


def _licences_in(value: str) -> list[str]:
    """Return the addresses of RSL licences in a `Link` header."""
    found = []
    for link in list(_LINK.finditer(value))[:_MOST_LINKS]:
        given = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(link[2])}
        if _is_licence(given.get("rel"), given.get("type")):
            found.append(link[1])
    return found


def _is_licence(rel: str | None, kind: str | None) -> bool:
    return "license" in (rel or "").lower().split() and _is_type(kind, _table("rsl")["type"])


def _is_type(given: str | None, wanted: str) -> bool:
    return (given or "").partition(";")[0].strip().lower() == wanted


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomli.loads(files(__package__).joinpath("stated_terms.toml").read_text("utf-8"))


def _table(name: str) -> dict[str, str]:
    return _tables()[name]
