"""What an expression is resolved against: the document's date, what was said last, and the tense around it."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pipeline.extract.annotation import Span
from pipeline.extract.dates import calendar
from pipeline.extract.dates.calendar import Period
from pipeline.extract.dates.grammar import Grammar, Match, Reading
from pipeline.extract.days import Entries
from pipeline.extract.value_class import value_class

Anchor = Literal["document_date"] | Span | None

# A time of day belongs to the day named last, if that was not longer ago than this many code points.
_SAME_DAY_REACH = 400

# A day without a year that comes so near (in days) is meant whatever the tense around it is.
_NEAR = 30

# Months from one mention to the next, backwards, from which a narrative is taken to have gone on into the next year.
_TURN_OF_YEAR = 9

# A year that stands this near (in code points) to the start of its sentence or heading says when the story is now.
_OPENING = 25

# What was said last stands beside an expression if no more code points than this part them (", bis zum").
_BESIDE = 10

# A line that is an item of a listing begins with a time, or with a label and then a time ("Kino: 17.00 Uhr").
_ITEM = re.compile(r"\W{0,4}(?:[^\W\d][^:\n]{0,40}:\s{0,3})?\(?(?:\d{1,2}[.:]\d\d|\d{1,2} ?[^\W\d])")
# What follows a day in a sentence of its own line: words up to a full stop.
_SENTENCE = re.compile(r"[^\S\n]+[^\W\d]+[^\S\n]+[^\W\d][^\n]*[.!?][^\S\n]*(?:\n|$)")

UNSPECIFIED = {
    "second": "XXXX-XX-XX",
    "minute": "XXXX-XX-XX",
    "hour": "XXXX-XX-XX",
    "day": "XXXX-XX-XX",
    "weekend": "XXXX-WXX-WE",
    "week": "XXXX-WXX",
    "month": "XXXX-XX",
    "season": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half_year": "XXXX-HX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
    "millennium": "X",
}


@value_class
class Resolved:
    """The meaning of one expression. `first` and `last` are ordinals of days, None where open or unknown.

    `period` is what later expressions may be counted from.
    """

    timex_type: str
    value: str | None
    granularity: str | None = None
    first: int | None = None
    last: int | None = None
    anchor: Anchor = None
    period: Period | None = None


@dataclass(slots=True)
class Discourse:
    """The state while a text is read from left to right."""

    grammar: Grammar
    reading: Reading
    today: Period | None
    is_narrative: bool
    latest: Period | None = None
    latest_span: Span | None = None
    latest_anchor: Anchor = None
    latest_day: Period | None = None
    latest_day_span: Span | None = None
    latest_part: str | None = None  # the part of a day that was named last (`EV`), and where that ended
    latest_part_end: int = 0
    named: Period | None = None  # the day or month that was named last with its month
    named_span: Span | None = None
    timeline: Period | None = None
    timeline_span: Span | None = None
    n_entries: int = 0
    """How many entries of a live blog have begun."""

    @classmethod
    def of(cls, grammar: Grammar, reading: Reading, published_on: date | None, is_narrative: bool) -> "Discourse":
        """Return the state at the beginning of a text."""
        today = Period("day", published_on.toordinal()) if published_on else None
        return cls(grammar, reading, today, is_narrative)

    def enter(self, entries: Entries, place: int) -> None:
        """Come to a code point of a live blog: in another entry another day counts, and nothing was said before."""
        number = bisect_right([start for start, _ in entries], place)
        if number != self.n_entries:
            day = entries[number - 1][1] if number else None
            self.n_entries = number
            self.today = Period("day", day.toordinal()) if day else None
            self.latest = self.latest_span = self.latest_anchor = None
            self.latest_day = self.latest_day_span = self.timeline = self.timeline_span = None

    def base(self, kind: str = "today") -> tuple[Period | None, Anchor]:
        """What to count from: `last` prefers what was said last; in a narrative everything is counted from that."""
        if (kind == "last" or self.is_narrative) and self.latest is not None:
            return self.latest, self.latest_span
        if self.today is not None:
            return self.today, "document_date"
        return None, None

    def day_base(self) -> tuple[Period | None, Anchor]:
        """What days are counted from where a coarser period was said last: the last day said, else publication."""
        if self.latest_day is not None:
            return self.latest_day, self.latest_day_span
        return (None, None) if self.is_narrative or self.today is None else (self.today, "document_date")

    def day_for_clock(self, at: int) -> tuple[Period | None, Anchor]:
        """The day that a time of day at code point `at` belongs to: in a listing the day of one item ends with it."""
        day, span = self.latest_day, self.latest_day_span
        if span is not None and self._is_next_item(span[1], at):
            day = None
        if day is not None and span is not None and (self.is_narrative or at - span[1] <= _SAME_DAY_REACH):
            return day, span
        return (None, None) if self.is_narrative or self.today is None else (self.today, "document_date")

    def _is_next_item(self, said: int, at: int) -> bool:
        """Whether the lines of code points `said` and `at` are two items of a listing of times."""
        text = self.reading.text
        if text.find("\n", said, at) < 0 or not self._is_item(at):
            return False
        return self._is_item(said) or self._is_told_between_items(said)

    def _is_item(self, at: int) -> bool:
        text = self.reading.text
        return _ITEM.match(text, text.rfind("\n", 0, at) + 1) is not None

    def _is_told_between_items(self, said: int) -> bool:
        """Whether the day that ends at `said` stands in a sentence below an item; alone it is a heading."""
        text = self.reading.text
        above = len(text[: text.rfind("\n", 0, said) + 1].rstrip())
        return _SENTENCE.match(text, said) is not None and above > 0 and self._is_item(above)

    def month_for_day(self, at: int) -> tuple[Period | None, Anchor]:
        """Return the day or month named last that a bare day at code point `at` ("the 25th") belongs to."""
        if self.named is not None and self.named_span is not None and at - self.named_span[1] <= _SAME_DAY_REACH:
            return self.named, self.named_span
        return None, None

    def just_said(self, match: Match) -> Period | None:
        """The period that was said right before: the other end of a range, or the year that a month belongs to."""
        start = self.reading.starts[match.first]
        if self.latest_span is None or not 0 <= start - self.latest_span[1] <= _BESIDE:
            return None
        return self.latest

    def part_beside(self, match: Match) -> str | None:
        """Return the part of the day that was named right before, `EV`."""
        is_beside = self.reading.starts[match.first] - self.latest_part_end <= _BESIDE
        return self.latest_part if is_beside else None

    def bearing(self, match: Match) -> int:
        """-1 behind, 1 ahead, 0 unknown: what the rule says, else the tense of the clause."""
        if "bearing" in match.captured:
            return int(match.captured["bearing"])
        is_range = "follows" in match.captured
        return self.grammar.tense.bearing(self.reading.codes, match.first, match.last, is_range)

    def remember(self, resolved: Resolved, span: Span, names_month: bool) -> None:
        """Let later expressions be counted from this one; `names_month`: it says its month, as a word or a number."""
        if resolved.granularity == "day_part" and resolved.value:
            self.latest_part, self.latest_part_end = resolved.value[-2:], span[1]
        if resolved.period is None:
            return
        self.latest, self.latest_span, self.latest_anchor = resolved.period, span, resolved.anchor
        if self.timeline is None or resolved.period.granularity in ("day", "month") or self._opens_sentence(span[0]):
            self.timeline, self.timeline_span = resolved.period, span
        if names_month and resolved.period.granularity in ("day", "month"):
            self.named, self.named_span = resolved.period, span
        if resolved.period.granularity == "day":
            self.latest_day, self.latest_day_span = resolved.period, span

    def _opens_sentence(self, start: int) -> bool:
        before = self.reading.text[max(0, start - _OPENING) : start]
        return not before.strip() or max(before.rfind(mark) for mark in (". ", "\n", "? ", "! ")) >= 0


def at_period(period: Period, anchor: Anchor = None, clock: str = "") -> Resolved:
    """Return a period of the calendar, or a time (`T20:15`, `TEV`) on a day."""
    if not clock:
        return Resolved("DATE", period.value, period.granularity, period.first_day, period.last_day, anchor, period)
    return Resolved(
        "TIME", period.value + clock, clock_granularity(clock), period.first_day, period.last_day, anchor, period
    )


def clock_granularity(clock: str) -> str:
    """Granularity of the time part of a value."""
    if not clock[1].isdigit():
        return "day_part"
    return ("hour", "minute", "second")[min(2, clock.count(":"))]


def unresolved(value: str, granularity: str, clock: str = "") -> Resolved:
    """Return an expression whose value keeps open what is not known."""
    if clock:
        is_known = clock != "TXX:XX"
        return Resolved("TIME", value + clock, clock_granularity(clock) if is_known else granularity)
    return Resolved("DATE", value, granularity)


def complete_year(discourse: Discourse, match: Match, make: Any) -> tuple[Period | None, Anchor]:
    """Return the period that `make(year)` gives in the year that is most likely meant.

    In news, tense decides between the last one and the next one, and without tense the nearest is taken. In a
    narrative it is the one that fits what was said last.
    """
    base, anchor = discourse.base()
    if base is None:
        return None, None
    if discourse.is_narrative and discourse.timeline is not None:
        return _in_narrative(discourse.timeline, make), discourse.timeline_span
    beside = discourse.just_said(match)
    if beside is not None and beside.granularity == "year" and discourse.latest_anchor == "document_date":
        return make(beside.year), discourse.latest_span
    year = base.year
    candidates: list[Period] = [make(y) for y in (year - 1, year, year + 1)]
    if beside is not None and "follows" in match.captured:
        return _not_before(beside, make), discourse.latest_span
    candidates = _on_weekday(candidates, match.captured.get("weekday"))
    day = base.first_day
    nearest = min(candidates, key=lambda c: (_distance(c, day), c.index))
    bearing: int = match.captured.get("bearing", match.captured.get("relation", 0))
    if bearing >= 0 and _distance(nearest, day) <= _NEAR and nearest.granularity == "day":
        bearing = 0
    elif bearing == 0:
        bearing = discourse.bearing(match)
    if bearing < 0:
        return next((c for c in reversed(candidates) if c.first_day <= day), nearest), anchor
    ahead = [c for c in candidates if c.last_day >= day]
    if bearing > 0:
        return (ahead or [nearest])[0], anchor
    return nearest, anchor


def _not_before(beside: Period, make: Any) -> Period:
    """Return the other end of a range that began with `beside`."""
    period: Period = make(beside.year)
    return period if period.last_day >= beside.first_day else make(beside.year + 1)


def _on_weekday(candidates: list[Period], weekday: int | None) -> list[Period]:
    """Return those days that fall on the weekday said beside the date; all, where none does."""
    return [c for c in candidates if weekday and (c.first_day - weekday) % 7 == 0] or candidates


def _distance(period: Period, day: int) -> int:
    """Return the days between a period and a day; 0 within."""
    return max(period.first_day - day, day - period.last_day, 0)


def _in_narrative(base: Period, make: Any) -> Period:
    """The year of `base`, or the next one where the months of `base` and the period lie at opposite ends of it."""
    period: Period = make(base.year)
    has_months = base.granularity in ("day", "month") and period.granularity in ("day", "month")
    if has_months and period.month - base.month <= -_TURN_OF_YEAR:
        period = make(base.year + 1)
    return period


def day_or_month(year: int, month: int, day: int | None) -> Period:
    """Return a month, or a day in it."""
    return calendar.month(year, month) if day is None else calendar.day(year, month, day)
