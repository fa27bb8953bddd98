"""Whether an expression lies behind or ahead: the tense of the clause around it.

Looks for the verb nearest to the expression, first within its clause (between commas), then within its sentence. A
form of *have* or *be* counts as past where a participle stands in the same sentence, unless that says what is planned.
"""

import re
from typing import ClassVar, Protocol

from pipeline.extract.value_class import value_class

TENSE_CATEGORIES = (
    "PAST",
    "NOT_PAST",
    "PRESENT",
    "FUTURE",
    "HAVE",
    "PARTICIPLE",
    "PLANNED",
    "PLANNED_TO",
    "LOW",
    "CAP",
)
_REACH = 24


class Classes(Protocol):
    """What compiles categories to a character class."""

    def charset(self, categories: tuple[str, ...], needs_all: bool = False) -> str:
        """Return the regular expression of the tokens that have any (or all) of the categories."""


@value_class
class Tense:
    """The classes of verbs and of what ends a clause or a sentence."""

    literals: ClassVar[tuple[str, ...]] = (".", "!", "?", ";", ":", ",", "\n\n", "“", "”", '"', "„", "«", "»")

    sentence_end: re.Pattern[str]
    clause_end: re.Pattern[str]
    verb: re.Pattern[str]
    participle: re.Pattern[str]
    past: re.Pattern[str]
    future: re.Pattern[str]
    have: re.Pattern[str]
    planned: re.Pattern[str]
    planned_to: re.Pattern[str]

    @classmethod
    def of(cls, lexicon: Classes) -> "Tense":
        """Compile the classes of `lexicon`."""
        marks = tuple(f"={mark}" for mark in ("!", "?", ";", ":", "\n\n"))
        words = lexicon.charset(("LOW", "CAP"))
        dot = lexicon.charset(("=.",))
        not_past = lexicon.charset(("NOT_PAST",))
        past = f"(?!{not_past}){lexicon.charset(('PAST',))}"
        future = lexicon.charset(("FUTURE",))
        have = lexicon.charset(("HAVE",))
        present = lexicon.charset(("PRESENT",))
        return cls(
            re.compile(f"{lexicon.charset(marks)}|(?<={words}){dot}"),
            re.compile(lexicon.charset(("=,", "=“", "=”", '="', "=„", "=«", "=»"))),
            re.compile(f"{past}|{future}|{have}|{present}"),
            re.compile(lexicon.charset(("PARTICIPLE",))),
            re.compile(past),
            re.compile(future),
            re.compile(have),
            re.compile(lexicon.charset(("PLANNED",))),
            re.compile(f"(?<={have}){lexicon.charset(('PLANNED',))}{lexicon.charset(('PLANNED_TO',))}"),
        )

    def bearing(self, codes: str, first: int, last: int) -> int:
        """-1 behind, 1 ahead, 0 unknown, for the expression of the tokens `first` to `last` (half-open)."""
        low, high = self._sentence(codes, first, last)
        clause_low, clause_high = low, high
        for mark in self.clause_end.finditer(codes, low, first):
            clause_low = mark.end()
        if mark_ := self.clause_end.search(codes, last, high):
            clause_high = mark_.start()
        return self._nearest(codes, clause_low, first, last, clause_high, (low, high)) or self._nearest(
            codes, low, first, last, high, (low, high)
        )

    def _sentence(self, codes: str, first: int, last: int) -> tuple[int, int]:
        low, high = max(0, first - _REACH), min(len(codes), last + _REACH)
        for mark in self.sentence_end.finditer(codes, low, first):
            low = mark.end()
        if mark_ := self.sentence_end.search(codes, last, high):
            high = mark_.start()
        return low, high

    def _nearest(self, codes: str, low: int, first: int, last: int, high: int, sentence: tuple[int, int]) -> int:
        before = None
        for verb in self.verb.finditer(codes, low, first):
            before = verb.start()
        after = self.verb.search(codes, last, high)
        found = [(first - before, before)] if before is not None else []
        if after:
            found.append((after.start() - last + 1, after.start()))
        return self._tense_at(codes, min(found)[1], sentence) if found else 0

    def _tense_at(self, codes: str, at: int, sentence: tuple[int, int]) -> int:
        if self.planned_to.match(codes, at):
            return 1
        if self.past.match(codes, at):
            return -1
        if self.have.match(codes, at):
            is_planned = self.planned.search(codes, *sentence)
            return 1 if is_planned else -1 if self.participle.search(codes, *sentence) else 0
        return 1
