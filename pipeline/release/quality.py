"""Measured quality of the extraction, as stored in `quality.toml` beside this module and shown by the card.

The file is written by `make quality`, which runs the command line over gold corpora that are not part of the project.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.errors import ReleaseError

QUALITY = "quality.toml"


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, from 0 to 1, of one measure."""

    measure: str
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured on one part of one corpus.

    `file` is its path in the folder of the corpora, `n_documents` and `n_gold` are the numbers of compared documents
    and annotations, `use` is what the corpus was used for before, so that a reader can judge the figures.
    """

    task: str
    language: str
    corpus: str
    part: str
    file: str
    use: str
    n_documents: int
    n_gold: int
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """All measurements, the command that made them, and the version of the measured code."""

    command: str
    code_version: str
    measurements: tuple[Measurement, ...]


@cache
def load_quality() -> Quality:
    """Load the quality of the packaged code. Raises ReleaseError if the file is broken."""
    return read_quality(files("pipeline.release").joinpath(QUALITY).read_text(encoding="utf-8"))


def read_quality(toml: str) -> Quality:
    """Parse a `quality.toml`. Raises ReleaseError in one line if it is not in the form that `make quality` writes."""
    try:
        content = tomllib.loads(toml)
        measurements = tuple(_measurement(entry) for entry in content["measurements"])
        return Quality(content["command"], content["code_version"], measurements)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ReleaseError(f"{QUALITY}: {error}; write it again with `make quality`") from None


def _measurement(entry: Mapping[str, Any]) -> Measurement:
    fields = {name: value for name, value in entry.items() if name != "scores"}
    return Measurement(**fields, scores=tuple(Score(**score) for score in entry["scores"]))
