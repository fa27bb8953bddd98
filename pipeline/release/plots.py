"""The plots of a release as PNG: pure functions from counts to bytes, the same on every call and in every process.

The background is opaque and white, so that the plots read alike on light and dark pages. Each colour has a contrast of
at least 3 to it (WCAG 2.1, 1.4.11), and any two of a plot differ by at least 25 in CIELAB for people who do not see
red, green or blue (matrices of Machado, Oliveira and Fernandes 2009).
"""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.release.plot_counts import UNDATED, ChangeCounts, MonthCounts, QuotedActor
from pipeline.release.sheet import DPI, INK, LEFT, QUIET, RIGHT, WIDTH, Field, Sheet, begun
from schemas.vocabulary import CAUSES, CHANGES, STATEMENT_TYPES

COLOURS = ("#31356b", "#1575d6", "#e3593c", "#863344", "#9480a4", "#6f07e3")
TYPE_COLOURS: Mapping[str, str] = dict(zip(STATEMENT_TYPES, COLOURS, strict=False))
CAUSE_COLOURS: Mapping[str, str] = dict(zip(CAUSES, COLOURS, strict=True))

# Months are drawn one by one up to twenty years, above that as years.
_MAX_MONTHS = 240
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MAX_LABELS = 13
_MIN_SLOTS = 8


def plot_statements_by_month(counts: MonthCounts) -> bytes:
    """Statements by type and month of publication, as stacked columns; undated ones stand apart at the right."""
    shown = {month: types for month, types in counts.items() if sum(types.values())}
    total = sum(sum(types.values()) for types in shown.values())
    if not shown:
        return _empty("Statements by type and month of publication", "There are no statements.")
    columns, labels, undated_at = _columns(shown)
    unit = "year" if _is_yearly(shown) else "month"
    with begun(4.5, f"Statements by type and {unit} of publication", _counted(total, "statement")) as sheet:
        by_type = {kind: sum(types.get(kind, 0) for types in shown.values()) for kind in STATEMENT_TYPES}
        sheet.legend(
            {_words(kind): n for kind, n in by_type.items()}, {_words(kind): TYPE_COLOURS[kind] for kind in by_type}
        )
        highest = max(sum(types.values()) for types in columns.values())
        step = _round_step(highest)
        first, last = min(columns), max(columns)
        spare = max(0.0, _MIN_SLOTS - (last - first + 1)) / 2
        top = -(-highest // step) * step
        field = sheet.field(
            left=max(LEFT + 0.3, sheet.width(f"{top:,}", 9) + 0.2),
            bottom=0.6,
            right=RIGHT + 0.1,
            top=1.3,
            x=(first - 0.5 - spare, last + 0.5 + spare),
            y=(0, top),
        )
        sheet.rules(field, step)
        for at, types in columns.items():
            _column(sheet, field, at, types, 0.78 if last - first < 60 else 0.86)
        if undated_at is not None:
            labels[undated_at] = (UNDATED,)
        for at, lines in labels.items():
            for line, words in enumerate(lines):
                sheet.text(
                    field.across(at), field.bottom + 25 + 27 * line, words, size=9, anchor="center", colour=QUIET
                )
        return sheet.png()


def _column(sheet: Sheet, field: Field, at: int, types: Mapping[str, int], width: float) -> None:
    """One column of a month, from the bottom up; what is not nothing is seen."""
    begin = 0.0
    for kind in STATEMENT_TYPES:
        if types.get(kind):
            end = begin + max(types[kind], field.least_y)
            sheet.bar(field, (at - width / 2, at + width / 2), (begin, end), TYPE_COLOURS[kind])
            begin = end


def plot_most_quoted(actors: Sequence[QuotedActor]) -> bytes:
    """Actors by number of statements, as horizontal bars in the order given."""
    if not actors:
        return _empty("Most quoted actors", "No actor is quoted.")
    height = 1.05 + 0.29 * len(actors)
    with begun(height, "Most quoted actors", "by the statements of which they are the speaker") as sheet:
        highest = max(actor.n_statements for actor in actors)
        right = max(0.9, RIGHT + sheet.room(f"{actor.n_statements:,}" for actor in actors))
        field = sheet.field(
            left=LEFT + 2.65, bottom=0.2, right=right, top=0.85, x=(0, highest), y=(len(actors) - 0.4, -0.6)
        )
        for at, actor in enumerate(actors):
            sheet.bar(field, (0, actor.n_statements), (at - 0.34, at + 0.34), COLOURS[1])
            name = sheet.fit(actor.name, 2.55, size=10)
            sheet.text(field.left - 16, field.up(at), name, size=10, anchor="right")
            sheet.note(field.across(actor.n_statements), field.up(at), f"{actor.n_statements:,}")
        return sheet.png()


def plot_changes(counts: ChangeCounts, since: str = "the release before") -> bytes:
    """Rows added, changed and removed `since` a version, by table and cause: a panel a change, a row a table."""
    tables = [table for table, changes in counts.items() if any(sum(by.values()) for by in changes.values())]
    found = {(table, change): counts[table].get(change, {}) for table in tables for change in CHANGES}
    causes = {cause: sum(by.get(cause, 0) for by in found.values()) for cause in CAUSES}
    if not tables:
        return _empty(f"What changed since {since}", "No row differs.")
    total = sum(causes.values())
    with begun(1.65 + 0.34 * len(tables), f"What changed since {since}", _counted(total, "row")) as sheet:
        sheet.legend(causes, CAUSE_COLOURS)
        highest = max(sum(by.values()) for by in found.values())
        first = 1.55
        each = (WIDTH - RIGHT - first) / 3
        panel = min(1.85, each - sheet.room(f"{sum(by.values()):,}" for by in found.values()))
        for place, change in enumerate(("added", "changed", "removed")):
            left = first + place * each
            field = sheet.field(
                left=left,
                bottom=0.15,
                right=WIDTH - left - panel,
                top=1.5,
                x=(0, highest),
                y=(len(tables) - 0.4, -0.6),
            )
            sheet.text(left * DPI, field.top - 18, change, size=10, is_bold=True)
            for at, table in enumerate(tables):
                if place == 0:
                    sheet.text(field.left - 24, field.up(at), table, size=10, anchor="right")
                _stack(sheet, field, at, found[table, change])
        return sheet.png()


def _stack(sheet: Sheet, field: Field, at: int, by_cause: Mapping[str, int]) -> None:
    """One bar of a panel, with its number; what is not nothing is seen."""
    begin = 0.0
    for cause in CAUSES:
        if by_cause.get(cause):
            wide = max(by_cause[cause], field.least_x)
            sheet.bar(field, (begin, begin + wide), (at - 0.31, at + 0.31), CAUSE_COLOURS[cause])
            begin += wide
    total = sum(by_cause.values())
    sheet.note(field.across(begin), field.up(at), f"{total:,}" if total else "–", INK if total else QUIET)


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
    with begun(1.0, title, words) as sheet:
        return sheet.png()


def _round_step(highest: int) -> int:
    """A step of 1, 2 or 5 times a power of ten, which cuts `highest` into at most five parts."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * factor * power:
                return factor * power
        power *= 10
