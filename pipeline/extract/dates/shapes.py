"""What a token's shape says: numbers of every kind, and words built from a number and a unit.

The senses of digits do not depend on the language, apart from the suffixes (`1990er`, `1990s`, `21st`) and the
decimal mark, which its settings name.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from pipeline.extract.lang.models.date_files import DateSettings
from pipeline.extract.value_class import value_class

_MAX_SHAPE = 40
# A code before a number (`HR 2010`) has at most this many letters.
_MAX_CODE = 2
# The part of a word that a number is written together with (`dreijährige`) has at least as many letters, and fewer.
_MIN_PART, _MAX_PART = 4, 10
_DIGITS = re.compile(r"(\d{1,9})$")
_GROUPED = re.compile(r"(\d{1,3}(?:[.,]\d{3})+)$")
_DECIMAL = re.compile(r"(\d{1,6})([.,])(\d{1,3})$")
_CLOCK = re.compile(r"(\d{1,2})([.:])(\d{2})(?:[.:](\d{2}))?(z?)$")
_DAY_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})$")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$")
_SUFFIXED = re.compile(r"(\d{1,4})-?([^\W\d_].*)$")
_NUMBERED = re.compile(r"(\d{1,4}(?:[.,]\d)?|[^\W\d_]+(?:-[^\W\d_]+)?)-?([^\W\d_]+)$")
_AM_PM = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?([ap])\.?m\.?$")

Senses = dict[str, Any]

OF_WORDS = ("PAST", "ADJECTIVE", "PARTICIPLE", "DONE", "PRESENT", "MAYBE_PRESENT")
"""Categories that a word has by its letters alone, any of them together."""


@value_class
class Shapes:
    """Shapes of a language: its suffixes, and the unit words that a number is written together with."""

    decimal: str
    decade_suffixes: tuple[str, ...]
    ordinal_suffixes: tuple[str, ...]
    numbered: dict[str, str]  # word part → unit: `jährig` → year
    numbered_ends: frozenset[str]  # how these parts end
    numbers: dict[str, Any]
    past_suffixes: tuple[str, ...]
    adjective_suffixes: tuple[str, ...]
    not_past: re.Pattern[str]
    participle: re.Pattern[str] | None
    done: re.Pattern[str] | None
    no_codes: frozenset[str]
    tails: dict[str, tuple[str, ...]]  # category → how its words end that have a capital
    present: tuple[tuple[str, str, str], ...]  # an ending, and those of two forms that the dictionary has
    infinitive: tuple[tuple[str, str, str], ...]
    not_present: frozenset[str]
    is_known: Callable[[str], bool]  # whether the dictionary has a form

    @classmethod
    def of(cls, settings: DateSettings, words: dict[str, Senses], is_known: Callable[[str], bool]) -> "Shapes":
        """Return the shapes that `settings` describe, with the number words among `words`."""
        numbers = {word: senses["NUMBER"] for word, senses in words.items() if "NUMBER" in senses}
        numbered = {
            stem.rstrip("*") + ending: unit
            for stem, unit in settings.numbered.items()
            for ending in (settings.endings if stem.endswith("*") else ("",))
        }
        return cls(
            settings.decimal,
            settings.decade_suffixes,
            settings.ordinal_suffixes,
            numbered,
            frozenset(part[-_MIN_PART:] for part in numbered),
            numbers,
            settings.past_suffixes,
            settings.adjective_suffixes,
            re.compile(settings.not_past),
            re.compile(settings.participle) if settings.participle else None,
            re.compile(settings.done) if settings.done else None,
            settings.no_codes,
            settings.tails,
            settings.present,
            settings.infinitive,
            settings.not_present,
            is_known,
        )

    def senses(self, form: str, lower: str) -> Senses:
        """Category → payload of a form that the lexicon does not know."""
        if len(form) > _MAX_SHAPE:
            return {}
        if form[0].isdigit() and form[0].isascii():
            return self._digits(lower) or self._suffixed(lower) or self._numbered(lower)
        if not form[0].isalpha():
            return {}
        if numbered := self._numbered(lower):
            return numbered
        if len(form) <= _MAX_CODE and form.isupper() and form not in self.no_codes:
            return {"CODE": form}
        found: Senses = {}
        if form[0].isupper():
            found = {category: form for category, tails in self.tails.items() if lower.endswith(tails)}
        is_infinitive = form[0].islower() and self._is_verb(lower, self.infinitive)
        if form[0].islower() and len(form) > 4:
            if lower.endswith(self.past_suffixes) and not is_infinitive and not self.not_past.match(lower):
                found["PAST"] = form
            if lower.endswith(self.adjective_suffixes):
                found["ADJECTIVE"] = form
            if self.participle and self.participle.match(lower):
                found["PARTICIPLE"] = form
            if self.done and self.done.match(lower):
                found["DONE"] = form
        if is_infinitive or (form[0].islower() and self._is_verb(lower, self.present)):
            found["MAYBE_PRESENT" if is_infinitive or "PARTICIPLE" in found else "PRESENT"] = form
        return found

    def _is_verb(self, lower: str, endings: tuple[tuple[str, str, str], ...]) -> bool:
        """Whether a form has one of `endings`, and the dictionary its verb with the two that stand beside that."""
        if lower in self.not_present:
            return False
        stems = ((lower.removesuffix(ending), more) for ending, *more in endings if lower.endswith(ending))
        return any(all(self.is_known(stem + ending) for ending in more) for stem, more in stems if stem)

    def _digits(self, lower: str) -> Senses:
        if match := _DIGITS.match(lower):
            return integer_senses(lower)
        found: Senses = {}
        if _GROUPED.match(lower):
            found["COUNT"] = int(re.sub("[.,]", "", lower))
        elif (match := _DECIMAL.match(lower)) and match[2] == self.decimal:
            found["COUNT"] = float(f"{match[1]}.{match[3]}")
        if match := _CLOCK.match(lower):
            hour, minute, second = int(match[1]), int(match[3]), int(match[4] or 0)
            if hour <= 24 and minute < 60 and second < 60:
                clock = f"T{hour:02d}:{minute:02d}" + (f":{second:02d}" if match[4] else "") + match[5].upper()
                found["CLOCK" if match[2] == ":" else "DOT_CLOCK"] = clock
        if match := _DAY_MONTH.match(lower):
            day, month = int(match[1]), int(match[2])
            if 1 <= day <= 31 and 1 <= month <= 12:
                found["DAY_MONTH"] = (day, month)
        if match := _DAY_MONTH_YEAR.match(lower):
            day, month = int(match[1]), int(match[2])
            if 1 <= day <= 31 and 1 <= month <= 12:
                found["DAY_MONTH_YEAR"] = (day, month, match[3])
        return found

    def _suffixed(self, lower: str) -> Senses:
        if match := _AM_PM.match(lower):
            hour = int(match[1])
            if 1 <= hour <= 12:
                return {"AMPM_CLOCK": (hour, int(match[2] or 0), match[3])}
        match = _SUFFIXED.match(lower)
        if not match:
            return {}
        number, suffix = int(match[1]), match[2]
        if suffix == "t" and 1 <= number <= 31:
            return {"DAY_T": number}  # of 2025-08-27T10:00
        if suffix in self.decade_suffixes and number % 10 == 0 and len(match[1]) != 3:
            return {"DECADE": number}
        if suffix in self.decade_suffixes and number % 10 == 0 and number:
            return {"DECADE_BC": number}
        if suffix in self.ordinal_suffixes:
            return {"ORDINAL": number, **({"NTH_DAY": number} if 1 <= number <= 31 else {})}
        return {}

    def _numbered(self, lower: str) -> Senses:
        """`dreijährige`, `10-day`: a number and a unit in one word."""
        if "-" in lower:
            head, _, tail = lower.rpartition("-")
            if tail in self.numbered and (count := self._number(head)) is not None:
                return {"NUMBERED": {"count": count, "unit": self.numbered[tail]}}
        if lower[-_MIN_PART:] not in self.numbered_ends:
            return {}
        for size in range(_MIN_PART, min(_MAX_PART, len(lower))):
            tail = lower[-size:]
            if tail in self.numbered and (count := self._number(lower[:-size].rstrip("-"))) is not None:
                return {"NUMBERED": {"count": count, "unit": self.numbered[tail]}}
        return {}

    def _number(self, word: str) -> Any:
        if word.isdigit() and word.isascii():
            return int(word)
        return self.numbers.get(word)


def integer_senses(digits: str) -> Senses:
    """Senses of plain digits (at most nine): count, day, month, hour, minute, year, year of two digits.

    A year that is no round number is plain: it is rarely a quantity.
    """
    number, length = int(digits), len(digits)
    found: Senses = {"COUNT": number}
    if length <= 2:
        found["TWO_DIGITS"] = digits
        if 1 <= number <= 31:
            found["DAY"] = number
        if 1 <= number <= 12:
            found["MONTH_NUMBER"] = number
        if number <= 24:
            found["HOUR"] = number
        if length == 2 and number < 60:
            found["MINUTE"] = number
    elif length == 4 and 1000 <= number <= 2199:
        found["YEAR"] = number
        if number >= 1500 and number % 100:
            found["PLAIN"] = number
    if length == 4 and number < 2400 and number % 100 < 60:
        found["CLOCK4"] = f"T{digits[:2]}:{digits[2:]}"
    if length == 3:
        found["THREE_DIGITS"] = number
    if length in (3, 4) or (length < 3 and number):
        found["ANY_YEAR"] = number
    return found


def shape_samples(shapes: Shapes) -> Iterator[str]:
    """Yield one token at least of every shape that has senses of its own."""
    # Of three and four digits what tells round years, years and clocks apart.
    yield from (str(n) for n in (*range(100), 100, 999, *range(1000, 2500, 50), *range(1060, 2500, 100), 2999))
    yield from (f"{n:02d}" for n in range(10))
    yield from (
        "000",
        "0000",
        "0099",
        "12345",
        "1.000",
        "1,000",
        "1.234.567",
        "1.5",
        "1,5",
        "2.25",
        "2,25",
        "123.5",
        "123,5",
    )
    yield from (
        f"{a}{mark}{b}" for a in (0, 5, 24, 25, 31, 32, 99) for b in ("05", "13", "30", "59", "75") for mark in ".:,"
    )
    yield from (
        "1.5",
        "5.5",
        "31.2",
        "31.12.2025",
        "31.12.25",
        "06.11.24",
        "XQ",
        "27t",
        "10.30.15",
        "10:30:15",
        "25.10.30",
        "1.1.2020",
    )
    yield from (f"{n}{suffix}" for n in ("5", "12") for suffix in ("pm", "am", ":30pm"))
    yield from (
        f"{n}{suffix}" for n in (0, 3, 90, 490, 1990, 40) for suffix in shapes.decade_suffixes + shapes.ordinal_suffixes
    )
    yield from (
        f"{n}{joint}{stem}"
        for n in ("3", *islice(shapes.numbers, 1))
        for joint in ("-", "")
        for stem in shapes.numbered
    )
    yield from (f"xxxx{tail}" for tails in shapes.tails.values() for tail in tails)
    yield from ("xxxx", "-", ".", ",", "(", "§")
