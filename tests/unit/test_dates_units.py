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


WORKING_DAYS = [
    ("en", "It closes on the last working day of June.", "the last working day of June", "2024-06-28"),
    ("en", "It opens on the first working day of July.", "the first working day of July", "2024-07-01"),
    ("en", "It opens on the first weekday in September.", "the first weekday in September", "2024-09-02"),
    ("en", "It is due on the last business day of the month.", "the last business day of the month", "2024-05-31"),
    ("en", "It is due on the third working day of next month.", "the third working day of next month", "2024-06-05"),
    ("en", "It ended on the last trading day of 2023.", "the last trading day of 2023", "2023-12-29"),
    ("en", "It opens on the next working day.", "the next working day", "2024-05-20"),
    ("de", "Er zahlt am letzten Werktag des Monats.", "letzten Werktag des Monats", "2024-05-31"),
    ("de", "Er zahlt am letzten Arbeitstag im Juni.", "letzten Arbeitstag im Juni", "2024-06-28"),
    ("de", "Er zahlt am 3. Bankarbeitstag im Juni.", "3. Bankarbeitstag im Juni", "2024-06-05"),
    ("de", "Er kommt am nächsten Werktag.", "nächsten Werktag", "2024-05-20"),
    # a day as any other
    ("en", "It closes on the last day of June.", "the last day of June", "2024-06-30"),
    ("de", "Er zahlt am letzten Tag im Juni.", "letzten Tag im Juni", "2024-06-30"),
]


@pytest.mark.parametrize(("language", "text", "surface", "value"), WORKING_DAYS)
def test_working_days_are_counted_from_monday_to_friday(language, text, surface, value):
    assert found(text, language) == [(surface, "DATE", value)]


def test_working_days_that_are_not_counted_are_none():
    assert found("Her last working day was hard.") == []
    assert found("Sein letzter Arbeitstag war hart.", "de") == []
    assert found("It opens on the 30th working day of June.") == []
    assert found("The working day of a nurse is long, and alternate routes were closed.") == []


def test_a_working_day_stays_open_where_nothing_is_known():
    text = "It is due on the last working day of the month."
    assert [e.value for e in find_dates(text, language="en", published_on=None)] == ["XXXX-XX-XX"]


RECURRING = [
    ("en", "It is paid on the last working day of each month.", "the last working day of each month", "P1M"),
    ("en", "It is paid on the first day of every month.", "the first day of every month", "P1M"),
    ("en", "They meet on alternate Tuesdays.", "alternate Tuesdays", "XXXX-WXX-2"),
    ("en", "They meet on alternate days.", "alternate days", "P2D"),
    ("en", "They meet every alternate Monday.", "every alternate Monday", "XXXX-WXX-1"),
    ("en", "They meet every alternate week.", "every alternate week", "P2W"),
    ("en", "They meet every working day.", "every working day", "XXXX-WXX-WD"),
    ("de", "Man zahlt am letzten Werktag jedes Monats.", "letzten Werktag jedes Monats", "P1M"),
    ("de", "Man zahlt am ersten Tag im Monat.", "ersten Tag im Monat", "P1M"),
    ("de", "Man zahlt jeden Werktag.", "jeden Werktag", "XXXX-WXX-WD"),
]


@pytest.mark.parametrize(("language", "text", "surface", "value"), RECURRING)
def test_what_is_so_on_such_a_day_is_a_set(language, text, surface, value):
    assert found(text, language) == [(surface, "SET", value)]
