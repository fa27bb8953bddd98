"""Headers: which text is one, and what it says."""

from collections import Counter
from datetime import date

import pytest

from pipeline.parse.header import split_header
from pipeline.parse.header_dates import match_day, read_day
from pipeline.parse.header_words import header_words
from pipeline.parse.refusal import Refusal


def split(text):
    result = split_header(text, Counter())
    return result.fields, result.body.strip()


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        (" date 2025-08-27 Berlin hat zugesagt.", {"date": "2025-08-27"}, "Berlin hat zugesagt."),
        ("date 2025-08-27\nBerlin hat.", {"date": "2025-08-27"}, "Berlin hat."),
        ("Datum 27. August 2025 Berlin hat.", {"date": "27. August 2025"}, "Berlin hat."),
        ("date: 2025-08-27 Berlin hat.\n\nMehr.", {"date": "2025-08-27"}, "Berlin hat.\n\nMehr."),
        ("lang de date 2025-08-27 Text", {"language": "de", "date": "2025-08-27"}, "Text"),
        ("date: 2025-08-27\nlang: de\nText", {"date": "2025-08-27", "language": "de"}, "Text"),
        ("Titel: Krise: was nun\nDatum: 27.8.2025\n\nText", {"title": "Krise: was nun", "date": "27.8.2025"}, "Text"),
        ("Title: A\nSection: Politics\nTags: a, b\n\nText", {"title": "A"}, "Text"),
        (
            "Title: A\nDate: 2025-08-27\nText follows at once",
            {"title": "A", "date": "2025-08-27"},
            "Text follows at once",
        ),
        ("\n\nTitle: A\n\nText", {"title": "A"}, "Text"),
        ("Title:\nAuthor: B\n\nText", {"author": "B"}, "Text"),
        ("date: 2025-08-27", {"date": "2025-08-27"}, ""),
        ("---\ntitle: A\n---\nText", {"title": "A"}, "Text"),
        ("---\ntitle: A\n...\nText", {"title": "A"}, "Text"),
        ("---\ntitle: 'A: b'\nid: 007\nlang: no\n---\nText", {"title": "A: b", "id": "007", "language": "no"}, "Text"),
        ("---\nauthor: [A, B]\nmore: {a: {b: c}}\nurl: ~\n---\nText", {"author": "A, B"}, "Text"),
        ("---\nPublished-On: 2025-08-27\n---\nText", {"date": "2025-08-27"}, "Text"),
        ("---\nauthors:\n  - name: A\n    mail: x\n  - {mail: y, name: B}\n---\nText", {"author": "A, B"}, "Text"),
        ("---\nauthor:\n  mail: x\n  name: A\ntitle: B\n---\nText", {"author": "A", "title": "B"}, "Text"),
        ("---\ntags: &t [x]\nsection: *t\ntitle: B\n---\nText", {"title": "B"}, "Text"),
        (
            '+++\ntitle = "A"\ndate = 2025-08-27T10:00:00+02:00\ndraft = false\n+++\nText',
            {"title": "A", "date": "2025-08-27T10:00:00+02:00"},
            "Text",
        ),
        (
            '+++\nauthors = ["A", "B"]\nDate = 2025-08-27\n[extra]\ntitle = "no"\n+++\nText',
            {"author": "A, B", "date": "2025-08-27"},
            "Text",
        ),
        (
            '+++\ntitle = "A"\n[[authors]]\nname = "B"\n[[authors]]\nmail = "c"\n+++\nText',
            {"title": "A", "author": "B"},
            "Text",
        ),
        ("---\ndate: 2025-08-27\ndate: 2025-08-28\n---\nText", {"date": "2025-08-27"}, "Text"),
    ],
)
def test_forms_of_headers(text, fields, body):
    assert split(text) == (fields, body)


@pytest.mark.parametrize(
    "text",
    [
        "Merkel: „Wir schaffen das“\n\nDas sagte sie.",
        "Berlin hat zugesagt.",
        "Date night in Berlin is back.",
        "Lang so ging es nicht weiter.",
        "Sprache de facto ist Deutsch.",
        "Titel: Thesen und Temperamente\nDer Film zeigt viel.",
        "Datum und Ort stehen fest.",
        "Published 27 August 2025 in London, the report warns.",
        "date 2025-08-27Text",
        "---\nDie Kanzlerin sprach: lange.\n---\nDann ging sie.",
        "---\nEin Satz, 'der: [nicht\naufhört\n---\nDann ging sie.",
        "https://example.org: eine Seite\n\nText",
        "+++ 12:30 Uhr: Der Rat tagt +++\n\nText",
        "+++\nDer Rat = tagt\n+++\nText",
        "+++\nEilmeldung ohne Ende",
    ],
)
def test_prose_is_never_eaten(text):
    assert split(text) == ({}, text)


