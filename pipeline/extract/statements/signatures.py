"""Signatures behind quotations: „‚Wir bauen.‘ – Petra Klein, Chefin der Werft“, in brackets, or in a line."""

from pipeline.extract.quotations import Quotation
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.statements.somebody import is_named
from pipeline.extract.statements.terms import count_words
from pipeline.extract.tags import (
    CLOSING_BRACKET,
    COMMA,
    DASHES,
    FINAL_MARKS,
    FINITE,
    OPENING_BRACKET,
    PARAGRAPH_BREAK,
    SEMICOLON_OR_COLON,
)

_NOT_IN_SIGNATURE = FINITE | SEMICOLON_OR_COLON
_BEHIND_NAME = frozenset({COMMA, OPENING_BRACKET})
_MAX_SIGNATURE = 20  # tokens


def find_signature(reading: Reading, quotation: Quotation) -> TokenSpan | None:
    """Return the signature behind a quotation; None where there is none.

    Without a dash before it, it begins with the name of a person.
    """
    at = quotation.last
    if at + 1 >= len(reading.tags) or count_words(reading, quotation) < 2:
        return None
    if reading.tags[at] in DASHES:
        signature = at + 1, reading.end_of(reading.doc.sentence_at(at))
        return signature if _is_signature(reading, signature) else None
    span = _in_brackets(reading, at) if reading.tags[at] is OPENING_BRACKET else _line(reading, quotation)
    return span if span is not None and span[0] in reading.person_firsts and _is_signature(reading, span) else None


def _in_brackets(reading: Reading, at: int) -> TokenSpan | None:
    last = next((i for i in range(at, at + _MAX_SIGNATURE) if reading.tags[i : i + 1] == [CLOSING_BRACKET]), None)
    return None if last is None else (at + 1, last)


def _line(reading: Reading, quotation: Quotation) -> TokenSpan | None:
    """Return the line behind a quotation that is a paragraph: a name and, behind a comma, who that is."""
    tags, at = reading.tags, quotation.last
    first = at + (tags[at] is PARAGRAPH_BREAK)
    if quotation.first and tags[quotation.first - 1] is not PARAGRAPH_BREAK:
        return None
    tokens, sentence = reading.doc.tokens, reading.sentence(reading.doc.sentence_at(first))
    is_line = sentence.first == first and "\n" in tokens.text[tokens.ends[at - 1] : tokens.starts[first]]
    is_last = sentence.last >= len(tags) or tags[sentence.last] is PARAGRAPH_BREAK
    if not (is_line and is_last) or tags[sentence.last - 1] in FINAL_MARKS or COMMA not in tags[first : sentence.last]:
        return None
    return first, sentence.last


def _is_signature(reading: Reading, span: TokenSpan) -> bool:
    """Whether a name begins the span, and a comma or bracket or nothing follows it."""
    first, end = span
    phrases = reading.phrases_in(first, end)
    if end - first >= _MAX_SIGNATURE or any(reading.tags[i] in _NOT_IN_SIGNATURE for i in range(first, end)):
        return False
    if not phrases or phrases[0].first != first or not is_named(reading, [(first, phrases[0].last)]):
        return False
    return phrases[0].reach >= end or reading.tags[phrases[0].reach] in _BEHIND_NAME
