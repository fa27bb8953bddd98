"""The plots of a release: which ones, their paths, and what they show in words."""

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
from pipeline.release.plots import (
    plot_changes,
    plot_most_quoted,
    plot_rates,
    plot_shares,
    plot_statements_by_month,
)

ASSETS = "assets"


def draw_pictures(
    current: Contents, differences: Differences | None, previous: str | None = None
) -> dict[Picture, bytes]:
    """Draw the plots as PNG, in the order of the card; empty ones are omitted.

    `differences` are those to the release `previous`, None if there is none. Raises ReleaseError if a file cannot be
    read.
    """
    drawn = {}
    if statements := count_statements(current):
        picture = Picture(f"{ASSETS}/statements-by-month.png", describe_statements(statements))
        drawn[picture] = plot_statements_by_month(statements)
    if quoted := count_quoted(current):
        drawn[Picture(f"{ASSETS}/most-quoted.png", describe_quoted(quoted))] = plot_most_quoted(quoted)
    if rates := count_rates(current):
        drawn[Picture(f"{ASSETS}/statements-per-document.png", describe_rates(rates))] = plot_rates(rates)
    if shares := count_shares(current):
        drawn[Picture(f"{ASSETS}/direct-and-named.png", describe_shares(shares))] = plot_shares(shares)
    changes = count_changes(differences) if differences else {}
    if changes:
        since = previous or "the release before"
        drawn[Picture(f"{ASSETS}/changes.png", describe_changes(changes))] = plot_changes(changes, since)
    return drawn
