"""Lines that were wrapped at a width, told from headlines and items of lists, which end where their author ended them.

Where prose is wrapped, many lines go on visibly, with a small letter or behind a comma, and the longest of these says
how wide they are. A line was wrapped there if the next word would not have fitted into that width.
"""

from collections.abc import Sequence
from itertools import pairwise

_MAY_BE_END = (".", "!", "?", "…", ":", ";")  # behind which a new line says nothing
_LEAST_WIDTH = 20  # code points
_LONG = 1.2  # times the width: no line of wrapped prose is as long
_MOST_LONG = 0.2  # of the text may be in such lines: a table, a heading
# Of the lines that may have been wrapped. In wrapped German prose a half go on visibly, in narrow columns a quarter.
# Hardly one has room for the next word, but headings do.
_MANY, _LEAST_SHARE = 3, 0.3
_LEAST_FULL, _LEAST_FULL_OF_FEW = 0.6, 0.9


def wrapped_lines(text: str) -> frozenset[int]:
    """Return the code points of the line feeds at which lines of `text` were wrapped; time is linear in its length."""
    lines = [line.rstrip() for line in text.split("\n")]
    firsts = [line.split(maxsplit=1)[0] if line else "" for line in lines]
    width = _width(lines, firsts)
    if not width:
        return frozenset()
    found: set[int] = set()
    feed = text.find("\n")
    for (line, _), (_, first) in pairwise(zip(lines, firsts, strict=True)):
        if line and first and len(line) + 1 + len(first) > width:
            found.add(feed)
        feed = text.find("\n", feed + 1)
    return frozenset(found)


def _width(lines: Sequence[str], firsts: Sequence[str]) -> int:
    """Return the code points that fit into a line, 0 where `lines`, with their first words, do not look wrapped."""
    broken = [
        (len(line), first, first[0].islower() or line.endswith(","))
        for line, first in zip(lines, firsts[1:], strict=False)
        if line and first and not line.endswith(_MAY_BE_END)
    ]
    going_on = [length for length, _, goes_on in broken if goes_on]
    width = max(going_on, default=0)
    lengths = [len(line) for line in lines]
    if width < _LEAST_WIDTH or sum(n for n in lengths if n > _LONG * width) > _MOST_LONG * sum(lengths):
        return 0
    are_many = len(going_on) >= max(_MANY, _LEAST_SHARE * len(broken))
    n_full = sum(length + 1 + len(first) > width for length, first, _ in broken)
    return width if n_full >= (_LEAST_FULL if are_many else _LEAST_FULL_OF_FEW) * len(broken) else 0
