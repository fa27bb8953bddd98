"""Questions that stand before the cue that tells them: „Ob das Geld reicht, ließ die Ministerin offen“."""

from pipeline.extract.lang.terms import Introducer, Takes
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading
from pipeline.extract.statements.somebody import is_somebody
from pipeline.extract.statements.subjects import find_speaker


def is_question_told(
    reading: Reading, clauses: list[Clause], k: int, parts: list[Clause], predicate: Predicate
) -> bool:
    """Whether clauses are a question that somebody tells in clause `k`: not one that is left without an answer."""
    frames, lowers, first = reading.cues.frames, reading.lowers, parts[0]
    is_whether = first.introducer == Introducer.THAT and lowers[first.begin - 1] in frames["words.whether"]
    if Takes.WH_CLAUSE not in predicate.government.takes or not (is_whether or first.introducer == Introducer.WH):
        return False
    is_told = frames["words.negation"].isdisjoint(lowers[clauses[k].first : clauses[k].last])
    return is_told and is_somebody(reading, find_speaker(reading, clauses, k, predicate))
