"""Statements that a pronoun stands for: „Das bestätigte die Polizei.“ renders the sentence before."""

from pipeline.extract.lang.terms import Takes
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Draft, Reading

_MAX_LEAD = 2  # sentences of the first paragraph that it may stand for


def anaphoric_statement(reading: Reading, index: int, predicate: Predicate) -> Draft | None:
    """Return what „Das bestätigte die Polizei.“ says: the sentence before, and the pronoun that stands for it.

    `predicate` is the cue of the first clause of sentence `index`. None where that does not begin so.
    """
    clause = reading.clauses[index][0]
    is_taken = predicate.government.takes & {Takes.ANAPHOR, Takes.CLAUSE, Takes.THAT_CLAUSE}
    if index == 0 or predicate.is_passive or not is_taken:
        return None
    pronoun = clause.begin
    if reading.lowers[pronoun] not in reading.cues.frames["words.anaphors"] or predicate.finite != pronoun + 1:
        return None
    said = (reading.sentence(_said_from(reading, index)).first, reading.end_of(index - 1))
    rule = f"{reading.words.language}.verb.anaphor"
    draft = Draft("indirect", "speech_or_writing", [said, (pronoun, pronoun + 1)], rule, index)
    draft.frame = [(pronoun + 1, clause.last)]
    return draft


def _said_from(reading: Reading, index: int) -> int:
    """Return the sentence that the words of sentence `index` go back to: the one before, or the first of a lead."""
    is_lead = reading.sentence(0).paragraph == reading.sentence(index).paragraph
    return 0 if index <= _MAX_LEAD and is_lead else index - 1
