"""The gazetteer: named actors and places the lexicons know, and the longest of their names at a token.

Entries come from `pipeline.extract.world`. A name is looked up by its first token, so that only whole tokens can match
and a text is searched in time linear in its length.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Protocol

from pipeline.extract.actors.spelling import slug
from pipeline.extract.lang.models.name_files import Endings, NameLists, StateWords
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.tokens import tokenise
from pipeline.extract.value_class import value_class
from pipeline.extract.world import load_world

_SHORT = 3  # letters of a name that has no genitive
_SPELLINGS = re.compile(r"(?<!\\)/")  # what parts the spellings of a place; one within a name has a \ before it


@value_class
class Entry:
    """An actor the lexicons know. `key` is unique within its kind; `classes` say what descriptions may mean it.

    One that `is_own` is of a user's own list.
    """

    key: str
    kind: str
    name: str
    country: str | None = None
    wikidata_id: str | None = None
    classes: tuple[str, ...] = ()
    is_own: bool = False

    @property
    def actor_id(self) -> str:
        """The id it has in every document."""
        return f"actor_{self.kind}_{self.key}"


@value_class
class Form:
    """One name of an entry.

    A metonym names another thing than the entry itself, `city` where that is a town. An ambiguous form is an ordinary
    word as well. `name` is the name without a genitive's ending, where a list says it.
    """

    entry: Entry
    is_metonym: bool = False
    city: Entry | None = None
    is_ambiguous: bool = False
    name: str = ""


class OwnForms(Protocol):
    """A user's own names in one language."""

    def longest_at(self, forms: Sequence[str], first: int) -> tuple[int, Form] | None:
        """Return the end (exclusive) and form of the longest own name that starts at token `first`."""

    def instead_of(self, form: Form) -> Form:
        """Return what a shipped name means: the user's own entry, if that is the same actor."""


@value_class
class Gazetteer:
    """Names by their first token (each with its remaining tokens, the longest first) and states by code and adjective.

    `country_of` has the ISO code of every adjective stem and demonym, in lower case; `institutions` the listed ones
    by key. `by_first` has the shipped names alone, from which the tagger has learnt; `own` a user's.
    """

    by_first: Mapping[str, Sequence[tuple[tuple[str, ...], Form]]]
    states: Mapping[str, Entry]
    country_of: Mapping[str, str]
    institutions: Mapping[str, Entry]
    own: OwnForms | None = None

    def longest_at(self, forms: Sequence[str], first: int) -> tuple[int, Form] | None:
        """Return the end (exclusive) and form of the longest name that starts at token `first`.

        A user's own name wins over a shipped one that is no longer.
        """
        if self.own is None:
            return self._shipped_at(forms, first)
        shipped = self._shipped_at(forms, first)
        own = self.own.longest_at(forms, first)
        if shipped is None or (own is not None and own[0] > shipped[0]):
            return own
        if own is None or own[0] < shipped[0]:
            return shipped[0], self.own.instead_of(shipped[1])
        if shipped[1].city is not None and own[1].entry.kind == shipped[1].city.kind:
            return shipped[0], replace(self.own.instead_of(shipped[1]), city=own[1].entry)
        return own

    def _shipped_at(self, forms: Sequence[str], first: int) -> tuple[int, Form] | None:
        candidates = self.by_first.get(forms[first])
        if candidates is None:  # as of most words
            return None
        following = forms[first + 1] if first + 1 < len(forms) else ""
        for rest, form in candidates:
            last = first + 1 + len(rest)
            if not rest or (rest[0] == following and tuple(forms[first + 1 : last]) == rest):
                return last, form
        return None


@cache
def load_gazetteer(language: str) -> Gazetteer:
    """Return the gazetteer for texts in `language`. Raises FileNotFoundError for a language without lexicon."""
    names = read_file(language, NameLists)
    ambiguous = names.ambiguous
    found: dict[tuple[str, ...], Form] = {}
    states = {entry.country or "": entry for entry, _ in _states(language)}
    # Where two entries share a name the first one keeps it: states before institutions before towns.
    for _entry, listed in _all_entries(language):
        for name, form in listed:
            for written in _inflected(name, names.endings):
                is_ambiguous = written in ambiguous or name in ambiguous
                tokens = words_of(written)
                found.setdefault(tokens, replace(form, is_ambiguous=True) if is_ambiguous else form)
    by_first: dict[str, list[tuple[tuple[str, ...], Form]]] = {}
    for tokens, form in found.items():
        by_first.setdefault(tokens[0], []).append((tokens[1:], form))
    for candidates in by_first.values():
        candidates.sort(key=lambda candidate: (-len(candidate[0]), candidate[0]))
    institutions = {entry.key: entry for entry, _ in _listed("institutions")}
    return Gazetteer(by_first, states, _countries_by_adjective(language), institutions)


