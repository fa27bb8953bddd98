"""Sentences: what ends one and what does not."""

import pytest

from pipeline.extract.text import read_text


def sentences(text, language="de"):
    return [text[s.start : s.end] for s in read_text(text, language).sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Das geschah am 3. Mai 2019 in Bonn.",
        "Im 19. Jahrhundert war das anders.",
        "Wilhelm II. regierte bis 1918.",
        "Dr. A. Meier kam z.B. mit Prof. Klein.",
        "Es kostet ca. 3,5 Mio. Euro.",
        "Das U.S. Militär schwieg.",
        "(Er kam. Sie ging.)",
        "„Es regnet. Wir gehen“, sagte sie.",
        "Er fragte: „Warum? Wozu?“, und schwieg.",
        "„Nein!“ – das war alles.",
    ],
)
def test_stays_one_sentence(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["Er kam am 3. Mai.", "Sie ging."],
        ["Das war im Jahr 2019.", "Die Stadt wuchs."],
        ["Er sagte: „Es regnet.“", "Dann ging er."],
        ["„Es regnet.“", "Die Polizei schwieg."],
        ["Er ging usw.", "Die Frau blieb."],
        ["Was nun?", "Niemand wusste es!", "Alle gingen …", "Der Rest blieb."],
        ["Platz 3.", "Die Mannschaft jubelte."],
    ],
)
def test_ends_a_sentence(parts):
    assert sentences(" ".join(parts)) == parts


def test_english_quotations_after_a_full_stop():
    parts = ['"We are ready," she said.', '"This is it."', "He left."]
    assert sentences(" ".join(parts), "en") == parts


def test_english_has_no_ordinals_with_a_full_stop():
    parts = ["It fell to 31.", "“We wait,” he said.", "She said no.", "No. 2 won."]
    assert sentences(" ".join(parts), "en") == parts


def test_paragraphs_are_counted():
    doc = read_text("Eins. Zwei.\n\nDrei.", "de")
    assert [s.paragraph for s in doc.sentences] == [0, 0, 1]


def test_headlines_and_lists_end_at_their_line():
    assert sentences("Überschrift ohne Punkt\nDer Text beginnt.\n- Ein Punkt") == [
        "Überschrift ohne Punkt",
        "Der Text beginnt.",
        "- Ein Punkt",
    ]


def test_wrapped_lines_stay_together():
    text = "Dieser lange Satz wurde von einem Programm nach achtzig Zeichen umbrochen und\nGeht hier weiter."
    assert sentences(text) == [text]


def test_unknown_language():
    with pytest.raises(FileNotFoundError):
        read_text("x", "xx")
