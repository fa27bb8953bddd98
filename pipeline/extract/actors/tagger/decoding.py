"""The best sequence of labels under a linear chain, many sentences at once, in whole numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 64  # sentences; those of one batch are padded to the longest of them
_SCORE = ~15  # of a score with a label's number below it
LONGEST = 256  # tokens; whoever calls cuts what is longer


def best_labels(
    scores: "NDArray[np.int32]", transitions: "NDArray[np.int32]", pieces: Sequence[tuple[int, int]]
) -> "NDArray[np.int32]":
    """The label of each row of `scores` (tokens, labels), Viterbi's within each of `pieces`, half-open ranges of rows.

    Rows outside the pieces get label 0. Between equally good sequences that with the earlier labels wins. Pieces must
    be at most `LONGEST` long.
    """
    import numpy as np

    found = np.zeros(len(scores), dtype=np.int32)
    order = sorted(range(len(pieces)), key=lambda p: (pieces[p][0] - pieces[p][1], p))
    for at in range(0, len(order), _BATCH):
        batch = [pieces[p] for p in order[at : at + _BATCH]]
        _decode(scores, transitions, batch, found)
    return found


def _decode(
    scores: "NDArray[np.int32]",
    transitions: "NDArray[np.int32]",
    batch: Sequence[tuple[int, int]],
    found: "NDArray[np.int32]",
) -> None:
    """Viterbi over pieces sorted from the longest to the shortest; a step looks only at those that continue."""
    import numpy as np

    firsts = np.array([first for first, _ in batch])
    lengths = np.array([last - first for first, last in batch])
    n_steps, n_labels, n_pieces = int(lengths[0]), len(transitions), len(batch)
    # Labels come before pieces, so that the maximum over the labels before runs along whole rows.
    tokens = np.minimum(firsts + np.arange(n_steps)[:, None], len(scores) - 1)
    own = scores.take(tokens, axis=0).transpose(0, 2, 1).astype(np.int64) << 4
    # A label's number is packed below its score, so that one maximum yields both; the lower number wins a tie.
    into = (transitions.astype(np.int64) << 4) + (15 - np.arange(n_labels))[:, None]
    into = np.repeat(into[:, :, None], n_pieces, axis=2)  # adding is faster than where one number is for all pieces
    best = own[0]
    finals = np.empty_like(best)
    tops = np.zeros(own.shape, dtype=np.int64)
    maximum = np.maximum.reduce  # the method `max` is twice as slow for arrays of this size
    is_alive = lengths > np.arange(n_steps)[:, None]
    n_before, alive = n_pieces, is_alive.sum(axis=1).tolist()
    for step in range(1, n_steps):
        n = alive[step]
        if n < n_before:
            finals[:, n:n_before] = best[:, n:]
            n_before, best, into = n, best[:, :n], into[:, :, :n]
        best = (maximum(best[:, None] + into, axis=0, out=tops[step, :, :n]) & _SCORE) + own[step, :, :n]
    finals[:, :n_before] = best
    # Back from the end of each piece by the place of label and piece in one row; behind its end a piece stands still.
    numbers, pieces = np.arange(n_labels)[:, None], np.arange(n_pieces)
    before = np.where(is_alive[:, None], 15 - (tops & 15), numbers) * n_pieces + pieces
    before = before.reshape(n_steps, -1)
    places = np.empty((n_steps, n_pieces), dtype=np.int64)
    place = finals.argmax(axis=0) * n_pieces + pieces
    for step in range(n_steps - 1, -1, -1):
        places[step] = place
        place = before[step].take(place)
    found[tokens[is_alive]] = places[is_alive] // n_pieces


def label_spans(labels: Sequence[str], first: int = 0) -> list[tuple[int, int, str]]:
    """Return the token ranges of the names that BIOES labels mark, the first label being that of token `first`."""
    spans: list[tuple[int, int, str]] = []
    begin: int | None = None
    for at, label in enumerate([*labels, "O"]):
        if begin is not None and label[0] in "OBS":
            spans.append((first + begin, first + at, labels[at - 1][2:]))
            begin = None
        if label != "O" and begin is None:
            begin = at
        if begin is not None and label[0] in "ES":
            spans.append((first + begin, first + at + 1, label[2:]))
            begin = None
    return spans
