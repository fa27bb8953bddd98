"""Holidays: from a lexicon's description to the day in a year."""

from typing import Any

from pipeline.extract.dates import calendar
from pipeline.extract.dates.calendar import Period


def holiday_in(description: dict[str, Any], year: int) -> Period:
    """Return the day of a holiday in a year.

    A description is `{month, day}`, `{easter = n}` (days after Easter Sunday), `{month, weekday, nth}` (from the end
    where nth is negative; `days` later, if given), or `{advent = n}` (days after the fourth Sunday before Christmas).
    """
    if "easter" in description:
        return Period("day", calendar.easter(year) + description["easter"])
    if "advent" in description:
        return Period("day", _sunday_before(calendar.day_ordinal(year, 12, 25)) - 21 + description["advent"])
    if "nth" in description:
        month = calendar.month(year, description["month"])
        found = calendar.nth_weekday(month, description["weekday"], description["nth"])
        return found.shift(description.get("days", 0))
    return calendar.day(year, description["month"], description["day"])


def _sunday_before(ordinal: int) -> int:
    return ordinal - 1 - (ordinal - 1) % 7
