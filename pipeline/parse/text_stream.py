"""Streams of text: checked at their start, in an encoding whose lines end in one byte, cut into records.

Of a record that is longer than allowed nothing is held: it is skipped, and known by its number and hash.
"""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.parse.compression import Forward
from pipeline.parse.encoding import Decoded, decode, refuse_binary, wide_encoding
from pipeline.parse.refusal import Refusal

CHUNK_BYTES = 65_536
_HEAD_BYTES = 8_192


@dataclass(frozen=True, slots=True)
class Piece:
    """A record's bytes, `number` from 1, and their SHA-256. `data` is None if there were more than allowed."""

    number: int
    data: bytes | None
    sha256: str


class OpenPiece:
    """The record that is being read: its bytes as long as they are few enough, its hash in any case.

    A final CR belongs to the line end, so the last byte counts only once another follows.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.n_bytes = 0
        self.parts: list[bytes] = []
        self.digest = hashlib.sha256()
        self.last = b""

    def add(self, part: bytes) -> None:
        """Add the next bytes."""
        if not part:
            return
        self.digest.update(self.last + part[:-1])
        self.last = part[-1:]
        self.n_bytes += len(part)
        if self.n_bytes <= self.max_bytes + 1:
            self.parts.append(part)
        else:
            self.parts.clear()

    def close(self, number: int) -> Piece:
        """Return the complete record."""
        has_return = self.last == b"\r"
        if not has_return:
            self.digest.update(self.last)
        is_kept = self.n_bytes - has_return <= self.max_bytes
        data = b"".join(self.parts).removesuffix(b"\r") if is_kept else None
        return Piece(number, data, self.digest.hexdigest())


class TextStream:
    """A stream of text as UTF-8, or in a legacy encoding that has ASCII in it; `head` are its first bytes.

    Raises Refusal: `empty_file`, `binary_file`, and while it is read `undecodable`.
    """

    def __init__(self, stream: Forward) -> None:
        # Not every store can peek: the head is read, then put before the rest.
        head = _read_head(stream)
        if not head:
            raise Refusal("empty_file", "The file is empty.")
        refuse_binary(head)
        self.encoding = wide_encoding(head)
        whole: Forward = Rejoined(head, stream)
        if self.encoding is not None:
            whole = _Utf8Stream(whole, self.encoding)
            head = _read_head(whole)
            whole = Rejoined(head, whole)
        self.head = head
        self._stream = whole

    def read(self, n_bytes: int, /) -> bytes:
        """Return the next bytes, including the head."""
        return self._stream.read(n_bytes)

    def decoded(self, data: bytes) -> Decoded:
        """Return the characters of a record. Raises Refusal `undecodable`."""
        if self.encoding is None:
            return decode(data)
        return Decoded(data.decode("utf-8", "surrogatepass"), self.encoding)


def read_lines(stream: Forward, max_line_bytes: int) -> Iterator[Piece]:
    """Yield the lines of `stream`, each as soon as it is complete, without their line ends."""
    number = 1
    line = OpenPiece(max_line_bytes)
    while chunk := stream.read(CHUNK_BYTES):
        *complete, rest = chunk.split(b"\n")
        for part in complete:
            line.add(part)
            yield line.close(number)
            number, line = number + 1, OpenPiece(max_line_bytes)
        line.add(rest)
    if line.n_bytes:
        yield line.close(number)


def _read_head(stream: Forward) -> bytes:
    """Read the first bytes, up to a refusal of the stream, which it repeats at the next read."""
    head = b""
    try:
        while len(head) < _HEAD_BYTES and (data := stream.read(_HEAD_BYTES - len(head))):
            head += data
    except Refusal:
        if not head:
            raise
    return head


class Rejoined:
    """`head`, which has been read, and the rest of `stream` as one stream."""

    def __init__(self, head: bytes, stream: Forward) -> None:
        self._head = head
        self._place = 0
        self._stream = stream

    def read(self, n_bytes: int, /) -> bytes:
        """Return the next bytes, at most `n_bytes`."""
        if self._place == len(self._head):
            self._head, self._place = b"", 0
            return self._stream.read(n_bytes)
        data = self._head[self._place : self._place + n_bytes]
        self._place += len(data)
        return data


class _Utf8Stream:
    """A stream in UTF-16 or UTF-32 as one in UTF-8, so that its lines end in one byte. It reads forward only.

    Lone surrogates are passed through. An incomplete character at the end is omitted.
    """

    def __init__(self, stream: Forward, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._is_first = True

    def read(self, n_bytes: int, /) -> bytes:
        """Return the next `n_bytes` or fewer of the stream as UTF-8; empty only at its end."""
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
