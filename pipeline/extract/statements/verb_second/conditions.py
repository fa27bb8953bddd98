"""Conditions: „Wird es kalt, warnt der Dienst“ says when something is so, and nobody has said it."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Introducer, Mood
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading


def is_condition(reading: Reading, parts: Sequence[Clause]) -> bool:
    """Whether clauses are a condition: the first begins with its verb, the others hang on it."""
    first = parts[0]
    if first.introducer != Introducer.NONE or first.finite is None or first.finite != first.begin:
        return False
    if not all(part.is_subordinate for part in parts[1:]):
        return False
    return (
        first.mood != Mood.SUBJUNCTIVE or reading.lowers[first.finite] in reading.cues.frames["words.opens_condition"]
    )
