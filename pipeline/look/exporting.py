"""Write all tables of a release where other programs open them: one SQLite file, or a folder of CSV files.

What is written stands under a temporary name until it is complete. Rows come in the order of the release, so that the
same release gives the same file.
"""

import csv
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import OnrecordError
from pipeline.look.cells import to_cell, to_scalar
from pipeline.look.tables import create_statements, index_statements, quoted, search_statements
from pipeline.publish.places import PlacedRelease
from pipeline.release.contents import Contents

_AT_ONCE = 2_000


def export_sqlite(release: PlacedRelease, path: Path, *, is_replaced: bool) -> dict[str, int]:
    """Write the release as an SQLite file with keys, references and full-text search; rows by table.

    Raises OnrecordError if it cannot be written, or if `path` exists and not `is_replaced`.
    """
    check_free(path, is_replaced=is_replaced)
    if path.is_dir():
        raise OnrecordError(f"{path}: is a folder: give --sqlite the name of a file")
    contents, tables = release.contents(), release.manifest.tables
    with _beside(path) as temporary:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
            # A file that is not complete is thrown away, so nothing has to be undone in it.
            database.execute("pragma journal_mode = off")
            database.execute("pragma synchronous = off")
            database.execute("begin")
            for statement in create_statements(tables):
                database.execute(statement)
            counts = {table: _fill(database, contents, table) for table in tables}
            for statement in (*index_statements(tables), *search_statements(tables)):
                database.execute(statement)
            database.execute("commit")
        temporary.replace(path)
    return counts


def _fill(database: sqlite3.Connection, contents: Contents, table: str) -> int:
    names = [column.name for column in contents.tables[table].columns]
    marks = ", ".join("?" * len(names))
    insert = f"insert into {quoted(table)} ({', '.join(map(quoted, names))}) values ({marks})"
    n_rows = 0
    for rows in _rows(contents, table, names):
        database.executemany(insert, ([to_scalar(value) for value in row] for row in rows))
        n_rows += len(rows)
    return n_rows


def export_csv(release: PlacedRelease, folder: Path, *, is_replaced: bool) -> dict[str, int]:
    """Write the release as one CSV file a table; rows by table.

    UTF-8 with a byte order mark, by which Excel knows it. Raises OnrecordError if it cannot be written, or if `folder`
    exists and not `is_replaced`; a folder that has other files is never replaced.
    """
    check_free(folder, is_replaced=is_replaced)
    if folder.exists() and not _is_export(folder):
        raise OnrecordError(f"{folder}: has other files than tables as CSV: give --csv the name of a new folder")
    contents = release.contents()
    counts = {}
    with _beside(folder) as temporary:
        temporary.mkdir()
        for table, entry in release.manifest.tables.items():
            names = [column.name for column in entry.columns]
            with (temporary / f"{table}.csv").open("x", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(names)
                counts[table] = 0
                for rows in _rows(contents, table, names):
                    writer.writerows([to_cell(value) for value in row] for row in rows)
                    counts[table] += len(rows)
        if folder.exists():
            shutil.rmtree(folder)
        temporary.replace(folder)
    return counts


def _is_export(folder: Path) -> bool:
    return folder.is_dir() and all(path.suffix == ".csv" and path.is_file() for path in folder.iterdir())


def _rows(contents: Contents, table: str, names: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    for file in contents.of(table):
        for batch in contents.batches(file, names, _AT_ONCE):
            columns = [batch[name].to_pylist() for name in names]
            yield list(zip(*columns, strict=True))


def check_free(path: Path, *, is_replaced: bool) -> None:
    """Raise OnrecordError if `path` exists and not `is_replaced`."""
    if path.exists() and not is_replaced:
        raise OnrecordError(f"{path}: exists: give another name, or --replace to write it anew")
    if not path.absolute().parent.is_dir():
        raise OnrecordError(f"{path.absolute().parent}: no such folder: make it first")


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside `path`, on the same disk; what is left under it is removed.

    Converts refusals of the system into an OnrecordError.
    """
    temporary = path.absolute().parent / f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}"
    try:
        yield temporary
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OnrecordError(f"{path}: cannot be written ({reason})") from None
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary, ignore_errors=True)
        temporary.unlink(missing_ok=True)
