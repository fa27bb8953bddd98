"""Tags, subjects and predicates where words stand in fixed order: what stands before the verb is its subject."""

from collections.abc import Sequence

from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.fixed_order.clocks import part_clocks
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.tags import Tag


def part_phrases(reading: Reading) -> None:
    """Part phrases from a clock before them; one that hangs on no other stands behind a preposition."""
    part_clocks(reading)


def possible_subjects(reading: Reading, found: list[NounPhrase]) -> list[NounPhrase]:
    """Return all."""
    return found


def may_open(reading: Reading, begin: int, phrase: NounPhrase) -> bool:
    """Whether a phrase before the verb is its subject: always, whatever stands before the phrase."""
    return True


def name_with_preposition(reading: Reading, clause: Clause, finite: int) -> list[TokenSpan]:
    """Return nothing: the subject stands before its verb."""
    return []


def is_bound(tags: Sequence[Tag], verb: int) -> bool:
    """Whether a form that may be finite depends on the auxiliary of its clause: not by where it stands."""
    return False


def find_particle(reading: Reading, clause: Clause, verb: int, form: VerbForm) -> int | None:
    """Return the particle, which follows its verb within the clause."""
    return next((k for k in range(verb + 1, clause.last) if reading.lowers[k] == form.particle), None)
