"""Make characters visible that a browser would not show, or that would change how it shows others.

Characters that HTML cannot contain (U+0000 and lone surrogates) become U+FFFD; every other code point is kept.
"""

import re
from typing import NamedTuple

from markupsafe import Markup

# All of the categories Cc, Cf, Cs, Zl and Zp of Unicode 15 but line feed and tab: controls, bidirectional and other
# format characters, lone surrogates, line and paragraph separators.
_UNSEEN = re.compile(
    "([\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u2064\u2066-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f])"
)
_IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")


class Piece(NamedTuple):
    """Part of a text: either shown unchanged, or one character shown by its `code` (U+202E)."""

    text: str
    code: str | None


def pieces(text: str) -> list[Piece]:
    """Split `text` into pieces, in order; empty for an empty text."""
    found = _UNSEEN.split(text)
    return [
        Piece(_in_html(part), f"U+{ord(part):04X}") if index % 2 else Piece(part, None)
        for index, part in enumerate(found)
        if part
    ]


def plain(text: str) -> str:
    """Return `text` for an attribute, with invisible characters replaced by their codes."""
    return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def _in_html(character: str) -> str:
    if _IMPOSSIBLE.match(character):
        return "\ufffd"
    return Markup("&#13;") if character == "\r" else character  # a bare carriage return is read as a line feed
