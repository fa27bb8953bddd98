"""Scores of the labels of each word of a text: the weights of its features, summed in whole numbers.

The weights of a form's features are summed once and remembered, and so are those of the traits that it shares with
others; a text then costs a few additions a word.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import repeat
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.tagger.decoding import LONGEST, best_labels, label_spans
from pipeline.extract.actors.tagger.features import (
    BOUNDARY,
    EDGE,
    FormFeatures,
    Traits,
    mark_features,
    rule_labels,
    shown_lowers,
    spelling_features,
    trait_features,
    traits_of,
)
from pipeline.extract.actors.tagger.surroundings import UNKNOWN, Surroundings
from pipeline.extract.actors.tagger.terms import Part
from pipeline.extract.actors.tagger.weights import MARKS, Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_FORMS = 65_000  # forms whose weights are remembered: some 25 MB
_ZEROS = repeat(0)
_EDGES = (0, 0)  # rows that stand between two sentences, as nobody looks farther than that

Spans = list[tuple[int, int, str]]
Pieces = Sequence[tuple[int, int]]


def sentence_pieces(context: NameContext) -> list[tuple[int, int]]:
    """Return the token ranges that are labelled one by one: sentences, long ones in pieces."""
    return [
        (first, min(first + LONGEST, sentence.last))
        for sentence in context.doc.sentences
        for first in range(sentence.first, sentence.last, LONGEST)
    ]


class Numbers:
    """A list of numbers of which many are taken at once."""

    def __init__(self) -> None:
        self._numbers = array("q")

    def extend(self, numbers: Iterable[int]) -> None:
        """Append `numbers`."""
        self._numbers.extend(numbers)

    def take(self, places: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return the numbers at `places`."""
        import numpy as np

        return np.frombuffer(self._numbers, np.int64).take(places)


class Rows:
    """A table that grows, of which many rows are taken at once."""

    def __init__(self, width: int) -> None:
        import numpy as np

        self._n = 0
        self._rows: NDArray[np.int32] = np.zeros((1024, width), dtype=np.int32)

    def extend(self, rows: "NDArray[np.int32]") -> None:
        """Append `rows`."""
        import numpy as np

        first, self._n = self._n, self._n + len(rows)
        while self._n > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[first : self._n] = rows

    def take(self, places: "Sequence[int] | NDArray[np.int64]") -> "NDArray[np.int32]":
        """Return the rows at `places`."""
        return self._rows.take(places, axis=0)


def sum_features(weights: Weights, features: Sequence[FormFeatures]) -> "NDArray[np.int32]":
    """Return the sums of the weights of each of `features`: those for the word, its neighbours, the next but one."""
    import numpy as np

    itself = sum_rows(weights.row_of, weights.rows, [form.itself for form in features])
    near = sum_rows(weights.near_of, weights.near, [form.near for form in features])
    far = sum_rows(weights.far_of, weights.far, [form.far for form in features])
    return np.concatenate([itself, near, far], axis=1)


def sum_rows(row_of: dict[str, int], rows: "NDArray[np.int32]", lists: Sequence[Sequence[str]]) -> "NDArray[np.int32]":
    """Return the sum of the rows of the features in each of `lists`; unknown ones count nothing."""
    import numpy as np

    found: list[int] = []
    starts = []
    for names in lists:
        starts.append(len(found))
        found.append(0)
        found += map(row_of.get, names, _ZEROS)
    # `take` of an array is several times as fast as an index, and making one from a list by way of `array` is as well.
    taken = rows.take(np.frombuffer(array("q", found), np.int64), axis=0)
    sums: NDArray[np.int32] = np.add.reduceat(taken, starts, axis=0)
    return sums


