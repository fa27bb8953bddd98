"""What a phrase like „laut X“ is about: the clauses of its sentence from one to another."""

from collections.abc import Sequence

from pipeline.extract.lang.terms import Introducer
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.tags import COMMA, SEMICOLON, SEMICOLON_OR_COLON


def subordinate_scope(clauses: Sequence[Clause], k: int) -> tuple[int, int]:
    """Return the clauses that a frame inside subordinate clause `k` is about: it and those that hang on it."""
    high = k + 1
    while high < len(clauses) and clauses[high].introducer not in (Introducer.NONE, Introducer.REPORT):
        high += 1
    return k, high


def main_scope(clauses: Sequence[Clause], k: int, first: int) -> tuple[int, int]:
    """Return the clauses that a frame from token `first` on in main clause `k` is about.

    They begin behind a semicolon or colon, at its und, or where it stands beside another one, and end at a semicolon.
    """
    own = clauses[k].is_coordinated and not clauses[k].introducer and first <= clauses[k].begin + 1
    own = own or _stands_beside(clauses, k)
    low = k if own else next((m for m in range(k, 0, -1) if clauses[m].mark in SEMICOLON_OR_COLON), 0)
    high = next((m for m in range(max(low, k) + 1, len(clauses)) if clauses[m].mark is SEMICOLON), len(clauses))
    return low, high


def _stands_beside(clauses: Sequence[Clause], k: int) -> bool:
    """Whether main clause `k` follows another one: „Die Häfen sind zu, nur die Fähre fährt laut Polizei“."""
    clause, before = clauses[k], clauses[k - 1] if k else None
    if before is None or not before.is_main or before.quotation is not None or clause.is_coordinated:
        return False
    return clause.is_main and clause.mark is COMMA and clause.finite != clause.begin
