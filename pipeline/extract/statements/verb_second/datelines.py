"""Where a text or paragraph begins behind its dateline: „Berlin (dpa) - Der Rat …“, „Kiel (Land), 5. Mai 2010 – …“."""

from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.tags import DASHES, FINITE, OPENING_BRACKET

_LONGEST = 14  # tokens of a dateline, with its dash


def without_dateline(reading: Reading, span: TokenSpan) -> TokenSpan:
    """Return a span without the dateline of its sentence, if it begins with one."""
    first, last = span
    sentence = reading.sentence(reading.doc.sentence_at(first))
    if first != sentence.first:
        return span
    begin = _after_dateline(reading, first, min(sentence.last, first + _LONGEST))
    return (begin, last) if begin < last else span


def _after_dateline(reading: Reading, first: int, end: int) -> int:
    """Return the token behind the dateline from token `first` on: a place, what is in brackets, and a dash."""
    tags, tokens = reading.tags, reading.doc.tokens
    if first not in reading.name_tokens:
        return first
    has_bracket = False
    for i in range(first, end - 1):
        if tags[i] in FINITE:
            break
        has_bracket = has_bracket or tags[i] is OPENING_BRACKET
        is_apart = tokens.starts[i] > tokens.ends[i - 1] and tokens.starts[i + 1] > tokens.ends[i]
        if tags[i] in DASHES and is_apart and i > first:
            return i + 1 if has_bracket else first
    return first
