"""German statements beyond the lists: verbs that no lexicon has, acts told in other words, and how far acts reach."""

import pytest

from tests.unit.test_statements_verbs import read

TOLD = "Anna Kern sagte, das Wehr sei alt."


@pytest.mark.parametrize(
    "sentence",
    [
        "Zudem erfolge die Prüfung im Herbst.",
        "Auch belaste das Rohr den Haushalt.",
        "Dabei gefährde sie die Ufer.",
        "Auch hindere das Rohr die Fische.",
        "Der Umbau bereite der Stadt Sorgen.",
        "Der Rat verzichte auf das Geld.",
    ],
)
def test_a_verb_that_no_list_has_is_known_as_subjunctive(sentence):
    assert read(f"{TOLD} {sentence}")[1:] == [("indirect_free_indirect", sentence, "Anna Kern", None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Auch neue Rohre fehlen in der Stadt.",
        "Der Zug raste in eine Herde.",
        "Die Stadt verzichtete auf das Geld.",
        "Auch gleiche Rechte fehlen dort.",
    ],
)
def test_attributes_and_preterites_are_no_subjunctives(sentence):
    assert len(read(f"{TOLD} {sentence}")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Anna Kern sagte, sie freue sich über den Umbau.",
        "Der Bote meldete, dass die Firma mit einer Klage rechne.",
        "Laut Anna Kern fürchtet die Firma den Abstieg.",
    ],
)
def test_an_act_in_somebodys_words_is_no_further_statement(text):
    assert [row[0] for row in read(text)] == ["indirect"]


def test_an_act_after_somebodys_words_is_one():
    (_, act) = read("Anna Kern sagte, dass das Wehr alt sei, und sprach von einem Umbau.")
    assert act[:3] == ("reported", "sprach von einem Umbau.", "Anna Kern")


@pytest.mark.parametrize(
    ("text", "told", "speaker"),
    [
        (
            "Der Leiter, Jan Maurer, warnte vor einem Bruch.",
            "Der Leiter, Jan Maurer, warnte vor einem Bruch.",
            "Der Leiter, Jan Maurer",
        ),
        (
            "Anna Kern, die das Amt leitet, wies den Vorwurf zurück.",
            "Anna Kern, die das Amt leitet, wies den Vorwurf zurück.",
            "Anna Kern",
        ),
        (
            "Während die Stadt schweigt, fordert der Verband einen Umbau.",
            "fordert der Verband einen Umbau.",
            "der Verband",
        ),
    ],
)
def test_an_act_reaches_back_to_its_subject_and_no_further(text, told, speaker):
    assert [row[:3] for row in read(text)] == [("reported", told, speaker)]
