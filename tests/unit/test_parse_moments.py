"""Days and moments as documents write them, and the day that they are for a publisher."""

from datetime import UTC, date, datetime

import pytest

from pipeline.parse.address_days import moment_of_address
from pipeline.parse.moment_words import moment_words
from pipeline.parse.moments import Moment, match_moment, read_moment
from pipeline.parse.refusal import Refusal
from pipeline.parse.time_zones import time_zone, time_zone_of_language

BERLIN = time_zone("Europe/Berlin")


@pytest.mark.parametrize(
    "written",
    ["2025-08-27", "2025-8-27", "2025/08/27", "2025.08.27", "2025:08:27", "20250827", "27.8.2025", "27.08.25",
     "27. August 2025", "27 Aug 2025", "27-Aug-2025", "27th of August, 2025", "Mittwoch, den 27. August 2025",
     "August 27, 2025", "08/27/2025", "27/08/2025", "27. August ’25", "2025年8月27日",
     "mercredi 27 août 2025", "le 27 août 2025", "27 de agosto de 2025", "mercoledì 27 agosto 2025", "27 augustus 2025",
     "27. august 2025", "27 sierpnia 2025", "2025. augusztus 27.", "27 августа 2025", "27 Ağustos 2025"],
)  # fmt: skip
def test_ways_to_write_a_day(written):
    assert read_moment(written) == Moment(date(2025, 8, 27))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("20250304T100000Z", "2025-03-04T10:00:00+00:00"),
        ("2025-03-04T10:00:00.123456-05:00", "2025-03-04T10:00:00-05:00"),
        ("2025-03-04 10:00:00+01", "2025-03-04T10:00:00+01:00"),
        ("2025-03-04T10:00:00+01:00[Europe/Berlin]", "2025-03-04T10:00:00+01:00"),
        ("2025-03-04 10:15 Europe/Berlin", "2025-03-04T10:15:00+01:00"),
        ("20250304101500", "2025-03-04T10:15:00"),
        ("Tue Mar 04 2025 10:00:00 GMT+0100 (CET)", "2025-03-04T10:00:00+01:00"),
        ("Tue Mar 04 2025 10:00:00 GMT+0100 (Mitteleuropäische Normalzeit)", "2025-03-04T10:00:00+01:00"),
        ("Tue Mar  4 10:00:00 CET 2025", "2025-03-04T10:00:00+01:00"),
        ("Tue Mar  4 10:00:00 2025", "2025-03-04T10:00:00"),
        ("Tue, 04 Mar 2025 10:00:00 GMT", "2025-03-04T10:00:00+00:00"),
        ("1741082400", "2025-03-04T10:00:00+00:00"),
        ("1741082400000", "2025-03-04T10:00:00+00:00"),
        ("04.03.25, 10:15", "2025-03-04T10:15:00"),
        ("04.03.2025 | 10:15 Uhr", "2025-03-04T10:15:00"),
        ("04.03.2025 - 10.15 Uhr MEZ", "2025-03-04T10:15:00+01:00"),
        ("Stand: 04.03.2025, 10:15 Uhr", "2025-03-04T10:15:00"),
        ("Veröffentlicht am Dienstag, 4. März 2025, um 10:15 Uhr", "2025-03-04T10:15:00"),
        ("Di, 4. März 2025, 10 Uhr", "2025-03-04T10:00:00"),
        ("10:15, 4 Mar 2025", "2025-03-04T10:15:00"),
        ("10.15am GMT, Tue 4 March 2025", "2025-03-04T10:15:00+00:00"),
        ("Updated March 4, 2025 10:15 PM ET", "2025-03-04T22:15:00-05:00"),
        ("July 4, 2025 at 12:15 a.m. ET", "2025-07-04T00:15:00-04:00"),
        ("Mar 4, 2025 | 10:15 IST", "2025-03-04T10:15:00"),
        ("4 mars 2025 à 10h15", "2025-03-04T10:15:00"),
        ("martedì 4 marzo 2025, ore 10:15", "2025-03-04T10:15:00"),
        ("mar 4 marzo 2025", "2025-03-04"),
        ("Publicado el 4 de marzo de 2025 a las 10:15", "2025-03-04T10:15:00"),
        ("4. mars 2025 kl. 10.15", "2025-03-04T10:15:00"),
        ("2025-03-04T00:00:00", "2025-03-04"),
        ("2025-03-04T25:61:00", "2025-03-04"),
    ],
)
def test_clock_and_zone_are_kept_where_given(written, moment):
    found = read_moment(written)
    assert found.written == moment
    assert Moment.of_written(moment) == found


