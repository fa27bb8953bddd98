"""Clauses that others interrupt: appositions, relative clauses and infinitives between two commas."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Case, Introducer, Mood
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.tags import COMMA, DETERMINER, PREPOSITION

_BEFORE = 4  # clauses before one whose subject may be shared
_FIRST_OF_CLAUSE = 12  # tokens of a clause in which its subject stands


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


def clause_with(clauses: Sequence[Clause], k: int, finite: int) -> Clause:
    """Return clause `k`, or that of its auxiliary `finite`, before what parts the two."""
    return next((c for c in clauses[:k] if c.first <= finite < c.last), clauses[k])


def shared_subject(reading: Reading, clauses: Sequence[Clause], k: int, finite: int) -> list[TokenSpan]:
    """Return the subject of the nearest main clause before clause `k`: its first phrase that may be nominative.

    What is inserted behind the verb `finite` has none: „Anna Klein hat ihrem Chef, Jan Maurer, versprochen, …“.
    """
    for clause in reversed(clauses[max(0, k - _BEFORE) : k + 1]):
        is_inserted = finite < clause.first and is_bare(clause)
        if clause.is_subordinate or clause.quotation is not None or is_inserted:
            continue
        for phrase in reading.phrases_in(clause.first, clause.last):
            is_near = phrase.last <= max(clause.finite or 0, clause.first + _FIRST_OF_CLAUSE)
            if phrase.preposition is None and phrase.can_be(Case.NOMINATIVE) and is_near:
                return [(phrase.first, phrase.reach)]
    return []


def hangs_on_noun(reading: Reading, parts: Sequence[Clause]) -> bool:
    """Whether a clause belongs to a noun behind a preposition: „Auf die Frage, ob er bleibe, antwortete sie: …“."""
    is_phrase = parts[0].finite is None and reading.tags[parts[0].begin] is PREPOSITION
    return is_phrase and len(parts) == 2 and parts[1].introducer == Introducer.THAT


def is_bare(clause: Clause) -> bool:
    """Whether a part between commas has no verb, conjunction or quotation: an apposition, or half of a clause."""
    return clause.finite is None and not clause.introducer and not clause.is_coordinated and clause.quotation is None
