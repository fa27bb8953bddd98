"""Intervals of 95 % for shares: Wilson's for independent rows, a bootstrap by document where rows come in clusters."""

import math
import random
from collections.abc import Sequence

_Z = 1.959964  # the normal distribution's quantile for 95 %
_RESAMPLES = 1_000
_TAIL = 0.025


def wilson(n_right: int, n: int) -> tuple[float, float]:
    """Return the interval of a share (Wilson 1927, Journal of the American Statistical Association 22); n is not 0."""
    share, z2 = n_right / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def by_document(counts: Sequence[tuple[int, int]], seed: int) -> tuple[float, float]:
    """Return the interval of a share over documents, of which each has (right, all); not all of them are 0.

    Documents are drawn anew with replacement, a thousand times; the seed makes it the same each time. Few documents, or
    ones that are alike, say less than that suggests: the interval is never narrower than Wilson's for as many rows.
    """
    low, high = wilson(sum(right for right, _ in counts), sum(n for _, n in counts))
    chance = random.Random(seed)
    shares = []
    for _ in range(_RESAMPLES):
        drawn = [counts[int(chance.random() * len(counts))] for _ in counts]
        n = sum(n for _, n in drawn)
        if n:
            shares.append(sum(right for right, _ in drawn) / n)
    shares.sort()
    first, last = (shares[round(tail * (len(shares) - 1))] for tail in (_TAIL, 1 - _TAIL))
    return min(low, first), max(high, last)
