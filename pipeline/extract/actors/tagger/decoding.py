"""The best sequence of labels under a linear chain, many sentences at once, in whole numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 64  # sentences; those of one batch are padded to the longest of them
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
    n_steps, n_labels = int(lengths[0]), len(transitions)
    # A label's number is packed below its score, so that one maximum yields both; the lower number wins a tie.
    packed = (transitions.astype(np.int64) << 4) + (15 - np.arange(n_labels))[:, None]
    into = packed.T.copy()
    best = scores[firsts].astype(np.int64) << 4
    finals = best.copy()
    back = np.zeros((n_steps, len(batch), n_labels), dtype=np.int8)
    alive = [int((lengths > step).sum()) for step in range(n_steps)]
    for step in range(1, n_steps):
        n = alive[step]
        top = (best[:n, None, :] + into).max(axis=2)
        back[step, :n] = 15 - (top & 15)
        best = (top & ~15) + (scores[firsts[:n] + step].astype(np.int64) << 4)
        finals[:n] = best
    label = finals.argmax(axis=1)
    for step in range(n_steps - 1, -1, -1):
        n = alive[step]
        found[firsts[:n] + step] = label[:n]
        if step:
            label[:n] = back[step, np.arange(n), label[:n]]


def label_spans(labels: Sequence[str], first: int = 0) -> list[tuple[int, int, str]]:
    """Return the token ranges of the names that BIOES labels mark, the first label being that of token `first`."""
    spans: list[tuple[int, int, str]] = []
    begin = -1
    for at, label in enumerate([*labels, "O"]):
        if begin >= 0 and label[0] in "OBS":
            spans.append((first + begin, first + at, labels[at - 1][2:]))
            begin = -1
        if label != "O" and begin < 0:
            begin = at
        if begin >= 0 and label[0] in "ES":
            spans.append((first + begin, first + at + 1, label[2:]))
            begin = -1
    return spans
