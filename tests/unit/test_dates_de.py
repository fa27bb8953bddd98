"""German expressions, read on Wednesday, 27 August 2025."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.extract.dates import find_dates
from pipeline.extract.tokens import tokenise

PUBLISHED_ON = date(2025, 8, 27)
GOLDEN = Path(__file__).parents[1] / "golden" / "000_f472eb6b40813c57.json"


def read(text, published_on=PUBLISHED_ON):
    return [
        (text[e.start : e.end], e.timex_type, e.value)
        for e in find_dates(text, language="de", published_on=published_on)
    ]


def only(text, published_on=PUBLISHED_ON):
    found = find_dates(text, language="de", published_on=published_on)
    assert len(found) == 1, read(text, published_on)
    return found[0]


def test_the_seed_has_its_three_dates():
    gold = json.loads(GOLDEN.read_text(encoding="utf-8"))
    seed = (Path(__file__).parents[2] / "seeds" / "000_f472eb6b40813c57.txt").read_text(encoding="utf-8")
    text = seed[seed.index(gold["text_starts_with"]) :]
    found = find_dates(text, language="de", published_on=date.fromisoformat(gold["date"]))
    assert [
        ([e.start, e.end], e.timex_type, e.value, e.begins_on.isoformat(), e.ends_on.isoformat()) for e in found
    ] == [(d["span"], d["type"], d["value"], d["start"], d["end"]) for d in gold["dates"]]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("Sie traten am 3. Mai 1945 zurück.", "3. Mai 1945", "1945-05-03"),
        ("Am Mittwoch, dem 27. August 2025, tagt der Rat.", "Mittwoch, dem 27. August 2025", "2025-08-27"),
        ("Am 27.08.2025 tagt der Rat.", "27.08.2025", "2025-08-27"),
        ("Stand vom 27.8.25, ohne Gewähr.", "27.8.25", "2025-08-27"),
        ("Frist ist der Ablauf am 5.9. um Mitternacht.", "5.9.", "2025-09-05"),
        ("Abgerufen: 2024-02-29.", "2024-02-29", "2024-02-29"),
        ("Im Januar 2020 fing es an.", "Januar 2020", "2020-01"),
        ("Am 2. Sept. 2020 fing es an.", "2. Sept. 2020", "2020-09-02"),
        ("Am 6. Jänner 2020 fing es an.", "6. Jänner 2020", "2020-01-06"),
        ("Im dritten Quartal 2024 wuchs sie.", "dritten Quartal 2024", "2024-Q3"),
        ("Im 2. Quartal wuchs die Wirtschaft.", "2. Quartal", "2025-Q2"),
        ("Im ersten Halbjahr 2024 wuchs sie.", "ersten Halbjahr 2024", "2024-H1"),
        ("Im Jahr 1990 war das anders.", "Jahr 1990", "1990"),
        ("Das gibt es seit 1998.", "1998", "1998"),
        ("In den 1990er Jahren war das so.", "den 1990er Jahren", "199"),
        ("In den siebziger Jahren war das so.", "den siebziger Jahren", "197"),
        ("Im 19. Jahrhundert war das so.", "19. Jahrhundert", "18"),
        ("Im 5. Jahrhundert v. Chr. blühte Athen.", "5. Jahrhundert v. Chr.", "BC04"),
        ("Das geschah 490 v. Chr. bei Marathon.", "490 v. Chr.", "BC0490"),
        ("Im Herbst 2023 wurde gewählt.", "Herbst 2023", "2023-FA"),
        ("Er kam zu Ostern 2024 heim.", "Ostern 2024", "2024-03-31"),
        ("Am Tag der Deutschen Einheit 2023 sprach er.", "Tag der Deutschen Einheit 2023", "2023-10-03"),
        ("Zum Karfreitag 2026 schweigen die Glocken.", "Karfreitag 2026", "2026-04-03"),
    ],
)
def test_absolute_dates_need_no_date_of_publication(text, surface, value):
    published_on = PUBLISHED_ON if value.startswith("2025") else None
    assert (surface, "DATE", value) in read(text, published_on)


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("Am Dienstag berichtete die Zeitung darüber.", "Dienstag", "2025-08-26"),
        ("Am Freitag wird das Parlament abstimmen.", "Freitag", "2025-08-29"),
        ("Das Gericht hat am Montag entschieden.", "Montag", "2025-08-25"),
        ("Er bezog sich auf Äußerungen vom Montag.", "Montag", "2025-08-25"),
        ("Die Frist läuft bis Montag.", "Montag", "2025-09-01"),
        ("Es geschah vergangenen Donnerstag.", "vergangenen Donnerstag", "2025-08-21"),
        ("Sie kommt am kommenden Montag.", "kommenden Montag", "2025-09-01"),
        ("Gestern war es still.", "Gestern", "2025-08-26"),
        ("Übermorgen ist es so weit.", "Übermorgen", "2025-08-29"),
        ("Das kommt morgen.", "morgen", "2025-08-28"),
        ("Heute stimmt der Rat ab.", "Heute", "2025-08-27"),
        ("Er sprach am Wochenende in Rom.", "Wochenende", "2025-W34-WE"),
        ("Er wird am Wochenende in Rom sprechen.", "Wochenende", "2025-W35-WE"),
        ("Am kommenden Wochenende wird gewählt.", "kommenden Wochenende", "2025-W35-WE"),
        ("Letzte Woche war Pause.", "Letzte Woche", "2025-W34"),
        ("Im vergangenen Monat stiegen die Preise.", "vergangenen Monat", "2025-07"),
        ("Im nächsten Jahr wird gewählt.", "nächsten Jahr", "2026"),
        ("Im Vorjahr war es mehr.", "Vorjahr", "2024"),
        ("Anfang kommender Woche reist sie ab.", "Anfang kommender Woche", "2025-W36"),
        ("Im Dezember hatte sie das angekündigt.", "Dezember", "2024-12"),
        ("Im Dezember wird sie reisen.", "Dezember", "2025-12"),
        ("Am 15. September findet das Fest statt.", "15. September", "2025-09-15"),
        ("Im Mai vergangenen Jahres war es so.", "Mai vergangenen Jahres", "2024-05"),
        ("Im vergangenen Winter war es kalt.", "vergangenen Winter", "2024-WI"),
        ("Am gestrigen Dienstag wurde gewählt.", "gestrigen Dienstag", "2025-08-26"),
        ("Das ist seit Mitte Oktober so.", "Mitte Oktober", "2024-10"),
        ("Die für ab November geplante Reise entfällt.", "November", "2025-11"),
        ("Der Bericht kommt am ersten Oktober.", "ersten Oktober", "2025-10-01"),
    ],
)
def test_relative_dates_lie_where_tense_and_wording_put_them(text, surface, value):
    assert read(text) == [(surface, "DATE", value)]
    assert only(text).anchor == "document_date"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Am Dienstag berichtete die Zeitung darüber.", "XXXX-WXX-2"),
        ("Gestern war es still.", "XXXX-XX-XX"),
        ("Im Mai war es still.", "XXXX-05"),
        ("Am 3. Mai war es still.", "XXXX-05-03"),
        ("Im vergangenen Monat stiegen die Preise.", "XXXX-XX"),
        ("Im nächsten Jahr wird gewählt.", "XXXX"),
        ("Am Wochenende war es still.", "XXXX-WXX-WE"),
        ("Um 20.15 Uhr war es still.", "XXXX-XX-XXT20:15"),
        ("Im Sommer war es still.", "XXXX-SU"),
    ],
)
def test_without_a_date_of_publication_nothing_is_guessed(text, value):
    found = only(text, None)
    assert (found.value, found.begins_on, found.ends_on, found.anchor) == (value, None, None, None)


def test_what_follows_is_counted_from_what_was_said_last():
    text = "Am 3. Mai 2020 kam er an. Am Tag danach reiste er ab. Zwei Wochen später schrieb er."
    first, second, third = find_dates(text, language="de", published_on=PUBLISHED_ON)
    assert (second.value, second.anchor) == ("2020-05-04", (first.start, first.end))
    assert (third.value, third.anchor) == ("2020-05-18", (second.start, second.end))


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("Der Film läuft heute um 20.15 Uhr.", "20.15 Uhr", "2025-08-27T20:15"),
        ("Sie beginnt morgen um 8 Uhr.", "8 Uhr", "2025-08-28T08:00"),
        ("Er sprach am Montagabend.", "Montagabend", "2025-08-25TEV"),
        ("Er sprach gestern Nachmittag.", "gestern Nachmittag", "2025-08-26TAF"),
        ("Sie traf gestern ein. Am Abend sprach sie.", "Abend", "2025-08-26TEV"),
        ("Die Sitzung war gestern von 10 bis 12.30 Uhr.", "10", "2025-08-26T10:00"),
        ("Sendung um 18:30 Uhr MEZ.", "18:30 Uhr MEZ", "2025-08-27T18:30+01"),
    ],
)
def test_times_belong_to_the_day_named_last(text, surface, value):
    assert (surface, "TIME", value) in read(text)


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("Er blieb drei Tage.", "drei Tage", "P3D"),
        ("Er blieb einige Wochen.", "einige Wochen", "PXW"),
        ("Es dauerte rund zwei Stunden.", "rund zwei Stunden", "PT2H"),
        ("Er blieb ein halbes Jahr.", "ein halbes Jahr", "P6M"),
        ("Nach zwanzig Jahren kam er wieder.", "zwanzig Jahren", "P20Y"),
        ("Die dreijährige Haft ist vorbei.", "dreijährige", "P3Y"),
        ("Das war ein jahrelanger Streit.", "jahrelanger", "PXY"),
        ("Vor drei Jahren war es so.", "drei Jahren", "P3Y"),
    ],
)
def test_durations(text, surface, value):
    assert read(text) == [(surface, "DURATION", value)]


@pytest.mark.parametrize(
    ("text", "begins_on", "ends_on"),
    [
        ("Vor drei Jahren war es so.", date(2022, 1, 1), date(2022, 12, 31)),
        ("In zwei Wochen wird gewählt.", date(2025, 9, 8), date(2025, 9, 14)),
        ("In den vergangenen zehn Jahren war es so.", date(2015, 8, 27), date(2025, 8, 27)),
        ("In den nächsten Tagen wird gewählt.", date(2025, 8, 27), None),
        ("Seit vier Jahren ist das so.", date(2021, 8, 27), None),
    ],
)
def test_durations_that_are_tied_to_today_have_an_interval(text, begins_on, ends_on):
    assert (only(text).begins_on, only(text).ends_on) == (begins_on, ends_on)


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("Der Markt ist jeden Montag.", "jeden Montag", "XXXX-WXX-1"),
        ("Der Markt ist montags.", "montags", "XXXX-WXX-1"),
        ("Das geschieht täglich.", "täglich", "P1D"),
        ("Gewählt wird alle zwei Jahre.", "alle zwei Jahre", "P2Y"),
        ("Er trainiert zweimal pro Woche.", "zweimal pro Woche", "P1W"),
    ],
)
def test_sets(text, surface, value):
    assert read(text) == [(surface, "SET", value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das galt von 1939 bis 1945.", ["1939", "1945"]),
        ("Das galt vom 3. bis 5. Mai 2024.", ["2024-05-03", "2024-05-05"]),
        ("Er lebte dort 1914–1918.", ["1914", "1918"]),
        ("Das Fest ist am 6., 7. und 8. September.", ["2025-09-06", "2025-09-07", "2025-09-08"]),
        ("Die Messe (15.-18.03.2018) war gut besucht.", ["2018-03-15", "2018-03-18"]),
        ("Die Messe läuft vom 28. August bis 2. September 2026.", ["2026-08-28", "2026-09-02"]),
    ],
)
def test_ranges_and_lists_give_every_member(text, expected):
    assert [e.value for e in find_dates(text, language="de", published_on=PUBLISHED_ON)] == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Damals war es still.", "PAST_REF"),
        ("Derzeit ist es still.", "PRESENT_REF"),
        ("In Zukunft bleibt es still.", "FUTURE_REF"),
        ("Bis heute ist es still.", "PRESENT_REF"),
    ],
)
def test_references_without_a_date(text, value):
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "mod"),
    [
        ("Anfang Mai 2024 war es so.", "START"),
        ("Mitte 2024 war es so.", "MID"),
        ("Ende des Jahres war es so.", "END"),
        ("Zum Jahresende war es so.", "END"),
        ("Es dauerte rund zwei Stunden.", "APPROX"),
        ("Es dauerte mehr als drei Jahre.", "MORE_THAN"),
        ("Es dauerte mindestens drei Jahre.", "EQUAL_OR_MORE"),
    ],
)
def test_modifiers(text, mod):
    assert only(text).mod == mod


@pytest.mark.parametrize(
    "text",
    [
        "Siehe Seite 2014 und Artikel 5.",
        "Telefon 0711 1998 oder 030 2025.",
        "Sie gewannen 3:2 (1:0) und 21:19.",
        "Das kostet 19,90 Euro statt 1400 Euro.",
        "Version 3.11.2 ist erschienen.",
        "Es kamen 2000 Menschen und 1500 Soldaten.",
        "Karl Mai und Frau Mai schwiegen.",
        "Der 24-Jährige ist 22 Jahre alt.",
        "Er starb im Alter von 55 Jahren.",
        "Das geht nicht von heute auf morgen.",
        "Eines Tages wird Vera Herbst kommen.",
        "Am 29.02.2015 und am 31.02.2016 geschah nichts.",
        "So, die Sache ist mit ihm besprochen.",
    ],
)
def test_what_is_no_date_is_left_alone(text):
    assert read(text) == []


def test_rules_have_stable_names():
    assert only("Am Dienstag berichtete die Zeitung.").rule == "de.weekday"
    assert only("Im Mai 2024 war es so.").rule == "de.date.month_year"


def test_an_unknown_language_has_no_dates():
    assert find_dates("2025-08-27", language="xx", published_on=None) == ()
    assert find_dates("2025-08-27", language="../de", published_on=None) == ()


def test_tokens_made_before_give_the_same():
    text = "Am Dienstag, 26. August 2025, um 20.15 Uhr sprach er."
    given = find_dates(text, language="de", published_on=PUBLISHED_ON, tokens=tokenise(text))
    assert given == find_dates(text, language="de", published_on=PUBLISHED_ON)
    assert len(given) == 2
