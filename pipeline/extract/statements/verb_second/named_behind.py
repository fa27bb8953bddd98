"""Who is named behind a quotation that is a sentence of its own: „Das sagte Klein“, „Mit diesen Worten ging Klein“."""

from pipeline.extract.statements.predicates import Predicate, find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.somebody import is_somebody
from pipeline.extract.statements.subjects import find_subject

_RECENT = 10  # drafts that are looked back at


def quotation_before(reading: Reading, index: int) -> Draft | None:
    """Return the quotation without frame that the whole sentence before `index` is, where there is one."""
    if not index:
        return None
    first, end = reading.sentence(index - 1).first, reading.end_of(index - 1)
    for draft in reading.drafts[-_RECENT:]:
        is_lone = draft.sentence == index - 1 and draft.type == "direct" and not draft.cue and not draft.frame
        if is_lone and draft.first == first and draft.last >= end:
            return draft
    return None


def give_speaker(reading: Reading, quotation: Draft, predicate: Predicate | None, speaker: list[TokenSpan]) -> None:
    """Give `quotation` the speaker and cue that the sentence behind it names."""
    quotation.speaker, quotation.rule = list(speaker), f"{reading.words.language}.quotation.named_behind"
    if predicate is not None:
        quotation.cue, quotation.lemma = list(predicate.tokens), predicate.lemma
        quotation.medium = predicate.government.medium
    clause = reading.clauses[quotation.sentence + 1][0]
    quotation.frame = [(clause.first, clause.last)]


def name_quotation_before(reading: Reading, index: int, drafts: list[Draft]) -> None:
    """Give the quotation before sentence `index` its speaker: „Mit diesen Worten lehnte Klein den Antrag ab“.

    It has none yet, and no other of the sentence's `drafts` is rendered by its first clause: „So sagte Klein, …“.
    """
    quotation = quotation_before(reading, index)
    clauses = reading.clauses[index]
    if quotation is None or quotation.speaker or not clauses or not clauses[0].is_main:
        return
    if any(draft.type != "reported" for draft in drafts):
        return
    clause, frames = clauses[0], reading.cues.frames
    opening = " ".join(reading.lowers[clause.begin : clause.finite])
    is_so = opening in frames["adverbs.so"]
    acts = [p for p in find_predicates(reading, clause) if p.finite == clause.finite and not p.is_passive]
    if opening not in frames["words.with_words"] and not (is_so and acts):
        return
    speaker = find_subject(reading, clauses, 0)
    if is_somebody(reading, speaker):
        give_speaker(reading, quotation, acts[0] if is_so else None, speaker)
