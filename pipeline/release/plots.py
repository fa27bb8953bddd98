"""The plots of a release as PNG: pure functions from counts to bytes, the same on every call and in every process.

`plots.mplstyle` sets their style. The background is opaque and white, so that the plots look the same on light and dark
pages. Each colour has a contrast of at least 3 to it (WCAG 2.1, 1.4.11), and any two of a plot differ by at least 25 in
CIELAB for people who do not see red, green or blue (matrices of Machado, Oliveira and Fernandes 2009).

matplotlib is used through its objects, never through pyplot, which keeps state and looks for a screen. It is imported
with the first plot, which takes half a second, and most commands draw none. Lengths are in inches.
"""

import io
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.release.lettering import drawable, fit, font, width
from pipeline.release.plot_counts import UNDATED, ChangeCounts, MonthCounts, QuotedActor
from schemas.vocabulary import Cause, Change, StatementType

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("plots.mplstyle")

COLOURS = ("#31356b", "#1575d6", "#e3593c", "#863344", "#9480a4", "#6f07e3")
TYPE_COLOURS: Mapping[str, str] = dict(zip(StatementType.values(), COLOURS, strict=False))
CAUSE_COLOURS: Mapping[str, str] = dict(zip(Cause.values(), COLOURS, strict=True))

_WIDTH = 9.0
_LEFT, _RIGHT = 0.55, 0.35  # margins
_LEAST = 2 / 160  # two pixels: a bar of one is easily overlooked
_NOTE = 9.5  # points, of the number at the end of a bar

# Months are drawn one by one up to twenty years, above that as years.
_MAX_MONTHS = 240
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MAX_LABELS = 13
_MIN_SLOTS = 8

# matplotlib's settings are the process's: one plot at a time.
_DRAWING = threading.Lock()


