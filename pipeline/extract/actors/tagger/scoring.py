"""Scores of the labels of each word of a text: the weights of its features, summed in whole numbers.

The weights of a form's features are summed once and remembered, and so are those of the traits that it shares with
others; a text then costs a few additions a word.
"""

from collections.abc import Sequence
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


class Sums:
    """Sums of the weights of features, a row each: of the word itself, its neighbours, and the next but one."""

    def __init__(self, weights: Weights) -> None:
        import numpy as np

        self._weights = weights
        self._n = 0
        self._rows: NDArray[np.int32] = np.zeros((1024, 5 * len(weights.labels)), dtype=np.int32)

    def __getitem__(self, rows: Sequence[int]) -> "NDArray[np.int32]":
        return self._rows[rows]

    def add(self, features: Sequence[FormFeatures], base: "NDArray[np.int32] | int" = 0) -> None:
        """Append a row for each of `features`: the weights of theirs and those of `base`."""
        import numpy as np

        weights = self._weights
        first, self._n = self._n, self._n + len(features)
        while self._n > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        begin = 0
        for row_of, rows, lists in (
            (weights.row_of, weights.rows, [form.itself for form in features]),
            (weights.near_of, weights.near, [form.near for form in features]),
            (weights.far_of, weights.far, [form.far for form in features]),
        ):
            end = begin + rows.shape[1]
            self._rows[first : self._n, begin:end] = sum_rows(row_of, rows, lists)
            begin = end
        self._rows[first : self._n] += base


def sum_rows(row_of: dict[str, int], rows: "NDArray[np.int32]", lists: Sequence[Sequence[str]]) -> "NDArray[np.int32]":
    """Return the sum of the rows of the features in each of `lists`; unknown ones count nothing."""
    import numpy as np

    found: list[int] = []
    starts = []
    known = row_of.get
    for names in lists:
        starts.append(len(found))
        found.append(0)
        found += [known(name, 0) for name in names]
    sums: NDArray[np.int32] = np.add.reduceat(rows[found], starts, axis=0)
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

        number_of = self._around.number_of[Part.LOWER]
        rows, lowers = [*_EDGES], [number_of.get(EDGE, UNKNOWN)] * 2
        places = []
        marked: dict[int, Sequence[str]] = {}
        with self._lock:
            if len(self._row_of) > _MOST_FORMS:
                self._forget()
            self._learn(context)
            for first, last in pieces:
                here = [self._row_of[form] for form in context.forms[first:last]]
                begin = len(rows)
                found = mark_features(context, first, last, [self._classes[row] for row in here], rules)
                marked.update((begin + k, features) for k, features in found.items())
                places.append((begin, begin + len(here)))
                rows += here
                rows += _EDGES
                lowers += [number_of.get(lower, UNKNOWN) for lower in shown_lowers(context, first, last)]
                lowers += lowers[:2]
            scores = self._of_forms(rows)
            numbers = {
                Part.CLASS: np.array([self._class_numbers[row] for row in rows]),
                Part.CODES: np.array([self._code_numbers[row] for row in rows]),
                Part.LOWER: np.array(lowers),
            }
        scores[1:-1] += self._weights.rows[self._around.rows(numbers)].sum(axis=0, dtype=np.int32)
        if marked:
            scores[list(marked)] += sum_rows(self._weights.row_of, self._weights.rows, list(marked.values()))
        return scores, places

    def _of_forms(self, rows: Sequence[int]) -> "NDArray[np.int32]":
        """Return what the forms of these rows, one after another, give each other and themselves."""
        taken, width = self._sums[rows], len(self._weights.labels)
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
        self._learn_traits(dict.fromkeys(one for one in traits if one not in self._row_of_traits))
        shared = [self._row_of_traits[one] for one in traits]
        self._sums.add([spelling_features(form) for form in new], self._trait_sums[shared])
        self._row_of.update((form, row) for row, form in enumerate(new, len(self._classes)))
        self._enter([(one.word_class, one.codes) for one in traits])

    def _learn_traits(self, new: dict[Traits, None]) -> None:
        if new:
            self._row_of_traits.update((one, row) for row, one in enumerate(new, len(self._row_of_traits)))
            self._trait_sums.add([trait_features(one) for one in new])

    def _enter(self, known: Sequence[tuple[str, str]]) -> None:
        """Remember the classes and codes of forms, and their numbers."""
        class_numbers, code_numbers = (self._around.number_of[part] for part in (Part.CLASS, Part.CODES))
        self._classes += [word_class for word_class, _ in known]
        self._class_numbers += [class_numbers.get(word_class, UNKNOWN) for word_class, _ in known]
        self._code_numbers += [code_numbers.get(codes, UNKNOWN) for _, codes in known]

    def _forget(self) -> None:
        self._row_of: dict[str, int] = {}
        self._classes: list[str] = []
        self._class_numbers: list[int] = []
        self._code_numbers: list[int] = []
        self._sums = Sums(self._weights)
        self._sums.add([BOUNDARY])
        self._enter([(EDGE, EDGE)])
        self._row_of_traits: dict[Traits, int] = {}
        self._trait_sums = Sums(self._weights)
