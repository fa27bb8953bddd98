"""Limit how much of a document its kept statements quote."""

from collections.abc import Sequence

Spans = Sequence[tuple[int, int]]


def beyond_share(statements: Sequence[Spans], n_characters: int, budget: int) -> list[int]:
    """Return indices of the statements to withhold, so that the others cover at most `budget` characters.

    `statements` are the spans of one document's statements (half-open, in code points of a text of `n_characters`).
    They are processed in order of their start, the longer first if two begin together; one that would exceed the budget
    of covered characters, each counted once, is withheld, and a later one may still fit.
    """
    covered = bytearray(n_characters)
    n_covered = 0
    withheld = []
    for index in sorted(range(len(statements)), key=lambda i: _place(statements[i])):
        n_new = _uncovered(covered, statements[index])
        if n_covered + n_new > budget:
            withheld.append(index)
            continue
        n_covered += n_new
        for start, end in statements[index]:
            covered[start:end] = b"\x01" * (min(end, n_characters) - start)
    return sorted(withheld)


def _place(spans: Spans) -> tuple[int, int, Spans]:
    start = min((start for start, _ in spans), default=0)
    return start, -sum(end - start for start, end in spans), spans


def _uncovered(covered: bytearray, spans: Spans) -> int:
    """Return the characters of `spans` that are not covered yet; spans of one statement do not overlap."""
    return sum(covered.count(0, start, end) for start, end in spans)
