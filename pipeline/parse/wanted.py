"""Which documents of a seed are to be made, when it is not all of them."""

from collections.abc import Iterable
from typing import Protocol


class Wanted(Protocol):
    """Which documents of a seed are to be made; the others are skipped without being parsed."""

    def has(self, seed: str, line: int | None) -> bool:
        """Whether it is the document at this line of the file `seed`, whose members are named `archive.zip!/member`."""

    def last_line(self, seed: str) -> int | None:
        """Return the last wanted line of the file `seed`; None means its end."""

    def has_any(self, seed: str) -> bool:
        """Whether any document of the file `seed` or of its members is wanted."""


class Everything:
    """Every document is wanted."""

    def has(self, seed: str, line: int | None) -> bool:
        """Yes."""
        return True

    def last_line(self, seed: str) -> int | None:
        """None: up to the end."""
        return None

    def has_any(self, seed: str) -> bool:
        """Yes."""
        return True


class Places:
    """Documents at some places: the path of the file, and the line in it."""

    def __init__(self, places: Iterable[tuple[str, int | None]]) -> None:
        self._places = frozenset(places)
        self._last: dict[str, int] = {}
        self._files: set[str] = set()
        for seed, line in self._places:
            self._last[seed] = max(self._last.get(seed, 0), line or 0)
            self._files.update(_files_around(seed))

    def has(self, seed: str, line: int | None) -> bool:
        """True if it is at one of the places."""
        return (seed, line) in self._places

    def last_line(self, seed: str) -> int | None:
        """Return the last of the lines in the file `seed`."""
        return self._last.get(seed) or None

    def has_any(self, seed: str) -> bool:
        """Whether any of the places is in the file `seed`."""
        return seed in self._files


def _files_around(seed: str) -> Iterable[str]:
    """Yield a file, and the archives that it is in."""
    while seed:
        yield seed
        seed, _, _ = seed.rpartition("!/")
