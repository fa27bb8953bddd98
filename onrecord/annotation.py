"""What `annotate` returns: plain, immutable values with the columns of the tables (docs/data-dictionary.md).

All offsets are half-open, in Unicode code points, into the text as given, or into `Annotation.text` where that
is set. `as_dict` gives the JSON of `onrecord annotate` as Python values, `to_json` gives its line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from pipeline.errors import OnrecordError
from pipeline.service import to_line

Span = tuple[int, int]


class _Convertible:
    """Converts to the JSON of the command line, whose keys are the names of the fields in their order."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON of the command line as Python values."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]

    def to_json(self) -> str:
        """Return the same as JSON in one line, without a line end."""
        return to_line(self.as_dict())


def _plain(value: Any) -> Any:
    if isinstance(value, _Convertible):
        return value.as_dict()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class TimeExpression(_Convertible):
    """A temporal expression: the words `text`, TIMEX3 type and value, and the days it denotes, if they are known."""

    text: str
    value: str | None
    begins_on: date | None
    ends_on: date | None
    timex_type: str
    mod: str | None
    granularity: str | None
    anchor: str | None
    confidence: str | None
    reviewed: str
    correction_id: str | None
    date_id: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention(_Convertible):
    """A mention of an actor: the words `text`, and the title or apposition beside them (`role`)."""

    text: str
    mention_kind: str
    role: str | None
    role_lemma: str | None
    reviewed: str
    correction_id: str | None
    mention_id: str
    actor_id: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Actor(_Convertible):
    """A person or organisation mentioned, quoted, addressed or cited, with its mentions in the order of the text."""

    actor_id: str
    name: str
    kind: str
    unnamed_kind: str | None
    country: str | None
    wikidata_id: str | None
    aliases: tuple[str, ...]
    n_mentions: int
    n_statements: int
    reviewed: str
    correction_id: str | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Statement(_Convertible):
    """An attributed statement. `text` joins the words of its `spans` by one space, as for the speaker and others.

    `speaker`, `according_to` (whom the speaker cites) and `addressee` are names of actors, never pronouns.
    """

    text: str
    speaker: str | None
    speaker_kind: str | None
    according_to: str | None
    addressee: str | None
    type: str
    medium: str
    stated_from: date | None
    stated_to: date | None
    cue_text: str | None
    cue_lemma: str | None
    depth: int
    root_statement_id: str
    counts_once: bool
    confidence: str | None
    reviewed: str
    correction_id: str | None
    statement_id: str
    parent_statement_id: str | None
    speaker_actor_id: str | None
    source_actor_id: str | None
    addressee_actor_id: str | None
    speaker_text: str | None
    source_text: str | None
    addressee_text: str | None
    stated_basis: str | None
    rule: str
    spans: tuple[Span, ...]
    speaker_spans: tuple[Span, ...]
    cue_spans: tuple[Span, ...]
    frame_spans: tuple[Span, ...]
    addressee_spans: tuple[Span, ...]
    source_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class About(_Convertible):
    """A statement and a mention of an actor in it: whom it is about.

    A mention in a nested statement is also one in those around it; `is_innermost` is true for the innermost alone.
    """

    actor: str
    actor_kind: str
    is_innermost: bool
    statement_id: str
    mention_id: str
    actor_id: str


@dataclass(frozen=True, slots=True)
class Annotation(_Convertible):
    """Everything found in one document. Dates and statements are in the order of the text, actors by their id.

    `text` is that of a record which does not have it under `text`, as a build stores it; else it is None, and the JSON
    does not have it.
    """

    id: str | int | float | None
    text: str | None
    language: str
    dates: tuple[TimeExpression, ...]
    actors: tuple[Actor, ...]
    statements: tuple[Statement, ...]
    about: tuple[About, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON of the command line as Python values."""
        return {name: value for name, value in _Convertible.as_dict(self).items() if (name, value) != ("text", None)}


class AnnotationError(OnrecordError):
    """A document that could not be annotated; the message says why.

    `position` counts the documents of `annotate_many` from 1, `id` is the document's own, if it has one.
    """

    def __init__(self, message: str, position: int = 1, document_id: str | int | float | None = None) -> None:
        super().__init__(message)
        self.position = position
        self.id = document_id

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON of the command line as Python values."""
        return {"line": self.position, "id": self.id, "error": str(self)}

    def to_json(self) -> str:
        """Return the same as JSON in one line, without a line end."""
        return to_line(self.as_dict())


def from_answer(answer: Mapping[str, Any]) -> Annotation:
    """Make an annotation of one answer of `pipeline.service`."""
    return Annotation(
        id=answer["id"],
        text=answer.get("text"),
        language=answer["language"],
        dates=tuple(TimeExpression(**_days(row, "begins_on", "ends_on")) for row in answer["dates"]),
        actors=tuple(_actor(row) for row in answer["actors"]),
        statements=tuple(_statement(row) for row in answer["statements"]),
        about=tuple(About(**row) for row in answer["about"]),
    )


def _actor(row: Mapping[str, Any]) -> Actor:
    mentions = tuple(Mention(**mention) for mention in row["mentions"])
    return Actor(**{**row, "aliases": tuple(row["aliases"]), "mentions": mentions})


def _statement(row: Mapping[str, Any]) -> Statement:
    spans = {name: _spans(value) for name, value in row.items() if name == "spans" or name.endswith("_spans")}
    return Statement(**_days(row, "stated_from", "stated_to") | spans)


def _spans(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)


def _days(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return `row` with the days of these names, written as text, as dates."""
    return {**row, **{name: row[name] and date.fromisoformat(row[name]) for name in names}}
