"""The tables whose rows people review, with the column that says of which type a row is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Layer:
    """A reviewed table: its `key`, the column of the `type`, and the `fields` a person may find wrong."""

    key: str
    type: str
    fields: tuple[str, ...]
    has_confidence: bool = True


LAYERS: Mapping[str, Layer] = MappingProxyType(
    {
        "statements": Layer("statement_id", "type", ("speaker", "type", "text")),
        "dates": Layer("date_id", "timex_type", ("value", "text")),
        "mentions": Layer("mention_id", "mention_kind", ("actor", "text"), has_confidence=False),
    }
)
"""The reviewed tables; their fields are those of `pipeline.corrections.fields`."""
