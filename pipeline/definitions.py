"""The one entry point of Dagster: everything under `pipeline/defs`."""

from pathlib import Path

from dagster import Definitions, definitions, load_from_defs_folder

from pipeline.settings import PROJECT_ROOT


@definitions
def defs() -> Definitions:
    """All assets, checks, jobs and resources of the project."""
    return load_from_defs_folder(path_within_project=Path(PROJECT_ROOT))
