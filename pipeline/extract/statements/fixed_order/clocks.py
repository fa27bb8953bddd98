"""The clock that news of the hour begin with: “14:32 Police say …”, “4.15pm Police confirm …”."""

import re
from dataclasses import replace

from pipeline.extract.statements.reading import Reading

_CLOCK = re.compile(r"\d\d?[:.]\d\d\D{0,2}")


def after_clock(reading: Reading, first: int, last: int) -> int:
    """Token after the clock at the start of a sentence of tokens `first` to `last`; `first` where there is none."""
    forms = reading.doc.tokens.forms
    if not forms[first][0].isdigit() or _CLOCK.fullmatch(forms[first]) is None:
        return first
    at = first + 1
    while at + 1 < last and reading.lowers[at] in reading.cues.frames["words.clock_words"]:
        at += 1
    return at if at + 1 < last and forms[at][0].isupper() else first


def part_clocks(reading: Reading) -> None:
    """Let the phrase behind a clock begin behind it."""
    clocks = {s.first: after_clock(reading, s.first, s.last) for s in reading.doc.sentences if s.first < s.last}
    for k, phrase in enumerate(reading.phrases):
        behind = clocks.get(phrase.first, phrase.first)
        if phrase.first < behind < phrase.last:
            start = reading.doc.tokens.starts[behind]
            reading.phrases[k] = replace(phrase, first=behind, head=max(behind, phrase.head), start=start)
