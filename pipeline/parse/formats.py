"""Which parser a seed's file name asks for. A file that no parser knows is not a seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "markdown", "html", "jsonl"]

_ENDINGS: Mapping[str, Kind] = MappingProxyType(
    {
        "htm": "html",
        "html": "html",
        "jsonl": "jsonl",
        "markdown": "markdown",
        "md": "markdown",
        "ndjson": "jsonl",
        "txt": "text",
        "xhtml": "html",
    }
)
_COMPRESSED = ".gz"


@dataclass(frozen=True, slots=True)
class SeedFormat:
    """The parser for a seed, and whether its bytes are gzipped."""

    kind: Kind
    is_compressed: bool


def seed_format(path: str) -> SeedFormat | None:
    """The format that the ending of `path` stands for (case does not matter), or None if no parser knows it."""
    name = path.lower()
    bare = name.removesuffix(_COMPRESSED)
    stem, dot, ending = bare.rpartition(".")
    if not dot or not stem or stem.endswith("/"):
        return None
    kind = _ENDINGS.get(ending)
    return None if kind is None else SeedFormat(kind, is_compressed=bare != name)


def path_without_compression(path: str) -> str:
    """`path` without a final `.gz`: a seed keeps its identity when it is compressed."""
    return path[: -len(_COMPRESSED)] if path.lower().endswith(_COMPRESSED) else path
