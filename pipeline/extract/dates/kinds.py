"""The kinds of meaning that rules build, and how each is resolved.

Every function takes the discourse and one match and gives what it means, or None where the words turn out to mean
something else. `KINDS` is the registry that rule files refer to.
"""

from collections.abc import Callable
from typing import Any

from pipeline.extract.dates import calendar
from pipeline.extract.dates.calendar import Period
from pipeline.extract.dates.discourse import (
    UNSPECIFIED,
    Discourse,
    Resolved,
    at_period,
    complete_year,
    day_or_month,
    unresolved,
)
from pipeline.extract.dates.durations import resolve_duration, resolve_set, resolve_span
from pipeline.extract.dates.grammar import Match
from pipeline.extract.dates.holidays import holiday_in


def full_year(two_digits: str, near: int) -> int:
    """The year that ends in `two_digits` and lies nearest to `near`; in doubt the earlier one."""
    base = near - near % 100 + int(two_digits)
    return min((base - 100, base, base + 100), key=lambda year: (abs(year - near), year))


def _numeric(captured: dict[str, Any], near: int) -> dict[str, Any]:
    day, month, *rest = captured["numeric"]
    year = rest[0] if rest else None
    if year is not None:
        year = int(year) if len(year) == 4 else full_year(year, near)
    return {**captured, "day": day, "month": month, **({"year": year} if year is not None else {})}


def resolve_calendar(discourse: Discourse, match: Match) -> Resolved | None:
    """A day, month, season or holiday, with or without its year, and a part of the day."""
    captured = match.captured
    near = discourse.today.year if discourse.today else 2000
    if "numeric" in captured:
        captured = _numeric(captured, near)
    part = captured.get("part")
    clock = f"T{part}" if part else ""
    if match.rule.kind == "clock_on":
        clock = _clock_of(captured) or ""
    day, month = captured.get("day"), captured.get("month")
    if day is not None and not 1 <= day <= calendar.days_in_month(4, month):
        return None

    def make(year: int) -> Period:
        if "holiday" in captured:
            return holiday_in(captured["holiday"], year)
        if "season" in captured:
            return Period("season", year * 4 + calendar.SEASONS.index(captured["season"]))
        return day_or_month(year, month, day)

    if "year" in captured:
        return at_period(make(_year_of(captured)), None, clock)
    if "relation" in captured:
        base, anchor = discourse.base()
        if base is not None:
            return at_period(make(base.year + captured["relation"]), anchor, clock)
    period, anchor = complete_year(discourse, match, make)
    if period is None:
        open_year = make(2000)
        return unresolved(
            "XXXX" + open_year.value[4:] if "easter" not in captured.get("holiday", {}) else "XXXX-XX-XX",
            open_year.granularity,
            clock,
        )
    return at_period(period, anchor, clock)


def _year_of(captured: dict[str, Any]) -> int:
    year: int = captured["year"]
    return 1 - year if "era" in captured and captured["era"] == "BC" else year


def resolve_year(discourse: Discourse, match: Match) -> Resolved | None:
    """A year, also before Christ, or the last two digits of one."""
    captured = match.captured
    if "two" in captured:
        if discourse.latest is None:
            return None
        year = discourse.latest.year
        following = year - year % 100 + int(captured["two"])
        if not 0 < following - year <= 60:
            return None
        return at_period(Period("year", following))
    return at_period(Period("year", _year_of(captured)))


