"""The protocol of all targets, and the function that releases to one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from pipeline.errors import ReleaseError
from pipeline.lake.levels import read_levels, remember_after, remember_before
from pipeline.lake.snapshot import Snapshot
from pipeline.publish.amendments import Amendment, AmendmentOutcome
from pipeline.publish.bringing_back import RightsNow
from pipeline.publish.heeding import heed_takedowns
from pipeline.publish.preview import describe_version
from pipeline.release.bounds import Comparison
from pipeline.release.contents import Contents, PreviousRelease
from pipeline.release.manifest import Manifest, YankedVersion
from pipeline.release.plan import NothingYet, ReleasePlan, Unchanged, plan_release
from pipeline.release.plot_process import drawing
from pipeline.release.request import ReleaseRequest
from pipeline.release.yanks import find_yank
from schemas.tables import RELEASED_TABLES

NOTHING_YET = "nothing to release yet: there are no documents"


@dataclass(frozen=True, slots=True)
class ReleaseOutcome:
    """The result of a release. `is_new` is false if the target already had these rows, as `version`.

    `version` is empty if there are neither documents nor a release; `reasons` say so.

    `n_rows` counts rows by table, `changes` the differing rows by table and change, `causes` by cause, `comparisons`
    compare data quality with the predecessor's; all but the first are empty if nothing is new, as are `reasons`.
    `n_unreadable` documents are gone since their seeds cannot be read any more. `mended` are the paths that others had
    changed and that were put back.
    """

    version: str
    url: str
    is_new: bool
    reasons: tuple[str, ...]
    n_rows: Mapping[str, int]
    changes: Mapping[str, Mapping[str, int]]
    causes: Mapping[str, int]
    comparisons: tuple[Comparison, ...] = ()
    mended: tuple[str, ...] = ()
    n_unreadable: int = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return sentences about documents gone unreadable, and about measures that rose above their bounds."""
        high = [str(found) for found in self.comparisons if found.is_high]
        return (*([self.told_unreadable] if self.n_unreadable else []), *high)

    @property
    def told_unreadable(self) -> str:
        """Say how many documents are gone because their seeds became unreadable."""
        documents = "1 document is" if self.n_unreadable == 1 else f"{self.n_unreadable:,} documents are"
        return f"{documents} gone: unreadable (the table rejected names the seeds)"


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """A release in a list: `n_rows` by table, `n_bytes` over all its files.

    `yanked` is set if it was yanked; `is_current` is true for the predecessor of the next release.
    """

    version: str
    previous: str | None
    date: date
    n_rows: Mapping[str, int]
    n_bytes: int
    url: str
    yanked: YankedVersion | None = None
    is_current: bool = False


class Target(Protocol):
    """A place with its own line of releases. All methods raise ReleaseError if the place cannot be used."""

    @property
    def repository(self) -> str | None:
        """Return the dataset's name on the Hub, None elsewhere."""

    @property
    def url(self) -> str:
        """Return the address of all its releases, for display."""

    def is_public(self) -> bool:
        """True if everybody can read the releases, which then need licences."""

    def prepare(self, tell: Callable[[str], None], *, is_dry_run: bool) -> None:
        """Finish or remove what an interrupted run left, before a release is planned; `tell` is called with each step.

        A dry run changes nothing.
        """

    def predecessor(self) -> PreviousRelease | None:
        """Return the predecessor of the next release, None if there is no release."""

    def taken(self) -> Collection[str]:
        """Return versions that the next release must not have, since their name is in use."""

    def mend(self, lake: Contents, *, is_dry_run: bool, tell: Callable[[str], None]) -> tuple[str, ...] | None:
        """Put back what others changed of the release that is current, and return the changed paths.

        Called if no release is due; `lake` has the same rows. None after a dry run that found something.
        """

    def preview(self, plan: ReleasePlan) -> Iterator[str]:
        """Describe in lines what `publish` would do."""

    def publish(self, plan: ReleasePlan) -> ReleaseOutcome:
        """Create the planned release, complete and verified, or leave the line unchanged."""

    def releases(self) -> list[ReleaseSummary]:
        """List all releases, newest first."""

    def remarks(self) -> list[str]:
        """Return a sentence for each thing that has the name of a release but is none."""

    def url_of(self, version: str) -> str:
        """Return the address of a release, for display."""

    def amend(
        self,
        amendment: Amendment,
        *,
        now: RightsNow | None = None,
        is_dry_run: bool = False,
        tell: Callable[[str], None] = lambda line: None,
    ) -> AmendmentOutcome | None:
        """Yank a version, or roll back to one, unless that is done. No release is changed.

        `now` is what may be published now, which a rollback is checked against; by default only the line's memory is.
        `tell` is called with each line of the plan first. A dry run writes nothing and returns None if there is a plan.
        """


