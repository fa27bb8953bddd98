"""The plots of a release as PNG: pure functions from counts to bytes, the same on every call and in every process.

They use matplotlib's object interface with the Agg canvas, never pyplot, which keeps state and looks for a screen.
matplotlib is imported when the first plot is drawn: it takes half a second, and most commands draw none. Its defaults
hold, whatever a `matplotlibrc` of the machine says, and the font is the one that it brings along. Nothing is taken
for mathematics, and a letter that the font does not have is shown as a box.

The background is opaque and white, so that the plots read alike on light and dark pages. Each colour has a contrast of
at least 3 to it (WCAG 2.1, 1.4.11), and any two of a plot differ by at least 25 in CIELAB for people who do not see
red, green or blue (matrices of Machado, Oliveira and Fernandes 2009).
"""

import io
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.release.plot_counts import UNDATED, ChangeCounts, MonthCounts, QuotedActor
from schemas.vocabulary import CAUSES, CHANGES, STATEMENT_TYPES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BACKGROUND, INK, QUIET, RULE = "#ffffff", "#1d2129", "#5d6470", "#e3e5e9"
COLOURS = ("#31356b", "#1575d6", "#e3593c", "#863344", "#9480a4", "#6f07e3")
TYPE_COLOURS: Mapping[str, str] = dict(zip(STATEMENT_TYPES, COLOURS, strict=False))
CAUSE_COLOURS: Mapping[str, str] = dict(zip(CAUSES, COLOURS, strict=True))

_WIDTH = 9.0  # inches
_DPI = 160
_LEFT, _RIGHT = 0.55, 0.35  # margins in inches
_BOX = "\N{WHITE SQUARE}"

# Months are drawn one by one up to twenty years, above that as years.
_MAX_MONTHS = 240
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MAX_LABELS = 13
_MIN_SLOTS = 8
_MAX_LETTERS = 120

# matplotlib's settings are the process's: one plot at a time.
_DRAWING = threading.Lock()


def plot_statements_by_month(counts: MonthCounts) -> bytes:
    """Statements by type and month of publication, as stacked columns; undated ones stand apart at the right."""
    shown = {month: types for month, types in counts.items() if sum(types.values())}
    total = sum(sum(types.values()) for types in shown.values())
    if not shown:
        return _empty("Statements by type and month of publication", "There are no statements.")
    columns, labels, undated_at = _columns(shown)
    unit = "year" if _is_yearly(shown) else "month"
    with _sheet(4.5, f"Statements by type and {unit} of publication", _counted(total, "statement")) as sheet:
        by_type = {kind: sum(types.get(kind, 0) for types in shown.values()) for kind in STATEMENT_TYPES}
        sheet.legend(
            {_words(kind): n for kind, n in by_type.items()}, {_words(kind): TYPE_COLOURS[kind] for kind in by_type}
        )
        highest = max(sum(types.values()) for types in columns.values())
        axes = sheet.axes(left=_LEFT + 0.3, bottom=0.6, right=_RIGHT + 0.1, top=1.3)
        first, last = min(columns), max(columns)
        spare = max(0.0, _MIN_SLOTS - (last - first + 1)) / 2
        axes.set_xlim(first - 0.5 - spare, last + 0.5 + spare)
        sheet.scale(axes, highest)
        width = 0.78 if last - first < 60 else 0.86
        bottoms = dict.fromkeys(columns, 0)
        for kind in STATEMENT_TYPES:
            heights = {at: types[kind] for at, types in columns.items() if types.get(kind)}
            if heights:
                boxes = [
                    (at - width / 2, bottoms[at], at + width / 2, bottoms[at] + height)
                    for at, height in heights.items()
                ]
                sheet.bars(axes, boxes, TYPE_COLOURS[kind])
            for at, height in heights.items():
                bottoms[at] += height
        for at, lines in labels.items():
            for line, words in enumerate(lines):
                sheet.text(axes, at, -0.06 - 0.065 * line, words, size=9, ha="center", on="x", colour=QUIET)
        if undated_at is not None:
            sheet.text(axes, undated_at, -0.06, UNDATED, size=9, ha="center", on="x", colour=QUIET)
        return sheet.png()


def plot_most_quoted(actors: Sequence[QuotedActor]) -> bytes:
    """Actors by number of statements, as horizontal bars in the order given."""
    if not actors:
        return _empty("Most quoted actors", "No actor is quoted.")
    height = 1.05 + 0.29 * len(actors)
    with _sheet(height, "Most quoted actors", "by the statements of which they are the speaker") as sheet:
        axes = sheet.axes(left=_LEFT + 2.65, bottom=0.2, right=0.9, top=0.85)
        axes.set_ylim(len(actors) - 0.4, -0.6)
        axes.set_xlim(0, max(actor.n_statements for actor in actors))
        boxes = [(0, at - 0.34, actor.n_statements, at + 0.34) for at, actor in enumerate(actors)]
        sheet.bars(axes, boxes, COLOURS[1])
        for at, actor in enumerate(actors):
            name = sheet.fit(actor.name, 2.55, size=10)
            sheet.text(axes, -0.02, at, name, size=10, ha="right", on="y")
            sheet.note(axes, actor.n_statements, at, f"{actor.n_statements:,}")
        return sheet.png()


