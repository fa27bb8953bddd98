"""Detect nearly equal texts, which differ in a few words, by signatures of 128 bytes.

A signature is a MinHash of b bits (Broder 1997; Li & König, *b-Bit Minwise Hashing*, WWW 2010): of the runs of three
words of the normalised text (letters and digits in lower case; no punctuation, no white space) 128 hash functions each
keep 8 bits of the least value. The share of equal bytes estimates the Jaccard similarity of the two sets of runs, with
a standard error of at most 0.045. No text can be read from a signature: a byte is shared by one run of words in 256, so
that not even a guess at a run can be confirmed.
"""

import re
import unicodedata
import zlib

import numpy as np
import numpy.typing as npt

N_BYTES = 128
"""The length of a signature."""

NEAR_EQUAL = 0.4
"""From this similarity on two texts count as near-equal.

Measured on invented articles (docs/rights.md has the table): other punctuation, case or white space leave 1.0, one
word in twenty replaced 0.73, one in ten 0.53, half of the text alone 0.53, a paragraph of a quarter added 0.79. Reports
of one event by two people have 0.01 in common, two weather reports of one desk 0.18.
"""

_WORD = re.compile(r"[^\W_]+")
_RUN = 3  # words; two are shared by texts that have only the language in common, five are lost with every changed word
_RUNS_AT_ONCE = 8_192
_BY_CHANCE = 1 / 256

_Numbers = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint8]
"""A row of 128 bytes a text."""


def _mixed(values: _Numbers) -> _Numbers:
    """Spread the bits of each value over all 64 (the finalizer of splitmix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


# Of each hash function the odd factor and the addend; the order of words within a run counts through `_PLACES`.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = _mixed(np.arange(1, N_BYTES + 1, dtype=np.uint64) * _GOLDEN) | np.uint64(1)
_ADDENDS = _mixed(np.arange(N_BYTES + 1, 2 * N_BYTES + 1, dtype=np.uint64) * _GOLDEN)
_LONGEST_RUN = 8
_PLACES = _mixed(np.arange(1_001, 1_001 + _LONGEST_RUN, dtype=np.uint64) * _GOLDEN) | np.uint64(1)


def signature_of(text: str) -> bytes:
    """Return the signature of `text`, a function of its words alone. Time is linear in the text."""
    runs = hashed_runs(word_codes(text), _RUN)
    least = np.full(N_BYTES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(runs), _RUNS_AT_ONCE):
        hashed = _FACTORS[:, None] * runs[None, start : start + _RUNS_AT_ONCE] + _ADDENDS[:, None]
        least = np.minimum(least, hashed.min(axis=1))
    return least.astype(np.uint8).tobytes()  # the low byte: the high ones are zeros, since the value is the least


def word_codes(text: str) -> _Numbers:
    """Return a number for each word of `text`, the same for equal words in whatever case or composition."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words], dtype=np.uint64)


def hashed_runs(codes: _Numbers, n_words: int) -> _Numbers:
    """Return a number for each run of `n_words` (at most 8) of these words; of fewer words, one for all of them."""
    n_runs = max(len(codes) - n_words + 1, 1)
    hashed = np.zeros(n_runs, dtype=np.uint64)
    for place, factor in enumerate(_PLACES[:n_words]):
        part = codes[place : place + n_runs]
        hashed[: len(part)] += _mixed(part + np.uint64(1)) * factor
    return _mixed(hashed)


def as_rows(*signatures: bytes) -> Signatures:
    """Put signatures together, a row each."""
    return np.frombuffer(b"".join(signatures), dtype=np.uint8).reshape(-1, N_BYTES)


def similarities(signatures: Signatures, other: bytes) -> npt.NDArray[np.float64]:
    """Estimate for each row of `signatures` how similar its text is to that of `other`, from 0 to 1."""
    equal = (signatures == np.frombuffer(other, dtype=np.uint8)).mean(axis=1)
    return np.asarray(np.clip((equal - _BY_CHANCE) / (1 - _BY_CHANCE), 0.0, 1.0))


def similarity(one: bytes, other: bytes) -> float:
    """Estimate how similar two texts are from their signatures, from 0 (nothing in common) to 1 (the same words)."""
    return float(similarities(as_rows(one), other)[0])
