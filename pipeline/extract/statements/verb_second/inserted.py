"""Clauses that others interrupt: appositions, relative clauses and infinitives between two commas."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Introducer, Mood
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading
from pipeline.extract.tags import COMMA, DETERMINER


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


def behind_insertions(clauses: Sequence[Clause], k: int) -> int:
    """Return the clause that goes on behind clause `k`: past what explains its last phrase, between two commas.

    „Das Wehr, sagte Anna Kern, die Leiterin des Amtes, sei alt“.
    """
    m = k + 1
    while m < len(clauses) and clauses[m].mark is COMMA:
        goes_on = m + 1 < len(clauses) and clauses[m + 1].mark is COMMA
        goes_on = goes_on and clauses[m + 1].finite == clauses[m + 1].begin
        if clauses[m].introducer != Introducer.RELATIVE and not (is_bare(clauses[m]) and goes_on):
            break
        m += 1
    return m


def is_bare(clause: Clause) -> bool:
    """Whether a part between commas has no verb, conjunction or quotation: an apposition, or half of a clause."""
    return clause.finite is None and not clause.introducer and not clause.is_coordinated and clause.quotation is None
