"""German: sentences behind numbers, titles written short, plans and hearsay, clauses that end in a participle."""

import pytest

import onrecord


def read(text):
    found = onrecord.annotate(text, date="2025-08-27", language="de").statements
    return [(s.text, s.speaker_text) for s in found]


SPEAKERS = [
    ("Der Klub liegt auf Platz 9. Manager Ritt sagte, das sei zu wenig.", "das sei zu wenig", "Manager Ritt"),
    ("Es spielte die Gruppe 3. Trainer Noll sagte, sie sei gut.", "sie sei gut", "Trainer Noll"),
    ("Betroffen war Haus 12. Mieter Kurt Bolte sagte, er habe Angst.", "er habe Angst", "Mieter Kurt Bolte"),
    ("Sie kam auf Platz 9. Lauf 2 ist morgen, sagte Trainer Noll.", None, "Trainer Noll"),
    ("Der 9. Spieltag sei schön, sagte Trainer Noll.", "Der 9. Spieltag sei schön", "Trainer Noll"),
    ("„Gut“, sagte Bgm. Heinz Moser am Montag.", "„Gut“", "Bgm. Heinz Moser"),
    ("„Gut“, sagte Ltd. Oberstaatsanwalt Rolf Beck.", "„Gut“", "Ltd. Oberstaatsanwalt Rolf Beck"),
    ("Dipl.-Kfm. Jens Ott sagte, das stimme.", "das stimme", "Dipl.-Kfm. Jens Ott"),
    ("Oberstlt. a. D. Rolf Henze meinte, das sei falsch.", "das sei falsch", "Oberstlt. a. D. Rolf Henze"),
    ("St.-Marien-Pfarrer Johannes Kolb sagte, das stimme.", "das stimme", "St.-Marien-Pfarrer Johannes Kolb"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), SPEAKERS)
def test_who_speaks(text, words, speaker):
    told = read(text)[-1]
    assert told[1] == speaker
    assert words in (None, told[0])


@pytest.mark.parametrize(
    "text",
    ["Im Herbst soll die Halle bezugsfertig sein.", "Der Eintritt soll kostenlos sein.", "Der Weg soll frei sein."],
)
def test_what_a_thing_is_meant_to_be_is_no_hearsay(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["Der Mann soll bewaffnet sein.", "Der Mann soll krank gewesen sein.", "Die Halle soll abgebrannt sein."]
)
def test_hearsay(text):
    assert read(text) == [(text, None)]


def test_what_somebody_describes_has_no_second_speaker():
    text = "Der Zeuge schilderte, wie die Frau um Hilfe gerufen habe."
    assert read(text) == [("wie die Frau um Hilfe gerufen habe", "Der Zeuge")]
    assert read("Die Kasse ist leer, wie der Wirt schilderte.") == [("Die Kasse ist leer", "der Wirt")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Der Brand war, wie ein Sprecher bestätigte, in der Küche ausgebrochen.",
            "Der Brand war in der Küche ausgebrochen",
        ),
        ("Die Stadt sagte, die Brücke bleibe gesperrt.", "die Brücke bleibe gesperrt"),
        (
            "Es war die Küche, in der das Feuer ausgebrochen war, sagte ein Sprecher.",
            "Es war die Küche, in der das Feuer ausgebrochen war",
        ),
    ],
)
def test_a_participle_at_the_end_makes_no_relative_clause(text, words):
    assert [told for told, _ in read(text)] == [words]
