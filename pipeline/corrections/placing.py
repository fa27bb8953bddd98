"""Find the words of a judgement in a text: a quotation with some context, as in the W3C's TextQuoteSelector.

Runs of white space count as one blank. Where several places have the words, those with the whole context count, then
those with a part of it. Words whose context is nowhere are looked for by themselves, if they are enough to be known by.
Of a text that changed a place counts only if it is the only one that fits.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.extract.annotation import Span

_MOST_PLACES = 10_000
_FEWEST_WORDS = 3
_FEWEST_CHARACTERS = 16
_GAP = re.compile(r"\s*(?:\[…\]|\[\.\.\.\])\s*")
"""Between the parts of words that something interrupts."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class FoldedText:
    """A text in which words are looked for, with runs of white space as one blank."""

    text: str

    @cached_property
    def folded(self) -> str:
        """Return the text as it is searched."""
        return _SPACE.sub(" ", self.text)

    @cached_property
    def _starts(self) -> list[int] | None:
        """Return for each character of the folded text its place in the text, None where these are the same."""
        if self.folded == self.text:
            return None
        starts: list[int] = []
        end = 0
        for match in _SPACE.finditer(self.text):
            starts.extend(range(end, match.start() + 1))
            end = match.end()
        starts.extend(range(end, len(self.text) + 1))
        return starts

    def span(self, start: int, end: int) -> Span:
        """Return the span in the text for one in the folded text."""
        starts = self._starts
        return (start, end) if starts is None else (starts[start], starts[end - 1] + 1)


def find_places(text: FoldedText, quote: str, prefix: str = "", suffix: str = "") -> list[tuple[Span, ...]]:
    """Return the places where the words stand, each as its spans; several if the words do not tell which is meant."""
    parts = [part for part in _GAP.split(quote) if part.strip()]
    if len(parts) > 1:
        return _interrupted(text, parts, _folded(prefix))
    words = _folded(quote)
    starts = _occurrences(text.folded, words) if words else []
    if not starts:
        return []
    before, after = _folded(prefix), _folded(suffix)
    fitting = [(_fits(text.folded, start, start + len(words), before, after), start) for start in starts]
    most = max(fit for fit, _ in fitting)
    if most == 0 and (before or after) and not _is_telling(words):
        return []
    return [(text.span(start, start + len(words)),) for fit, start in fitting if fit == most]


def _folded(words: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFC", words)).strip()


def _occurrences(text: str, words: str) -> list[int]:
    """Return where the words begin, as words of their own if they do so anywhere."""
    found: list[int] = []
    start = text.find(words)
    while start >= 0 and len(found) < _MOST_PLACES:
        found.append(start)
        start = text.find(words, start + 1)
    whole = [start for start in found if _is_whole(text, start, start + len(words))]
    return whole or found


def _is_whole(text: str, start: int, end: int) -> bool:
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    ends = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return begins and ends


def _fits(text: str, start: int, end: int, before: str, after: str) -> int:
    """Return how many of the two contexts a place has."""
    has_before = bool(before) and text[max(0, start - len(before) - 1) : start].rstrip().endswith(before)
    has_after = bool(after) and text[end : end + len(after) + 1].lstrip().startswith(after)
    return has_before + has_after


def _is_telling(words: str) -> bool:
    return len(words) >= _FEWEST_CHARACTERS or len(words.split()) >= _FEWEST_WORDS


def _interrupted(text: FoldedText, parts: Sequence[str], before: str) -> list[tuple[Span, ...]]:
    """Return the places of words in parts; what stands before them says which first part is meant, if several are."""
    spans: list[Span] = []
    for part in map(_folded, parts):
        starts = _occurrences(text.folded, part)
        if not spans and len(starts) > 1 and before:
            starts = [start for start in starts if _fits(text.folded, start, start + len(part), before, "")]
        place = bisect_left(starts, spans[-1][1]) if spans else 0
        if place == len(starts) or (not spans and len(starts) > 1):
            return []
        spans.append((starts[place], starts[place] + len(part)))
    return [tuple(text.span(start, end) for start, end in spans)]


def overlap(some: Sequence[Span], others: Sequence[Span]) -> float:
    """Return what share of the longer of two rows' characters both have."""
    common = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in some for b in others)
    longer = max(sum(end - start for start, end in spans) for spans in (some, others))
    return common / longer if longer else 0.0


def is_same_words(one: str, other: str) -> bool:
    """True if two quotations are the same but for white space."""
    return _folded(one) == _folded(other)
