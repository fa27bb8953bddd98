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
