"""Data quality over time: compare a release with its predecessor, within the bounds of `bounds.toml`.

Ratios of counts are compared. Each manifest has the counts, so no file of the predecessor is read. A fall below a
measure's `min` blocks the release until somebody accepts it; a rise above `max` is a warning.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow.compute as pc
import tomli
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import EXIT_FOUND_WRONG, ReleaseError
from pipeline.release.contents import Contents
from pipeline.release.manifest import AcceptedChange, ReleaseCounts

BOUNDS = "bounds.toml"

RIGHTS = "rights"
"""The name that lets a release loosen rights (`pipeline.release.gate`): given in the same way as a measure."""


class Bound(BaseModel):
    """How far a measure may move: `min` and `max` are ratios to its value in the predecessor; None is no bound."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence: str
    min: float | None = Field(default=None, gt=0, le=1)
    max: float | None = Field(default=None, ge=1)


class Bounds(BaseModel):
    """The content of `bounds.toml`: bounds by measure, and how many documents a predecessor needs to be compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_documents: int = Field(ge=1)
    bounds: dict[str, Bound]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure in the predecessor and in this release. `is_low` blocks, `is_high` warns."""

    measure: str
    before: float
    now: float
    bound: Bound

    @property
    def is_low(self) -> bool:
        """True if it fell below its bound."""
        return self.bound.min is not None and self.now < self.before * self.bound.min

    @property
    def is_high(self) -> bool:
        """True if it rose above its bound."""
        return self.bound.max is not None and self.now > self.before * self.bound.max

    def __str__(self) -> str:
        """Describe the measure, both values, and the bound that it broke, if any."""
        told = f"{self.measure} ({self.bound.sentence}): {self.before:.4g} before, {self.now:.4g} now"
        if self.is_low:
            return f"{told}, at least {self.before * (self.bound.min or 0):.4g} expected"
        if self.is_high:
            return f"{told}, at most {self.before * (self.bound.max or 0):.4g} expected"
        return told


class BlockedReleaseError(ReleaseError):
    """A release was blocked because a measure is outside its bounds. `comparisons` has all measures."""

    exit_status = EXIT_FOUND_WRONG

    def __init__(self, version: str, comparisons: Iterable[Comparison], accepted: Collection[str]) -> None:
        self.comparisons = tuple(comparisons)
        broken = [found for found in self.comparisons if found.is_low and found.measure not in accepted]
        options = " ".join(f"--accept {found.measure}" for found in broken)
        super().__init__(
            f"{version} is not released: {'; '.join(str(found) for found in broken)}. "
            f"If that is intended, run again with {options}"
        )


def count_release(contents: Contents) -> ReleaseCounts:
    """Count what the measures need, from a few columns of each file."""
    n_documents = 0
    for rows in contents.scan("documents", ("status", "duplicate_of")):
        is_kept = pc.is_null(rows["duplicate_of"])
        if "status" in rows.column_names:
            is_kept = pc.and_(is_kept, pc.not_equal(rows["status"], "withdrawn"))
        n_documents += pc.sum(is_kept).as_py() or 0
    n_rows = {table: sum(file.n_rows for file in contents.of(table)) for table in contents.tables}
    return ReleaseCounts(
        n_documents=n_documents,
        n_dates=n_rows["dates"],
        n_dates_resolved=_n_present(contents, "dates", "begins_on"),
        n_mentions=n_rows["mentions"],
        n_statements=n_rows["statements"],
        n_statements_with_speaker=_n_present(contents, "statements", "speaker_actor_id"),
        n_rejected=n_rows["rejected"],
    )


def _n_present(contents: Contents, table: str, column: str) -> int:
    return sum(rows.num_rows - rows[column].null_count for rows in contents.scan(table, (column,)))


def measures(counts: ReleaseCounts) -> dict[str, float | None]:
    """Return the measures by name; None where the denominator is zero."""
    n_annotations = counts.n_dates + counts.n_mentions + counts.n_statements
    return {
        "documents": float(counts.n_documents),
        "rows_per_document": _ratio(n_annotations, counts.n_documents),
        "share_of_dates_resolved": _ratio(counts.n_dates_resolved, counts.n_dates),
        "share_of_seeds_kept": _ratio(counts.n_documents, counts.n_documents + counts.n_rejected),
        "share_with_speaker": _ratio(counts.n_statements_with_speaker, counts.n_statements),
    }


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def compare_counts(
    before: ReleaseCounts | None, now: ReleaseCounts, bounds: Bounds | None = None
) -> tuple[Comparison, ...]:
    """Compare all measures, sorted by name; none without a predecessor or if it is too small."""
    bounds = bounds or load_bounds()
    if before is None or before.n_documents < bounds.least_documents:
        return ()
    old, new = measures(before), measures(now)
    found = []
    for name, bound in sorted(bounds.bounds.items()):
        was, is_now = old[name], new[name]
        if was is not None:
            found.append(Comparison(name, was, 0.0 if is_now is None else is_now, bound))
    return tuple(found)


def hold_to_bounds(version: str, comparisons: tuple[Comparison, ...], accept: Collection[str]) -> None:
    """Raise BlockedReleaseError if a measure fell below its bound and is not in `accept`."""
    if any(found.is_low and found.measure not in accept for found in comparisons):
        raise BlockedReleaseError(version, comparisons, accept)


def accepted_changes(comparisons: tuple[Comparison, ...], accept: Collection[str]) -> tuple[AcceptedChange, ...]:
    """Return the accepted falls, as the manifest records them."""
    return tuple(
        AcceptedChange(measure=found.measure, before=round(found.before, 6), now=round(found.now, 6))
        for found in comparisons
        if found.is_low and found.measure in accept
    )


def check_names(accept: Collection[str], bounds: Bounds | None = None) -> frozenset[str]:
    """Check the names in `accept`: measures, or `rights`. Raises ReleaseError for any other name."""
    known = {*(bounds or load_bounds()).bounds, RIGHTS}
    for name in accept:
        if name not in known:
            raise ReleaseError(f"--accept {name}: is not a measure; choose from {', '.join(sorted(known))}")
    return frozenset(accept)


@cache
def load_bounds() -> Bounds:
    """Load the bounds that ship with the project."""
    text = resources.files("pipeline.release").joinpath(BOUNDS).read_text("utf-8")
    return Bounds.model_validate(tomli.loads(text))
