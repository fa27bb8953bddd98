"""Signatures behind quotations: „‚Wir bauen.‘ – Petra Klein, Chefin der Werft“."""

from pipeline.extract.quotations import Quotation
from pipeline.extract.statements.reading import Reading
from pipeline.extract.statements.somebody import is_named
from pipeline.extract.statements.terms import count_words
from pipeline.extract.tags import COMMA, DASHES, FINITE, OPENING_BRACKET, SEMICOLON_OR_COLON

_NOT_IN_SIGNATURE = FINITE | SEMICOLON_OR_COLON
_MAX_SIGNATURE = 20  # tokens behind the dash


def signature_end(reading: Reading, quotation: Quotation) -> int | None:
    """Return the token after the signature behind a quotation's dash; None where there is none."""
    at, index = quotation.last, reading.doc.sentence_at(quotation.last)
    end = reading.end_of(index)
    if at + 1 >= end or reading.tags[at] not in DASHES or count_words(reading, quotation) < 2:
        return None
    phrases = reading.phrases_in(at + 1, end)
    is_name = bool(phrases) and phrases[0].first == at + 1 and is_named(reading, [(at + 1, phrases[0].last)])
    if (
        not is_name
        or any(reading.tags[i] in _NOT_IN_SIGNATURE for i in range(at + 1, end))
        or end - at > _MAX_SIGNATURE
    ):
        return None
    if phrases[0].reach < end and reading.tags[phrases[0].reach] not in (COMMA, OPENING_BRACKET):
        return None
    return end
