"""Dates of the calendar: days, months, seasons, quarters, years and what is longer."""

from typing import Any

from pipeline.extract.dates import calendar
from pipeline.extract.dates.calendar import Period
from pipeline.extract.dates.clock import clock_of
from pipeline.extract.dates.discourse import (
    UNSPECIFIED,
    Discourse,
    Resolved,
    at_period,
    complete_year,
    day_or_month,
    unresolved,
)
from pipeline.extract.dates.grammar import Match
from pipeline.extract.dates.holidays import holiday_in

_LEAP_YEAR = 2000
_MOST_WEEKS = 53
# A year of two digits lies at most so many years ahead.
_AHEAD = 15


def full_year(two_digits: str, near: int) -> int:
    """Return the last year that ends in `two_digits` and does not lie far ahead of `near`: people were born in '61."""
    last = near + _AHEAD
    return last - (last - int(two_digits)) % 100


def _numeric(captured: dict[str, Any], near: int) -> dict[str, Any]:
    day, month, *rest = captured["numeric"]
    day = captured.get("day", day)
    year = rest[0] if rest else None
    if "other" in captured:
        other_day, other_month, year = captured["other"]
        captured = {**captured, "end_day": other_day, "end_month": other_month}
    if year is not None:
        year = int(year) if len(year) == 4 else full_year(year, near)
    return {**captured, "day": day, "month": month, **({"year": year} if year is not None else {})}


