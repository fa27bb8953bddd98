"""The dictionary of a language: whether a word form is known, from a file that is loaded in a millisecond.

A file holds hashes instead of words: a byte, `b`; for each of the 2**b values of their upper `b` bits a byte that says
how many hashes begin with it; then the lower 16 bits of each, little-endian, sorted within their upper bits. `b` grows
with the number of forms, so that a form that is in no dictionary is taken for known, because its hash is there, once in
some thousand cases, the same ones on every machine.
"""

import sys
import unicodedata
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.extract.lang import file_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "dictionary.hashes"
NAMES = "names.hashes"  # those of the forms that are inflected as names are
_LOW_BITS = 16
_LOWS = 1 << _LOW_BITS
_A_BUCKET = 16  # hashes in one at the most, on average
_MOST_BITS = 32 - _LOW_BITS


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Word forms by their hashes: `lows[begins[high] : begins[high + 1]]` are the lower bits below the upper `bits`."""

    bits: int
    begins: "array[int]"
    lows: "array[int]"

    def __len__(self) -> int:
        return len(self.lows)

    def __contains__(self, form: str) -> bool:
        """Whether a word form is known as it is written."""
        return self.has(hash_of(form))

    def has(self, hashed: int) -> bool:
        """Whether the form with this `hash_of` is known; where several dictionaries are asked, it is hashed once."""
        number = hashed >> (_MOST_BITS - self.bits)
        high, low = number >> _LOW_BITS, number & (_LOWS - 1)
        end = self.begins[high + 1]
        at = bisect_left(self.lows, low, self.begins[high], end)
        return at < end and self.lows[at] == low

    def beginnings(self, n_bits: int) -> "NDArray[np.int64]":
        """Return the upper `n_bits` of the hash of each form, of which so many at least must be kept."""
        import numpy as np  # costs 0.1 s, so only where names are looked for

        begins, lows = np.array(self.begins, dtype=np.int64), np.array(self.lows, dtype=np.int64)
        highs = np.repeat(np.arange(len(begins) - 1), begins[1:] - begins[:-1])
        return ((highs << _LOW_BITS) | lows) >> (self.bits + _LOW_BITS - n_bits)

    def knows(self, word: str) -> bool:
        """Whether a word is known as it is written, or in small letters, or with a capital if it begins with none."""
        return word in self or (word.lower() if word[:1].isupper() else word.capitalize()) in self


@cache
def load_dictionary(language: str, file: str = FILE) -> Dictionary:
    """Return the dictionary of `language`, or that in another `file`; one that knows no word if there is none.

    Raises FileNotFoundError for a language that there is not.
    """
    path = file_of(language, file)
    return decode(path.read_bytes() if path.is_file() else encode(()))


def decode(content: bytes) -> Dictionary:
    """Return the dictionary in a file's bytes. Raises ValueError where they are damaged."""
    bits = content[0] if content else _MOST_BITS + 1
    split = 1 + (1 << bits) if bits <= _MOST_BITS else 0
    begins, lows = array("I", accumulate(content[1:split], initial=0)), array("H")
    if not split or len(content) - split != begins[-1] * lows.itemsize:
        raise ValueError("the dictionary is damaged")
    lows.frombytes(content[split:])
    if sys.byteorder == "big":
        lows.byteswap()
    return Dictionary(bits, begins, lows)


def encode(forms: Iterable[str]) -> bytes:
    """Return a file's bytes from word forms; the same forms give the same bytes."""
    every = {hash_of(form) for form in forms}
    bits = min(_MOST_BITS, max(len(every) // _A_BUCKET, 1).bit_length())
    hashes = sorted({number >> (_MOST_BITS - bits) for number in every})
    counts = bytearray(1 << bits)
    for number in hashes:
        counts[number >> _LOW_BITS] += 1
    lows = array("H", (number % _LOWS for number in hashes))
    if sys.byteorder == "big":
        lows.byteswap()
    return bytes([bits]) + bytes(counts) + lows.tobytes()


def hash_of(form: str) -> int:
    """Return the form's CRC-32; composed and decomposed letters, straight and typographic apostrophes are the same."""
    if not form.isascii():
        form = unicodedata.normalize("NFC", form).replace("’", "'")
    return zlib.crc32(form.encode("utf-8", "surrogatepass"))
