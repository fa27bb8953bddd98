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


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The pronouns of a language: what each may refer to, those of whoever speaks, endings of verbs in the plural."""

    referring: Mapping[str, frozenset[str]]
    speaking: frozenset[str]
    plural_endings: tuple[str, ...]
    possessive: Mapping[str, frozenset[str]]


@cache
def load_pronouns(language: str) -> Pronouns:
    """The pronouns of `language`. Raises FileNotFoundError for a language without lexicon."""
    lexicon = load_lexicon(LEXICONS, language, "pronouns")
    return Pronouns(
        {word: frozenset(values) for word, values in lexicon["referring"].items()},
        frozenset(lexicon["speaking"]["words"]),
        tuple(lexicon["plural_verbs"]["endings"]),
        {word: frozenset(values) for word, values in lexicon["possessive"].items()},
    )


def is_pronoun(context: NameContext, token: int) -> bool:
    """Whether a token is a pronoun that stands for somebody."""
    pronouns = load_pronouns(context.doc.language)
    return context.lowers[token] in pronouns.referring or is_speaking(context, token)


def is_speaking(context: NameContext, token: int) -> bool:
    """Whether a token is a pronoun of whoever speaks."""
    return context.lowers[token] in load_pronouns(context.doc.language).speaking


def possible_owners(context: NameContext, token: int) -> frozenset[str] | None:
    """Whom a possessive may refer to (m, f, n, p), or None where `token` is none."""
    possessive = load_pronouns(context.doc.language).possessive
    lower = context.lowers[token]
    for size in range(len(lower), 2, -1):
        if lower[:size] in possessive:
            is_form = size == len(lower) or lower[size:] in ("e", "em", "en", "er", "es")
            return possessive[lower[:size]] if is_form else None
    return None


def possible_referents(context: NameContext, token: int, cue_spans: tuple[Span, ...]) -> frozenset[str] | None:
    """Whom a pronoun may refer to (m, f, n, p): „sie“ is one or several as its verb tells. None for other words."""
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
    """Whom the pronoun at `token` means: the last speaker if it agrees, else the person named last that does."""
    sentence = context.doc.sentence_at(token)
    if last_speaker is not None and last_speaker[0] < token:
        distance = sentence - context.doc.sentence_at(last_speaker[0])
        if distance <= _MAX_SENTENCES and _agrees(roster.entities[last_speaker[1]], values):
            return last_speaker[1]
    for at, index in roster.persons_before(token, _MAX_BACK):
        if sentence - context.doc.sentence_at(at) > _MAX_SENTENCES:
            break
        if _agrees(roster.entities[index], values):
            return index
    return None


def _agrees(entity: Entity, values: frozenset[str]) -> bool:
    if entity.kind == "person":
        return not entity.is_plural and bool(values & {"m", "f"} if entity.gender is None else entity.gender in values)
    if entity.kind == "unnamed_source":
        if entity.is_plural:
            return "p" in values
        return entity.gender in values
    return "n" in values or "p" in values
