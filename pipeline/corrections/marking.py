"""What tells a row from others like it, and the columns that say what people did to it."""

from collections.abc import Mapping
from typing import Any

from schemas.vocabulary import Reviewed

_RANKS = Reviewed.values()


def mark(row: dict[str, Any], reviewed: Reviewed, correction_id: str) -> None:
    """Note a judgement in a row: the one that did most to it stays, the last of equals counts."""
    if _RANKS.index(reviewed) >= _RANKS.index(row["reviewed"]):
        row["reviewed"], row["correction_id"] = reviewed.value, correction_id


def kind_of(table: str, row: Mapping[str, Any]) -> str | None:
    """Return the type of a row, by which near variants are told from other rows; mentions have none."""
    return {"statements": row.get("type"), "dates": row.get("timex_type")}.get(table)
