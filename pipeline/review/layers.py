"""The tables whose rows people review, with the column that says of which type a row is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pipeline.identity import make_id


@dataclass(frozen=True, slots=True)
class Layer:
    """A reviewed table: its `key`, the column of the `type`, and the `fields` a person may find wrong.

    `says` are the columns that make it another row to its readers if they change.
    """

    key: str
    type: str
    fields: tuple[str, ...]
    says: tuple[str, ...]

    def digest_of(self, row: Mapping[str, Any]) -> str:
        """Return a hash of what the row says."""
        return make_id("said", *(str(row.get(name)) for name in self.says))


LAYERS: Mapping[str, Layer] = MappingProxyType(
    {
        "statements": Layer(
            "statement_id",
            "type",
            ("speaker", "type", "text"),
            ("text", "type", "speaker", "according_to", "addressee", "stated_from", "stated_to"),
        ),
        "dates": Layer("date_id", "timex_type", ("value", "text"), ("text", "value", "timex_type")),
        "mentions": Layer("mention_id", "mention_kind", ("actor", "text"), ("text", "actor_id")),
    }
)
"""The reviewed tables; their fields are those of `pipeline.corrections.fields`."""
