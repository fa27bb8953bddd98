"""The labels of the neural tagger, and the names that the best of them mark in a sentence."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract.actors.tagger.decoding import best_labels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# O is no name, B, I and E are begin, inside and end of one of several tokens, S is one of a single token.
LABELS = ("O", *(f"{place}-{kind}" for kind in ("LOC", "ORG", "PER") for place in "BIES"))
_NEVER = -(1 << 28)
_STEPS = 1 << 10  # of a score's unit; scores are below 100, so that those of a chunk add up within 32 bits


def may_follow(before: str, after: str) -> bool:
    """Whether one label may come after another: a name that has begun goes on and ends, none goes on after its end."""
    is_open, goes_on = before[0] in "BI", after[0] in "IE"
    return before[1:] == after[1:] if is_open and goes_on else is_open == goes_on


def decode(scores: "Sequence[NDArray[np.float32]]") -> list[list[str]]:
    """Return the best labels of each chunk, from the scores of its tokens; each name that begins also ends."""
    import numpy as np

    if not scores:
        return []
    transitions = np.array([[0 if may_follow(a, b) else _NEVER for b in LABELS] for a in LABELS], dtype=np.int32)
    first = np.array([0 if label[0] in "OBS" else _NEVER for label in LABELS], dtype=np.int32)
    last = np.array([0 if label[0] in "OES" else _NEVER for label in LABELS], dtype=np.int32)
    places, begin = [], 0
    for chunk in scores:
        places.append((begin, begin + len(chunk)))
        begin += len(chunk)
    rows = np.rint(np.clip(np.concatenate(scores), -99, 99) * _STEPS).astype(np.int32)
    rows[[place[0] for place in places]] += first
    rows[[place[1] - 1 for place in places]] += last
    found = best_labels(rows, transitions, places).tolist()
    return [[LABELS[label] for label in found[begin:end]] for begin, end in places]
