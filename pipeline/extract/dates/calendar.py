"""The calendar algebra: periods as integers on one axis per granularity.

A `Period` is a granularity and an index: the third month after year 0 is `Period("month", 2)`. Shifting is addition,
truncating and refining go through the first day, and everything is exact integer arithmetic on the proleptic Gregorian
calendar, so that no date, however remote, raises. Years are astronomical (0 is 1 BC); only the interval's end points
become `datetime.date`, and are None outside the years 1 to 9999.
"""

from datetime import date
from functools import cache

from pipeline.extract.value_class import value_class

SEASONS = ("SP", "SU", "FA", "WI")

# Granularities that count months, with the months of one period and the month (from 0) in which the first one begins.
# Seasons are the meteorological ones; winter belongs to the year in which it begins.
_MONTHS = {"month": (1, 0), "quarter": (3, 0), "season": (3, 2), "half_year": (6, 0)}
_YEARS = {"decade": 10, "century": 100, "millennium": 1000}

_WORKING_DAYS = 5  # of a week, from its first
_LAST_ORDINAL = date.max.toordinal()
_DAYS_OF_400_YEARS = 146_097


def days_before_year(year: int) -> int:
    """Return the days from 0001-01-01 to the first of January of the astronomical `year` (negative before year 1)."""
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400


def is_leap(year: int) -> bool:
    """Whether the astronomical `year` has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def days_in_month(year: int, month: int) -> int:
    """Length of `month` (1 to 12) in days."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_ordinal(year: int, month: int, day: int) -> int:
    """Return the ordinal of a day, 0001-01-01 being 1, as `date.toordinal` counts; any year, `day` within its month."""
    return days_before_year(year) + _BEFORE_MONTH[month - 1] + (month > 2 and is_leap(year)) + day


def civil(ordinal: int) -> tuple[int, int, int]:
    """Astronomical year, month and day of an ordinal: the inverse of `day_ordinal`."""
    cycles, rest = divmod(ordinal - 1, _DAYS_OF_400_YEARS)
    day = date.fromordinal(rest + 1)
    return day.year + 400 * cycles, day.month, day.day


def format_year(year: int) -> str:
    """TIMEX3 year of an astronomical one: four digits, `BC0490` before year 1."""
    return f"{year:04d}" if year > 0 else f"BC{1 - year:04d}"


def years_index(year: int, size: int) -> int:
    """Return the index of the decade, century or millennium (`size` years) of `year`, as its digits say: 1863 → 186.

    Before Christ the digits count too (490 BC lies in the 490s BC): index `-n - 1` holds the years `n * size` to
    `n * size + size - 1` BC.
    """
    return year // size if year > 0 else -((1 - year) // size) - 1


