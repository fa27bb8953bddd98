"""The project's Dagster instance, the same for `onrecord build` and the UI, from whatever directory it is opened."""

import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager

from dagster import DagsterInstance, DagsterInvariantViolationError
from dagster._core.instance.ref import InstanceRef

from pipeline.errors import OnrecordError
from pipeline.settings import PROJECT_ROOT

_STORAGE = PROJECT_ROOT / "data" / "dagster"


@contextmanager
def open_instance() -> Iterator[DagsterInstance]:
    """The instance of DAGSTER_HOME if that is set, else the one that the project's `dagster.yaml` describes.

    Its relative paths count from the working directory, so the block runs in the project's root.
    """
    with chdir(PROJECT_ROOT):
        try:
            if os.environ.get("DAGSTER_HOME"):
                instance = DagsterInstance.get()
            else:
                _STORAGE.mkdir(parents=True, exist_ok=True)
                instance = DagsterInstance.from_ref(InstanceRef.from_dir(str(_STORAGE), config_dir=str(PROJECT_ROOT)))
        except (OSError, DagsterInvariantViolationError) as error:
            raise OnrecordError(f"Dagster's storage cannot be opened: {error}") from None
        with instance:
            yield instance
