"""What stands beside an expression makes it what it is: a clock its day, a weekday its holiday, a noun no date."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

PUBLISHED_ON = date(2025, 8, 27)


def values(text, language, published_on=PUBLISHED_ON):
    return [e.value for e in find_dates(text, language=language, published_on=published_on)]


def surfaces(text, language):
    return [text[e.start : e.end] for e in find_dates(text, language=language, published_on=PUBLISHED_ON)]


CLOCKS = [
    ("de", "Um 8 Uhr am 3. September beginnt die Schule.", ["2025-09-03T08:00", "2025-09-03"]),
    ("de", "Um 8 Uhr des 3. September begann es.", ["2025-09-03T08:00", "2025-09-03"]),
    ("de", "Ab 18 Uhr am 24.12. ist zu.", ["2025-12-24T18:00", "2025-12-24"]),
    ("de", "Um 14.30 Uhr am 6.11.2024 tagte er.", ["2024-11-06T14:30", "2024-11-06"]),
    ("de", "Um 9.30 Uhr am Montag, dem 1. September, tagt der Rat.", ["2025-09-01T09:30", "2025-09-01"]),
    ("de", "Um 0 Uhr am 1. Januar tritt es in Kraft.", ["2026-01-01T00:00", "2026-01-01"]),
    ("de", "Um 18 Uhr an Heiligabend 2024 war Messe.", ["2024-12-24T18:00", "2024-12-24"]),
    ("de", "Er kam um 8 Uhr. Am 3. September geht er.", ["2025-08-27T08:00", "2025-09-03"]),
    ("en", "At 8 a.m. on the 3rd of September school starts.", ["2025-09-03T08:00", "2025-09-03"]),
    ("en", "At 8 p.m., 12 May 2024, it began.", ["2024-05-12T20:00", "2024-05-12"]),
    ("en", "He came at 8 a.m. The 3rd of September is free.", ["2025-08-27T08:00", "2025-09-03"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CLOCKS)
def test_a_clock_is_of_the_day_that_follows_it(language, text, expected):
    assert values(text, language) == expected


PARTS = [
    ("Um neun Uhr am Abend kam er.", ["2025-08-27T21:00"]),
    ("Gegen etwa neun Uhr am Abend kam er.", ["2025-08-27T21:00"]),
    ("Gegen halb drei am Nachmittag kam er.", ["2025-08-27T14:30"]),
    ("Viertel vor acht am Abend war Schluss.", ["2025-08-27T19:45"]),
    ("Gegen zehn Uhr in der Nacht kam er.", ["2025-08-27T22:00"]),
    ("Um halb elf abends kam er.", ["2025-08-27T22:30"]),
    ("Am Montagabend um halb neun kam er.", ["2025-08-25TEV", "2025-08-25T20:30"]),
    ("Am Nachmittag gegen halb vier kam er.", ["2025-08-27TAF", "2025-08-27T15:30"]),
    ("Am Abend um Viertel nach acht kam er.", ["2025-08-27TEV", "2025-08-27T20:15"]),
    ("Am Abend um drei viertel acht kam er.", ["2025-08-27TEV", "2025-08-27T19:45"]),
    ("Am Abend um acht Uhr kam er.", ["2025-08-27TEV", "2025-08-27T20:00"]),
    ("Um neun Uhr am Montagabend kam er.", ["2025-08-25T21:00", "2025-08-25TEV"]),
    ("Um 9 Uhr am Montagabend kam er.", ["2025-08-25T21:00", "2025-08-25TEV"]),
    ("Um halb neun am Montagabend kam er.", ["2025-08-25T20:30", "2025-08-25TEV"]),
    # What is no part of that time, or says nothing new of it.
    ("Um 9 Uhr am Morgen kam er.", ["2025-08-27T09:00"]),
    ("Um 15 Uhr am Nachmittag kam er.", ["2025-08-27T15:00"]),
    ("In der Nacht gegen drei Uhr kam er.", ["2025-08-27TNI", "2025-08-27T03:00"]),
    ("Am Abend kam er, morgen um 8 Uhr geht er.", ["2025-08-27TEV", "2025-08-28", "2025-08-28T08:00"]),
    ("Von Montagabend bis 8 Uhr war zu.", ["2025-08-25TEV", "2025-08-25T08:00"]),
    ("Am Abend kam er. Um neun Uhr ging er.", ["2025-08-27TEV", "2025-08-27T09:00"]),
    ("Gegen drei Uhr in der Nacht zum Dienstag kam er.", ["2025-08-27T03:00", "2025-08-25TNI"]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_a_clock_lies_in_the_part_of_the_day_beside_it(text, expected):
    assert values(text, "de") == expected


def test_a_part_of_the_day_tells_the_half_where_no_day_is_known():
    assert values("Am Abend um neun Uhr kam er.", "de", None) == ["XXXX-XX-XXTEV", "XXXX-XX-XXT21:00"]


HOLIDAYS = [
    ("de", "Am Samstag nach Ostern war Markt.", "Samstag nach Ostern", "2025-04-26"),
    ("de", "Am ersten Sonntag vor Heiligabend singt er.", "ersten Sonntag vor Heiligabend", "2025-12-21"),
    ("de", "Am letzten Sonntag vor Weihnachten 2019 sang er.", "letzten Sonntag vor Weihnachten 2019", "2019-12-22"),
    ("de", "Am zweiten Freitag nach Pfingsten ist Kirmes.", "zweiten Freitag nach Pfingsten", "2026-06-05"),
    ("de", "Zu Ostern im Jahr 2010 kam er heim.", "Ostern im Jahr 2010", "2010-04-04"),
    ("de", "In der Silvesternacht 2015/16 kam es dazu.", "Silvesternacht 2015/16", "2015-12-31TNI"),
    ("en", "The Saturday after Easter was wet.", "The Saturday after Easter", "2025-04-26"),
    ("en", "The second Sunday after Easter 2019 was sunny.", "The second Sunday after Easter 2019", "2019-05-05"),
    ("en", "He died on the Friday before Thanksgiving 2023.", "the Friday before Thanksgiving 2023", "2023-11-17"),
    ("en", "They met on Good Friday in 1998.", "Good Friday in 1998", "1998-04-10"),
    ("en", "Christmas Eve of 1914 was quiet.", "Christmas Eve of 1914", "1914-12-24"),
]


@pytest.mark.parametrize(("language", "text", "surface", "value"), HOLIDAYS)
def test_a_holiday_has_its_year_and_a_weekday_its_holiday(language, text, surface, value):
    assert (surfaces(text, language), values(text, language)) == ([surface], [value])


def test_a_weekday_beside_a_holiday_stays_open_where_nothing_is_known():
    assert values("Am Samstag nach Ostern war Markt.", "de", None) == ["XXXX-XX-XX"]
    assert values("Am letzten Samstag nach Ostern war Markt.", "de") == ["2025-08-23", "2025-04-20"]


BETWEEN = [
    ("de", "Zwischen Mai und Oktober ist die Burg geöffnet.", ["2025-05", "2025-10"]),
    ("de", "Zwischen dem 3. und dem 9. November wird gewählt.", ["2025-11-03", "2025-11-09"]),
    ("de", "Zwischen dem 20. Dezember und dem 6. Januar war zu.", ["2024-12-20", "2025-01-06"]),
    ("en", "Between May and October the castle is open.", ["2025-05", "2025-10"]),
    ("en", "Between 25 December and 6 January the office was closed.", ["2024-12-25", "2025-01-06"]),
    ("en", "Between May and June in 1981 he was away.", ["1981-05", "1981-06"]),
]


LISTED = [
    ("de", "Im Juni, Juli und August 2023 war es heiß.", ["2023-06", "2023-07", "2023-08"]),
    ("de", "Von Ende März bis Anfang April.", ["2025-03", "2025-04"]),
    ("en", "In June, July, and August 2023 it was hot.", ["2023-06", "2023-07", "2023-08"]),
    ("en", "On May 3, 5, and 7, 2024, they played.", ["2024-05-03", "2024-05-05", "2024-05-07"]),
    ("en", "Since May 3, 5 people died.", ["2025-05-03"]),
    ("en", "The 9/11 attacks killed thousands.", ["2001-09-11"]),
    ("en", "It opened on 9/11/2019.", ["2019-09-11"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), BETWEEN + LISTED)
def test_the_ends_of_a_range_and_the_items_of_a_list_share_their_year(language, text, expected):
    assert values(text, language) == expected


HALVES = [
    ("de", "In der ersten Märzhälfte 2024 schneite es.", "der ersten Märzhälfte 2024", "2024-03"),
    ("de", "In der zweiten Hälfte des Mai regnete es.", "der zweiten Hälfte des Mai", "2025-05"),
    ("en", "He left in the second half of March.", "the second half of March", "2025-03"),
    ("en", "The first half of 2024 was good.", "The first half of 2024", "2024-H1"),
]


@pytest.mark.parametrize(("language", "text", "surface", "value"), HALVES)
def test_halves_of_months(language, text, surface, value):
    assert (surfaces(text, language), values(text, language)) == ([surface], [value])


NO_DATES = [
    ("de", "Er wohnt in der Straße des 17. Juni."),
    ("de", "Der Platz des 18. März ist gesperrt."),
    ("de", "Die Bewegung 2. Juni löste sich auf."),
    ("de", "Das Buch „1984“ ist verboten."),
    ("de", "Die Zimmer 1805 und 1999 sind leer."),
    ("de", "Bei Kilometer 1950 lag ein Baum."),
    ("de", "Der Abgeordnete Montag widersprach."),
    ("en", "Sgt. Friday and Editor June Wills agreed."),
    ("de", "Landrätin Sommer und Botschafter Winter schwiegen."),
]


@pytest.mark.parametrize(("language", "text"), NO_DATES)
def test_streets_titles_of_books_and_people_are_no_dates(language, text):
    assert surfaces(text, language) == []


DATES = [
    ("de", "Auf dem Platz wurde am 17. Juni demonstriert.", ["17. Juni"]),
    ("de", "Er nannte „das Jahr 1984“ ein Unglück.", ["das Jahr 1984"]),
    ("de", "Der Abgeordnete kam am Montag.", ["Montag"]),
    ("de", "Im Zimmer lag 1999 noch Staub.", ["1999"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), DATES)
def test_dates_beside_such_nouns_stay_dates(language, text, expected):
    assert surfaces(text, language) == expected


JUDGED = [
    ("Das ist ein guter Tag für uns.", []),
    ("Es war ein schwerer Monat und ein dunkles Jahr.", []),
    ("Er wartete eine gute Stunde.", ["PT1H"]),
    ("Es waren zwei gute Jahre.", ["P2Y"]),
    ("Er blieb ein weiteres Jahr.", ["P1Y"]),
    ("Es dauerte einen langen Tag.", ["P1D"]),
    ("In dieser schwierigen Zeit half er.", ["PRESENT_REF"]),
]


@pytest.mark.parametrize(("text", "expected"), JUDGED)
def test_a_judgement_of_one_day_is_no_duration(text, expected):
    assert values(text, "de") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He told Market Daily that it was so.", []),
        ("The Daily Mail wrote it.", []),
        ("Daily flights resume.", ["Daily"]),
        ("He runs daily.", ["daily"]),
        ("It is a twice daily service.", ["twice daily"]),
    ],
)
def test_a_paper_called_daily_is_no_habit(text, expected):
    assert surfaces(text, "en") == expected
