"""Forecast the next release of a target: planned where the lake is up to date, else expected from the seeds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import OnrecordError
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.stale_reasons import StaleMonth
from pipeline.publish.outlook import Outlook
from pipeline.publish.releasing import plan_lake, request_of
from pipeline.publish.target import NOTHING_YET, Target
from pipeline.release.manifest import Manifest, describe_tables
from pipeline.release.plan import NothingYet, ReleasePlan, Unchanged
from pipeline.release.version import FIRST_VERSION, Level, VersionStep, contract_changes, pass_over, raised
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next release of a target after a build; `version` is None if none is due.

    `is_certain` is false if months have to be built first: rows may then turn out to be the same, and no release is
    made. `refused` says why a release would be refused.
    """

    target: str
    previous: str | None
    version: str | None
    level: Level | None = None
    reasons: tuple[str, ...] = ()
    is_certain: bool = True
    refused: str | None = None

    @property
    def sentence(self) -> str:
        """Say in one line what a release would do."""
        if self.refused is not None:
            return f"would be refused: {self.refused}"
        if self.version is None:
            return f"nothing to release: {'; '.join(self.reasons) or f'{self.previous} is up to date'}"
        after = f" after {self.previous}" if self.previous else ""
        sure = "would be" if self.is_certain else "is expected to be"
        return f"{sure} {self.version}{after} ({self.level}): {'; '.join(self.reasons)}"


def foresee_release(target: Target, settings: Settings, outlook: Outlook, stale: Sequence[StaleMonth]) -> Forecast:
    """Forecast the next release of `target`; `stale` explains the months of `outlook` that are stale."""
    try:
        previous = target.predecessor()
        manifest = previous.manifest if previous else None
        if stale:
            number_after = previous.counted_from if previous else None
            return _expected(target, settings, manifest, number_after, stale)
        snapshot = take_full_snapshot(outlook.storage)
        plan = plan_lake(target, settings, snapshot, request_of(settings, _ANY_DAY))
    except OnrecordError as error:
        return Forecast(target.repository or target.url, None, None, refused=str(error).splitlines()[0])
    return forecast_of(target.repository or target.url, plan)


# The day of a release is in its files, and decides nothing.
_ANY_DAY = date(2000, 1, 1)


def forecast_of(target: str, plan: ReleasePlan | Unchanged | NothingYet) -> Forecast:
    """Return the forecast that a plan makes certain."""
    if isinstance(plan, NothingYet):
        return Forecast(target, None, None, reasons=(NOTHING_YET,))
    if isinstance(plan, Unchanged):
        return Forecast(target, plan.manifest.version, None)
    return Forecast(target, plan.manifest.previous, plan.version, plan.step.level, plan.step.reasons)


def _expected(
    target: Target,
    settings: Settings,
    manifest: Manifest | None,
    number_after: str | None,
    stale: Sequence[StaleMonth],
) -> Forecast:
    """Say what a release after a build is expected to be, from the documents that come, change and go."""
    place = target.repository or target.url
    if manifest is None or number_after is None:
        return Forecast(place, None, FIRST_VERSION, "first", ("first release",), is_certain=False)
    breaks, additions = contract_changes(manifest.tables, describe_tables({}))
    additions += _additions(stale)
    rest = [*_corrections(stale), *_described(settings, manifest)]
    level: Level = "major" if breaks else "minor" if additions else "patch"
    step = VersionStep(raised(number_after, level), level, (*breaks, *additions, *rest))
    step = pass_over(step, target.taken())
    return Forecast(place, manifest.version, step.version, level, step.reasons, is_certain=False)


def _additions(stale: Sequence[StaleMonth]) -> list[str]:
    came, _ = _moved(stale)
    told = [f"new documents: {came:,}"] if came else []
    for cause, what in (("code", "the code"), ("settings", "the settings")):
        n = sum(month.cause == cause for month in stale)
        told += [f"rows may change by {what}: {n:,} months"] if n else []
    return told


def _corrections(stale: Sequence[StaleMonth]) -> Iterator[str]:
    _, went = _moved(stale)
    changed = sum(month.n_changed for month in stale)
    others = sum(month.cause in ("damaged", "rejections") for month in stale)
    for n, what in ((changed, "changed documents"), (went, "documents gone"), (others, "months to build again")):
        if n:
            yield f"{what}: {n:,}"


def _moved(stale: Sequence[StaleMonth]) -> tuple[int, int]:
    """Count the documents that come and that go; one that changes its month does neither."""
    new, gone = (pa.chunked_array([getattr(month, side) for month in stale], pa.string()) for side in ("new", "gone"))
    came = pc.sum(pc.invert(pc.is_in(new, value_set=gone.combine_chunks()))).as_py() or 0
    went = pc.sum(pc.invert(pc.is_in(gone, value_set=new.combine_chunks()))).as_py() or 0
    return int(came), int(went)


def _described(settings: Settings, manifest: Manifest) -> list[str]:
    differing = settings.dataset.differing(manifest.dataset)
    return [f"dataset described otherwise: {', '.join(differing)}"] if differing else []
