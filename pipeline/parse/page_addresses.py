"""The address of a page, told from that of the page whose text it took over."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.parse.addresses import canonical_url, host_of

_SAME_SITE = ("www.", "m.", "mobile.", "mobil.", "amp.")


@dataclass(frozen=True, slots=True)
class PageAddress:
    """The page's own address, and one on another website that it names as the original; each may be empty."""

    own: str
    syndicated_from: str


def choose_address(canonical: Sequence[str], others: Sequence[str]) -> PageAddress:
    """Choose among what a page says of its address: `canonical` links, and `others` in the order of their rank.

    A canonical link counts unless another address says that the page is on another website.
    """
    links = [link for link in canonical if canonical_url(link)]
    own = [address for address in others if canonical_url(address)]
    # Some templates call the website's first page the canonical one of all.
    if any(map(_leads_to_page, own)):
        links = [link for link in links if _leads_to_page(link) or not are_of_one_site(link, own[0])]
    if not links or not own:
        return PageAddress(next(iter(links or own), ""), "")
    here = next((link for link in links if are_of_one_site(link, own[0])), None)
    return PageAddress(here, "") if here is not None else PageAddress(own[0], links[0])


def are_of_one_site(one: str, other: str) -> bool:
    """Whether two addresses are on one host, or one's host is below that of the other: `m.`, `www.`, `sport.`."""
    hosts = [_bare_host(address) for address in (one, other)]
    return hosts[0] == hosts[1] or any(inner.endswith(f".{outer}") for inner, outer in (hosts, reversed(hosts)))


def _leads_to_page(address: str) -> bool:
    """Whether an address is not that of a website's first page."""
    parts = urlsplit(canonical_url(address) or "")
    return parts.path not in ("", "/") or bool(parts.query)


def _bare_host(address: str) -> str:
    host = host_of(canonical_url(address) or "")
    for prefix in _SAME_SITE:
        host = host.removeprefix(prefix)
    return host
