"""The freshness policy of a release, shown by the UI."""

import itertools
import time
from datetime import timedelta

from dagster import FreshnessPolicy
from dagster._utils.schedules import cron_string_iterator

from pipeline.settings import Settings

# Longer than a night's run takes, so that it does not read as late while it is under way.
_GRACE = timedelta(hours=2)
_TICKS_LOOKED_AT = 60


def nightly_freshness(settings: Settings) -> FreshnessPolicy | None:
    """Return how old the last check of a release may be: a warning after one missed night, a failure after two."""
    if not settings.nightly_cron:
        return None
    ticks = cron_string_iterator(time.time(), settings.nightly_cron, settings.time_zone)
    times = list(itertools.islice(ticks, _TICKS_LOOKED_AT))
    longest = max(after - before for before, after in itertools.pairwise(times))
    return FreshnessPolicy.time_window(fail_window=2 * longest + _GRACE, warn_window=longest + _GRACE)
