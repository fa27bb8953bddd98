"""Names by a tagger, and the default one: a linear chain, trained on German and English corpora, that sees the rules.

The weights of a form's features are summed once and remembered; a sentence then costs a few additions a word.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.lookup import make_listed
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.persons import make_person
from pipeline.extract.actors.tagger.decoding import LONGEST, best_labels, label_spans
from pipeline.extract.actors.tagger.features import BOUNDARY, FormFeatures, context_features, form_features, rule_labels
from pipeline.extract.actors.tagger.seam import KIND_OF_LABEL, TaggedSpan, Tagger
from pipeline.extract.actors.tagger.weights import MARKS, Weights, load_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOT_LAST = frozenset("\"'`´‘’‚“”„«»‹›…([]{,;:")
_KNOWN_FORMS = 30_000  # forms whose weights are remembered: some 5 MB

Spans = list[tuple[int, int, str]]


class Crf:
    """The tagger in the package: integer weights for each language, the same result on every machine."""

    name = "crf"
    version = ""

    def tag(self, context: NameContext, names: Sequence[Name]) -> list[TaggedSpan] | None:
        """Return the names of a text, sorted; None where there are no weights for its language."""
        forms = _known_forms(context.grammar.language)
        if forms is None:
            return None
        return [TaggedSpan(first, last, KIND_OF_LABEL[label]) for first, last, label in forms.tag(context, names)]


CRF = Crf()


def propose_tagged(context: NameContext, names: Sequence[Name], tagger: Tagger = CRF) -> list[Name] | None:
    """Return the names that `tagger` finds, sorted; `names` are those of the rules, which it takes into account.

    None for a language that it does not know.
    """
    spans = tagger.tag(context, names)
    if spans is None:
        return None
    trimmed = ((*_trimmed(context, first, last), span.kind) for span in spans for first, last in _parts(context, span))
    return [_name(context, first, last, kind) for first, last, kind in trimmed if first < last]


def _parts(context: NameContext, span: TaggedSpan) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of the names in a span: places around a slash and listed names around a comma are two.

    People of a party or body are no part of its name: “Labour MPs” names Labour.
    """
    first, last = span.first, span.last
    if span.kind == "organization":
        while last > first + 1 and context.forms[last - 1] in context.grammar.words["group_tails"]:
            last -= 1
    listed = context.gazetteer.longest_at(context.forms, first)
    for i in range(first + 1, last - 1):
        if listed is not None and listed[0] >= last:
            break
        if context.capital(i + 1) and _divides(context, span, first, i):
            yield first, i
            first = i + 1
    yield first, last


def _divides(context: NameContext, span: TaggedSpan, first: int, i: int) -> bool:
    """Whether one name ends before token `i` of a span, and the next begins after it."""
    if context.forms[i] == "/":
        return span.kind == "place"
    listed = context.gazetteer.longest_at(context.forms, first) if context.forms[i] == "," else None
    return listed is not None and listed[0] == i


def _trimmed(context: NameContext, first: int, last: int) -> tuple[int, int]:
    """Return the token range without marks before a name and quotation marks, markup and the like after it."""
    while first < last and not context.forms[first][0].isalnum():
        first += 1
    while first < last and context.forms[last - 1] in _NOT_LAST:
        last -= 1
    return first, last


def _name(context: NameContext, first: int, last: int, kind: str) -> Name:
    """Return the name at tokens `first` to `last`: one of the gazetteer's if it lists these words, a new one else."""
    if kind == "person":
        return make_person(context, first, last, "tagger")
    listed = context.gazetteer.longest_at(context.forms, first)
    if listed is not None and listed[0] == last:
        return make_listed(context, first, *listed)
    tokens = context.doc.tokens
    text = context.surface(first, last)
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, kind, "tagger")


def sentence_pieces(context: NameContext) -> list[tuple[int, int]]:
    """Return the token ranges that are labelled one by one: sentences, long ones in pieces."""
    return [
        (first, min(first + LONGEST, sentence.last))
        for sentence in context.doc.sentences
        for first in range(sentence.first, sentence.last, LONGEST)
    ]


