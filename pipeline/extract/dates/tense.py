"""Whether an expression lies behind or ahead: the tense of the clause around it.

Looks for the verb nearest to the expression, first within its clause (between commas), then within its sentence. A
form of *have* or *be* counts as past where a participle stands in the same sentence, unless that says what is planned;
so does a present before a perfect infinitive (soll gestohlen haben).
What may be a participle or an infinitive too (verteilt, singen) counts as present where no other verb is.
A participle before its noun (die am Montag vorgestellten Pläne) says when that was done, whatever its sentence tells.
"""

import re
from typing import ClassVar, Protocol

from pipeline.extract.value_class import value_class

TENSE_CATEGORIES = (
    "PAST",
    "NOT_PAST",
    "PRESENT",
    "MAYBE_PRESENT",
    "FUTURE",
    "HAVE",
    "BE",
    "PARTICIPLE",
    "TO_HAVE",
    "PLANNED",
    "PLANNED_TO",
    "DONE",
    "COMING",
    "ARTICLE",
    "ONE",
    "LOW",
    "CAP",
)
_REACH = 24
# Tokens in which a participle stands before its auxiliary: gesperrt worden ist.
_BEFORE = 2
# Words between a verb and an expression behind it: verteilt [erst wieder am] Montag.
_BETWEEN = 3


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
    be: re.Pattern[str]
    planned: re.Pattern[str]
    planned_to: re.Pattern[str]
    led: re.Pattern[str]
    led_ahead: re.Pattern[str]
    done: re.Pattern[str]
    coming: re.Pattern[str]
    to_have: re.Pattern[str]
    maybe_before: re.Pattern[str]
    maybe: re.Pattern[str]

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
        verb = f"{past}|{future}|{have}|{present}"
        article = lexicon.charset(("ARTICLE", "ONE"))
        maybe = lexicon.charset(("MAYBE_PRESENT",))
        between = f"(?:(?!{verb}|{article}){words}){{0,2}}?"
        return cls(
            re.compile(f"{lexicon.charset(marks)}|(?<={words}){dot}"),
            re.compile(lexicon.charset(("=,", "=“", "=”", '="', "=„", "=«", "=»"))),
            re.compile(verb),
            re.compile(lexicon.charset(("PARTICIPLE",))),
            re.compile(past),
            re.compile(future),
            re.compile(have),
            re.compile(lexicon.charset(("BE",))),
            re.compile(lexicon.charset(("PLANNED",))),
            re.compile(f"(?<={have}){lexicon.charset(('PLANNED',))}{lexicon.charset(('PLANNED_TO',))}"),
            re.compile(article + words),
            re.compile(article + lexicon.charset(("PLANNED_TO",))),
            re.compile(between + lexicon.charset(("DONE",))),
            re.compile(between + lexicon.charset(("COMING",))),
            re.compile(lexicon.charset(("PARTICIPLE",)) + lexicon.charset(("TO_HAVE",))),
            re.compile(f"{maybe}{words}{{0,{_BETWEEN}}}$"),
            re.compile(maybe),
        )

    def bearing(self, codes: str, first: int, last: int, is_range: bool = False) -> int:
        """-1 behind, 1 ahead, 0 unknown, for the expression of the tokens `first` to `last` (half-open).

        What *is* on a day is to come; what *is* so in a range may have begun.
        """
        if of_noun := self._of_attribute(codes, first, last):
            return of_noun
        low, high = self._sentence(codes, first, last)
        clause_low, clause_high = low, high
        for mark in self.clause_end.finditer(codes, low, first):
            clause_low = mark.end()
        if mark_ := self.clause_end.search(codes, last, high):
            clause_high = mark_.start()
        verb = self._nearest(codes, clause_low, first, last, clause_high)
        if verb is None or not (found := self._tense_at(codes, verb, (low, high), is_range)):
            verb = self._nearest(codes, low, first, last, high)
            if verb is None:
                return self._perhaps(codes, first, last, (clause_low, clause_high))
            found = self._tense_at(codes, verb, (low, high), is_range)
        return found

    def _perhaps(self, codes: str, first: int, last: int, clause: tuple[int, int]) -> int:
        """1 where what may be an infinitive or participle stands as the verb does: close before, or right behind.

        Only where the sentence has no other verb; at the end of the clause it is none (Mann am Montag verletzt).
        """
        is_before = self.maybe_before.search(codes, max(clause[0], first - 1 - _BETWEEN), first)
        return 1 if is_before or (last + 1 < clause[1] and self.maybe.match(codes, last)) else 0

    def _of_attribute(self, codes: str, first: int, last: int) -> int:
        """What a participle says that stands with the expression between an article and its noun; 0 without one."""
        if first < 2 or not self.led.match(codes, first - 2):
            return 0
        if self.coming.match(codes, last):
            return 1
        is_ahead = self.led_ahead.match(codes, first - 2)
        return (1 if is_ahead else -1) if self.done.match(codes, last) else 0

    def _sentence(self, codes: str, first: int, last: int) -> tuple[int, int]:
        low, high = max(0, first - _REACH), min(len(codes), last + _REACH)
        for mark in self.sentence_end.finditer(codes, low, first):
            low = mark.end()
        if mark_ := self.sentence_end.search(codes, last, high):
            high = mark_.start()
        return low, high

    def _nearest(self, codes: str, low: int, first: int, last: int, high: int) -> int | None:
        before = None
        for verb in self.verb.finditer(codes, low, first):
            before = verb.start()
        after = self.verb.search(codes, last, high)
        found = [(first - before, before)] if before is not None else []
        if after:
            found.append((after.start() - last + 1, after.start()))
        return min(found)[1] if found else None

    def _tense_at(self, codes: str, at: int, sentence: tuple[int, int], is_range: bool) -> int:
        if self.planned_to.match(codes, at):
            return 1
        if self.past.match(codes, at):
            return -1
        if self.have.match(codes, at):
            is_planned = self.planned.search(codes, *sentence)
            if is_planned or not self._has_participle(codes, at, sentence):
                return 1 if is_planned or (self.be.match(codes, at) and not is_range) else 0
            return -1
        return -1 if self.to_have.search(codes, at, self._clause_end(codes, at, sentence[1])) else 1

    def _has_participle(self, codes: str, at: int, sentence: tuple[int, int]) -> bool:
        """Whether the clause of the form of *have* or *be* at `at` has a participle, behind that or right before it."""
        last = self._clause_end(codes, at, sentence[1])
        return self.participle.search(codes, max(sentence[0], at - _BEFORE), last) is not None

    def _clause_end(self, codes: str, at: int, high: int) -> int:
        end = self.clause_end.search(codes, at, high)
        return end.start() if end else high
