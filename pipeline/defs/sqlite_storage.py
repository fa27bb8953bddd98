"""Dagster's storage in SQLite, without making everything anew for each event.

Dagster's own makes an engine for each statement, so that SQLAlchemy compiles each anew, asks for each event whether the
tables are there, and closes the last connection to the index, which makes SQLite copy its log into the database and
wait for the disk. A first build of 60 months reports some 500 events, half of whose time this took. What is stored, and
in which files, is the same.
"""

from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool, StaticPool

_MOST_ENGINES = 8  # the index and the runs of which somebody asked last


class EventLog(SqliteEventLogStorage):
    """Dagster's log of events in one database a run and an index, with the engines of the last ones kept."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table; one that it has stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """End what watches runs, and all connections."""
        super().dispose()
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()

    @contextmanager
    def _connect(self, shard: str) -> Generator[Connection, None, None]:
        """Provide a connection to the database of a run or the index, one at a time, in a transaction."""
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def _engine(self, shard: str) -> Engine:
        """Return the engine of a database.

        The connection to the index stays open. Those to a run's are closed: who watches a run, as the UI does, sees a
        change of its file only then.
        """
        if shard not in self._engines:
            is_kept = shard == INDEX_SHARD_NAME
            self._engines[shard] = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool if is_kept else NullPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": not is_kept},
            )
        self._engines.move_to_end(shard)
        while len(self._engines) > _MOST_ENGINES:
            self._engines.popitem(last=False)[1].dispose()
        return self._engines[shard]


class SqliteStorage(DagsterSqliteStorage):
    """Dagster's storage of runs, events and schedules in a folder, with the log of events from here."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = EventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Any) -> "SqliteStorage":
        """Make one from `dagster.yaml`; Dagster's own makes one of its class."""
        return cls.from_local(inst_data=inst_data, **config_value)
