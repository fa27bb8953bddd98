"""What a plot shows: counts and names, read by what draws and by what describes it."""

from collections.abc import Mapping
from dataclasses import dataclass

UNDATED = "undated"

MonthCounts = Mapping[str, Mapping[str, int]]
"""Statements by month (`2025-08`, or `undated`) and type; months and types without any may be left out."""

ChangeCounts = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Rows that differ from the release before, by table, change and cause; zeros may be left out."""

OutletRates = Mapping[str, Mapping[str, tuple[int, int]]]
"""Statements and documents by outlet and month; the first outlet is `ALL_OUTLETS`."""

ALL_OUTLETS = "all outlets"


@dataclass(frozen=True, slots=True)
class QuotedActor:
    """An actor and how many statements it is the speaker of."""

    name: str
    n_statements: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Statements that are direct, indirect and otherwise; and of named speakers, unnamed ones and nobody known."""

    manners: tuple[int, int, int]
    speakers: tuple[int, int, int]


OutletShares = Mapping[str, Shares]
"""By outlet; the first one is `ALL_OUTLETS`."""
