"""Furniture: paragraphs of a page that are no part of the news, such as credits, consent, “read more”, bylines.

What is furniture is data: a file for each language (`furniture_de.toml`, `furniture_en.toml`), which holds for pages
and records, and a person's own `furniture.toml`, for all documents of a host. Only whole paragraphs are dropped, and
never all of a document. A paragraph is compared without regard to case, white space, and marks around it.

- *exact*: the whole paragraph is this.
- *begins*: it begins with this, has at most `most_words` words, and reports no speech.
- *names*: it begins with this, has at most `most_words` words, and continues with names alone (“Foto: A. Müller/dpa”).
- *bylines*: like *names*, of persons with two names or the document's author, among the first three paragraphs or the
  last two.
- *agencies*: nothing but tokens of news agencies and, beside them, of editors (“(dpa/mhe)”).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import tomli

from pipeline.furniture_file import EVERYWHERE, OwnFurniture

_LONGEST = 1_000  # characters of a paragraph that may be furniture
_FIRST, _LAST = 3, 2  # paragraphs among which a byline may be
_WORD = re.compile(r"[^\W_]+")
_KEPT_AROUND = "©„“”‚‘’\"'"  # a word in quotation marks is said by somebody
_ARROWS = ("»«", "›‹")  # quotation marks only where both are there
_TOKEN = re.compile(r"[^\s/,;:|&+()\[\]–—-]+")
_LONGEST_TOKENS = 60  # characters of a paragraph of agencies alone
_SIGLUM = re.compile(r"[a-zäöüß]{2,5}\Z")
_SIGLA = re.compile(r"\b[a-zäöüß]{2,5}(?:/[a-zäöüß]{2,5})+\b")
_PARTING = re.compile(r"\s*[,;/|&()]\s*|\s+(?:und|and|with|mit)\s+", re.IGNORECASE)


_Beginnings = Mapping[str, Sequence[tuple[str, int]]]
"""First word → the beginnings with it, and how many words such a paragraph has at most."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The furniture of a language."""

    exact: frozenset[str]
    begins: _Beginnings
    names: _Beginnings
    bylines: _Beginnings
    joining: frozenset[str]
    agencies: frozenset[str]
    speech: frozenset[str]


