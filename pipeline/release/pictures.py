"""The plots of a release: which ones, their paths, and what they show in words."""

from collections.abc import Iterator

from pipeline.release.card import Picture
from pipeline.release.contents import Contents
from pipeline.release.differences import Differences
from pipeline.release.plot_counts import (
    count_changes,
    count_quoted,
    count_rates,
    count_shares,
    count_statements,
    describe_changes,
    describe_quoted,
    describe_rates,
    describe_shares,
    describe_statements,
)
from pipeline.release.plot_process import Plot

ASSETS = "assets"


def pictures_of(current: Contents, differences: Differences | None, previous: str | None = None) -> dict[Picture, Plot]:
    """Return what is to be drawn, in the order of the card; plots that would be empty are omitted.

    `differences` are those to the release `previous`, None if there is none. Raises ReleaseError if a file cannot be
    read.
    """
    plots = _plots(current, differences, previous)
    return {Picture(f"{ASSETS}/{plot.name}.png", words): plot for plot, words in plots}


def _plots(current: Contents, differences: Differences | None, previous: str | None) -> Iterator[tuple[Plot, str]]:
    """Yield each plot with its alternative text."""
    if statements := count_statements(current):
        yield Plot("statements-by-month", (statements,)), describe_statements(statements)
    if quoted := count_quoted(current):
        yield Plot("most-quoted", (quoted,)), describe_quoted(quoted)
    if rates := count_rates(current):
        yield Plot("statements-per-document", (rates,)), describe_rates(rates)
    if shares := count_shares(current):
        yield Plot("direct-and-named", (shares,)), describe_shares(shares)
    if changes := count_changes(differences) if differences else {}:
        yield Plot("changes", (changes, previous or "the release before")), describe_changes(changes)