class KnownForms:
    """The summed weights of the forms seen so far; what is remembered never changes a result."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._around = Surroundings(weights.row_of)
        self._lock = Lock()
        self._forget()

    def __len__(self) -> int:
        return len(self._row_of)

    def tag(self, context: NameContext, names: Sequence[Name]) -> Spans:
        """Return the token ranges of names with their labels (LOC, ORG, PER), sorted."""
        pieces = sentence_pieces(context)
        if not pieces:
            return []
        scores, places = self.scores(context, pieces, rule_labels(context, names))
        labels = best_labels(scores, self._weights.transitions, places).tolist()
        spans: Spans = []
        for (first, _), (begin, end) in zip(pieces, places, strict=True):
            spans += label_spans([self._weights.labels[label] for label in labels[begin:end]], first)
        return spans

    def scores(
        self, context: NameContext, pieces: Pieces, rules: Sequence[str]
    ) -> "tuple[NDArray[np.int32], list[tuple[int, int]]]":
        """Return the scores of the labels of each token, sentence after sentence, and in which rows each stands.

        `rules` are those that `rule_labels` gives. Between the sentences are two rows that nobody reads.
        """
        import numpy as np

        rows, places, position = [*_EDGES], [], [0] * len(context.forms)
        with self._lock:
            if len(self._row_of) > _MOST_FORMS:
                self._forget()
            self._learn(context)
            known = [self._row_of[form] for form in context.forms]
            for first, last in pieces:
                begin, end = len(rows), len(rows) + last - first
                places.append((begin, end))
                position[first:last] = range(begin, end)
                rows += known[first:last]
                rows += _EDGES
            marked = mark_features(context, pieces, [self._classes[row] for row in known], rules)
            numbers = np.array(rows)
            scores = self._of_forms(numbers)
            lowers = self._lower_numbers.take(numbers)
            shown = {
                Part.CLASS: self._class_numbers.take(numbers),
                Part.CODES: self._code_numbers.take(numbers),
                Part.LOWER: lowers,
            }
        if context.doc.tokens.has_folded:
            number_of = self._around.number_of[Part.LOWER]
            for (first, last), (begin, end) in zip(pieces, places, strict=True):
                lowers[begin:end] = [
                    number_of.get(lower, UNKNOWN) for lower in shown_lowers(context.lowers[first:last])
                ]
        around = self._weights.rows.take(self._around.rows(shown), axis=0)
        scores[1:-1] += around.sum(axis=0, dtype=np.int32)
        if marked:
            sums = sum_rows(self._weights.row_of, self._weights.rows, list(marked.values()))
            scores[[position[token] for token in marked]] += sums
        return scores, places

    def _of_forms(self, rows: "NDArray[np.int64]") -> "NDArray[np.int32]":
        """Return what the forms of these rows, one after another, give each other and themselves."""
        taken, width = self._sums.take(rows), len(self._weights.labels)
        scores = taken[:, :width].copy()
        for at, offset in enumerate(MARKS.values(), 1):
            part = taken[:, at * width : (at + 1) * width]
            if offset < 0:
                scores[-offset:] += part[:offset]
            else:
                scores[:-offset] += part[offset:]
        return scores

    def _learn(self, context: NameContext) -> None:
        """Sum the weights of the forms of a text that are not known yet, for each place they may stand in."""
        new = [form for form in dict.fromkeys(context.forms) if form not in self._row_of]
        if not new:
            return
        traits = [traits_of(context, form) for form in new]
        new_traits = list(dict.fromkeys(one for one in traits if one not in self._row_of_traits))
        features = [*map(spelling_features, new), *map(trait_features, new_traits)]
        sums = sum_features(self._weights, features)
        self._trait_sums.extend(sums[len(new) :])
        self._row_of_traits.update((one, row) for row, one in enumerate(new_traits, len(self._row_of_traits)))
        shared = self._trait_sums.take([self._row_of_traits[one] for one in traits])
        self._sums.extend(sums[: len(new)] + shared)
        self._row_of.update((form, row) for row, form in enumerate(new, len(self._classes)))
        self._enter(
            [one.word_class for one in traits], [one.codes for one in traits], shown_lowers(map(str.lower, new))
        )

    def _enter(self, classes: Sequence[str], codes: Sequence[str], lowers: Sequence[str]) -> None:
        """Remember the classes of forms, and the numbers of what is seen of them from beside."""
        numbers = self._around.number_of
        self._classes += classes
        self._class_numbers.extend([numbers[Part.CLASS].get(word_class, UNKNOWN) for word_class in classes])
        self._code_numbers.extend([numbers[Part.CODES].get(one, UNKNOWN) for one in codes])
        self._lower_numbers.extend([numbers[Part.LOWER].get(lower, UNKNOWN) for lower in lowers])

    def _forget(self) -> None:
        self._row_of: dict[str, int] = {}
        self._classes: list[str] = []
        self._class_numbers, self._code_numbers, self._lower_numbers = Numbers(), Numbers(), Numbers()
        width = 5 * len(self._weights.labels)
        self._sums, self._trait_sums = Rows(width), Rows(width)
        self._sums.extend(sum_features(self._weights, [BOUNDARY]))
        self._enter([EDGE], [EDGE], [EDGE])
        self._row_of_traits: dict[Traits, int] = {}
