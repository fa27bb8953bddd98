"""Who speaks in short: labels before a colon, titles written short, sources joined by und, questions told before."""

import pytest

import onrecord


def read(text, language="de"):
    """(statement, speaker) of each statement."""
    found = onrecord.annotate(text, date="2025-08-27", language=language).statements
    return [(s.text, s.speaker_text) for s in found]


def speakers(text, language="de"):
    return [found[1] for found in read(text, language)]


TITLES = [
    ("Prof. em. Ulrich Kanz sagte, es helfe.", "Prof. em. Ulrich Kanz"),
    ("Laut Reg.-Dir. Thomas Wolf half es.", "Reg.-Dir. Thomas Wolf"),
    ("Dipl.-Chem. Maria Torn sagte, es helfe.", "Dipl.-Chem. Maria Torn"),
    ("Hptm. Jens Rau sagte, es helfe.", "Hptm. Jens Rau"),
    ("Prof. Dr. h. c. mult. Karl Holt sagte, es helfe.", "Prof. Dr. h. c. mult. Karl Holt"),
    ("Sie schied bei der EM aus. Trainer Kohl sagte, es helfe.", "Trainer Kohl"),
    ("Sie schied aus bei der EM. Trainer Kohl sagte, es helfe.", "Trainer Kohl"),
    ("Ingenieur Paul Kraft sagte, es helfe.", "Ingenieur Paul Kraft"),
    ("Kraft seines Amtes sagte Jens Rau, es helfe.", "Jens Rau"),
]


@pytest.mark.parametrize(("text", "speaker"), TITLES)
def test_titles_and_surnames_are_part_of_the_speaker(text, speaker):
    assert speakers(text) == [speaker]


LABELS = [
    ("Holm: „Das ist ein Skandal.“", ["Holm"]),
    ("Koch: „Sie haben uns belogen.“ Krause: „Das stimmt nicht.“", ["Koch", "Krause"]),
    ("Krause: „Das ist ein Skandal“", [None]),
    ("Motto: „Wir halten zusammen.“", [None]),
    ("Hafenausbau: „Das kostet uns die Bucht.“", [None]),
    ("Bürgermeisterin Lea Sturm zur Kritik: „Wir haben nichts zu verbergen.“", ["Bürgermeisterin Lea Sturm"]),
    ("Der Minister zu den Vorwürfen: „Wir haben nichts zu verbergen.“", ["Der Minister"]),
    ("Die Chefin der Werft, Ute Lang, auf Anfrage: „Kein Wort dazu.“", ["Die Chefin der Werft, Ute Lang"]),
    ("Anna Kern, 34, Wirtin: „Kein Wort dazu.“", ["Anna Kern, 34, Wirtin"]),
    ("Holm weiter: „Kein Wort dazu.“", ["Holm"]),
    ("Die Chefin der Werft: „Wir haben nichts zu verbergen.“", ["Die Chefin der Werft"]),
]


@pytest.mark.parametrize(("text", "expected"), LABELS)
def test_a_label_names_the_speaker_unless_it_is_a_topic(text, expected):
    assert speakers(text) == expected


HEADED = [
    ("Karl Holm prüfte die Akten. Sein Fazit: Die Stadt hat zu spät reagiert.", "Karl Holm"),
    ("Ihr Urteil: Die Stadt hat zu spät reagiert.", None),
    ("Das Fazit der Gutachter: Die Stadt hat zu spät reagiert.", "der Gutachter"),
]


@pytest.mark.parametrize(("text", "speaker"), HEADED)
def test_a_noun_for_words_and_a_colon_introduce_them(text, speaker):
    assert read(text) == [("Die Stadt hat zu spät reagiert", speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "Die Folge: Der Zug fiel aus.",
        "Das Ergebnis: Es stand 3:0.",
        "Der Plan: Im Mai wird gebaut.",
        "Sein Auto: ein Wrack.",
    ],
)
def test_other_nouns_before_a_colon_introduce_nobodys_words(text):
    assert read(text) == []


MEDIA = [
    ("Der „Bild am Sonntag“ sagte Minister Ruhland, er bleibe.", "Minister Ruhland"),
    ("Der „Zeit“ verriet Karl Ruhland, er bleibe.", "Karl Ruhland"),
    ("Die „Bild am Sonntag“ schreibt, er bleibe.", "Die „Bild am Sonntag“"),
    ("Der „Spiegel“ schreibt, er bleibe.", "Der „Spiegel“"),
]


