"""Add a row that extraction missed."""

from collections.abc import Sequence
from typing import Any

from pipeline.corrections.changing import CannotError, actor_of, put_timex
from pipeline.corrections.document import KEYS, NEAR, JudgedDocument, Row, set_spans, spans_of
from pipeline.corrections.judgement import Judgement
from pipeline.corrections.marking import kind_of, mark
from pipeline.corrections.placing import overlap
from pipeline.extract.annotation import Span
from pipeline.extract.rows import UNREVIEWED
from schemas.vocabulary import CorrectionState, Medium, MentionKind, Reviewed, StatedBasis, TimexType

RULE = "correction.added"
"""The rule of rows that people added."""


def add_row(document: JudgedDocument, line: Judgement, spans: Sequence[Span]) -> tuple[str, str, Row | None]:
    """Add the row of a line at these spans; return state, detail and row.

    A row that is there already counts as confirmed. One that is nearly the same, of the same type, makes way.
    """
    table = line.table
    try:
        row = _new_row(document, line, spans)
    except CannotError as error:
        return CorrectionState.ORPHANED, str(error), None
    known = next((known for known in document.rows[table] if spans_of(known) == tuple(spans)), None)
    if known is not None:
        return _known(document, line, known, row)
    near = _near(document, table, row, spans)
    row[KEYS[table]] = document.new_id(table, spans)
    if table == "statements":
        row["parent_statement_id"] = _around(document, spans)
        row["root_statement_id"] = row["statement_id"]
        document.is_nested_otherwise = True
    for known in near:
        document.remove(table, known)
    mark(row, Reviewed.ADDED, line.correction_id)
    document.rows[table].append(row)
    document.judged.add(row[KEYS[table]])
    if near:
        return CorrectionState.CONFLICT, f"found: {near[0]['text']}", row
    return CorrectionState.APPLIED, "", row


def _known(document: JudgedDocument, line: Judgement, known: Row, row: Row) -> tuple[str, str, Row]:
    """Confirm a row that has these words already, or give it the value that the person gives."""
    document.judged.add(known[KEYS[line.table]])
    column = _VALUES[line.table]
    if known[column] == row[column]:
        mark(known, Reviewed.CONFIRMED, line.correction_id)
        return CorrectionState.ALREADY_TRUE, "", known
    found = known[column]
    if line.table == "dates":
        put_timex(known, line.new_value.strip())
    known[column] = row[column]
    document.is_nested_otherwise |= line.table == "statements"
    mark(known, Reviewed.CHANGED, line.correction_id)
    return CorrectionState.CONFLICT, f"found: {found}", known


_VALUES = {"statements": "type", "dates": "value", "mentions": "actor_id"}

# Statements are nested, and one within another may have most of its words.
_NEAR_STATEMENT = 0.8


def _near(document: JudgedDocument, table: str, row: Row, spans: Sequence[Span]) -> list[Row]:
    """Return the rows that nobody judged and that are the same thing in a few more or fewer words."""
    least = _NEAR_STATEMENT if table == "statements" else NEAR
    return [
        known
        for known in document.rows[table]
        if known[KEYS[table]] not in document.judged
        and kind_of(table, known) == kind_of(table, row)
        and overlap(spans_of(known), spans) >= least
    ]


def _around(document: JudgedDocument, spans: Sequence[Span]) -> str | None:
    """Return the id of the shortest statement around these spans."""
    start, end = spans[0][0], spans[-1][1]
    around = [
        (b - a, row["statement_id"])
        for row in document.rows["statements"]
        for a, b in [(spans_of(row)[0][0], spans_of(row)[-1][1])]
        if a <= start and end <= b and b - a > end - start
    ]
    return min(around)[1] if around else None


def _new_row(document: JudgedDocument, line: Judgement, spans: Sequence[Span]) -> Row:
    value = line.new_value.strip()
    row: dict[str, Any]
    if line.table == "statements":
        row = _statement(document, value)
    elif line.table == "dates":
        row = _DATE | {"start": 0, "end": 0}
        put_timex(row, value)
    else:
        row = _MENTION | {"actor_id": actor_of(document, value)["actor_id"]}
    row |= {"document_id": document.document_id, "rule": RULE, **UNREVIEWED}
    set_spans(row, spans, document.surfaces(spans))
    return row


_UNKNOWN = (
    *("speaker", "speaker_kind", "according_to", "addressee", "cue_text", "cue_lemma", "confidence"),
    *("speaker_actor_id", "source_actor_id", "addressee_actor_id", "speaker_text", "source_text", "addressee_text"),
)
_ROLES = ("speaker", "cue", "frame", "addressee", "source")

_DATE = {"timex_type": TimexType.DATE.value, "mod": None, "confidence": None}
_MENTION = {"mention_kind": MentionKind.NAME.value, "role": None, "role_lemma": None}


def _statement(document: JudgedDocument, statement_type: str) -> Row:
    """Return a statement by nobody, said on the day of the document."""
    day = document.published_on
    return {
        **dict.fromkeys(_UNKNOWN),
        **{f"{role}_spans": [] for role in _ROLES},
        "type": statement_type,
        "medium": Medium.SPEECH_OR_WRITING.value,
        "stated_from": day,
        "stated_to": day,
        "stated_basis": StatedBasis.DOCUMENT_DATE.value if day else None,
        "published_on": day,
        "language": document.language,
        "depth": 0,
        "counts_once": True,
        "spans": [],
    }