@cache
def _known_forms(language: str) -> "_KnownForms | None":
    weights = load_weights(language)
    return None if weights is None else _KnownForms(weights)


class _KnownForms:
    """The summed weights of the forms seen so far; what is remembered never changes a result."""

    def __init__(self, weights: Weights) -> None:
        import numpy as np

        self._weights = weights
        self._width = len(weights.labels)
        self._lock = Lock()
        self._sums: NDArray[np.int32] = np.zeros((1024, 5 * self._width), dtype=np.int32)
        self._forget()

    def tag(self, context: NameContext, names: Sequence[Name]) -> Spans:
        """Return the token ranges of names with their labels (LOC, ORG, PER), sorted."""
        pieces = sentence_pieces(context)
        if not pieces:
            return []
        rules = rule_labels(context, names)
        with self._lock:
            scores, places = self._scores(context, pieces, rules)
        labels = best_labels(scores, self._weights.transitions, places).tolist()
        spans: Spans = []
        for (first, _), (begin, end) in zip(pieces, places, strict=True):
            spans += label_spans([self._weights.labels[label] for label in labels[begin:end]], first)
        return spans

    def _scores(
        self, context: NameContext, pieces: Sequence[tuple[int, int]], rules: Sequence[str]
    ) -> "tuple[NDArray[np.int32], list[tuple[int, int]]]":
        """Scores of the labels of each token, sentence after sentence with two rows between, and where they lie."""
        import numpy as np

        if len(self._classes) > _KNOWN_FORMS:
            self._forget()
        self._learn(context)
        row_of, classes = self._row_of, self._classes
        rows = [0, 0]
        places = []
        found: list[int] = []
        starts: list[int] = []
        known = self._weights.row_of.get
        for first, last in pieces:
            here = [row_of[form] for form in context.forms[first:last]]
            for features in context_features(context, first, last, [classes[row] for row in here], rules):
                starts.append(len(found))
                found += [known(name, 0) for name in features]
            places.append((len(rows), len(rows) + len(here)))
            rows += here
            rows += (0, 0)
        width = self._width
        taken = self._sums[rows]
        scores = taken[:, :width].copy()
        for at, offset in enumerate(MARKS.values(), 1):
            part = taken[:, at * width : (at + 1) * width]
            if offset < 0:
                scores[-offset:] += part[:offset]
            else:
                scores[:-offset] += part[offset:]
        around = np.add.reduceat(self._weights.rows[found], starts, axis=0)
        scores[np.concatenate([np.arange(begin, end) for begin, end in places])] += around
        return scores, places

    def _learn(self, context: NameContext) -> None:
        """Sum the weights of the forms of a text that are not known yet, for each place they may stand in."""
        new = [form for form in dict.fromkeys(context.forms) if form not in self._row_of]
        if new:
            features = [form_features(context, form) for form in new]
            self._row_of.update((form, row) for row, form in enumerate(new, len(self._classes)))
            self._enter(features)

    def _enter(self, features: Sequence[FormFeatures]) -> None:
        import numpy as np

        weights = self._weights
        first = len(self._classes)
        self._classes += [form.word_class for form in features]
        while len(self._classes) > len(self._sums):
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)])
        begin = 0
        for row_of, rows, lists in (
            (weights.row_of, weights.rows, [form.itself for form in features]),
            (weights.near_of, weights.near, [form.near for form in features]),
            (weights.far_of, weights.far, [form.far for form in features]),
        ):
            found: list[int] = []
            starts = []
            known = row_of.get
            for names in lists:
                starts.append(len(found))
                found.append(0)
                found += [known(name, 0) for name in names]
            end = begin + rows.shape[1]
            self._sums[first : len(self._classes), begin:end] = np.add.reduceat(rows[found], starts, axis=0)
            begin = end

    def _forget(self) -> None:
        self._row_of: dict[str, int] = {}
        self._classes: list[str] = []
        self._enter([BOUNDARY])