def test_front_matter_that_is_no_toml_is_read_line_by_line_and_recorded():
    repairs = Counter()
    result = split_header("+++\ntitle = Krise: was nun\ndate = 2025-08-27\n+++\nText", repairs)
    assert result.fields == {"title": "Krise: was nun", "date": "2025-08-27"}
    assert repairs == {"front_matter": 1}


def test_front_matter_that_is_no_yaml_is_read_line_by_line_and_recorded():
    repairs = Counter()
    result = split_header("---\ntitle: Krise: was nun\ntags:\n  - a\ndate: 2025-08-27\n---\nText", repairs)
    assert result.fields == {"title": "Krise: was nun", "date": "2025-08-27"}
    assert repairs == {"front_matter": 1}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: [a\nno entry\n---\nText",
        "---\ntitle: A\n\nText without an end",
        "---\ntitle: A\nx: " + "[" * 200 + "\nno entry\n---\nText",
        '+++\ntitle = "A\nno entry\n+++\nText',
        '+++\ntitle = "A"\n\nText without an end',
        '+++\ntitle = "A"\nno entry\nx = ' + "[" * 5_000 + "\n+++\nText",
    ],
)
def test_broken_front_matter_is_refused(text):
    with pytest.raises(Refusal) as caught:
        split(text)
    assert caught.value.reason == "broken_front_matter"


def test_aliases_in_front_matter_multiply_nothing():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert split(f"---\ntitle: A\n{bomb}---\nText") == ({"title": "A"}, "Text")


@pytest.mark.parametrize(
    "written",
    [
        "2025-08-27",
        "2025-8-27",
        "2025/08/27",
        "2025.08.27",
        "20250827",
        "2025-08-27T23:30:00-05:00",
        "2025-08-27T00:10:00.123456Z",
        "2025-08-27 10:00",
        "2025-08-27 10:00:00+02",
        "2025-08-27T10:00:00+02:00[Europe/Berlin]",
        "27.8.2025",
        "27.08.2025, 14:32 Uhr",
        "27. August 2025",
        "27 Aug 2025",
        "27th of August, 2025",
        "Mittwoch, den 27. August 2025",
        "Mittwoch, 27. August 2025, um 14:32 Uhr",
        "August 27, 2025",
        "Aug. 27, 2025 at 2:30 p.m.",
        "Wed, 27 Aug 2025 10:00:00 +0200",
        "Wed, 27 Aug 2025 10:00:00 GMT",
        "08/27/2025",
        "27/08/2025",
    ],
)
def test_ways_to_write_a_day(written):
    assert read_day(written) == date(2025, 8, 27)


@pytest.mark.parametrize(
    "written",
    ["2025-02-30", "31.6.2025", "0000-01-01", "12025-01-01", "29. Februar 2025", "2025-13-01", "February 30, 2025"],
)
def test_days_that_no_calendar_has_are_refused(written):
    with pytest.raises(Refusal, match="correct the date") as caught:
        read_day(written)
    assert caught.value.reason == "impossible_date"


@pytest.mark.parametrize(
    "written", ["soon", "2025", "August 2025", "27.8.25", "08/09/2025", "2025-08-27 to 2025-08-29"]
)
def test_dates_that_leave_the_day_open_are_refused_with_what_to_write(written):
    with pytest.raises(Refusal, match="YYYY-MM-DD") as caught:
        read_day(written)
    assert caught.value.reason == "impossible_date"


def test_both_numbers_the_same_leave_nothing_open():
    assert read_day("08/08/2025") == date(2025, 8, 8)


def test_all_months_of_the_table_are_read_in_their_short_and_long_forms():
    for name, month in header_words().months.items():
        assert read_day(f"3. {name} 2024") == date(2024, month, 3)
        assert read_day(f"{name.title()} 3, 2024") == date(2024, month, 3)


def test_a_day_within_text_ends_where_it_ends():
    assert match_day("am 27. August 2025 sagte er", 3) == (date(2025, 8, 27), 18)
    assert match_day("27.8.2025er", 0) is None
