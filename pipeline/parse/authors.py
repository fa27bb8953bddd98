"""The authors of a document, by name, from whatever a header, a record or a page calls its author.

Neither publishers nor addresses nor the names of accounts are authors. A string that holds several names is parted only
where each part looks like one, since the names of institutions have an “und” of their own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from pipeline.parse.names_on_pages import SiteNames, is_host, key_of, plain_line

BETWEEN = "; "
"""What stands between the names where they are one string."""

_LONGEST_NAME = 150
_MOST_NAMES = 100
_ADDRESS = re.compile(
    r"\s*[<(\[]?\s*(?:https?://[^\s<>)\]]{1,300}|(?:mailto:)?[^\s@<>()\[\]]{1,100}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5})\s*[>)\]]?"
)
_HANDLE = re.compile(r"(?<!\w)@\w{1,40}")
_SIGLUM = re.compile(r"\s*\((?:[a-z]{1,5}|[A-ZÄÖÜ]{2,4})(?:/[a-z]{1,5}){0,3}\)\s*\Z")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+")
_HARD = re.compile(r"\s*[;|\n•]\s*")


def read_authors(written: Iterable[str], sites: SiteNames) -> tuple[str, ...]:
    """Return the names of authors in the strings `written`, each once, in their order, without the publisher's own."""
    names: dict[str, str] = {}
    for value in written:
        for piece in _HARD.split(value[: _LONGEST_NAME * _MOST_NAMES])[:_MOST_NAMES]:
            for name in _names_in(piece):
                if not _is_no_author(name, sites):
                    names.setdefault(key_of(name), name)
    return tuple(names.values())


def looks_like_name(name: str) -> bool:
    """Whether a string is written as the name of a person: two to six words, in capitals but for particles."""
    words = name.split()
    if not 2 <= len(words) <= 6 or any(character.isdigit() for character in name):
        return False
    particles = _words().particles
    ends_right = words[-1][:1].isalpha() and not words[-1][:1].islower()
    return ends_right and all(
        not word[:1].islower() or word.lower().rstrip(".'’") in particles or "'" in word or "’" in word
        for word in words
    )


def begins_as_byline(words: str) -> bool:
    """Whether `words` begin as bylines do: “Von …”, “Written by …”."""
    return _words().before.match(words) is not None


def is_agency(name: str) -> bool:
    """Whether a name is that of a news agency, which is an author like a person."""
    return name.strip().casefold() in _words().agencies


def _names_in(written: str) -> list[str]:
    name = _HANDLE.sub("", _ADDRESS.sub("", plain_line(written))).strip(" ,:–—-·")
    if "(" in name:
        name = _words().roles.sub("", name).strip(" ,/&")
    name = _SIGLUM.sub("", _words().before.sub("", name)).strip(" ,:–—-·()")
    if not name or len(name) > _LONGEST_NAME:
        return []
    parts = [part for one in _words().between.split(name) if (part := _words().before.sub("", one).strip(" ,"))]
    parts = parts[:1] + [part for part in parts[1:] if part.split()[-1].casefold() not in _words().offices]
    known = [looks_like_name(part) or is_agency(part) for part in parts]
    if all(known) and (len(parts) > 1 or (parts and "," in name)):
        return parts
    if "," in name and len(parts) > 1 and known[0] and not parts[0][0].islower():
        # What else follows the names is a place, an office or a slug.
        return [part for part, is_known in zip(parts, known, strict=True) if is_known]
    return [name]


def _is_no_author(name: str, sites: SiteNames) -> bool:
    words = _words()
    return (
        not key_of(name)
        or _SLUG.fullmatch(name) is not None
        or is_host(name)
        or words.pictures.match(name) is not None
        or name.casefold() in words.accounts
        or name.split()[-1].casefold() in words.offices
        or sites.include(name)
        or sites.include_with(name, words.desks)
    )


@dataclass(frozen=True, slots=True)
class _Words:
    before: re.Pattern[str]
    between: re.Pattern[str]
    pictures: re.Pattern[str]
    roles: re.Pattern[str]
    particles: frozenset[str]
    agencies: frozenset[str]
    desks: frozenset[str]
    offices: frozenset[str]
    accounts: frozenset[str]


@cache
def _words() -> _Words:
    table: dict[str, list[str]] = tomli.loads(files(__package__).joinpath("authors.toml").read_text("utf-8"))
    before = "|".join(sorted(map(re.escape, table["before"]), key=len, reverse=True))
    between = "|".join(map(re.escape, table["between"]))
    pictures = "|".join(map(re.escape, table["pictures"]))
    return _Words(
        before=re.compile(rf"\A(?:(?:{before})(?::\s*|\s+)(?-i:(?![a-zà-ÿ])))", re.IGNORECASE),
        between=re.compile(rf"\s*,\s*(?:(?:{between})\s+)?|\s*/\s*|\s+(?:{between})\s+"),
        pictures=re.compile(rf"\A(?:{pictures})(?::|\s+(?:von|by)\b)", re.IGNORECASE),
        roles=re.compile(
            rf"(?:\s+(?:{between}))?\s*[^\W\d][^\s(),;]{{1,40}}\s[^\W\d][^\s(),;]{{1,40}}\s\((?:{pictures})\)|\s\(texte?\)",
            re.IGNORECASE,
        ),
        particles=frozenset(table["particles"]),
        agencies=frozenset(table["agencies"]),
        desks=frozenset(table["desks"]),
        offices=frozenset(table["offices"]),
        accounts=frozenset(table["accounts"]),
    )
