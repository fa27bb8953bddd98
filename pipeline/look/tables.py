"""The tables of a release in the words of SQLite: columns, keys, references, indices, full-text search."""

from collections.abc import Iterator, Mapping

from pipeline.release.manifest import TableEntry
from schemas.tables import TABLES

# Columns with words, by table; a search of Datasette finds them there. Names and spellings without accents match too.
_SEARCHED = {"statements": ("text", "speaker", "title"), "documents": ("title", "text"), "actors": ("name", "aliases")}
_TYPES = (("int", "integer"), ("uint", "integer"), ("bool", "integer"), ("float", "real"), ("double", "real"))


def quoted(name: str) -> str:
    """Return a name as SQL writes one that may be a word of SQL."""
    return '"' + name.replace('"', '""') + '"'


def create_statements(tables: Mapping[str, TableEntry]) -> Iterator[str]:
    """Yield what creates each table, with its key and its references to the others."""
    for table, entry in tables.items():
        lines = [
            f"{quoted(column.name)} {_type(column.type)}{'' if column.is_nullable else ' not null'}"
            for column in entry.columns
        ]
        lines.append(f"primary key ({_names(entry.key)})")
        lines += [
            f"foreign key ({quoted(column)}) references {quoted(other)} ({_names(tables[other].key)})"
            for column, other in _references(table, tables)
        ]
        yield f"create table {quoted(table)} (\n  " + ",\n  ".join(lines) + "\n)"


def index_statements(tables: Mapping[str, TableEntry]) -> Iterator[str]:
    """Yield an index for each reference, by which the rows that refer to one are found."""
    for table in tables:
        for column, _ in _references(table, tables):
            yield f"create index {quoted(f'{table}_{column}')} on {quoted(table)} ({quoted(column)})"


def search_statements(tables: Mapping[str, TableEntry]) -> Iterator[str]:
    """Yield what makes the full-text search `TABLE_fts` of each table with words, which refers to the table's rows."""
    for table, wanted in _SEARCHED.items():
        columns = [column for column in wanted if column in _columns(tables, table)]
        if columns:
            name = quoted(f"{table}_fts")
            options = f"content={quoted(table)}, tokenize='unicode61 remove_diacritics 2'"
            yield f"create virtual table {name} using fts5({_names(columns)}, {options})"
            yield f"insert into {name} ({name}) values ('rebuild')"


def _references(table: str, tables: Mapping[str, TableEntry]) -> Iterator[tuple[str, str]]:
    """Yield the columns of `table` that hold the key of another table of this release, with that table."""
    spec = TABLES.get(table)
    for column, other in spec.references.items() if spec else ():
        if column in _columns(tables, table) and other in tables:
            yield column, other


def _columns(tables: Mapping[str, TableEntry], table: str) -> frozenset[str]:
    return frozenset(column.name for column in tables[table].columns) if table in tables else frozenset()


def _names(columns: tuple[str, ...] | list[str]) -> str:
    return ", ".join(map(quoted, columns))


def _type(arrow: str) -> str:
    return next((name for prefix, name in _TYPES if arrow.startswith(prefix)), "text")
