"""Where the characters of a text that was cleaned stand in the text as given."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator

Edit = tuple[int, int, str]
"""Where a piece of text begins and ends, and what stands in its place."""

# A letter of ASCII never joins what is before it.
_RUN = re.compile("[\x00-\x7f]?[^\x00-\x7f]+")


class Positions:
    """Follows the edits of a text; costs nothing until the first of them."""

    def __init__(self, n_characters: int) -> None:
        self._n = n_characters
        self._places: tuple[array[int], array[int]] | None = None  # start and end of each character

    def apply(self, text: str, edits: Iterable[Edit]) -> str:
        """Return `text` with `edits`, which stand in the order of the text, and remember where its characters are.

        Marks that are dropped stay with the letter before them, so that no span ends between the two.
        """
        parts: list[str] = []
        last = 0
        starts, ends = array("l"), array("l")
        for start, end, replacement in edits:
            old_starts, old_ends = self._known()
            parts += (text[last:start], replacement)
            starts += old_starts[last:start]
            ends += old_ends[last:start]
            if replacement:
                starts.extend([old_starts[start]] * len(replacement))
                ends.extend([old_ends[end - 1]] * len(replacement))
            elif ends and ends[-1] == old_starts[start] and is_mark(text[start]):
                ends[-1] = old_ends[end - 1]
            last = end
        if not last:
            return text
        old_starts, old_ends = self._known()
        self._places = starts + old_starts[last:], ends + old_ends[last:]
        return "".join([*parts, text[last:]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text as given that the characters from `start` to `end` come from."""
        if self._places is None or start >= end:
            return start, end
        starts, ends = self._places
        return starts[start], ends[end - 1]

    def _known(self) -> "tuple[array[int], array[int]]":
        if self._places is None:
            self._places = array("l", range(self._n)), array("l", range(1, self._n + 1))
        return self._places


def compositions(text: str) -> Iterator[Edit]:
    """Yield the edits that bring `text` into NFC, each a letter with its marks."""
    for match in _RUN.finditer(text):
        run, offset = match.group(), match.start()
        if unicodedata.is_normalized("NFC", run):
            continue
        composed = unicodedata.normalize("NFC", run)
        clusters = [(start, end, unicodedata.normalize("NFC", run[start:end])) for start, end in _clusters(run)]
        if "".join(cluster for _, _, cluster in clusters) != composed:  # letters of some scripts join as marks do
            clusters = [(0, len(run), composed)]
        for start, end, cluster in clusters:
            if cluster != run[start:end]:
                yield offset + start, offset + end, cluster


def is_mark(character: str) -> bool:
    """Whether it belongs to the letter before it: a mark, or a vowel or final consonant of Hangul."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def _clusters(run: str) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(run)):
        if not is_mark(run[place]):
            yield start, place
            start = place
    yield start, len(run)
