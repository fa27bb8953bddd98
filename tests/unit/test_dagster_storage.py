"""Dagster's storage that cannot be opened or written: one line that says what to do."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from pipeline.defs.instance import open_instance
from pipeline.errors import OnrecordError
from tests.corpora import settings_in


def test_a_database_that_fails_is_one_line_that_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    settings = settings_in(tmp_path)
    with pytest.raises(OnrecordError, match=r"Dagster's storage cannot be opened: .*home"), open_instance(settings):
        raise AssertionError
    (tmp_path / "home").mkdir()
    full = OperationalError("INSERT …", {}, sqlite3.OperationalError("database or disk is full"))
    with (
        pytest.raises(OnrecordError, match=r"home\): .*disk is full: see that its disk") as caught,
        open_instance(settings),
    ):
        raise full
    assert "\n" not in str(caught.value)
    damaged = OperationalError("SELECT …", {}, sqlite3.DatabaseError("database disk image is malformed"))
    with pytest.raises(OnrecordError, match=r"malformed: remove the databases in it"), open_instance(settings):
        raise damaged


def test_a_database_that_is_none_is_one_line_that_says_what_to_remove(tmp_path):
    settings = settings_in(tmp_path)
    with open_instance(settings) as instance:
        instance.get_runs()
    found = sorted((tmp_path / "data/dagster").rglob("*.db"))
    assert found
    for path in found:
        path.write_bytes(b"no database" * 999)
    with (
        pytest.raises(OnrecordError, match=r"not a database: remove the databases in it"),
        open_instance(settings) as it,
    ):
        it.get_runs()
