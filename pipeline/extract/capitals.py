"""Capitals: where words begin with one, and where that says nothing about the word."""

from collections.abc import Sequence

from pipeline.extract.sentences import Sentence
from pipeline.extract.value_class import value_class

_OPENING = frozenset("„“”\"«»‚‘'(›‹[–—-•*")
_BEFORE_LINE = frozenset(':„«“"')
_LONG = 4  # letters of the words that headlines write with a capital
_MIN_SHOUTED = 4  # a sentence with this many words, most of them in capitals, says nothing by its capitals


@value_class
class Capitals:
    """One byte a token: `is_capital` 1 on words with a capital letter first.

    `is_initial` is 1 where a capital may be due to the beginning of a sentence, quotation or line, `is_shouted` in a
    sentence written in capitals.
    """

    is_initial: bytearray
    is_shouted: bytearray
    is_capital: bytearray


def read_capitals(forms: Sequence[str], sentences: Sequence[Sentence]) -> Capitals:
    """Return the capitals of a text's tokens, in linear time."""
    capital = bytearray([form[0].isupper() for form in forms])
    initial = bytearray(len(forms))
    shouted = bytearray(len(forms))
    for sentence in sentences:
        first, last = sentence.first, sentence.last
        words = forms[first:last]
        begin = _mark_line(forms, first, last, initial)
        for i in [i for i, form in enumerate(words, first) if form in _BEFORE_LINE]:
            if i >= begin:
                begin = _mark_line(forms, i + 1, last, initial)
        loud = [form for form in words if form.isupper() and len(form) > 1 and form.isalpha()]
        if loud:  # as in few sentences
            n_words = sum(len(form) > 1 and form.isalpha() for form in words)
            if n_words >= _MIN_SHOUTED and len(loud) * 2 > n_words:
                shouted[first:last] = b"\x01" * (last - first)
    return Capitals(initial, shouted, capital)


def _mark_line(forms: Sequence[str], i: int, last: int, initial: bytearray) -> int:
    """Mark in `initial` what begins a line at token `i`, marks and a word; return the token behind it."""
    while i < last:
        initial[i] = 1
        i += 1
        if forms[i - 1] not in _OPENING:
            break
    return i


def has_headline_capitals(forms: Sequence[str], fewest: int) -> bool:
    """Whether all longer words of a line begin with a capital, as headlines write them, `fewest` at least."""
    long = [form for form in forms if len(form) >= _LONG and form.isalpha()]
    return len(long) >= fewest and all(form[0].isupper() for form in long)
