"""Which quotations are names, titles and glosses, and which are somebody's words."""

import pytest

from tests.unit.test_statements_quotes import directs


@pytest.mark.parametrize(
    "text",
    [
        "Er sang zum Abschied das Lied „Morgen soll die Sonne scheinen“.",
        "Gelobt wurde ihr erster Roman, „Die lange Fahrt der kleinen Eisenbahn“, im Radio.",
        "Sein erstes Buch entstand im Exil: „Der Garten schläft“.",
        "Der Einsatz „Blue Sky“ („blauer Himmel“) begann nach Angaben der Armee am Montag.",
        "Sie sagte, dass die Partei „Left and Green Alliance“ wachse.",
        "Laut „www.example.org“ regnet es.",
        "Der vollständige Name lautet „Kleiner Drache vom Fluss“.",
        "Der Verein, der sich „Freunde der alten Mühle am Fluss“ nennt, feiert heute.",
        "Dies nennt man einen „Nachtfrost“.",
        "Wie „radio heute“ berichtet, regnet es.",
        "Er sagte, an eine „Eins zu Eins“-Begegnung sei nicht gedacht.",
    ],
)
def test_names_titles_and_glosses_are_no_statements(text):
    assert directs(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Klein sagte, die Stadt sei ein „Opfer des Wetters“.", "„Opfer des Wetters“"),
        (
            "Klein beklagte, dass die Lehrer „als Hilfskräfte der Verwaltung“ dienten.",
            "„als Hilfskräfte der Verwaltung“",
        ),
        ("Klein nannte die Entscheidung „eine sehr schlechte Wahl“.", "„eine sehr schlechte Wahl“"),
        ("Klein verteidigte die Bezeichnung „Gesindel“.", "„Gesindel“"),
        ("Von „absichtlicher“ oder „mutwilliger Täuschung“ sprach Klein.", "„mutwilliger Täuschung“"),
        ("Klein bezeichnete die Sperre, falls sie wirklich kommt, als „unsinnig“.", "„unsinnig“"),
    ],
)
def test_words_of_somebody_are(text, words):
    assert (words, "Klein") in directs(text)
