"""Subjects and predicates where the verb comes second: one constituent before it, its particle at the end."""

from collections.abc import Sequence

from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import Case, Takes
from pipeline.extract.name_lists import SURNAME, codes_of
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.tags import (
    COLON,
    COMMA,
    COORDINATOR,
    DETERMINER,
    FINITE,
    FULL_STOP,
    PARAGRAPH_BREAK,
    PREPOSITION,
    QUOTATION_MARK,
    SEMICOLON_OR_COLON,
    VERB,
    Tag,
)

_AFTER_LAST = frozenset({COORDINATOR, PARAGRAPH_BREAK, QUOTATION_MARK})
_AFTER_PARTICLE = frozenset({COMMA, FULL_STOP, COLON})
_NO_PARTICLE = FINITE | SEMICOLON_OR_COLON | {FULL_STOP, PARAGRAPH_BREAK}

_FIELD = 3  # tokens (coordinator, adverbs) that may stand before the subject in the field before the verb
_BEHIND = 20  # tokens after its clause in which a particle is looked for


def possible_subjects(reading: Reading, found: list[NounPhrase]) -> list[NounPhrase]:
    """Leave out a medium beside another phrase, which is spoken to: „sagte sie der Zeitung“, „Der Zeitung sagte er“."""
    ends = {phrase.reach for phrase in found}
    is_pronoun_behind = len(found) > 1 and found[1].is_pronoun and not found[1].can_be(Case.ACCUSATIVE)
    return [
        p for p in found if not ((p.first in ends or (p is found[0] and is_pronoun_behind)) and _is_told(reading, p))
    ]


def _is_told(reading: Reading, phrase: NounPhrase) -> bool:
    return not phrase.is_pronoun and phrase.can_be(Case.DATIVE) and reading.is_medium(phrase)


def may_open(reading: Reading, begin: int, phrase: NounPhrase) -> bool:
    """Whether no other constituent stands before the phrase, since the field before the verb holds one."""
    between = range(begin, phrase.first)
    return len(between) <= _FIELD and not any(reading.tags[i] in (PREPOSITION, VERB) for i in between)


def name_with_preposition(reading: Reading, clause: Clause, finite: int) -> list[TokenSpan]:
    """Return a name that looks like a small word, for a verb without another subject: „Von der Leyen …“, „Allen …“."""
    beside = finite - 1 if finite == clause.begin + 1 else finite + 1
    is_alone = beside == clause.begin or beside + 1 == clause.last
    if is_alone and reading.tags[beside] is DETERMINER and reading.doc.tokens.forms[beside][0].isupper():
        return [(beside, beside + 1)] if SURNAME in codes_of(reading.doc.tokens.forms[beside]) else []
    for phrase in reading.phrases_in(clause.first, clause.last):
        at = phrase.preposition
        if at is None:
            continue
        is_beside = at == finite + 1 or (at == clause.begin and phrase.last == finite)
        is_name = not phrase.is_pronoun and phrase.is_definite == (phrase.first < phrase.head)
        if is_beside and is_name and reading.lowers[at] in reading.cues.frames["words.name_prepositions"]:
            return [(at, phrase.last)]
    return []


def is_bound(tags: Sequence[Tag], verb: int) -> bool:
    """Whether a form beside an auxiliary depends on it: always, unless „und“ joins it."""
    return verb > 0 and tags[verb - 1] is not COORDINATOR


def find_particle(reading: Reading, clause: Clause, verb: int, form: VerbForm) -> int | None:
    """Return the particle: at the end of the clause, before a coordinator or a quotation."""
    tags, lowers, last = reading.tags, reading.lowers, clause.last
    for k in range(verb + 1, last):
        if lowers[k] == form.particle and (k + 1 >= last or tags[k + 1] in _AFTER_LAST):
            return k
    for k in range(last, min(last + _BEHIND, len(tags) - 1)):
        if (
            tags[k] in _NO_PARTICLE
        ):  # „gab die Leiterin, Anna Klein, bekannt“, „rief der Verband, ein Verein, alle dazu auf“
            break
        if lowers[k] == form.particle and tags[k + 1] in _AFTER_PARTICLE and _is_beside(reading, k, form):
            return k
    return None


def _is_beside(reading: Reading, k: int, form: VerbForm) -> bool:
    """Whether a particle that stands behind the clause follows a comma or the verb's da-word."""
    before, takes = reading.lowers[k - 1], reading.cues.governments[form.lemma].takes
    return before == "," or (Takes.CORRELATE in takes and before in reading.cues.frames["words.correlates"])
