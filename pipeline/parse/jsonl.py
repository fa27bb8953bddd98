"""JSON Lines: lines from a stream without ever holding more than one, records from lines.

A record is an object with `text` and, where known, `id`, `date`, `title`, `author`, `url`, `source` and `language`,
under any name that `header.toml` lists for them. What it holds beyond that is not used.
"""

import codecs
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from pipeline.parse.header_words import header_words, normalise_key
from pipeline.parse.refusal import Refusal

_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a stream: `number` from 1, its bytes without the line end, and their SHA-256.

    `data` is None if it was longer than allowed; `end` is the number of bytes of the stream up to its end.
    """

    number: int
    data: bytes | None
    sha256: str
    end: int


class _OpenLine:
    """The line that is being read: its bytes as long as they are few enough, its hash in any case."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.n_bytes = 0
        self.parts: list[bytes] = []
        self.digest = hashlib.sha256()
        self.last = b""

    def add(self, part: bytes) -> None:
        # A final CR belongs to the line end, so the last byte is hashed only once another follows.
        if not part:
            return
        self.digest.update(self.last + part[:-1])
        self.last = part[-1:]
        self.n_bytes += len(part)
        if self.n_bytes <= self.max_bytes + 1:
            self.parts.append(part)
        else:
            self.parts.clear()

    def close(self, number: int, end: int) -> Line:
        has_return = self.last == b"\r"
        if not has_return:
            self.digest.update(self.last)
        is_kept = self.n_bytes - has_return <= self.max_bytes
        data = b"".join(self.parts).removesuffix(b"\r") if is_kept else None
        return Line(number, data, self.digest.hexdigest(), end)


def read_lines(stream: BinaryIO, max_line_bytes: int) -> Iterator[Line]:
    """The lines of `stream`, each as soon as it is complete. A longer one than allowed is passed over unheld."""
    number, end = 1, 0
    line = _OpenLine(max_line_bytes)
    while chunk := stream.read(_CHUNK_BYTES):
        *complete, rest = chunk.split(b"\n")
        for part in complete:
            line.add(part)
            end += len(part) + 1
            yield line.close(number, end)
            number, line = number + 1, _OpenLine(max_line_bytes)
        line.add(rest)
        end += len(rest)
    if line.n_bytes:
        yield line.close(number, end)


class Utf8Stream:
    """A stream in UTF-16 or UTF-32 as one in UTF-8, so that its lines end in one byte. It reads forward only.

    Lone surrogates are passed through. Bytes at the end that are no whole character are left out.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._is_first = True

    def read(self, n_bytes: int) -> bytes:
        """The UTF-8 of the next `n_bytes` or fewer of the stream; empty at its end only."""
        while data := self._stream.read(n_bytes):
            try:
                text = self._decoder.decode(data)
            except UnicodeDecodeError as error:
                raise Refusal("undecodable", f"No {error.encoding}: {error.reason}.") from None
            if text and self._is_first:
                text, self._is_first = text.removeprefix("\ufeff"), False
            if text:
                return text.encode("utf-8", "surrogatepass")
        return b""


class _Number(str):
    """A JSON number as written: no precision is lost, and digits without end cost nothing."""


class _Members(list[tuple[str, object]]):
    """The members of a JSON object in order, duplicates included."""


def read_record(line: str, repairs: Counter[str]) -> dict[str, str]:
    """The fields of the record that `line` holds: those of a header, and `text`.

    Numbers are given as written. A field (other than text and date) whose value is no string, number or list of
    names is left out and counted as `ignored_fields`. Raises Refusal: `broken_json`, `no_text`, `impossible_date`.
    """
    try:
        record = json.loads(
            line, object_pairs_hook=_Members, parse_int=_Number, parse_float=_Number, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise Refusal("broken_json", f"{error.msg} at column {error.colno}.") from None
    except RecursionError:
        raise Refusal("broken_json", "Too deeply nested.") from None
    if not isinstance(record, _Members):
        raise Refusal("broken_json", "The line holds no object: write one {…} a line.")
    fields: dict[str, str] = {}
    seen: set[str] = set()
    for key, value in record:
        field = header_words().record_keys.get(normalise_key(key)) if len(key) <= 32 else None
        if field is None or field == "ignored":
            continue
        if key in seen:
            raise Refusal("broken_json", f"The key {key!r} stands twice: leave the one that counts.")
        seen.add(key)
        written = _read_value(field, value, repairs)
        if written:
            fields.setdefault(field, written)
    if "text" not in fields:
        raise Refusal("no_text", 'The record has no text: give it as "text".')
    return fields


def _read_value(field: str, value: object, repairs: Counter[str]) -> str | None:
    if field == "text" and value is not None and (isinstance(value, _Number) or not isinstance(value, str)):
        raise Refusal("broken_json", 'The value of "text" is no string.')
    if value is None or isinstance(value, str):
        return value
    if field == "author":
        names = _read_names(value)
        if names:
            return ", ".join(names)
    if field == "date":
        raise Refusal("impossible_date", "The date is no string: write it as YYYY-MM-DD.")
    repairs["ignored_fields"] += 1
    return None


def _read_names(value: object) -> list[str]:
    """The names in a string, an object with a `name`, or a list of such."""
    items = value if isinstance(value, list) and not isinstance(value, _Members) else [value]
    named = [next((v for k, v in item if k == "name"), None) if isinstance(item, _Members) else item for item in items]
    return [name for name in named if isinstance(name, str) and name]


def _refuse_constant(name: str) -> NoReturn:
    raise Refusal("broken_json", f"{name} is no JSON value.")
