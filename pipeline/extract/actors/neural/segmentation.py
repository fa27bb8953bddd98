"""From the tokens of a text to the pieces of words that the encoder knows, sentence by sentence.

A piece is a frequent string of letters; the best pieces of a word are those with the highest sum of scores (unigram
model). A word is split alone, so that the first piece of each token is known without any alignment.
"""

from collections.abc import Mapping, Sequence

from pipeline.extract.text import Text
from pipeline.extract.tokens import PARAGRAPH_BREAK
from pipeline.extract.value_class import value_class

BEGIN, PADDING, END, UNKNOWN = range(4)  # the ids of the pieces that are no letters
AFTER_SPACE = "▁"
LONGEST = 254  # pieces read at once, `BEGIN` and `END` apart; a longer sentence is read in parts
_MOST_LETTERS = 80  # of a token that are looked at
_KNOWN_WORDS = 50_000  # remembered with their pieces: some 10 MB
_UNKNOWN_PENALTY = 10.0  # how much worse than the worst piece a letter is that no piece has


@value_class
class Chunk:
    """A sentence or a part of one: its tokens, all its pieces, and where among these each token begins."""

    tokens: list[int]
    pieces: list[int]
    firsts: list[int]


class Segmenter:
    """Splits words into pieces; what it remembers of words never changes a result."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], norm: Mapping[int, str]) -> None:
        """`pieces` are strings, each with its score, by id; `norm` says what characters are read as, by code point."""
        self._ids = {piece: i for i, piece in enumerate(pieces) if i > UNKNOWN and piece}
        self._scores = [float(score) for score in scores]
        self._norm = norm
        self._worst = min(self._scores) - _UNKNOWN_PENALTY
        self._longest = max(map(len, self._ids), default=1)
        self._known: dict[tuple[str, bool], list[int]] = {}

    def pieces_of(self, form: str, *, is_after_space: bool) -> list[int]:
        """Return the ids of the pieces of a token, one at least."""
        key = (form, is_after_space)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KNOWN_WORDS:
                self._known = {}
            text = "".join([self._norm.get(ord(letter), letter) for letter in form[:_MOST_LETTERS]])
            text = text.strip().replace(" ", AFTER_SPACE)
            found = self._known[key] = self._split(AFTER_SPACE + text if is_after_space else text) or [UNKNOWN]
        return found

    def chunks(self, text: Text) -> list[Chunk]:
        """Return the sentences of a text in pieces, those longer than `LONGEST` in parts; paragraph breaks have none.

        The first token of a sentence counts as one after white space: nothing outside the sentence plays a part.
        """
        found = []
        for sentence in text.sentences:
            chunk = Chunk([], [BEGIN], [])
            for i in range(sentence.first, sentence.last):
                form = text.tokens.forms[i]
                if form == PARAGRAPH_BREAK:  # no name goes on after it
                    found.append(chunk)
                    chunk = Chunk([], [BEGIN], [])
                    continue
                start = text.tokens.starts[i]
                is_after_space = i == sentence.first or text.text[start - 1].isspace()
                pieces = self.pieces_of(form, is_after_space=is_after_space)
                if len(chunk.pieces) + len(pieces) > LONGEST + 1:
                    found.append(chunk)
                    chunk = Chunk([], [BEGIN], [])
                chunk.tokens.append(i)
                chunk.firsts.append(len(chunk.pieces))
                chunk.pieces.extend(pieces)
            found.append(chunk)
        for chunk in found:
            chunk.pieces.append(END)
        return [chunk for chunk in found if chunk.tokens]

    def _split(self, text: str) -> list[int]:
        """Viterbi over the ends of pieces; of equally good ways that with the longer first pieces."""
        n = len(text)
        best = [0.0] + [float("-inf")] * n
        back = [(0, UNKNOWN)] * (n + 1)
        for begin in range(n):
            so_far = best[begin]
            for end in range(begin + 1, min(n, begin + self._longest) + 1):
                piece = self._ids.get(text[begin:end])
                if piece is not None and so_far + self._scores[piece] > best[end]:
                    best[end], back[end] = so_far + self._scores[piece], (begin, piece)
            if so_far + self._worst > best[begin + 1]:
                best[begin + 1], back[begin + 1] = so_far + self._worst, (begin, UNKNOWN)
        found = []
        while n:
            n, piece = back[n]
            found.append(piece)
        return found[::-1]
