"""A document that a caller gives, as values that every process understands."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.annotation import AnnotationError

Document = str | Mapping[str, Any]

_DEEPEST = 8  # records in records, as deep as a text is looked for


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A document as it travels to a process; `problem` says why it is not one."""

    position: int
    record: dict[str, Any]
    is_record: bool = False
    size: int = 0
    problem: str | None = None

    def failed(self, problem: str) -> AnnotationError:
        """Return the error of this document."""
        return AnnotationError(problem, self.position, self.record.get("id"))


def read_document(given: Any, position: int, limit: int) -> GivenDocument:
    """Take a text, or a mapping as a record; never raises for what is given."""
    try:
        return _read(given, position, limit)
    except Exception as error:  # of a mapping of somebody else's making
        return GivenDocument(position, {}, problem=f"cannot be read ({type(error).__name__}: {error})")


def _read(given: Any, position: int, limit: int) -> GivenDocument:
    if not isinstance(given, str | Mapping):
        return _failed(position, None, f"neither a text nor a mapping, but {type(given).__name__}")
    is_record = isinstance(given, Mapping)
    record = _plain_mapping(given, 0) if isinstance(given, Mapping) else {"text": str(given)}
    document_id = record.get("id")
    if not isinstance(document_id, str | int | float | None):
        return _failed(position, None, f'"id" is neither text nor a number, but {type(document_id).__name__}')
    size = _n_bytes(record)
    if size > limit:
        return _failed(position, document_id, "the document is longer than ONRECORD_MAX_DOCUMENT_BYTES")
    return GivenDocument(position, record, is_record, size)


def _failed(position: int, document_id: Any, problem: str) -> GivenDocument:
    return GivenDocument(position, {"id": document_id}, problem=problem)


def _plain_mapping(given: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    return {str(name): _plain(value, depth) for name, value in given.items() if isinstance(name, str)}


def _plain(value: Any, depth: int) -> Any:
    """Return the value as JSON would have it; None for what has no such form, or stands too deep."""
    if isinstance(value, str):
        return str(value)
    if value is None or type(value) in (bool, int, float):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if depth == _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return _plain_mapping(value, depth + 1)
    if isinstance(value, list | tuple):
        return [_plain(part, depth + 1) for part in value]
    # The numbers and columns of NumPy, which pandas gives.
    return _plain(value.tolist(), depth + 1) if hasattr(value, "tolist") else None


def _n_bytes(value: Any) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode(errors="surrogatepass"))
    if isinstance(value, dict):
        return sum(map(_n_bytes, value.values()))
    return sum(map(_n_bytes, value)) if isinstance(value, list) else 0
