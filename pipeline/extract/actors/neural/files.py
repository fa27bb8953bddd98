"""The files of the neural tagger's weights: where they lie, what is in them, and what is said if they are missing.

`names.onnx` is the graph, with its labels and guidelines as metadata. `pieces.npz` are the pieces that it reads: their
letters and scores, and the row of each in blocks of 32 values, four bits a value and a scale a block, as the encoder
came with them.
"""

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from pipeline.errors import SettingsError
from pipeline.extract.actors.neural.segmentation import Segmenter
from pipeline.extract.value_class import value_class

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRAPH, PIECES = "names.onnx", "pieces.npz"
PACKAGE = "onrecord_names"
BLOCK, BLOCK_BYTES = 32, 18  # values of a block; its scale (float16) and two values a byte
_SETUP = "`make neural-setup` installs them, `make neural` trains them"


@value_class
class Weights:
    """What the tagger computes with; `sha256` is that of both files."""

    graph: bytes
    blocks: "NDArray[np.uint8]"
    segmenter: Segmenter
    sha256: str

    def rows(self, pieces: list[int]) -> "NDArray[np.float32]":
        """Return the row of each of `pieces`."""
        return unpacked(self.blocks[pieces])


def unpacked(blocks: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    """Return rows of values from rows of blocks: in a byte the lower half is a value, the upper that 16 places on."""
    import numpy as np

    n_rows = len(blocks)
    found = blocks.reshape(n_rows, -1, BLOCK_BYTES)
    scale = np.ascontiguousarray(found[:, :, :2]).view("<f2").astype(np.float32)
    halves = found[:, :, 2:]
    values = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - 8
    return np.ascontiguousarray((values * scale).reshape(n_rows, -1))


def folder_of_weights(given: str) -> Path:
    """Return the folder with the weights: `given`, or that of the package. Raises SettingsError if there are none."""
    if given:
        folder = Path(given)
        if not (folder / GRAPH).is_file() or not (folder / PIECES).is_file():
            raise SettingsError(f"tagger neural: {given} has no {GRAPH} and {PIECES}; {_SETUP}")
        return folder
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise SettingsError(f"tagger neural: its weights are not installed (package {PACKAGE}); {_SETUP}")
    return folder_of_weights(str(Path(package.origin).parent))


def read_weights(folder: Path) -> Weights:
    """Read both files of a folder. Raises SettingsError if they are no such files."""
    import numpy as np

    try:
        graph, packed = (folder / GRAPH).read_bytes(), (folder / PIECES).read_bytes()
        with np.load(folder / PIECES, allow_pickle=False) as arrays:
            pieces = bytes(arrays["pieces"]).decode("utf-8").split("\n")
            norm = json.loads(bytes(arrays["norm"]))
            scores, blocks = arrays["scores"], arrays["blocks"]
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise SettingsError(
            f"tagger neural: {folder}: {GRAPH} or {PIECES} cannot be read: {' '.join(str(error).split())[:200]}"
        ) from None
    if not len(pieces) == len(scores) == len(blocks):
        raise SettingsError(f"tagger neural: {PIECES} cannot be read: pieces, scores and rows are not equally many")
    segmenter = Segmenter(pieces, scores.tolist(), {int(code): text for code, text in norm.items()})
    hashes = "".join(hashlib.sha256(data).hexdigest() for data in (graph, packed))
    return Weights(graph, blocks, segmenter, hashlib.sha256(hashes.encode()).hexdigest())
