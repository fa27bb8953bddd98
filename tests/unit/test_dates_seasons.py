"""Ranges over the turn of a year, and seasons that bear two years."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

PUBLISHED_ON = date(2024, 5, 17)


def found(text, language="en"):
    expressions = find_dates(text, language=language, published_on=PUBLISHED_ON)
    return [(text[e.start : e.end], e.value) for e in expressions]


TURNS = [
    ("en", "The fair runs Nov. 29-Dec. 1.", ["2024-11-29", "2024-12-01"]),
    ("en", "The fair runs Dec. 28-Jan. 4.", ["2024-12-28", "2025-01-04"]),
    ("en", "The fair runs Dec. 28 – Jan. 4.", ["2024-12-28", "2025-01-04"]),
    ("en", "The fair ran Dec. 28-Jan. 4.", ["2023-12-28", "2024-01-04"]),
    ("en", "The fair runs Dec. 28-Jan. 4, 2026.", ["2025-12-28", "2026-01-04"]),
    ("en", "The fair runs 28 Dec. - 4 Jan.", ["2024-12-28", "2025-01-04"]),
    ("en", "The fair runs from 28 December to 4 January.", ["2024-12-28", "2025-01-04"]),
    ("en", "The fair runs from the 28th of December to the 4th of January.", ["2024-12-28", "2025-01-04"]),
    ("de", "Das Fest läuft vom 28. Dez. bis 4. Jan. in Bonn.", ["2024-12-28", "2025-01-04"]),
    ("de", "Das Fest läuft vom 28. Dezember bis 4. Januar.", ["2024-12-28", "2025-01-04"]),
    # no range: each by itself
    ("en", "He came on Jan. 4. Dec. 28 was cold.", ["2024-01-04", "2023-12-28"]),
    ("en", "The fair ran from 28 December 2020 to 4 January 2022.", ["2020-12-28", "2022-01-04"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), TURNS)
def test_a_range_over_the_turn_of_a_year_ends_after_it_begins(language, text, expected):
    assert [value for _, value in found(text, language)] == expected


SEASONS = [
    ("en", "The 2021-22 season was long.", [("2021-22", "2021")]),
    ("en", "The 2018–19 Premier League season ended.", [("2018–19", "2018")]),
    ("en", "The 2021-22 men's season ended.", [("2021-22", "2021")]),
    ("en", "The 2023-24 budget was cut.", [("2023-24", "2023")]),
    ("en", "The 1998-99 campaign failed.", [("1998-99", "1998")]),
    ("en", "The 1999-00 season was wet.", [("1999-00", "1999")]),
    ("en", "In the 2021-22 and 2022-23 seasons he played.", [("2021-22", "2021"), ("2022-23", "2022")]),
    ("de", "Die Saison 2021-22 war lang.", [("2021-22", "2021")]),
    ("de", "Im Schuljahr 2023–24 fehlte Geld.", [("2023–24", "2023")]),
    ("de", "Die Spielzeit 2018/19 endet.", [("2018/19", "2018")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SEASONS)
def test_a_season_of_two_years_is_one_expression(language, text, expected):
    assert found(text, language) == expected


NO_SEASONS = [
    ("en", "The 1999-2000 season was wet.", [("1999", "1999"), ("2000", "2000")]),
    ("en", "In 2021-22 it fell.", [("2021", "2021"), ("22", "2022")]),
    ("en", "In 2021-22 the season was short.", [("2021", "2021"), ("22", "2022")]),
    ("en", "The 1914-18 campaign was bloody.", [("1914", "1914"), ("18", "1918")]),
    ("en", "The 2023-25 budget was cut.", [("2023", "2023"), ("25", "2025")]),
    ("en", "They won the season's match 21-22.", []),
    ("en", "On 2021-12-22 the season ended.", [("2021-12-22", "2021-12-22")]),
    ("de", "Das war 2021-22 so.", [("2021", "2021"), ("22", "2022")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), NO_SEASONS)
def test_two_years_that_name_no_season_are_a_range(language, text, expected):
    assert found(text, language) == expected
