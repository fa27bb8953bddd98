"""A sheet of white paper to draw plots on: rectangles, lines and words in a PNG, the same bytes in every process.

matplotlib draws them, by its object interface with the Agg canvas, never pyplot, which keeps state and looks for a
screen. Rectangles and words are placed on the figure in pixels: axes with ticks and spines that nobody sees would cost
more than all there is to draw. It is imported when the first sheet is begun, which takes half a second, and most
commands draw none. Its defaults hold, whatever a `matplotlibrc` of the machine says, and the font is the one that it
brings along. Nothing is taken for mathematics; a letter that the font does not have is shown as a box, and so is one
that is written from right to left, which needs a layout of its own.

Lengths are in inches, from the sheet's edges; places are in pixels, from its upper left corner.
"""

import io
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BACKGROUND, INK, QUIET, RULE = "#ffffff", "#1d2129", "#5d6470", "#e3e5e9"
WIDTH = 9.0
DPI = 160
LEFT, RIGHT = 0.55, 0.35  # margins
LEAST = 2  # pixels: a bar of one pixel is easily overlooked

_POINTS = 72  # an inch
_HALF_CAPITAL = 0.365  # of the font's size: half the height of a capital letter, by which words are centred
_NOTE = 9.5  # points
_BOX = "\N{WHITE SQUARE}"
_FROM_THE_RIGHT = frozenset({"R", "AL"})
_MAX_LETTERS = 120

# matplotlib's settings are the process's: one sheet at a time.
_DRAWING = threading.Lock()


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

    @property
    def least_x(self) -> float:
        """How much of `x` is as wide as the narrowest bar."""
        return LEAST * abs(self.x[1] - self.x[0]) / (self.right - self.left)

    @property
    def least_y(self) -> float:
        """How much of `y` is as high as the flattest bar."""
        return LEAST * abs(self.y[1] - self.y[0]) / (self.bottom - self.top)


class Sheet:
    """A sheet of `height` inches with its title and a quieter line below; it is drawn within `begun`."""

    def __init__(self, figure: "Figure", height: float) -> None:
        self.height = height
        self._figure = figure
        self._corners: list[tuple[tuple[float, float], ...]] = []
        self._colours: list[str] = []

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
        """A rectangle from one value to another on each scale, on whole pixels, as wide and high as can be seen."""
        left, right = _seen(field.across(x[0]), field.across(x[1]))
        top, bottom = _seen(field.up(y[0]), field.up(y[1]))
        self._rectangle(left, top, right, bottom, colour)

    def _rectangle(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        high, low = self._from_below(top), self._from_below(bottom)
        self._corners.append(((left, low), (left, high), (right, high), (right, low)))
        self._colours.append(colour)

    def _from_below(self, y: float) -> float:
        return round(self.height * DPI) - y

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        anchor: str = "left",
        colour: str = INK,
        is_bold: bool = False,
    ) -> None:
        """Words in one line whose middle is at the height `y`; `anchor` is what is at `x`: left, center or right."""
        self._figure.text(
            x,
            self._from_below(y + _HALF_CAPITAL * size * DPI / _POINTS),
            _drawable(words),
            transform=None,
            ha=anchor,
            va="baseline",
            color=colour,
            fontproperties=_font(size, is_bold=is_bold),
            parse_math=False,
        )

    def note(self, x: float, y: float, words: str, colour: str = INK) -> None:
        """A number just right of the end of a bar."""
        self.text(x + 11, y, words, size=_NOTE, colour=colour)

    def room(self, notes: Iterable[str]) -> float:
        """How much is needed at the right of the longest bar, in inches, so that the widest of the notes fits there."""
        return max(self.width(words, _NOTE) for words in notes) + 0.2

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
            if value == 0:  # below the bars that stand on it, so that a flat one is seen
                self._rectangle(field.left, at, field.right, at + 2, INK)
            else:
                self._rectangle(field.left, at - 1, field.right, at + 1, RULE)
            self.text(field.left - 15, at, f"{value:,}", size=9, anchor="right", colour=QUIET)

    def width(self, words: str, size: float) -> float:
        """How wide words are, in inches."""
        renderer = self._figure.canvas.get_renderer()  # type: ignore[attr-defined]
        wide, _, _ = renderer.get_text_width_height_descent(_drawable(words), _font(size), False)
        return float(wide) / DPI

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
        from matplotlib.collections import PolyCollection

        drawn = PolyCollection(self._corners, facecolors=self._colours, linewidths=0, antialiaseds=False)
        drawn.set_transform(None)
        self._figure.add_artist(drawn, clip=False)
        sink = io.BytesIO()
        self._figure.savefig(sink, format="png", dpi=DPI, facecolor=BACKGROUND, metadata={"Software": None})
        return sink.getvalue()


def _seen(begin: float, end: float) -> tuple[int, int]:
    """The ends of a bar in pixels, lower first; a short one is longer at its end."""
    first, last = round(begin), round(end)
    if abs(last - first) < LEAST:
        last = first + (LEAST if end >= begin else -LEAST)
    return min(first, last), max(first, last)


@contextmanager
def begun(height: float, title: str, subtitle: str) -> Iterator[Sheet]:
    """An empty sheet with its title, while matplotlib's own defaults hold."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    defaults = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")}
    with _DRAWING, mpl.rc_context(defaults):
        figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=BACKGROUND)
        FigureCanvasAgg(figure)
        sheet = Sheet(figure, height)
        sheet.text(LEFT * DPI, 0.32 * DPI, title, size=14, is_bold=True)
        sheet.text(LEFT * DPI, 0.63 * DPI, subtitle, size=10, colour=QUIET)
        yield sheet


@cache
def _font_file(name: str) -> str:
    import matplotlib as mpl

    return f"{mpl.get_data_path()}/fonts/ttf/{name}.ttf"


@cache
def _font(size: float, *, is_bold: bool = False) -> Any:
    """The font that matplotlib brings, by its file: one of that name on the machine may be another version."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_font_file("DejaVuSans-Bold" if is_bold else "DejaVuSans"), size=size)


@cache
def _letters() -> frozenset[int]:
    """The code points that the font can draw."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(_font_file("DejaVuSans")).get_charmap())


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
    if unicodedata.bidirectional(letter) in _FROM_THE_RIGHT or ord(letter) not in _letters():
        return "" if kind == "M" else _BOX
    return letter
