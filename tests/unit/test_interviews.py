"""Interviews in which the answers alone have labels: the unlabelled paragraph before each is its question."""

import pytest

import onrecord

GERMAN = """Frau Lindner, im Januar sind vier Patienten gestorben. Was ist schiefgelaufen?

Lindner: Wir waren zu langsam. Das hätte nicht passieren dürfen.

Das Amt sagt, es sei zu spät informiert worden.

Lindner: Das stimmt so nicht.

Unser Hygieniker hat angerufen.

Treten Sie zurück?

Lindner: Nein, ich bleibe."""


def answers(text, language="de"):
    found = onrecord.annotate(text, language=language).statements
    return [(s.text, s.speaker_text) for s in found if s.rule.endswith("interview.answer")]


@pytest.mark.parametrize("label", ["Lindner:", "**Lindner:**"])
def test_each_labelled_answer_is_one_statement_and_ends_before_the_next_question(label):
    assert answers(GERMAN.replace("Lindner:", label)) == [
        ("Wir waren zu langsam. Das hätte nicht passieren dürfen.", "Lindner"),
        ("Das stimmt so nicht.\n\nUnser Hygieniker hat angerufen.", "Lindner"),
        ("Nein, ich bleibe.", "Lindner"),
    ]


def test_what_follows_the_last_answer_is_none():
    assert answers(GERMAN + "\n\nDas Gespräch führte Max Born.")[-1] == ("Nein, ich bleibe.", "Lindner")


@pytest.mark.parametrize(
    "text",
    [
        "Holm: Wir gehen.\n\nDie Halle ist alt.\n\nHolm: Wir bleiben.",  # nobody asks
        "Was kostet das?\n\nHolm: Viel.\n\nWas noch?\n\nKlein: Mehr.\n\nEs regnet.",  # two people
        "Hinweis: Es ist glatt.\n\nHinweis: Es taut.",
    ],
)
def test_labels_without_questions_to_one_person_are_no_interview(text):
    assert answers(text) == []


def test_so_in_english():
    text = "How bad is it?\n\nOrr: It is worse. We lost two piers.\n\nWill you rebuild?\n\nOrr: We start in spring."
    assert answers(text, "en") == [("It is worse. We lost two piers.", "Orr"), ("We start in spring.", "Orr")]


TALKS = [
    (
        "Uwe Hahn (SPD): Wir brauchen Lehrer.\n\nEva Roth (CDU): Sie regieren!\n\nUwe Hahn (SPD): Noch nicht lange.",
        [
            ("Wir brauchen Lehrer.", "Uwe Hahn"),
            ("Sie regieren!", "Eva Roth"),
            ("Noch nicht lange.", "Uwe Hahn"),
        ],
    ),
    (
        "Moderatorin: Willkommen.\n\nKarl Thoms: Guten Abend.\n\nModeratorin: Was kommt?\n\nKarl Thoms: Zwei Schulen.",
        [("Guten Abend.", "Karl Thoms"), ("Zwei Schulen.", "Karl Thoms")],
    ),
    (
        "Vorsitzender Brehm: Wir lehnen den Antrag ab.\n\nFrau Paul: Ich fordere eine Abstimmung.",
        [("Wir lehnen den Antrag ab.", "Vorsitzender Brehm"), ("Ich fordere eine Abstimmung.", "Frau Paul")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TALKS)
def test_what_people_say_in_turn(text, expected):
    assert answers(text) == expected
    assert len(onrecord.annotate(text, language="de").statements) == len(expected)  # no second row with the same words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nora Orr: How bad is it?\n\nTom Fay: It is worse.", [("It is worse.", "Tom Fay")]),
        ("Reporter: Will you resign?\nMinister: I will not.", [("I will not.", "Minister")]),
        ("Tom Fay runs the port.\n\nQ: Will it close?\n\nA: No, it will not.", [("No, it will not.", "Tom Fay")]),
        ("What would you change?\n\nTom Fay: The pier. It is old.", [("The pier. It is old.", "Tom Fay")]),
    ],
)
def test_one_question_and_its_answer(text, expected):
    assert answers(text, "en") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Zutaten: Mehl und Eier\n\nZubereitung: Alles verrühren.\n\nTipp: Wir nehmen Butter.",
        "Wann: am Montag um 9 Uhr\n\nWo: im Rathaus\n\nWer: Paul Holm",
        "Tor: Paul Holm\nTor: Uwe Hahn\nGelb: Paul Holm",
        "Berlin: Wir sind da. Die Stadt feiert.\n\nKiel: Auch hier wird gefeiert.",
        "Uwe Hahn: 12 Punkte\n\nEva Roth: 14 Punkte",
    ],
)
def test_lists_with_labels_are_no_talk(text):
    assert answers(text) == []
