"""Nesting: the parent of a statement is the smallest one around it, also past the pieces of a quotation."""

import pytest

from pipeline.extract.statements.nesting import parents_of
from pipeline.extract.statements.reading import Draft, TokenSpan

OUTER: list[TokenSpan] = [(0, 30)]


def draft(spans: list[TokenSpan], is_cited: bool = False) -> Draft:
    return Draft("indirect", "said", spans, "de.verb.clause", 0, is_cited=is_cited)


@pytest.mark.parametrize(
    ("spans", "parents"),
    [
        ([OUTER, [(5, 30)], [(10, 30)]], [None, 0, 1]),
        ([OUTER, [(5, 10)], [(12, 20)]], [None, 0, 0]),
        ([[(0, 10)], [(12, 20)]], [None, None]),
        # The pieces of one quotation lie around what stands between them, and are not around it.
        ([OUTER, [(2, 5), (15, 18)], [(7, 10)]], [None, 0, 0]),
        ([OUTER, [(2, 5), (25, 28)], [(6, 8), (20, 24)], [(9, 18)], [(10, 12)]], [None, 0, 0, 0, 3]),
    ],
)
def test_the_parent_is_the_smallest_statement_around(spans: list[list[TokenSpan]], parents: list[int | None]) -> None:
    assert parents_of([draft(each) for each in spans]) == parents


def test_what_is_cited_hangs_on_the_citation() -> None:
    assert parents_of([draft(OUTER, is_cited=True), draft(OUTER)]) == [1, None]
