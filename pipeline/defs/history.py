"""The history of runs in Dagster's storage: how long it is kept, and how it is forgotten after a takedown.

It is a history only: what is built is known from the lake. What it holds beside times and counts are the first rows of
tables (`pipeline.defs.display`), and so text.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dagster import AssetKey, AssetRecordsFilter, DagsterEventType, DagsterInstance, RunsFilter
from dagster._core.instance.utils import RUNLESS_RUN_ID
from dagster._core.storage.dagster_run import FINISHED_STATUSES, NOT_FINISHED_STATUSES
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from filelock import FileLock, Timeout

from pipeline.defs.superseded import delete_superseded

KEPT_RUNS = 30
KEPT_DAYS = 30
"""A finished run is kept while it is among the last `KEPT_RUNS` and ended at most `KEPT_DAYS` days ago."""

# A build is three runs, of which the first makes room for all.
_RUNS_OF_A_BUILD = 3
# Each costs some 20 ms; a long history from before runs were deleted goes in several builds.
_MOST_AT_ONCE = 100
_LOCK = ".deleting.lock"
_SECONDS_TO_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The result of deleting history: the number of runs.

    `running` are in progress and kept; `problem` says what failed.
    """

    n_runs: int
    running: tuple[str, ...]
    problem: str | None = None


def prune_history(instance: DagsterInstance, now: datetime) -> list[str]:
    """Delete the finished runs that are not kept any longer, a hundred at most; the ids of those deleted.

    A run that is not finished is never deleted. What the UI shows of a month outlives the run that built it: it is
    reported again, of no run. Nothing is deleted while another process deletes runs.
    """
    with _alone(instance, 0) as is_alone:
        return _prune(instance, now) if is_alone else []


def _prune(instance: DagsterInstance, now: datetime) -> list[str]:
    n_kept = KEPT_RUNS - _RUNS_OF_A_BUILD
    finished = RunsFilter(statuses=FINISHED_STATUSES)
    records = instance.get_run_records(finished, limit=n_kept + _MOST_AT_ONCE)  # newest first
    oldest = now - timedelta(days=KEPT_DAYS)
    outdated = [
        record
        for place, record in enumerate(records)
        if place >= n_kept or record.update_timestamp.replace(tzinfo=UTC) < oldest
    ][-_MOST_AT_ONCE:]
    run_ids = [record.dagster_run.run_id for record in outdated]
    if outdated:
        _keep_months_of(instance, frozenset(run_ids))
    for run_id in run_ids:
        _delete_run(instance, run_id)
    if outdated:
        running = {run.run_id for run in instance.get_runs(RunsFilter(statuses=NOT_FINISHED_STATUSES))}
        delete_superseded(instance, outdated[0].create_timestamp.replace(tzinfo=UTC), running)
    return run_ids


def _keep_months_of(instance: DagsterInstance, run_ids: frozenset[str]) -> None:
    """Report again the months whose last report is in these runs, so that it is kept."""
    for key in {key for run_id in run_ids for key in _partitioned_assets(instance, run_id)}:
        newest = instance.event_log_storage.get_latest_storage_id_by_partition(
            key, DagsterEventType.ASSET_MATERIALIZATION
        )
        for ids in _in_parts(sorted(newest.values())):
            wanted = AssetRecordsFilter(asset_key=key, storage_ids=ids)
            for record in instance.fetch_materializations(wanted, limit=len(ids)).records:
                if record.run_id in run_ids and record.asset_materialization is not None:
                    instance.report_runless_asset_event(record.asset_materialization)


def _partitioned_assets(instance: DagsterInstance, run_id: str) -> set[AssetKey]:
    """Return the assets of which a run reported months."""
    records = instance.get_records_for_run(run_id, of_type=DagsterEventType.ASSET_MATERIALIZATION).records
    events = [record.event_log_entry.dagster_event for record in records]
    return {event.asset_key for event in events if event and event.asset_key and event.partition}


def _in_parts(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def forget_history(instance: DagsterInstance) -> Forgotten:
    """Delete every finished run with its events and logs, and the stored metadata of assets, so that no text is left.

    The next build reports the months again. SQLite's files are rewritten, since deleted rows stay in them.
    """
    with _alone(instance, _SECONDS_TO_WAIT):
        runs = [run.run_id for run in instance.get_runs(RunsFilter(statuses=FINISHED_STATUSES))]
        for run_id in runs:
            _delete_run(instance, run_id)
    keys = list(instance.all_asset_keys())
    if keys:
        instance.wipe_assets(keys)
    problem = _compact(instance)
    running = tuple(run.run_id for run in instance.get_runs(RunsFilter(statuses=NOT_FINISHED_STATUSES)))
    return Forgotten(len(runs), running, problem)


@contextmanager
def _alone(instance: DagsterInstance, seconds: float) -> Iterator[bool]:
    """Keep other processes from deleting runs, and tell whether none does; they are waited for.

    SQLite has a database for the events of each run. A process that reads one which another has just deleted makes an
    empty one, in which no table is found.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        yield True
        return
    lock = FileLock(Path(storage.path_for_shard(INDEX_SHARD_NAME)).with_name(_LOCK))
    try:
        lock.acquire(seconds)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _delete_run(instance: DagsterInstance, run_id: str) -> None:
    """Delete a run, its events, and the files that are its own."""
    instance.delete_run(run_id)
    with suppress(NotImplementedError):  # a log manager may not know how
        instance.compute_log_manager.delete_logs(prefix=[run_id])
    with suppress(AttributeError, OSError):  # artifacts need not lie on this disk
        shutil.rmtree(Path(instance.storage_directory(), run_id), ignore_errors=True)
    _delete_shard(instance, run_id)


def _delete_shard(instance: DagsterInstance, run_id: str) -> None:
    """Delete the database that SQLite has for the events of one run; other storages have none."""
    storage = instance.event_log_storage
    if isinstance(storage, SqliteEventLogStorage):
        path = Path(storage.path_for_shard(run_id))
        for file in (path, *(path.with_name(f"{path.name}-{kind}") for kind in ("wal", "shm", "journal"))):
            file.unlink(missing_ok=True)
        storage._initialized_dbs.discard(run_id)


def _compact(instance: DagsterInstance) -> str | None:
    """Have SQLite rewrite its index without the deleted rows; return the problem, if any."""
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        return None
    _delete_shard(instance, RUNLESS_RUN_ID)
    path = storage.path_for_shard(INDEX_SHARD_NAME)
    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        return f"{path}: deleted rows are still in the file ({error}): end what uses it, then run this again"
    return None
