"""Verbs that support a noun, verbs written apart, and what else in German says that somebody said something."""

import pytest

from tests.unit.test_statements_verbs import statements, surface


def read(text):
    """(type, statement, speaker, cue) of each statement."""
    return [
        (s.type, surface(text, s.spans), surface(text, s.speaker_spans), surface(text, s.cue_spans))
        for s in statements(text)
    ]


@pytest.mark.parametrize(
    ("text", "said", "speaker", "cue"),
    [
        (
            "Die Partei erhob die Forderung, das Gesetz zu ändern.",
            "das Gesetz zu ändern",
            "Die Partei",
            "erhob die Forderung",
        ),
        (
            "Der Präsident erteilte der Armee den Befehl, die Brücke zu sperren.",
            "die Brücke zu sperren",
            "Der Präsident",
            "erteilte … den Befehl",
        ),
        (
            "Die Minister haben nun den Vorschlag unterbreitet, die Steuer zu senken.",
            "die Steuer zu senken",
            "Die Minister",
            "haben … den Vorschlag unterbreitet",
        ),
        (
            "Der Verband sprach die Warnung aus, dass Stellen wegfallen.",
            "dass Stellen wegfallen",
            "Der Verband",
            "sprach die Warnung aus",
        ),
        (
            "Die Bürgerin stellte die Frage, ob das Geld reicht, um den Turm zu bauen.",
            "ob das Geld reicht, um den Turm zu bauen",
            "Die Bürgerin",
            "stellte die Frage",
        ),
        # The object is not the subject's own words: another verb supports nothing.
        ("Die Firma prüft die Forderung, das Gesetz zu ändern.", "das Gesetz zu ändern", "", "die Forderung"),
        ("Die Partei wollte die Forderung erheben, das Gesetz zu ändern.", None, None, None),
    ],
)
def test_the_subject_of_a_supporting_verb_says_what_the_noun_governs(text, said, speaker, cue):
    assert read(text) == ([] if said is None else [("indirect", said, speaker, cue)])


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Wie das Amt heute bekannt gab, bleibt die Brücke gesperrt.", "bleibt die Brücke gesperrt", "das Amt"),
        ("Das Amt hat bekannt gegeben, dass die Brücke gesperrt bleibt.", "dass die Brücke gesperrt bleibt", "Das Amt"),
        (
            "Die Chefin geht nach einem Treffen mit dem Leiter, Jo Marsch, davon aus, dass der Damm hält.",
            "dass der Damm hält",
            "Die Chefin",
        ),
        ("Marsch hatte am Montag angekündigt im Mai wieder anzutreten.", "im Mai wieder anzutreten", "Marsch"),
        ("Sie töteten hunderte Fische, teilte das Amt mit.", "Sie töteten hunderte Fische", "das Amt"),
        ("Die Staaten deuteten an, die Hilfe erhöhen zu wollen.", "die Hilfe erhöhen zu wollen", "Die Staaten"),
    ],
)
def test_what_is_said_is_found_however_the_verb_is_written(text, said, speaker):
    assert [(kind, words, by) for kind, words, by, _ in read(text)] == [("indirect", said, speaker)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Die Ministerin nannte den Plan unbezahlbar.", "Die Ministerin"),
        ("Die Ministerin hält den Plan für einen Fehler.", "Die Ministerin"),
        ("Fachleute halten das für unwahrscheinlich.", "Fachleute"),
        ("Der Verband warf der Regierung Untätigkeit vor.", "Der Verband"),
        ("Das Amt macht die Firma für den Schaden verantwortlich.", "Das Amt"),
        ("Die Firma erwartet steigende Preise.", "Die Firma"),
        ("Die Nachbarn haben sich über den Lärm beschwert.", "Die Nachbarn"),
        ("Der Verein bedankte sich bei den Helfern.", "Der Verein"),
        ("Zudem prognostizierte der Chef, Jo Marsch, einen Anstieg der Preise.", "der Chef, Jo Marsch"),
    ],
)
def test_an_act_of_speech_is_told(text, speaker):
    assert read(text) == [("reported", text, speaker, "")]


@pytest.mark.parametrize(
    "text",
    [
        "Die Firma bestätigte den Plan nicht.",
        "Solche Leute nennt man Gaffer.",
        "Der 17 Jahre alte Schüler wohnt im Ort.",
        "In den von Rebellen zerstörten Häusern wohnt niemand.",
    ],
)
def test_what_nobody_says_is_no_statement(text):
    assert read(text) == []
