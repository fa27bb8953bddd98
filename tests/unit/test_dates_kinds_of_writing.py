"""Days counted in a month, bare days, short forms, clock words, habits, and words that are no dates."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

PUBLISHED_ON = date(2025, 8, 27)


def read(text, language, published_on=PUBLISHED_ON):
    found = find_dates(text, language=language, published_on=published_on)
    return [(text[e.start : e.end], e.timex_type, e.value) for e in found]


COUNTED = [
    ("de", "Die Wahl ist am letzten Sonntag im Oktober.", "letzten Sonntag im Oktober", "2025-10-26"),
    ("de", "Am zweiten Dienstag im nächsten Monat tagt der Rat.", "zweiten Dienstag im nächsten Monat", "2025-09-09"),
    ("de", "Am 1. Samstag im Oktober ist Markt.", "1. Samstag im Oktober", "2025-10-04"),
    ("de", "Am letzten Freitag des Jahres wird gezählt.", "letzten Freitag des Jahres", "2025-12-26"),
    ("de", "Am ersten Tag des Jahres blieb es ruhig.", "ersten Tag des Jahres", "2025-01-01"),
    ("de", "Am letzten Wochenende im September ist Kirmes.", "letzten Wochenende im September", "2025-W39-WE"),
    ("de", "Am ersten Septemberwochenende wird gefeiert.", "ersten Septemberwochenende", "2025-W36-WE"),
    ("de", "In der zweiten Maiwoche 2024 regnete es.", "der zweiten Maiwoche 2024", "2024-W19"),
    ("de", "Am 5. nächsten Monats wird gezahlt.", "5. nächsten Monats", "2025-09-05"),
    ("en", "The last Monday in May was a holiday.", "The last Monday in May", "2025-05-26"),
    ("en", "The first Sunday of next month is free.", "The first Sunday of next month", "2025-09-07"),
    ("en", "She left on the last day of 2023.", "the last day of 2023", "2023-12-31"),
    ("en", "It opens on the 1st Monday of October.", "the 1st Monday of October", "2025-10-06"),
]


@pytest.mark.parametrize(("language", "text", "surface", "value"), COUNTED)
def test_a_day_is_counted_in_its_month_or_year(language, text, surface, value):
    assert read(text, language) == [(surface, "DATE", value)]


def test_a_fifth_weekday_that_no_month_has_twice_is_none():
    assert read("Am sechsten Montag im Mai 2024 tagt er.", "de") == []


def test_without_a_day_of_publication_a_counted_day_stays_open():
    assert read("Am letzten Sonntag im Oktober.", "de", None)[0][2] == "XXXX-XX-XX"
    assert read("On the 25th.", "en", None)[0][2] == "XXXX-XX-25"


SETS = [
    ("de", "Immer am ersten Sonntag im Monat ist Markt.", "ersten Sonntag im Monat"),
    ("de", "Am ersten und dritten Montag im Monat wird geleert.", "ersten und dritten Montag im Monat"),
    ("de", "Dienstagvormittags ist zu.", "Dienstagvormittags"),
    ("de", "Sonntags morgens läuten die Glocken.", "Sonntags morgens"),
    ("de", "Abends wird gegrillt.", "Abends"),
    ("en", "They meet every second Tuesday of the month.", "every second Tuesday of the month"),
    ("en", "They meet on the third Thursday of each month.", "the third Thursday of each month"),
    ("en", "On Monday mornings he runs.", "Monday mornings"),
    ("en", "He works at night.", "night"),
]


@pytest.mark.parametrize(("language", "text", "surface"), SETS)
def test_what_recurs_is_a_set(language, text, surface):
    assert [(s, t) for s, t, _ in read(text, language)] == [(surface, "SET")]


def test_a_part_of_the_day_belongs_to_the_day_named_just_before():
    assert read("Am Montag regnete es, nachts schneite es.", "de")[1] == ("nachts", "TIME", "2025-08-25TNI")


DAYS = [
    ("de", "Am 25. begann der Streik.", [("25.", "2025-08-25")]),
    ("de", "Bis zum 15. muss er zahlen.", [("15.", "2025-09-15")]),
    ("de", "Am 3. Mai kam er, am 5. ging er wieder.", [("3. Mai", "2025-05-03"), ("5.", "2025-05-05")]),
    ("de", "Am 30. Juni kam er, am 2. ging er wieder.", [("30. Juni", "2025-06-30"), ("2.", "2025-07-02")]),
    ("de", "Am 25. Spieltag verlor er.", []),
    ("de", "Am 2. und 3. Spieltag verlor er.", []),
    ("en", "He lives on the 25th floor.", []),
    (
        "en",
        "In May he left. On the 28th of that month he died.",
        [("May", "2025-05"), ("the 28th of that month", "2025-05-28")],
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), DAYS)
def test_a_day_without_a_month_is_of_the_month_named_last_or_of_the_tense(language, text, expected):
    assert [(s, v) for s, _, v in read(text, language)] == expected


WRITTEN = [
    ("de", "Am 01.02.03 wurde er geboren.", [("01.02.03", "2003-02-01")]),
    ("de", "Die Zeit war 01.12.30 Stunden.", []),
    ("de", "Im Okt. 2024 wurde gemessen.", [("Okt. 2024", "2024-10")]),
    ("de", "Eingang: 5. Jän. 2024", [("5. Jän. 2024", "2024-01-05")]),
    ("de", "Sitzung: 3-Mai-2020", [("3-Mai-2020", "2020-05-03")]),
    ("de", "Im Winter des Jahres 1999 war es kalt.", [("Winter des Jahres 1999", "1999-WI")]),
    ("en", "The memo of 3-Mar-99 leaked.", [("3-Mar-99", "1999-03-03")]),
    ("en", "In the summer of the year 2005 he left.", [("the summer of the year 2005", "2005-SU")]),
    ("en", "Shops were full on Cyber Monday.", [("Cyber Monday", "2024-12-02")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), WRITTEN)
def test_forms_of_writing(language, text, expected):
    assert [(s, v) for s, _, v in read(text, language)] == expected


BEHIND = [
    ("de", "Der Vertrag vom 15. Oktober ist gültig.", ["2024-10-15"]),
    ("de", "Die Frist läuft vom 15. Oktober an.", ["2025-10-15"]),
    ("de", "Sie läuft vom 15. Oktober bis zum 3. November.", ["2025-10-15", "2025-11-03"]),
    ("de", "Vom 28. Dezember bis 6. Januar 2024 war zu.", ["2023-12-28", "2024-01-06"]),
    ("de", "Vom 28.12. bis 3.1.2020 war zu.", ["2019-12-28", "2020-01-03"]),
    ("de", "Von November bis Februar 2023 lag Schnee.", ["2022-11", "2023-02"]),
    ("de", "Vom 3. März bis 5. Mai 2024 war zu.", ["2024-03-03", "2024-05-05"]),
    ("en", "It ran from December 28 to January 3, 2020.", ["2019-12-28", "2020-01-03"]),
    ("en", "The letter dated 12 November was read.", ["2024-11-12"]),
    ("en", "The trial is set to start in March.", ["2026-03"]),
]


@pytest.mark.parametrize(("language", "text", "values"), BEHIND)
def test_years_follow_the_other_end_the_preposition_and_the_plan(language, text, values):
    assert [v for _, _, v in read(text, language)] == values


CLOCKS = [
    ("de", "Um 12 Uhr mittags begann es.", "12:00"),
    ("de", "Gegen 12 Uhr nachts begann es.", "24:00"),
    ("de", "Um 3 Uhr nachts begann es.", "03:00"),
    ("de", "Um dreiviertel 8 kam er.", "07:45"),
    ("de", "Um fünf nach acht kam er.", "08:05"),
    ("de", "Um zwanzig vor neun kam er.", "08:40"),
    ("de", "Es war zehn vor halb vier.", "03:20"),
    ("en", "At 12 at night the bell rang.", "24:00"),
    ("en", "At twelve noon the bell rang.", "12:00"),
    ("en", "At half six he rose.", "06:30"),
    ("en", "At ten past three he rose.", "03:10"),
    ("en", "At twenty to nine he left.", "08:40"),
]


@pytest.mark.parametrize(("language", "text", "clock"), CLOCKS)
def test_clock_words(language, text, clock):
    assert [v for _, _, v in read(text, language)] == [f"2025-08-27T{clock}"]


def test_in_a_listing_a_day_holds_for_its_item_only():
    text = "Kino: 17.00 Uhr.\n\nZoo: 9.00 Uhr, am 7. September erst 10.00 Uhr.\n\nBad: 8.00 Uhr."
    assert read(text, "de")[-1] == ("8.00 Uhr", "TIME", "2025-08-27T08:00")
    prose = "Am 7. September war Markt.\n\nUm 8.00 Uhr begann er."
    assert read(prose, "de")[-1] == ("8.00 Uhr", "TIME", "2025-09-07T08:00")


AMOUNTS = [
    ("de", "Sie brauchte zwei Stunden und 15 Minuten.", "DURATION", "PT2H15M"),
    ("de", "Nach einem Jahr und sechs Monaten kam er frei.", "DURATION", "P1Y6M"),
    ("en", "It took one day and six hours.", "DURATION", "P1DT6H"),
    ("en", "It began a year and three months ago.", "DATE", "2024-05"),
]


@pytest.mark.parametrize(("language", "text", "timex_type", "value"), AMOUNTS)
def test_joined_amounts_are_one(language, text, timex_type, value):
    assert [(t, v) for _, t, v in read(text, language)] == [(timex_type, value)]


def test_the_ends_of_a_range_of_amounts_are_two():
    assert [v for _, _, v in read("Zwischen zwei Jahren und drei Monaten.", "de")] == ["P2Y", "P3M"]


NO_DATES = [
    ("de", "Die DIN 1986 gilt, Zimmer 2012 ist frei, Halle 2010 nicht."),
    ("de", "Die EU-Richtlinie 2014 und der Flug LH 2024."),
    ("de", "Peter Herbst lobte Anna Sommer, Friedrich März schwieg."),
    ("de", "Innenminister Mai sagte ab. Der Verlag Winter Medien schwieg."),
    ("de", "Sie sprach mit Karl und August Bebel."),
    ("en", "HB 2021 passed. Flight 1984 landed. Room 1999 closed."),
    ("en", "Judge Monday ruled. Senator March agreed. Detective May left."),
    ("en", "Black Friday Records and Sunday Productions closed."),
    ("en", "It froze a month earlier than usual, and children under 12 years stayed in."),
    ("de", "Er wurde zwei Wochen später als geplant fertig. Kinder bis 12 Jahre blieben daheim."),
    ("de", "Sie sprach mit April Jones."),
]


@pytest.mark.parametrize(("language", "text"), NO_DATES)
def test_names_and_numbers_that_are_no_dates(language, text):
    assert read(text, language) == []


def test_years_beside_short_capitals_that_are_no_codes_stay_years():
    assert [v for _, _, v in read("Bei der WM 2014 siegte er.", "de")] == ["2014"]
    assert [v for _, _, v in read("The US 2016 election was close.", "en")] == ["2016"]


@pytest.mark.parametrize(
    ("language", "text", "timex_type", "words"),
    [
        ("de", "An jedem zweiten Montag des Monats wird geprobt.", "SET", "jedem zweiten Montag des Monats"),
        ("en", "The bus is full on weekday mornings.", "SET", "weekday mornings"),
        ("en", "The bar is closed on weeknights.", "SET", "weeknights"),
        ("en", "It came two weeks later.", "DATE", "two weeks later"),
    ],
)
def test_habits_of_months_and_weekdays(language, text, timex_type, words):
    assert [(w, t) for w, t, _ in read(text, language)] == [(words, timex_type)]
