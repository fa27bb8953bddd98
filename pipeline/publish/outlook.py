"""Look ahead: what a build and a release would do. The steps are those of a build on a dry storage."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.lake.dry_storage import DryStorage
from pipeline.lake.head import advance_head
from pipeline.lake.plan import MonthPlan, plan_months
from pipeline.lake.seed_changes import SeedChanges, find_seed_changes
from pipeline.lake.seed_index import Map, SeedIndex, refresh_seed_index
from pipeline.lake.stale_reasons import StaleMonth, explain_stale
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from pipeline.lake.watch import look_at_seeds
from pipeline.publish.recalling import recall_takedowns
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Outlook:
    """The seeds as they are, what is planned from them, and the months that a build would update.

    `storage` has the lake's files, and in front of them those that a build would write before it builds months.
    """

    storage: DryStorage
    index: SeedIndex
    plans: Mapping[str, MonthPlan]
    stale: tuple[str, ...]

    def seed_changes(self) -> SeedChanges:
        """Compare the seeds with those that the lake read last."""
        return find_seed_changes(Storage(self.storage.url), self.index)

    def explain(self) -> tuple[StaleMonth, ...]:
        """Say of each stale month why it is."""
        return tuple(explain_stale(self.storage, self.plans, self.stale))


def look_ahead(settings: Settings, run: Map = map) -> Outlook:
    """Read the seeds and plan the months, as a build does, and write nothing.

    `run` maps over the new and changed seeds, which are parsed. Raises SeedsError if the seeds or a file beside them
    cannot be read, LakeError if the lake cannot.
    """
    storage = DryStorage(settings.lake)
    seen = look_at_seeds(settings)
    recall_takedowns(settings, storage)
    index = refresh_seed_index(storage, settings, run)
    plans = plan_months(index, settings)
    stale = stale_months(storage, plans)
    advance_head(storage, plans, seen.fingerprint, (), index.terms)
    return Outlook(storage, index, plans, tuple(stale))
