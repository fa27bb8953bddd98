"""Parse a time of day as documents write it, with its time zone."""

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo

from pipeline.parse.moment_words import moment_words
from pipeline.parse.time_zones import time_zone

# All quantifiers are bounded.
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<mark>[:.]|[ \t]?h[ \t]?)(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?!\d))?"
    r"(?:[ \t]?(?P<half>[aApP])\.?[mM]\b\.?)?(?:[ \t]{0,2}(?P<word>[^\W\d_]{1,4})\b\.?)?"
)
_DIGITS = re.compile(r"(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?")
_SIGNED = re.compile(
    r"[ \t]?(?:GMT|UTC)?[ \t]?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)", re.IGNORECASE
)
_PLACE = re.compile(r"[ \t]?[\[(]?(?P<place>[A-Z][A-Za-z]{2,12}(?:/[A-Z][A-Za-z_+-]{2,20}){1,2})[\])]?(?!\w)")
_SHORT = re.compile(r"[ \t]?\(?(?P<short>[A-Za-z]{1,5})\)?(?![\w/])")
_REMARK = re.compile(r"[ \t]?[\[(][\w /+:-]{1,40}[\])]")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, its zone if it has one, and where it ends; without `seconds` it is on no clock."""

    seconds: int | None
    zone: tzinfo | None
    end: int


def match_clock(text: str, start: int) -> Clock | None:
    """Parse a clock such as `10:15 Uhr CET`, `10.15am` or `10h15` at `start`; a bare number is none."""
    match = _CLOCK.match(text, start)
    if match is None:
        return None
    half, mark = match["half"], match["mark"]
    is_word = (match["word"] or "").casefold() in moment_words().after_clock
    end = match.end() if is_word else match.start("word") if match["word"] else match.end()
    while end > start and text[end - 1] in " \t":
        end -= 1
    if mark is None and not half and not is_word:
        return None
    return with_zone(text, Clock(_seconds(match), None, end))


def with_zone(text: str, clock: Clock) -> Clock:
    """Return `clock` with the zone after it, if there is one, and a remark in brackets."""
    found = _match_zone(text, clock.end)
    zone, end = found or (None, clock.end)
    remark = _REMARK.match(text, end)
    return Clock(clock.seconds, zone, remark.end() if remark else end)


def match_digits(text: str, start: int) -> Clock | None:
    """Parse the clock of ISO 8601 after its `T`: `10:15:00.000` or `101500`, and its zone."""
    match = _DIGITS.match(text, start)
    return with_zone(text, Clock(_seconds(match), None, match.end())) if match else None


def clock_of(written: str, zone: str | None, end: int) -> Clock | None:
    """Return the clock `written` within a date that ends at `end`: `10:15:00` or `101500`."""
    match = _DIGITS.fullmatch(f"0{written}" if written[1:2] == ":" else written)
    if match is None:
        return None
    found = _match_zone(zone, 0) if zone else None
    return Clock(_seconds(match), found[0] if found else None, end)


def _match_zone(text: str, start: int) -> tuple[tzinfo | None, int] | None:
    if match := _SIGNED.match(text, start):
        hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
        if hours > 14 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if match["sign"] == "-" else offset), match.end()
    if match := _PLACE.match(text, start):
        return _zone_or_none(match["place"]), match.end()
    if match := _SHORT.match(text, start):
        short = match["short"].casefold()
        if short in moment_words().unclear_zones:
            return None, match.end()
        known = moment_words().zones.get(short)
        if known is not None:
            zone = time_zone(known) if isinstance(known, str) else timezone(timedelta(minutes=known))
            return zone, match.end()
    return None


def _zone_or_none(name: str) -> tzinfo | None:
    try:
        return time_zone(name)
    except ValueError:
        return None


def _seconds(match: re.Match[str]) -> int | None:
    """Return the seconds of the day that a clock shows, or None if no clock shows that."""
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    half = (match.groupdict().get("half") or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    if hour > 23 or minute > 59 or second > 60:
        return None
    return hour * 3600 + minute * 60 + min(second, 59)
