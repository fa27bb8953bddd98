"""Statements with a frame that is no main clause, and the roles in it."""

import pytest

from pipeline.extract.actors import find_names
from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.unit.test_statements_verbs import read, surface


def first(text, language="de"):
    return find_statements(read_text(text, language), [], [], None)[0]


@pytest.mark.parametrize(
    ("text", "statement", "speaker", "cue"),
    [
        ("Laut Polizei brannte der Keller.", "brannte der Keller", "Polizei", "Laut"),
        ("Nach Angaben der Polizei brannte der Keller.", "brannte der Keller", "Angaben der Polizei", "Nach"),
        ("Der Keller brannte nach Angaben der Polizei.", "Der Keller brannte", "Angaben der Polizei", "nach"),
        ("Der Keller war Berichten zufolge leer.", "Der Keller war … leer", "Berichten", "zufolge"),
        ("Der Keller sei seiner Meinung nach leer.", "Der Keller sei … leer", "seiner Meinung", "nach"),
        ("Der Keller war leer, so die Feuerwehr.", "Der Keller war leer", "die Feuerwehr", "so"),
        ("Wie die Stadt mitteilte, war der Keller leer.", "war der Keller leer", "die Stadt", "Wie … mitteilte"),
        ("Der Keller war, wie die Stadt mitteilte, leer.", "Der Keller war … leer", "die Stadt", "wie … mitteilte"),
        ("Demnach war der Keller leer.", "war der Keller leer", "", "Demnach"),
        ("Wie aus Kreisen verlautete, war der Keller leer.", "war der Keller leer", "Kreisen", "Wie … verlautete"),
        ("Nach einer neuen Studie war der Keller leer.", "war der Keller leer", "einer neuen Studie", "Nach"),
        (
            "Nach Angaben politischer Beobachter war der Keller leer.",
            "war der Keller leer",
            "Angaben politischer Beobachter",
            "Nach",
        ),
        (
            "Laut Amt und Stadt vom Montag war der Keller leer.",
            "war der Keller leer",
            "Amt und Stadt vom Montag",
            "Laut",
        ),
        ("Man solle den Keller, so Klein, „bald“ räumen.", "Man solle den Keller … „bald“ räumen", "Klein", "so"),
    ],
)
def test_frames(text, statement, speaker, cue):
    found = first(text)
    assert found.type == "indirect"
    assert surface(text, found.spans) == statement
    assert surface(text, found.speaker_spans) == speaker
    assert surface(text, found.cue_spans) == cue


@pytest.mark.parametrize(
    "text", ["Nach dem Bericht ging er nach Hause.", "Nach der Pause spielte das Orchester.", "So war das Wetter."]
)
def test_times_are_no_frames(text):
    assert find_statements(read_text(text, "de"), [], [], None) == []


@pytest.mark.parametrize(
    "text",
    ["Das Werk bleibt offen, so sehr die Ministerin.", "Die Preise sind gesunken, so zuletzt die Mieten in Linden."],
)
def test_so_names_a_speaker_right_before_it_only(text):
    assert find_statements(read_text(text, "de"), [], [], None) == []


def test_a_noun_governs():
    text = "Der Vorwurf der Opposition, die Zahlen seien falsch, bleibt."
    found = first(text)
    assert surface(text, found.spans) == "die Zahlen seien falsch"
    assert surface(text, found.speaker_spans) == "der Opposition"
    assert found.cue_lemma == "Vorwurf"


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Gegenüber der Zeitung sagte sie, sie komme.", "der Zeitung"),
        ("Auf Anfrage des Senders erklärte das Amt, dass es prüfe.", "des Senders"),
        ("Sie sagte dem Sender, dass sie komme.", "dem Sender"),
        ("Vor Journalisten sagte sie, sie komme.", "Journalisten"),
        ("Sie sagte am Abend, sie komme.", ""),
    ],
)
def test_addressee(text, addressee):
    assert surface(text, first(text).addressee_spans) == addressee


@pytest.mark.parametrize("phrase", ["unter Berufung auf", "mit Verweis auf"])
def test_cited_source(phrase):
    text = f"Der Bote berichtete {phrase} zwei Beamte des Ministeriums, der Vertrag sei fertig."
    assert surface(text, first(text).source_spans) == "zwei Beamte des Ministeriums"


def test_a_place_after_a_name_is_no_part_of_who_speaks():
    text = "Der Mann wurde laut Reuters in Berlin gefasst. Bei dem Brand starben laut Reuters drei Menschen."
    doc = read_text(text, "de")
    found = find_statements(doc, find_names(doc), [], None)
    assert [surface(text, s.speaker_spans) for s in found] == ["Reuters", "Reuters"]
    assert [surface(text, s.spans) for s in found] == [
        "Der Mann wurde … in Berlin gefasst",
        "Bei dem Brand starben … drei Menschen",
    ]


def test_danach_behind_a_text_says_what_and_else_when():
    text = "Der Verband legte eine Studie vor. Danach sind viele Brücken marode."
    assert read(text)[-1][1:3] == ("sind viele Brücken marode", "Der Verband")
    assert read("Der Verband legte eine Studie vor. Danach ging er essen.") == []
    assert read("Der Verband tagte. Danach sind viele Brücken marode.") == []
