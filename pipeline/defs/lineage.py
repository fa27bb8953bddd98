"""Which columns of other tables a column is made from, as far as contract and pipeline say it."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from pipeline.lake.document_columns import DOCUMENT_COLUMNS
from pipeline.validate.references import PLACED_TABLES, STATEMENT_SURFACES
from schemas.tables import TABLES

_TEXT = ("documents", "text")


def lineage_of(table: str, upstream: Collection[str]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return (table, column) of what each column of `table` is made from, for those of which that is known.

    `upstream` names the tables that `table` is made from. A key that refers to one of them is of it; the key of a table
    that is counted comes from the columns of `upstream` that refer to it. Columns that are joined from the document, or
    are words of it, come from its columns.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for column, target in TABLES[table].references.items():
        if target != table and target in upstream:
            (key,) = TABLES[target].key
            found[column].append((target, key))
    for source in (name for name in upstream if name in TABLES):
        for column, target in TABLES[source].references.items():
            if target == table:
                (key,) = TABLES[table].key
                found[key].append((source, column))
    for column in DOCUMENT_COLUMNS.get(table, ()):
        found[column].append(("documents", column))
    for column in _words_of_documents(table):
        found[column].append(_TEXT)
    return {column: tuple(sources) for column, sources in found.items()}


def _words_of_documents(table: str) -> Collection[str]:
    if table == "statements":
        return [surface for surface, _ in STATEMENT_SURFACES]
    return ["text"] if table in PLACED_TABLES else []
