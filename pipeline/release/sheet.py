"""A sheet of white paper to draw plots on: rectangles, lines and words in a PNG, the same bytes in every process.

Pillow draws them, since a plot here is nothing else, and matplotlib takes longer to import than all plots to draw; of
it only the font is used, by its file: one of that name on the machine may be another version. Words are set by
Pillow's own layout, so that no library of the machine for complex scripts has a say; a letter that this cannot set
(written from right to left) or that the font does not have is shown as a box.

Lengths are in inches, from the sheet's edges; places are in pixels, from its upper left corner.
"""

import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from PIL import Image, ImageDraw, ImageFont

BACKGROUND, INK, QUIET, RULE = "#ffffff", "#1d2129", "#5d6470", "#e3e5e9"
WIDTH = 9.0
DPI = 160
LEFT, RIGHT = 0.55, 0.35  # margins

_POINTS = 72  # an inch
_BOX = "\N{WHITE SQUARE}"
_NO_LETTER = "\uffff"
_FROM_THE_RIGHT = frozenset({"R", "AL"})
_MAX_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a sheet with scales of its own: `x` are the values at its left and right, `y` at its bottom and top."""

    left: float
    top: float
    right: float
    bottom: float
    x: tuple[float, float] = (0.0, 1.0)
    y: tuple[float, float] = (0.0, 1.0)

    def across(self, value: float) -> float:
        """The place of a value of `x`."""
        first, last = self.x
        return self.left + (value - first) / (last - first) * (self.right - self.left)

    def up(self, value: float) -> float:
        """The place of a value of `y`."""
        first, last = self.y
        return self.bottom - (value - first) / (last - first) * (self.bottom - self.top)


class Sheet:
    """A sheet of `height` inches with its title and a quieter line below."""

    def __init__(self, height: float, title: str, subtitle: str) -> None:
        self.height = height
        self._image = Image.new("RGB", (round(WIDTH * DPI), round(height * DPI)), BACKGROUND)
        self._pen = ImageDraw.Draw(self._image)
        self.text(LEFT * DPI, 0.32 * DPI, title, size=14, is_bold=True)
        self.text(LEFT * DPI, 0.63 * DPI, subtitle, size=10, colour=QUIET)

    def field(
        self,
        *,
        left: float,
        bottom: float,
        right: float,
        top: float,
        x: tuple[float, float] = (0.0, 1.0),
        y: tuple[float, float] = (0.0, 1.0),
    ) -> Field:
        """A field with these margins and scales."""
        return Field(left * DPI, top * DPI, (WIDTH - right) * DPI, (self.height - bottom) * DPI, x, y)

    def bar(self, field: Field, x: tuple[float, float], y: tuple[float, float], colour: str) -> None:
        """A rectangle between two values of each scale, on whole pixels and at least one wide and high."""
        left, right = sorted(round(field.across(value)) for value in x)
        top, bottom = sorted(round(field.up(value)) for value in y)
        # Pillow draws the last row and column too.
        self._pen.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=colour)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        anchor: str = "l",
        colour: str = INK,
        is_bold: bool = False,
    ) -> None:
        """Words in one line whose middle is at the height `y`; `anchor` is what is at `x`: left, middle or right."""
        self._pen.text((x, y), _drawable(words), colour, _font(size, is_bold=is_bold), f"{anchor}m")

    def note(self, x: float, y: float, words: str, colour: str = INK) -> None:
        """A number just right of the end of a bar."""
        self.text(x + 11, y, words, size=9.5, colour=colour)

    def legend(self, entries: Mapping[str, int], colours: Mapping[str, str]) -> None:
        """Words, numbers and colours in one line below the subtitle; without the numbers where they do not fit."""
        told = {f"{words}  {n:,}": colours[words] for words, n in entries.items() if n}
        if sum(self.width(words, 9.5) + 0.48 for words in told) - 0.28 > WIDTH - LEFT - RIGHT:
            told = {words: colours[words] for words, n in entries.items() if n}
        row = self.field(left=0, right=0, top=0.88, bottom=self.height - 1.12, x=(0, WIDTH))
        at = LEFT
        for words, colour in told.items():
            self.bar(row, (at, at + 0.13), (0.28, 0.82), colour)
            self.text((at + 0.2) * DPI, row.up(0.57), words, size=9.5)
            at += self.width(words, 9.5) + 0.48

    def rules(self, field: Field, step: int) -> None:
        """Horizontal lines at the multiples of `step` on the field's scale, named at the left."""
        for value in range(0, round(field.y[1]) + 1, step):
            at = round(field.up(value))
            self._pen.rectangle((field.left, at - 1, field.right - 1, at), fill=INK if value == 0 else RULE)
            self.text(field.left - 15, at, f"{value:,}", size=9, anchor="r", colour=QUIET)

    def width(self, words: str, size: float) -> float:
        """How wide words are, in inches."""
        return _font(size).getlength(_drawable(words)) / DPI

    def fit(self, words: str, room: float, *, size: float) -> str:
        """Words in one line, cut to `room` inches, with an ellipsis where something is missing."""
        words = " ".join(words.split())
        short = words[:_MAX_LETTERS]
        if short == words and self.width(words, size) <= room:
            return words
        while short and self.width(f"{short}…", size) > room:
            short = short[:-1]
        return f"{short.rstrip()}…"

    def png(self) -> bytes:
        """The sheet's bytes, without a date or the name of the software."""
        sink = io.BytesIO()
        self._image.save(sink, "PNG", dpi=(DPI, DPI))
        return sink.getvalue()


@cache
def _font(size: float, *, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font at a size in points."""
    matplotlib = find_spec("matplotlib")
    folder = (matplotlib.submodule_search_locations or [""])[0] if matplotlib else ""
    name = "DejaVuSans-Bold" if is_bold else "DejaVuSans"
    path = f"{folder}/mpl-data/fonts/ttf/{name}.ttf"
    return ImageFont.truetype(path, size * DPI / _POINTS, layout_engine=ImageFont.Layout.BASIC)


def _drawable(words: str) -> str:
    """Words without control characters, with letters that cannot be drawn as boxes."""
    return "".join(_drawn(letter) for letter in unicodedata.normalize("NFC", words))


@cache
def _drawn(letter: str) -> str:
    """What is drawn for a letter; nothing for control characters, and for marks that the font does not have."""
    kind = unicodedata.category(letter)[0]
    if letter.isspace():
        return " "
    if kind == "C":
        return ""
    if unicodedata.bidirectional(letter) in _FROM_THE_RIGHT or _glyph(letter) == _glyph(_NO_LETTER):
        return "" if kind == "M" else _BOX
    return letter


def _glyph(letter: str) -> bytes:
    """The letter's picture, the same for all letters that the font does not have."""
    return bytes(_font(10).getmask(letter))
