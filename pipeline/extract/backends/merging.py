"""One layer from what several backends found in the same text: which of overlapping spans stand.

Dates and names never overlap in the result. Statements may be nested, but only within one backend's: where two
backends have statements in the same words, all of them there are one backend's. What a single backend gives in order
stands as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal, TypeVar

from pipeline.extract.actors import Name
from pipeline.extract.annotation import Span, Statement, TimeExpression

T = TypeVar("T")

Policy = Literal["first", "prefer_first", "longest"]
"""What stands where backends overlap, the backends being in the order of the settings.

`first`: the layer is the first backend's that has it, and nobody else's. `prefer_first`: the span of the backend
named first stands, the others add what overlaps nothing. `longest`: the longest stands; of equally long ones that of
the backend named first.
"""
POLICIES: tuple[Policy, ...] = ("first", "prefer_first", "longest")


def merge_dates(found: Sequence[Sequence[TimeExpression]], policy: Policy, n: int) -> list[TimeExpression]:
    """Return the expressions that stand in a text of `n` code points, sorted; an anchor that gave way is replaced."""
    if len(found) == 1 and all(one.end <= other.start for one, other in pairwise(found[0])):
        return list(found[0])
    kept = _choose(found, policy, lambda date: (date.start, date.end), n, may_nest=False)
    dates = sorted((found[b][i] for b, i in kept), key=lambda date: (date.start, date.end))
    stands = {(date.start, date.end) for date in dates}
    return [
        date
        if not isinstance(date.anchor, tuple) or date.anchor in stands
        else replace(date, anchor=_overlapping(dates, date.anchor))
        for date in dates
    ]


def _overlapping(dates: Sequence[TimeExpression], anchor: Span) -> Span | None:
    """Return the expression that stands in the words of an anchor which gave way to it."""
    return next(((d.start, d.end) for d in dates if d.start < anchor[1] and anchor[0] < d.end), None)


def merge_names(found: Sequence[Sequence[Name]], policy: Policy, n_tokens: int) -> list[Name]:
    """Return the names that stand, sorted; of no token two names are kept."""
    if len(found) == 1 and all(one.last <= other.first for one, other in pairwise(found[0])):
        return list(found[0])
    kept = _choose(found, policy, lambda name: (name.first, name.last), n_tokens, may_nest=False)
    return sorted((found[b][i] for b, i in kept), key=lambda name: (name.first, name.start))


def merge_statements(found: Sequence[Sequence[Statement]], policy: Policy, n: int) -> list[Statement]:
    """Return the statements that stand in a text of `n` code points, sorted by their spans, with `parent` corrected.

    The child of a statement that gave way belongs to the nearest one around it that stands.
    """
    if len(found) == 1 and all(one.spans <= other.spans for one, other in pairwise(found[0])):
        return list(found[0])
    kept = _choose(found, policy, _extent, n, may_nest=True)
    order = sorted(kept, key=lambda place: (found[place[0]][place[1]].spans, place))
    number = {place: index for index, place in enumerate(order)}
    merged = []
    for backend, index in order:
        statements = found[backend]
        parent = statements[index].parent
        while parent is not None and (backend, parent) not in number:
            parent = statements[parent].parent
        merged.append(replace(statements[index], parent=None if parent is None else number[backend, parent]))
    return merged


def _extent(statement: Statement) -> Span:
    """From the first to the last code point of a statement, what interrupts it included."""
    return statement.spans[0][0], statement.spans[-1][1]


def _choose(
    found: Sequence[Sequence[T]], policy: Policy, extent: Callable[[T], Span], n: int, *, may_nest: bool
) -> list[tuple[int, int]]:
    """Backend and index of all that stands, in no particular order; `extent` gives ranges below `n`.

    With `may_nest` a backend's own ranges may overlap each other.
    """
    if policy == "first":
        found = found[:1]
    places = [(b, i) for b, items in enumerate(found) for i in range(len(items))]
    extents = {(b, i): extent(found[b][i]) for b, i in places}

    def rank(place: tuple[int, int]) -> tuple[int, int, int, int]:
        start, end = extents[place]
        return (start - end if policy == "longest" else 0, place[0], start, place[1])

    owner = bytearray(n)
    kept = []
    for backend, index in sorted(places, key=rank):
        start, end = extents[backend, index]
        own = bytes([0, backend + 1]) if may_nest else b"\0"
        if not owner[start:end].strip(own):
            owner[start:end] = bytes([backend + 1]) * (end - start)
            kept.append((backend, index))
    return kept
