"""The dictionary of a language: whether a word form is known, from a file that is loaded in a millisecond.

A file holds 32-bit hashes instead of words: 65,537 little-endian 32-bit numbers that say where the hashes with each
upper half begin, then the lower halves, 16 bits each, sorted within their upper half. A form that is in no dictionary
is taken for known when its hash is there: with a million forms once in 3,800 cases, the same ones on every machine.
"""

import sys
import unicodedata
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.extract.actors.gazetteer import LEXICONS

FILE = "dictionary.hashes"
NAMES = "names.hashes"  # those of the forms that are inflected as names are
_BUCKETS = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Word forms by their hashes: `lows[begins[high] : begins[high + 1]]` are the lower halves below an upper half."""

    begins: "array[int]"
    lows: "array[int]"

    def __len__(self) -> int:
        return len(self.lows)

    def __contains__(self, form: str) -> bool:
        """Whether a word form is known as it is written."""
        high, low = divmod(_hash(form), _BUCKETS)
        end = self.begins[high + 1]
        at = bisect_left(self.lows, low, self.begins[high], end)
        return at < end and self.lows[at] == low

    def knows(self, word: str) -> bool:
        """Whether a word is known as it is written, or in small letters, or with a capital if it begins with none."""
        return word in self or (word.lower() if word[:1].isupper() else word.capitalize()) in self


@cache
def load_dictionary(language: str, file: str = FILE) -> Dictionary:
    """The dictionary of `language`, or that in another `file`. Raises FileNotFoundError for a language without one."""
    return decode(files(LEXICONS).joinpath(language, file).read_bytes())


def decode(content: bytes) -> Dictionary:
    """The dictionary in a file's bytes. Raises ValueError where they are damaged."""
    begins, lows = array("I"), array("H")
    split = (_BUCKETS + 1) * begins.itemsize
    begins.frombytes(content[:split])
    lows.frombytes(content[split:])
    if sys.byteorder == "big":
        begins.byteswap()
        lows.byteswap()
    if len(begins) != _BUCKETS + 1 or begins[-1] != len(lows):
        raise ValueError("the dictionary is damaged")
    return Dictionary(begins, lows)


def encode(forms: Iterable[str]) -> bytes:
    """A file's bytes from word forms; the same forms give the same bytes."""
    hashes = sorted({_hash(form) for form in forms})
    begins = array("I", (bisect_left(hashes, high * _BUCKETS) for high in range(_BUCKETS + 1)))
    lows = array("H", (number % _BUCKETS for number in hashes))
    if sys.byteorder == "big":
        begins.byteswap()
        lows.byteswap()
    return begins.tobytes() + lows.tobytes()


def _hash(form: str) -> int:
    """The form's CRC-32; composed and decomposed letters, straight and typographic apostrophes are the same."""
    if not form.isascii():
        form = unicodedata.normalize("NFC", form).replace("’", "'")
    return zlib.crc32(form.encode("utf-8", "surrogatepass"))