def plot_changes(counts: ChangeCounts, since: str = "the release before") -> bytes:
    """Rows added, changed and removed `since` a version, by table and cause: a panel a change, a row a table."""
    tables = [table for table, changes in counts.items() if any(sum(by.values()) for by in changes.values())]
    found = {(table, change): counts[table].get(change, {}) for table in tables for change in CHANGES}
    causes = {cause: sum(by.get(cause, 0) for by in found.values()) for cause in CAUSES}
    total = sum(causes.values())
    if not tables:
        return _empty(f"What changed since {since}", "No row differs.")
    with _sheet(1.65 + 0.34 * len(tables), f"What changed since {since}", _counted(total, "row")) as sheet:
        sheet.legend(causes, CAUSE_COLOURS)
        highest = max(sum(by.values()) for by in found.values())
        panel, gap = 1.85, 0.75
        for place, change in enumerate(("added", "changed", "removed")):
            left = 1.55 + place * (panel + gap)
            axes = sheet.axes(left=left, bottom=0.15, right=_WIDTH - left - panel, top=1.5)
            axes.set_ylim(len(tables) - 0.4, -0.6)
            axes.set_xlim(0, highest)
            sheet.text(axes, 0, 1.02, change, size=10, on="axes", va="bottom", is_bold=True)
            for at, table in enumerate(tables):
                if place == 0:
                    sheet.text(axes, -0.08, at, table, size=10, ha="right", on="y")
                _stack(sheet, axes, at, found[table, change], highest)
        return sheet.png()


def _stack(sheet: "_Sheet", axes: Any, at: int, by_cause: Mapping[str, int], highest: int) -> None:
    """One bar of a panel, with its number; what is not nothing is at least a line."""
    begin = 0.0
    for cause in CAUSES:
        if by_cause.get(cause):
            wide = max(by_cause[cause], 0.008 * highest)
            sheet.bars(axes, [(begin, at - 0.31, begin + wide, at + 0.31)], CAUSE_COLOURS[cause])
            begin += wide
    total = sum(by_cause.values())
    sheet.note(axes, begin, at, f"{total:,}" if total else "–", colour=INK if total else QUIET)