@pytest.mark.parametrize(("text", "speaker"), MEDIA)
def test_a_paper_with_the_article_of_the_dative_is_spoken_to(text, speaker):
    assert read(text) == [("er bleibe", speaker)]


JOINED = [
    ("Damit sind nach Angaben von Feuerwehr und Polizei alle sicher.", "Angaben von Feuerwehr und Polizei"),
    ("Die Halle ist laut Bauamt und Feuerwehr sicher.", "Bauamt und Feuerwehr"),
    ("Die Halle ist laut Polizei und Feuer sicher.", "Polizei"),
    ("Es gab laut Polizei und Anwohnern einen Knall.", "Polizei und Anwohnern"),
    ("Die Bande soll laut Ermittlern Autos gestohlen haben.", "Ermittlern"),
    ("Die Bande soll laut Ermittler Jens Meier Geld gestohlen haben.", "Ermittler Jens Meier"),
]


@pytest.mark.parametrize(("text", "speaker"), JOINED)
def test_two_sources_without_article_are_one_speaker(text, speaker):
    assert speakers(text) == [speaker]


TOLD = [
    ("Ob das Geld reicht, ließ die Ministerin offen.", [("Ob das Geld reicht", "die Ministerin")]),
    ("Ob der Konzern Stellen abbaut, ließ Jens Rau offen.", [("Ob der Konzern Stellen abbaut", "Jens Rau")]),
    ("Dass der Konzern Stellen abbaut, sagte Jens Rau.", [("Dass der Konzern Stellen abbaut", "Jens Rau")]),
    ("Ob der Konzern Stellen abbaut, sagte Jens Rau nicht.", []),
    ("Warum er ging, erklärte Jens Rau am Montag.", [("Warum er ging", "Jens Rau")]),
    ("Wann die Brücke öffnet, sagte der Sprecher nicht.", []),
    ("Wer gewinnt, sagt ein Blick auf die Tabelle.", []),
    ("Ob er bleibt, ist offen.", []),
    ("Im Bericht steht, dass er bleibt.", [("dass er bleibt", "Bericht")]),
    ("In der Studie der Bank stand, dass er bleibt.", [("dass er bleibt", "der Studie der Bank")]),
    ("Im Stau steht, dass weiß jeder, auch er.", []),
    ("Jens Rau zieht in Betracht, zu gehen.", [("zu gehen", "Jens Rau")]),
    ("Jens Rau gab sich zuversichtlich, zu gewinnen.", [("zu gewinnen", "Jens Rau")]),
    ("Geht es nach dem Wirt, bleibt das Bad zu.", [("bleibt das Bad zu", "dem Wirt")]),
    ("Geht es nach dem Spiel weiter, bleibt das Bad zu.", []),
    ("Geht es nach links, kommt man zum Bad.", []),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_questions_texts_and_wishes(text, expected):
    assert read(text) == expected


ENGLISH = [
    ("Please confirm that you are over 18.", []),
    ("To be told that one has failed is hard.", []),
    ("She was told that she had failed.", ["that she had failed"]),
    (
        "Reed announced a curfew. It would begin at nine. Shops would have to close.",
        ["a curfew", "It would begin at nine. Shops would have to close."],
    ),
    ("Reed announced a curfew. It would have begun at nine.", ["a curfew"]),
    ("Reed announced a park. It would have two ponds.", ["a park", "It would have two ponds."]),
    ("Reed announced cuts. Branches in the north would close.", ["cuts", "Branches in the north would close."]),
    ("Reed announced cuts. If it rained, branches would close.", ["cuts"]),
    ("Reed pledged £2m for the port.", ["£2m for the port"]),
    ("Reed pledged & left.", []),
    (
        "According to the operator, the line is old. Repairs would take a year.",
        ["the line is old", "Repairs would take a year."],
    ),
    ("The line is old. Repairs would take a year.", []),
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_continuations_and_what_nobody_said(text, expected):
    assert [found[0] for found in read(text, "en")] == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The mayor, speaking in Leeds, said the pool was closed.", "The mayor"),
        ("Nora Pike, leading the crew, told reporters it was over.", "Nora Pike"),
        ("The mayor, a former nurse, said the pool was closed.", "The mayor, a former nurse"),
    ],
)
def test_what_somebody_was_doing_is_no_part_of_who_speaks(text, speaker):
    assert speakers(text, "en") == [speaker]