_NONE = _Rules(frozenset(), {}, {}, {}, frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class FurnitureOf:
    """What is furniture in one document: the rules of its language, if any apply, and a person's own of its host."""

    rules: _Rules
    exact: frozenset[str]
    begins: _Beginnings
    author: str | None

    def is_furniture(self, paragraph: str, *, is_at_end: bool) -> bool:
        """Whether to drop `paragraph`; `is_at_end` tells whether it is among the first or last ones."""
        if len(paragraph) > _LONGEST:
            return False
        folded = fold_paragraph(paragraph)
        if folded in self.exact or folded in self.rules.exact or _beginning(folded, self.begins):
            return True
        rules = self.rules
        if _beginning(folded, rules.begins):
            return rules.speech.isdisjoint(_WORD.findall(folded))  # “We use cookies, said …” is news
        if self._is_of_agencies(paragraph):
            return True
        if credit := _beginning(folded, rules.names):
            return self._is_of_names(paragraph, credit)
        byline = is_at_end and _beginning(folded, rules.bylines)
        return bool(byline) and self._is_byline(paragraph, str(byline))

    def _is_of_names(self, paragraph: str, beginning: str) -> bool:
        rest = _SIGLA.sub(self._without_agencies, _after(paragraph, beginning))
        return all(self._is_name(token) for token in _TOKEN.findall(rest))

    def _without_agencies(self, sigla: re.Match[str]) -> str:
        is_of_agency = not self.rules.agencies.isdisjoint(sigla.group().split("/"))
        return "" if is_of_agency else sigla.group()

    def _is_name(self, token: str) -> bool:
        bare = token.strip(".:'’“”\"*©")
        return (
            not bare or not bare[0].islower() or bare.lower() in self.rules.joining | self.rules.agencies or "." in bare
        )

    def _is_byline(self, paragraph: str, beginning: str) -> bool:
        rest = _after(paragraph, beginning)
        persons = _PARTING.split(rest.strip())
        if rest.rstrip().endswith((".", "!", "?")) or not self._is_of_names(paragraph, beginning):
            return False
        if self.author:
            known = {word for word in _WORD.findall(self.author.casefold()) if len(word) > 2}
            return not known.isdisjoint(_WORD.findall(persons[0].casefold()))
        return 2 <= len(persons[0].split()) <= 4

    def _is_of_agencies(self, paragraph: str) -> bool:
        bare = paragraph.strip(" .–—-*") if len(paragraph) <= _LONGEST_TOKENS else ""
        tokens = [token.strip(".:").lower() for token in _TOKEN.findall(bare)]
        if not tokens or len(tokens) > 6:
            return False
        if any(token in self.rules.agencies for token in tokens):
            has_sigla = "/" in bare or (bare[:1] in "([" and bare[-1:] in ")]")
            return all(
                token in self.rules.agencies or token.isdecimal() or (has_sigla and _SIGLUM.match(token))
                for token in tokens
            )
        return False


def drop_furniture(text: str, furniture: FurnitureOf, repairs: Counter[str]) -> str:
    """Return `text` without its furniture, which is counted in `repairs`; never nothing of a text with words.

    Paragraphs are separated by blank lines; in a text without any, each line is one.
    """
    paragraphs = paragraphs_of(text)
    n = len(paragraphs)
    kept = [
        paragraph
        for place, paragraph in enumerate(paragraphs)
        if not furniture.is_furniture(paragraph, is_at_end=place < _FIRST or place >= n - _LAST)
    ]
    if len(kept) == n or not any(_WORD.search(paragraph) for paragraph in kept):
        return text
    repairs["furniture"] += n - len(kept)
    return _border_in(text).join(kept)


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text: its parts between blank lines or, if there are none, its lines."""
    return text.split(_border_in(text))


def _border_in(text: str) -> str:
    return "\n\n" if "\n\n" in text else "\n"


def furniture_of(
    own: OwnFurniture, language: str, host: str | None, author: str | None, *, is_scraped: bool
) -> FurnitureOf | None:
    """Return what is furniture in a document, or None if nothing can be; `is_scraped` for pages and records."""
    exact, begins = _own_of(own, host or "")
    rules = _rules_of(language) if is_scraped else _NONE
    if rules is _NONE and not exact and not begins:
        return None
    return FurnitureOf(rules, exact, begins, author)


def fold_paragraph(paragraph: str) -> str:
    """Return a paragraph as it is compared: lower case, single spaces, without brackets, arrows or the like."""
    plain = _fold_beginning(paragraph)
    kept = _kept_around(plain)
    end = len(plain)
    while end and not (plain[end - 1].isalnum() or plain[end - 1] in kept):
        end -= 1
    return plain[:end]


def _fold_beginning(paragraph: str) -> str:
    plain = " ".join(paragraph.casefold().split())
    kept = _kept_around(plain)
    start = 0
    while start < len(plain) and not (plain[start].isalnum() or plain[start] in kept):
        start += 1
    return plain[start:]


def _kept_around(plain: str) -> str:
    return _KEPT_AROUND + "".join(pair for pair in _ARROWS if pair[0] in plain and pair[1] in plain)


@lru_cache(maxsize=1_024)
def _own_of(own: OwnFurniture, host: str) -> tuple[frozenset[str], _Beginnings]:
    """Return a person's own furniture of a host: whole paragraphs and beginnings, folded."""
    exact: set[str] = set()
    begins: list[str] = []
    for name, whole, starts in own:
        if name in (EVERYWHERE, host) or host.endswith(f".{name}"):
            exact.update(map(fold_paragraph, whole))
            begins += starts
    return frozenset(exact), _by_first_word(begins, _LONGEST)


@cache
def _rules_of(language: str) -> _Rules:
    file = files(__package__).joinpath(f"furniture_{language}.toml")
    if not language.isalpha() or not file.is_file():
        return _NONE
    data = tomli.loads(file.read_text("utf-8"))
    kinds: list[dict[str, Any]] = list(data["kinds"].values())

    def beginnings(name: str) -> _Beginnings:
        found: dict[str, list[tuple[str, int]]] = {}
        for kind in kinds:
            for word, some in _by_first_word(kind.get(name, ()), kind["most_words"]).items():
                found.setdefault(word, []).extend(some)
        return found

    return _Rules(
        exact=frozenset(fold_paragraph(one) for kind in kinds for one in kind.get("exact", ())),
        begins=beginnings("begins"),
        names=beginnings("names"),
        bylines=beginnings("bylines"),
        joining=frozenset(data["words"]["joining"]),
        agencies=frozenset(data["words"]["agencies"]),
        speech=frozenset(data["words"]["speech"]),
    )


def _by_first_word(beginnings: Iterable[str], most_words: int) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for beginning in map(_fold_beginning, beginnings):
        found.setdefault(_first_word(beginning), []).append((beginning, most_words))
    return found


def _beginning(folded: str, beginnings: _Beginnings) -> str | None:
    """Return the beginning with which a folded paragraph, short enough for it, begins."""
    if not beginnings:
        return None
    for beginning, most_words in (*beginnings.get(_first_word(folded), ()), *beginnings.get("", ())):
        after = folded[len(beginning) : len(beginning) + 1]
        is_whole = not (after.isalnum() and beginning[-1].isalnum())
        if folded.startswith(beginning) and is_whole and len(_WORD.findall(folded)) <= most_words:
            return beginning
    return None


def _first_word(folded: str) -> str:
    match = _WORD.search(folded)
    return match.group().casefold() if match else ""


def _after(paragraph: str, beginning: str) -> str:
    """Return what follows the beginning in a paragraph as it is written."""
    plain = " ".join(paragraph.split())
    start = plain.casefold().find(beginning)
    return plain[start + len(beginning) :] if start >= 0 else plain
