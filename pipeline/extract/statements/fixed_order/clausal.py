"""Clauses where words stand in fixed order: a complement follows its cue without a comma between."""

from pipeline.extract.lang.terms import Introducer, Takes
from pipeline.extract.statements.clauses import ClauseReader
from pipeline.extract.tags import COMMA, FINITE, NOUN, NUMBER, OPENS_SUBJECT, QUOTATION_MARK, VERB_LIKE, Tag

_OPENS_CLAUSE = OPENS_SUBJECT | {NUMBER, QUOTATION_MARK}

_CUE_BEFORE_THAT = 6  # tokens between a cue verb and its that-clause (told the committee that …)
_VERB_WITHIN = 15  # tokens in which a clause without conjunction must show its verb


def is_cut(reader: ClauseReader, first: int, i: int) -> bool:
    """Whether token `i` begins the complement of a cue just before it, without a comma between."""
    lowers, tags, cues = reader.lowers, reader.tags, reader.cues
    is_conjunction = lowers[i] in cues.frames["words.that"]
    if lowers[i] in cues.frames["words.infinitive_marks"] and i + 1 < len(tags) and tags[i + 1] in VERB_LIKE:
        near = range(max(first, i - _CUE_BEFORE_THAT), i)
        readings = (r for k in near for r in cues.forms.get(lowers[k], ()) if tags[k] is not NOUN)
        return any(Takes.INFINITIVE in cues.governments[r.lemma].takes for r in readings)
    before = cues.forms.get(lowers[i - 1])
    if before is None or tags[i - 1] is NOUN:
        return is_conjunction and any(lower in cues.forms for lower in lowers[max(first, i - _CUE_BEFORE_THAT) : i])
    if is_conjunction:
        return True
    if tags[i] not in _OPENS_CLAUSE:
        return False
    takes = {kind for reading in before for kind in cues.governments[reading.lemma].takes}
    if Takes.CLAUSE not in takes or Takes.ADDRESSEE in takes:
        return False
    return any(tags[k] in FINITE for k in range(i + 1, min(i + _VERB_WITHIN, len(tags))))


def introducer_of_that(mark: Tag | None) -> Introducer:
    """Return what a “that” behind `mark` introduces: behind a comma a relative clause."""
    return Introducer.RELATIVE if mark is COMMA else Introducer.THAT


def is_subordinating(reader: ClauseReader, begin: int, last: int) -> bool:
    """Whether a word that may be a preposition (“until”) begins a subordinate clause."""
    return reader.is_conjunction(begin, last)


def is_relative(reader: ClauseReader, begin: int, last: int) -> bool:
    """Whether a relative pronoun begins a relative clause: always, since no article looks like one."""
    return True


def unknown_finite(reader: ClauseReader, begin: int, last: int) -> int | None:
    """Return None: where an unknown verb would stand, an unknown noun may stand as well."""
    return None


def has_marked_infinitive(reader: ClauseReader, begin: int, last: int) -> bool:
    """Whether the first “to” before a verb begins the clause."""
    marks = reader.cues.frames["words.infinitive_marks"]
    for i in range(begin, last - 1):
        if reader.lowers[i] in marks and reader.tags[i + 1] in VERB_LIKE:
            return i == begin
    return False
