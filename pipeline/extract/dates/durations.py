"""Durations and sets: amounts of time, and what comes back."""

from typing import Any

from pipeline.extract.dates import calendar
from pipeline.extract.dates.discourse import Discourse, Resolved, at_period
from pipeline.extract.dates.grammar import Match

_LETTERS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "weekend": "WE",
    "week": "W",
    "month": "M",
    "season": "SN",
    "quarter": "Q",
    "half_year": "H",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "millennium": "ML",
}
_TIMES = ("hour", "minute", "second")
_YEARS = {"decade": 10, "century": 100, "millennium": 1000}
# Units that are counted in another one, which is what rows name: a fortnight is two weeks.
_COUNTED_IN = {"fortnight": (2, "week")}


def period_value(count: int | float | str, unit: str) -> str:
    """TIMEX3 value of an amount: `P3Y`, `PT30M`, `PXD`; decades and centuries in years, where counted."""
    if unit in _YEARS and not isinstance(count, str):
        count, unit = count * _YEARS[unit], "year"
    if isinstance(count, float):
        count, unit = _whole(count, unit)
    letters = _LETTERS[unit]
    time = letters[0] if len(letters) == 2 and letters[0] == "T" else ""
    return f"P{time}{count}{letters[len(time) :]}"


def _whole(count: float, unit: str) -> tuple[Any, str]:
    """Half a unit, or one and a half, in the next smaller one: 1.5 hours are 90 minutes, half a year 6 months."""
    smaller = {"hour": ("minute", 60), "year": ("month", 12), "minute": ("second", 60), "day": ("hour", 24)}
    if unit in smaller and count < 2 and count * 2 == int(count * 2) and count != int(count):
        name, size = smaller[unit]
        return int(count * size), name
    return (int(count) if count == int(count) else count), unit


def count_of(captured: dict[str, Any]) -> Any:
    """The number captured: `twenty` `two` are 22, `two` `hundred` 200, `two` and a `half` 2.5.

    `X` where it is vague.
    """
    count = captured["count"]
    if count == "X" or captured.get("times") == "X":
        return "X"
    return (count + captured.get("tens", 0) + captured.get("half", 0)) * captured.get("times", 1)


def amount_of(captured: dict[str, Any]) -> tuple[Any, str]:
    """The number and the unit captured; a fortnight is two weeks."""
    count, unit = count_of(captured), captured["unit"]
    if unit in _COUNTED_IN:
        size, unit = _COUNTED_IN[unit]
        count = "X" if count == "X" else count * size
    return count, unit


def is_amount(unit: str) -> bool:
    """Whether a unit is an amount and no stretch of the calendar: no day is the first of a fortnight."""
    return unit in _COUNTED_IN


def resolve_duration(discourse: Discourse, match: Match) -> Resolved | None:
    """An amount of time."""
    captured = {**match.captured, **match.captured.get("numbered", {})}
    if "count" not in captured:
        return Resolved("DURATION", captured["value"], None)
    count, unit = amount_of(captured)
    return Resolved("DURATION", period_value(count, unit), unit)


def resolve_joined(discourse: Discourse, match: Match) -> Resolved | None:
    """Two years and three months, or a third unit behind: one amount, the larger first."""
    captured = match.captured
    value, unit = period_value(captured["count"], captured["unit"]), captured["rest"]
    for count, part in (("more", "rest"), ("last", "least")):
        if part in captured:
            smaller = period_value(captured[count], captured[part]).removeprefix("P")
            value += smaller.removeprefix("T") if "T" in value else smaller
            unit = captured[part]
    return Resolved("DURATION", value, unit)


def resolve_joined_ago(discourse: Discourse, match: Match) -> Resolved | None:
    """Two years and three months ago."""
    captured = match.captured
    base, anchor = discourse.base()
    counts = captured["count"], captured["more"]
    if base is None or captured["rest"] in _TIMES or not all(isinstance(count, int) for count in counts):
        return resolve_joined(discourse, match)
    day = calendar.shift_day(base.at("day"), captured["unit"], -counts[0])
    return at_period(calendar.shift_day(day, captured["rest"], -counts[1]).at(captured["rest"]), anchor)


def resolve_span(discourse: Discourse, match: Match) -> Resolved | None:
    """The last ten years, the coming days: an amount that ends or begins now."""
    captured = match.captured
    (count, unit), relation = amount_of(captured), captured["relation"]
    value = period_value(count, unit)
    base, anchor = discourse.base()
    if base is None or relation == 0:
        return Resolved("DURATION", value, unit)
    day = base.at("day")
    first = last = None
    if relation < 0:
        last = day.index
    else:
        first = day.index
    if isinstance(count, int) and unit not in _TIMES:
        other = calendar.shift_day(day, unit, count * relation).index
        first, last = (other, last) if relation < 0 else (first, other)
    return Resolved("DURATION", value, unit, first, last, anchor)


def resolve_since(discourse: Discourse, match: Match) -> Resolved | None:
    """For three years now: an amount that began so long ago and goes on."""
    count, unit = amount_of(match.captured)
    base, anchor = discourse.base()
    value = period_value(count, unit)
    if base is None or not isinstance(count, int) or unit in _TIMES:
        return Resolved("DURATION", value, unit)
    return Resolved("DURATION", value, unit, calendar.shift_day(base.at("day"), unit, -count).index, None, anchor)


def resolve_set(discourse: Discourse, match: Match) -> Resolved | None:
    """Every Monday, daily, per month."""
    captured = dict(match.captured)
    captured.update(captured.pop("compound", {}))
    if "value" in captured:
        return Resolved("SET", captured["value"])
    if "weekday" in captured:
        named = captured.get("part") or captured.get("often")
        part = f"T{named}" if named else ""
        return Resolved("SET", f"XXXX-WXX-{captured['weekday']}{part}", "day_part" if part else "day")
    if "part" in captured:
        return Resolved("SET", f"XXXX-XX-XXT{captured['part']}", "day_part")
    unit = captured["unit"]
    if unit == "weekend":
        return Resolved("SET", "XXXX-WXX-WE", unit)
    captured.setdefault("count", captured.get("every", 1))
    count, unit = amount_of(captured)
    return Resolved("SET", period_value(count, unit), unit)
