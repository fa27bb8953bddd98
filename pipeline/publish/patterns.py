"""Paths that `datasets` takes for patterns: it resolves every path as a glob, and a glob cannot be escaped there."""

from glob import has_magic


def is_pattern(place: str) -> bool:
    """Return whether `datasets` takes the path `place` for a pattern, so that it cannot load from there."""
    return has_magic(place)


def pattern_advice(place: str) -> str:
    """Explain why `datasets` cannot load from `place`, whose path is a pattern, and what can."""
    return (
        f"`datasets` cannot load from {place}: it takes `*`, `?` and `[` in a path for a pattern. pandas, pyarrow and "
        "onrecord.load can; or move the folder to a path without them"
    )
