"""What extraction yields for one document: dates, actors, mentions, statements.

All offsets are half-open, in Unicode code points, into the text as given. Items refer to each other by their index
in the annotation's tuples; ids are given later (`extract/rows.py`), so that extractors need not know them.
"""

from datetime import date
from typing import Literal

from pipeline.extract.value_class import value_class

Span = tuple[int, int]


@value_class
class TimeExpression:
    """A temporal expression: TIMEX3 type, value and modifier, and the closed interval of days it stands for.

    `value` is None where there is none. `anchor` says what a relative expression was resolved against: the
    document's date, the span of an earlier expression, or nothing. Terms are those of `schemas.vocabulary`.
    """

    start: int
    end: int
    timex_type: str
    value: str | None
    rule: str
    mod: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    granularity: str | None = None
    anchor: Literal["document_date"] | Span | None = None


@value_class
class Actor:
    """An actor as one document knows it. `actor_id` is a function of this document and the lexicons alone.

    `aliases` are the names it is mentioned by (no nominals, no pronouns), sorted. `local_key` is given for actors that
    are never the same as one in another document (unnamed sources, a surname that nothing explains): it tells them from
    others of their kind in this one. `unnamed_kind` says what somebody without a name is.
    """

    actor_id: str
    name: str
    kind: str
    country: str | None = None
    wikidata_id: str | None = None
    aliases: tuple[str, ...] = ()
    local_key: str | None = None
    unnamed_kind: str | None = None

    @property
    def is_local(self) -> bool:
        """True if it is never the same as an actor in another document."""
        return self.local_key is not None


@value_class
class Mention:
    """A mention of `Annotation.actors[actor]`. Names leave the article out; nominals take it in."""

    start: int
    end: int
    actor: int
    mention_kind: str
    rule: str
    role: str | None = None
    role_lemma: str | None = None


@value_class
class Statement:
    """An attributed statement. `*_actor` index `Annotation.actors`, `parent` indexes `Annotation.statements`.

    Span tuples are sorted and do not overlap; an empty tuple means that there is none. A parent stands before its
    child in `Annotation.statements` or after it: only its index counts.
    """

    type: str
    medium: str
    spans: tuple[Span, ...]
    rule: str
    speaker_spans: tuple[Span, ...] = ()
    speaker_actor: int | None = None
    cue_spans: tuple[Span, ...] = ()
    cue_lemma: str | None = None
    frame_spans: tuple[Span, ...] = ()
    addressee_spans: tuple[Span, ...] = ()
    addressee_actor: int | None = None
    source_spans: tuple[Span, ...] = ()
    source_actor: int | None = None
    parent: int | None = None
    stated_from: date | None = None
    stated_to: date | None = None
    stated_basis: str | None = None


@value_class
class Annotation:
    """Everything extracted from one document; dates, mentions and statements are sorted by position."""

    language: str
    dates: tuple[TimeExpression, ...] = ()
    actors: tuple[Actor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
