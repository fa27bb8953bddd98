"""Numbers that look like years and stand in names, addresses and file numbers are no dates in German."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates


def values(text):
    return [e.value for e in find_dates(text, language="de", published_on=date(2024, 5, 17))]


@pytest.mark.parametrize(
    "text",
    [
        "Az. 12 O 2023/19",
        "Das Urteil (Az. 3 K 2017/22) ist da.",
        "Die Kammer (4 KLs 1912/23) urteilte.",
        "Aktenzeichen 5 B 1988/21",
        "Aktenzeichen: 2019/23",
        "Das Verfahren 1 BvR 2017/21 läuft.",
        "Das Bündnis Klima 2035 warnt.",
        "Das Programm Horizont 2040 läuft.",
        "Die Kampagne Gesund 2030 läuft.",
        "Aktion Zukunft 2050 e. V. lädt ein.",
        "Der Verein Zukunft 2050 e.V. lädt ein.",
        "Windkraft 2030 GmbH baut.",
        "Der TSV 1895 Harbeck gewann.",
        "Er wohnt in der Bahnhofstraße 1998.",
        "Das Haus Hauptstraße 2012 brannte.",
        "Lindenallee 1999, Köln",
        "Treffpunkt ist der Deichweg 2001 in Köln.",
        "Hauptstr. 2012, Köln",
        "Lisa März und Paul Sonntag gewannen das Doppel.",
    ],
)
def test_a_number_of_a_name_is_no_year(text):
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In der Saison 2023/24 stieg er auf.", ["2023"]),
        ("Rang 3 2023/24", ["2023"]),
        ("Im Sommer 2012/13 war es kalt.", ["2012-SU"]),
        ("Das Programm 2035 steht.", ["2035"]),
        ("Das Programm läuft bis 2040.", ["2040"]),
        ("Die Kampagne Ende 2023 war teuer.", ["2023"]),
        ("Die Aktion Sommer 2023 war teuer.", ["2023-SU"]),
        ("Im Mai 2024 GmbH gegründet", ["2024-05"]),
        ("Seit 2019 GmbH", ["2019"]),
        ("Der TSV gewann 1995 den Pokal.", ["1995"]),
        ("Der TSV 1995 im Endspiel", ["1995"]),
        ("Die Schule an der Hauptstraße wurde 2012 gebaut.", ["2012"]),
        ("Die Filiale in der Bahnhofstraße 1998 eröffnet", ["1998"]),
        ("Auf dem Radweg 2012 passiert", ["2012"]),
        ("Ein Ausweg 2012 war das.", ["2012"]),
    ],
)
def test_a_year_beside_a_name_stays_one(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "timex_type"),
    [
        ("Der Stammtisch tagt immer am letzten Montag des Monats.", "SET"),
        ("Der Rat tagt jeweils am ersten und dritten Dienstag des Monats.", "SET"),
        ("Regelmäßig am 2. Mittwoch des Monats ist Markt.", "SET"),
        ("Am letzten Montag des Monats tagt üblicherweise der Rat.", "SET"),
        ("Am letzten Montag des Monats tagt der Rat.", "DATE"),
        ("Er kommt immer zu spät und am letzten Montag des Monats gar nicht.", "DATE"),
    ],
)
def test_what_is_always_so_on_a_day_of_the_month_recurs(text, timex_type):
    assert {e.timex_type for e in find_dates(text, language="de", published_on=date(2024, 5, 17))} == {timex_type}
