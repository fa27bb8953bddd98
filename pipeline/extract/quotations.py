"""Quotations: pairs of quotation marks of every style, nested, unbalanced or running over paragraphs, in linear time.

A mark is read by what stands on its stack of open marks and by the white space around it, never by language alone:
German „a“ and »a«, Swiss and French «a», English “a” and ‘a’, typewriter "a" and 'a' may stand in one text.
"""

from bisect import bisect_right
from dataclasses import replace
from functools import cache

from pipeline.extract.tokens import PARAGRAPH_BREAK, Tokens
from pipeline.extract.value_class import value_class
from pipeline.extract.world import load_world

# What may close each opening mark. The marks that open and close alike are told apart by the white space beside them.
_CLOSERS: dict[str, str | tuple[str, ...]] = {
    "„": '“”"‟',
    "‟": "”",
    "“": '”"',
    "”": "”",
    "»": "«",
    "«": "»",
    '"': '"”“',
    "‚": "‘’'",
    "‘": "’'",
    "›": "‹",
    "‹": "›",
    "'": "'",
    "``": ("''", '"'),
    "''": ("''", '"'),
}
MARKS = frozenset(_CLOSERS) | {"’", "''"}
_SINGLE = frozenset("‚‘’'›‹")
# Beside one of these (or white space) a mark stands at an edge and may open to the right or close to the left.
_LEFT_EDGE = frozenset("([{–—-/…:|") | MARKS
_RIGHT_EDGE = frozenset(")]}–—-/….,;:!?|") | MARKS
# Marks looked at behind an apostrophe that might close a quotation instead.
_AHEAD = 12
_MAX_DEPTH = 4  # deeper nesting does not occur in prose; the bound keeps hostile input linear


@value_class
class Quotation:
    """A quotation including its marks: code points `start` to `end`, tokens `first` to `last`, both half-open.

    `depth` counts the closed quotations around it. Without a closing mark (`is_closed` false) it ends where its
    paragraph ends.
    """

    start: int
    end: int
    first: int
    last: int
    depth: int
    is_closed: bool


def _edges(tokens: Tokens, index: int) -> tuple[bool, bool]:
    """Whether the mark at `index` may open (an edge to its left) and may close (an edge to its right)."""
    text, at = tokens.text, tokens.starts[index]
    before = text[at - 1] if at else " "
    end = tokens.ends[index]
    after = text[end] if end < len(text) else " "
    left, right = before.isspace(), after.isspace()
    can_open = (left or before in _LEFT_EDGE) and not right
    can_close = (right or after in _RIGHT_EDGE or not after.isalnum()) and not left
    if left and right:  # a mark set off by spaces on both sides, as French does
        return True, True
    return can_open, can_close


def _may_open(mark: str, can_open: bool, can_close: bool, tokens: Tokens, index: int) -> bool:
    if mark == "„" or mark == "‚":
        return True
    if mark in "'’‘”" and not can_open:
        return False
    if mark == "’" or mark == "”":
        return mark == "”" and can_open and not can_close
    if mark == "'":
        following = tokens.forms[index + 1] if index + 1 < len(tokens) else ""
        return can_open and not can_close and following[:1].isalpha()
    return can_open


def _close(stack: list[int], mark: str, can_open: bool, can_close: bool, forms: list[str]) -> int | None:
    """Return the position in `stack` of the opening mark that `mark` closes, the innermost first.

    Return None if it closes none.
    """
    for position in range(len(stack) - 1, -1, -1):
        opener = forms[stack[position]]
        if mark not in _CLOSERS[opener]:
            continue
        if can_close or (opener != mark and not can_open):
            return position
        if opener == "„" and mark == "“" and not can_open:
            return position
    return None


def find_quotations(tokens: Tokens) -> list[Quotation]:
    """Return the quotations of `tokens`, sorted by start; inner ones after the one around them.

    A quotation without closing mark continues over a paragraph break where the next paragraph opens with the same
    mark, or where its first mark closes it; else it ends with its paragraph. Where other quotations follow in the
    paragraph its mark was a stray one and is left out.
    """
    forms = tokens.forms
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    unclosed: list[tuple[int, int]] = []
    marks = [i for i, form in enumerate(forms) if form in MARKS or form == PARAGRAPH_BREAK]
    skipped: int | None = None
    for number, i in enumerate(marks):
        mark = forms[i]
        if i == skipped:
            continue
        if mark == PARAGRAPH_BREAK:
            following = forms[i + 1] if i + 1 < len(forms) else ""
            if stack and following == forms[stack[0]]:
                del stack[1:]
                skipped = i + 1
            elif len(stack) == 1 and _closes_next(tokens, marks, number, stack[0]):
                continue
            else:
                unclosed.extend((opener, i) for opener in stack)
                stack.clear()
            continue
        can_open, can_close = _edges(tokens, i)
        position = _close(stack, mark, can_open, can_close, forms)
        if (
            position is not None
            and _is_plural_genitive(tokens, i)
            and _closes_later(tokens, marks, number, stack[position])
        ):
            continue
        if position is not None:
            unclosed.extend((opener, i) for opener in stack[position + 1 :] if forms[opener] not in _SINGLE)
            pairs.append((stack[position], i))
            del stack[position:]
        elif mark in _CLOSERS and len(stack) < _MAX_DEPTH and _may_open(mark, can_open, can_close, tokens, i):
            stack.append(i)
    unclosed.extend((opener, len(forms)) for opener in stack)
    return _with_depth(tokens, pairs, unclosed)


