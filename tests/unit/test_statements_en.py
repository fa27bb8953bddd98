"""Statements in English."""

import pytest

from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.unit.test_statements_verbs import read, surface


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said the bridge would close.", ("indirect", "the bridge would close", "The mayor", "say")),
        ("The mayor said that the bridge is old.", ("indirect", "that the bridge is old", "The mayor", "say")),
        ("The bridge is old, the mayor said.", ("indirect", "The bridge is old", "the mayor", "say")),
        ("The bridge is old, said Ann Smith.", ("indirect", "The bridge is old", "Ann Smith", "say")),
        ('"We will fix it," the mayor said.', ("direct", '"We will fix it,"', "the mayor", "say")),
        ("“We will fix it,” said Ann Smith.", ("direct", "“We will fix it,”", "Ann Smith", "say")),
        ('The mayor added: "We will fix it."', ("direct", '"We will fix it."', "The mayor", "add")),
        (
            "According to the police, two men fled.",
            ("indirect", "two men fled", "the police", "according to"),
        ),
        (
            "The minister, who resigned on Monday, said the deal was dead.",
            ("indirect", "the deal was dead", "The minister, who resigned on Monday", "say"),
        ),
    ],
)
def test_english(text, expected):
    assert expected in read(text, "en")


def test_quotation_goes_on_addressee_and_source():
    text = '"It is over," Ann Smith told reporters. "We are going home."'
    (statement,) = find_statements(read_text(text, "en"), [], [], None)
    assert surface(text, statement.spans) == '"It is over," … "We are going home."'
    assert surface(text, statement.addressee_spans) == "reporters"
    text = "The bank will close, the Herald reported, citing two officials."
    (statement,) = find_statements(read_text(text, "en"), [], [], None)
    assert surface(text, statement.source_spans) == "two officials"


@pytest.mark.parametrize("text", ["The report was long.", "He told a story.", "She called her mother."])
def test_other_uses(text):
    assert find_statements(read_text(text, "en"), [], [], None) == []
