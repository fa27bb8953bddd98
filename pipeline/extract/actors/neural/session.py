"""Runs the graph of the neural tagger: one chunk a call, on one core.

Padding and the shapes of matrices round numbers differently, so that sentences read together could change one another's
labels: never more than one is read at once.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError
from pipeline.extract.actors.neural.files import GRAPH, Weights
from pipeline.extract.actors.neural.segmentation import Chunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LABELS_KEY, GUIDELINES_KEY = "onrecord.labels", "onrecord.guidelines"


class NameSession:
    """The graph, its labels and the corpora whose guidelines it can read by; threads may share one."""

    def __init__(self, weights: Weights) -> None:
        """Raise SettingsError for a graph that onnxruntime cannot run, or without our metadata."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # processes are many, each on its core
        options.enable_cpu_mem_arena = False  # would keep the memory of the longest sentence
        options.log_severity_level = 3
        # The matrices are in eight bits on the disk only: taken apart once, not at each call.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        try:
            self._session = onnxruntime.InferenceSession(weights.graph, options, providers=["CPUExecutionProvider"])
            known = self._session.get_modelmeta().custom_metadata_map
            if GUIDELINES_KEY not in known:
                raise ValueError("it is for another version of onrecord; `make neural-setup` installs this one's")
            self.labels: tuple[str, ...] = tuple(json.loads(known[LABELS_KEY]))
            self.guidelines: tuple[str, ...] = tuple(json.loads(known[GUIDELINES_KEY]))
        except Exception as error:  # onnxruntime's own exceptions have no common class
            said = " ".join(str(error).split())[:200]
            raise SettingsError(f"tagger neural: {GRAPH} cannot be used: {said}") from None
        self._weights = weights

    def scores(self, chunk: Chunk, guidelines: str) -> "NDArray[np.float32]":
        """Return the scores of the labels of each token of `chunk`, read by some `guidelines`: (tokens, labels)."""
        import numpy as np

        given = {
            "rows": self._weights.rows(chunk.pieces)[None],
            "guidelines": np.array([self.guidelines.index(guidelines)], dtype=np.int64),
        }
        (scores,) = self._session.run(["scores"], given)
        found: NDArray[np.float32] = scores[0][chunk.firsts]
        return found


def runtime_version() -> str:
    """Return name and version of what runs the graph. Raises SettingsError if it is not installed."""
    try:
        import onnxruntime
    except ImportError as error:
        raise SettingsError(
            f"tagger neural: onnxruntime is not installed ({' '.join(str(error).split())}); "
            "pip install 'onrecord[neural]'"
        ) from None
    return f"onnxruntime {onnxruntime.__version__}"


def check_labels(labels: Sequence[str], known: Sequence[str]) -> None:
    """Raise SettingsError if the graph's labels are not `known`, those that the tagger reads."""
    if tuple(labels) != tuple(known):
        raise SettingsError(f"tagger neural: {GRAPH} cannot be used: its labels are {', '.join(labels)[:100]}")
