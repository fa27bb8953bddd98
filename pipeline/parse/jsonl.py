"""JSON Lines: lines from a stream without ever holding more than one."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

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
