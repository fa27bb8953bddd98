"""Clauses that others interrupt: appositions, relative clauses and infinitives between two commas."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Introducer, Mood
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading
from pipeline.extract.tags import DETERMINER


def is_interrupted(clauses: Sequence[Clause], m: int) -> bool:
    """Whether clause `m` begins a main clause that continues after an inserted one („…, in Orten, die …, sei …“)."""
    if m + 2 >= len(clauses) or clauses[m].finite is not None or clauses[m].is_subordinate:
        return False
    inserted, rest = clauses[m + 1], clauses[m + 2]
    is_inserted = inserted.introducer in (Introducer.RELATIVE, Introducer.INFINITIVE) or is_bare(inserted)
    return is_inserted and rest.finite == rest.begin and rest.mood == Mood.SUBJUNCTIVE


def opens_infinitive(reading: Reading, clauses: Sequence[Clause], opened: int, m: int) -> bool:
    """Whether clause `opened` begins the infinitive of clause `m`: „…, die Straße, die gesperrt ist, zu öffnen“."""
    if m < opened + 2 or not is_bare(clauses[opened]) or reading.tags[clauses[opened].first] is not DETERMINER:
        return False
    return all(clause.introducer for clause in clauses[opened + 1 : m])


def is_bare(clause: Clause) -> bool:
    """Whether a part between commas has no verb, conjunction or quotation: an apposition, or half of a clause."""
    return clause.finite is None and not clause.introducer and not clause.is_coordinated and clause.quotation is None
