"""Find files in the seeds folder that have no reader, and report them.

They are not rejected, since they may not be meant as documents; but they are reported.
"""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping

# Beside the seeds in their folder stand files that say something about them.
OUR_FILES = frozenset(
    {
        "calibration.toml",
        "corrections.toml",
        "furniture.toml",
        "merges.toml",
        "onrecord.toml",
        "sources.toml",
        "takedowns.toml",
    }
)
_COMPRESSED = frozenset({".bz2", ".gz", ".xz", ".zst"})
NO_ENDING = "(no ending)"
_LONGEST_ENDING = 20
_MOST_NAMED = 10


def unread_files(ignored: Iterable[str]) -> tuple[str, ...]:
    """Return the ignored paths of a seeds folder that are neither hidden, nor folders, nor our own files."""
    return tuple(path for path in ignored if path not in OUR_FILES and not _is_hidden(path) and not path.endswith("/"))


def count_endings(paths: Iterable[str]) -> dict[str, int]:
    """Count the files by ending (`.pdf`, `.pdf.gz`), the most frequent first."""
    counted = Counter(map(ending_of, paths))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def ending_of(path: str) -> str:
    """Return the ending of a file's name in lower case, with the one before it if it is that of a compression."""
    stem, ending = posixpath.splitext(posixpath.basename(path).lower())
    if ending in _COMPRESSED:
        ending = posixpath.splitext(stem)[1] + ending
    return ending if 1 < len(ending) <= _LONGEST_ENDING else NO_ENDING


def tell_unread(counts: Mapping[str, int]) -> str:
    """Report in one line how many files of which endings have no reader, and what to do."""
    named = [f"{n:,} {ending}" for ending, n in list(counts.items())[:_MOST_NAMED]]
    n_more = sum(list(counts.values())[_MOST_NAMED:])
    listed = ", ".join([*named, *([f"{n_more:,} of other endings"] if n_more else [])])
    return f"not read: {listed}: no parser knows them; see docs/archives.md for what is read, or move them elsewhere"


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
