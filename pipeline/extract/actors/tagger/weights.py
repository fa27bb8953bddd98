"""The tagger's weights, a file a language: whole numbers only, so that every machine sums them to the same scores.

A feature of a neighbour is named by a mark and its name: `-`, `+` one before, one after, `<`, `>` two before, after.
A file is zlib-compressed: one line of JSON (format, labels, number of features, comment), the transitions and then one
row of weights a feature as little-endian 16-bit numbers, and the names of the features, sorted, a line each.
"""

import json
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count
from typing import TYPE_CHECKING

from pipeline.extract.lang import file_of, languages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "tagger.weights"
FORMAT = 1
# The marks of features of neighbours, and where these stand.
MARKS = {"-": -1, "+": 1, "<": -2, ">": 2}
SCALE = 128  # steps a unit of log-odds is cut into


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of a linear chain over `labels`.

    `row_of` has the row of each feature in `rows` (features + 1, labels). `near_of` and `far_of` have that of a form's
    features in `near` and `far` (features + 1, 2 * labels), as the neighbour before and the one after. Row 0 is that
    of unknown features, all zero. `transitions` (labels, labels) go from the first axis' label to the second's.
    """

    labels: tuple[str, ...]
    row_of: dict[str, int]
    rows: "NDArray[np.int32]"
    near_of: dict[str, int]
    near: "NDArray[np.int32]"
    far_of: dict[str, int]
    far: "NDArray[np.int32]"
    transitions: "NDArray[np.int32]"


@cache
def load_weights(language: str) -> Weights | None:
    """Return the weights for texts in `language`, None where there are none."""
    file = file_of(language, FILE) if language in languages() else None
    return decode(file.read_bytes()) if file is not None and file.is_file() else None


def decode(content: bytes) -> Weights:
    """Return the weights in a file's bytes. Raises ValueError where they are of another format or damaged."""
    import numpy as np  # costs 0.1 s, so only where texts are tagged

    head, _, body = zlib.decompress(content).partition(b"\n")
    about = json.loads(head)
    if about["format"] != FORMAT:
        raise ValueError(f"weights of format {about['format']}, this version reads {FORMAT}")
    n_labels, n_features = len(about["labels"]), about["features"]
    split = 2 * n_labels * (n_labels + n_features)
    numbers = np.frombuffer(body[:split], dtype="<i2").astype(np.int32).reshape(-1, n_labels)
    names = body[split:].decode("utf-8").split("\n")
    if len(names) != n_features or names != sorted(names):
        raise ValueError("the weights are damaged")
    rows = numbers[n_labels:]
    marked = {mark: (bisect_left(names, mark), bisect_left(names, chr(ord(mark) + 1))) for mark in MARKS}
    own_names, own_parts, begin = list[str](), [np.zeros((1, n_labels), dtype=np.int32)], 0
    for first, last in (*sorted(marked.values()), (n_features, n_features)):
        own_names += names[begin:first]
        own_parts.append(rows[begin:first])
        begin = last
    row_of = dict(zip(own_names, count(1)))
    near_of, near = _beside(names, rows, marked["-"], marked["+"])
    far_of, far = _beside(names, rows, marked["<"], marked[">"])
    own_rows = np.concatenate(own_parts)
    return Weights(tuple(about["labels"]), row_of, own_rows, near_of, near, far_of, far, numbers[:n_labels])


def _beside(
    names: Sequence[str], rows: "NDArray[np.int32]", before: tuple[int, int], after: tuple[int, int]
) -> "tuple[dict[str, int], NDArray[np.int32]]":
    """Return the weights of neighbours' features, those as the one before and as the one after in one row.

    `before` and `after` are the ranges of their names.
    """
    import numpy as np

    sides = [[name[1:] for name in names[first:last]] for first, last in (before, after)]
    row_of = dict(zip(dict.fromkeys(chain(*sides)), count(1)))
    joined = np.zeros((len(row_of) + 1, 2, rows.shape[1]), dtype=np.int32)
    for side, (first, last) in enumerate((before, after)):
        joined[[row_of[name] for name in sides[side]], side] = rows[first:last]
    return row_of, joined.reshape(len(joined), -1)


def encode(
    labels: Sequence[str],
    transitions: dict[tuple[str, str], float],
    features: dict[tuple[str, str], float],
    comment: str,
    *,
    smallest: float,
) -> bytes:
    """A file's bytes from weights by (label, label) and by (feature, label), without those nearer to 0 than `smallest`.

    A transition that is not given is one that must not be taken.
    """
    import numpy as np

    column = {label: position for position, label in enumerate(labels)}
    kept = {key: weight for key, weight in features.items() if abs(weight) >= smallest}
    names = sorted({name for name, _ in kept})
    row_of = {name: row for row, name in enumerate(names)}
    rows = np.zeros((len(names), len(labels)))
    for (name, label), weight in kept.items():
        rows[row_of[name], column[label]] = weight
    moves = np.full((len(labels), len(labels)), -np.inf)
    for (before, after), weight in transitions.items():
        moves[column[before], column[after]] = weight
    numbers = np.clip(np.rint(np.concatenate([moves, rows]) * SCALE), -32768, 32767).astype("<i2")
    about = {"format": FORMAT, "labels": list(labels), "features": len(names), "comment": comment}
    head = json.dumps(about, sort_keys=True).encode()
    return zlib.compress(head + b"\n" + numbers.tobytes() + "\n".join(names).encode("utf-8"), 9)
