"""The day that a part of a text is of: that of its publication, or in a live blog that of the entry."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

Entries = Sequence[tuple[int, date | None]]
"""The parts of a live blog in order: the code point at which each begins, and its day, None where it is open."""


def day_at(place: int, published_on: date | None, entries: Entries) -> date | None:
    """Return the day at a code point of a text."""
    number = bisect_right([start for start, _ in entries], place) - 1
    return entries[number][1] if number >= 0 else published_on
