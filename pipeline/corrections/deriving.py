"""What follows from the rows of a document: order, nesting, names and counts of actors, whom statements are about."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.corrections.document import JudgedDocument, Row, spans_of
from pipeline.extract.about import about_rows
from pipeline.extract.annotation import Statement
from pipeline.extract.nesting import counts_once, nesting_of
from pipeline.extract.rows import UNCOUNTED

_ROLES = (
    ("speaker_actor_id", "speaker"),
    ("source_actor_id", "according_to"),
    ("addressee_actor_id", "addressee"),
)


def derive(document: JudgedDocument, before: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return all tables of the document after its rows were judged; `before` are those that extraction made."""
    dates = sorted(document.rows["dates"], key=lambda row: (row["start"], row["end"]))
    mentions = sorted(document.rows["mentions"], key=lambda row: (row["start"], row["end"]))
    statements = sorted(document.rows["statements"], key=spans_of)
    if document.is_nested_otherwise:
        _nest(statements)
    appearances = _appearances(document, before, mentions, statements)
    actors = {actor["actor_id"]: actor for actor in appearances}
    for row in statements:
        for column, name in _ROLES:
            row[name] = actors[row[column]]["name"] if row[column] else None
        row["speaker_kind"] = actors[row["speaker_actor_id"]]["kind"] if row["speaker_actor_id"] else None
    about = about_rows(
        mentions, statements, appearances, document_id=document.document_id, published_on=document.published_on
    )
    return {
        "dates": dates,
        "mentions": mentions,
        "statements": statements,
        "about": about,
        "appearances": appearances,
    }


def _nest(statements: Sequence[Row]) -> None:
    """Fill depth, root and whether it counts its saying."""
    place_of = {row["statement_id"]: place for place, row in enumerate(statements)}
    actors = {row["speaker_actor_id"] for row in statements} - {None}
    number_of = {actor_id: number for number, actor_id in enumerate(sorted(actors))}
    parsed = [_as_extracted(row, place_of, number_of) for row in statements]
    for row, statement, nesting in zip(statements, parsed, nesting_of(parsed), strict=True):
        row["depth"] = nesting.depth
        row["root_statement_id"] = statements[nesting.root]["statement_id"]
        row["counts_once"] = counts_once(statement, parsed)


def _as_extracted(row: Row, place_of: Mapping[str, int], number_of: Mapping[str, int]) -> Statement:
    def spans(name: str) -> tuple[tuple[int, int], ...]:
        return tuple((span["start"], span["end"]) for span in row[name])

    parent = row["parent_statement_id"]
    return Statement(
        row["type"],
        row["medium"],
        spans("spans"),
        row["rule"],
        speaker_spans=spans("speaker_spans"),
        speaker_actor=None if row["speaker_actor_id"] is None else number_of[row["speaker_actor_id"]],
        cue_spans=spans("cue_spans"),
        parent=None if parent is None else place_of[parent],
    )


def _appearances(
    document: JudgedDocument, before: Mapping[str, Sequence[Row]], mentions: Sequence[Row], statements: Sequence[Row]
) -> list[Row]:
    """Return the actors with new counts, without those whom nothing names any more."""
    n_mentions = Counter(row["actor_id"] for row in mentions if row["mention_kind"] not in UNCOUNTED)
    n_statements = Counter(row["speaker_actor_id"] for row in statements)
    was_named = _named(before.get("mentions", ()), before.get("statements", ()))
    is_named = _named(mentions, statements)
    found = []
    for actor_id, actor in sorted(document.appearances.items()):
        if actor_id in is_named or (actor_id not in was_named and actor in before.get("appearances", ())):
            found.append(actor | {"n_mentions": n_mentions[actor_id], "n_statements": n_statements[actor_id]})
    return found


def _named(mentions: Sequence[Row], statements: Sequence[Row]) -> set[Any]:
    return {row["actor_id"] for row in mentions} | {row[column] for row in statements for column, _ in _ROLES}