class PlainTarget:
    """What a target does that has nothing special: no server, no readers but its owner, nothing left to clear up."""

    @property
    def repository(self) -> str | None:
        """Return None: it is not on the Hub."""
        return None

    def is_public(self) -> bool:
        """Return False."""
        return False

    def prepare(self, tell: Callable[[str], None], *, is_dry_run: bool) -> None:
        """Do nothing."""

    def taken(self) -> Collection[str]:
        """Return no version."""
        return ()

    def mend(self, lake: Contents, *, is_dry_run: bool, tell: Callable[[str], None]) -> tuple[str, ...] | None:
        """Put back nothing: `onrecord verify` finds what was changed."""
        return ()

    def preview(self, plan: ReleasePlan) -> Iterator[str]:
        """Describe the version and its reasons."""
        yield from describe_version(plan)

    def remarks(self) -> list[str]:
        """Return no remark."""
        return []

    def amend(
        self,
        amendment: Amendment,
        *,
        now: RightsNow | None = None,
        is_dry_run: bool = False,
        tell: Callable[[str], None] = lambda line: None,
    ) -> AmendmentOutcome | None:
        """Raise ReleaseError: the place has nowhere to record it."""
        raise ReleaseError(f"{amendment.version}: a {amendment.kind.lower()} is not possible in this target")


def release_to(
    target: Target,
    snapshot: Snapshot,
    request: ReleaseRequest,
    tell: Callable[[str], None] = lambda line: None,
) -> ReleaseOutcome | None:
    """Release `snapshot` to `target`, unless its newest release has the same rows; then put back what others changed.

    `tell` is called with each line of the plan before anything is written. Returns None after a dry run that had one.
    """
    target.prepare(tell, is_dry_run=request.is_dry_run)
    plan = plan_for(target, snapshot, request)
    if isinstance(plan, Unchanged):
        mended = target.mend(plan.contents, is_dry_run=request.is_dry_run, tell=tell)
        return None if mended is None else replace(not_released(target, plan), mended=mended)
    if isinstance(plan, NothingYet):
        return not_released(target, plan)
    for line in target.preview(plan):
        tell(line)
    return None if request.is_dry_run else show_release(target, plan)


def plan_for(target: Target, snapshot: Snapshot, request: ReleaseRequest) -> ReleasePlan | Unchanged | NothingYet:
    """Plan the next release of `target`. Raises ReleaseError if its version is not the requested one, if any."""
    if request.remembered is None:
        request = replace(request, remembered=read_levels(snapshot.storage))
    previous = target.predecessor()
    if previous is not None:
        heed_takedowns(snapshot, previous.takedowns)
    with drawing() as draughtsman:
        plan = plan_release(
            snapshot,
            previous,
            request,
            repository=target.repository,
            taken=target.taken(),
            draughtsman=draughtsman,
        )
    wanted = request.version
    if wanted is not None and (isinstance(plan, NothingYet) or wanted != plan.manifest.version):
        raise ReleaseError(f"{wanted} was asked for, but {_reason(plan)}; leave the version out or give this one")
    return replace(plan, recheck=request.recheck) if isinstance(plan, ReleasePlan) else plan


def show_release(target: Target, plan: ReleasePlan) -> ReleaseOutcome:
    """Publish the planned release to `target`; the lake remembers its levels before and after.

    Loosened rights are remembered only when the release is complete, so that an interruption in between loosens
    nothing.
    """
    lake, levels = plan.storage, plan.levels
    remember_before(lake, levels)
    outcome = target.publish(plan)
    remember_after(lake, levels)
    return outcome


def _reason(plan: ReleasePlan | Unchanged | NothingYet) -> str:
    if isinstance(plan, NothingYet):
        return NOTHING_YET
    if isinstance(plan, Unchanged):
        return f"nothing has changed since {plan.manifest.version}"
    after = f" after {plan.manifest.previous}" if plan.manifest.previous else ""
    return f"the release{after} is {plan.version} ({'; '.join(plan.step.reasons)})"


def not_released(target: Target, plan: Unchanged | NothingYet) -> ReleaseOutcome:
    """Return the outcome if there is nothing to release: the release that `target` has, or none."""
    if isinstance(plan, Unchanged):
        return already_released(plan.manifest, target.url_of(plan.manifest.version))
    return ReleaseOutcome("", target.url, False, (NOTHING_YET,), {}, {}, {})


def already_released(manifest: Manifest, url: str) -> ReleaseOutcome:
    """Return the outcome if the release at `url` already has these rows."""
    return ReleaseOutcome(manifest.version, url, False, (), row_counts(manifest), {}, {})


def newly_released(plan: ReleasePlan, url: str) -> ReleaseOutcome:
    """Return the outcome after `plan` was released at `url`."""
    counts = row_counts(plan.manifest)
    return ReleaseOutcome(
        plan.version,
        url,
        True,
        plan.step.reasons,
        counts,
        plan.change_counts,
        plan.cause_counts,
        plan.comparisons,
        n_unreadable=plan.n_unreadable,
    )


def row_counts(manifest: Manifest) -> dict[str, int]:
    """Count rows by table, in the contract's order; tables that the contract no longer has come last."""
    ordered = [*RELEASED_TABLES, *sorted(set(manifest.tables) - set(RELEASED_TABLES))]
    return {table: manifest.tables[table].n_rows for table in ordered if table in manifest.tables}


def summary(manifest: Manifest, url: str, yanked: Iterable[YankedVersion], current: str | None) -> ReleaseSummary:
    """Summarise the release at `url`; `yanked` and `current` are those of its line."""
    return ReleaseSummary(
        version=manifest.version,
        previous=manifest.previous,
        date=manifest.date,
        n_rows=row_counts(manifest),
        n_bytes=sum(file.n_bytes for file in manifest.files),
        url=url,
        yanked=find_yank(manifest.version, yanked),
        is_current=manifest.version == current,
    )
