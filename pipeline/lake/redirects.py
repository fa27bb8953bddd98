"""Make the table `redirects` of a month: the ids of version 1.0.0, and those before people's corrections.

Rows are identified by their document and their words, and so are the actors that only one document knows: where a
document's id has changed, theirs have. The old ones are made by the present rule from the document's earlier id. A row
that a person gave other words has the id of these, and is found by the one that extraction gave it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.extract.actors.roster import local_actor_id
from pipeline.identity import make_id
from schemas.export import arrow_schema

_MOST_ALIKE = 1_000  # a row that was rejected leaves a gap in the numbers of rows with the same words

_Redirect = tuple[str, str, str, str]


def redirects_of(tables: Mapping[str, pa.Table], renamed: Sequence[Mapping[str, str]] = ()) -> pa.Table:
    """Return the redirects of a month with these tables, sorted by document, table and old id.

    `renamed` are those of rows that people gave other words.
    """
    found = _of_earlier_ids(tables)
    found += [(row["table"], row["old_id"], row["new_id"], row["document_id"]) for row in renamed]
    if not found:
        return arrow_schema("redirects").empty_table()
    ordered = sorted(set(found), key=lambda redirect: (redirect[3], *redirect[:3]))
    columns = [pa.array(values, pa.string()) for values in zip(*ordered, strict=True)]
    return pa.table(columns, schema=arrow_schema("redirects"))


def _of_earlier_ids(tables: Mapping[str, pa.Table]) -> list[_Redirect]:
    moved = tables["documents"].filter(pc.is_valid(tables["documents"]["earlier_id"]))
    if not moved.num_rows:
        return []
    earlier = dict(zip(moved["document_id"].to_pylist(), moved["earlier_id"].to_pylist(), strict=True))
    texts = dict(zip(moved["document_id"].to_pylist(), moved["text"].to_pylist(), strict=True))
    found = [("documents", old, new, new) for new, old in earlier.items()]
    for table, key in (("dates", "date_id"), ("mentions", "mention_id")):
        rows = _rows(tables[table], (key, "document_id", "text"), earlier)
        found += _of_rows(table, ((row[key], row["document_id"], (row["text"],)) for row in rows), earlier)
    rows = _rows(tables["statements"], ("statement_id", "document_id", "spans"), earlier)
    words = ((row["statement_id"], row["document_id"], _words(row, texts)) for row in rows)
    found += _of_rows("statements", words, earlier)
    rows = _rows(tables["appearances"], ("actor_id", "document_id", "kind", "local_key"), earlier)
    found += _of_actors(rows, earlier)
    return found


def _rows(rows: pa.Table, names: tuple[str, ...], earlier: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of documents with an earlier id, in their order."""
    rows = rows.select(names).filter(pc.is_in(rows["document_id"], value_set=pa.array(list(earlier), pa.string())))
    for batch in rows.to_batches(max_chunksize=_MOST_ALIKE):
        yield from batch.to_pylist()


def _words(row: Mapping[str, Any], texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(texts[row["document_id"]][span["start"] : span["end"]] for span in row["spans"])


def _of_rows(
    table: str, rows: Iterator[tuple[str, str, tuple[str, ...]]], earlier: Mapping[str, str]
) -> Iterator[_Redirect]:
    """Yield the redirects of rows, given as id, document and words, in the order in which their ids were made."""
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    prefix = table.removesuffix("s")
    for new_id, document_id, words in rows:
        first = seen[document_id, words]
        for number in range(first, first + _MOST_ALIKE):
            if make_id(prefix, document_id, *words, str(number)) == new_id:
                seen[document_id, words] = number + 1
                old_id = make_id(prefix, earlier[document_id], *words, str(number))
                yield table, old_id, new_id, document_id
                break


def _of_actors(rows: Iterator[dict[str, Any]], earlier: Mapping[str, str]) -> Iterator[_Redirect]:
    """Yield the redirects of actors that only their document knows."""
    for row in rows:
        if row["local_key"] is not None:
            old_id = local_actor_id(row["kind"], earlier[row["document_id"]], row["local_key"])
            yield "actors", old_id, row["actor_id"], row["document_id"]
