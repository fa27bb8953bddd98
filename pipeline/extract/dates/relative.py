"""Expressions that are counted from the day of publication or from what was said last."""

from typing import Any

from pipeline.extract.dates import calendar
from pipeline.extract.dates.absolute import resolve_calendar
from pipeline.extract.dates.calendar import Period
from pipeline.extract.dates.clock import clock_of
from pipeline.extract.dates.discourse import UNSPECIFIED, Discourse, Resolved, at_period, unresolved
from pipeline.extract.dates.durations import amount_of, is_amount, period_value, resolve_duration
from pipeline.extract.dates.grammar import Match

# What one day may be counted from; "the day after" a month or year is none that could be named.
_DAYS = ("day", "week", "weekend")


def resolve_weekday(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a weekday, counted by its relation (last, next) or by the tense around it."""
    captured = {**match.captured, **match.captured.get("compound", {})}
    weekday: int = captured["weekday"]
    clock = _clock_of(captured)
    base, anchor = discourse.base(captured.get("base", "today"))
    if captured.get("follows") and (before := discourse.just_said(match)):
        base, anchor = before, discourse.latest_span
    if base is None:
        return unresolved(f"XXXX-WXX-{weekday}", "day", clock)
    day = base.at("day")
    if captured.get("in_week"):
        return at_period(
            Period("day", day.at("week").shift(captured["relation"]).first_day + weekday - 1), anchor, clock
        )
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


def _clock_of(captured: dict[str, Any]) -> str:
    if "hour" in captured or "clock" in captured or "twelve" in captured:
        return clock_of(captured) or ""
    return f"T{captured['part']}" if captured.get("part") else ""


def resolve_night_before(discourse: Discourse, match: Match) -> Resolved | None:
    """Return the night to Tuesday: it is named after the day on which it begins, and lies on both."""
    resolve = resolve_calendar if "day" in match.captured else resolve_weekday
    day = resolve(discourse, match)
    if day is None:
        return None
    if day.period is None:
        return unresolved("XXXX-XX-XX", "day", "TNI")
    eve = day.period.shift(-1)
    return Resolved("TIME", f"{eve.value}TNI", "day_part", eve.index, day.last, day.anchor, day.period)


def resolve_weekend(discourse: Discourse, match: Match) -> Resolved | None:
    """Return the weekend before or after the base; during a weekend, that one."""
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
    captured["part"] = captured.get("part") or captured.get("compound", {}).get("part")
    clock = f"T{captured['part']}" if captured.get("part") else ""
    base, anchor = discourse.base()
    if base is None:
        return unresolved(UNSPECIFIED[captured["unit"]], captured["unit"], clock)
    return at_period(base.at(captured["unit"]).shift(captured["offset"]), anchor, clock)


def resolve_today(discourse: Discourse, match: Match) -> Resolved | None:
    """Today: the day of publication; in a narrative the time of writing."""
    if discourse.is_narrative:
        return Resolved("DATE", "PRESENT_REF")
    if discourse.today is None:
        return unresolved(UNSPECIFIED["day"], "day")
    return at_period(discourse.today, "document_date")


def resolve_relative(discourse: Discourse, match: Match) -> Resolved | None:
    """Next month, last summer, the end of the year, the day after, the next working day."""
    captured = {**match.captured, **match.captured.get("edge_unit", {})}
    offset: int = captured.get("relation", 0)
    if "season" in captured or "month" in captured:
        return _relative_part_of_year(discourse, match, offset)
    unit: str = captured["unit"]
    if is_amount(unit):
        count, unit = amount_of({"count": 1, "unit": unit})
        return Resolved("DURATION", period_value(count, unit), unit)
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
    if unit == "day" and base is not None and base.granularity not in _DAYS:
        base, anchor = discourse.day_base()
    if base is None:
        return unresolved(UNSPECIFIED[unit], unit)
    if captured.get("day_unit") == "working_day":
        return at_period(calendar.shift_working_day(base.at("day"), offset), anchor)
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
    """Return the month or season of the year of `base`; the season that `base` lies in, if it is that one."""
    if "month" in captured:
        return calendar.month(base.year, captured["month"])
    wanted, now = calendar.SEASONS.index(captured["season"]), base.at("season")
    return now if now.index % 4 == wanted else Period("season", base.year * 4 + wanted)


def resolve_shift(discourse: Discourse, match: Match) -> Resolved | None:
    """Three years ago, in two weeks, two days later. Where rules say so the value is that of the duration."""
    count, unit = amount_of(match.captured)
    captured = match.captured
    if count == "X" and captured.get("type") != "DURATION":
        return Resolved("DATE", "FUTURE_REF" if captured["direction"] > 0 else "PAST_REF")
    duration = resolve_duration(discourse, match)
    if duration is None or count == "X":
        return duration
    if unit in ("hour", "minute", "second"):
        return duration if "type" in captured else unresolved("XXXX-XX-XX", unit, "TXX:XX")
    count *= captured["direction"]
    if unit == "year" and int(count) != count:
        count, unit = count * 12, "month"
    base, anchor = discourse.base(captured.get("base", "today"))
    if unit == "day" and base is not None and base.granularity not in _DAYS:
        base, anchor = discourse.day_base()
    has_nothing_before = captured.get("base") == "last" and discourse.latest is None
    if base is None or int(count) != count or has_nothing_before:
        period = None
    elif base.granularity == "day" and captured.get("base") == "last":
        period = calendar.shift_day(base, unit, int(count))
    else:
        period = base.at(unit).shift(int(count))
    if captured.get("type") == "DURATION":
        if period is None or (count > 0 and discourse.bearing(match) < 0):
            return duration
        return Resolved("DURATION", duration.value, unit, period.first_day, period.last_day, anchor)
    if period is None:
        return unresolved(UNSPECIFIED[unit], unit)
    return at_period(period, anchor)


def resolve_nothing(discourse: Discourse, match: Match) -> Resolved | None:
    """Return the words that look like an expression of time but are not."""
    return None


def resolve_reference(discourse: Discourse, match: Match) -> Resolved | None:
    """Past, present or future without a date."""
    return Resolved("DATE", match.captured["value"])
