"""The plots of a release as PNG: pure functions from counts to bytes, the same on every call and in every process.

`plots.mplstyle` sets their style. The background is opaque and white, so that the plots look the same on light and dark
pages. Each colour has a contrast of at least 3 to it (WCAG 2.1, 1.4.11), and any two of a plot differ by at least 25 in
CIELAB for people who do not see red, green or blue (matrices of Machado, Oliveira and Fernandes 2009).

The sheet that they are drawn on is that of `sheet.py`. Lengths are in inches.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.counted import counted
from pipeline.release.lettering import fit, font, width
from pipeline.release.plotted import UNDATED, ChangeCounts, MonthCounts, OutletRates, OutletShares, QuotedActor
from pipeline.release.sheet import (
    LEAST,
    LEFT,
    RIGHT,
    WIDTH,
    axes_of,
    begun,
    columns_of,
    empty,
    legend,
    note,
    png,
    room,
    rows_of_bars,
)
from schemas.vocabulary import Cause, Change, StatementType

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#31356b", "#1575d6", "#e3593c", "#863344", "#9480a4", "#6f07e3")
_OF_CORRECTIONS = "#180018"
TYPE_COLOURS: Mapping[str, str] = dict(zip(StatementType.values(), COLOURS, strict=False))
_OTHER_CAUSES = tuple(cause for cause in Cause.values() if cause != Cause.CORRECTION)
CAUSE_COLOURS: Mapping[str, str] = {
    cause: dict(zip(_OTHER_CAUSES, COLOURS, strict=True)).get(cause, _OF_CORRECTIONS) for cause in Cause.values()
}

# Months are drawn one by one up to twenty years, above that as years.
_MAX_MONTHS = 240
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MAX_LABELS = 13
_MIN_SLOTS = 8


def plot_statements_by_month(counts: MonthCounts) -> bytes:
    """Draw statements by type and month of publication as stacked columns, with undated ones apart at the right."""
    shown = {month: types for month, types in counts.items() if sum(types.values())}
    if not shown:
        return empty("Statements by type and month of publication", "There are no statements.")
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
    with begun(4.5, f"Statements by type and {unit} of publication", counted(sum(by_type.values()), "statement")) as (
        figure
    ):
        axes, (_, height) = axes_of(
            figure, left=max(LEFT + 0.3, width(f"{top:,}", 9) + 0.2), right=RIGHT + 0.1, top=1.3, bottom=0.6
        )
        axes.set(xlim=(first - 0.5 - spare, last + 0.5 + spare), ylim=(0, top))
        axes.spines["bottom"].set_position(("outward", 0.5))  # below the columns, so that a flat one is seen
        axes.grid(axis="y")
        axes.set_yticks(ticks := range(0, top + 1, step), [f"{tick:,}" for tick in ticks], fontproperties=font(9))
        axes.set_xticks(list(labels), ["\n".join(lines) for lines in labels.values()], fontproperties=font(9))
        begin = dict.fromkeys(columns, 0.0)
        for kind in StatementType.values():
            heights = {at: max(types[kind], LEAST / height * top) for at, types in columns.items() if types.get(kind)}
            columns_of(
                axes,
                [(at, begin[at], high) for at, high in heights.items()],
                0.78 if last - first < 60 else 0.86,
                TYPE_COLOURS[kind],
            )
            begin |= {at: begin[at] + n for at, n in heights.items()}
        legend(figure, [(_words(kind), n, TYPE_COLOURS[kind]) for kind, n in by_type.items()])
        return png(figure)


def plot_most_quoted(actors: Sequence[QuotedActor]) -> bytes:
    """Draw actors by number of statements as horizontal bars in the order given."""
    if not actors:
        return empty("Most quoted actors", "No actor is quoted.")
    notes = [f"{actor.n_statements:,}" for actor in actors]
    with begun(
        1.05 + 0.29 * len(actors), "Most quoted actors", "by the statements of which they are the speaker"
    ) as figure:
        right = max(0.9, RIGHT + room(notes))
        axes, (wide, _) = axes_of(figure, left=LEFT + 2.65, right=right, top=0.85, bottom=0.2)
        highest = max(actor.n_statements for actor in actors)
        rows_of_bars(axes, [fit(actor.name, 2.55, 10) for actor in actors], highest)
        least = LEAST / wide * highest
        widths = [max(actor.n_statements, least) for actor in actors]
        axes.barh(range(len(actors)), widths, 0.68, color=COLOURS[1], clip_on=False)
        for at, (end, number) in enumerate(zip(widths, notes, strict=True)):
            note(axes, end, at, number)
        return png(figure)


def plot_changes(counts: ChangeCounts, since: str = "the release before") -> bytes:
    """Draw rows added, changed and removed `since` a version by table and cause: a panel a change, a row a table."""
    tables = [table for table, changes in counts.items() if any(sum(by.values()) for by in changes.values())]
    found = {(table, change): counts[table].get(change, {}) for table in tables for change in Change.values()}
    causes = {cause: sum(by.get(cause, 0) for by in found.values()) for cause in Cause.values()}
    if not tables:
        return empty(f"What changed since {since}", "No row differs.")
    highest = max(sum(by.values()) for by in found.values())
    height = 1.65 + 0.34 * len(tables)
    with begun(height, f"What changed since {since}", counted(sum(causes.values()), "row")) as figure:
        first = max(1.55, LEFT + 0.15 + max(width(table, 10) for table in tables))
        each = (WIDTH - RIGHT - first) / 3
        panel = min(1.85, each - room(f"{sum(by.values()):,}" for by in found.values()))
        for place, change in enumerate(("added", "changed", "removed")):
            left = first + place * each
            axes, _ = axes_of(figure, left=left, right=WIDTH - left - panel, top=1.5, bottom=0.15)
            axes.set_title(change, fontproperties=font(10, is_bold=True))
            rows_of_bars(axes, tables if place == 0 else [""] * len(tables), highest)
            for at, table in enumerate(tables):
                _stack(axes, at, found[table, change], LEAST / panel * highest)
        legend(figure, [(cause, n, CAUSE_COLOURS[cause]) for cause, n in causes.items()])
        return png(figure)


def _stack(axes: "Axes", at: int, by_cause: Mapping[str, int], least: float) -> None:
    """One bar of a panel with its number; no cause that has rows is too narrow to be seen."""
    begin = 0.0
    for cause in Cause.values():
        if by_cause.get(cause):
            wide = max(by_cause[cause], least)
            axes.barh(at, wide, 0.62, begin, color=CAUSE_COLOURS[cause], clip_on=False)
            begin += wide
    total = sum(by_cause.values())
    note(axes, begin, at, f"{total:,}" if total else "–")


def plot_rates(rates: OutletRates) -> bytes:
    """Draw statements per document by month, a line for each outlet in the order given; the first is that of all."""
    title = "Statements per document by outlet and month of publication"
    months = [_month_number(month) for by_month in rates.values() for month in by_month]
    if not months:
        return empty(title, "No document has a date.")
    is_yearly = max(months) - min(months) >= _MAX_MONTHS
    lines = {outlet: _rate_line(by_month, 12 if is_yearly else 1) for outlet, by_month in rates.items()}
    places = sorted({place for line in lines.values() for place in line})
    highest = max(rate for line in lines.values() for rate in line.values())
    step = _round_step(max(1, -int(-highest // 1)))
    top = max(step, -int(-highest // step) * step)
    subtitle = "of each outlet with most documents, and of all; the legend counts documents"
    with begun(4.5, title.replace("month", "year") if is_yearly else title, subtitle) as figure:
        axes, _ = axes_of(figure, left=max(LEFT, width(f"{top:,}", 9) + 0.35), right=RIGHT + 0.1, top=1.3, bottom=0.6)
        spare = max(0.5, (_MIN_SLOTS - (places[-1] - places[0] + 1)) / 2)
        axes.set(xlim=(places[0] - spare, places[-1] + spare), ylim=(0, top))
        axes.grid(axis="y")
        axes.set_yticks(ticks := range(0, top + 1, step), [f"{tick:,}" for tick in ticks], fontproperties=font(9))
        labels = dict(_labels(places, is_yearly=is_yearly))
        axes.set_xticks(list(labels), ["\n".join(words) for words in labels.values()], fontproperties=font(9))
        entries: list[tuple[str, int, str]] = []
        for number, (outlet, line) in reversed([*enumerate(lines.items())]):
            x = range(places[0], places[-1] + 1)
            y = [line.get(place, float("nan")) for place in x]
            thick = 2.6 if number == 0 else 1.4
            axes.plot(x, y, color=COLOURS[number], linewidth=thick, marker="o", markersize=thick + 2, clip_on=False)
            n_documents = sum(n for _, n in rates[outlet].values())
            entries.insert(0, (fit(outlet, (WIDTH - LEFT) / len(lines) - 0.9, 9.5), n_documents, COLOURS[number]))
        legend(figure, entries)
        return png(figure)


def _rate_line(by_month: Mapping[str, tuple[int, int]], months_each: int) -> dict[int, float]:
    """Statements per document by place, where there are documents."""
    sums: dict[int, tuple[int, int]] = {}
    for month, (n_statements, n_documents) in by_month.items():
        place = _month_number(month) // months_each
        said, held = sums.get(place, (0, 0))
        sums[place] = said + n_statements, held + n_documents
    return {place: said / held for place, (said, held) in sums.items() if held}


_MANNERS = ("direct", "indirect", "other")
_SPEAKERS = ("named", "unnamed", "not known")


def plot_shares(shares: OutletShares) -> bytes:
    """Draw for each outlet, in the order given, how much is direct and indirect, and how much of named and unnamed."""
    title = "Direct and indirect, named and unnamed"
    shown = {outlet: parts for outlet, parts in shares.items() if sum(parts.manners)}
    if not shown:
        return empty(title, "There are no statements.")
    numbers = [f"{sum(parts.manners):,}" for parts in shown.values()]
    with begun(
        1.35 + 0.3 * len(shown), title, "share of statements by outlet; the number is that of statements"
    ) as figure:
        first, last = LEFT + 1.75, RIGHT + room(numbers)
        panel = (WIDTH - first - last - 0.35) / 2
        for number, (names, colours) in enumerate(((_MANNERS, COLOURS[:3]), (_SPEAKERS, COLOURS[3:]))):
            left = first + number * (panel + 0.35)
            axes, _ = axes_of(figure, left=left, right=WIDTH - left - panel, top=1.2, bottom=0.15)
            outlets = [fit(outlet, 1.65, 10) for outlet in shown]
            rows_of_bars(axes, outlets if number == 0 else [""] * len(outlets), 1)
            counts = [parts.manners if number == 0 else parts.speakers for parts in shown.values()]
            for at, of_outlet in enumerate(counts):
                _whole(axes, at, of_outlet, colours, LEAST / panel)
            legend(figure, [*zip(names, counts[0], colours, strict=True)], left=left, room_for=panel)
        for at, number_of in enumerate(numbers):
            note(axes, 1, at, number_of)
        return png(figure)


def _whole(axes: "Axes", at: int, counts: Sequence[int], colours: Sequence[str], least: float) -> None:
    """One bar of full length in its parts, none of which is too narrow to be seen."""
    total = sum(counts)
    widths = [max(n / total, least) if n else 0.0 for n in counts]
    begin = 0.0
    for wide, colour in zip(widths, colours, strict=True):
        axes.barh(at, wide / sum(widths), 0.66, begin, color=colour, clip_on=False)
        begin += wide / sum(widths)


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


def _round_step(highest: int) -> int:
    """Return a step of 1, 2 or 5 times a power of ten, which cuts `highest` into at most five parts."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * factor * power:
                return factor * power
        power *= 10
