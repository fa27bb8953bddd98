"""What a language's lexicons say about names: given names, offices, the words around and inside names."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache

from pipeline.extract.dictionary import NAMES, hash_of, load_dictionary
from pipeline.extract.lang.models.name_files import Endings, NameLists, Offices
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.morphology import Office, load_morphology
from pipeline.extract.value_class import value_class
from pipeline.extract.world import load_world

# Lengths of the last part of a compound that is looked up: shorter ones end names of towns too (-berg, -see).
_SHORTEST_TAIL = 5
_LONGEST_TAIL = 18
_SHORTEST_OFFICE = 3  # letters of a known tail that names an office
_KNOWN_WORDS = 200_000  # looked up words that are remembered: some 20 MB


@value_class
class NameGrammar:
    """The name lexicons of one language, as sets of words."""

    language: str
    endings: Endings
    words: Mapping[str, frozenset[str]]
    gender_of: Mapping[str, str | None]
    weak: frozenset[str]
    surnames: frozenset[str]
    titles: frozenset[str]
    gender_of_title: Mapping[str, str]
    abbreviations: Mapping[str, str]
    office_forms: Mapping[str, Office]
    office_groups: Mapping[str, tuple[str, ...]]
    longest_office: int
    office_ends: frozenset[str]
    capitalises_nouns: bool

    def office(self, word: str) -> Office | None:
        """Return the office that `word` names: the longest known tail of it."""
        return _office_of(word.lower(), self.language)

    def office_of_title(self, word: str) -> Office | None:
        """Return the office that a word before a name stands for, which may be abbreviated: Gov., Governor."""
        word = word.removesuffix(".")
        return self.office(self.abbreviations.get(word, word))

    def may_be_compound(self, lower: str, office: Office) -> bool:
        """Whether `lower` may be a compound of the office: not in English, no given name, no surname like Hoffmann."""
        if not self.capitalises_nouns or lower.capitalize() in self.gender_of:
            return False
        return office.stem not in self.words["whole_offices"] or lower[-office.ending - 1] == "-"

    def is_first_name(self, word: str) -> bool:
        """Whether `word` is a given name, or several joined by hyphens."""
        return word in self.gender_of or ("-" in word and all(part in self.gender_of for part in word.split("-")))

    def is_ordinary(self, word: str) -> bool:
        """Whether `word` (capitalised or not) is in the language's dictionary as a common word."""
        return _is_known(word, self.language)

    def is_name_like(self, word: str) -> bool:
        """Whether `word` is in the language's dictionary and inflected as names are."""
        return word in load_dictionary(self.language, NAMES)

    def is_compound(self, word: str) -> bool:
        """Whether a word that is in no dictionary ends in one that is: Branchenangaben."""
        return _ends_in_known(word, self.language)


def without_ending(word: str, endings: tuple[str, ...], fewest: int = 1) -> str:
    """Return a word without the first of `endings` that leaves `fewest` letters of it, nothing if it has none such."""
    if not word.endswith(endings):
        return ""
    for ending in endings:
        if word.endswith(ending) and len(word) >= len(ending) + fewest:
            return word[: -len(ending)]
    return ""


def without_each(word: str, endings: tuple[str, ...]) -> list[str]:
    """Return what is left of a word without each of the endings that it has."""
    if not word.endswith(endings):  # most words
        return []
    return [word.removesuffix(ending) for ending in endings if word.endswith(ending)]


@cache
def load_grammar(language: str) -> NameGrammar:
    """Return the name grammar of `language`. Raises FileNotFoundError for a language without lexicon."""
    names = read_file(language, NameLists)
    given = load_world("first_names")
    offices = read_file(language, Offices)
    gender_of: dict[str, str | None] = dict.fromkeys(given["female"].split(), "f")
    for name in given["male"].split():
        gender_of[name] = None if name in gender_of else "m"
    gender_of.update(dict.fromkeys(given["either"].split(), None))
    titles = offices.titles
    unique = offices.unique.groups
    forms = {
        form: replace(office, is_unique=office.group in unique)
        for form, office in load_morphology(language).office_forms(offices.heads).items()
    }
    return NameGrammar(
        language,
        names.endings,
        names.lists(),
        gender_of,
        frozenset(given["weak"].split()),
        frozenset(load_world("surnames")["surnames"].split()),
        titles.words,
        dict.fromkeys(titles.female, "f") | dict.fromkeys(titles.male, "m"),
        offices.abbreviations,
        forms,
        offices.groups,
        max(map(len, forms), default=0),
        frozenset(form[-_SHORTEST_OFFICE:] for form in forms),
        names.style.capitalises_nouns,
    )


@lru_cache(maxsize=_KNOWN_WORDS)
def _office_of(lower: str, language: str) -> Office | None:
    grammar = load_grammar(language)
    if lower[-_SHORTEST_OFFICE:] not in grammar.office_ends:  # as of most words
        return None
    for size in range(min(len(lower), grammar.longest_office), _SHORTEST_OFFICE - 1, -1):
        office = grammar.office_forms.get(lower[-size:])
        if office is not None and (size == len(lower) or grammar.may_be_compound(lower, office)):
            return office
    return None


@lru_cache(maxsize=_KNOWN_WORDS)
def _is_known(word: str, language: str) -> bool:
    return load_dictionary(language).knows(word)


@lru_cache(maxsize=_KNOWN_WORDS)
def _ends_in_known(word: str, language: str) -> bool:
    has = load_dictionary(language).has
    for begin in range(max(3, len(word) - _LONGEST_TAIL), len(word) - _SHORTEST_TAIL + 1):
        tail = word[begin:].capitalize()
        if has(hash_of(tail)) or has(hash_of(tail.lower())):
            return True
    return False
