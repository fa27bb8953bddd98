"""Parse the day of publication as written in headers.

Read are ISO 8601 dates and times, `2025/08/27`, `20250827`, `27.8.2025`, `27. August 2025`, `27th of August, 2025`,
`August 27, 2025`, `08/27/2025` where only one order of day and month is possible, RFC 2822, and what Unix and
JavaScript print, each with a weekday or a word such as “Stand:” before and a time of day behind. The day is the one
written: a time zone never moves it.
"""

import re
from datetime import date
from functools import cache

from pipeline.parse.header_words import header_words
from pipeline.parse.refusal import Refusal

_ZONE = (
    r"(?:[ \t]?(?:(?:GMT|UTC)?[+-]\d{2}(?::?\d{2})?|Z|GMT|UTC|ME?S?Z|CES?T|E[SD]?T|P[SD]?T|BST"
    r"|[A-Z][a-z]{2,20}/[A-Z]\w{2,20})(?!\w))?"
)
_TIME = (
    r"(?:(?:(?:,?[ \t]+(?:um[ \t]+|at[ \t]+|[-–|][ \t]+)?|T)\d{1,2}[:.]\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
    r"|T\d{4}(?:\d{2}(?:[.,]\d{1,9})?)?)"
    r"(?:[ \t]?(?:Uhr|[ap]\.?m\.?)(?!\w))?"
    rf"{_ZONE}(?:\[[\w/+-]{{1,40}}\]|[ \t]\([\w ]{{1,40}}\))?)?"
)
_FORMS = (
    r"(?P<year>\d{4,6})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:\d{6})?",
    r"(?P<day>\d{1,2})\.[ \t]?(?P<month>\d{1,2})\.[ \t]?(?P<year>\d{4,6})",
    r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?[ \t]+(?:of[ \t]+)?(?P<name>MONTH)\.?,?[ \t]+(?P<year>\d{4,6})",
    r"(?P<name>MONTH)\.?[ \t]+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ \t]+(?P<year>\d{4,6})",
    r"(?P<name>MONTH)[ \t]+(?P<day>\d{1,2})[ \t]+\d{2}:\d{2}:\d{2}[ \t](?:(?:[A-Z]{2,5}|[+-]\d{4})[ \t])?"
    r"(?P<year>\d{4})",
    r"(?P<first>\d{1,2})(?P<mark>[-/])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4,6})",
)


def read_day(value: str) -> date:
    """Parse the whole of `value` as a day. Raises Refusal `impossible_date` if it is not one."""
    value = value.strip()
    found = match_day(value, 0)
    if found is None or found[1] != len(value):
        raise Refusal("impossible_date", f"The date {value[:60]!r} is not understood: write it as YYYY-MM-DD.")
    return found[0]


def match_day(text: str, start: int) -> tuple[date, int] | None:
    """Parse a day at `start` (a code point of `text`); return it and the code point after it, or None.

    What follows is white space or the end. Raises Refusal `impossible_date` if there is a date that no calendar has.
    """
    for pattern in _patterns():
        match = pattern.match(text, start)
        if match:
            return _day_of(match), match.end()
    return None


def _day_of(match: re.Match[str]) -> date:
    parts = match.groupdict()
    written = match.group().strip()
    if parts.get("name"):
        month = header_words().months[parts["name"].lower()]
    elif parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        if first <= 12 and second <= 12 and first != second:
            raise Refusal("impossible_date", f"The date {written!r} is ambiguous: write it as YYYY-MM-DD.")
        month, parts["day"] = (second, parts["first"]) if first > 12 else (first, parts["second"])
    else:
        month = int(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        raise Refusal("impossible_date", f"There is no day {written!r}: correct the date.") from None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """One pattern a form. Every quantifier is bounded or followed by what it cannot match: they are linear."""
    words = header_words()
    months = "|".join(sorted(words.months, key=len, reverse=True))
    before = "|".join(sorted(words.before_date, key=len, reverse=True))
    lead = rf"(?:(?:{before})\b[.:]?,?[ \t]+){{0,3}}"
    return tuple(
        re.compile(lead + form.replace("MONTH", months) + _TIME + r"(?=\s|\Z)", re.IGNORECASE) for form in _FORMS
    )
