"""Which fields of which tables a person may judge, and what their values look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from schemas.vocabulary import ActorKind, StatementType, Verdict, Vocabulary

Kind = Literal["word", "actor", "words", "statement", "day", "timex", "name", "item", "language"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a table: what its values are, the `column` that holds them, and whether a value may be empty."""

    kind: Kind
    column: str
    may_be_empty: bool = False
    vocabulary: type[Vocabulary] | None = None


FIELDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "statements": {
            "speaker": Field("actor", "speaker", may_be_empty=True),
            "type": Field("word", "type", vocabulary=StatementType),
            "according_to": Field("actor", "according_to", may_be_empty=True),
            "addressee": Field("actor", "addressee", may_be_empty=True),
            "text": Field("words", "text"),
            "parent": Field("statement", "parent_statement_id", may_be_empty=True),
            "stated_from": Field("day", "stated_from", may_be_empty=True),
            "stated_to": Field("day", "stated_to", may_be_empty=True),
        },
        "dates": {"value": Field("timex", "value", may_be_empty=True), "text": Field("words", "text")},
        "mentions": {"actor": Field("actor", "actor_id"), "text": Field("words", "text")},
        "actors": {
            "name": Field("name", "name"),
            "kind": Field("word", "kind", vocabulary=ActorKind),
            "wikidata_id": Field("item", "wikidata_id", may_be_empty=True),
        },
        "documents": {
            "published_on": Field("day", "published_on", may_be_empty=True),
            "title": Field("name", "title", may_be_empty=True),
            "language": Field("language", "language"),
        },
    }
)
"""The fields that can be judged, by table. Outlet and rights of a document belong to `sources.toml` and its header."""

ACTOR_ID_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"speaker": "speaker_actor_id", "according_to": "source_actor_id", "addressee": "addressee_actor_id"}
)
"""The column with the id of the actor that a field of `statements` names."""

SPAN_TABLES = ("statements", "dates", "mentions")
"""Tables whose rows are words of a text."""

VERDICTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(SPAN_TABLES, (Verdict.CONFIRM, Verdict.CHANGE, Verdict.REJECT, Verdict.ADD)),
        "actors": (Verdict.CONFIRM, Verdict.CHANGE, Verdict.SAME_AS, Verdict.NOT_SAME_AS),
        "documents": (Verdict.CONFIRM, Verdict.CHANGE),
    }
)
"""The verdicts that a line about a table may have."""

MADE_OF: Mapping[str, str] = MappingProxyType({"statements": "type", "dates": "value", "mentions": "actor"})
"""The field of each table that a row cannot do without: `new_value` of a line that adds one."""

ADDED_AS: Mapping[str, Field] = MappingProxyType(
    {
        "statements": FIELDS["statements"][MADE_OF["statements"]],
        "dates": Field("timex", "value"),
        "mentions": FIELDS["mentions"][MADE_OF["mentions"]],
    }
)
"""What `new_value` is where a row is added."""
