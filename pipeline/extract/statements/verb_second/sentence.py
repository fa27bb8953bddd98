"""The rules for one sentence in their order: frames, cue verbs and nouns, moods, quotations, acts."""

from pipeline.extract.statements.quotes import QuotationRule
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.verb_second.acts import reported_statements
from pipeline.extract.statements.verb_second.complements import VerbRule
from pipeline.extract.statements.verb_second.datelines import without_dateline
from pipeline.extract.statements.verb_second.frames import FrameRule
from pipeline.extract.statements.verb_second.moods import free_statement, subordinate_statements
from pipeline.extract.statements.verb_second.named_behind import name_quotation_before
from pipeline.extract.statements.verb_second.nouns import noun_statements
from pipeline.extract.tags import COLON, COMMA, NUMBER

_MAX_PER_SENTENCE = 60  # statements; keeps hostile input linear


def statements_of(reading: Reading, index: int) -> list[Draft]:
    """Return the drafts of sentence `index`, in the order of their first words."""
    drafts = FrameRule(reading, index).run()
    framed = {token for draft in drafts for token in draft.cue}
    for draft in VerbRule(reading, index).run():
        if framed & set(draft.cue):
            reading.drop(draft, "its cue belongs to a phrase that is read as a whole")
        else:
            drafts.append(draft)
    drafts += noun_statements(reading, index)
    drafts = reading.within_limit(drafts, _MAX_PER_SENTENCE)
    _frame_with_marks(reading, drafts)
    free = free_statement(reading, index, drafts)
    if free is not None:
        drafts.append(free)
    drafts += QuotationRule(reading, index, drafts).run()
    _frame_with_marks(reading, drafts)
    drafts += subordinate_statements(reading, index, drafts)
    drafts += reported_statements(reading, index, drafts)
    drafts += QuotationRule(reading, index, drafts).within()
    name_quotation_before(reading, index, drafts)
    for draft in drafts:
        draft.spans = [without_dateline(reading, span) for span in draft.spans]
        draft.speaker = [_bare_name(reading, _without_occasion(reading, span)) for span in draft.speaker]
    drafts.sort(key=lambda d: (d.first, -d.last))
    return reading.within_limit(drafts, 2 * _MAX_PER_SENTENCE)


def _without_occasion(reading: Reading, span: TokenSpan) -> TokenSpan:
    """Return a speaker without where something was said: „die Ministerin [in einem Gastbeitrag]“."""
    occasions = tuple(reading.cues.frames["words.occasions"])
    for phrase in reading.phrases_in(span[0] + 1, span[1]):
        at = phrase.preposition
        if at is not None and at > span[0] and reading.lowers[phrase.head].endswith(occasions):
            return span if reading.lowers[at] in reading.cues.frames["words.agent"] else (span[0], at)
    return span


def _bare_name(reading: Reading, span: TokenSpan) -> TokenSpan:
    """Return a speaker with all of a name („Ärzte ohne Grenzen“) and without what hangs on the verb („in Kiel“)."""
    first, last = span
    if reading.lowers[first] in reading.cues.frames["words.anaphors"] and first + 1 in reading.person_firsts:
        first += 1  # „Anders sieht das | Karl Holt: …“
    while last in reading.name_tokens and last - 1 in reading.name_tokens and last - 1 not in reading.name_ends:
        if reading.tags[last] is NUMBER:
            break  # „Angaben der Klinik 14 Menschen“
        last += 1
    phrase = next(iter(reading.phrases_in(first, first + 1)), None)
    if phrase is None or phrase.last >= last:
        return first, last
    is_person = any(i in reading.person_firsts for i in range(first, phrase.last))
    is_beside = reading.lowers[phrase.last] in reading.cues.frames["words.beside_name"]
    return (first, phrase.last) if is_beside and is_person and phrase.last - 1 in reading.name_ends else (first, last)


def _frame_with_marks(reading: Reading, drafts: list[Draft]) -> None:
    """Give the frames of `drafts` the commas and colons that part them from the words, as in the scheme."""
    for draft in drafts:
        firsts, lasts = {a for a, _ in draft.spans}, {b for _, b in draft.spans}
        for n, (first, last) in enumerate(draft.frame):
            if last + 1 in firsts and reading.tags[last] in (COMMA, COLON):
                last += 1
            if first - 1 in lasts and reading.tags[first - 1] is COMMA:
                first -= 1
            draft.frame[n] = (first, last)
