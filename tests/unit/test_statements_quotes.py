"""Quotations: which are statements, and whose."""

import pytest

from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.unit.test_statements_verbs import surface


def directs(text, language="de"):
    return [
        (surface(text, s.spans), surface(text, s.speaker_spans))
        for s in find_statements(read_text(text, language), [], [], None)
        if s.type == "direct"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Die sogenannte „Allianz der Städte“ hat gesagt, dass sie wachse.",
        "Er sagte, dass er den „Rettungsplan“ lesen werde.",
        "Das Magazin „Der Bote“ berichtete, dass es regnet.",
        "Sie kritisierte den Film „Die lange Nacht“ als Kitsch.",
    ],
)
def test_quoted_terms_and_titles_are_no_statements(text):
    assert directs(text) == []


def test_a_fragment_in_a_statement_is_nested_in_it():
    text = "Sie sagte, der Plan sei „von Anfang an nicht zu halten gewesen“."
    found = find_statements(read_text(text, "de"), [], [], None)
    outer, inner = found
    assert (outer.type, inner.type) == ("indirect", "direct")
    assert found[inner.parent] == outer
    assert inner.speaker_spans == outer.speaker_spans


def test_a_name_that_somebody_gives():
    assert directs("Der Trainer nannte die Karte „übertrieben“.") == [("„übertrieben“", "Der Trainer")]


def test_a_name_and_a_colon():
    assert directs("Die Bürgermeisterin: „Wir bauen die Schule neu.“") == [
        ("„Wir bauen die Schule neu.“", "Die Bürgermeisterin")
    ]


def test_an_utterance_that_follows_has_the_speaker_before():
    text = "„Wir bauen neu“, sagte Anna Klein. „Die Schule wird im Herbst fertig sein.“"
    assert directs(text)[1] == ("„Die Schule wird im Herbst fertig sein.“", "Anna Klein")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Wirt nannte die Sperre einen „Skandal“.", [("„Skandal“", "Der Wirt")]),
        ("Klein warnte vor einem „leeren Versprechen“.", [("„leeren Versprechen“", "Klein")]),
        (
            "Klein will „in aller Ruhe noch einmal darüber reden“.",
            [("„in aller Ruhe noch einmal darüber reden“", "Klein")],
        ),
        (
            "Den Gästen gefiel das nicht, klagte Klein. Das Amt blieb gelassen: „Es wird schon gut gehen.“",
            [("„Es wird schon gut gehen.“", "Das Amt")],
        ),
        ("Die „Initiative für saubere Flüsse“ sprach von einem Fehler.", []),
    ],
)
def test_fragments_and_their_speakers(text, expected):
    assert directs(text) == expected


def test_a_judgement_in_a_statement_is_nested_in_it():
    text = "Sie sagte, dass der Umbau für die Stadt „keine Lösung“ sei."
    outer, inner = find_statements(read_text(text, "de"), [], [], None)
    assert (surface(text, inner.spans), surface(text, inner.speaker_spans)) == ("„keine Lösung“", "Sie")
    assert inner.parent == 0
    assert outer.type == "indirect"


def test_a_short_sentence_goes_on_with_a_quotation_just_before():
    assert directs("„Ich bin müde“, gesteht sie. Dann lacht sie. „Aber glücklich.“")[-1] == ("„Aber glücklich.“", "sie")
    assert directs("Das Lokal ist neu. „Der Anker.“") == []
