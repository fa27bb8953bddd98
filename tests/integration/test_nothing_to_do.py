"""A build that has nothing to do says so without a run in Dagster, and only then."""

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.defs.home import is_as_noted, note_build, storage_folder
from tests.corpora import ARTICLES, settings_in, write_seed


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    settings = settings_in(tmp_path)
    write_seed(Path(settings.seeds), "a.txt", ARTICLES[0], "2025-01-05")
    return settings


def test_a_second_build_starts_no_run_until_anything_changes(settings, onrecord):
    def build(*options):
        status, out, err = onrecord("build", "--seeds", settings.seeds, "--data", settings.data, "--json", *options)
        assert status == 0, err
        return json.loads(out), n_runs(settings)

    first, made = build()
    assert (first["version"], first["is_new"], made) == ("1.0.0", True, 3)
    again, unchanged = build("--strict")
    assert again == first | {"is_new": False, "reasons": [], "built": []}
    assert unchanged == made
    write_seed(Path(settings.seeds), "b.txt", ARTICLES[1], "2025-01-06")
    later, more = build()
    assert (later["version"], later["built"], more) == ("1.1.0", ["2025-01"], 6)
    with closing(sqlite3.connect(history(settings))) as database, database:
        database.execute("UPDATE runs SET update_timestamp = '2099-01-01 00:00:00' WHERE id = 1")
    assert not is_as_noted(settings)  # Dagster did something since


def history(settings):
    return storage_folder(settings) / "storage" / "history" / "runs.db"


def n_runs(settings):
    with closing(sqlite3.connect(history(settings))) as database:
        return database.execute("SELECT count(*) FROM runs").fetchone()[0]


def test_a_history_that_is_unknown_old_or_elsewhere_is_not_as_noted(settings, monkeypatch):
    assert not is_as_noted(settings)
    note_build(settings)  # there is no history to note
    history(settings).parent.mkdir(parents=True)
    (history(settings).parent / "runs").mkdir()
    (history(settings).parent / "runs" / "index.db").touch()
    with closing(sqlite3.connect(history(settings))) as database, database:
        database.execute("CREATE TABLE runs (id INTEGER, update_timestamp TEXT)")
    assert not is_as_noted(settings)
    note_build(settings)
    assert is_as_noted(settings)
    monkeypatch.setenv("DAGSTER_HOME", str(storage_folder(settings)))
    assert not is_as_noted(settings)
    monkeypatch.delenv("DAGSTER_HOME")
    note = storage_folder(settings) / "last_build.json"
    os.utime(note, (time.time() - 90_000,) * 2)
    assert not is_as_noted(settings)
    note_build(settings)
    with closing(sqlite3.connect(history(settings))) as database, database:
        database.execute("INSERT INTO runs VALUES (1, '')")
    assert not is_as_noted(settings)
    history(settings).write_bytes(b"damaged")
    assert not is_as_noted(settings)
