"""Tell which months of the lake are not as planned. Kept apart from building, which takes a second to import."""

from collections.abc import Mapping

from pipeline.errors import LakeError
from pipeline.lake.months import FILES, list_months, read_month
from pipeline.lake.plan import MonthPlan
from pipeline.lake.storage import Storage


def stale_months(storage: Storage, plans: Mapping[str, MonthPlan]) -> list[str]:
    """List months that differ from their plan, and months whose seeds were all removed."""
    present = set(list_months(storage))
    gone = present - set(plans)
    stored = storage.sizes(FILES)
    stale = [month for month, plan in plans.items() if month not in present or not is_current(storage, plan, stored)]
    return sorted([*gone, *stale])


def is_current(storage: Storage, plan: MonthPlan, stored: Mapping[str, int]) -> bool:
    """True if the month in the lake matches its plan; `stored` are the sizes of its files by name.

    A missing or truncated file makes its month stale, so that a damaged lake is rebuilt.
    """
    try:
        index = read_month(storage, plan.month)
    except LakeError:  # an unreadable index counts as missing: the month is built again
        return False
    if index is None or index.fingerprint != plan.fingerprint:
        return False
    return all(stored.get(file.name) == file.n_bytes for file in index.all_files)
