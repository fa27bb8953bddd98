"""German statements by construction: what a pronoun stands for, what is another's voice, where words end."""

import pytest

import onrecord


def read(text):
    found = onrecord.annotate(text, date="2025-08-27", language="de").statements
    return [(s.type, s.text, s.speaker_text) for s in found]


ANAPHORS = [
    ("Die Fähre fällt aus. Das meldete Reuters.", "Die Fähre fällt aus Das", "Reuters"),
    (
        "Die Fähre fällt aus. Das gab Hafenmeister Olaf Thies bekannt.",
        "Die Fähre fällt aus Das",
        "Hafenmeister Olaf Thies",
    ),
    ("Die Fähre fällt aus. Das berichten Medien.", "Die Fähre fällt aus Das", "Medien"),
    (
        "Die Fähre fällt aus. Dies bestätigten Mitarbeiter der Reederei.",
        "Die Fähre fällt aus Dies",
        "Mitarbeiter der Reederei",
    ),
    ("Die Fähre fällt aus. Das teilte die Reederei mit.", "Die Fähre fällt aus Das", "die Reederei"),
    (
        "Die Fähre fällt aus. Ersatz gibt es nicht. Das teilte die Reederei mit.",
        "Die Fähre fällt aus. Ersatz gibt es nicht Das",
        "die Reederei",
    ),
    (
        "Es ist Herbst.\n\nDie Fähre fällt aus. Ersatz gibt es nicht. Das teilte die Reederei mit.",
        "Ersatz gibt es nicht Das",
        "die Reederei",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), ANAPHORS)
def test_what_a_pronoun_stands_for(text, words, speaker):
    assert ("indirect", words, speaker) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Fähre fällt aus. Das bestätigte Urteil ist rechtskräftig.",
        "Die Fähre fällt aus. Das gemeldete Leck wurde abgedichtet.",
        "Die Fähre fällt aus. Das gefällt Olaf Thies.",
    ],
)
def test_an_article_stands_for_nothing(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Die Ministerin sagte, man gehe davon aus, dass der Deich halte.",
        "Es werde geschätzt, dass tausend Schafe ertrunken seien, sagte die Ministerin.",
        "Die Ministerin erklärte, den Bauern sei geraten worden, die Schafe zu holen.",
    ],
)
def test_nobody_within_somebodys_words_is_no_voice_of_its_own(text):
    assert len(read(text)) == 1


def test_somebody_else_within_somebodys_words_is_one():
    found = read("Die Ministerin sagte, die Polizei gehe davon aus, dass der Deich halte.")
    assert [speaker for _, _, speaker in found] == ["Die Ministerin", "die Polizei"]


@pytest.mark.parametrize(
    "text",
    [
        "Sie sagte, es sei knapp. Der Hafen kostet uns acht Millionen, im nächsten Jahr weitere zwei Millionen.",
        "Sie sagte, es sei knapp. Gab es irgendwelche Pläne für den Deich?",
        "Sie sagte, es sei knapp. Im Archiv liegen alte Karten, zwölf Bände und hundert graphische Blätter.",
    ],
)
def test_an_attribute_is_no_subjunctive(text):
    assert len(read(text)) == 1


def test_an_unknown_verb_in_the_subjunctive_goes_on():
    found = read("Sie sagte, es sei knapp. Der Fischer vertäue sein Boot am Kai.")
    assert found[1][:2] == ("indirect_free_indirect", "Der Fischer vertäue sein Boot am Kai.")