@value_class
class Period:
    """A stretch of the calendar: the `index`-th period of its `granularity`.

    Day indices are ordinals; weeks and weekends count ISO weeks from 0001-01-01 (a Monday).
    """

    granularity: str
    index: int

    def shift(self, count: int) -> "Period":
        """Return the period `count` periods later (earlier, where negative)."""
        return Period(self.granularity, self.index + count)

    def at(self, granularity: str) -> "Period":
        """Return the period of `granularity` that holds this one's first day; a coarser one truncates."""
        if granularity == self.granularity:
            return self
        if granularity in ("week", "weekend") and self.granularity in ("week", "weekend"):
            return Period(granularity, self.index)
        first = self.first_day
        if granularity == "day":
            return Period("day", first)
        if granularity in ("week", "weekend"):
            return Period(granularity, (first - 1) // 7)
        year, month, _ = civil(first)
        if granularity == "year":
            return Period("year", year)
        if granularity in _YEARS:
            return Period(granularity, years_index(year, _YEARS[granularity]))
        months, offset = _MONTHS[granularity]
        return Period(granularity, (year * 12 + month - 1 - offset) // months)

    @property
    def first_day(self) -> int:
        """Ordinal of its first day."""
        g, i = self.granularity, self.index
        if g == "day":
            return i
        if g == "week":
            return i * 7 + 1
        if g == "weekend":
            return i * 7 + 6
        if g in _MONTHS:
            months, offset = _MONTHS[g]
            year, month = divmod(i * months + offset, 12)
            return day_ordinal(year, month + 1, 1)
        return days_before_year(self._first_year) + 1

    @property
    def last_day(self) -> int:
        """Ordinal of its last day."""
        g, i = self.granularity, self.index
        if g == "day":
            return i
        if g in ("week", "weekend"):
            return i * 7 + 7
        if g in _YEARS and i < 0:
            return days_before_year(2 - max(1, (-i - 1) * _YEARS[g]))
        return self.shift(1).first_day - 1

    @property
    def _first_year(self) -> int:
        if self.granularity == "year":
            return self.index
        size = _YEARS[self.granularity]
        if self.index >= 0:
            return max(1, self.index * size)  # there is no year 0 in what the digits say
        return 1 - ((-self.index - 1) * size + size - 1)

    @property
    def year(self) -> int:
        """Astronomical year of its first day."""
        return self.at("year").index if self.granularity not in _YEARS else self._first_year

    @property
    def month(self) -> int:
        """Month (1 to 12) of its first day."""
        return self.at("month").index % 12 + 1

    @property
    def begins_on(self) -> date | None:
        """Its first day, None outside the years 1 to 9999."""
        return to_date(self.first_day)

    @property
    def ends_on(self) -> date | None:
        """Its last day, None outside the years 1 to 9999."""
        return to_date(self.last_day)

    @property
    def value(self) -> str:
        """Its TIMEX3 value."""
        g, i = self.granularity, self.index
        if g == "day":
            year, month, day = civil(i)
            return f"{format_year(year)}-{month:02d}-{day:02d}"
        if g in ("week", "weekend"):
            year, week = iso_week(i)
            return f"{format_year(year)}-W{week:02d}" + ("-WE" if g == "weekend" else "")
        if g == "month":
            return f"{format_year(i // 12)}-{i % 12 + 1:02d}"
        if g == "season":
            return f"{format_year(i // 4)}-{SEASONS[i % 4]}"
        if g == "quarter":
            return f"{format_year(i // 4)}-Q{i % 4 + 1}"
        if g == "half_year":
            return f"{format_year(i // 2)}-H{i % 2 + 1}"
        if g == "year":
            return format_year(i)
        width = 4 - len(str(_YEARS[g])) + 1
        return f"{i:0{width}d}" if i >= 0 else f"BC{-i - 1:0{width}d}"


def to_date(ordinal: int) -> date | None:
    """Return the day of an ordinal, None outside the years 1 to 9999."""
    return date.fromordinal(ordinal) if 1 <= ordinal <= _LAST_ORDINAL else None


def iso_week(index: int) -> tuple[int, int]:
    """ISO year (astronomical) and week number of a week's index."""
    thursday = index * 7 + 4
    year = civil(thursday)[0]
    return year, (thursday - days_before_year(year) - 1) // 7 + 1


def day(year: int, month: int, day_of_month: int) -> Period:
    """Return the day of an astronomical year; a day after the month's last one is the month's last."""
    return Period("day", day_ordinal(year, month, min(day_of_month, days_in_month(year, month))))


def month(year: int, month_of_year: int) -> Period:
    """Return the month of an astronomical year."""
    return Period("month", year * 12 + month_of_year - 1)


def week_of_year(year: int, number: int) -> Period:
    """ISO week `number` of a year."""
    return Period("week", Period("day", day_ordinal(year, 1, 4)).at("week").index + number - 1)


def nth_weekday(within: Period, weekday: int, nth: int) -> Period:
    """Return the `nth` weekday (1 Monday to 7 Sunday) of a period; from its end where `nth` is negative."""
    if nth > 0:
        first = within.first_day
        return Period("day", first + (weekday - first) % 7 + 7 * (nth - 1))
    last = within.last_day
    return Period("day", last - (last - weekday) % 7 + 7 * (nth + 1))


def shift_working_day(period: Period, count: int) -> Period:
    """Return the day that is `count` days of Monday to Friday after a day, or before it; the day itself where 0."""
    if count == 0:
        return period
    weeks, weekday = divmod(period.first_day - 1, 7)
    if weekday >= _WORKING_DAYS:  # from a weekend one counts as from the Friday before it, or back from the Monday
        weekday = _WORKING_DAYS - 1 if count > 0 else _WORKING_DAYS
    more_weeks, weekday = divmod(weekday + count, _WORKING_DAYS)
    return Period("day", (weeks + more_weeks) * 7 + weekday + 1)


def nth_working_day(within: Period, nth: int) -> Period:
    """Return the `nth` day of Monday to Friday of a period; from its end where `nth` is negative."""
    before = within.first_day - 1 if nth > 0 else within.last_day + 1
    return shift_working_day(Period("day", before), nth)


def shift_day(period: Period, unit: str, count: int) -> Period:
    """Return the day `count` units after a day; 31 January and one month give the last day of February."""
    if unit in ("day", "week", "weekend"):
        return period.at("day").shift(count * (1 if unit == "day" else 7))
    year, month_, day_ = civil(period.first_day)
    months = _MONTHS[unit][0] if unit in _MONTHS else 12 * _YEARS.get(unit, 1)
    year, month_ = divmod(year * 12 + month_ - 1 + count * months, 12)
    return day(year, month_ + 1, day_)


@cache
def easter(year: int) -> int:
    """Ordinal of Easter Sunday in the Gregorian calendar (the anonymous algorithm printed by Meeus, 1991)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month_ = (h + weekday - 7 * m + 90) // 25
    return day_ordinal(year, month_, (h + weekday - 7 * m + 33 * month_ + 19) % 32)
