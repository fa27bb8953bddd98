"""Determine which letters of a plot can be drawn, in which font, and how wide they are.

The font is the file that comes with matplotlib: an installed one of the same name may be another version. Letters
missing from it are shown as boxes, and so are those of right-to-left scripts, which need a special layout.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_BOX = "\N{WHITE SQUARE}"
_FROM_THE_RIGHT = frozenset({"R", "AL"})
_MAX_LETTERS = 120
_POINTS = 72  # an inch


@cache
def font(size: float, *, is_bold: bool = False) -> "FontProperties":
    """Return the font of the plots in `size` points."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_file("DejaVuSans-Bold" if is_bold else "DejaVuSans"), size=size)


def width(words: str, size: float) -> float:
    """Return how wide `words` are in inches."""
    from matplotlib.textpath import text_to_path

    wide, _, _ = text_to_path.get_text_width_height_descent(words, font(size), ismath=False)
    return float(wide) / _POINTS


def fit(words: str, room: float, size: float) -> str:
    """Return `words` in one line as it can be drawn, cut to `room` inches, with an ellipsis if something is missing."""
    words = " ".join(drawable(words).split())
    short = words[:_MAX_LETTERS]
    if short == words and width(words, size) <= room:
        return words
    while short and width(f"{short}…", size) > room:
        short = short[:-1]
    return f"{short.rstrip()}…"


def drawable(words: str) -> str:
    """Return `words` without control characters, and with boxes for letters that cannot be drawn."""
    return "".join(_drawn(letter) for letter in unicodedata.normalize("NFC", words))


@cache
def _drawn(letter: str) -> str:
    """Return what is drawn for a letter: nothing for control characters and marks that the font lacks."""
    kind = unicodedata.category(letter)[0]
    if letter.isspace():
        return " "
    if kind == "C":
        return ""
    if unicodedata.bidirectional(letter) in _FROM_THE_RIGHT or ord(letter) not in _letters():
        return "" if kind == "M" else _BOX
    return letter


@cache
def _letters() -> frozenset[int]:
    """Return the code points that the font can draw."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(_file("DejaVuSans")).get_charmap())


@cache
def _file(name: str) -> str:
    import matplotlib as mpl

    return f"{mpl.get_data_path()}/fonts/ttf/{name}.ttf"
