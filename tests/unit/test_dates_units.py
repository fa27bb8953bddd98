"""Units that are not stretches of the calendar: fortnights, working days, and what recurs every other time."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

PUBLISHED_ON = date(2024, 5, 17)


def found(text, language="en"):
    expressions = find_dates(text, language=language, published_on=PUBLISHED_ON)
    return [(text[e.start : e.end], e.timex_type, e.value) for e in expressions]


def without_words(text, language="en"):
    expressions = find_dates(text, language=language, published_on=PUBLISHED_ON)
    return [(e.timex_type, e.value, e.begins_on, e.ends_on, e.granularity, e.mod) for e in expressions]


FORTNIGHTS = [
    ("He left a fortnight ago.", "He left two weeks ago."),
    ("It opens in a fortnight.", "It opens in two weeks."),
    ("It opens in about three fortnights.", "It opens in about six weeks."),
    ("He stayed for a fortnight.", "He stayed for two weeks."),
    ("The last fortnight was hard.", "The last two weeks were hard."),
    ("He met her on May 3. A fortnight later he died.", "He met her on May 3. Two weeks later he died."),
    ("They met every fortnight.", "They met every two weeks."),
]


@pytest.mark.parametrize(("fortnights", "weeks"), FORTNIGHTS)
def test_a_fortnight_is_two_weeks(fortnights, weeks):
    assert without_words(fortnights) == without_words(weeks) != []


def test_a_fortnight_begins_on_no_day_of_the_calendar():
    assert found("It was the end of that fortnight.")[-1][1:] == ("DURATION", "P2W")
    assert found("A week ago, last week, every week.") == [
        ("A week ago", "DATE", "2024-W19"),
        ("last week", "DATE", "2024-W19"),
        ("every week", "SET", "P1W"),
    ]
    assert found("In vierzehn Tagen tagt er.", "de") == [("vierzehn Tagen", "DURATION", "P14D")]
