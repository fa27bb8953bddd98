"""What “that” behind a cue is: a conjunction, a demonstrative before its noun, or the subject of a clause."""

from pipeline.extract.lang.terms import Inflection
from pipeline.extract.statements.fixed_order.cues import Cue
from pipeline.extract.statements.fixed_order.region import Region
from pipeline.extract.tags import (
    ADJECTIVE_OR_NOUN,
    CLAUSE_MARKS,
    DETERMINER_OR_PRONOUN,
    LONG_DASHES,
    PREPOSITION,
    VERBAL,
)

_AFTER_PRONOUN = CLAUSE_MARKS | LONG_DASHES | {PREPOSITION}
_NOT_IN_OBJECT = VERBAL | DETERMINER_OR_PRONOUN


def is_demonstrative(region: Region, at: int) -> bool:
    """Whether “that” at token `at` stands before a noun (“disputed that account”)."""
    is_noun = region.word_in(at, "words.demonstratives") and region.tag(at + 1) in ADJECTIVE_OR_NOUN
    return is_noun and not any(region.tag(i) in _NOT_IN_OBJECT for i in range(at + 1, region.last))


def is_subordinator(region: Region, at: int) -> bool:
    """Whether “that” at token `at` begins a clause, and is not a pronoun (“told her that at noon”)."""
    if region.word_in(at, "words.demonstratives") and region.is_finite(at + 1):
        return False  # a relative clause, or “said that is fine”
    if region.tag(at + 1) in _AFTER_PRONOUN and not (
        not region.word_in(at, "words.demonstratives") and region.word_in(at + 1, "words.infinitive_marks")
    ):
        return region.has_finite(at + 2, region.last)
    return True


def is_subject(region: Region, cue: Cue, at: int) -> bool:
    """Whether “that” at token `at` is the subject of a clause: “said that was too low”."""
    is_pronoun = region.word_in(at, "words.demonstratives") and region.is_finite(at + 1)
    return is_pronoun and cue.form == Inflection.FINITE and not is_relative(region, cue)


def is_relative(region: Region, cue: Cue) -> bool:
    """Whether the cue interrupts a relative clause or question (“that officials say was …”)."""
    phrases = region.phrases(max(region.first, cue.first - 6), cue.first)
    begin = phrases[-1].first if phrases else cue.first
    return any(region.word_in(i, "words.relative_pronouns") for i in (begin - 1, begin))
