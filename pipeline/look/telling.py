"""A document or a statement in words for a terminal: who said what to whom, citing whom, as reported by whom."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.counted import counted
from pipeline.literal import literal
from pipeline.look.document import WITHHELD, Document

_WIDTH = 100
_INDENT = "    "
_OTHERS = (("according_to", "source_text", "citing"), ("addressee", "addressee_text", "to"))


def tell_document(document: Document, version: str) -> Iterator[str]:
    """Yield the lines about a document and its statements, nested ones under those around them.

    If a statement was asked for, only the chain it stands in is told, and the statement is marked with `>`.
    """
    row = document.row
    if document.now:
        yield literal(f"{document.wanted} is now {document.now}")
    yield literal(row["title"] or ("(no headline)" if document.text else "(headline withheld)"))
    facts = (row.get("publisher") or row.get("host"), row["published_on"] or "undated", row["language"], row["url"])
    yield literal(", ".join(str(fact) for fact in facts if fact))
    yield f"{row['document_id']} in release {version}"
    if document.note:
        yield document.note
    statements = _in_order(document.answer["statements"])
    if document.statement_id:
        statements = _chain(statements, document.statement_id)
    else:
        yield counted(len(statements), "statement")
    for depth, statement in statements:
        yield ""
        yield from _tell(statement, depth, is_wanted=statement["statement_id"] == document.statement_id)


def _in_order(statements: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the statements in the order of the text with their depths, each before those nested in it."""
    known = {statement["statement_id"] for statement in statements}
    nested: dict[str | None, list[Mapping[str, Any]]] = {}
    for statement in sorted(statements, key=_place):
        parent = statement["parent_statement_id"]
        nested.setdefault(parent if parent in known else None, []).append(statement)
    found = []
    waiting = [(0, statement) for statement in reversed(nested.get(None, []))]
    while waiting:
        depth, statement = waiting.pop()
        found.append((depth, statement))
        waiting += [(depth + 1, inner) for inner in reversed(nested.get(statement["statement_id"], []))]
    return found


def _place(statement: Mapping[str, Any]) -> tuple[int, int, str]:
    start, end = statement["spans"][0][0], statement["spans"][-1][1]
    return (start, -end, statement["statement_id"])


def _chain(statements: list[tuple[int, Mapping[str, Any]]], statement_id: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the outermost statement around the one with this id, and all that is nested in it."""
    at = [found["statement_id"] for _, found in statements].index(statement_id)
    start = max(number for number in range(at + 1) if statements[number][0] == 0)
    end = next((n for n in range(start + 1, len(statements)) if statements[n][0] == 0), len(statements))
    return statements[start:end]


def _tell(statement: Mapping[str, Any], depth: int, *, is_wanted: bool) -> Iterator[str]:
    indent = _INDENT * depth
    mark = "> " if is_wanted else "  "
    yield literal(f"{indent}{mark}{tell_attribution(statement)}")
    words = literal(" ".join((statement["text"] or WITHHELD).split()))
    yield from textwrap.wrap(words, _WIDTH, initial_indent=f"{indent}  ", subsequent_indent=f"{indent}  ")
    yield f"{indent}  {statement['statement_id']}"


def tell_attribution(statement: Mapping[str, Any]) -> str:
    """Return who said it, citing whom, to whom, when and how: `Karl Probe (person), citing Beamte, on 2025-09-10`."""
    speaker = statement.get("speaker") or statement["speaker_text"]
    if speaker is None:
        speaker = f"a speaker whose name is {WITHHELD[1:-1]}" if statement["speaker_actor_id"] else "nobody named"
    kind = statement.get("speaker_kind")
    parts = [f"{speaker} ({_word(kind)})" if kind else speaker]
    for name, surface, preposition in (
        ("according_to", "source_text", "citing"),
        ("addressee", "addressee_text", "to"),
    ):
        who = statement.get(name) or statement.get(surface)
        parts += [f"{preposition} {who}"] if who else []
    first, last = statement["stated_from"], statement["stated_to"]
    if first:
        parts.append(f"on {first}" if first == last else f"between {first} and {last}")
    how = [_word(statement["type"])] + [_word(statement["medium"])] * (statement["medium"] != "none")
    return f"{', '.join(parts)} ({', '.join(how)})"


def _word(value: str) -> str:
    return value.replace("_", " ")


def tell_hit(hit: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines about one statement that a search found, and an empty one."""
    outlet = ", ".join(str(fact) for fact in (hit["published_on"] or "undated", hit["publisher"], hit["url"]) if fact)
    yield literal(tell_attribution(hit))
    words = literal(" ".join((hit["text"] or WITHHELD).split()))
    yield from textwrap.wrap(words, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield literal(f"  {hit['statement_id']}, {outlet}")
    yield ""
