"""The one entry point of Dagster: everything under `pipeline/defs`."""

import warnings
from pathlib import Path

from dagster import ComponentTree, Definitions, PreviewWarning, definitions

import pipeline.defs
from pipeline.telemetry import turn_off_telemetry

turn_off_telemetry()


@definitions
def defs() -> Definitions:
    """Return all assets, checks, jobs and resources of the project."""
    package = Path(pipeline.defs.__path__[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PreviewWarning)  # Dagster's, about its own loader
        # Not `load_from_defs_folder`, which reads pyproject.toml: an installed package has none.
        return ComponentTree.from_module(defs_module=pipeline.defs, project_root=package.parents[1]).build_defs()
