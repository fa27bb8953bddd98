"""Release a snapshot to a Hub repository: the steps in their order, for the command, the asset and tests."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.dataset import UNDESCRIBED, Dataset
from pipeline.lake.snapshot import Snapshot
from pipeline.publish.hub.target import HubTarget
from pipeline.publish.target import ReleaseOutcome, not_released, plan_for, show_release
from pipeline.release.manifest import SettingValue
from pipeline.release.plan import ReleasePlan, Unchanged

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.parse.sources import Publisher


def publish_snapshot(
    target: HubTarget,
    snapshot: Snapshot,
    *,
    date: date,
    settings: Mapping[str, SettingValue],
    code_version: str,
    publishers: "Mapping[str, Publisher] | None" = None,
    accept: Collection[str] = (),
    version: str | None = None,
    remembered: "pa.Table | None" = None,
    recheck: Callable[[], None] = lambda: None,
    dataset: Dataset = UNDESCRIBED,
    is_dry_run: bool = False,
    tell: Callable[[str], None] = lambda line: None,
) -> ReleaseOutcome | None:
    """Release `snapshot` to the Hub after the repository's newest release; report the plan line by line first.

    `dataset` is what its owner says of it.

    If nothing is due, what others changed on main is put back. A dry run writes nothing and returns None if something
    would be released or put back. Raises ReleaseError, for example if the
    next version is not the requested `version`, or data quality is out of bounds and not in `accept`.
    """
    target.is_public()  # raises if the repository was renamed: its card would name what it is no longer called
    if not is_dry_run:
        target.get_ready()
    if not is_dry_run and (tagged := target.settle()):
        tell(f"{tagged} was on main without its tag: checked and tagged now")
    plan = plan_for(
        target,
        snapshot,
        date=date,
        settings=settings,
        code_version=code_version,
        publishers=publishers,
        accept=accept,
        version=version,
        remembered=remembered,
        recheck=recheck,
        dataset=dataset,
    )
    if isinstance(plan, Unchanged):
        mended = target.mend(plan.contents, is_dry_run=is_dry_run, tell=tell)
        return None if mended is None else replace(not_released(target, plan), mended=mended)
    if not isinstance(plan, ReleasePlan):
        return not_released(target, plan)
    for line in target.preview(plan):
        tell(line)
    return None if is_dry_run else show_release(target, plan)
