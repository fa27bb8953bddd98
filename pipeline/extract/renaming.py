"""The rows of a document under another id, without annotating its text again.

What is extracted depends on the id in one way only: every id of a row is made from it. So all of them are made anew
from the surfaces, as `annotation_rows` makes them, and put in place of the old ones wherever these stand.
"""

from collections.abc import Mapping, Sequence

from pipeline.extract.actors.roster import local_actor_id
from pipeline.extract.rows import IdMint, Row


def rename_document(rows: Mapping[str, Sequence[Row]], text: str, document_id: str) -> dict[str, list[Row]]:
    """Return the rows that a document with this text would have if its id were `document_id`.

    `rows` are all that `annotation_rows` returned for it, by table, each in its order.
    """
    new_ids = _new_ids(rows, text, document_id)
    renamed = {table: [_renamed(row, new_ids, document_id) for row in found] for table, found in rows.items()}
    renamed["appearances"].sort(key=lambda row: str(row["actor_id"]))
    return renamed


def _renamed(row: Row, new_ids: Mapping[str, str], document_id: str) -> Row:
    moved = {name: new_ids.get(value, value) if isinstance(value, str) else value for name, value in row.items()}
    return moved | {"document_id": document_id}


def _new_ids(rows: Mapping[str, Sequence[Row]], text: str, document_id: str) -> dict[str, str]:
    """Return the new id for each old one that is a function of the document's."""
    found = {
        row["actor_id"]: local_actor_id(row["kind"], document_id, row["local_key"])
        for row in rows["appearances"]
        if row["local_key"] is not None
    }
    for prefix, table in (("date", "dates"), ("mention", "mentions")):
        mint = IdMint(prefix, document_id)
        found |= {row[f"{prefix}_id"]: mint.mint(row["text"]) for row in rows[table]}
    mint = IdMint("statement", document_id)
    for row in rows["statements"]:
        found[row["statement_id"]] = mint.mint(*(text[span["start"] : span["end"]] for span in row["spans"]))
    return found
