"""Actors without a name: what they are, and which nouns mean documents, that speak where nobody is named."""

from collections.abc import Mapping
from functools import cache, lru_cache

from pipeline.extract.actors.descriptions import ends_like
from pipeline.extract.actors.roster import Entity
from pipeline.extract.lang.models.name_files import DocumentLists, Unnamed
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.value_class import value_class
from pipeline.extract.world import load_world
from schemas.vocabulary import UnnamedKind

_LONGEST = 22  # letters of the end of a compound that is looked up
_SHORTEST = 3
_REMEMBERED = 20_000  # nouns that were looked up
_GIVES_WAY = frozenset(
    [None, UnnamedKind.PUBLIC, UnnamedKind.ORGANIZATIONS, UnnamedKind.OTHER]
)  # to an attribute that says more: rebel groups
_BODIES = frozenset(["organization", "media", "group", "party", "igo"])


@value_class
class UnnamedWords:
    """The words of a language: what nouns, groups of offices, classes of bodies and attributes say of the unnamed.

    `listed` are the nouns alone.
    """

    nouns: Mapping[str, str]
    listed: frozenset[str]
    offices: Mapping[str, str]
    bodies: Mapping[str, str]
    phrases: Mapping[str, str]


@cache
def unnamed_words(language: str) -> UnnamedWords:
    """Return the words of `language` for the unnamed. Raises FileNotFoundError for a language without lexicon."""
    lexicon, world = read_file(language, Unnamed), load_world("unnamed")
    nouns = _kind_of(lexicon.nouns)
    return UnnamedWords(nouns, frozenset(nouns), world["offices"], world["bodies"], _kind_of(lexicon.phrases))


@cache
def document_words(language: str) -> DocumentLists:
    """Return the words of `language` for documents. Raises FileNotFoundError for a language without lexicon."""
    return read_file(language, Unnamed).documents


def _kind_of(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: kind for kind, listed in words.items() for word in listed}


def unnamed_kind(language: str, entity: Entity) -> str | None:
    """Return what an actor without a name is, None for one with a name and for documents.

    That follows from the words it is described by and the lexicons alone.
    """
    if entity.entry is not None or entity.aliases or entity.kind == "document":
        return None
    words = unnamed_words(language)
    kind = next((words.nouns[office] for office in sorted(entity.offices) if office in words.nouns), None)
    kind = kind or words.nouns.get(entity.noun if entity.offices else ends_like(words.listed, entity.noun, language))
    kind = kind or next((words.offices[group] for group in sorted(entity.groups) if group in words.offices), None)
    kind = kind or next((words.bodies[name] for name in sorted(entity.classes) if name in words.bodies), None)
    if kind in _GIVES_WAY:
        said = (words.phrases.get(word) for word in entity.name.lower().split())
        kind = next(filter(None, said), kind)
    return kind or (UnnamedKind.ORGANIZATIONS if entity.kind in _BODIES else UnnamedKind.OTHER).value


@lru_cache(maxsize=_REMEMBERED)
def document_noun(language: str, lower: str, *, is_led: bool) -> str | None:
    """Return the document that a noun in lower case means, by its last part; None for hearsay and all other nouns.

    `is_led` says whether something stands before the noun: an article, an attribute.
    """
    words = document_words(language)
    if lower in words.bare:
        return lower
    if not is_led and not words.is_compounding:
        return None
    for ending in words.endings:
        if lower.endswith(ending):
            form = lower.removesuffix(ending)
            begins = range(max(0, len(form) - _LONGEST), len(form) - _SHORTEST + 1) if words.is_compounding else (0,)
            found = next((form[begin:] for begin in begins if form[begin:] in words.words), None)
            if found is not None:
                return found
    return None
