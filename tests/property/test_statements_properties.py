"""What holds for the annotation of any text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.engine import annotate, supported_languages
from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.work import assert_linear

WORDS = st.sampled_from(
    "Der Die das Minister Polizei Trump sagte sagt, erklärte teilte mit, dass sei habe soll haben nach Angaben laut "
    "zufolge so und wie demnach „ “ » « \" ' ( ) : , . ? – \n\n die Lage im Mai am 3. er sie sich davon aus zu gehen "
    "The said that according to told reporters “ ” Vorwurf unter Berufung auf gegenüber der Zeitung".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=40).map("".join)
)
LANGUAGES = st.sampled_from(supported_languages())


def all_spans(statement):
    return (
        statement.spans,
        statement.speaker_spans,
        statement.cue_spans,
        statement.frame_spans,
        statement.addressee_spans,
        statement.source_spans,
    )


@given(TEXTS, LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_spans_and_parents_are_sound(text, language):
    statements = find_statements(read_text(text, language), [], [], None)
    for i, statement in enumerate(statements):
        assert statement.spans
        for spans in all_spans(statement):
            flat = [offset for span in spans for offset in span]
            assert flat == sorted(flat)
            assert all(0 <= start < end <= len(text) for start, end in spans)
        seen = {i}
        parent = statement.parent
        while parent is not None:
            assert parent not in seen
            seen.add(parent)
            parent = statements[parent].parent
    assert [s.spans for s in statements] == sorted(s.spans for s in statements)


@given(TEXTS, LANGUAGES)
@settings(max_examples=150, deadline=None)
def test_annotating_twice_gives_the_same(text, language):
    def once():
        return annotate(text, language=language, published_on=date(2025, 8, 27), document_id="doc_x")

    assert once() == once()


@given(TEXTS, LANGUAGES)
@settings(max_examples=200, deadline=None)
def test_layers_cover_the_text(text, language):
    doc = read_text(text, language)
    ends = [0]
    for sentence in doc.sentences:
        assert ends[-1] <= sentence.first < sentence.last <= len(doc.tokens)
        ends.append(sentence.last)
    outside = set(range(len(doc.tokens))) - {i for s in doc.sentences for i in range(s.first, s.last)}
    assert {doc.tokens.forms[i] for i in outside} <= {"\n\n"}
    for quotation in doc.quotations:
        assert (
            text[quotation.start : quotation.end]
            == text[doc.tokens.starts[quotation.first] : doc.tokens.ends[quotation.last - 1]]
        )


DOCUMENT = (
    "Die Ministerin sagte am Dienstag, die Brücke sei gesperrt. Sie bleibe es bis Mai.\n\n"
    "„Wir bauen neu“, sagte Anna Klein. Nach Angaben der Polizei wurde niemand verletzt. Das bestätigte das Amt."
)
NEUTRAL = ("Es regnet seit Tagen.", "Im Garten wachsen Äpfel.", "Der Himmel war grau, und ein Hund bellte.")


@pytest.mark.parametrize("sentence", NEUTRAL)
def test_a_neutral_first_paragraph_changes_no_statement(sentence):
    def rows(text, shift):
        found = find_statements(read_text(text, "de"), [], [], None)
        return [
            (
                *tuple(tuple((a - shift, b - shift) for a, b in spans) for spans in all_spans(s)),
                s.type,
                s.rule,
                s.parent,
            )
            for s in found
        ]

    lead = sentence + "\n\n"
    assert rows(lead + DOCUMENT, len(lead)) == rows(DOCUMENT, 0)


HOSTILE = {
    "marks": "„“",
    "one mark": '"',
    "brackets": "([",
    "no spaces": "a",
    "cues": "sagte ",
    "cues and commas": "sagte, ",
    "frames": "laut Bericht ",
    "utterances": "„Ja, gut so.“, sagte er, ",
    "unclosed": "Er sagte: „A\n\n„",
    "one line": "Der Minister sagte, nach Angaben der Polizei sei er „nicht da gewesen“, so der Sprecher, ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_work_is_linear(name):
    assert_linear(lambda text: find_statements(read_text(text, "de"), [], [], None), HOSTILE[name])
