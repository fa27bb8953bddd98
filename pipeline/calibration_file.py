"""`calibration.toml` beside `onrecord.toml`: steps of confidence as they are in a project's own, reviewed sample.

[statements]
"de" = { step = "likely", right = 70, rows = 90 }
"de.verb.that" = { step = "certain", right = 38, rows = 40 }

Tables as `pipeline/extract/confidence.toml` has them: of each language that it names, it holds instead of that file.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import tomli
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from pipeline.errors import SettingsError

CALIBRATION_FILE = "calibration.toml"
TABLES = ("statements", "dates")
STEPS = ("certain", "likely", "doubtful")


@dataclass(frozen=True, slots=True)
class OwnCalibration:
    """The steps of the file, sorted: (table, language or rule, step). No file is one without steps."""

    steps: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def sha256(self) -> str:
        """Return a hash of the steps."""
        return hashlib.sha256(json.dumps(self.steps).encode()).hexdigest()

    def step_of(self, table: str, rule: str) -> str | None:
        """Return the step of a rule, else of its language; None if the file does not name the language."""
        steps = _by_name(self)
        return steps.get((table, rule)) or steps.get((table, rule.partition(".")[0]))


@lru_cache(maxsize=4)
def _by_name(calibration: OwnCalibration) -> Mapping[tuple[str, str], str]:
    return {(table, name): step for table, name, step in calibration.steps}


NO_CALIBRATION = OwnCalibration()


def read_calibration(path: Path) -> OwnCalibration:
    """Return the steps of the file, none if it does not exist. Raises SettingsError if it is malformed."""
    if not path.is_file():
        return NO_CALIBRATION
    try:
        return _steps_of(tomli.loads(path.read_text(encoding="utf-8")))
    except (ValueError, OSError) as error:
        raise SettingsError(f"{path}: {error}: write it with `onrecord quality --calibrate`") from None


def _steps_of(content: Mapping[str, Any]) -> OwnCalibration:
    steps = []
    for table, measured in content.items():
        if table not in TABLES or not isinstance(measured, Mapping):
            raise ValueError(f"[{table}] is not one of {', '.join(TABLES)}")
        for name, entry in measured.items():
            step = entry.get("step") if isinstance(entry, Mapping) else None
            if step not in STEPS:
                raise ValueError(f"{table}.{name}: step {step!r} is not one of {', '.join(STEPS)}")
            if name.partition(".")[0] not in measured:
                raise ValueError(f"{table}.{name}: its language {name.partition('.')[0]} has no step")
            steps.append((table, name, step))
    return OwnCalibration(tuple(sorted(steps)))


def _check(given: object) -> OwnCalibration:
    if isinstance(given, OwnCalibration):
        return given
    raise PydanticCustomError("calibration", f"is a file of its own: {CALIBRATION_FILE} beside onrecord.toml")


Calibration = Annotated[OwnCalibration, BeforeValidator(_check)]
"""The setting."""
