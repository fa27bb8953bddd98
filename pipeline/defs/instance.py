"""Dagster's storage for a lake: `onrecord build`, the UI and the daemon open the same one, from any directory.

It is in the data folder, or in the project's `.onrecord/` if the data are in an object store, so that no lake shows or
triggers anything in the UI of another. Its `dagster.yaml` is written at each start, from the project's own.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from dagster import DagsterInstance, DagsterInvariantViolationError
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._serdes import ConfigurableClassData
from sqlalchemy.exc import DBAPIError

from pipeline.defs.compute_logs import ThreadedComputeLogManager
from pipeline.defs.home import storage_folder
from pipeline.defs.sqlite_storage import SqliteStorage
from pipeline.errors import OnrecordError, SettingsError
from pipeline.folder_files import replace_file
from pipeline.settings import Settings, project_folder

CONFIG = "dagster.yaml"

# In the order in which Dagster reads them; the last three are an older form of `storage`.
_STORES = ("run_storage", "event_log_storage", "schedule_storage")
_CORRUPT = ("file is not a database", "malformed")  # as SQLite says
_WRITTEN = "# Written by onrecord at each start, from the project's dagster.yaml or else the package's: edit that.\n"


def make_home(settings: Settings) -> Path:
    """Create the folder for DAGSTER_HOME with a `dagster.yaml`; if DAGSTER_HOME is set already, that folder is used.

    Raises OnrecordError if the folder cannot be written, SettingsError if the project's `dagster.yaml` is not YAML.
    """
    if chosen := os.environ.get("DAGSTER_HOME"):
        return Path(chosen).absolute()
    home = storage_folder(settings)
    config = _WRITTEN + yaml.safe_dump(_configuration(home), sort_keys=False)
    try:
        home.mkdir(parents=True, exist_ok=True)
        _write(home / CONFIG, config)
    except OSError as error:
        raise OnrecordError(
            f"{error.filename or home}: {error.strerror or error}: Dagster's storage cannot be written there; "
            "free some room, or correct --data or ONRECORD_DATA"
        ) from None
    return home


@contextmanager
def open_instance(settings: Settings) -> Iterator[DagsterInstance]:
    """Open the instance of DAGSTER_HOME if that is set, else the one of the data folder of `settings`.

    Raises OnrecordError if it cannot be opened, or if its database fails within the block (for example a full disk).
    """
    home = make_home(settings)
    try:
        instance = _home_of_the_person() if os.environ.get("DAGSTER_HOME") else DagsterInstance.from_config(str(home))
    except (OSError, DagsterInvariantViolationError, DBAPIError) as error:
        told = _corruption(home, error) or f"Dagster's storage cannot be opened: {_first_line(error)}"
        raise OnrecordError(told) from None
    try:
        with instance:
            yield instance
    except DBAPIError as error:
        told = _corruption(home, error) or (
            f"Dagster's storage ({home}): {_first_line(error)}: see that its disk is writable and has room, then run "
            "again; what was built stays"
        )
        raise OnrecordError(told) from None


def _corruption(home: Path, error: Exception) -> str | None:
    """Return what to do about a damaged database, None if the error is another one."""
    line = _first_line(error)
    if not any(sign in line for sign in _CORRUPT):
        return None
    return (
        f"Dagster's storage ({home}): {line}: remove the databases in it (they hold nothing but the history of runs), "
        "then run again; what was built stays"
    )


def _home_of_the_person() -> DagsterInstance:
    """Open the instance of DAGSTER_HOME with its `dagster.yaml`.

    Telemetry is off unless that file enables it; output that it keeps in a folder is copied by threads.
    """
    instance = DagsterInstance.get()
    reference = instance.get_ref()
    changed = reference._replace(settings={"telemetry": {"enabled": False}, **reference.settings})
    if type(instance.compute_log_manager) is LocalComputeLogManager:
        kept = reference.compute_logs_data
        ours = (ThreadedComputeLogManager.__module__, ThreadedComputeLogManager.__name__)
        changed = changed._replace(compute_logs_data=ConfigurableClassData(*ours, kept.config_yaml))
    if changed == reference:
        return instance
    instance.dispose()
    return DagsterInstance.from_ref(changed)


def _configuration(home: Path) -> dict[str, Any]:
    """Return the project's `dagster.yaml`, else the package's, with all storage in `home`."""
    given = _project_configuration()
    kept = {name: section for name, section in given.items() if not _is_on_disk(section)}
    if not any(name in kept for name in _STORES):
        kept.setdefault("storage", {"custom": _ours(SqliteStorage, home / "storage")})
    kept.setdefault(
        "local_artifact_storage",
        {
            "module": "dagster._core.storage.root",
            "class": "LocalArtifactStorage",
            "config": {"base_dir": str(home)},
        },
    )
    kept.setdefault("compute_logs", _ours(ThreadedComputeLogManager, home / "compute_logs"))
    kept.setdefault("telemetry", {"enabled": False})
    return kept


def _ours(storage: type, folder: Path) -> dict[str, Any]:
    """Return the section of `dagster.yaml` of a storage of this package in a folder."""
    return {"module": storage.__module__, "class": storage.__name__, "config": {"base_dir": str(folder)}}


def _project_configuration() -> Mapping[str, Any]:
    path = project_folder() / CONFIG
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = files("pipeline.defs").joinpath(CONFIG).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}: make it readable, or remove it") from None
    try:
        given = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: {' '.join(str(error).split())}: correct the YAML there, or remove it") from None
    if not isinstance(given, dict):
        raise SettingsError(f"{path}: not a mapping of sections: correct it, or remove it")
    return given


def _is_on_disk(section: object) -> bool:
    """Whether a section of `dagster.yaml` names a folder of this machine; other storages stay as they are."""
    if not isinstance(section, dict):
        return False
    return "sqlite" in section or "base_dir" in (section.get("config") or {})


def _write(path: Path, text: str) -> None:
    """Put `text` at `path` in one step, unless it is there already: others may be reading it."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    replace_file(path, text.encode())


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
