"""TIMEX3 values that a person gives: whether they are such, and what they stand for."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_CLOCK = r"(?:T(?:\d\d(?::\d\d(?::\d\d)?)?|MO|MI|AF|EV|NI|DT|PM|AM))?"
_PART = r"(?:-(?:W(?:\d\d|XX)(?:-(?:WE|[1-7X]))?|Q[1-4X]|H[12X]|SP|SU|FA|WI|(?:\d\d|XX)(?:-(?:\d\d|XX))?))?"
_TIMEX = re.compile(
    rf"(?:[\dX]{{2}}|[\dX]{{3}}|-?[\dX]{{4}}{_PART}){_CLOCK}"
    r"|PAST_REF|PRESENT_REF|FUTURE_REF"
    r"|P(?:T?(?:\d+(?:[.,]\d+)?|X)(?:[YMWDHSQ]|WE|DE|CE|ML|NI|MO|AF|EV))+"
    rf"|T\d\d(?::\d\d)?(?::\d\d)?|XXXX-WXX-(?:[1-7]|WE){_CLOCK}"
)
_SPAN = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?:-(?P<weekday>WE|[1-7]))?|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    rf"|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?(?P<clock>{_CLOCK})"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value stands for: its TIMEX3 type, the days from the first to the last, and its granularity."""

    timex_type: str
    begins_on: date | None = None
    ends_on: date | None = None
    granularity: str | None = None


def is_timex(value: str) -> bool:
    """True if `value` has a form of TIMEX3; a day that does not exist has not."""
    if not _TIMEX.fullmatch(value):
        return False
    try:
        meaning_of(value)
    except ValueError:
        return False
    return True


def meaning_of(value: str) -> Meaning:
    """Return what a TIMEX3 value stands for. Raises ValueError for a day, month or week that does not exist."""
    if value.startswith("P") and not value.endswith("_REF"):
        return Meaning("DURATION")
    match = _SPAN.fullmatch(value)
    if match is None:
        return Meaning("SET" if "XX-" in value else "TIME" if value.startswith("T") else "DATE")
    timex_type = "TIME" if match["clock"] else "DATE"
    granularity, begins_on, ends_on = _days(match)
    return Meaning(timex_type, begins_on, ends_on, _of_clock(match["clock"]) or granularity)


def _of_clock(clock: str) -> str | None:
    if not clock:
        return None
    return {3: "hour", 6: "minute", 9: "second"}.get(len(clock), "day_part") if clock[1].isdigit() else "day_part"


def _days(match: re.Match[str]) -> tuple[str, date, date]:
    year = int(match["year"])
    if match["week"]:
        first = date.fromisocalendar(year, int(match["week"]), 1)
        if match["weekday"] == "WE":
            return "weekend", first + timedelta(days=5), first + timedelta(days=6)
        if match["weekday"]:
            day = first + timedelta(days=int(match["weekday"]) - 1)
            return "day", day, day
        return "week", first, first + timedelta(days=6)
    if match["day"]:
        day = date(year, int(match["month"]), int(match["day"]))
        return "day", day, day
    for name, size, granularity in (("month", 1, "month"), ("quarter", 3, "quarter"), ("half", 6, "half_year")):
        if match[name]:
            last = int(match[name]) * size
            return granularity, date(year, last - size + 1, 1), date(year, last, monthrange(year, last)[1])
    return "year", date(year, 1, 1), date(year, 12, 31)
