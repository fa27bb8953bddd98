"""Where Dagster's storage for a lake is, and whether its history of runs is as the last build left it.

Without Dagster, which takes longer to import than a build that has nothing to do.
"""

import hashlib
import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from pipeline.settings import Settings, project_folder

_NOTE = "last_build.json"
# Old runs and files of the lake that nothing names are removed by a build in Dagster, which is due once a day.
_LONGEST_SECONDS = 24 * 3600


def storage_folder(settings: Settings) -> Path:
    """Return the folder of Dagster's storage for the lake of `settings`, unless DAGSTER_HOME is set."""
    if "://" not in settings.data:
        return Path(settings.data) / "dagster"
    address = settings.data.rstrip("/")
    return project_folder() / ".onrecord" / "dagster" / hashlib.sha256(address.encode()).hexdigest()[:16]


def note_build(settings: Settings) -> None:
    """Note the state of the history after a build of the command line that succeeded."""
    state = _state(settings)
    if state is not None:
        (storage_folder(settings) / _NOTE).write_text(json.dumps(state) + "\n", encoding="utf-8")


def is_as_noted(settings: Settings) -> bool:
    """Return whether Dagster has done nothing since the last note, and that is less than a day old.

    False for a storage that is not in the lake's folder, such as PostgreSQL or that of DAGSTER_HOME.
    """
    note = storage_folder(settings) / _NOTE
    try:
        is_recent = 0 <= time.time() - note.stat().st_mtime < _LONGEST_SECONDS
        noted = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return is_recent and noted == _state(settings)


def _state(settings: Settings) -> dict[str, list[object]] | None:
    """Return what changes with every run, and with everything that is stored of an asset; None if it is unknown.

    The daemon writes to the first database also where nothing runs, so its runs are counted. Its tables are Dagster's
    own: where they are not what they were, the state is unknown.
    """
    history = storage_folder(settings) / "storage" / "history"
    if os.environ.get("DAGSTER_HOME"):
        return None
    try:
        with closing(sqlite3.connect(f"{(history / 'runs.db').as_uri()}?mode=ro", uri=True)) as database:
            runs = database.execute("SELECT count(*), max(id), max(update_timestamp) FROM runs").fetchone()
        events = (history / "runs" / "index.db").stat()
    except (OSError, ValueError, sqlite3.Error):
        return None
    return {"runs": list(runs), "events": [events.st_size, events.st_mtime_ns]}