def _is_plural_genitive(tokens: Tokens, i: int) -> bool:
    """Whether a mark may be the apostrophe of a genitive: behind a word in -s, before another (workers’ money)."""
    if tokens.forms[i] not in "'’" or not 0 < i < len(tokens) - 1:
        return False
    is_attached = tokens.ends[i - 1] == tokens.starts[i] and tokens.starts[i + 1] > tokens.ends[i]
    return is_attached and tokens.lowers[i - 1].endswith(_genitive_ends()) and tokens.forms[i + 1][0].isalpha()


@cache
def _genitive_ends() -> tuple[str, ...]:
    """Return the letters behind which an apostrophe alone is a genitive."""
    return tuple(load_world("spelling")["apostrophe_after"])


def _closes_later(tokens: Tokens, marks: list[int], number: int, opener: int) -> bool:
    """Whether a later mark, behind punctuation, closes the quotation before its paragraph ends or another one opens."""
    forms = tokens.forms
    for i in marks[number + 1 : number + 1 + _AHEAD]:
        if forms[i] == PARAGRAPH_BREAK:
            return False
        can_open, can_close = _edges(tokens, i)
        if forms[i] in _CLOSERS[forms[opener]] and can_close and forms[i - 1][-1] in ",.!?…":
            return True
        if forms[i] in _CLOSERS and can_open and not can_close:
            return False
    return False


def _closes_next(tokens: Tokens, marks: list[int], number: int, opener: int) -> bool:
    """Whether the first mark of the paragraph behind a break closes the quotation: “We learnt.¶It was hard.”."""
    forms = tokens.forms
    i = next((i for i in marks[number + 1 : number + 2] if forms[i] in _CLOSERS[forms[opener]]), None)
    if i is None or forms[opener] in _SINGLE:
        return False
    can_open, can_close = _edges(tokens, i)
    return can_close and not can_open and forms[i - 1][-1] in ",.!?…"


def _with_depth(tokens: Tokens, pairs: list[tuple[int, int]], unclosed: list[tuple[int, int]]) -> list[Quotation]:
    starts, ends, forms = tokens.starts, tokens.ends, tokens.forms
    pairs.sort()
    found: list[Quotation] = []
    around: list[int] = []
    for first, closing in pairs:
        while around and around[-1] < first:
            around.pop()
        found.append(Quotation(starts[first], ends[closing], first, closing + 1, len(around), True))
        around.append(closing)
    openers = [quotation.first for quotation in found]
    covered = _covered(found, len(forms))
    for first, stop in unclosed:
        next_one = _next_after(openers, first)
        is_alone = forms[first] not in _SINGLE and not covered[first] and (next_one is None or next_one >= stop)
        if is_alone and stop - first > 2 and forms[stop - 1] != PARAGRAPH_BREAK:
            found.append(Quotation(starts[first], ends[stop - 1], first, stop, 0, False))
    found.sort(key=lambda quotation: (quotation.first, -quotation.last))
    return found


def _next_after(openers: list[int], first: int) -> int | None:
    position = bisect_right(openers, first)
    return openers[position] if position < len(openers) else None


def _covered(quotations: list[Quotation], n_tokens: int) -> bytearray:
    """Return one byte a token: 1 inside a quotation."""
    covered = bytearray(n_tokens)
    for quotation in quotations:
        if quotation.depth == 0:
            covered[quotation.first : quotation.last] = b"\x01" * (quotation.last - quotation.first)
    return covered


def without_marks(quotation: Quotation) -> Quotation:
    """Return the same quotation without its marks."""
    last = quotation.last - 1 if quotation.is_closed else quotation.last
    end = quotation.end - 1 if quotation.is_closed else quotation.end
    return replace(quotation, start=quotation.start + 1, end=end, first=quotation.first + 1, last=last)
