"""What stands around each word of a text: the features of `AROUND`, found for all its words at once.

Their names are taken apart when the weights are loaded. Classes and forms have numbers there, so that a feature is one
number too, which is looked up in a sorted array.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.extract.actors.tagger.features import AROUND, JOINT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = 0  # the number of a class or form that is in no feature
_MOST_PARTS = max(map(len, AROUND.values()))


class Surroundings:
    """The rows of the features of `AROUND` among those of `row_of`; 0 stands for a feature that is not there."""

    def __init__(self, row_of: Mapping[str, int]) -> None:
        import numpy as np

        self.number_of: dict[str, dict[str, int]] = {"class": {}, "lower": {}}
        features = sorted((*feature, row) for name, row in row_of.items() for feature in self._taken_apart(name))
        table = np.array(features, dtype=np.int64).reshape(-1, _MOST_PARTS + 2)
        self._n_numbers = 1 + max(map(len, self.number_of.values()))
        keys = self._keys(*table[:, :-1].T)
        # A last key that nothing has, so that the place of whatever is looked up is inside the array.
        self._sorted = np.append(keys, np.iinfo(np.int64).max)
        self._rows = np.append(table[:, -1], 0)

    def _taken_apart(self, name: str) -> Iterator[tuple[int, ...]]:
        """Yield the number of the feature's kind and those of its parts, 0 for those that it lacks.

        A part may hold the joint itself, so that some names can be taken apart in several ways.
        """
        kind, _, value = name.partition("=")
        if kind not in AROUND:
            return
        joined, pieces = AROUND[kind], value.split(JOINT)
        for cuts in combinations(range(1, len(pieces)), len(joined) - 1):
            ends = zip((0, *cuts), (*cuts, len(pieces)), strict=True)
            parts = [JOINT.join(pieces[begin:end]) for begin, end in ends]
            numbers = [self._number(what, part) for (what, _), part in zip(joined, parts, strict=True)]
            yield (list(AROUND).index(kind), *numbers, *[UNKNOWN] * (_MOST_PARTS - len(numbers)))

    def _number(self, what: str, part: str) -> int:
        known = self.number_of[what]
        return known.setdefault(part, len(known) + 1)

    def _keys(self, kind: "NDArray[np.int64]", *parts: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return one number for each feature."""
        key = kind
        for part in parts:
            key = key * self._n_numbers + part
        return key

    def rows(self, classes: "NDArray[np.int64]", lowers: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return the rows of the features (kinds, words) of all words but the first and the last, which only stand by.

        `classes` and `lowers` are the numbers of the classes and lower-case forms of the words.
        """
        import numpy as np

        n = len(classes) - 2
        numbers = {"class": classes, "lower": lowers}
        nothing = np.full(n, UNKNOWN)
        keys = np.empty((len(AROUND), n), dtype=np.int64)
        for kind, joined in enumerate(AROUND.values()):
            parts = [numbers[what][1 + at : n + 1 + at] for what, at in joined]
            keys[kind] = self._keys(np.full(n, kind), *parts, *[nothing] * (_MOST_PARTS - len(parts)))
        at = np.searchsorted(self._sorted, keys)
        return np.where(self._sorted[at] == keys, self._rows[at], 0)
