"""Texts that something is said in: what „danach“ refers to, and the noun before „wonach“."""

from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading
from pipeline.extract.statements.somebody import is_text


def follows_text(reading: Reading, index: int, clause: Clause, adverb: int) -> bool:
    """Whether sentence `index` begins with its `adverb` and a verb that is not in the past, behind one about a text.

    „Sie legte einen Bericht vor. Danach fehlen …“ says what, „Danach ging sie“ when.
    """
    first = reading.sentence(index).first
    if (
        not index
        or adverb != first
        or clause.finite != first + 1
        or not _is_present(reading, reading.lowers[first + 1])
    ):
        return False
    before = reading.sentence(index - 1)
    is_beside = before.paragraph == reading.sentence(index).paragraph
    return is_beside and any(is_text(reading, phrase) for phrase in reading.phrases_in(before.first, before.last))


def _is_present(reading: Reading, form: str) -> bool:
    """Whether a finite form is one of an auxiliary that is no past, or the plural of a verb that is its infinitive."""
    is_plural = any(reading_of.lemma == form for reading_of in reading.words.verbs.get(form, ()))
    return is_plural or form in reading.cues.frames["words.present"]


def is_source(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether the head is a noun that may be said to say something."""
    lower = reading.lowers[phrase.head]
    return lower in reading.cues.nouns or lower.endswith(reading.cues.source_nouns)
