"""Corrections as test cases: a text, its day and language, and what must be found in it.

A case has the form in which cases of `annotate` are kept: `id`, `kind`, `language`, `date`, `text`, `expect`, `note`.
What cannot be seen in the annotation of one text, such as actors that are one in all documents, makes no case.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.judgement import Judgement
from pipeline.corrections.reading import Corrections
from pipeline.corrections.values import said
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.storage import Storage
from schemas.vocabulary import CorrectionState, Verdict

_HELD = (CorrectionState.APPLIED, CorrectionState.ALREADY_TRUE, CorrectionState.CONFLICT)
_ROLES = {"speaker": "speaker_name", "according_to": "source_text", "addressee": "addressee_text"}
_WORDS = {role: column for role, column in _ROLES.items() if role != "speaker"}  # columns of statements, too


def correction_cases(storage: Storage, corrections: Corrections) -> Iterator[dict[str, Any]]:
    """Yield a case for each correction that holds in the lake's last state, in the order of the files.

    Raises LakeError if the lake has not been built.
    """
    snapshot = take_full_snapshot(storage)
    document_of: dict[str, str] = {}
    row_of: dict[str, str] = {}
    for file in snapshot.of("corrections"):
        for row in snapshot.table(file, ("correction_id", "state", "document_id", "row_id")).to_pylist():
            if row["state"] in _HELD and row["document_id"]:
                document_of[row["correction_id"]] = row["document_id"]
                row_of[row["correction_id"]] = row["row_id"] or ""
    ids = pa.array(sorted(set(document_of.values())), pa.string())
    documents: dict[str, dict[str, Any]] = {}
    for file in snapshot.of("documents"):
        rows = snapshot.table(file, ("document_id", "text", "language", "published_on"))
        rows = rows.filter(pc.and_(pc.is_in(rows["document_id"], value_set=ids), pc.is_valid(rows["text"])))
        documents |= {row["document_id"]: row for row in rows.to_pylist()}
    named = _names(snapshot, sorted(set(row_of.values())))
    changes = [line for line in corrections.judgements if line.verdict == Verdict.CHANGE and not line.problem]
    replaced = {(*line.span_key, line.field, line.old_value) for line in changes}
    for line in corrections.judgements:
        document = documents.get(document_of.get(line.correction_id, ""))
        is_replaced = line.verdict == Verdict.CHANGE and (*line.span_key, line.field, line.new_value) in replaced
        if document is None or is_replaced:  # or a later line changes the value again
            continue
        expect = expectation(line, named.get(row_of[line.correction_id], {}).get(line.field or _ACTOR, ()))
        if expect:
            yield _case(line, document, expect)


_ACTOR = "actor"


def _names(snapshot: Snapshot, row_ids: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Return by id of a row and field what its actors are called: a line may name one by an alias or an id."""
    wanted = pa.array(row_ids, pa.string())
    named: dict[str, dict[str, list[str]]] = {}
    for file in snapshot.of("statements"):
        rows = snapshot.table(file, ("statement_id", *_ROLES, *_WORDS.values()))
        for row in rows.filter(pc.is_in(rows["statement_id"], value_set=wanted)).to_pylist():
            called = {role: (row[role], row[_WORDS[role]] if role in _WORDS else None) for role in _ROLES}
            named[row["statement_id"]] = {role: [name for name in names if name] for role, names in called.items()}
    actor_of: dict[str, str] = {}
    for file in snapshot.of("mentions"):
        rows = snapshot.table(file, ("mention_id", "actor_id"))
        rows = rows.filter(pc.is_in(rows["mention_id"], value_set=wanted))
        actor_of |= dict(zip(rows["mention_id"].to_pylist(), rows["actor_id"].to_pylist(), strict=True))
    actors = pa.array(sorted({actor for actor in actor_of.values() if actor}), pa.string())
    name_of: dict[str, str] = {}
    for file in snapshot.of("actors"):
        rows = snapshot.table(file, ("actor_id", "name"))
        rows = rows.filter(pc.is_in(rows["actor_id"], value_set=actors))
        name_of |= dict(zip(rows["actor_id"].to_pylist(), rows["name"].to_pylist(), strict=True))
    return named | {row: {_ACTOR: [name_of[actor]]} for row, actor in actor_of.items() if actor in name_of}


def _any_of(value: str, names: Iterable[str]) -> str | list[str] | None:
    """Return the value that a line gives with the names of that actor: any of them is right; an id is no name."""
    given = [] if not value or value.startswith("actor_") else [value]
    known = list(dict.fromkeys([*given, *(names if value else ())]))
    return known[0] if len(known) == 1 else known or None


def _case(line: Judgement, document: dict[str, Any], expect: dict[str, Any]) -> dict[str, Any]:
    day = document["published_on"]
    return {
        "id": line.correction_id,
        "kind": f"corrections.{line.table}.{line.field or line.verdict}",
        "language": document["language"],
        "date": None if day is None else day.isoformat(),
        "text": document["text"],
        "expect": expect,
        "note": line.reason,
    }


def expectation(line: Judgement, names: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a case of this line expects; nothing if an annotation of the text cannot show it.

    `names` are what the actor that it gives is called.
    """
    if line.table == "documents":
        return {"language": said(line)} if line.field == "language" and said(line) else {}
    if line.table == "actors":
        return {"actors": [_actor(line)]} if line.field in ("name", "kind") and said(line) else {}
    if line.table == "mentions":
        return _mention(line, names)
    row: dict[str, Any] = {"text": line.quote}
    if line.verdict == Verdict.REJECT:
        row["absent"] = True
    elif line.verdict == Verdict.ADD:
        row["type" if line.table == "statements" else "value"] = line.new_value or None
    elif line.field == "text":
        row["text"] = said(line) or line.quote
    elif line.field in _ROLES:
        row[_ROLES[line.field]] = _any_of(said(line), names)
    elif line.field in ("type", "value"):
        row[line.field] = said(line) or None
    elif line.field:  # a parent or a day of speaking
        return {}
    return {line.table: [row]}


def _actor(line: Judgement) -> dict[str, Any]:
    return {"name": said(line)} if line.field == "name" else {"name": line.quote, "kind": said(line)}


def _mention(line: Judgement, names: Sequence[str]) -> dict[str, Any]:
    value = line.new_value if line.verdict == Verdict.ADD else said(line) if line.field == _ACTOR else ""
    name = _any_of(value, names)
    return {"actors": [{"name": name, "mentions": [line.quote]}]} if name else {}
