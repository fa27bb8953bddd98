"""German: sentences behind numbers, titles written short, who is told, who goes on speaking, plans that nobody told."""

import pytest

import onrecord


def read(text):
    found = onrecord.annotate(text, date="2025-08-27", language="de").statements
    return [(s.text, s.speaker_text, s.addressee_text) for s in found]


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
    told = [(w, who) for w, who, _ in read(text)]
    assert told[-1][1] == speaker
    assert words in (None, told[-1][0])


@pytest.mark.parametrize(
    ("text", "speaker", "addressee"),
    [
        ("Er habe ihn gesehen, sagte der Zeuge der Polizei.", "der Zeuge", "der Polizei"),
        ("„Ich war es“, gestand der Hausmeister der Polizei.", "der Hausmeister", "der Polizei"),
        ("„Gut“, sagte der Sprecher der Polizei.", "der Sprecher der Polizei", None),
        ("„Gut“, sagte der Zeuge des Gerichts.", "der Zeuge des Gerichts", None),
        ("„Gut“, sagte Petra Sass im Gespräch mit der „Nordpost“.", "Petra Sass", "der „Nordpost“"),
        ("„Gut“, sagte Petra Sass in einem Interview mit der „Nordpost“.", "Petra Sass", "der „Nordpost“"),
        ("Petra Sass sagte nach einem Gespräch mit dem Minister, das stimme.", "Petra Sass", None),
    ],
)
def test_whom_somebody_tells(text, speaker, addressee):
    ((_, who, whom),) = read(text)
    assert (who, whom) == (speaker, addressee)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Der Angeklagte bestritt die Vorwürfe. Er sei zu Hause gewesen.", "Der Angeklagte"),
        ("In seinem Schlusswort entschuldigte sich der Fahrer. Er bereue die Tat.", "der Fahrer"),
        ("In dem Bericht stehen nur Zahlen. Kein Wehr sei dicht.", "dem Bericht"),
    ],
)
def test_who_goes_on_speaking(text, speaker):
    assert read(text)[-1][1] == speaker


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
    assert [words for words, _, _ in read(text)] == [text]


def test_what_somebody_describes_has_no_second_speaker():
    text = "Der Zeuge schilderte, wie die Frau um Hilfe gerufen habe."
    assert read(text) == [("wie die Frau um Hilfe gerufen habe", "Der Zeuge", None)]
    ((words, speaker, _),) = read("Die Kasse ist leer, wie der Wirt schilderte.")
    assert (words, speaker) == ("Die Kasse ist leer", "der Wirt")


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
    assert [told for told, _, _ in read(text)] == [words]
