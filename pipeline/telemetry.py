"""Telemetry and update checks of the libraries, turned off: nothing of a project leaves the machine unasked."""

import os
from importlib.resources import files

# Dagster's instance has a setting of its own, in `dagster.yaml`; this one holds for what is not asked of an instance.
_OFF = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DG_CLI_CONFIG": str(files("pipeline").joinpath("dg_cli.toml")),
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def turn_off_telemetry() -> None:
    """Turn off telemetry and update checks for this process and those it starts, unless the user chose otherwise.

    Call it before the libraries are imported, which read the environment once.
    """
    for name, value in _OFF.items():
        os.environ.setdefault(name, value)
