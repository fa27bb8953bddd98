"""What a cue says of its object: described X as Y, called X a Y, blamed X for Y, wants X to go, saw X going."""

from pipeline.extract.lang.terms import Takes
from pipeline.extract.statements.fixed_order.cues import Cue
from pipeline.extract.statements.fixed_order.region import Region, time_end
from pipeline.extract.tags import (
    ADJECTIVE,
    ADJECTIVE_OR_NONFINITE,
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    NOUN,
    PRONOUN,
    VERBAL,
)

_AFTER_MARK = VERBAL | {NOUN}
_ENDS_OBJECT = CONJUNCTION | {AUXILIARY}

_WITHIN = 16  # tokens after an object in which “as” or its preposition stands


def is_judged_object(region: Region, cue: Cue, at: int) -> bool:
    """Whether an object begins at token `at` of which the cue says something."""
    takes = cue.takes
    if not takes & {Takes.OBJECT_AS, Takes.PREDICATIVE, Takes.OBJECT_AND_PREPOSITION, Takes.SMALL_CLAUSE}:
        return False
    for end in _object_ends(region, at):
        is_linked = Takes.OBJECT_AS in takes and _stands_behind(region, end, region.frames["words.report_as"])
        if is_linked or (
            Takes.OBJECT_AND_PREPOSITION in takes and _stands_behind(region, end, cue.government.prepositions)
        ):
            return True
        is_named = (
            region.tag(at) is PRONOUN and region.tag(end) is NOUN and time_end(region, end) is None
        )  # called it theft
        if (Takes.PREDICATIVE in takes and (is_named or _is_predicate(region, end))) or (
            Takes.SMALL_CLAUSE in takes and _is_small_clause(region, end)
        ):
            return True
    return False


def is_judged_subject(region: Region, takes: frozenset[str], at: int, *, is_next: bool) -> bool:
    """Whether what a passive says of its subject begins at token `at` (is seen as a threat, was called “a threat”)."""
    if Takes.OBJECT_AS in takes and region.word_in(at, "words.report_as"):
        return True
    return Takes.PREDICATIVE in takes and is_next and _is_predicate(region, at)


def _object_ends(region: Region, at: int) -> list[int]:
    """Return where the object at token `at` may end: after its core, after all that hangs on it; none without one."""
    if region.tag(at) is PRONOUN or region.word_in(at, "words.reflexive_pronouns"):
        return [at + 1] if not region.word_in(at, "words.relative_pronouns") else []
    phrase = region.phrase_at(at)
    if phrase is None and region.word_in(at, "words.anaphors"):
        return [at + 1]
    if phrase is None or time_end(region, at) is not None:
        return []
    quotation = next(
        (i for i in range(phrase.first + 1, phrase.reach) if region.quotation_at(i) is not None), phrase.reach
    )
    return [phrase.last, quotation] if phrase.last < quotation else [quotation]


def _stands_behind(region: Region, end: int, words: frozenset[str]) -> bool:
    """Whether one of `words` follows the object in the same clause, with something after it."""
    for k in range(end, min(end + _WITHIN, region.last - 1)):
        if region.lower(k) in words:
            return True
        if region.is_break(k) or region.tag(k) in _ENDS_OBJECT or region.quotation_at(k) is not None:
            return False
    return False


def _is_predicate(region: Region, at: int) -> bool:
    """Whether a predicate of the object begins at token `at`: a quotation, a phrase, an adjective alone."""
    at += region.tag(at) is ADVERB
    if region.quotation_at(at) is not None:
        return True
    if region.tag(at) is DETERMINER:
        following = region.phrase_at(at)
        return following is not None and not region.is_time(following.head)
    return region.tag(at) is ADJECTIVE and region.tag(at + 1) not in (NOUN,)


def _is_small_clause(region: Region, end: int) -> bool:
    if region.word_in(end, "words.infinitive_marks"):
        return region.tag(end + 1) in _AFTER_MARK
    if region.word_in(end, "words.verb_particles") or region.word_in(end, "words.whereabouts"):
        return True  # want you back
    if region.is_past(end):
        return True  # want it done
    return region.is_gerund(end) and region.tag(end) in ADJECTIVE_OR_NONFINITE