def words_of(name: str) -> tuple[str, ...]:
    """Return the tokens of a name; most are plain words, which need no tokeniser."""
    words = tuple(name.split(" "))
    return words if all(map(str.isalpha, words)) else tuple(tokenise(name).forms)


def _countries_by_adjective(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    words = read_file(language, StateWords)
    for code in load_world("states"):
        for word in (*words.adjectives.get(code, ()), *words.demonyms.get(code, ())):
            found.setdefault(word.lower(), code)
    return found


Names = list[tuple[str, Form]]


def _all_entries(language: str) -> Iterator[tuple[Entry, Names]]:
    yield from _states(language)
    for name in ("regions", "igos", "institutions", "media", "parties"):
        yield from _listed(name)
    yield from _named_bodies()
    yield from _places()


def _states(language: str) -> Iterable[tuple[Entry, Names]]:
    words = read_file(language, StateWords)
    for code, fields in load_world("states").items():
        kind = fields.get("kind", "state")
        entry = Entry(code.lower(), kind, fields["name"], code, fields.get("wikidata_id"))
        names: Names = [(name, Form(entry)) for name in (*fields["names"], fields["name"], *words.names.get(code, ()))]
        capitals = [*fields.get("capitals", ()), *words.capitals.get(code, ())]
        yield entry, [*names, *_seats(entry, capitals, code)]


def _seats(entry: Entry, towns: Sequence[str], country: str) -> Names:
    """Return the names of a town, the English label first, that stands for `entry`; none for no names."""
    if not towns:
        return []
    city = Entry(f"{country.lower()}.{slug(towns[0])}", "place", towns[0], country)
    return [(name, Form(entry, True, city)) for name in towns]


_KIND_OF_LEXICON = {
    "regions": "region",
    "igos": "igo",
    "institutions": "organization",
    "media": "media",
    "parties": "party",
}
_CLASSES_OF_LEXICON = {"igos": ("organisation",), "parties": ("party",)}
"""Classes of the entries of a lexicon that say none."""


def _listed(lexicon: str) -> Iterator[tuple[Entry, Names]]:
    """Yield the entries of a lexicon with one table of fields an entry."""
    for key, fields in load_world(lexicon).items():
        entry = Entry(
            fields.get("key", key),
            fields.get("kind", _KIND_OF_LEXICON[lexicon]),
            fields["name"],
            fields.get("country"),
            None,
            _classes(lexicon, fields),
        )
        names: list[str] = [fields["name"]]
        for column in ("names", "acronym"):
            names += fields.get(column, ())
        metonyms = set(fields.get("metonyms", names if fields.get("mention") == "metonym" else ()))
        seats = _seats(entry, fields.get("seat", ()), fields.get("seat_country", ""))
        yield entry, [*((name, Form(entry, name in metonyms)) for name in names), *seats]


def _classes(lexicon: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    classes = (*fields.get("classes", _CLASSES_OF_LEXICON.get(lexicon, ())),)
    return (*classes, "armed_group") if fields.get("kind") == "group" else classes


def _named_bodies() -> Iterator[tuple[Entry, Names]]:
    """Yield companies, and the bodies that are listed by class."""
    for body_class, by_country in {"company": load_world("companies"), **load_world("bodies")}.items():
        for country, bodies in by_country.items():
            for joined in bodies:
                names = joined.split("/")
                entry = Entry(slug(names[0]), "organization", names[0], _iso(country), None, (body_class,))
                yield entry, [(name, Form(entry)) for name in names]


def _places() -> Iterator[tuple[Entry, Names]]:
    lexicon = load_world("places")
    for section in ("regions", "places"):
        for country, places in lexicon[section].items():
            for joined in places:
                names = [name.replace("\\", "") for name in _SPELLINGS.split(joined)]
                entry = Entry(f"{country.lower()}.{slug(names[0])}", "place", names[0], _iso(country))
                yield entry, [(name, Form(entry)) for name in names]


def _iso(country: str) -> str | None:
    return None if country == "XX" else country


def _inflected(name: str, endings: Endings) -> list[str]:
    """Return the forms of a name: `~` becomes each adjective ending, and the last word may be in the genitive."""
    adjectives = load_world("spelling")["adjective_endings"]
    written = [name.replace("~", ending) for ending in adjectives] if "~" in name else [name]
    return [*written, *(form + ending for form in written for ending in genitives(name, endings))]


def genitives(name: str, endings: Endings) -> tuple[str, ...]:
    """Return the endings of a name's genitive; the long one only where a noun may take it (des Bundestages)."""
    if len(name) <= _SHORT or not name[-1].isalpha() or name.endswith(endings.no_genitive_after) or name.isupper():
        return ()
    takes_long = name.endswith(endings.long_genitive_after) and " " not in name
    return tuple(ending for ending in endings.genitive if takes_long or ending not in endings.long_genitive)