def _columns(counts: MonthCounts) -> tuple[dict[int, Mapping[str, int]], dict[int, tuple[str, ...]], int | None]:
    """Columns by place, labels by place, and the place of the undated column; places run from left to right.

    A place is a month, counted from the year 0, or a year where the months are too many.
    """
    months = {_month_number(month): types for month, types in counts.items() if month != UNDATED}
    is_yearly = _is_yearly(counts)
    columns: dict[int, dict[str, int]] = {}
    for month, types in months.items():
        column = columns.setdefault(month // 12 if is_yearly else month, {})
        for kind, n in types.items():
            column[kind] = column.get(kind, 0) + n
    labels = dict(_labels(sorted(columns), is_yearly=is_yearly)) if columns else {}
    undated_at = None
    if UNDATED in counts:
        span = max(columns) - min(columns) + 1 if columns else 0
        undated_at = max(columns, default=0) + max(2, round(span * 0.04))
        columns[undated_at] = dict(counts[UNDATED])
    return dict(columns), labels, undated_at


def _is_yearly(counts: MonthCounts) -> bool:
    months = [_month_number(month) for month in counts if month != UNDATED]
    return bool(months) and max(months) - min(months) >= _MAX_MONTHS


def _month_number(month: str) -> int:
    """Months from the year 0 to `2025-08`."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _labels(places: Sequence[int], *, is_yearly: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Labels, of one or two lines, for every so many places that there are at most thirteen.

    Below the first month and below the first one of each new year stands the year.
    """
    first, last = places[0], places[-1]
    step = next(step for step in _STEPS if (last - first) // step < _MAX_LABELS)
    named = None
    for place in range(first, last + 1):
        if place % step:
            continue
        if is_yearly or step >= 12:
            yield place, (str(place if is_yearly else place // 12),)
            continue
        year, month = divmod(place, 12)
        yield place, (_MONTHS[month], str(year)) if year != named else (_MONTHS[month],)
        named = year


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _empty(title: str, words: str) -> bytes:
    """A sentence in place of a plot."""
    with _sheet(1.0, title, words) as sheet:
        return sheet.png()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A figure with title and subtitle; lengths are in inches, from the figure's edges."""

    figure: "Figure"
    height: float

    def axes(self, *, left: float, bottom: float, right: float, top: float) -> Any:
        """An empty field to draw in, with these margins."""
        box = (left / _WIDTH, bottom / self.height, 1 - (left + right) / _WIDTH, 1 - (bottom + top) / self.height)
        axes = self.figure.add_axes(box, facecolor="none")
        axes.axis("off")
        return axes

    def bars(self, axes: Any, boxes: Sequence[tuple[float, float, float, float]], colour: str) -> None:
        """Rectangles (left, bottom, right, top) in data coordinates, with their edges on whole pixels."""
        from matplotlib.collections import PolyCollection

        corners = [((x0, y0), (x0, y1), (x1, y1), (x1, y0)) for x0, y0, x1, y1 in boxes]
        drawn = PolyCollection(corners, facecolors=colour, linewidths=0)
        drawn.set_snap(True)
        axes.add_collection(drawn, autolim=False)

    def text(
        self,
        axes: Any,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        ha: str = "left",
        va: str = "center",
        on: str = "data",
        colour: str = INK,
        is_bold: bool = False,
    ) -> None:
        """Words at a place: in data coordinates, in the axes' (`on="axes"`), or with one of each (`x` or `y`: data)."""
        places = {"data": axes.transData, "axes": axes.transAxes}
        place = places.get(on) or (axes.get_xaxis_transform() if on == "x" else axes.get_yaxis_transform())
        font = _font(size, is_bold=is_bold)
        axes.text(
            x, y, _drawable(words), transform=place, ha=ha, va=va, color=colour, fontproperties=font, parse_math=False
        )

    def note(self, axes: Any, x: float, y: float, words: str, colour: str = INK) -> None:
        """A number just right of the end of a bar."""
        axes.annotate(
            words,
            (x, y),
            (5, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontproperties=_font(9.5),
            parse_math=False,
            annotation_clip=False,
        )

    def legend(self, entries: Mapping[str, int], colours: Mapping[str, str]) -> None:
        """Words, numbers and colours in one line below the subtitle; without the numbers where they do not fit."""
        axes = self.axes(left=_LEFT, bottom=self.height - 1.12, right=_RIGHT, top=0.88)
        room = _WIDTH - _LEFT - _RIGHT
        axes.set_xlim(0, room)
        axes.set_ylim(0, 1)
        told = {f"{words}  {n:,}": colours[words] for words, n in entries.items() if n}
        if sum(self.width(words, 9.5) + 0.48 for words in told) - 0.28 > room:
            told = {words: colours[words] for words, n in entries.items() if n}
        x = 0.0
        for words, colour in told.items():
            self.bars(axes, [(x, 0.28, x + 0.13, 0.82)], colour)
            self.text(axes, x + 0.2, 0.5, words, size=9.5)
            x += self.width(words, 9.5) + 0.48

    def scale(self, axes: Any, highest: int) -> None:
        """Horizontal lines at round numbers, named at the left, up to the first one above `highest`."""
        step = _round_step(highest)
        top = -(-highest // step) * step
        axes.set_ylim(0, top)
        for value in range(0, top + 1, step):
            axes.axhline(value, color=INK if value == 0 else RULE, linewidth=0.8, zorder=0, clip_on=False)
            self.text(axes, -0.012, value, f"{value:,}", size=9, ha="right", on="y", colour=QUIET)

    def width(self, words: str, size: float) -> float:
        """How wide words are, in inches."""
        renderer = self.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        wide, _, _ = renderer.get_text_width_height_descent(_drawable(words), _font(size), False)
        return float(wide) / _DPI

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
        """The figure's bytes, without a date or the name of the software."""
        sink = io.BytesIO()
        self.figure.savefig(sink, format="png", dpi=_DPI, facecolor=BACKGROUND, metadata={"Software": None})
        return sink.getvalue()


@contextmanager
def _sheet(height: float, title: str, subtitle: str) -> Iterator[_Sheet]:
    """An empty sheet of this height in inches with its title, while matplotlib's own defaults hold."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    defaults = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")}
    with _DRAWING, mpl.rc_context(defaults):
        figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor=BACKGROUND)
        FigureCanvasAgg(figure)
        sheet = _Sheet(figure, height)
        head = sheet.axes(left=_LEFT, bottom=height - 0.8, right=_RIGHT, top=0.2)
        sheet.text(head, 0, 0.78, title, size=14, on="axes", is_bold=True)
        sheet.text(head, 0, 0.27, subtitle, size=10, on="axes", colour=QUIET)
        yield sheet


@cache
def _font_file(name: str) -> str:
    import matplotlib as mpl

    return f"{mpl.get_data_path()}/fonts/ttf/{name}.ttf"


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
    """Words without control characters, with letters that the font does not have as boxes."""
    known = _letters()
    shown = []
    for letter in unicodedata.normalize("NFC", words):
        kind = unicodedata.category(letter)[0]
        if letter.isspace():
            shown.append(" ")
        elif ord(letter) in known and kind != "C":
            shown.append(letter)
        elif kind not in "CM":
            shown.append(_BOX)
    return "".join(shown)


def _round_step(highest: int) -> int:
    """A step of 1, 2 or 5 times a power of ten, which cuts `highest` into at most five parts."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * factor * power:
                return factor * power
        power *= 10
