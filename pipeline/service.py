"""`onrecord annotate`'s protocol: one JSON document a line in, one JSON line with its annotations out.

In: {"id"?, "text", "date"?, "language"?}, or a record of any producer whose records are seeds. Out: {"id", "language",
"dates", "actors", "statements", "about"}, with the columns of the tables, spans as [start, end] pairs in code points of
the text as given, and each actor with its mentions; `corrections` says what became of
people's corrections of the document. The text is cleaned as a seed's before anything is extracted; the
offsets and words are those of the text as given nonetheless. Where the text does not stand under `text`, the answer has
it as it was read (`text`). A line that is not such a document gives {"line", "id", "error"} in its place.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from pipeline.corrections.answering import JudgedText, corrections_at, judge_text
from pipeline.corrections.reading import Corrections
from pipeline.extract.annotation import Annotation
from pipeline.extract.backends.registry import load_engine
from pipeline.extract.days import Entries
from pipeline.extract.engine import Engine, annotate, supported_languages
from pipeline.extract.relocating import relocate
from pipeline.extract.rows import Row, annotation_rows
from pipeline.extract.steps import TooCostlyError
from pipeline.furniture_file import OwnFurniture
from pipeline.parse.cleaning import clean_characters, tidy_layout
from pipeline.parse.furniture import drop_furniture, furniture_of
from pipeline.parse.language import UNDETERMINED, detect_language
from pipeline.parse.metadata import read_metadata
from pipeline.parse.moments import read_moment
from pipeline.parse.positions import Positions
from pipeline.parse.record_names import Names, own_names_of
from pipeline.parse.records import read_record
from pipeline.parse.refusal import Refusal
from pipeline.parse.time_zones import time_zone_of_language
from pipeline.settings import Settings

Numbered = tuple[int, bytes | None]
"""A line's number, from 1, and its bytes; None for a line that was too long to be read."""


class LineError(ValueError):
    """A line that is not a valid document; the message says what is wrong."""


Answer = dict[str, Any]


def annotate_lines(lines: Sequence[Numbered], *, settings: Settings, corrections: str = "") -> list[tuple[str, bool]]:
    """Return for each line its answer (JSON without a line end) and whether it was a document.

    People's `corrections` in the folder at this address are applied.

    Never raises for a line; SettingsError when a backend that the settings name cannot be opened.
    """
    engine = load_engine(settings)
    return [
        (to_line(answer), record is not None) for _, record, answer in _answers(lines, engine, settings, corrections)
    ]


def show_lines(lines: Sequence[Numbered], *, settings: Settings, corrections: str = "") -> list[tuple[str, bool]]:
    """Like `annotate_lines`, with the article of a page instead of JSON."""
    from pipeline.show.rendering import render_document, render_failure

    engine = load_engine(settings)
    return [
        (render_failure(number, answer["id"], answer["error"]), False)
        if record is None
        else (render_document(number, record, answer), True)
        for number, record, answer in _answers(lines, engine, settings, corrections)
    ]


def _answers(
    lines: Sequence[Numbered], engine: Engine, settings: Settings, corrections: str
) -> Iterator[tuple[int, Mapping[str, Any] | None, Answer]]:
    """For each line its number, the document in it (None if there is none) and its answer."""
    own = own_names_of(settings).of("")
    for number, line in lines:
        document_id: Any = None
        try:
            record = _record(line)
            document_id = record.get("id")
            answer = annotate_record(record, engine, own, settings.furniture, corrections_at(corrections))
            yield number, {**record, "text": record.get("text"), **_shown(answer)}, answer
        except LineError as error:
            yield number, None, {"line": number, "id": document_id, "error": str(error)}
        except Exception as error:  # a defect in an extractor must not cost the other lines
            message = f"{type(error).__name__}: {error}; please report this"
            yield number, None, {"line": number, "id": document_id, "error": message}


