"""Sentences without a cue that go on with what somebody said: “The line was old, she said. It would close.”.

The future of what was said in the past: “would” right after a statement with a cue in the past, with no condition.
"""

from pipeline.extract.lang.models.grammar_files import Phrases
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.statements.reading import Draft, Reading
from pipeline.extract.tags import (
    CLAUSE_MARKS,
    FINITE,
    NUMBER,
    OPENS_NOUN_PHRASE,
    PREPOSITION,
    QUESTION_MARK,
    QUOTATION_MARK,
    SUBORDINATOR,
)

_ENDS_SUBJECT = FINITE | CLAUSE_MARKS | {SUBORDINATOR, PREPOSITION}

_OPENS_OBJECT = OPENS_NOUN_PHRASE | {NUMBER}
_RECENT = 8  # drafts that are looked back at
_SUBJECT_WITHIN = 10  # tokens between the beginning of the sentence and its verb
_TYPE = "indirect_free_indirect"


def continued_statement(reading: Reading, index: int) -> Draft | None:
    """Return the sentence `index`, in which no rule found a statement, as one of the speaker before, if it goes on."""
    sentence = reading.sentence(index)
    first, last = sentence.first, reading.end_of(index)
    if not index or not _may_go_on(reading, first, last) or reading.sentence(index - 1).paragraph != sentence.paragraph:
        return None
    before = [d for d in reading.drafts[-_RECENT:] if d.sentence == index - 1 and d.speaker]
    spoken = next((d for d in before if d.type == _TYPE or _is_reported_to_the_end(reading, d, index - 1)), None)
    if spoken is None:
        return None
    rule = f"{reading.words.language}.mood.continuing"
    draft = Draft(_TYPE, spoken.medium, [(first, reading.full_end_of(index))], rule, index)
    draft.speaker = list(spoken.speaker)
    return draft


def _may_go_on(reading: Reading, first: int, last: int) -> bool:
    """Whether the first verb of a sentence is a form that may go on with what was said."""
    frames, lowers, tags = reading.cues.frames, reading.lowers, reading.tags
    excluded = (*frames["words.polar_questions"], *frames["words.first_person"])
    attributive = read_file(reading.words.language, Phrases).attributive
    if QUESTION_MARK in tags[last - 1 : last + 1]:
        return False
    if any(lowers[k] in excluded or tags[k] is QUOTATION_MARK for k in range(first, last)):
        return False
    for k in range(first + 1, min(last - 1, first + _SUBJECT_WITHIN)):
        if lowers[k] in frames["words.continuing"]:
            behind = range(k + 1, min(k + 3, last - 1))  # a word stands behind each
            if any(lowers[n] in frames["words.negated"] and _is_telling(reading, n + 1) for n in behind):
                return False  # “He would not elaborate”
            having = next((n for n in behind if lowers[n] in frames["auxiliaries.having"]), None)
            is_to = having is not None and lowers[having + 1] in frames["words.infinitive_marks"]
            return having is None or is_to or tags[having + 1] in _OPENS_OBJECT  # “would have to close”, “two ponds”
        if tags[k] is PREPOSITION and lowers[k] in attributive:
            continue  # “branches in the north would close”
        if tags[k] in _ENDS_SUBJECT:
            return False
    return False


def _is_telling(reading: Reading, i: int) -> bool:
    """Whether token `i` is a verb that says something, or that says nothing further."""
    return reading.lowers[i] in reading.cues.forms or reading.lowers[i] in reading.cues.frames["words.empty"]


def _is_reported_to_the_end(reading: Reading, draft: Draft, index: int) -> bool:
    """Whether a statement with a cue in the past, or in a frame, reaches the end of its sentence."""
    if draft.type != "indirect" or not draft.cue or draft.last < reading.end_of(index):
        return False
    cue = tuple(reading.lowers[k] for k in draft.cue)
    is_frame = cue in reading.cues.frame_phrases  # “according to the operator”
    return is_frame or any(lower.endswith(reading.words.lists.preterite_endings) for lower in cue)
