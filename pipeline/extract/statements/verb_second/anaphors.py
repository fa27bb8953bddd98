"""Statements that a pronoun stands for: „Das bestätigte die Polizei.“ renders the sentence before."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Mood, Takes
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.somebody import is_somebody
from pipeline.extract.statements.verb_second.named_behind import give_speaker, quotation_before

_TAKEN = frozenset({Takes.ANAPHOR, Takes.CLAUSE, Takes.THAT_CLAUSE})

_MAX_LEAD = 2  # sentences of the first paragraph that it may stand for


def anaphoric_statement(
    reading: Reading, index: int, predicate: Predicate, speaker: Sequence[TokenSpan]
) -> Draft | None:
    """Return what „Das bestätigte die Polizei.“ says: the sentence before, and the words that stand for it.

    `predicate` is the cue of the first clause of sentence `index`. None where that does not begin so. In the passive
    somebody must say it: „Dies wurde von der Polizei bestätigt“.
    """
    clause = reading.clauses[index][0]
    anaphor = clause.begin
    is_told = clause.mood == Mood.SUBJUNCTIVE or not is_somebody(reading, list(speaker))
    if index == 0 or predicate.finite != anaphor + 1 or (predicate.is_passive and is_told):
        return None
    if not _stands_for_words(reading, clause, predicate):
        return None
    quotation = quotation_before(reading, index)
    if quotation is not None and is_somebody(reading, list(speaker)):
        give_speaker(reading, quotation, predicate, list(speaker))
        return None
    said = (reading.sentence(_said_from(reading, index)).first, reading.end_of(index - 1))
    rule = f"{reading.words.language}.verb.anaphor"
    draft = Draft("indirect", "speech_or_writing", [said, (anaphor, anaphor + 1)], rule, index)
    draft.frame = [(anaphor + 1, clause.last)]
    return draft


def _stands_for_words(reading: Reading, clause: Clause, predicate: Predicate) -> bool:
    """Whether the first word of a clause stands for somebody's words: „das“, „darauf“ before „wies … hin“."""
    frames, takes, lower = reading.cues.frames, predicate.government.takes, reading.lowers[clause.begin]
    if lower in frames["words.anaphors"]:
        return bool(takes & _TAKEN)
    return Takes.CORRELATE in takes and lower in frames["words.pointing"] and clause.begin in predicate.tokens


def _said_from(reading: Reading, index: int) -> int:
    """Return the sentence that the words of sentence `index` go back to: the one before, or the first of a lead."""
    is_lead = reading.sentence(0).paragraph == reading.sentence(index).paragraph
    return 0 if index <= _MAX_LEAD and is_lead else index - 1
