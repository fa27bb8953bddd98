"""Parse days and moments as documents write them.

Read are ISO 8601, `2025/08/27`, `20250827T101500Z`, `27.8.2025`, `27.08.25`, `27. August 2025`, `27th of August, 2025`,
`August 27, 2025`, the same with the months of some thirty languages, `08/27/2025` where only one order of day and month
is possible (or a weekday beside it decides), RFC 2822, what Unix and JavaScript print, and seconds (or fractions of
them) since 1970; each with words such as “Stand:” and a weekday before, a time of day before or behind, and its zone.

The day is the one written. Which day a moment is for its publisher is decided by `day_in`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from pipeline.parse.clocks import Clock, clock_of, match_clock, match_digits, with_zone
from pipeline.parse.moment_words import moment_words, month_of, weekday_of
from pipeline.parse.refusal import Refusal

_FIRST_YEAR, _LAST_YEAR = 1600, 2199  # newspapers begin in 1605; further ahead nothing is planned
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds, milli-, micro- and nanoseconds. From 1980 to 2100 they do not meet, nor do they look like a day in digits.
_EPOCH_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
_FIRST_SECOND, _LAST_SECOND = 315_532_800, 4_102_444_800
_PIVOT = 70  # of two digits: 70 to 99 are of the 20th century
_MOST_WORDS = 6  # before a date


@dataclass(frozen=True, slots=True)
class Moment:
    """A day as written and, if there is a clock, the time on it; `at` has an offset if the zone is known."""

    day: date
    at: datetime | None = None

    @property
    def written(self) -> str:
        """Return it in ISO 8601, with clock and offset if it has them; `of_written` reads it again."""
        return self.day.isoformat() if self.at is None else self.at.isoformat()

    @classmethod
    def of_written(cls, written: str) -> "Moment":
        """Return the moment that was `written` so."""
        at = datetime.fromisoformat(written)
        return cls(at.date(), at if len(written) > len("2025-08-27") else None)

    @property
    def is_likely(self) -> bool:
        """Whether news can be of it: not what stands for “unknown” (1970-01-01), nor of a year without newspapers."""
        is_zero = self.day == _EPOCH.date() or (
            self.at is not None and self.at.tzinfo is not None and self.at == _EPOCH
        )
        return _FIRST_YEAR <= self.day.year <= _LAST_YEAR and not is_zero

    def day_in(self, zone: tzinfo | None) -> date:
        """Return the day in `zone`; without a zone, or without an offset of its own, the day as written."""
        if zone is None or self.at is None or self.at.tzinfo is None:
            return self.day
        return self.at.astimezone(zone).date()

    def instant(self, zone: tzinfo | None) -> datetime | None:
        """Return the moment in UTC, None if clock or zone are unknown; a clock without offset is that of `zone`."""
        if self.at is None or (self.at.tzinfo is None and zone is None):
            return None
        local = self.at if self.at.tzinfo is not None else self.at.replace(tzinfo=zone)
        return local.astimezone(UTC)


def read_moment(value: str) -> Moment:
    """Parse the whole of `value`. Raises Refusal `impossible_date` if it is not a day or leaves it open."""
    value = value.strip()
    moment = moment_of_epoch(value)
    if moment is not None:
        return moment
    found = match_moment(value, 0)
    if found is None or found[1] != len(value):
        raise Refusal("impossible_date", f"The date {value[:60]!r} is not understood: write it as YYYY-MM-DD.")
    return found[0]


def moment_of_epoch(written: str) -> Moment | None:
    """Return the moment of a number of seconds, milli-, micro- or nanoseconds since 1970, if in 1980 to 2100."""
    match = _NUMBER.fullmatch(written)
    if match is None:
        return None
    number = int(match[1])
    for unit in _EPOCH_UNITS:
        if _FIRST_SECOND <= number // unit < _LAST_SECOND:
            at = _EPOCH + timedelta(seconds=number // unit)
            return Moment(at.date(), at)
    return None


def match_moment(text: str, start: int) -> tuple[Moment, int] | None:
    """Parse a day or moment at `start` (a code point of `text`); return it and the code point after it, or None.

    What follows is white space or the end. Raises Refusal `impossible_date` if there is a date that no calendar has,
    or whose day and month may be either. Time is bounded, whatever the text.
    """
    weekday: int | None = None
    clock: Clock | None = None
    at = start
    for _ in range(_MOST_WORDS):
        day = _match_day(text, at)
        if day is not None:
            found = _with_clock(text, day, clock, weekday)
            return found if _IS_END.match(text, found[1]) else None
        word = _WORD.match(text, at)
        if word is not None and _is_before_date(word[1], text, word.end()):
            weekday = weekday_of(word[1]) if weekday is None else weekday
            at = word.end()
            continue
        clock = None if clock else match_clock(text, at)
        gap = clock and _AFTER_CLOCK.match(text, clock.end)
        if not gap:
            return None
        at = gap.end()
    return None


# All quantifiers are bounded.
_NUMBER = re.compile(r"(\d{9,19})(?:\.\d{1,9})?")
_WORD = re.compile(r"([^\W\d_]{1,20})(?:[.:]?,?)[ \t]{1,4}")
_IS_END = re.compile(r"\s|\Z")
_HAS_YEAR = re.compile(r"[^\n]{0,40}?\d{4}")
_NAME = r"(?P<name>[^\W\d_]{3,12})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4,6})(?P<mark>[-/.:])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<clock>\d{4}(?:\d{2})?)?(?!\d)",
        r"(?P<day>\d{1,2})\.[ \t]?(?P<month>\d{1,2})\.[ \t]?(?P<year>\d{4,6}|\d{2})(?!\d|:\d)",
        r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?[ \t-]{0,3}(?:(?:of|de)[ \t]{1,3}|d[’'])?"
        rf"{_NAME}\.?,?[ \t-]{{0,3}}"
        r"(?:(?:de|del)[ \t]{1,3})?(?P<year>\d{4,6}|['’]\d{2})(?!\d)",
        rf"{_NAME}\.?[ \t-]{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,[ \t]{{0,3}}|[ \t-]{{1,3}})"
        r"(?P<year>\d{4,6})(?![\d:])",
        rf"{_NAME}[ \t]{{1,3}}(?P<day>\d{{1,2}})[ \t]{{1,3}}(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)[ \t]{{1,3}}"
        r"(?:(?P<zone>[A-Z]{2,5}|[+-]\d{4})[ \t]{1,3})?(?P<year>\d{4})(?!\d)",
        rf"(?P<year>\d{{4}})\.?[ \t]{{1,3}}{_NAME}[ \t]{{1,3}}(?P<day>\d{{1,2}})\.?(?!\d)",
        r"(?P<year>\d{4})[ \t]?年[ \t]?(?P<month>\d{1,2})[ \t]?月[ \t]?(?P<day>\d{1,2})[ \t]?日",
        r"(?P<first>\d{1,2})(?P<mark>[-/])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4,6}|\d{2})(?!\d)",
    )
)
_BETWEEN = re.compile(r"(?:T|[ \t]{0,3},?[ \t]{0,3}(?:[-–—|·•/@][ \t]{1,3})?)(?=\S)")
_BEFORE_CLOCK = re.compile(r"([^\W\d_]{1,4}(?: las| ore)?)\.?[ \t]{1,2}")
_AFTER_CLOCK = re.compile(r"[ \t]{0,3}[,|·•–—-]?[ \t]{1,3}(?=\S)")


@dataclass(frozen=True, slots=True)
class _Day:
    """The days that a match may mean, as written; a clock among it; and where it ends."""

    candidates: tuple[date, ...]
    written: str
    end: int
    clock: Clock | None


def _is_before_date(word: str, text: str, end: int) -> bool:
    words = moment_words()
    folded = word.casefold()
    known = (words.before, words.published, words.updated, words.as_of, words.weekdays)
    if any(folded in table for table in known):
        return True
    return _HAS_YEAR.match(text, end) is not None and weekday_of(word) is not None


def _match_day(text: str, start: int) -> _Day | None:
    for form in _FORMS:
        match = form.match(text, start)
        if match is None:
            continue
        parts = match.groupdict()
        month = month_of(parts["name"]) if parts.get("name") else None
        if parts.get("name") and month is None:
            continue
        found = tuple(_candidates(parts, month))
        if not found:
            raise Refusal("impossible_date", f"There is no day {match.group().strip()!r}: correct the date.")
        return _Day(found, match.group().strip(), match.end(), _clock_amid(parts, match.end()))
    return None


def _candidates(parts: dict[str, str | None], month: int | None) -> Iterator[date]:
    written = (parts["year"] or "").lstrip("'’")
    year = _full_year(written) if len(written) == 2 else int(written)
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        days = [(year, second, first)] + [(year, first, second)] * (first != second)
        if len(parts["year"] or "") == 2 and parts["mark"] == "-" and parts["first"] != parts["year"]:
            days.append((_full_year(parts["first"] or ""), second, int(written)))  # 24-05-12, short for ISO 8601
    else:
        days = [(year, month or int(parts["month"] or 0), int(parts["day"] or 0))]
    for ymd in days:
        try:
            yield date(*ymd)
        except ValueError:
            continue


def _full_year(two_digits: str) -> int:
    return int(two_digits) + (1900 if int(two_digits) >= _PIVOT else 2000)


def _clock_amid(parts: dict[str, str | None], end: int) -> Clock | None:
    written = parts.get("clock")
    return clock_of(written, parts.get("zone"), end) if written else None


def _with_clock(text: str, day: _Day, before: Clock | None, weekday: int | None) -> tuple[Moment, int]:
    clock, end = day.clock or before, day.end
    if before is None:
        behind = _clock_behind(text, day.end, day.clock)
        if behind is not None and _IS_END.match(text, behind.end):
            clock, end = behind, behind.end
    days = [one for one in day.candidates if weekday is None or one.weekday() == weekday] or list(day.candidates)
    if len(days) > 1:
        raise Refusal("impossible_date", f"The date {day.written!r} is ambiguous: write it as YYYY-MM-DD.")
    return _moment(days[0], clock), end


def _moment(day: date, clock: Clock | None) -> Moment:
    if clock is None or clock.seconds is None:
        return Moment(day)
    at = datetime(day.year, day.month, day.day, tzinfo=None) + timedelta(seconds=clock.seconds)
    if clock.zone is None:
        return Moment(day, at if clock.seconds else None)  # who has no clock writes midnight
    offset = clock.zone.utcoffset(at)
    return Moment(day, at if offset is None else at.replace(tzinfo=timezone(offset)))


def _clock_behind(text: str, end: int, amid: Clock | None) -> Clock | None:
    """Return the clock after the day that ends at `end`; if it is in the day itself, its zone and no more."""
    if amid is not None:
        return with_zone(text, amid) if amid.zone is None else None
    between = _BETWEEN.match(text, end)
    if between is None:
        return None
    start = between.end()
    word = _BEFORE_CLOCK.match(text, start)
    if word is not None and word[1].casefold() in moment_words().before_clock:
        start = word.end()
    if text[end : between.end()] == "T":
        found = match_digits(text, start)
        if found is not None:
            return found
    return match_clock(text, start)
