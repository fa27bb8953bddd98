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
