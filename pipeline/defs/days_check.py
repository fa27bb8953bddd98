"""The check on the seed index that no document was published after the day of the build."""

import datetime
from collections.abc import Mapping

import pyarrow.compute as pc
from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue

from pipeline.lake.plan import MonthPlan, month_of

DAYS_CHECK = "days_of_publication"
_MOST_SHOWN = 100
_EARLIEST_ZONE = datetime.timedelta(hours=14)  # where a day begins first on Earth


def days_check_spec(asset: str) -> AssetCheckSpec:
    """Return the check of the seed index `asset`. It only warns: rows never depend on the clock."""
    return AssetCheckSpec(
        name=DAYS_CHECK,
        asset=asset,
        description="No document was published after the day of the build. Those that were are kept as they are; "
        "their dates are mistyped, or announce a day.",
    )


def days_check_result(asset: str, plans: Mapping[str, MonthPlan], now: datetime.datetime) -> AssetCheckResult:
    """Return the result for the planned months: a warning with the documents of days that have not begun anywhere."""
    today = (now + _EARLIEST_ZONE).date()
    ahead: list[str] = []
    for month, plan in plans.items():
        if month_of(today) <= month and plan.rows.num_rows:
            is_ahead = pc.greater(plan.rows["published_on"], today)
            ahead += plan.rows["document_id"].filter(is_ahead).to_pylist()
    told = f"{len(ahead)} documents are" if len(ahead) > 1 else "1 document is"
    return AssetCheckResult(
        passed=not ahead,
        asset_key=asset,
        check_name=DAYS_CHECK,
        severity=AssetCheckSeverity.WARN,
        description=f"{told} dated after {today}." if ahead else "No document is dated after the day of the build.",
        metadata={"documents": len(ahead), "document_ids": MetadataValue.json(ahead[:_MOST_SHOWN])},
    )
