"""What a cue has as its object, and so does not say in a clause."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Case
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import Predicate
from pipeline.extract.statements.reading import Reading


def has_object(reading: Reading, clauses: Sequence[Clause], predicate: Predicate) -> bool:
    """Whether a cue has what it says as its object, and no clause: „Er klagte über Schmerzen, dann fiel er um“."""
    clause = next(c for c in clauses if c.first <= predicate.verb < c.last)
    phrases = reading.phrases_in(clause.first, clause.last)
    own = predicate.government.prepositions
    if any(p.preposition is not None and reading.lowers[p.preposition] in own for p in phrases):
        return True
    bare = [p for p in phrases if p.preposition is None and not any(q.first < p.first < q.reach for q in phrases)]
    objects = [p for p in bare if not p.is_pronoun and p.can_be(Case.ACCUSATIVE) and p.head not in predicate.tokens]
    return any(q.can_be(Case.NOMINATIVE) for p in objects for q in bare if q is not p)
