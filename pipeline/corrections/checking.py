"""Say why a line of a corrections file is invalid, as far as it can be told from the line alone."""

import re
from datetime import date

from pipeline.corrections.fields import ADDED_AS, FIELDS, VERDICTS, Field
from pipeline.corrections.judgement import Judgement
from pipeline.corrections.timex import is_timex
from schemas.vocabulary import Verdict

_DOCUMENT_ID = re.compile(r"doc_[0-9a-f]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ITEM = re.compile(r"Q[1-9][0-9]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TEXTUAL = ("quote", "prefix", "suffix")
"""Cells with words of a document, which may begin with any sign."""
_TEXTUAL_FIELDS = ("text", "title", "parent")


def problem_of(judgement: Judgement) -> str:
    """Return what is wrong with a line, "" if nothing is."""
    return (
        _unknown(judgement)
        or _formula(judgement)
        or _without_place(judgement)
        or _of_verdict(judgement)
        or _of_values(judgement)
    )


def _unknown(judgement: Judgement) -> str:
    table, verdict, field = judgement.table, judgement.verdict, judgement.field
    if table not in FIELDS:
        return f"table {table!r} is not one of {', '.join(FIELDS)}"
    if verdict not in Verdict.values():
        return f"verdict {verdict!r} is not one of {', '.join(Verdict.values())}"
    if verdict not in VERDICTS[table]:
        return f"verdict {verdict}: of {table} only {', '.join(VERDICTS[table])} can be said"
    if field and field not in FIELDS[table]:
        return f"field {field!r} of {table} is not one of {', '.join(FIELDS[table])}"
    return ""


def _formula(judgement: Judgement) -> str:
    is_text = judgement.field in _TEXTUAL_FIELDS
    for name, cell in judgement.cells.items():
        if name in _TEXTUAL or (is_text and name in ("old_value", "new_value")):
            continue
        if cell.startswith(_FORMULA):
            return f"{name}: begins with {cell[0]!r}, as a formula of a spreadsheet does: write it another way"
    return ""


def _without_place(judgement: Judgement) -> str:
    document = judgement.document
    if document and not _DOCUMENT_ID.fullmatch(document) and not _SHA256.fullmatch(document):
        return f"document {document!r} is neither a document_id (doc_…) nor a SHA-256 of a text"
    if not document and judgement.table != "actors":
        return "document is empty: give its document_id or the SHA-256 of its text"
    if judgement.table == "documents" and (judgement.quote or judgement.prefix or judgement.suffix):
        return "quote, prefix and suffix are empty where a document is judged"
    if judgement.table != "documents" and not judgement.quote.strip():
        return "quote is empty: give the words" if judgement.table != "actors" else "quote is empty: give the name"
    return ""


def _of_verdict(judgement: Judgement) -> str:
    verdict, field, new_value = judgement.verdict, judgement.field, judgement.new_value
    if verdict == Verdict.CHANGE:
        if not field:
            return f"field is empty: a change needs one of {', '.join(FIELDS[judgement.table])}"
        if judgement.old_value == new_value:
            return "old_value and new_value are the same"
    if verdict in (Verdict.REJECT, Verdict.ADD, Verdict.SAME_AS, Verdict.NOT_SAME_AS) and field:
        return f"field is empty where the verdict is {verdict}"
    if verdict == Verdict.ADD and not new_value and judgement.table != "dates":
        return "new_value is empty: give the type of a statement, the value of a date, the actor of a mention"
    if verdict in (Verdict.SAME_AS, Verdict.NOT_SAME_AS):
        if not new_value.strip():
            return "new_value is empty: give the id or name of the other actor"
        if judgement.document:
            return f"document is empty where the verdict is {verdict}: it holds in every document"
        if new_value.strip() == judgement.quote.strip():
            return "quote and new_value name the same actor"
    return ""


def _of_values(judgement: Judgement) -> str:
    if judgement.verdict == Verdict.ADD:
        return _of_value("new_value", judgement.new_value, ADDED_AS[judgement.table])
    if judgement.verdict == Verdict.CHANGE:
        return _of_value("new_value", judgement.new_value, FIELDS[judgement.table][judgement.field])
    return ""


def _of_value(name: str, value: str, field: Field) -> str:
    if not value.strip():
        return "" if field.may_be_empty or field.kind == "timex" else f"{name} is empty"
    if field.vocabulary is not None and value not in field.vocabulary.values():
        return f"{name} {value!r} is not one of {', '.join(field.vocabulary.values())}"
    if field.kind == "day" and not is_day(value):
        return f"{name} {value!r} is no day: write YYYY-MM-DD"
    if field.kind == "item" and not _ITEM.fullmatch(value):
        return f"{name} {value!r} is no item of Wikidata: write Q and a number"
    if field.kind == "language" and not _LANGUAGE.fullmatch(value):
        return f"{name} {value!r} is no code of a language: write one such as de"
    if field.kind == "timex" and not is_timex(value):
        return f"{name} {value!r} is no TIMEX3 value: write one such as 2025-08-26, 2025-W35 or P2D"
    return ""


def is_day(value: str) -> bool:
    """True for a day as YYYY-MM-DD that exists."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
