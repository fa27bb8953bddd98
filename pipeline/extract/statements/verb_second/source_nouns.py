"""Nouns for what is said, behind a preposition: „nach Angaben der Polizei“, „nach Kleins Meinung“."""

from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.reading import Reading


def is_source_noun(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether the head is a noun for what is said; with an article some mean a time unless they are spelt out."""
    lowers, ambiguous = reading.lowers, reading.cues.ambiguous
    head, last = lowers[phrase.head], lowers[phrase.last - 1]
    if (
        last != head
        and head.endswith(reading.words.lists.genitive_endings)
        and last.endswith(reading.cues.source_nouns)
    ):
        return True  # „nach Kleins Meinung“
    determiner = reading.words.determiners.get(lowers[phrase.first])
    if determiner is not None and determiner[1] and head.endswith(tuple(ambiguous)):
        return phrase.reach > phrase.last and not _is_measured(reading, phrase)
    return head.endswith(reading.cues.source_nouns)


def _is_measured(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a time stands before the preposition of a phrase: „zwei Monate nach dem Urteil des Gerichts“."""
    at = phrase.preposition
    return at is not None and reading.lowers[at - 1].endswith(tuple(reading.cues.frames["words.periods"]))
