"""Viterbi over many sentences at once gives what trying every sequence gives."""

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.actors.tagger.decoding import best_labels

NUMBERS = st.integers(-5, 5)  # few values, so that ties are frequent


def best_by_trying(scores, transitions):
    def total(labels):
        moves = pairwise(labels)
        return sum(scores[i][label] for i, label in enumerate(labels)) + sum(transitions[a][b] for a, b in moves)

    return max(total(labels) for labels in product(range(len(transitions)), repeat=len(scores))), total


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5), min_size=1, max_size=5), st.data()
)
def test_every_sentence_gets_its_best_sequence(sentences, data):
    transitions = data.draw(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=3, max_size=3))
    rows, pieces = [(9, 9, 9)], []
    for sentence in sentences:
        pieces.append((len(rows), len(rows) + len(sentence)))
        rows += [*sentence, (9, 9, 9)]
    found = best_labels(np.array(rows, dtype=np.int32), np.array(transitions, dtype=np.int32), pieces).tolist()
    for sentence, (first, last) in zip(sentences, pieces, strict=True):
        best, total = best_by_trying(sentence, transitions)
        assert total(found[first:last]) == best
        alone = best_labels(
            np.array(sentence, dtype=np.int32), np.array(transitions, dtype=np.int32), [(0, last - first)]
        )
        assert alone.tolist() == found[first:last]  # its neighbours in the batch change nothing


def test_a_tie_goes_to_the_first_label():
    zeros = np.zeros((4, 3), dtype=np.int32)
    assert best_labels(zeros, np.zeros((3, 3), dtype=np.int32), [(0, 4)]).tolist() == [0, 0, 0, 0]


def test_many_sentences_need_several_batches():
    scores = np.tile(np.array([[0, 1], [1, 0]], dtype=np.int32), (500, 1))
    pieces = [(first, first + 2) for first in range(0, 1000, 2)]
    assert best_labels(scores, np.zeros((2, 2), dtype=np.int32), pieces).tolist() == [1, 0] * 500
