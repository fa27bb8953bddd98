"""The event log that stays open: what is told is there for every other reader, and nothing stays behind."""

import sqlite3

import pytest
from dagster import AssetKey, AssetMaterialization, DagsterInstance
from dagster._core.definitions.data_version import DATA_VERSION_TAG
from sqlalchemy.exc import OperationalError

from pipeline.defs.event_log import kept_open
from pipeline.defs.instance import open_instance
from pipeline.errors import OnrecordError
from tests.corpora import settings_in


def tell(instance, *months):
    for month in months:
        tags = {DATA_VERSION_TAG: month}
        instance.report_runless_asset_event(AssetMaterialization("documents", partition=month, tags=tags))


def told(instance):
    found = instance.fetch_materializations(AssetKey("documents"), limit=100).records
    return sorted(record.partition_key for record in found)


def test_what_is_told_is_seen_by_others_at_once_and_stays(tmp_path, monkeypatch):
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    opened = []
    connect = sqlite3.dbapi2.connect

    def counted(*arguments, **named):
        opened.append(arguments[0])
        return connect(*arguments, **named)

    with DagsterInstance.from_config(str(tmp_path)) as instance, DagsterInstance.from_config(str(tmp_path)) as other:
        tell(instance, "2025-01")
        with kept_open(instance), kept_open(instance):
            tell(instance, "2025-02")
            monkeypatch.setattr(sqlite3.dbapi2, "connect", counted)
            tell(instance, *(f"2025-{month:02}" for month in range(3, 9)))
            monkeypatch.undo()
            assert not [path for path in opened if path.endswith("/index.db")]
            assert told(other) == [f"2025-{month:02}" for month in range(1, 9)]
        tell(instance, "2025-09")
        assert told(instance) == told(other) == [f"2025-{month:02}" for month in range(1, 10)]
    assert not list(tmp_path.rglob("*-wal"))


def test_another_storage_is_left_alone():
    with DagsterInstance.ephemeral() as instance, kept_open(instance):
        tell(instance, "2025-01")
        assert told(instance) == ["2025-01"]


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
