"""The registry of the kinds of meaning that rules build.

A kind is a function of the discourse and one match. It gives what the match means, or None where the words turn out
to mean something else. Rule files refer to kinds by their names here.
"""

from collections.abc import Callable

from pipeline.extract.dates.absolute import (
    resolve_bare_day,
    resolve_calendar,
    resolve_century,
    resolve_decade,
    resolve_nth,
    resolve_nth_day,
    resolve_nth_from_holiday,
    resolve_slashes,
    resolve_week_of_month,
    resolve_year,
)
from pipeline.extract.dates.clock import (
    resolve_clock,
    resolve_habit,
    resolve_part,
    resolve_part_related,
    resolve_part_shifted,
    resolve_this_part,
)
from pipeline.extract.dates.discourse import Discourse, Resolved
from pipeline.extract.dates.durations import (
    resolve_duration,
    resolve_joined,
    resolve_joined_ago,
    resolve_set,
    resolve_since,
    resolve_span,
)
from pipeline.extract.dates.grammar import Match
from pipeline.extract.dates.relative import (
    resolve_deictic,
    resolve_night_before,
    resolve_nothing,
    resolve_reference,
    resolve_relative,
    resolve_shift,
    resolve_today,
    resolve_weekday,
    resolve_weekend,
)

Kind = Callable[[Discourse, Match], Resolved | None]

KINDS: dict[str, Kind] = {
    "bare_day": resolve_bare_day,
    "calendar": resolve_calendar,
    "century": resolve_century,
    "clock": resolve_clock,
    "clock_on": resolve_calendar,
    "decade": resolve_decade,
    "deictic": resolve_deictic,
    "duration": resolve_duration,
    "habit": resolve_habit,
    "joined": resolve_joined,
    "joined_ago": resolve_joined_ago,
    "night_before": resolve_night_before,
    "nothing": resolve_nothing,
    "nth": resolve_nth,
    "nth_day": resolve_nth_day,
    "nth_from_holiday": resolve_nth_from_holiday,
    "part": resolve_part,
    "part_related": resolve_part_related,
    "part_shifted": resolve_part_shifted,
    "reference": resolve_reference,
    "relative": resolve_relative,
    "set": resolve_set,
    "shift": resolve_shift,
    "since": resolve_since,
    "slashes": resolve_slashes,
    "span": resolve_span,
    "this_part": resolve_this_part,
    "today": resolve_today,
    "week_of_month": resolve_week_of_month,
    "weekday": resolve_weekday,
    "weekend": resolve_weekend,
    "year": resolve_year,
}
