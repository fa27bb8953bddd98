"""English expressions, read on Wednesday, 27 August 2025, and English narratives."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

PUBLISHED_ON = date(2025, 8, 27)


def read(text, published_on=PUBLISHED_ON):
    return [
        (text[e.start : e.end], e.timex_type, e.value)
        for e in find_dates(text, language="en", published_on=published_on)
    ]


def only(text, published_on=PUBLISHED_ON):
    found = find_dates(text, language="en", published_on=published_on)
    assert len(found) == 1, read(text, published_on)
    return found[0]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("It ended on August 27, 2005.", "August 27, 2005", "2005-08-27"),
        ("It ended on 27 August 2005.", "27 August 2005", "2005-08-27"),
        ("It ended on Monday, Sept. 12, 2005.", "Monday, Sept. 12, 2005", "2005-09-12"),
        ("It ended on the 3rd of May 1945.", "the 3rd of May 1945", "1945-05-03"),
        ("Filed 8/27/2005 in court.", "8/27/2005", "2005-08-27"),
        ("Filed 27/8/2005 in court.", "27/8/2005", "2005-08-27"),
        ("Retrieved 2005-08-27.", "2005-08-27", "2005-08-27"),
        ("It began in May 2005.", "May 2005", "2005-05"),
        ("It grew in the third quarter of 2005.", "the third quarter of 2005", "2005-Q3"),
        ("It grew in Q3 2005.", "Q3 2005", "2005-Q3"),
        ("It grew in the first half of 2005.", "the first half of 2005", "2005-H1"),
        ("It grew in the fall of 2005.", "the fall of 2005", "2005-FA"),
        ("They have met since 1998.", "1998", "1998"),
        ("It was popular in the 1990s.", "the 1990s", "199"),
        ("It was popular in the mid-1960s.", "the mid-1960s", "196"),
        ("It rose in the nineties.", "the nineties", "199"),
        ("It began in the early 20th century.", "the early 20th century", "19"),
        ("Athens rose in the fifth century BC.", "the fifth century BC", "BC04"),
        ("The battle of 490 BC was short.", "490 BC", "BC0490"),
        ("The temple fell in AD 70.", "AD 70", "0070"),
        ("It is Easter 2024.", "Easter 2024", "2024-03-31"),
        ("They met on New Year's Day 2023.", "New Year's Day 2023", "2023-01-01"),
    ],
)
def test_absolute_dates_need_no_date_of_publication(text, surface, value):
    assert read(text, None) == [(surface, "DATE", value)]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("The paper reported it on Tuesday.", "Tuesday", "2025-08-26"),
        ("He said Monday that it was over.", "Monday", "2025-08-25"),
        ("The house will vote on Friday.", "Friday", "2025-08-29"),
        ("They have until Monday.", "Monday", "2025-09-01"),
        ("They met last Thursday.", "last Thursday", "2025-08-21"),
        ("They meet next Monday.", "next Monday", "2025-09-01"),
        ("They left yesterday.", "yesterday", "2025-08-26"),
        ("They left the day before yesterday.", "the day before yesterday", "2025-08-25"),
        ("They met over the weekend.", "the weekend", "2025-W34-WE"),
        ("They met last week.", "last week", "2025-W34"),
        ("They meet next month.", "next month", "2025-09"),
        ("It fell earlier this year.", "earlier this year", "2025"),
        ("It fell at the end of last year.", "the end of last year", "2024"),
        ("He died three years ago.", "three years ago", "2022"),
        ("It rose last winter.", "last winter", "2024-WI"),
        ("In December they had refused.", "December", "2024-12"),
        ("It closes at the end of the week.", "the end of the week", "2025-W35"),
    ],
)
def test_relative_dates_lie_where_tense_and_wording_put_them(text, surface, value):
    assert read(text) == [(surface, "DATE", value)]
    assert only(text).anchor == "document_date"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The paper reported it on Tuesday.", "XXXX-WXX-2"),
        ("They left yesterday.", "XXXX-XX-XX"),
        ("They meet next month.", "XXXX-XX"),
        ("They met on May 3.", "XXXX-05-03"),
        ("He died three years ago.", "XXXX"),
    ],
)
def test_without_a_date_of_publication_nothing_is_guessed(text, value):
    found = only(text, None)
    assert (found.value, found.begins_on, found.ends_on, found.anchor) == (value, None, None, None)


def test_what_follows_is_counted_from_what_was_said_last():
    text = "On May 3, 2020 he arrived. The following day he left. Two weeks later he wrote."
    first, second, third = find_dates(text, language="en", published_on=PUBLISHED_ON)
    assert (second.value, second.anchor) == ("2020-05-04", (first.start, first.end))
    assert (third.value, third.anchor) == ("2020-05-18", (second.start, second.end))


NARRATIVE = (
    "The war began in March 1850. In May, the first army crossed the river. On 3 June it was beaten, and the next day "
    "it fell back. The siege lasted until November 1850. In January, snow fell. By 1852 the treaty was ready.\n\n"
    "In 1853 both sides signed. The following year trade resumed; it is remembered today."
)


@pytest.mark.parametrize("published_on", [PUBLISHED_ON, None])
def test_a_narrative_counts_from_its_own_past(published_on):
    found = find_dates(NARRATIVE, language="en", published_on=published_on)
    values = ["1850-03", "1850-05", "1850-06-03", "1850-06-04", "1850-11", "1851-01", "1852", "1853", "1854"]
    assert [e.value for e in found] == [*values, "PRESENT_REF"]
    assert "document_date" not in {e.anchor for e in found}


def test_the_same_month_in_news_counts_from_its_publication():
    assert only("In May, the army crossed the river.").value == "2025-05"


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("It starts today at 8:15 p.m. in Rome.", "8:15 p.m.", "2025-08-27T20:15"),
        ("It starts tomorrow at 9 a.m. sharp.", "9 a.m.", "2025-08-28T09:00"),
        ("He spoke on Monday evening.", "Monday evening", "2025-08-25TEV"),
        ("He spoke this morning.", "this morning", "2025-08-27TMO"),
        ("He spoke last night.", "last night", "2025-08-26TNI"),
        ("It started at 14:30 GMT.", "14:30 GMT", "2025-08-27T14:30Z"),
        ("He died at 12:05 am on May 3, 2020.", "12:05 am", "2020-05-03T00:05"),
    ],
)
def test_times_belong_to_the_day_named_beside_them(text, surface, value):
    assert (surface, "TIME", value) in read(text)


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("He stayed for three days.", "three days", "P3D"),
        ("He stayed for several weeks.", "several weeks", "PXW"),
        ("He stayed for more than twenty-two years.", "more than twenty-two years", "P22Y"),
        ("It took half a year.", "half a year", "P6M"),
        ("It took an hour and a half.", "an hour and a half", "PT90M"),
        ("They agreed a three-year plan.", "three-year", "P3Y"),
        ("It took decades to build, over decades.", "decades", "PXDE"),
    ],
)
def test_durations(text, surface, value):
    assert (surface, "DURATION", value) in read(text)


def test_a_duration_up_to_now_has_an_interval():
    found = only("It doubled over the last five years.")
    assert (found.value, found.begins_on, found.ends_on) == ("P5Y", date(2020, 8, 27), date(2025, 8, 27))


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("They meet every Monday.", "every Monday", "XXXX-WXX-1"),
        ("They meet on Mondays.", "Mondays", "XXXX-WXX-1"),
        ("They meet daily.", "daily", "P1D"),
        ("They meet twice a week.", "twice a week", "P1W"),
        ("They meet every two years.", "every two years", "P2Y"),
        ("It costs 3 million dollars a year.", "a year", "P1Y"),
    ],
)
def test_sets(text, surface, value):
    assert read(text) == [(surface, "SET", value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It lasted from 1939 to 1945.", ["1939", "1945"]),
        ("It lasted from May 3 to 5, 2024.", ["2024-05-03", "2024-05-05"]),
        ("It lasted from May 3 to June 5, 2024.", ["2024-05-03", "2024-06-05"]),
        ("It lasted 3-5 May 2024.", ["2024-05-03", "2024-05-05"]),
        ("It was published (1946-1954).", ["1946", "1954"]),
        ("The season of 1995-96 was long.", ["1995", "1996"]),
        ("In October and November 2019 it rained.", ["2019-10", "2019-11"]),
        ("It was open May-August 2019.", ["2019-05", "2019-08"]),
    ],
)
def test_ranges_give_both_ends(text, expected):
    assert [e.value for e in find_dates(text, language="en", published_on=PUBLISHED_ON)] == expected


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("It began in early May 2024.", "START"),
        ("It began in mid-2024.", "MID"),
        ("It began in late 2024.", "END"),
        ("It took about two hours.", "APPROX"),
        ("It took nearly two hours.", "LESS_THAN"),
        ("It took at least two hours.", "EQUAL_OR_MORE"),
    ],
)
def test_modifiers(text, mod):
    assert only(text).mod == mod


@pytest.mark.parametrize(
    ("text", "value"),
    [("It is now over.", "PRESENT_REF"), ("They recently met.", "PAST_REF"), ("In the future it ends.", "FUTURE_REF")],
)
def test_references_without_a_date(text, value):
    assert only(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "See page 2014 and chapter 1998.",
        "Call 555 1998 at once.",
        "They won 3-2 and paid $19.90 each.",
        "Version 3.11.2 is out.",
        "There were 2000 people and 1500 soldiers.",
        "Theresa May said that it may rain while they march.",
        "May I ask?",
        "It was a second chance.",
        "He wrote for the Sunday Herald and the Daily Mirror about the Winter War.",
        "See resolution 1559 and flight 1987.",
    ],
)
def test_what_is_no_date_is_left_alone(text):
    assert read(text) == []
