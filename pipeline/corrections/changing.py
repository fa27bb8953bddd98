"""Change or confirm one value of a row, as people say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.corrections.document import KEYS, JudgedDocument, Row, spans_of
from pipeline.corrections.fields import ACTOR_ID_COLUMNS, FIELDS, Field
from pipeline.corrections.judgement import Judgement
from pipeline.corrections.people import find_actor, is_meant, new_actor
from pipeline.corrections.placing import find_places, is_same_words, overlap
from pipeline.corrections.timex import meaning_of
from pipeline.corrections.values import is_of_value, judge_chain
from pipeline.extract.annotation import Span
from schemas.vocabulary import CorrectionState


@dataclass(frozen=True, slots=True)
class Change:
    """What became of lines about one value: their states, why, and whether the row changed."""

    states: tuple[str, ...]
    detail: str = ""
    is_changed: bool = False


class CannotError(ValueError):
    """A value that cannot be put in place: its words are not in the text, or nobody has that id."""


def judge_value(document: JudgedDocument, table: str, row: Row, chain: Sequence[Judgement]) -> Change:
    """Judge a value of `row`, and change it where lines say so; nothing changes if their value cannot be put there."""
    if not is_of_value(chain[-1]):
        return Change((CorrectionState.APPLIED,) * len(chain))
    field = FIELDS[table][chain[0].field]
    judged = judge_chain(chain, lambda value: _is_now(document, table, row, chain[0].field, value))
    if not judged.is_changed:
        return Change(judged.states)
    found = _shown(document, table, row, chain[0].field)
    try:
        _put(document, table, row, chain[0].field, judged.value)
    except CannotError as error:
        return Change((CorrectionState.ORPHANED,) * len(chain), str(error))
    if field.kind in ("actor", "word", "statement") and table == "statements":
        document.is_nested_otherwise = True
    detail = f"found: {found}" if CorrectionState.CONFLICT in judged.states else ""
    return Change(judged.states, detail, is_changed=True)


def id_column(table: str, field: str) -> str:
    """Return the column with the id of the actor that a field names."""
    return "actor_id" if table == "mentions" else ACTOR_ID_COLUMNS[field]


def _shown(document: JudgedDocument, table: str, row: Row, field: str) -> str:
    value = row[FIELDS[table][field].column]
    if FIELDS[table][field].kind == "actor" and value in document.appearances:
        value = document.appearances[value]["name"]
    return "nothing" if value is None else str(value)


def _is_now(document: JudgedDocument, table: str, row: Row, field: str, value: str) -> bool:
    kind, column = FIELDS[table][field].kind, FIELDS[table][field].column
    if kind == "actor":
        return is_meant(value, row[id_column(table, field)], document.appearances)
    if kind == "words":
        return is_same_words(row[column], value)
    if kind == "statement":
        parent = _statement(document, row, value) if value else None
        return row[column] == (None if parent is None else parent["statement_id"]) and (not value or parent is not None)
    return ("" if row[column] is None else str(row[column])) == value.strip()


def _put(document: JudgedDocument, table: str, row: Row, field: str, value: str) -> None:
    """Put `value` in place. Raises CannotError before anything is changed."""
    described: Field = FIELDS[table][field]
    putting: Mapping[str, Callable[[], None]] = {
        "actor": lambda: _put_actor(document, table, row, field, value),
        "words": lambda: document.rename(table, row, extent_of(document, row, value)),
        "statement": lambda: _put_parent(document, row, value),
        "day": lambda: _put_day(row, described.column, value),
        "timex": lambda: put_timex(row, value),
    }
    if described.kind in putting:
        putting[described.kind]()
    else:
        row[described.column] = value or None


def actor_of(document: JudgedDocument, value: str) -> Row:
    """Return the actor that a person means, put among those of the document. Raises CannotError."""
    actor = find_actor(value, document.appearances)
    if actor is None:
        where = {"document_id": document.document_id, "published_on": document.published_on}
        actor = new_actor(value, where, document.language)
        if actor is None:
            raise CannotError(f"no actor of the document has the id {value}: give the name")
        actor = document.appearances.setdefault(actor["actor_id"], actor)
    return actor


def _put_actor(document: JudgedDocument, table: str, row: Row, field: str, value: str) -> None:
    actor = actor_of(document, value) if value else None
    row[id_column(table, field)] = None if actor is None else actor["actor_id"]
    if table != "statements":
        return
    row[field] = None if actor is None else actor["name"]
    role = {"according_to": "source"}.get(field, field)
    # The words that were read as somebody else make way for those that name the actor, if any do.
    spans = [] if actor is None else _words_for(document, row, actor["actor_id"])
    row[f"{role}_spans"] = [{"start": start, "end": end} for start, end in spans]
    row[f"{role}_text"] = " ".join(document.surfaces(spans)) or None
    if field == "speaker":
        row["speaker_kind"] = None if actor is None else actor["kind"]


def _words_for(document: JudgedDocument, row: Row, actor_id: str) -> list[Span]:
    """Return the mention of an actor that is nearest to a statement, in its paragraph and not among its own words."""
    own = spans_of(row)
    first, last = own[0][0], own[-1][1]
    text = document.text.text
    begin = text.rfind(_PARAGRAPH, 0, first) + 1
    end = text.find(_PARAGRAPH, last)
    end = len(text) if end < 0 else end
    near = [
        (max(mention["start"] - last, first - mention["end"]), mention["start"], mention["end"])
        for mention in document.rows["mentions"]
        if mention["actor_id"] == actor_id
        and begin <= mention["start"]
        and mention["end"] <= end
        and not any(mention["start"] < b and a < mention["end"] for a, b in own)
    ]
    return [min(near)[1:]] if near else []


_PARAGRAPH = "\n\n"


def _put_day(row: Row, column: str, value: str) -> None:
    day = date.fromisoformat(value) if value else None
    days = {"stated_from": row["stated_from"], "stated_to": row["stated_to"], column: day}
    if days["stated_from"] and days["stated_to"] and days["stated_from"] > days["stated_to"]:
        # Lines change one end at a time: the other one follows, until a line says what it is.
        days = dict.fromkeys(days, day)
    row |= days


def put_timex(row: Row, value: str) -> None:
    """Give a date this value, and the days that it stands for."""
    row["value"] = value or None
    row["anchor"] = None
    meaning = meaning_of(value) if value else None
    row["begins_on"] = meaning.begins_on if meaning else None
    row["ends_on"] = meaning.ends_on if meaning else None
    row["granularity"] = meaning.granularity if meaning else None
    if meaning is not None:
        row["timex_type"] = meaning.timex_type


def extent_of(document: JudgedDocument, row: Row, words: str) -> tuple[Span, ...]:
    """Return the place of the words that shares most with the row, else the nearest. Raises CannotError."""
    spans = spans_of(row)
    places = find_places(document.text, words)
    if not places:
        raise CannotError("the new words are not in the text")
    return min(places, key=lambda place: (-overlap(place, spans), abs(place[0][0] - spans[0][0])))


def _statement(document: JudgedDocument, row: Row, value: str) -> Row | None:
    """Return the statement that `value`, its id or words, means; of several with these words the nearest."""
    known = [other for other in document.rows["statements"] if other is not row]
    meant = [other for other in known if other[KEYS["statements"]] == value.strip()]
    meant = meant or [other for other in known if is_same_words(other["text"], value)]
    start = spans_of(row)[0][0]
    return min(meant, key=lambda other: abs(spans_of(other)[0][0] - start), default=None)


def _put_parent(document: JudgedDocument, row: Row, value: str) -> None:
    if not value:
        row["parent_statement_id"] = None
        return
    parent = _statement(document, row, value)
    if parent is None:
        raise CannotError("no statement of the document has the words of new_value")
    parent_of = {other["statement_id"]: other["parent_statement_id"] for other in document.rows["statements"]}
    outer = parent["statement_id"]
    while outer is not None:
        if outer == row["statement_id"]:
            raise CannotError("a statement cannot be within one that is within it")
        outer = parent_of.get(outer)
    row["parent_statement_id"] = parent["statement_id"]
