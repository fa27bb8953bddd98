"""The two consoles: text is printed literally, without markup, and cannot control the terminal.

Paths, names and messages come from outside, so every string that is printed goes through `literal`. Text of our own
that has several lines is printed by `print_lines`.
"""

from typing import Any

from rich.console import Console

from pipeline.literal import literal


class PlainConsole(Console):
    """A console without markup and emoji codes that shows control characters as escapes."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=True)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print one line; a string's control characters, line feeds included, are shown as escapes."""
        super().print(*(literal(item) if isinstance(item, str) else item for item in objects), **options)

    def print_lines(self, lines: str, **options: Any) -> None:
        """Print a text of our own, line by line."""
        for line in lines.split("\n"):
            self.print(line, **options)


out = PlainConsole()
err = PlainConsole(stderr=True)
