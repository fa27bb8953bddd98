"""`furniture.toml` beside `onrecord.toml`: paragraphs that a person has found to be furniture of an archive's outlets.

["kurier.example"]                     # a host without www., and those below it; "*" for all documents
exact = ["Jetzt den Newsletter bestellen"]
begins = ["Mehr aus dem Kreis:"]
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

FURNITURE_FILE = "furniture.toml"
EVERYWHERE = "*"

_KINDS = ("exact", "begins")


def _check(given: object) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    if isinstance(given, tuple):  # checked already
        return given
    if not isinstance(given, Mapping):
        raise _error("give a table for each host")
    checked = []
    for host, table in sorted(given.items()):
        if not isinstance(table, Mapping):
            raise _error(f'{host}: give a table ["{host}"] with exact or begins')
        for kind, paragraphs in table.items():
            if kind not in _KINDS:
                raise _error(f"{host}: {kind} is not one of {', '.join(_KINDS)}")
            if not isinstance(paragraphs, (list, tuple)) or not all(_is_paragraph(one) for one in paragraphs):
                raise _error(f'{host}.{kind}: give a list of paragraphs, as in ["Read more"]')
        exact, begins = (tuple(table.get(kind, ())) for kind in _KINDS)
        checked.append((host.strip().lower().removeprefix("www."), exact, begins))
    return tuple(checked)


def _is_paragraph(value: object) -> bool:
    return isinstance(value, str) and any(character.isalnum() for character in value)


def _error(message: str) -> PydanticCustomError:
    return PydanticCustomError("furniture", message.replace("{", "{{"))


OwnFurniture = Annotated[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...], BeforeValidator(_check)]
"""Host, whole paragraphs, beginnings of paragraphs; as tuples, since settings are compared and hashed."""


def as_tables(furniture: OwnFurniture) -> dict[str, dict[str, Any]]:
    """Return the furniture as in the file."""
    return {host: {"exact": list(exact), "begins": list(begins)} for host, exact, begins in furniture}
