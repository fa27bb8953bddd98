"""What points ahead to a complement: „davon“ of „davon ausgehen“, „es“ of „es als Erfolg bezeichnen“."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Takes
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading


def has_correlate_of(reading: Reading, clauses: Sequence[Clause], predicate: Predicate) -> bool:
    """Whether a word of its clause points ahead to the complement of `predicate`."""
    frames, takes = reading.cues.frames, predicate.government.takes
    if Takes.CORRELATE in takes and any(reading.lowers[i] in frames["words.correlates"] for i in predicate.tokens):
        return True
    return Takes.OBJECT_AS in takes and not predicate.is_passive and _has_placeholder(reading, clauses, predicate)


def _has_placeholder(reading: Reading, clauses: Sequence[Clause], predicate: Predicate) -> bool:
    """Whether „es“ stands behind the verb or its subject for what is judged: „Klein nannte es falsch, dass …“."""
    clause = next((c for c in clauses if c.first <= predicate.finite < c.last), None)
    last = predicate.finite + 1 if clause is None else clause.last
    placeholders = reading.cues.frames["words.placeholders"]
    return any(reading.lowers[i] in placeholders for i in range(predicate.finite + 1, last))
