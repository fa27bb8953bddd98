"""Report the months of a run to Dagster: each with its content, the last one also with totals."""

from collections.abc import Iterable, Mapping, Sequence

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetMaterialization,
    DagsterEventType,
    DagsterInstance,
    MetadataValue,
)
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from pipeline.defs.display import Metadata, month_metadata, totals_metadata
from pipeline.lake.build import MonthOutcome
from pipeline.lake.head import snapshot_of, take_snapshot_as_it_is
from pipeline.lake.plan import MonthPlan
from pipeline.lake.storage import Storage


class MonthReports:
    """Reports months one after another, each with its own fingerprint and rows.

    A MaterializeResult would apply to every month of the run, including a bad one. Each month is reported only when the
    next one is done, so that the last event of a table can include the totals.
    """

    def __init__(self, context: AssetExecutionContext, tables: Sequence[str], lake: str) -> None:
        self._context = context
        self._tables = tables
        self._lake = lake
        self._held: MonthOutcome | None = None

    def add(self, outcome: MonthOutcome) -> None:
        """Report the previous month; keep this one."""
        self.tell()
        self._held = outcome

    def tell(self, *, with_totals: bool = False) -> None:
        """Report the kept month, if any."""
        if self._held is None:
            return
        found = metadata_of(self._held, self._tables, self._lake)
        totals = (
            totals_metadata(take_snapshot_as_it_is(Storage(self._lake)), self._tables, self._lake)
            if with_totals
            else {}
        )
        for table in self._tables:
            event = AssetMaterialization(
                AssetKey(table),
                partition=self._held.month,
                metadata=found[table] | totals.get(table, {}),
                tags={DATA_VERSION_TAG: version_of(self._held)},
            )
            self._context.log_event(event)
        self._held = None


def metadata_of(outcome: MonthOutcome, tables: Iterable[str], lake: str) -> dict[str, Metadata]:
    """Return the metadata of each of `tables` for a month; none if it was removed."""
    indexes = [] if outcome.index is None else [outcome.index]
    return month_metadata(snapshot_of(Storage(lake), indexes), tables, lake)


def version_of(outcome: MonthOutcome) -> str:
    """Return the data version of a month: the fingerprint it was built for."""
    return outcome.fingerprint or "removed"


def unreported(instance: DagsterInstance, tables: Iterable[str], plans: Mapping[str, MonthPlan]) -> set[str]:
    """List the months whose planned state the instance does not know: never reported, or lost with an instance."""
    found = set()
    for table in tables:
        told = instance.event_log_storage.get_latest_tags_by_partition(
            AssetKey(table), DagsterEventType.ASSET_MATERIALIZATION, [DATA_VERSION_TAG], list(plans)
        )
        found |= {m for m, plan in plans.items() if told.get(m, {}).get(DATA_VERSION_TAG) != plan.fingerprint}
    return found


def shown_metadata(instance: DagsterInstance, table: str, version: str) -> Mapping[str, MetadataValue]:
    """Return the metadata of the last materialization of `table` if it was of the data version, else none."""
    for record in instance.fetch_materializations(AssetKey(table), limit=1).records:
        materialization = record.asset_materialization
        if materialization is not None and (materialization.tags or {}).get(DATA_VERSION_TAG) == version:
            return materialization.metadata
    return {}
