"""Questions that stand before the cue that tells them, and those that an answer is given to."""

from pipeline.extract.lang.terms import Introducer, Takes
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading
from pipeline.extract.statements.somebody import is_somebody
from pipeline.extract.statements.subjects import find_speaker


def is_question_told(
    reading: Reading, clauses: list[Clause], k: int, parts: list[Clause], predicate: Predicate
) -> bool:
    """Whether clauses are a question that somebody tells in clause `k`: „Ob das Geld reicht, ließ sie offen“.

    That is none that is left without an answer.
    """
    frames, lowers, first = reading.cues.frames, reading.lowers, parts[0]
    is_whether = first.introducer == Introducer.THAT and lowers[first.begin - 1] in frames["words.whether"]
    if Takes.WH_CLAUSE not in predicate.government.takes or not (is_whether or first.introducer == Introducer.WH):
        return False
    is_told = frames["words.negation"].isdisjoint(lowers[clauses[k].first : clauses[k].last])
    return is_told and is_somebody(reading, find_speaker(reading, clauses, k, predicate))


def is_question_put(reading: Reading, clause: Clause, following: Clause) -> bool:
    """Whether the clause behind another is the question that was put: „sagte sie auf die Frage, ob sie bleibe, …“."""
    is_whether = reading.lowers[following.begin - 1] in reading.cues.frames["words.whether"]
    if following.introducer != Introducer.WH and not (following.introducer == Introducer.THAT and is_whether):
        return False
    behind = (p for p in reading.phrases_in(clause.first, clause.last) if p.reach == clause.last)
    return any(p.preposition is not None and reading.lowers[p.head] in reading.cues.nouns for p in behind)
