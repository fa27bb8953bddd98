"""Pronouns of speakers and addressees: whom "he", "sie" or "they" mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import LEXICONS
from pipeline.extract.actors.roster import Entity, Roster
from pipeline.extract.annotation import Span
from pipeline.extract.lexicon import load_lexicon

_MAX_BACK = 20  # mentions of persons looked at
_MAX_SENTENCES = 4  # between a pronoun and whom it means
_MAX_BODIES = 4  # mentions of organisations and states looked at
_SUBJECT = 5  # tokens from the beginning of a sentence within which its subject stands
_MAX_BEFORE = 3  # tokens between an article and the noun it belongs to


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The pronouns of a language: what each may refer to, those of whoever speaks, endings of verbs in the plural."""

    referring: Mapping[str, frozenset[str]]
    speaking: frozenset[str]
    plural_endings: tuple[str, ...]
    possessive: Mapping[str, frozenset[str]]
    articles: Mapping[str, frozenset[str]]


@cache
def load_pronouns(language: str) -> Pronouns:
    """Return the pronouns of `language`. Raises FileNotFoundError for a language without lexicon."""
    lexicon = load_lexicon(LEXICONS, language, "pronouns")
    return Pronouns(
        {word: frozenset(values) for word, values in lexicon["referring"].items()},
        frozenset(lexicon["speaking"]["words"]),
        tuple(lexicon["plural_verbs"]["endings"]),
        {word: frozenset(values) for word, values in lexicon["possessive"].items()},
        {word: frozenset(values) for word, values in lexicon["articles"].items()},
    )


def is_pronoun(context: NameContext, token: int) -> bool:
    """Whether a token is a pronoun that stands for somebody."""
    pronouns = load_pronouns(context.doc.language)
    return context.lowers[token] in pronouns.referring or is_speaking(context, token)


def is_speaking(context: NameContext, token: int) -> bool:
    """Whether a token is a pronoun of whoever speaks."""
    return context.lowers[token] in load_pronouns(context.doc.language).speaking


def possible_owners(context: NameContext, token: int) -> frozenset[str] | None:
    """Return whom a possessive may refer to (m, f, n, p), or None if `token` is not one."""
    possessive = load_pronouns(context.doc.language).possessive
    lower = context.lowers[token]
    for size in range(len(lower), 2, -1):
        if lower[:size] in possessive:
            is_form = size == len(lower) or lower[size:] in ("e", "em", "en", "er", "es")
            return possessive[lower[:size]] if is_form else None
    return None


def possible_referents(context: NameContext, token: int, cue_spans: tuple[Span, ...]) -> frozenset[str] | None:
    """Return whom a pronoun may refer to (m, f, n, p), None for other words: the verb tells the number of „sie“."""
    pronouns = load_pronouns(context.doc.language)
    values = pronouns.referring.get(context.lowers[token])
    if values == frozenset("fp") and cue_spans:
        cue = context.doc.text[cue_spans[0][0] : cue_spans[0][1]].split()
        is_plural = bool(cue) and cue[0].endswith(pronouns.plural_endings)
        return frozenset("p" if is_plural else "f")
    return values


def resolve_pronoun(
    context: NameContext, roster: Roster, token: int, values: frozenset[str], last_speaker: tuple[int, int] | None
) -> int | None:
    """Return whom the pronoun at `token` means: the last speaker if it agrees, else the last person who does.

    If nobody does it is the organisation or state that the sentence before is about.
    """
    sentence = context.doc.sentence_at(token)
    if last_speaker is not None and last_speaker[0] < token:
        at, index = last_speaker
        distance = sentence - context.doc.sentence_at(at)
        if distance <= _MAX_SENTENCES and _agrees(context, roster.entities[index], at, values):
            return index
    for at, index in roster.persons_before(token, _MAX_BACK):
        if sentence - context.doc.sentence_at(at) > _MAX_SENTENCES:
            break
        if _agrees(context, roster.entities[index], at, values):
            return index
    for at, index in roster.bodies_before(token, _MAX_BODIES):
        before = context.doc.sentence_at(at)
        is_subject = before == sentence - 1 and at - context.doc.sentences[before].first < _SUBJECT
        if is_subject and _agrees(context, roster.entities[index], at, values):
            return index
    return None


def _agrees(context: NameContext, entity: Entity, at: int, values: frozenset[str]) -> bool:
    """Whether a pronoun that may mean `values` may mean an entity, by its mention at a token."""
    if entity.kind == "person":
        return not entity.is_plural and bool(values & {"m", "f"} if entity.gender is None else entity.gender in values)
    if entity.kind == "unnamed_source":
        if entity.is_plural:
            return "p" in values
        return entity.gender in values
    genders = _genders(context, at)
    return "n" in values or "p" in values if genders is None else bool(genders & values)


def _genders(context: NameContext, at: int) -> frozenset[str] | None:
    """Return the genders and numbers that the article of a mention, or a pronoun at its token, leaves it.

    Return None if there is neither.
    """
    pronouns = load_pronouns(context.doc.language)
    for i in range(at, max(-1, at - _MAX_BEFORE - 1), -1):
        lower = context.lowers[i]
        if lower in pronouns.articles:
            return pronouns.articles[lower]
        if i == at and lower in pronouns.referring:
            return pronouns.referring[lower]
        if i < at and (not lower.isalpha() or lower in context.function_words):
            return None
    return None
