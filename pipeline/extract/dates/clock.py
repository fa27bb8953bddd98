"""Times of day: hours, minutes, mornings and nights, and the day that they belong to."""

from typing import Any

from pipeline.extract.dates.discourse import Discourse, Resolved, at_period, unresolved
from pipeline.extract.dates.grammar import Match

# A part of the day belongs to a day that was named at most so many code points before it.
_SAME_CLAUSE = 40


def clock_of(captured: dict[str, Any]) -> str | None:
    """Return the time part of a value, `T20:15Z`, None where the numbers are no time."""
    clock: str | None = captured.get("clock")
    if clock is None:
        clock = _clock(captured)
    elif "ampm" in captured:
        clock = _twelve_hours(int(clock[1:3]), captured["ampm"]) + clock[3:]
    if clock and "offset" in captured:
        return f"{clock}{captured['offset_sign']}{captured['offset'][1:]}"
    return clock + captured.get("zone", "") if clock else None


def _clock(captured: dict[str, Any]) -> str | None:
    if "twelve" in captured:
        hour, minute, half = captured["twelve"]
        return f"{_twelve_hours(hour, half)}:{minute:02d}"
    hour, minute = captured["hour"], captured.get("minute", 0)
    if "sign" in captured and isinstance(hour, int) and isinstance(captured["minutes"], int):
        hour, minute = divmod(hour * 60 + captured["sign"] * captured["minutes"] + captured.get("shift", 0), 60)
    if not isinstance(hour, int) or not 0 <= hour <= 24:
        return None
    if "ampm" in captured:
        return f"{_twelve_hours(hour, captured['ampm'])}:{minute:02d}"
    part = captured.get("part")
    is_second_half = part in ("AF", "EV") or (part == "NI" and hour > 6) or (part == "MI" and hour < 6)
    if hour < 12 and is_second_half:
        hour += 12
    elif hour == 12 and part == "NI":
        hour = 24
    return f"T{hour:02d}:{minute:02d}"


def _twelve_hours(hour: int, half: str) -> str:
    """Hour of the day, `T15`, for an hour of the clock with twelve hours in its half, `a` or `p`."""
    return f"T{hour % 12 + (12 if half == 'p' else 0):02d}"


def resolve_clock(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a time of day, on the day that was named last or on the day of publication.

    `in_part`: it lies in the part of the day that was named right before (am Abend um neun Uhr).
    """
    captured = match.captured
    clock = clock_of({**captured, "part": discourse.part_beside(match)} if captured.get("in_part") else captured)
    if clock is None:
        return None
    day, anchor = discourse.day_for_clock(discourse.reading.starts[match.first])
    if day is None:
        return unresolved("XXXX-XX-XX", "day", clock)
    return at_period(day, anchor, clock)


def resolve_part(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a part of the day that was named last or of the day of publication."""
    clock = f"T{match.captured['part']}"
    day, anchor = discourse.day_for_clock(discourse.reading.starts[match.first])
    if day is None:
        return unresolved("XXXX-XX-XX", "day", clock)
    return at_period(day, anchor, clock)


def resolve_this_part(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a part of today (this morning); in a narrative the day that was named last."""
    if discourse.is_narrative or discourse.today is None:
        return resolve_part(discourse, match)
    return at_period(discourse.today, "document_date", f"T{match.captured['part']}")


def resolve_part_shifted(discourse: Discourse, match: Match) -> Resolved | None:
    """The next morning: a part of the day after (before, on) the one that was named last."""
    captured = match.captured
    base, anchor = discourse.base("last")
    clock = f"T{captured['part']}"
    if base is None or base.granularity != "day":
        return unresolved("XXXX-XX-XX", "day", clock)
    return at_period(base.shift(captured["relation"]), anchor, clock)


def resolve_part_related(discourse: Discourse, match: Match) -> Resolved | None:
    """Last night, the coming night; any other coming part of the day follows the day that was named last."""
    captured = match.captured
    relation, part = captured["relation"], captured["part"]
    if relation > 0 and part != "NI":
        return resolve_part_shifted(discourse, match)
    if discourse.is_narrative or discourse.today is None:
        return resolve_part(discourse, match)
    return at_period(discourse.today.shift(min(relation, 0)), "document_date", f"T{part}")


def resolve_habit(discourse: Discourse, match: Match) -> Resolved | None:
    """Return a part of the day as a word alone: of the day that was named just before, else of every day."""
    start = discourse.reading.starts[match.first]
    part = f"T{match.captured['part']}"
    day, span = discourse.latest_day, discourse.latest_day_span
    if day is not None and span is not None and 0 <= start - span[1] <= _SAME_CLAUSE:
        return at_period(day, span, part)
    return Resolved("SET", f"XXXX-XX-XX{part}", "day_part")
