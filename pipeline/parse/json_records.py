"""Records in JSON: one a line, or values one after another, or the items of an array.

A file is cut into records before any is parsed, so that only one is held at a time, and a broken line is one record.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from pipeline.parse.compression import Forward
from pipeline.parse.content import Content, Limits, Record, content_of
from pipeline.parse.json_text import parse_json
from pipeline.parse.record_names import Names, fold_name, record_names
from pipeline.parse.records import read_record
from pipeline.parse.refusal import Refusal
from pipeline.parse.text_stream import CHUNK_BYTES, OpenPiece, Piece, TextStream, read_lines

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_json_lines(stream: Forward, limits: Limits, own: Names) -> Iterator[Record]:
    """Yield the records of JSON Lines.

    If a file named as JSON Lines holds one indented value or an array, yield the records of that.
    """
    text = TextStream(stream)
    yield from _records(text, limits, own, is_by_line=not _is_indented(text.head))


def read_json(stream: Forward, limits: Limits, own: Names) -> Iterator[Record]:
    """Yield the records of a JSON document: the items of its array, or itself.

    If the file holds JSON Lines in spite of its name, yield the lines.
    """
    text = TextStream(stream)
    yield from _records(text, limits, own, is_by_line=_begins_with_a_line(text.head))


def _records(text: TextStream, limits: Limits, own: Names, *, is_by_line: bool) -> Iterator[Record]:
    pieces = (
        read_lines(text, limits.max_document_bytes) if is_by_line else split_values(text, limits.max_document_bytes)
    )
    n_more = 0
    for piece in pieces:
        if piece.number == 1 and not is_by_line and (answer := _in_answer(text, piece, own)):
            n_more = len(answer) - 1
            yield from (_of_answer(number, record, own) for number, record in enumerate(answer, start=1))
            continue
        if piece.data is None or piece.data.strip():
            yield Record(piece.number + n_more, piece.sha256, partial(_read, text, piece, limits, own))


def _in_answer(text: TextStream, piece: Piece, own: Names) -> list[Mapping[str, object]]:
    """Return the records in the answer of an interface: an object without a text that has a list of objects.

    Otherwise return none.
    """
    try:
        answer = parse_json(text.decoded(piece.data or b"").text)
        if isinstance(answer, Mapping):
            read_record(answer, Counter(), own)
        return []
    except Refusal as refusal:
        if refusal.reason != "no_text" or not isinstance(answer, Mapping):
            return []
    for level in (answer, *(inner for inner in answer.values() if isinstance(inner, Mapping))):
        for key, value in level.items():
            if fold_name(key) in record_names().answers and isinstance(value, list):
                found = [item for item in value if isinstance(item, Mapping)]
                if found:
                    return [_inside(item) for item in found]
    return []


def _inside(item: Mapping[str, object]) -> Mapping[str, object]:
    """A hit of a search engine holds its record under this name."""
    source = item.get("_source")
    return source if isinstance(source, Mapping) else item


def _of_answer(number: int, record: Mapping[str, object], own: Names) -> Record:
    written = json.dumps(record, ensure_ascii=False, default=lambda value: type(value).__name__)
    sha256 = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
    return Record(number, sha256, lambda: content_of(record, own, "utf-8", Counter()))


def _read(text: TextStream, piece: Piece, limits: Limits, own: Names) -> Content:
    if piece.data is None:
        raise Refusal("too_large", f"The record has more than {limits.max_document_bytes} bytes.")
    decoded = text.decoded(piece.data)
    record = parse_json(decoded.text)
    if not isinstance(record, dict):
        raise Refusal("broken_json", "The record is no object: write one {…} for each document.")
    return content_of(record, own, decoded.encoding, decoded.repairs)


def _first_lines(head: bytes) -> list[bytes]:
    """Return the lines in `head` that are not blank; the last may be cut off."""
    lines = head.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
    return [line.strip() for line in lines if line.strip()]


def _is_indented(head: bytes) -> bool:
    """Whether a value begins in the first line that does not end there, or an array does."""
    first, *others = _first_lines(head) or [b""]
    if first.startswith(b"["):
        return True
    return bool(others) and first[-1:] in (b"{", b"[", b",") and not others[0].startswith(b"{")


def _begins_with_a_line(head: bytes) -> bool:
    """Whether the first line is an object and others follow it."""
    first, *others = _first_lines(head) or [b""]
    if not others or not first.startswith(b"{"):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


_BETWEEN = re.compile(rb"[\s,]*")
_STRUCTURE = re.compile(rb'["{}\[\]]')
_IN_STRING = re.compile(rb'["\\]')
_WORD_END = re.compile(rb"[\s,\]]")


def split_values(stream: Forward, max_value_bytes: int) -> Iterator[Piece]:
    """Yield the JSON values in `stream`: those that stand one after another, and the items of an array in their place.

    Raises Refusal `broken_json` at the end of an array that is cut off.
    """
    splitter = _Splitter(max_value_bytes)
    is_first = True
    while chunk := stream.read(CHUNK_BYTES):
        yield from splitter.feed(chunk.removeprefix(_BYTE_ORDER_MARK) if is_first else chunk)
        is_first = False
    yield from splitter.end()


class _Splitter:
    """Where values end, found byte by byte of what matters to it: brackets and the marks of strings."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._number = 1
        self._value: OpenPiece | None = None
        self._depth = 0
        self._is_in_array = False
        self._is_in_string = False
        self._is_escaped = False
        self._is_word = False

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Yield the values that end in `chunk`."""
        place = 0
        while place < len(chunk):
            if self._value is None:
                place = self._begin(chunk, place)
                continue
            end, is_complete = self._find_end(chunk, place)
            self._value.add(chunk[place:end])
            place = end
            if is_complete:
                yield self._close()

    def end(self) -> Iterator[Piece]:
        """Yield the value that is cut off."""
        is_cut_off = self._is_in_array
        if self._value is not None:
            yield self._close()
        if is_cut_off:
            raise Refusal("broken_json", "The array is cut off: it has no closing bracket.")

    def _close(self) -> Piece:
        assert self._value is not None
        piece = self._value.close(self._number)
        self._number += 1
        self._value, self._depth, self._is_in_string, self._is_escaped = None, 0, False, False
        return piece

    def _begin(self, chunk: bytes, place: int) -> int:
        """Where the next value begins, past what stands between values."""
        match = _BETWEEN.match(chunk, place)
        place = match.end() if match else place
        if place == len(chunk):
            return place
        mark = chunk[place : place + 1]
        if mark == b"[" and not self._is_in_array:
            self._is_in_array = True
            return place + 1
        if mark == b"]" and self._is_in_array:
            self._is_in_array = False
            return place + 1
        self._value = OpenPiece(self._max_bytes)
        self._is_word = mark not in b'{["'
        return place

    def _find_end(self, chunk: bytes, place: int) -> tuple[int, bool]:
        """Up to where the open value goes in `chunk`, and whether it ends there."""
        if self._is_word:
            is_begun = self._value is not None and self._value.n_bytes > 0
            match = _WORD_END.search(chunk, place + (not is_begun))
            return (len(chunk), False) if match is None else (match.start(), True)
        while place < len(chunk):
            if self._is_escaped:
                self._is_escaped = False
                place += 1
                continue
            match = (_IN_STRING if self._is_in_string else _STRUCTURE).search(chunk, place)
            if match is None:
                return len(chunk), False
            place = match.end()
            mark = match.group()
            if mark == b"\\":
                self._is_escaped = True
                continue
            if mark == b'"':
                self._is_in_string = not self._is_in_string
            else:
                self._depth += 1 if mark in b"{[" else -1
            if self._depth <= 0 and not self._is_in_string:
                return place, True
        return place, False