def resolve_decade(discourse: Discourse, match: Match) -> Resolved | None:
    """The nineties, the 1990s; without a century those of the twentieth."""
    decade: int = match.captured["decade"]
    if match.captured.get("era") == "BC":
        return at_period(Period("decade", -(decade // 10) - 1))
    if decade < 100:
        decade += 1900
    return at_period(Period("decade", decade // 10))


def resolve_century(discourse: Discourse, match: Match) -> Resolved | None:
    """The 15th century: its value is 14."""
    nth: int = match.captured["nth"]
    return at_period(Period("century", -nth if match.captured.get("era") == "BC" else nth - 1))


def resolve_nth(discourse: Discourse, match: Match) -> Resolved | None:
    """A quarter, half or week of a year by its number."""
    captured = match.captured
    unit, nth = captured["unit"], captured["nth"]
    size = {"quarter": 4, "half_year": 2, "week": 53}[unit]
    if not 1 <= nth <= size:
        return None

    def make(year: int) -> Period:
        return calendar.week_of_year(year, nth) if unit == "week" else Period(unit, year * size + nth - 1)

    if "year" in captured:
        return at_period(make(captured["year"]))
    if "relation" in captured:
        base, anchor = discourse.base()
        if base is not None:
            return at_period(make(base.year + captured["relation"]), anchor)
    period, anchor = complete_year(discourse, match, make)
    if period is None:
        return unresolved("XXXX" + make(2001).value[4:], unit)
    return at_period(period, anchor)


def resolve_weekday(discourse: Discourse, match: Match) -> Resolved | None:
    """A weekday, counted by its relation (last, next) or by the tense around it."""
    captured = dict(match.captured)
    for name, payload in captured.get("compound", {}).items():
        captured["weekday" if name == "weekday_s" else name] = payload
    weekday: int = captured["weekday"]
    clock = f"T{captured['part']}" if captured.get("part") else ""
    base, anchor = discourse.base(captured.get("base", "today"))
    if base is None:
        return unresolved(f"XXXX-WXX-{weekday}", "day", clock)
    day = base.at("day")
    ahead = (weekday - 1 - (day.index - 1)) % 7
    relation = captured.get("relation")
    if relation == 0 and not discourse.is_narrative:
        count = weekday - 1 - (day.index - 1) % 7
    elif relation is not None and relation != 0:
        count = ahead - 7 if relation < 0 else (ahead or 7)
        count += 7 * (relation + 1 if relation < 0 else relation - 1)
    elif discourse.is_narrative or (discourse.bearing(match) or captured.get("default", 0)) > 0:
        count = ahead
    else:
        count = ahead - 7 if ahead else 0
    return at_period(day.shift(count), anchor, clock)


def resolve_weekend(discourse: Discourse, match: Match) -> Resolved | None:
    """The weekend before or after the base; during a weekend, that one."""
    base, anchor = discourse.base()
    if base is None:
        return unresolved(UNSPECIFIED["weekend"], "weekend")
    weekend = base.at("weekend")
    if base.at("day").index < weekend.first_day and discourse.bearing(match) <= 0:
        weekend = weekend.shift(-1)
    return at_period(weekend, anchor)


def resolve_deictic(discourse: Discourse, match: Match) -> Resolved | None:
    """Yesterday, tomorrow evening, this year's: a unit and an offset from today."""
    captured = {**match.captured, **match.captured.get("deictic", {})}
    clock = f"T{captured['part']}" if captured.get("part") else ""
    base, anchor = discourse.base()
    if base is None:
        return unresolved(UNSPECIFIED[captured["unit"]], captured["unit"], clock)
    return at_period(base.at(captured["unit"]).shift(captured["offset"]), anchor, clock)


def resolve_today(discourse: Discourse, match: Match) -> Resolved | None:
    """Today: the day of publication; in a narrative the time of writing."""
    if discourse.is_narrative or discourse.today is None:
        return Resolved("DATE", "PRESENT_REF")
    return at_period(discourse.today, "document_date")


def resolve_relative(discourse: Discourse, match: Match) -> Resolved | None:
    """Next month, last summer, the end of the year, the day after."""
    captured = {**match.captured, **match.captured.get("edge_unit", {})}
    unit, offset = captured.get("unit"), captured.get("relation", 0)
    if "season" in captured or "month" in captured:
        return _relative_part_of_year(discourse, match, offset)
    kind = captured.get("base", "today")
    if unit == "day" and "mod" not in captured:
        if kind == "today" and offset < 0:
            return None
        kind = "last"
    if unit in ("hour", "minute", "second"):
        return None
    if "year" in captured:
        return at_period(Period("year", captured["year"]))
    base, anchor = discourse.base(kind)
    if base is None:
        return unresolved(UNSPECIFIED[unit], unit)
    period = base.at(unit)
    if unit == "weekend" and offset > 0 and base.last_day < period.first_day:
        offset -= 1
    return at_period(period.shift(offset), anchor)


def _relative_part_of_year(discourse: Discourse, match: Match, offset: int) -> Resolved | None:
    base, anchor = discourse.base()
    captured = match.captured
    if base is None:
        value = f"XXXX-{captured['month']:02d}" if "month" in captured else f"XXXX-{captured['season']}"
        return unresolved(value, "month" if "month" in captured else "season")
    if offset == 0 and not discourse.is_narrative:
        return at_period(_in_year(captured, base), anchor)
    if "month" in captured:
        now, wanted, size = base.at("month"), captured["month"] - 1, 12
    else:
        now, wanted, size = base.at("season"), calendar.SEASONS.index(captured["season"]), 4
    ahead = (wanted - now.index) % size
    if offset < 0:
        ahead -= size
    elif offset > 0:
        ahead = ahead or size
    return at_period(now.shift(ahead), anchor)


def _in_year(captured: dict[str, Any], base: Period) -> Period:
    """The month or season of the year of `base`; the season that `base` lies in, if it is that one."""
    if "month" in captured:
        return calendar.month(base.year, captured["month"])
    wanted, now = calendar.SEASONS.index(captured["season"]), base.at("season")
    return now if now.index % 4 == wanted else Period("season", base.year * 4 + wanted)


def resolve_shift(discourse: Discourse, match: Match) -> Resolved | None:
    """Three years ago, in two weeks, two days later. Where rules say so the value is that of the duration."""
    captured = match.captured
    if captured["count"] == "X" and captured.get("type") != "DURATION":
        return Resolved("DATE", "FUTURE_REF" if captured["direction"] > 0 else "PAST_REF")
    duration = resolve_duration(discourse, match)
    if duration is None or captured["count"] == "X" or captured["unit"] in ("hour", "minute", "second"):
        return duration
    count, unit = captured["count"] * captured["direction"], captured["unit"]
    base, anchor = discourse.base(captured.get("base", "today"))
    if base is None or int(count) != count:
        period = None
    elif base.granularity == "day" and captured.get("base") == "last":
        period = calendar.shift_day(base, unit, int(count))
    else:
        period = base.at(unit).shift(int(count))
    if captured.get("type") == "DURATION":
        if period is None:
            return duration
        return Resolved("DURATION", duration.value, unit, period.first_day, period.last_day, anchor)
    if period is None:
        return unresolved(UNSPECIFIED[unit], unit)
    return at_period(period, anchor)


def resolve_reference(discourse: Discourse, match: Match) -> Resolved | None:
    """Past, present or future without a date."""
    return Resolved("DATE", match.captured["value"])


def resolve_clock(discourse: Discourse, match: Match) -> Resolved | None:
    """A time of day, on the day that was named last or on the day of publication."""
    clock = _clock_of(match.captured)
    if clock is None:
        return None
    day, anchor = discourse.day_for_clock(discourse.reading.starts[match.first])
    if day is None:
        return unresolved("XXXX-XX-XX", "day", clock)
    return at_period(day, anchor, clock)


def _clock_of(captured: dict[str, Any]) -> str | None:
    """The time part of a value, `T20:15Z`, None where the numbers are no time."""
    clock: str | None = captured.get("clock")
    if clock is None:
        clock = _clock(captured)
    elif "ampm" in captured:
        clock = _twelve_hours(int(clock[1:3]), captured["ampm"]) + clock[3:]
    return clock + captured.get("zone", "") if clock else None


def _clock(captured: dict[str, Any]) -> str | None:
    if "twelve" in captured:
        hour, minute, half = captured["twelve"]
        return f"{_twelve_hours(hour, half)}:{minute:02d}"
    hour, minute = captured["hour"], captured.get("minute", 0)
    if not isinstance(hour, int) or hour > 24:
        return None
    if "ampm" in captured:
        return f"{_twelve_hours(hour, captured['ampm'])}:{minute:02d}"
    part = captured.get("part")
    if (hour < 12 and part in ("AF", "EV")) or (part == "NI" and 6 < hour < 12):
        hour += 12
    return f"T{hour:02d}:{minute:02d}"


def _twelve_hours(hour: int, half: str) -> str:
    """Hour of the day, `T15`, for an hour of the clock with twelve hours in its half, `a` or `p`."""
    return f"T{hour % 12 + (12 if half == 'p' else 0):02d}"


def resolve_part_shifted(discourse: Discourse, match: Match) -> Resolved | None:
    """The next morning: a part of the day after (before, on) the one that was named last."""
    captured = match.captured
    base, anchor = discourse.base("last")
    clock = f"T{captured['part']}"
    if base is None or base.granularity != "day":
        return unresolved("XXXX-XX-XX", "day", clock)
    return at_period(base.shift(captured["relation"]), anchor, clock)


def resolve_slashes(discourse: Discourse, match: Match) -> Resolved | None:
    """8/25/2025, month first, unless only the second number can be the month."""
    captured = match.captured
    month, day = captured["first"], captured["second"]
    if month > 12:
        month, day = day, month
    if month > 12 or day > calendar.days_in_month(captured["year"], month):
        return None
    return at_period(calendar.day(captured["year"], month, day))


def resolve_any_day(discourse: Discourse, match: Match) -> Resolved | None:
    """A part of the day of no particular day: at night."""
    return unresolved("XXXX-XX-XX", "day", f"T{match.captured['part']}")


def resolve_this_part(discourse: Discourse, match: Match) -> Resolved | None:
    """This morning: today; in a narrative the day that was named last."""
    if discourse.is_narrative or discourse.today is None:
        return resolve_part(discourse, match)
    return at_period(discourse.today, "document_date", f"T{match.captured['part']}")


def resolve_part(discourse: Discourse, match: Match) -> Resolved | None:
    """A part of the day that was named last or of the day of publication."""
    clock = f"T{match.captured['part']}"
    day, anchor = discourse.day_for_clock(discourse.reading.starts[match.first])
    if day is None:
        return unresolved("XXXX-XX-XX", "day", clock)
    return at_period(day, anchor, clock)


Kind = Callable[[Discourse, Match], Resolved | None]

KINDS: dict[str, Kind] = {
    "any_day": resolve_any_day,
    "calendar": resolve_calendar,
    "century": resolve_century,
    "clock": resolve_clock,
    "clock_on": resolve_calendar,
    "decade": resolve_decade,
    "deictic": resolve_deictic,
    "duration": resolve_duration,
    "nth": resolve_nth,
    "part": resolve_part,
    "part_shifted": resolve_part_shifted,
    "reference": resolve_reference,
    "relative": resolve_relative,
    "set": resolve_set,
    "shift": resolve_shift,
    "slashes": resolve_slashes,
    "span": resolve_span,
    "this_part": resolve_this_part,
    "today": resolve_today,
    "weekday": resolve_weekday,
    "weekend": resolve_weekend,
    "year": resolve_year,
}
