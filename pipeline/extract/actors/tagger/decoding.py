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
    # Labels come before pieces, so that the maximum over the labels before runs along whole rows.
    tokens = np.minimum(firsts + np.arange(n_steps)[:, None], len(scores) - 1)
    own = scores[tokens].transpose(0, 2, 1).astype(np.int64) << 4
    # A label's number is packed below its score, so that one maximum yields both; the lower number wins a tie.
    into = ((transitions.astype(np.int64) << 4) + (15 - np.arange(n_labels))[:, None])[:, :, None]
    best = own[0]
    finals = np.empty_like(best)
    back = np.zeros(own.shape, dtype=np.int64)
    maximum = np.maximum.reduce  # the method `max` is twice as slow for arrays of this size
    alive = (lengths > np.arange(n_steps)[:, None]).sum(axis=1).tolist()
    for step in range(1, n_steps):
        n = alive[step]
        finals[:, n : alive[step - 1]] = best[:, n:]
        top = maximum(best[:, None, :n] + into, axis=0)
        packed = np.bitwise_and(top, 15, out=back[step, :, :n])
        best = top - packed + own[step, :, :n]
    finals[:, : alive[n_steps - 1]] = best
    label = finals.argmax(axis=0)
    for step in range(n_steps - 1, -1, -1):
        n = alive[step]
        found[firsts[:n] + step] = label[:n]
        if step:
            label[:n] = 15 - back[step, label[:n], np.arange(n)]


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
