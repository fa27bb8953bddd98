"""Pronouns: the lexicon of those that stand for somebody, and whom each may mean by its form."""

from collections.abc import Mapping
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.lang.models.name_files import Ages, PronounFile
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.value_class import value_class


@value_class
class Pronouns:
    """The pronouns of a language: what each may refer to, those of whoever speaks, endings of verbs in the plural.

    `owners` has every form of a possessive, `words` all that may refer to somebody but whoever
    speaks, `speakers` those that mean them.
    """

    referring: Mapping[str, frozenset[str]]
    demonstrative: Mapping[str, frozenset[str]]
    relative: Mapping[str, frozenset[str]]
    relative_possessive: frozenset[str]
    subject: frozenset[str]
    speaking: frozenset[str]
    speaking_owners: frozenset[str]
    speaking_plural: tuple[str, ...]
    address: frozenset[str]
    plural_endings: tuple[str, ...]
    owners: Mapping[str, frozenset[str]]
    words: frozenset[str]
    speakers: frozenset[str]
    articles: Mapping[str, frozenset[str]]
    ages: Ages


@cache
def load_pronouns(language: str) -> Pronouns:
    """Return the pronouns of `language`. Raises as `read_file`."""
    lexicon = read_file(language, PronounFile)
    endings = ("", *lexicon.possessive_endings.endings)
    owners = {stem + ending: values for stem, values in lexicon.possessive.items() for ending in endings}
    speaking = frozenset(lexicon.speaking.words)
    speaking_owners = frozenset(stem + ending for stem in lexicon.speaking_possessive.words for ending in endings)
    return Pronouns(
        lexicon.referring,
        lexicon.demonstrative,
        lexicon.relative,
        frozenset(lexicon.relative_possessive.words),
        frozenset(lexicon.subject.words),
        speaking,
        speaking_owners,
        lexicon.speaking_plural.words,
        frozenset(lexicon.address.words),
        lexicon.plural_verbs.endings,
        owners,
        frozenset().union(lexicon.referring, lexicon.demonstrative, lexicon.relative, owners),
        speaking | speaking_owners,
        lexicon.articles,
        lexicon.ages,
    )


def is_pronoun(context: NameContext, token: int) -> bool:
    """Whether a token is a pronoun that stands for somebody."""
    pronouns = load_pronouns(context.doc.language)
    lower = context.lowers[token]
    return (
        lower in pronouns.referring
        or lower in pronouns.demonstrative
        or lower in pronouns.relative
        or lower in pronouns.speaking
    )


def is_speaking(context: NameContext, token: int) -> bool:
    """Whether a token is a pronoun of whoever speaks."""
    return context.lowers[token] in load_pronouns(context.doc.language).speaking


def possible_owners(context: NameContext, token: int) -> frozenset[str] | None:
    """Return whom a possessive may refer to (m, f, n, p), or None if `token` is not one."""
    return load_pronouns(context.doc.language).owners.get(context.lowers[token])
