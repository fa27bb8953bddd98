"""Reading seeds for the lake: the settings' limits, and hashes of stored files."""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from pipeline.parse.formats import seed_format
from pipeline.parse.parser import Found, Limits, parse_seed
from pipeline.parse.record_names import own_names_of
from pipeline.parse.seeds import open_seed
from pipeline.parse.wanted import Wanted
from pipeline.settings import Settings

_CHUNK = 1 << 20


def read_seed(settings: Settings, path: str, wanted: Wanted | None = None) -> Iterator[Found]:
    """Read the seed at `path`; of its documents only those that are `wanted`, if given.

    Raises SeedsError if the store cannot be reached.
    """
    limits = Limits(settings.max_document_bytes, settings.max_seed_bytes)
    return parse_seed(
        path, lambda: open_seed(settings.seeds, path), limits, wanted, own_names_of(settings), settings.furniture
    )


class HashedSeed:
    """A seed that is parsed and hashed, in one pass if it can be read sequentially."""

    def __init__(self, settings: Settings, path: str) -> None:
        self._settings = settings
        self._path = path
        self.sha256: str | None = None
        """The hash of the stored bytes, once all is read; None if they cannot be read (parsing reports why)."""

    def read(self) -> Iterator[Found]:
        """Yield the seed's content. Raises SeedsError if the store cannot be reached."""
        limits = Limits(self._settings.max_document_bytes, self._settings.max_seed_bytes)
        yield from parse_seed(
            self._path, self._open, limits, None, own_names_of(self._settings), self._settings.furniture
        )

    def _open(self) -> BinaryIO:
        stream = open_seed(self._settings.seeds, self._path)
        form = seed_format(self._path)
        if form is not None and form.is_sought and isinstance(stream, io.BufferedReader):
            # A file on a disk is sought in where it lies. Hashed before that: if it changes in between, its hash is not
            # its content's, and it is parsed again next time.
            self.sha256 = hash_seed(self._settings, self._path)
            return stream
        return cast(BinaryIO, _Hashing(stream, self))


class _Hashing:
    """A stream that is hashed while it is read; the rest is read when it is closed."""

    def __init__(self, stream: BinaryIO, seed: HashedSeed) -> None:
        self._stream = stream
        self._seed = seed
        self._digest = hashlib.sha256()

    def __enter__(self) -> "_Hashing":
        return self

    def read(self, n_bytes: int) -> bytes:
        data = self._stream.read(n_bytes)
        self._digest.update(data)
        return data

    def __exit__(self, *error: object) -> None:
        with self._stream:
            if not any(error):
                while self.read(_CHUNK):
                    pass
                self._seed.sha256 = self._digest.hexdigest()


def hash_seed(settings: Settings, path: str) -> str | None:
    """Return the SHA-256 of the seed's stored bytes; None if it cannot be read (parsing it reports why)."""
    digest = hashlib.sha256()
    try:
        with open_seed(settings.seeds, path) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
