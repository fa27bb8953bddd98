"""Which day each part of a live blog is of: the days of its entries, by their place in the text.

A relative date such as „am Dienstag“ counts from the day of its entry. Where that is not known it stays open, unless
the whole blog is of one day.
"""

import json
from collections.abc import Iterator
from datetime import date, tzinfo

from pipeline.parse.moments import Moment, match_moment
from pipeline.parse.refusal import Refusal

_LONGEST_HEADING = 80
_TICKER = "+ "  # marks around the headings of tickers


def entry_days(
    entries: str | None, text: str, published: Moment | None, updated: Moment | None, zone: tzinfo | None
) -> str | None:
    """Return the days of the parts of `text`: `START:DAY`, separated by spaces, `START:` where the day is open.

    None if it is not a live blog (it has no `entries`, those of `page_entries`) or all of it is of one day.
    """
    if entries is None:
        return None
    days = dict(_of_entries(entries, text, zone)) | dict(_of_headings(text))
    day = published.day_in(zone) if published else None
    last = updated.day_in(zone) if updated else None
    if day is not None and set(days.values()) <= {day} and (last == day or (last is None and days)):
        return None
    parts = sorted({0: None, **days}.items())
    return " ".join(f"{start}:{part.isoformat() if part else ''}" for start, part in parts)


def parse_entry_days(written: str | None) -> tuple[tuple[int, date | None], ...]:
    """Return the start and the day of each part, in their order; none if the document is of one day."""
    parts = (part.partition(":") for part in (written or "").split())
    return tuple((int(start), date.fromisoformat(day) if day else None) for start, _, day in parts)


def _of_entries(entries: str, text: str, zone: tzinfo | None) -> Iterator[tuple[int, date]]:
    found: list[list[str]] = json.loads(entries)
    for written, words in reversed(found):  # of two at one place the first one counts
        place = text.find(words)
        if place >= 0:
            yield (
                text.rfind("\n\n", 0, place) + 2 if "\n\n" in text[:place] else 0,
                Moment.of_written(written).day_in(zone),
            )


def _of_headings(text: str) -> Iterator[tuple[int, date]]:
    """Paragraphs that are a date and nothing else."""
    start = 0
    for paragraph in text.split("\n\n"):
        heading = paragraph.strip(_TICKER)
        if len(heading) <= _LONGEST_HEADING and any(map(str.isdigit, heading)):
            try:
                found = match_moment(heading, 0)
            except Refusal:
                found = None
            if found is not None and found[1] == len(heading) and found[0].is_likely:
                yield start, found[0].day
        start += len(paragraph) + 2
