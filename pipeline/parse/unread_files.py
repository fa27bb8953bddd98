"""Files in the seeds folder that nobody reads: which they are, and what to say of them.

They are not rejected, since nobody knows whether they should be documents; but whoever put them there is told.
"""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping

# Beside the seeds in their folder stand files that say something about them.
OUR_FILES = frozenset(
    {"corrections.toml", "furniture.toml", "merges.toml", "onrecord.toml", "sources.toml", "takedowns.toml"}
)
_COMPRESSED = frozenset({".bz2", ".gz", ".xz", ".zst"})
NO_ENDING = "(no ending)"
_LONGEST_ENDING = 20
_MOST_NAMED = 10


def unread_files(ignored: Iterable[str]) -> tuple[str, ...]:
    """Those of the ignored paths of a seeds folder that are neither hidden, nor folders, nor files of ours."""
    return tuple(path for path in ignored if path not in OUR_FILES and not _is_hidden(path) and not path.endswith("/"))


def count_endings(paths: Iterable[str]) -> dict[str, int]:
    """How many of the files have which ending (`.pdf`, `.pdf.gz`), the most first."""
    counted = Counter(map(ending_of, paths))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def ending_of(path: str) -> str:
    """The ending of a file's name in lower case, with the one before it if it says how the file is compressed."""
    stem, ending = posixpath.splitext(posixpath.basename(path).lower())
    if ending in _COMPRESSED:
        ending = posixpath.splitext(stem)[1] + ending
    return ending if 1 < len(ending) <= _LONGEST_ENDING else NO_ENDING


def tell_unread(counts: Mapping[str, int]) -> str:
    """In one line: how many files of which endings nobody reads, and what to do."""
    named = [f"{n:,} {ending}" for ending, n in list(counts.items())[:_MOST_NAMED]]
    n_more = sum(list(counts.values())[_MOST_NAMED:])
    listed = ", ".join([*named, *([f"{n_more:,} of other endings"] if n_more else [])])
    return f"not read: {listed}: no parser knows them; see docs/archives.md for what is read, or move them elsewhere"


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
