"""The key of an address: what the spellings of one page's address have in common. It identifies the document.

The address that is shown (`documents.url`) stays as it is; the key is never shown. Two pages that differ only in what
is dropped here are taken for one, of which the newest capture counts.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

import tomli

from pipeline.parse.addresses import canonical_url

_AMP_CACHE = re.compile(r"/[a-z]/(?:s/)?(?P<page>[^/]+\.[^/]+(?:/.*)?)")
_SAFE = "!$&'()*+,;=:@/~-._"  # what a path may hold unescaped (RFC 3986, section 3.3)
_SAFE_IN_QUERY = "!$'()*,:@/?~-._"


def address_key(url: str) -> str:
    """Return the key of a canonical `url`: `https`, and host, path and query without what does not tell pages apart.

    Dropped are `www.` and the like, the port, a final slash and the name of a folder's own page, marks of AMP and of
    AMP's cache, and parameters that say how a reader came or how the page is shown. The other parameters, which may
    identify an article (`?id=123`), stay in the order of their names.
    """
    parts = urlsplit(url)
    host, path = parts.hostname or "", parts.path
    inner = _AMP_CACHE.fullmatch(path) if _is_amp_cache(host) else None
    if inner is not None:
        cached = canonical_url(f"https://{inner['page']}" + (f"?{parts.query}" if parts.query else ""))
        if cached is not None:
            parts = urlsplit(cached)
            host, path = parts.hostname or "", parts.path
    key = SplitResult("https", _host(host), _path(path), _query(parts.query), "")
    return key.geturl()


@dataclass(frozen=True, slots=True)
class _Dropped:
    hosts: tuple[str, ...]
    amp_caches: tuple[str, ...]
    amp_ends: tuple[str, ...]
    amp_begins: tuple[str, ...]
    folder_pages: frozenset[str]
    parameters: frozenset[str]
    prefixes: tuple[str, ...]
    amp_parameters: dict[str, frozenset[str]]


@cache
def _dropped() -> _Dropped:
    table = tomli.loads(files(__package__).joinpath("address_key.toml").read_text("utf-8"))
    names = [name for group in table["parameters"].values() for name in group["names"]]
    return _Dropped(
        hosts=tuple(table["hosts"]["first_labels"]),
        amp_caches=tuple(table["amp"]["caches"]),
        amp_ends=tuple(table["amp"]["path_ends"]),
        amp_begins=tuple(table["amp"]["path_begins"]),
        folder_pages=frozenset(table["paths"]["folder_pages"]),
        parameters=frozenset(name for name in names if not name.endswith("*")),
        prefixes=tuple(name[:-1] for name in names if name.endswith("*")),
        amp_parameters={name: frozenset(values) for name, values in table["amp"]["parameters"].items()},
    )


def _is_amp_cache(host: str) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in _dropped().amp_caches)


def _host(host: str) -> str:
    host = host.rstrip(".")
    label, _, rest = host.partition(".")
    # Once only, and never so far that no site is left: `www.amp.example.org` has two such labels, `amp.dev` is a site.
    while label in _dropped().hosts and "." in rest:
        host = rest
        label, _, rest = host.partition(".")
    return f"[{host}]" if ":" in host else host


def _path(path: str) -> str:
    path = quote(unquote(path, errors="surrogateescape"), safe=_SAFE, errors="surrogateescape")
    path = re.sub(r"/{2,}", "/", path)
    is_stripped = True
    while is_stripped:
        shorter = _shorter(path.rstrip("/"))
        is_stripped, path = len(shorter) < len(path.rstrip("/")), shorter
    begins = next((begin for begin in _dropped().amp_begins if path.startswith(begin)), None)
    return path if begins is None else path[len(begins) - 1 :]


def _shorter(path: str) -> str:
    """Drop the mark of AMP or the name of a folder's own page at the end of a path, if there is one."""
    lower = path.lower()
    for end in _dropped().amp_ends:
        if lower.endswith(end) and len(path) > len(end):
            return path[: -len(end)]
        stem, dot, ending = path.rpartition(".")  # `artikel.amp.html` is `artikel.html`
        if end.startswith(".") and dot and stem.lower().endswith(end) and "/" not in ending:
            return f"{stem[: -len(end)]}.{ending}"
    folder, slash, name = path.rpartition("/")
    return folder if slash and name.lower() in _dropped().folder_pages else path


def _query(query: str) -> str:
    dropped = _dropped()
    kept = []
    for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None):
        lower = name.lower()
        if lower in dropped.parameters or lower.startswith(dropped.prefixes):
            continue
        if lower in dropped.amp_parameters and value.lower() in dropped.amp_parameters[lower]:
            continue
        kept.append((name, value))
    return "&".join(_parameter(name, value) for name, value in sorted(kept))


def _parameter(name: str, value: str) -> str:
    name, value = (quote(part, safe=_SAFE_IN_QUERY, errors="surrogateescape") for part in (name, value))
    return f"{name}={value}" if value else name