def plot_statements_by_month(counts: MonthCounts) -> bytes:
    """Draw statements by type and month of publication as stacked columns, with undated ones apart at the right."""
    shown = {month: types for month, types in counts.items() if sum(types.values())}
    if not shown:
        return _empty("Statements by type and month of publication", "There are no statements.")
    by_type = {kind: sum(types.get(kind, 0) for types in shown.values()) for kind in StatementType.values()}
    columns, labels, undated_at = _columns(shown)
    if undated_at is not None:
        labels[undated_at] = (UNDATED,)
    first, last = min(columns), max(columns)
    spare = max(0.0, _MIN_SLOTS - (last - first + 1)) / 2
    highest = max(sum(types.values()) for types in columns.values())
    step = _round_step(highest)
    top = -(-highest // step) * step
    unit = "year" if _is_yearly(shown) else "month"
    with _begun(4.5, f"Statements by type and {unit} of publication", _counted(sum(by_type.values()), "statement")) as (
        figure
    ):
        axes, (_, height) = _axes(
            figure, left=max(_LEFT + 0.3, width(f"{top:,}", 9) + 0.2), right=_RIGHT + 0.1, top=1.3, bottom=0.6
        )
        axes.set(xlim=(first - 0.5 - spare, last + 0.5 + spare), ylim=(0, top))
        axes.spines["bottom"].set_position(("outward", 0.5))  # below the columns, so that a flat one is seen
        axes.grid(axis="y")
        axes.set_yticks(ticks := range(0, top + 1, step), [f"{tick:,}" for tick in ticks], fontproperties=font(9))
        axes.set_xticks(list(labels), ["\n".join(lines) for lines in labels.values()], fontproperties=font(9))
        begin = dict.fromkeys(columns, 0.0)
        for kind in StatementType.values():
            heights = {at: max(types[kind], _LEAST / height * top) for at, types in columns.items() if types.get(kind)}
            axes.bar(
                list(heights),
                list(heights.values()),
                0.78 if last - first < 60 else 0.86,
                [begin[at] for at in heights],
                color=TYPE_COLOURS[kind],
                clip_on=False,
            )
            begin |= {at: begin[at] + n for at, n in heights.items()}
        _legend(figure, {_words(kind): n for kind, n in by_type.items()}, TYPE_COLOURS.values())
        return _png(figure)


def plot_most_quoted(actors: Sequence[QuotedActor]) -> bytes:
    """Draw actors by number of statements as horizontal bars in the order given."""
    if not actors:
        return _empty("Most quoted actors", "No actor is quoted.")
    notes = [f"{actor.n_statements:,}" for actor in actors]
    with _begun(
        1.05 + 0.29 * len(actors), "Most quoted actors", "by the statements of which they are the speaker"
    ) as figure:
        right = max(0.9, _RIGHT + _room(notes))
        axes, (wide, _) = _axes(figure, left=_LEFT + 2.65, right=right, top=0.85, bottom=0.2)
        highest = max(actor.n_statements for actor in actors)
        _rows(axes, [fit(actor.name, 2.55, 10) for actor in actors], highest)
        least = _LEAST / wide * highest
        widths = [max(actor.n_statements, least) for actor in actors]
        axes.barh(range(len(actors)), widths, 0.68, color=COLOURS[1], clip_on=False)
        for at, (end, note) in enumerate(zip(widths, notes, strict=True)):
            _note(axes, end, at, note)
        return _png(figure)


def plot_changes(counts: ChangeCounts, since: str = "the release before") -> bytes:
    """Draw rows added, changed and removed `since` a version by table and cause: a panel a change, a row a table."""
    tables = [table for table, changes in counts.items() if any(sum(by.values()) for by in changes.values())]
    found = {(table, change): counts[table].get(change, {}) for table in tables for change in Change.values()}
    causes = {cause: sum(by.get(cause, 0) for by in found.values()) for cause in Cause.values()}
    if not tables:
        return _empty(f"What changed since {since}", "No row differs.")
    highest = max(sum(by.values()) for by in found.values())
    height = 1.65 + 0.34 * len(tables)
    with _begun(height, f"What changed since {since}", _counted(sum(causes.values()), "row")) as figure:
        first = max(1.55, _LEFT + 0.15 + max(width(table, 10) for table in tables))
        each = (_WIDTH - _RIGHT - first) / 3
        panel = min(1.85, each - _room(f"{sum(by.values()):,}" for by in found.values()))
        for place, change in enumerate(("added", "changed", "removed")):
            left = first + place * each
            axes, _ = _axes(figure, left=left, right=_WIDTH - left - panel, top=1.5, bottom=0.15)
            axes.set_title(change, fontproperties=font(10, is_bold=True))
            _rows(axes, tables if place == 0 else [""] * len(tables), highest)
            for at, table in enumerate(tables):
                _stack(axes, at, found[table, change], _LEAST / panel * highest)
        _legend(figure, causes, CAUSE_COLOURS.values())
        return _png(figure)


def _stack(axes: "Axes", at: int, by_cause: Mapping[str, int], least: float) -> None:
    """One bar of a panel with its number; no cause that has rows is too narrow to be seen."""
    begin = 0.0
    for cause in Cause.values():
        if by_cause.get(cause):
            wide = max(by_cause[cause], least)
            axes.barh(at, wide, 0.62, begin, color=CAUSE_COLOURS[cause], clip_on=False)
            begin += wide
    total = sum(by_cause.values())
    _note(axes, begin, at, f"{total:,}" if total else "–")


@contextmanager
def _begun(height: float, title: str, subtitle: str) -> Iterator["Figure"]:
    """Provide a figure of `height` with its title and a quieter line below, while the style holds."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style = mpl.rc_params_from_file(STYLE, use_default_template=True)
    with _DRAWING, mpl.rc_context({name: value for name, value in style.items() if not name.startswith("backend")}):
        figure = Figure((_WIDTH, height))
        FigureCanvasAgg(figure)
        at, quiet = _LEFT / _WIDTH, mpl.rcParams["xtick.color"]
        figure.text(at, 1 - 0.38 / height, drawable(title), fontproperties=font(14, is_bold=True))
        figure.text(at, 1 - 0.68 / height, subtitle, fontproperties=font(10), color=quiet)
        yield figure


def _png(figure: "Figure") -> bytes:
    """Return the figure's bytes, without a date or the name of the software."""
    sink = io.BytesIO()
    figure.savefig(sink, format="png", metadata={"Software": None})
    return sink.getvalue()


def _empty(title: str, words: str) -> bytes:
    """Return a sentence in place of a plot."""
    with _begun(1.0, title, words) as figure:
        return _png(figure)


def _axes(
    figure: "Figure", *, left: float, right: float, top: float, bottom: float
) -> tuple["Axes", tuple[float, float]]:
    """Return the axes with these margins, and their width and height."""
    _, height = figure.get_size_inches()
    wide, high = _WIDTH - left - right, height - top - bottom
    return figure.add_axes((left / _WIDTH, bottom / height, wide / _WIDTH, high / height)), (wide, high)


def _rows(axes: "Axes", names: Sequence[str], highest: int) -> None:
    """Make rows for horizontal bars up to `highest`, with their names at the left, the first one on top."""
    axes.set(xlim=(0, highest), ylim=(len(names) - 0.4, -0.6), xticks=[])
    axes.spines["bottom"].set_visible(False)
    axes.set_yticks(range(len(names)), names, fontproperties=font(10), color=axes.spines["bottom"].get_edgecolor())


def _note(axes: "Axes", x: float, y: float, words: str) -> None:
    """A number just right of the end of a bar."""
    axes.annotate(
        words,
        (x, y),
        xytext=(5, 0),
        textcoords="offset points",
        va="center_baseline",
        fontproperties=font(_NOTE),
        annotation_clip=False,
    )


def _room(notes: Iterable[str]) -> float:
    """How much is needed at the right of the longest bar so that the widest of the notes fits there."""
    return max(width(words, _NOTE) for words in notes) + 0.2


def _legend(figure: "Figure", entries: Mapping[str, int], colours: Iterable[str]) -> None:
    """Words, numbers and colours in one line below the subtitle; without the numbers where they do not fit."""
    from matplotlib.patches import Patch

    told = {f"{words}  {n:,}": colour for (words, n), colour in zip(entries.items(), colours, strict=True) if n}
    if sum(width(words, _NOTE) + 0.48 for words in told) > _WIDTH - _LEFT - _RIGHT:
        told = {words.partition("  ")[0]: colour for words, colour in told.items()}
    at = (_LEFT / _WIDTH, 1 - 0.9 / figure.get_size_inches()[1])
    patches = [Patch(color=colour, label=words) for words, colour in told.items()]
    figure.legend(handles=patches, loc="upper left", bbox_to_anchor=at, ncols=len(told), prop=font(_NOTE))


def _columns(counts: MonthCounts) -> tuple[dict[int, Mapping[str, int]], dict[int, tuple[str, ...]], int | None]:
    """Return the columns by place, labels by place, and the place of the undated column; places run from left to right.

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
    """Return the months from the year 0 to `2025-08`."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _labels(places: Sequence[int], *, is_yearly: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the labels, of one or two lines, for every so many places that there are at most thirteen.

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


def _round_step(highest: int) -> int:
    """Return a step of 1, 2 or 5 times a power of ten, which cuts `highest` into at most five parts."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * factor * power:
                return factor * power
        power *= 10
