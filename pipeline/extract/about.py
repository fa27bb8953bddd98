"""Whom a statement is about: every statement of a document with every mention of an actor within its spans."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def about_rows(
    mentions: Sequence[Row],
    statements: Sequence[Row],
    appearances: Sequence[Row],
    *,
    document_id: str,
    published_on: date | None,
) -> list[dict[str, Any]]:
    """Return the rows of `about` for one document, from its rows of these tables, in the order of the statements.

    The mentions of a statement are in the order of the text. A mention in a nested statement is also one in the
    statements around it; it is innermost in a statement if no statement nested in this one contains it.
    """
    found = _mentions_within(mentions, statements)
    around = _around(found, {s["statement_id"]: s["parent_statement_id"] for s in statements})
    actors = {actor["actor_id"]: actor for actor in appearances}
    return [
        {
            "actor": actors[mention["actor_id"]]["name"],
            "actor_kind": actors[mention["actor_id"]]["kind"],
            "is_innermost": (statement_id, mention["mention_id"]) not in around,
            "published_on": published_on,
            "statement_id": statement_id,
            "mention_id": mention["mention_id"],
            "actor_id": mention["actor_id"],
            "document_id": document_id,
        }
        for statement_id, within in found.items()
        for mention in within
    ]


def _mentions_within(mentions: Sequence[Row], statements: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the mentions within the spans of each statement by its id; `mentions` are in the order of the text."""
    starts = [mention["start"] for mention in mentions]
    found: dict[str, list[Row]] = {}
    for statement in statements:
        within = found.setdefault(statement["statement_id"], [])
        for span in statement["spans"]:
            for mention in mentions[bisect_left(starts, span["start"]) : bisect_left(starts, span["end"])]:
                if mention["end"] <= span["end"]:
                    within.append(mention)
    return found


def _around(found: Mapping[str, Sequence[Row]], parent_of: Mapping[str, str | None]) -> set[tuple[str, str]]:
    """Return pairs of a mention and a statement around another one that contains it.

    A pair that is known ends the walk to the outermost statement, since those further out are known as well.
    """
    around: set[tuple[str, str]] = set()
    for statement_id, within in found.items():
        for mention in within:
            outer = parent_of[statement_id]
            while outer is not None and (pair := (outer, mention["mention_id"])) not in around:
                around.add(pair)
                outer = parent_of.get(outer)
    return around
