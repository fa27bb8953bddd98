"""Delete the events of Dagster's storage that no run has and that newer ones superseded.

With a run Dagster deletes its events, and nothing else. What is reported of no run stays for ever: months that were
reported again when their run was deleted, and checks that were let stand. So do the results of the checks, which are in
a table of their own. All three would grow with each build.

Dagster has no call for this, therefore its tables are used as `dagster._core.storage.event_log.schema` has them; they
are the same in SQLite and Postgres. Of a storage of another kind nothing is deleted.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from dagster import DagsterInstance
from dagster._core.instance.utils import RUNLESS_RUN_ID
from dagster._core.storage.event_log import SqlEventLogStorage, SqliteEventLogStorage
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetEventTagsTable,
    SqlEventLogStorageTable,
)
from sqlalchemy import Column, Connection, Select, Table, func, select

# SQLite takes some thousand values in one statement.
_IN_ONE_STATEMENT = 500


def delete_superseded(instance: DagsterInstance, before: datetime, running: Collection[str]) -> None:
    """Delete what was reported before `before`, save the newest of each asset, month and check.

    The results of checks that belong to a run of `running` stay too, since it may not have reported them yet.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqlEventLogStorage):
        return
    before = before.astimezone(UTC).replace(tzinfo=None)  # as the tables have it
    has_tags = storage.has_table(AssetEventTagsTable.name)
    with storage.index_connection() as index:
        events = _superseded_events(index, before)
        _delete(index, SqlEventLogStorageTable.c.id, events)
        if has_tags:
            _delete(index, AssetEventTagsTable.c.event_id, events)
        _delete(index, AssetCheckExecutionsTable.c.id, _superseded_checks(index, before, running))
    if isinstance(storage, SqliteEventLogStorage):  # has them a second time, in a database for each run and for none
        with storage.run_connection(RUNLESS_RUN_ID) as reported:
            _delete(reported, SqlEventLogStorageTable.c.id, _superseded_events(reported, before))


def _superseded_events(connection: Connection, before: datetime) -> list[int]:
    """Return the ids of old events of no run, save the newest of each type, asset and month."""
    events = SqlEventLogStorageTable.c
    newest = _newest(SqlEventLogStorageTable, events.dagster_event_type, events.asset_key, events.partition)
    old = select(events.id).where(events.run_id == RUNLESS_RUN_ID, events.timestamp < before, events.id.not_in(newest))
    return list(connection.execute(old).scalars())


def _superseded_checks(connection: Connection, before: datetime, running: Collection[str]) -> list[int]:
    """Return the ids of old results of checks, save the newest of each check and those of the runs in progress."""
    checks = AssetCheckExecutionsTable.c
    newest = _newest(AssetCheckExecutionsTable, checks.asset_key, checks.check_name, checks.partition)
    old = select(checks.id, checks.run_id).where(checks.create_timestamp < before, checks.id.not_in(newest))
    return [row.id for row in connection.execute(old) if row.run_id not in running]


def _newest(table: Table, *kinds: Column[Any]) -> Select[tuple[int]]:
    """Select the newest id of each kind."""
    return select(func.max(table.c.id)).group_by(*kinds)


def _delete(connection: Connection, column: Column[Any], values: list[int]) -> None:
    """Delete the rows whose `column` is one of `values`."""
    for start in range(0, len(values), _IN_ONE_STATEMENT):
        connection.execute(column.table.delete().where(column.in_(values[start : start + _IN_ONE_STATEMENT])))
