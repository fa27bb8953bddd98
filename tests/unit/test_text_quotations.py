"""Quotations of every style, nested, unbalanced and over paragraphs."""

import pytest

from pipeline.extract.text import read_text


def quotations(text):
    return [(text[q.start : q.end], q.depth, q.is_closed) for q in read_text(text, "de").quotations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Er sagte: „Ja.“", "„Ja.“"),
        ("Er sagte: „Ja.”", "„Ja.”"),
        ('Er sagte: „Ja."', '„Ja."'),
        ("He said: “Yes.”", "“Yes.”"),
        ("Er sagte: »Ja.«", "»Ja.«"),
        ("Er sagte: «Ja.»", "«Ja.»"),
        ("Il dit : « Oui. »", "« Oui. »"),
        ("Er sagte: ‚Ja.‘", "‚Ja.‘"),
        ("He said: ‘Yes.’", "‘Yes.’"),
        ('Er sagte: "Ja."', '"Ja."'),
        ("He said: 'Yes, sir.'", "'Yes, sir.'"),
    ],
)
def test_every_style_of_mark(text, expected):
    assert quotations(text) == [(expected, 0, True)]


def test_nested_quotations_know_their_depth():
    assert quotations("„Er rief ‚Halt‘ und ging“, sagte sie.") == [
        ("„Er rief ‚Halt‘ und ging“", 0, True),
        ("‚Halt‘", 1, True),
    ]


def test_nested_with_the_same_marks():
    assert [q[1] for q in quotations("„Das „Wort“ galt“, sagte sie.")] == [0, 1]


def test_apostrophes_are_no_marks():
    assert quotations("The workers' party didn't say it's over, O'Brien's aide said.") == []


def test_a_stray_opening_mark_spoils_nothing_after_it():
    found = quotations("Das „Wort blieb offen. Später rief er „Nein“ laut.")
    assert ("„Nein“", 0, True) in found
    assert all(is_closed for _, _, is_closed in found)


def test_a_stray_closing_mark_is_left_out():
    assert quotations("Das Wort“ blieb. Er rief „Nein“.") == [("„Nein“", 0, True)]


def test_an_unclosed_quotation_ends_with_its_paragraph():
    text = "Sie sagte: „Wir gehen nach Hause.\n\nDer Rest folgt."
    assert quotations(text) == [("„Wir gehen nach Hause.", 0, False)]


def test_a_quotation_goes_on_where_the_next_paragraph_opens_again():
    text = "„Wir gehen.\n\n„Wir kommen wieder“, sagte sie."
    assert quotations(text) == [("„Wir gehen.\n\n„Wir kommen wieder“", 0, True)]


def test_inches_are_no_quotation():
    assert quotations('Ein Schirm von 15" und einer von 17" standen da.') == []