def test_a_weekday_decides_which_number_is_the_month():
    assert read_moment("Wed, 07/12/2023 - 17:57").day == date(2023, 7, 12)
    assert read_moment("Thu, 07/12/2023 - 17:57").day == date(2023, 12, 7)
    assert read_moment("08/08/2025").day == date(2025, 8, 8)


@pytest.mark.parametrize(
    "written",
    ["2025-02-30", "31.6.2025", "0000-01-01", "12025-01-01", "29. Februar 2025", "2025-13-01", "February 30, 2025"],
)
def test_days_that_no_calendar_has_are_refused(written):
    with pytest.raises(Refusal, match="correct the date") as caught:
        read_moment(written)
    assert caught.value.reason == "impossible_date"


@pytest.mark.parametrize(
    "written",
    [
        "24-05-12",
        "12-05-24",
        "soon",
        "2025",
        "2025-08",
        "August 2025",
        "08/09/2025",
        "2025-08-27 to 2025-08-29",
        "12:30",
        "4 x 2025",
    ],
)
def test_dates_that_leave_the_day_open_are_refused_with_what_to_write(written):
    with pytest.raises(Refusal, match="YYYY-MM-DD") as caught:
        read_moment(written)
    assert caught.value.reason == "impossible_date"


def test_hyphens_and_two_digits_of_a_year_are_read_where_one_order_gives_a_day():
    assert read_moment("31-05-99").day == date(1999, 5, 31)
    assert read_moment("99-05-31").day == date(1999, 5, 31)
    assert read_moment("25/08/24").day == date(2024, 8, 25)  # nobody writes ISO 8601 with strokes and two digits


def test_all_months_of_the_table_are_read_in_their_short_and_long_forms():
    for name, month in moment_words().months.items():
        assert read_moment(f"3. {name} 2024").day == date(2024, month, 3)
        assert read_moment(f"{name.title()} 3, 2024").day == date(2024, month, 3)


def test_a_day_within_text_ends_where_it_ends():
    assert match_moment("am 27. August 2025 sagte er", 3) == (Moment(date(2025, 8, 27)), 18)
    assert match_moment("2025-08-27 10 Punkte", 0) == (Moment(date(2025, 8, 27)), 10)
    assert match_moment("27.8.2025er", 0) is None


def test_the_day_is_the_one_in_the_zone_and_the_instant_is_in_utc():
    late = read_moment("2025-03-04T23:30:00Z")
    assert (late.day_in(BERLIN), late.day_in(None)) == (date(2025, 3, 5), date(2025, 3, 4))
    assert late.instant(None) == datetime(2025, 3, 4, 23, 30, tzinfo=UTC)
    local = read_moment("04.03.2025, 23:30 Uhr")
    assert (local.day_in(BERLIN), local.instant(None)) == (date(2025, 3, 4), None)
    assert local.instant(BERLIN) == datetime(2025, 3, 4, 22, 30, tzinfo=UTC)
    assert read_moment("2025-03-04").instant(BERLIN) is None


def test_german_publishers_are_in_berlin_and_others_may_be_anywhere():
    assert time_zone_of_language("de") == BERLIN
    assert time_zone_of_language("en") is None
    for name in ("Berlin", "../zone", "Europe", ""):
        with pytest.raises(ValueError, match="time zone"):
            time_zone(name)


@pytest.mark.parametrize(
    "written",
    ["1970-01-01", "1970-01-01T00:00:00Z", "1969-12-31T19:00:00-05:00", "0001-01-01", "1599-12-31", "2200-01-01"],
)
def test_what_stands_for_unknown_is_not_likely(written):
    assert not read_moment(written).is_likely


def test_old_and_coming_days_are_likely():
    assert all(read_moment(day).is_likely for day in ("1605-07-01", "1969-12-31", "2099-03-04"))


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2025/03/04/titel", date(2025, 3, 4)),
        ("/politik/2025/3/4/", date(2025, 3, 4)),
        ("/world/2025/mar/04/title", date(2025, 3, 4)),
        ("/2025-03-04-titel.html", date(2025, 3, 4)),
        ("/20250304/titel", date(2025, 3, 4)),
        ("/a/202503/04/x.html", date(2025, 3, 4)),
        ("/n1/2025/0304/c1.html", date(2025, 3, 4)),
        ("/2025/13/04/titel", None),
        ("/2025/03/titel", None),
        ("/artikel-20250304.html", None),
        ("/feier-am-2025-03-04.html", None),
        ("/1970/01/01/titel", None),
        ("/12345678/titel", None),
        ("/archiv?tag=2025/03/04", None),
    ],
)
def test_the_day_in_the_path_of_an_address(path, day):
    found = moment_of_address(f"https://a.example{path}")
    assert (found and found.day) == day
