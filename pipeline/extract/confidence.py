"""How often the rows of a rule are right, as `make calibrate` measured it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from pipeline.calibration_file import NO_CALIBRATION, OwnCalibration
from pipeline.extract.value_class import value_class
from schemas.vocabulary import Confidence

CERTAIN, LIKELY, FEWEST = 0.90, 0.70, 30
"""The shares from which on rows are `certain` and `likely`, and the fewest rows that say so of a rule."""


@value_class
class MeasuredStep:
    """A step of a table in a language: of `n_rows` rows that its rules made, `n_right` were right."""

    table: str
    language: str
    step: str
    n_right: int
    n_rows: int


def step_of_share(share: float) -> str:
    """Return the step of a rule of which this share of rows is right."""
    return "certain" if share >= CERTAIN else "likely" if share >= LIKELY else "doubtful"


def confidence_of(table: str, rule: str, own: OwnCalibration = NO_CALIBRATION) -> str | None:
    """Return the step of a row of `table` made by `rule`: `certain`, `likely` or `doubtful`.

    What a project measured of its `own` counts first. A rule that was not measured has the step of its language, with
    which its name begins; None if that was not measured either, as for the rules of other backends.
    """
    step = own.step_of(table, rule) if own else None
    if step is not None:
        return step
    steps = load_steps()[table]
    found = steps.get(rule) or steps.get(rule.partition(".")[0])
    return None if found is None else str(found["step"])


def measured_steps() -> list[MeasuredStep]:
    """Return what was measured of each step: by table, language and step, from `certain` to `doubtful`."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for table, measured_rules in load_steps().items():
        for rule, measured in measured_rules.items():
            if "." in rule:
                counts = found.setdefault((table, rule.partition(".")[0], measured["step"]), [0, 0])
                counts[0] += measured["right"]
                counts[1] += measured["rows"]
    steps = Confidence.values()
    keys = sorted(found, key=lambda key: (key[0], key[1], steps.index(key[2])))
    return [MeasuredStep(*key, *found[key]) for key in keys]


@cache
def load_steps() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Return what was measured by table and by language or rule: `step`, and how many of `rows` were `right`."""
    return tomli.loads(files(__package__).joinpath("confidence.toml").read_text(encoding="utf-8"))
