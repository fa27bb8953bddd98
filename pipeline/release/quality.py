"""Measured quality of the extraction, as stored in `quality.toml` beside this module and shown by the card.

The file is written by `make quality`, which runs the command line over gold corpora that are not part of the project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

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
        content = tomli.loads(toml)
        measurements = tuple(_measurement(entry) for entry in content["measurements"])
        return Quality(content["command"], content["code_version"], measurements)
    except (tomli.TOMLDecodeError, KeyError, TypeError) as error:
        raise ReleaseError(f"{QUALITY}: {error}; write it again with `make quality`") from None


def _measurement(entry: Mapping[str, Any]) -> Measurement:
    fields = {name: value for name, value in entry.items() if name != "scores"}
    return Measurement(**fields, scores=tuple(Score(**score) for score in entry["scores"]))


def tell_quality(quality: Quality, languages: Sequence[str]) -> list[str]:
    """Return what the figures mean for a reader of documents in these languages, in a sentence each.

    Measurements in other languages are left out; what was not measured in one of these is named.
    """
    from babel import Locale

    told = []
    for code in (code for code in languages if code != "und"):
        name = str(Locale.parse(code).english_name) if code in _NAMED else f"`{code}`"
        for task in _TASKS:
            found = [
                measured for measured in quality.measurements if (measured.task, measured.language) == (task, code)
            ]
            told += [_sentence(name, measured) for measured in found]
            if not found:
                told.append(f"**{name}, {task}**: not measured. Read a sample before you count.")
    return told


_NAMED = ("de", "en")
_TASKS = ("statements", "dates", "actors")


def _sentence(name: str, measured: Measurement) -> str:
    """The first two measures in tenths: whether the place is right, and whether more is."""
    parts = [
        f"{_tenths(score.precision)} of ten rows are right and {_tenths(score.recall)} of ten in the texts are found, "
        f"by {score.measure}"
        for score in measured.scores[:2]
    ]
    return f"**{name}, {measured.task}**: {'; '.join(parts)}."


def _tenths(share: float) -> str:
    return f"{min(round(share * 10), 9)}" if share < 0.95 else "nearly ten"
