"""Which side of today a day lies on: participles before a noun, what *is*, and amounts, clocks and lists around it."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

PUBLISHED_ON = date(2025, 8, 27)


def read(text, language="de", published_on=PUBLISHED_ON):
    found = find_dates(text, language=language, published_on=published_on)
    return [(text[e.start : e.end], e.value) for e in found]


DONE = [
    ("Der am Montag vorgestellte Plan soll beraten werden.", "2025-08-25"),
    ("Ein am Montag im Rat vorgestellter Plan soll beraten werden.", "2025-08-25"),
    ("Der im Oktober beschlossene Haushalt wird überprüft.", "2024-10"),
    ("Der in KW 30 angekündigte Umbau beginnt bald.", "2025-W30"),
    ("Die im März stattfindende Messe ist ausgebucht.", "2026-03"),
    ("Der für Januar angekündigte Umbau verzögert sich.", "2026-01"),
    ("Die für Montag geplante Sitzung fiel aus.", "2025-09-01"),
    ("Man wird am Montag verschiedene Pläne beraten.", "2025-09-01"),
    ("Er wird am Montag gefundene Dinge versteigern.", "2025-09-01"),
]


@pytest.mark.parametrize(("text", "value"), DONE)
def test_a_participle_before_its_noun_says_when_that_was(text, value):
    assert [found[1] for found in read(text)] == [value]


IS = [
    ("de", "Die Sitzung ist am Freitag.", "2025-08-29"),
    ("de", "Das Fest ist im Mai.", "2026-05"),
    ("de", "Das Bad ist seit Mai zu.", "2025-05"),
    ("de", "Der Laden ist am Montag geschlossen worden.", "2025-08-25"),
    ("de", "Angefangen hat es Ende Juli in Kiel.", "2025-07"),
    ("de", "Er war am Freitag krank.", "2025-08-22"),
    ("de", "Zwischen März und Oktober ist die Burg offen.", "2025-03 2025-10"),
    ("de", "In KW 36 ist die Straße zu, die saniert wurde.", "2025-W36"),
    ("de", "Die Brücke, die am Montag gesperrt worden ist, ist alt.", "2025-08-25"),
    ("en", "Work started in April and is to end in February.", "2025-04 2026-02"),
    ("en", "The road has, he says, been closed on Monday.", "2025-08-25"),
    ("en", "The funeral is on Friday.", "2025-08-29"),
    ("en", "The vote was on Friday.", "2025-08-22"),
    ("en", "The trial, set for February, will be short.", "2026-02"),
    ("en", "A hearing scheduled for February 2024 was short.", "2024-02"),
]


@pytest.mark.parametrize(("language", "text", "value"), IS)
def test_what_is_on_a_day_lies_ahead(language, text, value):
    assert [found[1] for found in read(text, language)] == value.split()


AMOUNTS = [
    ("de", "Er muss zu einer Strafe von 5 Jahren und 3 Monaten.", [("5 Jahren und 3 Monaten", "P5Y3M")]),
    (
        "de",
        "Nach drei Jahren, zwei Monaten und fünf Tagen war es aus.",
        [("drei Jahren, zwei Monaten und fünf Tagen", "P3Y2M5D")],
    ),
    ("de", "Zwischen zwei Jahren und drei Monaten liegt viel.", [("zwei Jahren", "P2Y"), ("drei Monaten", "P3M")]),
    (
        "en",
        "After three years, two months, and five days he left.",
        [("three years, two months, and five days", "P3Y2M5D")],
    ),
    (
        "en",
        "It took two hours, five minutes and ten seconds.",
        [("two hours, five minutes and ten seconds", "PT2H5M10S")],
    ),
    ("en", "It took two hours, five men and ten horses.", [("two hours", "PT2H")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), AMOUNTS)
def test_amounts_in_two_and_three_units(language, text, expected):
    assert read(text, language) == expected


BESIDE = [
    ("de", "An Sonn- und Feiertagen ist zu.", [("Sonn- und Feiertagen", "XXXX-XX-XX")]),
    ("de", "Er läuft dreimal die Woche.", [("dreimal die Woche", "P1W")]),
    ("de", "Um Punkt zwölf läutet es.", [("Punkt zwölf", "2025-08-27T12:00")]),
    ("de", "Um Punkt 8 der Liste ging es nicht.", []),
    ("de", "Am 1. September ist zu. Vom 8. an ist offen.", [("1. September", "2025-09-01"), ("8.", "2025-09-08")]),
    ("de", "Am Freitag vor dem ersten Advent ist Markt.", [("Freitag vor dem ersten Advent", "2025-11-28")]),
    (
        "de",
        "Am letzten Montag vor dem 3. Adventssonntag kam er.",
        [("letzten Montag vor dem 3. Adventssonntag", "2024-12-09")],
    ),
    ("de", "Am Montag nach dem Reformationstag war zu.", [("Montag nach dem Reformationstag", "2024-11-04")]),
    ("de", "Um halb eins nachts war es aus.", [("halb eins nachts", "2025-08-27T00:30")]),
    ("de", "Die Formel eins wird am Freitag fahren.", [("Freitag", "2025-08-29")]),
    (
        "en",
        "It ends at 12 midnight on Friday.",
        [("12 midnight", "2025-08-29T24:00"), ("Friday", "2025-08-29")],
    ),
    (
        "en",
        "They married on the second Saturday of July last year.",
        [("the second Saturday of July last year", "2024-07-13")],
    ),
    ("en", "In July last year he left.", [("July last year", "2024-07")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), BESIDE)
def test_what_stands_beside_a_day_belongs_to_it(language, text, expected):
    assert read(text, language) == expected


@pytest.mark.parametrize(
    ("written", "year"),
    [("17.08.61", "1961"), ("31.12.29", "2029"), ("08.05.45", "1945"), ("1.3.40", "2040"), ("1.3.41", "1941")],
)
def test_a_year_of_two_digits_lies_at_most_fifteen_years_ahead(written, year):
    ((surface, value),) = read(f"Geboren am {written} in Kiel.")
    assert (surface, value[:4]) == (written, year)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Auf der Bundesstraße 1999 lag ein Baum."),
        ("de", "Der Asteroid 2012 DA14 kam nah."),
        ("de", "Unter der Startnummer 1954 lief Kern."),
        ("de", "Es kamen 1950 Schafe."),
        ("de", "Apollo 2010 flog nie, die Postleitzahl 2017 fehlt."),
        ("en", "They sold 2005 vans."),
        ("en", "They saw Easter Parade."),
        ("en", "Asteroid 2012 DA14 came close."),
    ],
)
def test_numbers_of_roads_and_things_are_no_years(language, text):
    assert read(text, language) == []


LISTING = "Heute\n\nTheater: 19.30 Uhr.\n\n{}\n\nMarkt: 7.00 Uhr."


def test_a_day_told_between_the_items_of_a_listing_does_not_hold_for_the_next():
    assert read(LISTING.format("Am 3. September beginnt der Kurs im Turm."))[-1] == ("7.00 Uhr", "2025-08-27T07:00")
    assert read(LISTING.format("Sonntag, 31. August"))[-1] == ("7.00 Uhr", "2025-08-31T07:00")
    assert read("Am Samstag beginnt das Fest.\n\n14.00 Uhr: Markt")[-1] == ("14.00 Uhr", "2025-08-30T14:00")
