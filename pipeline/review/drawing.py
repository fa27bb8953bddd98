"""Draw from strata so that each unit has the same chance, by numbers that follow from the seed alone.

How many are taken of each stratum is decided systematically: the strata stand in their order, every k-th unit is
counted, from a start that the seed decides. So each stratum has its share to within one unit, strata with less than one
have their chance too, and no unit needs a weight. Which units of a stratum are taken, a hash of seed and unit decides.
"""

import hashlib
import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = tuple[str, ...]
Unit = TypeVar("Unit")


def number_of(seed: int, *parts: str) -> int:
    """Return a number of 64 bits that looks random and follows from its arguments."""
    digest = hashlib.blake2b("\0".join([str(seed), *parts]).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big")


def allot(counts: Mapping[Key, int], n: int, seed: int, name: str) -> dict[Key, int]:
    """Return how many of `n` units are drawn of each stratum with these counts; strata without any are left out."""
    total = sum(counts.values())
    n = min(n, total)
    allotted: dict[Key, int] = {}
    if not n:
        return allotted
    start = number_of(seed, "start", name) % total
    end = drawn = 0
    for key in sorted(counts):
        end += counts[key]
        # The i-th unit drawn is number (start + i * total) // n: how many of these lie before the end of the stratum.
        upto = min(n, -((start - end * n) // total)) if end * n > start else 0
        if upto > drawn:
            allotted[key] = upto - drawn
        drawn = upto
    return allotted


@dataclass(slots=True)
class Draw(Generic[Unit]):
    """Keeps of each stratum as many units as are allotted to it: those whose number is the smallest."""

    allotted: Mapping[Key, int]
    seed: int
    name: str
    _heaps: dict[Key, list[tuple[int, str, Unit]]] = field(default_factory=dict)

    def offer(self, key: Key, unit_id: str, unit: Unit) -> None:
        """Take the unit of this id into account."""
        most = self.allotted.get(key, 0)
        if not most:
            return
        heap = self._heaps.setdefault(key, [])
        entry = (-number_of(self.seed, self.name, unit_id), unit_id, unit)
        if len(heap) < most:
            heapq.heappush(heap, entry)
        elif entry > heap[0]:
            heapq.heapreplace(heap, entry)

    def drawn(self) -> list[Unit]:
        """Return the units, by stratum and number."""
        return [unit for key in sorted(self._heaps) for _, _, unit in sorted(self._heaps[key], key=lambda e: e[:2])]
