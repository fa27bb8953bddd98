"""German agency style, read on Wednesday, 27 August 2025: every expression of a sentence."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

SENTENCES = {
    # --- days ---
    "Wie das Amt am Donnerstag mitteilte, starben am Vortag drei Menschen.": [
        ("Donnerstag", "DATE", "2025-08-21"),
        ("Vortag", "DATE", "2025-08-20"),
    ],
    "Das Treffen war für Freitag geplant.": [("Freitag", "DATE", "2025-08-29")],
    "Seit Montag streiken die Lokführer.": [("Montag", "DATE", "2025-08-25")],
    "Die Regierung beschloss am Dienstag, dass es gelten soll.": [("Dienstag", "DATE", "2025-08-26")],
    "Der Rat tagt am Donnerstag in Rom.": [("Donnerstag", "DATE", "2025-08-28")],
    "Am Wochenende sind Proteste geplant.": [("Wochenende", "DATE", "2025-W35-WE")],
    "Der gestrige Tag war ruhig.": [("gestrige Tag", "DATE", "2025-08-26")],
    "Von Freitag bis Montag wird gestreikt.": [("Freitag", "DATE", "2025-08-29"), ("Montag", "DATE", "2025-09-01")],
    "Am Freitag nächster Woche tagt der Rat.": [("Freitag nächster Woche", "DATE", "2025-09-05")],
    "Am Mittwoch vergangener Woche tagte der Rat.": [("Mittwoch vergangener Woche", "DATE", "2025-08-20")],
    "Nächste Woche Montag tagt der Rat.": [("Nächste Woche Montag", "DATE", "2025-09-01")],
    "Gewählt wurde am Sonntag, den 23. Februar.": [("Sonntag, den 23. Februar", "DATE", "2025-02-23")],
    "Gewählt wird am Sonntag, den 22. Februar.": [("Sonntag, den 22. Februar", "DATE", "2026-02-22")],
    "Seit dem 7. Oktober ist Krieg.": [("dem 7. Oktober", "DATE", "2024-10-07")],
    "Vom 28. Dezember bis 3. Januar war frei.": [
        ("28. Dezember", "DATE", "2024-12-28"),
        ("3. Januar", "DATE", "2025-01-03"),
    ],
    "Am selben Tag reiste sie ab.": [("selben Tag", "DATE", "2025-08-27")],
    "Letzte Weihnachten schneite es.": [("Letzte Weihnachten", "DATE", "2024-12-25")],
    "Am zweiten Weihnachtstag schneit es.": [("zweiten Weihnachtstag", "DATE", "2025-12-26")],
    "Am 1. Advent wird gesungen.": [("1. Advent", "DATE", "2025-11-30")],
    # --- weeks, months, quarters, years ---
    "Im Vorjahreszeitraum waren es 30 Millionen.": [("Vorjahreszeitraum", "DATE", "2024")],
    "Im Vorjahresquartal waren es 30 Millionen.": [("Vorjahresquartal", "DATE", "2024-Q3")],
    "Im III. Quartal 2024 und in der 2. Hälfte 2023 sank er.": [
        ("III. Quartal 2024", "DATE", "2024-Q3"),
        ("der 2. Hälfte 2023", "DATE", "2023-H2"),
    ],
    "Letztes Jahr im Sommer war es heiß.": [("Letztes Jahr", "DATE", "2024"), ("Sommer", "DATE", "2024-SU")],
    "Von November bis März wird es kalt.": [("November", "DATE", "2025-11"), ("März", "DATE", "2026-03")],
    "Im Zeitraum Januar bis März stieg der Umsatz.": [("Januar", "DATE", "2025-01"), ("März", "DATE", "2025-03")],
    "In der ersten Woche im Mai war frei.": [("der ersten Woche im Mai", "DATE", "2025-W18")],
    "In Kalenderwoche 34 war frei, in der 35. KW nicht.": [
        ("Kalenderwoche 34", "DATE", "2025-W34"),
        ("der 35. KW", "DATE", "2025-W35"),
    ],
    "Zwischen 1990 und 2000 war alles anders.": [("1990", "DATE", "1990"), ("2000", "DATE", "2000")],
    "Im 18. und 19. Jahrhundert war das so.": [("18.", "DATE", "17"), ("19. Jahrhundert", "DATE", "18")],
    "Im zwanzigsten Jahrhundert und in den Nullerjahren.": [
        ("zwanzigsten Jahrhundert", "DATE", "19"),
        ("den Nullerjahren", "DATE", "200"),
    ],
    "Im Winter 2024/25 und im August '89.": [("Winter 2024/25", "DATE", "2024-WI"), ("August '89", "DATE", "1989-08")],
    "Das war 500 vor unserer Zeitrechnung.": [("500 vor unserer Zeitrechnung", "DATE", "BC0500")],
    # --- times ---
    "In der Nacht zum Dienstag fielen Schüsse.": [("Nacht zum Dienstag", "TIME", "2025-08-25TNI")],
    "In der Nacht auf Dienstag fielen Schüsse.": [("Nacht auf Dienstag", "TIME", "2025-08-25TNI")],
    "In der Nacht von Montag auf Dienstag fielen Schüsse.": [
        ("Nacht von Montag auf Dienstag", "TIME", "2025-08-25TNI")
    ],
    "In der Nacht vom 27. auf den 28. Juli fielen Schüsse.": [
        ("Nacht vom 27. auf den 28. Juli", "TIME", "2025-07-27TNI")
    ],
    "Um Viertel nach acht kam er, um Viertel vor neun ging er.": [
        ("Viertel nach acht", "TIME", "2025-08-27T08:15"),
        ("Viertel vor neun", "TIME", "2025-08-27T08:45"),
    ],
    "Um halb neun Uhr abends kam er.": [("halb neun Uhr abends", "TIME", "2025-08-27T20:30")],
    "Um drei viertel acht kam er, um viertel acht ging sie.": [
        ("drei viertel acht", "TIME", "2025-08-27T07:45"),
        ("viertel acht", "TIME", "2025-08-27T07:15"),
    ],
    "Um 10 Uhr am Freitag wird er erwartet.": [
        ("10 Uhr", "TIME", "2025-08-29T10:00"),
        ("Freitag", "DATE", "2025-08-29"),
    ],
    "Am frühen Morgen des 24. Februar begann es.": [("frühen Morgen des 24. Februar", "TIME", "2025-02-24TMO")],
    "In den frühen Morgenstunden des Sonntags brannte es.": [
        ("frühen Morgenstunden des Sonntags", "TIME", "2025-08-24TMO")
    ],
    "Am Montag reiste er ab. Am Abend zuvor war er da.": [
        ("Montag", "DATE", "2025-08-25"),
        ("Abend zuvor", "TIME", "2025-08-24TEV"),
    ],
    "Am Dienstagabend um 19.30 Uhr kam er an.": [
        ("Dienstagabend", "TIME", "2025-08-26TEV"),
        ("19.30 Uhr", "TIME", "2025-08-26T19:30"),
    ],
    # --- amounts ---
    "Nach fünfundzwanzig Jahren kam er heim.": [("fünfundzwanzig Jahren", "DURATION", "P25Y")],
    "Das dauerte zweihundert Tage.": [("zweihundert Tage", "DURATION", "P200D")],
    "Das dauert zwei bis drei Wochen.": [("zwei", "DURATION", "P2W"), ("drei Wochen", "DURATION", "P3W")],
    "Vor etwas mehr als zwei Wochen schwieg er.": [("etwas mehr als zwei Wochen", "DURATION", "P2W")],
    "Das dauerte eine Viertelstunde.": [("eine Viertelstunde", "DURATION", "PT15M")],
    "Das dauert nicht länger als drei Tage.": [("nicht länger als drei Tage", "DURATION", "P3D")],
    # --- what recurs ---
    "Jeden zweiten Tag regnet es.": [("Jeden zweiten Tag", "SET", "P2D")],
    "Mehrmals täglich fährt ein Bus.": [("Mehrmals täglich", "SET", "P1D")],
    "Drei Mal pro Woche fährt ein Bus.": [("Drei Mal pro Woche", "SET", "P1W")],
    "An Wochenenden fährt kein Bus.": [("Wochenenden", "SET", "XXXX-WXX-WE")],
    # --- nothing ---
    "Er sagte der „Welt am Sonntag“, er sei müde.": [],
    "Frau Mai, Herr Freitag und Frau Dr. Sommer schwiegen.": [],
    "Der „Freitag“ und der „Morgen“ schreiben darüber.": [],
    "Früher oder später reicht die Agenda 2010 nicht mehr.": [],
    "Rufen Sie 030-555-1998 an oder lesen Sie S. 2001.": [],
    "Das steht in Version 2.10.2012 auf Flug 1549.": [],
}


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_of_news_has_just_these_expressions(text):
    found = find_dates(text, language="de", published_on=date(2025, 8, 27))
    assert [(text[e.start : e.end], e.timex_type, e.value) for e in found] == SENTENCES[text]


def test_a_night_lies_on_both_its_days():
    (night,) = find_dates("In der Nacht zum Dienstag.", language="de", published_on=date(2025, 8, 27))
    assert (night.begins_on, night.ends_on) == (date(2025, 8, 25), date(2025, 8, 26))


def test_a_night_without_a_date_of_publication_stays_open():
    (night,) = find_dates("In der Nacht zum Dienstag.", language="de", published_on=None)
    assert (night.timex_type, night.value, night.begins_on) == ("TIME", "XXXX-XX-XXTNI", None)


@pytest.mark.parametrize(
    "text",
    ["27.8.2005", "27. 8. 2005", "27.08.05", "27-08-2005", "27/08/2005", "2005/08/27", "2005-08-27", "27. August 2005"],
)
def test_every_way_to_write_a_day(text):
    (found,) = find_dates(text, language="de", published_on=None)
    assert (found.start, found.end, found.value) == (0, len(text), "2005-08-27")


def test_the_ends_of_a_range_give_its_interval():
    first, last = find_dates("Von November bis März wird es kalt.", language="de", published_on=date(2025, 8, 27))
    assert (first.begins_on, last.ends_on) == (date(2025, 11, 1), date(2026, 3, 31))
    assert last.anchor == (first.start, first.end)
