"""Capitals: where words begin with one, and where that says nothing about the word."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.sentences import Sentence

_OPENING = frozenset("„“”\"«»‚‘'(›‹[–—-•*")
_LONG = 4  # letters of the words that headlines write with a capital
_MIN_SHOUTED = 4  # a sentence with this many words, most of them in capitals, says nothing by its capitals


@dataclass(frozen=True, slots=True)
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
    capital = bytearray(1 if form[0].isupper() else 0 for form in forms)
    initial = bytearray(len(forms))
    shouted = bytearray(len(forms))
    for sentence in sentences:
        start_of_line = True
        words = loud = 0
        for i in range(sentence.first, sentence.last):
            form = forms[i]
            if start_of_line:
                initial[i] = 1
                start_of_line = form in _OPENING
            elif form == ":" or form in '„«“"':
                start_of_line = True
            if len(form) > 1 and form.isalpha():
                words += 1
                loud += form.isupper()
        if words >= _MIN_SHOUTED and loud * 2 > words:
            shouted[sentence.first : sentence.last] = b"\x01" * (sentence.last - sentence.first)
    return Capitals(initial, shouted, capital)


def has_headline_capitals(forms: Sequence[str], fewest: int) -> bool:
    """Whether all longer words of a line begin with a capital, as headlines write them, `fewest` at least."""
    long = [form for form in forms if len(form) >= _LONG and form.isalpha()]
    return len(long) >= fewest and all(form[0].isupper() for form in long)