def resolve_calendar(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a day, month, season or holiday, with or without its year, and a part of the day."""
    captured = {**match.captured, **match.captured.get("compound", {})}
    near = _this_year(discourse)
    if "numeric" in captured:
        captured = _numeric(captured, near)
    if "two" in captured:
        captured = {**captured, "year": full_year(captured["two"], near)}
    if "year" in captured and _begins_a_year_before(captured):
        captured = {**captured, "year": captured["year"] - 1}
    part = captured.get("part")
    clock = f"T{part}" if part else ""
    if match.rule.kind == "clock_on":
        clock = clock_of(captured) or ""
    day, month = captured.get("day"), captured.get("month", 1)
    if day is not None and not 1 <= day <= calendar.days_in_month(_LEAP_YEAR, month):
        return None

    def make(year: int) -> Period:
        if "holiday" in captured:
            return holiday_in(captured["holiday"], year)
        if "season" in captured:
            return Period("season", year * 4 + calendar.SEASONS.index(captured["season"]))
        return day_or_month(year, month, day)

    if "year" in captured:
        if day is not None and day > calendar.days_in_month(_year_of(captured), month):
            return None
        return at_period(make(_year_of(captured)), None, clock)
    if "relation" in captured and "holiday" not in captured:
        base, anchor = discourse.base()
        if base is not None:
            return at_period(make(base.year + captured["relation"]), anchor, clock)
    period, anchor = complete_year(discourse, match, make)
    if period is None:
        return _without_year(make(_LEAP_YEAR), "easter" in captured.get("holiday", {}), clock)
    return at_period(period, anchor, clock)


def _begins_a_year_before(captured: dict[str, Any]) -> bool:
    """Whether a range that ends on `end_month` and `end_day` of the year must have begun in the year before."""
    if "end_month" not in captured or "era" in captured:
        return False
    end = (captured["end_month"], captured.get("end_day", 31))
    return (captured.get("month", 1), captured.get("day", 1)) > end


def _this_year(discourse: Discourse) -> int:
    return discourse.today.year if discourse.today else 2000


def _without_year(period: Period, is_movable: bool, clock: str) -> Resolved:
    """Return a period whose year is unknown: `XXXX-05-03`; of a movable feast nothing is known then."""
    value = "XXXX-XX-XX" if is_movable else "XXXX" + period.value[4:]
    return unresolved(value, period.granularity, clock)


def _year_of(captured: dict[str, Any]) -> int:
    year: int = captured["year"]
    return 1 - year if "era" in captured and captured["era"] == "BC" else year


def resolve_year(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a year, also before Christ, or the last two digits of one."""
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
    """The nineties, the 1990s; without a century those of the twentieth. The 1800s are a century."""
    decade: int = match.captured["decade"]
    if match.captured.get("era") == "BC":
        return at_period(Period("decade", -(decade // 10) - 1))
    if decade < 100:
        decade += 1900
    elif decade % 100 == 0 and decade < 2000:
        return at_period(Period("century", decade // 100))
    return at_period(Period("decade", decade // 10))


def resolve_century(discourse: Discourse, match: Match) -> Resolved | None:
    """Return the 15th century, whose value is 14, or a millennium."""
    nth: int = match.captured["nth"]
    if nth < 1:
        return None
    unit: str = match.captured.get("unit", "century")
    return at_period(Period(unit, -nth if match.captured.get("era") == "BC" else nth - 1))


def resolve_nth(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a quarter, half or week of a year by its number."""
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


def resolve_week_of_month(discourse: Discourse, match: Match) -> Resolved | None:
    """Return the first week of May: the week that holds its first day; the last one holds its last."""
    captured = {**match.captured, **match.captured.get("compound", {})}
    nth = captured["nth"]
    if nth > 5:
        return None

    def make(year: int) -> Period:
        month = calendar.month(year, captured["month"])
        if captured.get("week_noun") == "weekend":
            return calendar.nth_weekday(month, 6, nth).at("weekend")
        at = month.last_day + 7 * (nth + 1) if nth < 0 else month.first_day + 7 * (nth - 1)
        return Period("day", at).at("week")

    if "year" in captured:
        return at_period(make(captured["year"]))
    period, anchor = complete_year(discourse, match, make)
    return unresolved("XXXX-WXX", "week") if period is None else at_period(period, anchor)


def resolve_nth_day(discourse: Discourse, match: Match) -> Resolved | None:
    """The last Friday of this month, the second Sunday in May, the last working day of June, a month's last weekend."""
    captured = {**match.captured, **match.captured.get("compound", {})}
    if abs(captured["nth"]) > _most(captured):
        return None

    def make(year: int) -> Period:
        return _nth_of(
            calendar.month(year, captured["month"]) if "month" in captured else Period("year", year), captured
        )

    if "year" in captured:
        return at_period(make(captured["year"]))
    base, anchor = discourse.base(captured.get("base", "today"))
    if base is not None and "within" in captured:
        return at_period(_nth_of(base.at(captured["within"]).shift(captured.get("relation", 0)), captured), anchor)
    if base is not None and "relation" in captured:
        return at_period(make(base.year + captured["relation"]), anchor)
    period, anchor = complete_year(discourse, match, make) if "within" not in captured else (None, None)
    if period is not None:
        return at_period(period, anchor)
    unit = "weekend" if captured.get("day_unit") == "weekend" else "day"
    return unresolved(UNSPECIFIED[unit], unit)


def resolve_nth_from_holiday(discourse: Discourse, match: Match) -> Resolved | None:
    """Return the Saturday after Easter, the second Sunday before Christmas; the last before it is the first."""
    captured = match.captured
    side, nth = captured["side"], captured.get("nth", 1)
    if side < 0 and nth < 0:
        nth = -nth
    if not 1 <= nth <= _MOST_WEEKS:
        return None

    def make(year: int) -> Period:
        holiday = holiday_in(captured["holiday"], year).first_day
        days = (captured["weekday"] - holiday) * side % 7 or 7
        return Period("day", holiday + side * (days + 7 * (nth - 1)))

    if "year" in captured:
        return at_period(make(captured["year"]))
    period, anchor = complete_year(discourse, match, make)
    return unresolved(UNSPECIFIED["day"], "day") if period is None else at_period(period, anchor)


def _most(captured: dict[str, Any]) -> int:
    """How many such days or weekends a month or year has at the most."""
    is_in_month = "month" in captured or captured.get("within") == "month"
    if "weekday" in captured or captured["day_unit"] == "weekend":
        return 5 if is_in_month else _MOST_WEEKS
    if captured["day_unit"] == "working_day":
        return 23 if is_in_month else 262
    return 31 if is_in_month else 366


def _nth_of(within: Period, captured: dict[str, Any]) -> Period:
    nth: int = captured["nth"]
    if "weekday" in captured:
        return calendar.nth_weekday(within, captured["weekday"], nth)
    if captured["day_unit"] == "weekend":
        return calendar.nth_weekday(within, 6, nth).at("weekend")
    if captured["day_unit"] == "working_day":
        return calendar.nth_working_day(within, nth)
    return Period("day", within.first_day + nth - 1 if nth > 0 else within.last_day + nth + 1)


def resolve_bare_day(discourse: Discourse, match: Match) -> Resolved | None:
    """The 25th: of the month that was named last, else of the month that the tense points to."""
    day: int = match.captured["day"]
    named, span = discourse.month_for_day(discourse.reading.starts[match.first])
    base, anchor = (named, span) if named is not None else discourse.base()
    if base is None:
        return unresolved(f"XXXX-XX-{day:02d}", "day")
    this = base.at("month")
    months = (this.shift(n) for n in range(-2, 3))
    days = [m.first_day + day - 1 for m in months if m.first_day + day - 1 <= m.last_day]
    if named is not None:
        first = named.first_day
        return at_period(Period("day", next(d for d in days if d >= first)), anchor)
    today = base.first_day
    bearing = discourse.bearing(match)
    if bearing < 0:
        return at_period(Period("day", max(d for d in days if d <= today)), anchor)
    if bearing > 0:
        return at_period(Period("day", min(d for d in days if d >= today)), anchor)
    return at_period(Period("day", min(days, key=lambda d: (abs(d - today), d))), anchor)


def resolve_slashes(discourse: Discourse, match: Match) -> Resolved | None:
    """8/25/2025, month first, unless only the second number can be the month."""
    captured = match.captured
    if len(captured.get("two", "00")) != 2:
        return None
    month, day = captured["first"], captured["second"]
    year = captured["year"] if "year" in captured else full_year(captured["two"], _this_year(discourse))
    if month > 12:
        month, day = day, month
    if month > 12 or day > calendar.days_in_month(year, month):
        return None
    return at_period(calendar.day(year, month, day))
