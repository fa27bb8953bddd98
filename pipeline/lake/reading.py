"""Reading seeds for the lake: the settings' limits, and hashes of stored files."""

import hashlib
from collections.abc import Iterator

from pipeline.parse.document import Document, Rejection
from pipeline.parse.parser import Limits, parse_seed
from pipeline.parse.record_names import OwnNames
from pipeline.parse.seeds import open_seed
from pipeline.settings import Settings

_CHUNK = 1 << 20


def read_seed(settings: Settings, path: str, lines: frozenset[int] | None = None) -> Iterator[Document | Rejection]:
    """Documents and rejections of the seed at `path`; of a `.jsonl` only those of `lines`, if given.

    Raises SeedsError when the store cannot be reached.
    """
    limits = Limits(settings.max_document_bytes, settings.max_seed_bytes)
    return parse_seed(path, lambda: open_seed(settings.seeds, path), limits, lines, own_names_of(settings))


def own_names_of(settings: Settings) -> OwnNames:
    """The names of records' keys that the settings give."""
    return OwnNames(dict(settings.fields), {name: dict(folder.fields) for name, folder in settings.folders})


def hash_seed(settings: Settings, path: str) -> str | None:
    """SHA-256 of the stored bytes of the seed at `path`; None when it cannot be read (parsing it says why)."""
    digest = hashlib.sha256()
    try:
        with open_seed(settings.seeds, path) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
