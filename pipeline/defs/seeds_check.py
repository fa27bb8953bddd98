"""The check on the seed index that every file in the seeds folder was read whole."""

from collections import Counter
from collections.abc import Iterable, Mapping

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue

from pipeline.lake.plan import MonthPlan
from pipeline.lake.seed_index import SeedIndex
from pipeline.parse.document import Rejection
from pipeline.parse.unread_files import count_endings

SEEDS_CHECK = "seeds_read"


def seeds_check_spec(asset: str) -> AssetCheckSpec:
    """Return the check of the seed index `asset`. It only warns: what could be read is built."""
    return AssetCheckSpec(
        name=SEEDS_CHECK,
        asset=asset,
        description="Every seed was read whole, and every file in the seeds folder is a seed. What was rejected is in "
        "the table `rejected`, with the reason; files that no parser knows are in no table.",
    )


def seeds_check_result(
    asset: str, plans: Mapping[str, MonthPlan], index: SeedIndex, known: Iterable[Rejection]
) -> AssetCheckResult:
    """Return the result for the planned months: a warning with the reasons, those that were not `known` last time."""
    rejections = [rejection for plan in plans.values() for rejection in plan.rejections]
    before = set(known)
    new = [rejection for rejection in index.rejections() if rejection not in before]
    told = [f"{len(rejections):,} rejected: {_by_reason(rejections)}"] if rejections else []
    told += [f"{len(new):,} of them new: {_by_reason(new)}"] if new else []
    unread = count_endings(index.unread)
    told += [f"not read: {', '.join(f'{n:,} {ending}' for ending, n in unread.items())}"] if unread else []
    return AssetCheckResult(
        passed=not told,
        asset_key=asset,
        check_name=SEEDS_CHECK,
        severity=AssetCheckSeverity.WARN,
        description=f"{'; '.join(told)}." if told else "Every file in the seeds folder was read whole.",
        metadata={
            "rejected": MetadataValue.json(dict(_counted(rejections))),
            "newly_rejected": MetadataValue.json(dict(_counted(new))),
            "not_read": MetadataValue.json(unread),
        },
    )


def _by_reason(rejections: Iterable[Rejection]) -> str:
    return ", ".join(f"{reason} {n:,}" for reason, n in _counted(rejections))


def _counted(rejections: Iterable[Rejection]) -> list[tuple[str, int]]:
    """Count by reason, the most frequent first."""
    return sorted(Counter(rejection.reason for rejection in rejections).items(), key=lambda item: (-item[1], item[0]))
