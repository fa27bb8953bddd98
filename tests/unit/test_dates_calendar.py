from datetime import date, timedelta

import pytest

from pipeline.extract.dates import calendar
from pipeline.extract.dates.calendar import Period, day, shift_day
from pipeline.extract.dates.holidays import holiday_in

WEDNESDAY = day(2025, 8, 27)


@pytest.mark.parametrize(
    ("granularity", "value", "begins_on", "ends_on"),
    [
        ("day", "2025-08-27", date(2025, 8, 27), date(2025, 8, 27)),
        ("week", "2025-W35", date(2025, 8, 25), date(2025, 8, 31)),
        ("weekend", "2025-W35-WE", date(2025, 8, 30), date(2025, 8, 31)),
        ("month", "2025-08", date(2025, 8, 1), date(2025, 8, 31)),
        ("quarter", "2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("season", "2025-SU", date(2025, 6, 1), date(2025, 8, 31)),
        ("half_year", "2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
        ("year", "2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("decade", "202", date(2020, 1, 1), date(2029, 12, 31)),
        ("century", "20", date(2000, 1, 1), date(2099, 12, 31)),
        ("millennium", "2", date(2000, 1, 1), date(2999, 12, 31)),
    ],
)
def test_a_day_lies_in_one_period_of_each_granularity(granularity, value, begins_on, ends_on):
    period = WEDNESDAY.at(granularity)
    assert (period.value, period.begins_on, period.ends_on) == (value, begins_on, ends_on)


def test_winter_belongs_to_the_year_in_which_it_begins():
    assert day(2014, 2, 3).at("season").value == "2013-WI"
    assert day(2013, 12, 3).at("season").ends_on == date(2014, 2, 28)


@pytest.mark.parametrize(("ordinal_day", "value"), [((2021, 1, 3), "2020-W53"), ((2024, 12, 30), "2025-W01")])
def test_weeks_are_numbered_as_iso_numbers_them(ordinal_day, value):
    assert day(*ordinal_day).at("week").value == value


def test_years_before_christ_have_values_and_no_dates():
    marathon = calendar.month(1 - 490, 9)
    assert (marathon.value, marathon.begins_on) == ("BC0490-09", None)
    assert marathon.at("decade").value == "BC049"
    assert marathon.at("century").value == "BC04"
    assert Period("year", 0).value == "BC0001"


def test_the_calendar_has_no_year_it_cannot_reckon_with():
    assert Period("year", 123_456).ends_on is None
    assert Period("day", -(10**9)).at("season").shift(-5).begins_on is None


def test_shifting_by_months_keeps_to_the_length_of_the_month():
    assert shift_day(day(2024, 1, 31), "month", 1).value == "2024-02-29"
    assert shift_day(day(2025, 3, 31), "quarter", -1).value == "2024-12-31"
    assert shift_day(day(2024, 2, 29), "year", 1).value == "2025-02-28"
    assert shift_day(day(2024, 2, 29), "week", 2).value == "2024-03-14"


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ({"easter": 0}, "2025-04-20"),
        ({"easter": 60}, "2025-06-19"),
        ({"month": 11, "weekday": 4, "nth": 4}, "2025-11-27"),
        ({"month": 5, "weekday": 1, "nth": -1}, "2025-05-26"),
        ({"advent": 0}, "2025-11-30"),
        ({"month": 10, "day": 3}, "2025-10-03"),
    ],
)
def test_holidays_fall_on_their_day(description, expected):
    assert holiday_in(description, 2025).value == expected


@pytest.mark.parametrize(("year", "expected"), [(1818, "1818-03-22"), (1943, "1943-04-25"), (2000, "2000-04-23")])
def test_easter_at_its_extremes(year, expected):
    assert Period("day", calendar.easter(year)).value == expected


@pytest.mark.parametrize("count", [-11, -5, -1, 1, 4, 5, 6, 23])
def test_working_days_are_counted_as_one_counts_them_by_steps(count):
    step = 1 if count > 0 else -1
    for start in range(WEDNESDAY.index, WEDNESDAY.index + 7):
        at, left = date.fromordinal(start), abs(count)
        while left:
            at += timedelta(days=step)
            left -= at.weekday() < 5
        assert calendar.shift_working_day(Period("day", start), count).begins_on == at
