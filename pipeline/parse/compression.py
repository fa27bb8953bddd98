"""Compressed files as streams that are read forward, a bounded number of bytes at a time.

What is small on disk must not become large in memory, nor cost hours: a stream has a limit on what it may unpack to,
in bytes and as a multiple of what is stored.
"""

import bz2
import gzip
import lzma
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from pipeline.parse.refusal import Refusal

_CHUNK_BYTES = 65_536
# What a stream may have unpacked before its ratio counts, and that ratio. Text shrinks to a third or a tenth, pages of
# one site to a fiftieth; beyond is data that was made to fill a disk.
_FREE_BYTES = 64_000_000
_MAX_RATIO = 250
# The room that a decompressor may ask for. The strongest level of xz takes 65 MiB, zstd without --long 8 MiB; more is
# asked for by a header alone.
_MAX_MEMORY = 128 << 20
_MAX_WINDOW_LOG = 27


class Forward(Protocol):
    """A stream that is read sequentially; only an empty result means its end, not a short one."""

    def read(self, n_bytes: int, /) -> bytes:
        """Return the next bytes, at most `n_bytes`."""


class _Decompressor(Protocol):
    """What the decompressors of bz2, lzma and zstd have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Compression:
    """A way to compress single files: its ending, and how what is stored is read."""

    ending: str
    open: Callable[[Forward], Forward]


class _Gunzip:
    """A gzipped stream as it is uncompressed, which gives all there is before it fails on a broken one."""

    def __init__(self, stream: Forward) -> None:
        self._file = gzip.GzipFile(fileobj=cast(BinaryIO, stream), mode="rb")

    def read(self, n_bytes: int, /) -> bytes:
        return self._file.read1(n_bytes)


class _Frames:
    """A stream of compressed parts, one after another, as one."""

    def __init__(self, stream: Forward, make: Callable[[], _Decompressor]) -> None:
        self._stream = stream
        self._make = make
        self._part: _Decompressor | None = None

    def read(self, n_bytes: int, /) -> bytes:
        while True:
            if self._part is None or self._part.eof:
                # Between the parts of an .xz there may be zeros.
                data = (self._part.unused_data if self._part else b"").lstrip(b"\0")
                while not data and (chunk := self._stream.read(_CHUNK_BYTES)):
                    data = chunk.lstrip(b"\0") if self._part else chunk
                if not data:
                    return b""
                self._part = self._make()
            elif self._part.needs_input:
                data = self._stream.read(_CHUNK_BYTES)
                if not data:
                    raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            else:
                data = b""
            found = self._part.decompress(data, n_bytes)
            if found:
                return found


def _zstd_decompressor() -> _Decompressor:
    if sys.version_info >= (3, 14):
        from compression.zstd import DecompressionParameter, ZstdDecompressor
    else:
        from backports.zstd import DecompressionParameter, ZstdDecompressor

    return ZstdDecompressor(options={DecompressionParameter.window_log_max: _MAX_WINDOW_LOG})


def _failures() -> tuple[type[Exception], ...]:
    """What the decompressors raise for data that is broken; asked for only once one of them has raised something."""
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError
    else:
        from backports.zstd import ZstdError

    return EOFError, OSError, lzma.LZMAError, ValueError, zlib.error, ZstdError


COMPRESSIONS = (
    Compression(".gz", _Gunzip),
    Compression(".bz2", lambda stream: _Frames(stream, bz2.BZ2Decompressor)),
    Compression(".xz", lambda stream: _Frames(stream, lambda: lzma.LZMADecompressor(memlimit=_MAX_MEMORY))),
    Compression(".zst", lambda stream: _Frames(stream, _zstd_decompressor)),
)


class Decompressed:
    """What a compressed stream unpacks to. Raises Refusal `broken_compression` or, of a bomb, `too_large`."""

    def __init__(self, stored: Forward, compression: Compression) -> None:
        self._stored = _Watched(stored)
        self._file = compression.open(self._stored)
        self._n_bytes = 0
        self._refusal: Refusal | None = None

    def read(self, n_bytes: int, /) -> bytes:
        """Return the next bytes. After a refusal every call is refused."""
        if self._refusal is not None:
            raise self._refusal
        try:
            data = self._file.read(n_bytes)
        except _failures() as error:
            if self._stored.failure is not None:
                raise self._stored.failure from None
            self._refusal = Refusal("broken_compression", sentence(error))
            raise self._refusal from None
        self._n_bytes += len(data)
        if self._n_bytes > max(_FREE_BYTES, _MAX_RATIO * self._stored.n_bytes):
            detail = f"The file unpacks to more than {_MAX_RATIO} times its size: unpack it if that is right."
            self._refusal = Refusal("too_large", detail)
            raise self._refusal
        return data


class _Watched:
    """A stream that counts what is read, and keeps the failure of its store apart from that of a decompressor."""

    def __init__(self, stream: Forward) -> None:
        self._stream = stream
        self.n_bytes = 0
        self.failure: OSError | Refusal | None = None

    def read(self, n_bytes: int = -1, /) -> bytes:
        try:
            data = self._stream.read(n_bytes)
        except (OSError, Refusal) as error:
            self.failure = error
            raise
        self.n_bytes += len(data)
        return data


class Budget:
    """How many bytes may still be read of one seed, its members together."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.n_left = max_bytes
        self.is_spent = False


class UpTo:
    """A stream up to a budget. Raises Refusal `too_large` when more is read."""

    def __init__(self, stream: Forward, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, n_bytes: int, /) -> bytes:
        """Return the next bytes; all within the budget are returned before it refuses."""
        budget = self._budget
        data = self._stream.read(min(n_bytes, budget.n_left + 1)) if not budget.is_spent else b""
        budget.is_spent = budget.is_spent or (bool(data) and not budget.n_left)
        if budget.is_spent:
            raise Refusal("too_large", f"It has more than {budget.max_bytes} bytes: split the file.")
        data = data[: budget.n_left]
        budget.n_left -= len(data)
        return data


def read_start(stream: Forward, max_bytes: int) -> bytes:
    """Read up to `max_bytes` of `stream`, and one more if there are more."""
    parts: list[bytes] = []
    n_left = max_bytes + 1
    while n_left and (data := stream.read(min(n_left, _CHUNK_BYTES))):
        parts.append(data)
        n_left -= len(data)
    return b"".join(parts)


def read_whole(stream: Forward, max_bytes: int) -> bytes:
    """Read all of `stream`. Raises Refusal `too_large` if that is more than `max_bytes`."""
    data = read_start(stream, max_bytes)
    if len(data) > max_bytes:
        raise Refusal("too_large", f"The document has more than {max_bytes} bytes.")
    return data


def sentence(error: BaseException) -> str:
    """Return the message of a library's error as one sentence."""
    first_line = (str(error).splitlines() or [""])[0]
    return f"{first_line.rstrip('.') or type(error).__name__}."
