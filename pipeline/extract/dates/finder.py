"""From a text to its temporal expressions: read, match, decide how the text counts, resolve from left to right."""

from datetime import date

from pipeline.extract.annotation import TimeExpression
from pipeline.extract.dates import calendar
from pipeline.extract.dates.discourse import Discourse, Resolved
from pipeline.extract.dates.grammar import Match, Reading, load_grammar
from pipeline.extract.dates.kinds import KINDS
from pipeline.extract.days import Entries
from pipeline.extract.lang import languages
from pipeline.extract.tokens import Tokens, tokenise
from pipeline.extract.watching import Watch

# A text counts from what was said last rather than from its date of publication where it names at least this many
# years that had passed by then, and this many times as many as there are words like "yesterday".
_MIN_PAST_YEARS = 4
_PAST_TO_DEICTIC = 8


def find_dates(
    text: str,
    *,
    language: str,
    published_on: date | None,
    tokens: Tokens | None = None,
    entries: Entries = (),
    watch: Watch | None = None,
) -> tuple[TimeExpression, ...]:
    """Return the temporal expressions of `text`, sorted by position, without overlap; none for an unknown language.

    `language` is an ISO 639-1 code (`de` and `en` are built in). `published_on` is the day that relative expressions
    are counted from; without it they keep an open value such as `XXXX-WXX-2` and have no interval. `tokens` may be
    given where the text has been tokenised already; `entries` are the days of a live blog's parts. Raises nothing on
    any text, and takes time linear in its length.

    Each expression has its half-open span in code points (prepositions outside), `timex_type` and `value` as TIMEX3
    has them, `mod`, the closed interval of days `begins_on` to `ends_on` (None where open, unknown or outside the
    years 1 to 9999), `granularity`, `anchor` (`document_date`, the span of an earlier expression, or None) and the
    name of the `rule`. docs/dates.md gives the conventions.

    >>> from datetime import date
    >>> from pipeline.extract.dates import find_dates
    >>> text = "Am Dienstag sagte er, man habe vom 3. bis 5. Mai getagt. Am Tag danach sei er abgereist."
    >>> for found in find_dates(text, language="de", published_on=date(2025, 8, 27)):
    ...     print(text[found.start : found.end], found.timex_type, found.value, found.anchor)
    Dienstag DATE 2025-08-26 document_date
    3. DATE 2025-05-03 document_date
    5. Mai DATE 2025-05-05 (35, 37)
    Tag danach DATE 2025-05-06 (42, 48)
    >>> [found.value for found in find_dates("He left on Tuesday.", language="en", published_on=None)]
    ['XXXX-WXX-2']
    """
    if language not in languages():
        return ()
    grammar = load_grammar(language)
    reading = grammar.read(tokens if tokens is not None else tokenise(text))
    matches = [match for found in grammar.matches(reading) for match in found]
    if not matches:
        return ()
    discourse = Discourse.of(grammar, reading, published_on, is_narrative(matches, published_on))
    found: list[TimeExpression] = []
    for match in matches:
        if entries:
            discourse.enter(entries, reading.starts[match.first])
        expression = _express(discourse, match)
        if expression is not None:
            found.append(expression)
        if watch:
            span = reading.starts[match.first], reading.ends[match.last - 1]
            why = None if expression is not None else "stands for no date here"
            watch.date(span, expression.timex_type if expression else match.rule.kind, match.rule.name, why)
    return tuple(found)


def is_narrative(matches: list[Match], published_on: date | None) -> bool:
    """Whether the text tells of a past that it dates itself, rather than of the days around its publication."""
    year = published_on.year if published_on else 10_000
    n_past = sum(1 for m in matches if m.captured.get("year", year) < year - 1)
    n_deictic = sum(1 for m in matches if "deictic" in m.captured or m.rule.kind in ("weekday", "weekend"))
    return n_past >= _MIN_PAST_YEARS and n_past > _PAST_TO_DEICTIC * n_deictic


def _express(discourse: Discourse, match: Match) -> TimeExpression | None:
    if match.captured.get("only") == "narrative" and not discourse.is_narrative:
        return None
    resolved: Resolved | None = KINDS[match.rule.kind](discourse, match)
    if resolved is None:
        return None
    reading: Reading = discourse.reading
    span = (reading.starts[match.first], reading.ends[match.last - 1])
    discourse.remember(resolved, span, not match.captured.keys().isdisjoint(("month", "numeric")))
    return TimeExpression(
        *span,
        resolved.timex_type,
        resolved.value,
        match.rule.name,
        match.captured.get("mod") or match.captured.get("edge_unit", {}).get("mod") or None,
        calendar.to_date(resolved.first) if resolved.first is not None else None,
        calendar.to_date(resolved.last) if resolved.last is not None else None,
        resolved.granularity,
        resolved.anchor,
    )
