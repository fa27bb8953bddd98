"""Addresses of web pages: one canonical form, so that one page has one identity."""

from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, urlsplit

import tomli

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST = 4_000


def canonical_url(address: str) -> str | None:
    """Return the canonical form of an absolute http(s) `address`, or None if it is not one.

    Scheme and host are in lower case; the default port, credentials, the fragment and tracking parameters are
    dropped; an empty path becomes `/`. Everything else, the order of parameters included, stays as it is written.
    """
    address = address.strip()
    if len(address) > _LONGEST or any(character.isspace() for character in address):
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    kept = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair.partition("=")[0]))
    return SplitResult(parts.scheme, netloc, parts.path or "/", kept, "").geturl()


def host_of(url: str) -> str:
    """Return the host of a canonical URL, or an empty string."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_tracking(name: str) -> bool:
    exact, prefixes = _tracking_parameters()
    name = name.lower()
    return name in exact or name.startswith(prefixes)


@cache
def _tracking_parameters() -> tuple[frozenset[str], tuple[str, ...]]:
    names: list[str] = tomli.loads(files(__package__).joinpath("addresses.toml").read_text("utf-8"))["parameters"]
    exact = frozenset(name for name in names if not name.endswith("*"))
    return exact, tuple(name[:-1] for name in names if name.endswith("*"))
