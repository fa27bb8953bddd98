"""Sketch a text by its shingles, the runs of five words in it, so that near duplicates can be found without the texts.

A sketch holds a hash of 32 bits for each distinct shingle: of all of them up to `MOST`, of a longer text for every
second, fourth, eighth … only, chosen by the hash alone. So two sketches hold the same shingles wherever both texts have
them, and the share of one text's shingles that another has can be counted (FracMinHash: Irber et al. 2022). Words are
runs of letters and digits in lower case: quotation marks, punctuation and layout do not count, and a dateline or a line
of copyright is a handful of shingles.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.parse.near_equality import hashed_runs, word_codes

SHINGLE = 5
"""Words in a shingle. Texts of one language rarely share five in a row; one changed word costs five shingles."""

MOST = 256
"""The most hashes in a sketch, a kilobyte. A share counted on 128 has a standard error of at most 0.045."""

Hashes = npt.NDArray[np.uint32]

_BITS = 32


@dataclass(frozen=True, slots=True)
class Sketch:
    """The hashes kept of a text, sorted, all below `limit_of(level)`; none if it has fewer than five words."""

    level: int
    hashes: Hashes


def sketch_of(text: str) -> Sketch:
    """Return the sketch of `text`, a function of its words alone. Time is linear in the text."""
    codes = word_codes(text)
    if len(codes) < SHINGLE:
        return Sketch(0, np.zeros(0, dtype=np.uint32))
    hashes = np.unique((hashed_runs(codes, SHINGLE) >> np.uint64(_BITS)).astype(np.uint32))
    level = 0
    while np.searchsorted(hashes, limit_of(level)) > MOST:
        level += 1
    return Sketch(level, hashes[: np.searchsorted(hashes, limit_of(level))])


def limit_of(level: int) -> int:
    """Return the bound below which hashes are kept: 2^32 at level 0, and half as much at each further one."""
    return 1 << (_BITS - level)
