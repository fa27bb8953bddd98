"""Dagster's history in SQLite as builds write it: the same content in the same files, with far fewer connections."""

import threading
import uuid
from pathlib import Path

import pytest
from dagster import AssetKey, AssetMaterialization, DagsterEvent, DagsterEventType, DagsterInstance, EventLogEntry
from dagster._core.events import StepMaterializationData
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from sqlalchemy.engine import create

from pipeline.defs.instance import open_instance
from pipeline.defs.sqlite_storage import EventLog
from pipeline.settings import make_settings


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with open_instance(make_settings(data=str(tmp_path / "data"))) as opened:
        yield opened


def materialized(run_id: str, month: str) -> EventLogEntry:
    event = DagsterEvent(
        DagsterEventType.ASSET_MATERIALIZATION.value,
        "job",
        event_specific_data=StepMaterializationData(AssetMaterialization("statements", partition=month)),
    )
    return EventLogEntry(
        error_info=None, level=20, user_message="", run_id=run_id, timestamp=1.0, dagster_event=event, job_name="job"
    )


def dagsters_own(instance: DagsterInstance) -> SqliteEventLogStorage:
    log = SqliteEventLogStorage(str(Path(instance.event_log_storage.path_for_shard("index")).parent))
    log.register_instance(instance)
    return log


def months(log: SqliteEventLogStorage) -> set[str]:
    return set(log.get_materialized_partitions(AssetKey("statements")))


def test_dagsters_own_storage_reads_what_is_stored(instance):
    log = instance.event_log_storage
    assert isinstance(log, EventLog)
    run = str(uuid.uuid4())
    for month in ("2025-01", "2025-02"):
        log.store_event(materialized(run, month))
    theirs = dagsters_own(instance)
    assert months(log) == months(theirs) == {"2025-01", "2025-02"}
    assert [entry.dagster_event.partition for entry in theirs.get_logs_for_run(run)] == ["2025-01", "2025-02"]


def test_what_another_process_stores_is_read(instance):
    log = instance.event_log_storage
    log.store_event(materialized(str(uuid.uuid4()), "2025-01"))
    dagsters_own(instance).store_event(materialized(str(uuid.uuid4()), "2025-02"))
    assert months(log) == {"2025-01", "2025-02"}


def test_who_watches_a_run_sees_each_event(instance):
    log, theirs, run = instance.event_log_storage, dagsters_own(instance), str(uuid.uuid4())
    log.store_event(materialized(run, "2025-01"))
    seen, came = [], threading.Event()

    def look(entry, cursor):
        seen.append(entry.dagster_event.partition)
        if "2025-02" in seen:
            came.set()

    theirs.watch(run, None, look)
    try:
        log.store_event(materialized(run, "2025-02"))
        assert came.wait(20)
    finally:
        theirs.end_watch(run, look)
        theirs.dispose()


def test_events_of_a_run_share_their_engines_and_those_of_old_runs_are_given_up(instance, monkeypatch):
    made = []
    make = create.create_engine
    monkeypatch.setattr(
        "pipeline.defs.sqlite_storage.create_engine", lambda *a, **b: made.append(a[0]) or make(*a, **b)
    )
    log, run = instance.event_log_storage, str(uuid.uuid4())
    for number in range(12):
        log.store_event(materialized(run, f"2024-{1 + number:02}"))
    assert sorted(map(made.count, set(made))) == [1, 1]  # the run's and the index
    for _ in range(20):
        log.store_event(materialized(str(uuid.uuid4()), "2025-03"))
    assert len(log._engines) <= 8