def to_line(value: object) -> str:
    """Return JSON in one line; a lone surrogate, which UTF-8 cannot hold, is written as its escape."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() or _is_encodable(text) else json.dumps(value)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _record(line: bytes | None) -> Mapping[str, Any]:
    if line is None:
        raise LineError("the line is longer than ONRECORD_MAX_DOCUMENT_BYTES")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise LineError("not a JSON object")
    return record


def _shown(answer: Answer) -> dict[str, Any]:
    return {"text": answer["text"]} if "text" in answer else {}


def annotate_record(
    record: Mapping[str, Any],
    engine: Engine,
    own: Names | None = None,
    own_furniture: OwnFurniture = (),
    corrections: Corrections | None = None,
) -> Answer:
    """Annotate the document in `record` (`text`, and perhaps `id`, `date`, `language`) with `engine`.

    Other names of these fields are those of the records among seeds, and a user's `own`. The text is cleaned as a
    seed's. Offsets are into the string under `text`; a text found otherwise is part of the answer, and they are into it
    as cleaned, without furniture. Raises LineError if it is no document.
    """
    given = record.get("text")
    is_given = isinstance(given, str) and not (own or {}).get("text")
    fields = _fields(record, own or {}, is_given=is_given)
    text = given if isinstance(given, str) and is_given else _as_stored(record, fields, own_furniture)
    document_id = "" if record.get("id") is None else str(record["id"])
    positions = Positions(len(text))
    clean = clean_characters(text, Counter(), positions)
    language = _language(record, fields.get("language"), clean)
    published = read_moment(fields["date"]) if "date" in fields else None
    published_on = published.day_in(time_zone_of_language(language)) if published else None
    judged = judge_text(corrections or Corrections(), clean, document_id, published_on, language)
    language = supported(judged.language) if judged.lines else language
    rows = judged.apply(_rows(clean, language, judged.published_on, document_id, engine))
    if clean != text:
        rows = relocate(rows, text, positions.span)
    answer = answer_of(language, rows)
    return {"id": record.get("id"), **({} if is_given else {"text": text}), **answer}


def _fields(record: Mapping[str, Any], own: Names, *, is_given: bool) -> dict[str, str]:
    """The fields of a record; with a text that is given what reading would do to it does not matter."""
    repairs: Counter[str] = Counter()
    try:
        fields = read_record({**record, "text": "…"} if is_given else record, repairs, own)
    except Refusal as refusal:
        if refusal.reason == "no_text":
            raise LineError('no "text"' if not record else f'no "text": {refusal.detail}') from None
        raise LineError('"text" is not a string' if refusal.reason == "broken_json" else refusal.detail) from None
    if repairs["unusable_date"]:
        raise LineError("the date is impossible, ambiguous or not likely: write it as YYYY-MM-DD")
    fields["text"] = tidy_layout(clean_characters(fields["text"], Counter()), Counter())
    return fields


def _as_stored(record: Mapping[str, Any], fields: Mapping[str, str], own_furniture: OwnFurniture) -> str:
    """The text of a record as a build stores it."""
    language = _language(record, fields.get("language"), fields["text"])
    metadata = read_metadata(fields, Counter())
    furniture = furniture_of(own_furniture, language, metadata.host, " ".join(metadata.authors), is_scraped=True)
    return fields["text"] if furniture is None else drop_furniture(fields["text"], furniture, Counter())


def annotate_text(judged: JudgedText, engine: Engine, entries: Entries = ()) -> dict[str, Any]:
    """Annotate a clean text of a known language: the answer without an id. `entries` are those of a live blog."""
    language = supported(judged.language)
    rows = _rows(judged.text, language, judged.published_on, judged.document_id, engine, entries)
    return answer_of(language, judged.apply(rows))


def _rows(
    text: str, language: str, published_on: date | None, document_id: str, engine: Engine, entries: Entries = ()
) -> dict[str, list[Row]]:
    if language == UNDETERMINED:  # no letters: nobody says anything in it
        annotation = Annotation(language)
    else:
        try:
            annotation = annotate(
                text,
                language=language,
                published_on=published_on,
                document_id=document_id,
                engine=engine,
                entries=entries,
            )
        except TooCostlyError as error:
            raise LineError(f"too_costly: {error}") from None
    return annotation_rows(
        text, annotation, document_id=document_id, published_on=published_on, calibration=engine.calibration
    )


def answer_of(language: str, rows: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """Return the answer for a document of which `rows` were found, without an id: what `annotate` writes as JSON."""
    return {
        "language": language,
        "dates": [_plain(row) for row in rows["dates"]],
        "actors": _actors(rows["appearances"], rows["mentions"]),
        "statements": [_plain(row) for row in rows["statements"]],
        "about": [_plain(row) for row in rows["about"]],
        **({"corrections": list(rows["corrections"])} if rows.get("corrections") else {}),
    }


def _language(record: Mapping[str, Any], read: str | None, text: str) -> str:
    given = record.get("language")
    if given is not None and not isinstance(given, str):
        raise LineError('"language" is not a string')
    if not read and given:
        raise LineError(f"{given[:40]!r} names no language: write a code such as de")
    if not read:  # whoever sends a document here wants it annotated, so only these languages come into question
        return detect_language(text, among=supported_languages())
    return supported(read)


def supported(language: str) -> str:
    """The language itself. Raises LineError if there are no extractors for it."""
    if language not in supported_languages():
        raise LineError(f"no extractors for language {language!r} (there are {', '.join(supported_languages())})")
    return language


def _actors(appearances: Sequence[Row], mentions: Sequence[Row]) -> list[dict[str, Any]]:
    by_actor: dict[str, list[dict[str, Any]]] = {}
    for mention in mentions:
        by_actor.setdefault(mention["actor_id"], []).append(_plain(mention))
    return [
        {
            **_plain(actor),
            "mentions": by_actor.get(actor["actor_id"], []),
        }
        for actor in appearances
    ]


# What a reader of one document has beside the row, or what is of use in a build alone.
_LEFT_OUT = ("document_id", "published_on", "publisher", "language", "title", "url", "local_key")
_DAYS = ("begins_on", "ends_on", "stated_from", "stated_to")  # which of the others hold a day


def _plain(row: Row) -> dict[str, Any]:
    """The row for JSON: nothing of the document, which the line is about, dates as text, spans as pairs."""
    kept, days, spans = _columns(tuple(row))
    plain: dict[str, Any] = {name: row[name] for name in kept}
    for name in days:
        if plain[name] is not None:
            plain[name] = plain[name].isoformat()
    for name in spans:
        plain[name] = [[span["start"], span["end"]] for span in plain[name]]
    return plain


@cache
def _columns(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Of the columns of a row those that are shown, then which of them hold a day and which hold spans."""
    kept = tuple(name for name in names if name not in _LEFT_OUT)
    days = tuple(name for name in kept if name in _DAYS)
    return kept, days, tuple(name for name in kept if name == "spans" or name.endswith("_spans"))
