"""Corrections as test cases: a text, its day and language, and what must be found in it.

A case has the form in which cases of `annotate` are kept: `id`, `kind`, `language`, `date`, `text`, `expect`, `note`.
What cannot be seen in the annotation of one text, such as actors that are one in all documents, makes no case.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections.judgement import Judgement
from pipeline.corrections.reading import Corrections
from pipeline.corrections.values import said
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.storage import Storage
from schemas.vocabulary import CorrectionState, Verdict

_HELD = (CorrectionState.APPLIED, CorrectionState.ALREADY_TRUE, CorrectionState.CONFLICT)
_ROLES = {"speaker": "speaker_name", "according_to": "source_text", "addressee": "addressee_text"}


def correction_cases(storage: Storage, corrections: Corrections) -> Iterator[dict[str, Any]]:
    """Yield a case for each correction that holds in the lake's last state, in the order of the files.

    Raises LakeError if the lake has not been built.
    """
    snapshot = take_full_snapshot(storage)
    document_of: dict[str, str] = {}
    for file in snapshot.of("corrections"):
        for row in snapshot.table(file, ("correction_id", "state", "document_id")).to_pylist():
            if row["state"] in _HELD and row["document_id"]:
                document_of[row["correction_id"]] = row["document_id"]
    ids = pa.array(sorted(set(document_of.values())), pa.string())
    documents: dict[str, dict[str, Any]] = {}
    for file in snapshot.of("documents"):
        rows = snapshot.table(file, ("document_id", "text", "language", "published_on"))
        rows = rows.filter(pc.and_(pc.is_in(rows["document_id"], value_set=ids), pc.is_valid(rows["text"])))
        documents |= {row["document_id"]: row for row in rows.to_pylist()}
    changes = [line for line in corrections.judgements if line.verdict == Verdict.CHANGE and not line.problem]
    replaced = {(*line.span_key, line.field, line.old_value) for line in changes}
    for line in corrections.judgements:
        document = documents.get(document_of.get(line.correction_id, ""))
        is_replaced = line.verdict == Verdict.CHANGE and (*line.span_key, line.field, line.new_value) in replaced
        if document is None or is_replaced:  # or a later line changes the value again
            continue
        expect = expectation(line)
        if expect:
            yield _case(line, document, expect)


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


def expectation(line: Judgement) -> dict[str, Any]:
    """Return what a case of this line expects; nothing if an annotation of the text cannot show it."""
    if line.table == "documents":
        return {"language": said(line)} if line.field == "language" and said(line) else {}
    if line.table == "actors":
        return {"actors": [_actor(line)]} if line.field in ("name", "kind") and said(line) else {}
    if line.table == "mentions":
        return _mention(line)
    row: dict[str, Any] = {"text": line.quote}
    if line.verdict == Verdict.REJECT:
        row["absent"] = True
    elif line.verdict == Verdict.ADD:
        row["type" if line.table == "statements" else "value"] = line.new_value or None
    elif line.field == "text":
        row["text"] = said(line) or line.quote
    elif line.field in _ROLES:
        row[_ROLES[line.field]] = said(line) or None
    elif line.field in ("type", "value"):
        row[line.field] = said(line) or None
    elif line.field:  # a parent or a day of speaking
        return {}
    return {line.table: [row]}


def _actor(line: Judgement) -> dict[str, Any]:
    return {"name": said(line)} if line.field == "name" else {"name": line.quote, "kind": said(line)}


def _mention(line: Judgement) -> dict[str, Any]:
    name = line.new_value if line.verdict == Verdict.ADD else said(line) if line.field == "actor" else ""
    if not name or name.startswith("actor_"):
        return {}
    return {"actors": [{"name": name, "mentions": [line.quote]}]}
