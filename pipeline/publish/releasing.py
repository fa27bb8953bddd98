"""Release the lake to a target: the steps in their order, the same for the command and for both assets."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from pipeline.lake.fingerprint import code_version, shaping_of
from pipeline.lake.snapshot import Snapshot
from pipeline.publish.clearance import check_lake, recheck_of, refusal, unlicensed_sources
from pipeline.publish.folder import FolderTarget, recall_levels
from pipeline.publish.target import ReleaseOutcome, Target, plan_for, release_to
from pipeline.release.plan import NothingYet, ReleasePlan, Unchanged
from pipeline.release.request import ReleaseRequest
from pipeline.review.estimates import answered_samples
from pipeline.settings import Settings


def request_of(
    settings: Settings,
    day: date,
    *,
    accept: Collection[str] = (),
    version: str | None = None,
    is_dry_run: bool = False,
) -> ReleaseRequest:
    """Return the request for a release of the settings' lake on this day. Raises SampleError if an answer is broken."""
    return ReleaseRequest(
        date=day,
        settings=shaping_of(settings),
        code_version=code_version(),
        dataset=settings.dataset,
        reviewed=answered_samples(settings.quality),
        accept=accept,
        version=version,
        is_dry_run=is_dry_run,
    )


def release_lake(
    target: Target, settings: Settings, snapshot: Snapshot, request: ReleaseRequest, tell: Callable[[str], None]
) -> ReleaseOutcome | None:
    """Release a snapshot of the settings' lake to `target`; return None after a dry run that had a plan.

    `tell` is called with each line of the plan before anything is written. Raises ReleaseError if the release cannot be
    made, for example if the lake predates a takedown, or the target is public and a source has no licence.
    """
    return release_to(target, snapshot, _cleared(target, settings, snapshot, request), tell)


def plan_lake(
    target: Target, settings: Settings, snapshot: Snapshot, request: ReleaseRequest
) -> ReleasePlan | Unchanged | NothingYet:
    """Plan what `release_lake` would release to `target`, and write nothing there. Raises the same errors."""
    return plan_for(target, snapshot, _cleared(target, settings, snapshot, request))


def preview_lake(
    target: Target, settings: Settings, snapshot: Snapshot, request: ReleaseRequest
) -> tuple[ReleasePlan | Unchanged | NothingYet, tuple[str, ...]]:
    """Return the plan of what `release_lake` would do at `target`, and what a dry run tells of it in lines."""
    cleared, lines = _cleared(target, settings, snapshot, request), list[str]()
    target.prepare(lines.append, is_dry_run=True)
    plan = plan_for(target, snapshot, cleared)
    if isinstance(plan, Unchanged):
        target.mend(plan.contents, is_dry_run=True, tell=lines.append)
    elif isinstance(plan, ReleasePlan):
        lines += target.preview(plan)
    return plan, tuple(lines)


def _cleared(target: Target, settings: Settings, snapshot: Snapshot, request: ReleaseRequest) -> ReleaseRequest:
    """Return the request with what the lake says of rights. Raises ReleaseError if it may not be released."""
    publishers = check_lake(snapshot, settings.seeds).by_key
    unlicensed = unlicensed_sources(snapshot, publishers)
    if unlicensed and target.is_public():
        raise refusal(target.repository or target.url, unlicensed, publishers, settings.seeds)
    return replace(
        request,
        publishers=publishers,
        remembered=recall_levels(snapshot.storage, FolderTarget(settings.releases)),
        recheck=recheck_of(snapshot, settings.seeds),
    )
