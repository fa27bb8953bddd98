"""What stands around each word of a text: the features of `AROUND`, found for all its words at once.

Their names are taken apart when the weights are loaded. Classes, codes and forms have numbers there, so that a feature
is one number too, which is looked up in a sorted array.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.extract.actors.tagger.features import AROUND, JOINT
from pipeline.extract.actors.tagger.terms import Part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = 0  # the number of a class, of codes or of a form that is in no feature
_MOST_PARTS = max(map(len, AROUND.values()))


class Surroundings:
    """The rows of the features of `AROUND` among those of `row_of`; 0 stands for a feature that is not there."""

    def __init__(self, row_of: Mapping[str, int]) -> None:
        import numpy as np

        self.number_of: dict[str, dict[str, int]] = {Part.CLASS: {}, Part.CODES: {}, Part.LOWER: {}}
        names = sorted(row_of)
        tables = []
        for kind in AROUND:
            begin, end = bisect_left(names, f"{kind}="), bisect_left(names, f"{kind}>")  # which follows "="
            tables.append(self._taken_apart(kind, [(name[len(kind) + 1 :], row_of[name]) for name in names[begin:end]]))
        self._n_numbers = 1 + max(map(len, self.number_of.values()))
        keys = [self._keys(np.full(len(table), kind), *table[:, :-1].T) for kind, table in enumerate(tables)]
        # A last key that nothing has, so that the place of whatever is looked up is inside the array.
        joined = np.append(np.concatenate(keys), np.iinfo(np.int64).max)
        order = np.argsort(joined, kind="stable")
        self._sorted = joined[order]
        self._rows = np.append(np.concatenate([table[:, -1] for table in tables]), 0)[order]

    def _taken_apart(self, kind: str, values: Sequence[tuple[str, int]]) -> "NDArray[np.int64]":
        """Return the numbers of the parts of the features of a kind, 0 for those that it lacks, and their rows.

        A part may hold the joint itself, so that some values can be taken apart in several ways.
        """
        import numpy as np

        numbers_of = [self.number_of[what] for what, _ in AROUND[kind]]
        found: list[int] = []
        for value, row in values:
            pieces = value.split(JOINT)
            for parts in [pieces] if len(pieces) == len(numbers_of) else _joined(pieces, len(numbers_of)):
                found += [known.setdefault(part, len(known) + 1) for known, part in zip(numbers_of, parts, strict=True)]
                found.append(row)
        table = np.array(found, dtype=np.int64).reshape(-1, len(numbers_of) + 1)
        return np.insert(table, [len(numbers_of)] * (_MOST_PARTS - len(numbers_of)), UNKNOWN, axis=1)

    def _keys(self, kind: "NDArray[np.int64]", *parts: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return one number for each feature."""
        key = kind
        for part in parts:
            key = key * self._n_numbers + part
        return key

    def rows(self, numbers: Mapping[str, "NDArray[np.int64]"]) -> "NDArray[np.int64]":
        """Return the rows of the features (kinds, words) of all words but the first and the last, which only stand by.

        `numbers` are those of the classes, codes and lower-case forms of the words, by part.
        """
        import numpy as np

        n = len(numbers[Part.CLASS]) - 2
        parts = np.full((_MOST_PARTS, len(AROUND), n), UNKNOWN)
        for kind, joined in enumerate(AROUND.values()):
            for place, (what, at) in enumerate(joined):
                parts[place, kind] = numbers[what][1 + at : n + 1 + at]
        keys = self._keys(np.arange(len(AROUND))[:, None], *parts)
        found = self._sorted.searchsorted(keys)
        return np.where(self._sorted.take(found) == keys, self._rows.take(found), 0)


def _joined(pieces: Sequence[str], n_parts: int) -> Iterator[list[str]]:
    """Yield all ways to make `n_parts` parts of more pieces that stand in a row."""
    for cuts in combinations(range(1, len(pieces)), n_parts - 1):
        ends = zip((0, *cuts), (*cuts, len(pieces)), strict=True)
        yield [JOINT.join(pieces[begin:end]) for begin, end in ends]
