"""The tables partitioned by month: one pass over the documents writes all of them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetKey,
    AssetSpec,
    BackfillPolicy,
    Config,
    DataVersion,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    multi_asset,
)
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_START_TAG, BACKFILL_ID_TAG, PARTITION_NAME_TAG
from pydantic import Field

from pipeline.defs.checks import contract_check_results, contract_check_spec
from pipeline.defs.code_references import with_code
from pipeline.defs.columns import table_metadata
from pipeline.defs.display import OWNERS, newest_metadata, totals_metadata
from pipeline.defs.partitions import MONTHS, register_months
from pipeline.defs.reports import MonthReports, metadata_of, shown_metadata, unreported, version_of
from pipeline.defs.resources import LAKE_POOL, Advance, Project
from pipeline.defs.retries import retried
from pipeline.lake.build import MonthOutcome, build_months
from pipeline.lake.head import advance_head, take_snapshot_as_it_is
from pipeline.lake.lock import locked
from pipeline.lake.months import list_months
from pipeline.lake.plan import MonthPlan, plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from pipeline.lake.watch import look_at_seeds
from pipeline.lake.workers import Workers
from pipeline.publish.recalling import recall_takedowns
from pipeline.settings import Settings
from schemas.tables import TABLES

MONTH_ASSETS = {
    "documents": ("seed_index",),
    "dates": ("documents",),
    "mentions": ("documents",),
    "statements": ("documents", "dates", "mentions"),
    "about": ("mentions", "statements"),
    "rejected": ("documents",),
    "redirects": ("documents", "dates", "mentions", "statements"),
}


def _spec(table: str) -> AssetSpec:
    spec = TABLES[table]
    return AssetSpec(
        table,
        deps=list(MONTH_ASSETS[table]),
        description=f"{spec.summary} One Parquet file a month in the lake.",
        group_name="tables",
        owners=OWNERS,
        kinds={"parquet", "pandera"},
        skippable=True,
        metadata=table_metadata(table, MONTH_ASSETS[table]),
    )


class MonthsConfig(Config):
    """Configuration of a run over months."""

    rebuild: bool = Field(
        default=False,
        description="Build the months again even if they are current: after damage, or to check that a rebuild gives "
        "the same bytes.",
    )


@with_code
@multi_asset(
    specs=[_spec(table) for table in MONTH_ASSETS],
    check_specs=[contract_check_spec(table) for table in MONTH_ASSETS],
    name="annotate",
    description="Parses and annotates the documents of the months that are stale, validates and promotes them.",
    partitions_def=MONTHS,
    backfill_policy=BackfillPolicy.single_run(),
    can_subset=True,
    pool=LAKE_POOL,
)
def annotate(
    context: AssetExecutionContext,
    config: MonthsConfig,
    project: Project,
    workers: ResourceParam[Workers],
    progress: ResourceParam[Advance],
) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
    """Update the run's months: those of its partitions, or all stale ones if it has none.

    Where a run with partitions, or its backfill, lists the seeds before, as "Materialize all" of the UI does, all that
    is stale is built beside them: months that were found only then could not be chosen, and a release needs them.

    A rebuild builds the same months, or all existing ones, whether or not they are stale.

    A month is built and promoted as a whole, whichever tables are selected, because an index names files of one build
    only; the selection decides what is reported, not what is stored.
    """
    settings = project.settings_of_step()
    reports = MonthReports(context, _selected(context), settings.lake)
    with retried(context), locked(Storage(settings.lake)):
        outcomes, behind = _bring_up_to_date(context, settings, workers, progress, reports, rebuild=config.rebuild)
    if _has_partitions(context):
        yield from _results(context, outcomes, behind, settings, reports)
        return
    for result in _results(context, outcomes, behind, settings, reports):
        _skip_input_versions(context)
        yield result


def _skip_input_versions(context: AssetExecutionContext) -> None:
    """Keep Dagster from looking up, for its next result, which partitions of `documents` went into `dates`.

    In a run without partitions that look-up fails, although nothing needs its outcome. It is skipped for what a private
    cache of the step holds, which this fills: there is no public way to report such a run. Dagster's issue 33584 tells
    of the same failure; when runs without partitions are reported without it, this function goes.
    """
    cache = context.get_step_execution_context()._data_version_cache.input_asset_version_info
    cache.update(dict.fromkeys(map(AssetKey, MONTH_ASSETS)))


def _results(
    context: AssetExecutionContext,
    outcomes: Sequence[MonthOutcome],
    behind: Sequence[str],
    settings: Settings,
    reports: MonthReports,
) -> Iterator[MaterializeResult[Any] | AssetCheckResult]:
    """Return the results of a run over one month or all stale ones, and of its checks."""
    is_good = all(map(_is_good, outcomes))
    own = next((outcome for outcome in outcomes if _is_own(context, outcome.month)), None)
    if is_good and own is not None:
        reports.tell()
        yield from _results_of_month(context, own, settings)
    elif is_good and not _has_partitions(context):
        reports.tell()
        yield from _results_in_all(context, outcomes, settings)
    else:
        reports.tell(with_totals=True)
    yield from contract_check_results(context, MONTH_ASSETS, outcomes, behind, Storage(settings.lake))


def _bring_up_to_date(
    context: AssetExecutionContext,
    settings: Settings,
    workers: Workers,
    progress: Advance,
    reports: MonthReports,
    *,
    rebuild: bool,
) -> tuple[list[MonthOutcome], list[str]]:
    """Build the run's months; return their outcomes, and which months are still stale."""
    storage = Storage(settings.lake)
    outcomes = []
    # Looked at before they are read: what changes in between is then seen as a change.
    seen = look_at_seeds(settings)
    # No later step maps over documents, and what workers hold is room for the release.
    with closing(workers), workers.kept_unless_failed():
        recall_takedowns(settings)
        index = refresh_seed_index(storage, settings, workers.map)
        plans = plan_months(index, settings)
        stale = sorted({*plans, *list_months(storage)}) if rebuild else stale_months(storage, plans)
        months = _months_of(context, plans, stale)
        counted = _Counted(progress, plans, set(stale).intersection(months))
        try:
            for outcome in build_months(storage, plans, months, settings, workers.map, rebuild=rebuild):
                outcomes.append(outcome)
                context.log.info(_sentence(outcome))
                if _is_good(outcome) and not _is_own(context, outcome.month):
                    reports.add(outcome)
                counted.month_done(outcome.month)
        except BaseException:
            reports.tell()
            raise
    # Dagster reports no partition that it does not know: a month of this run whose seeds are gone keeps its key until
    # `seed_index` next looks.
    asked_for = months if _has_partitions(context) else []
    register_months(context.instance, [*plans, *list_months(storage), *asked_for])
    held_back = [outcome.month for outcome in outcomes if not _is_good(outcome)]
    behind = advance_head(storage, plans, seen.fingerprint, held_back, index.terms)
    if behind:
        context.log.warning(f"Still to be built: {behind}. Until then releases are made from the previous state.")
    return outcomes, behind


def _months_of(context: AssetExecutionContext, plans: dict[str, MonthPlan], stale: Sequence[str]) -> list[str]:
    """Return the months of the run: its partitions, else the stale ones, and those unknown to the instance.

    The latter are not built: they are current, and only reported again after an instance was lost.
    """
    if _has_partitions(context):
        return sorted({*context.partition_keys, *(stale if _lists_the_seeds(context) else ())})
    return sorted({*stale, *unreported(context.instance, _selected(context), plans)})


def _has_partitions(context: AssetExecutionContext) -> bool:
    return bool({PARTITION_NAME_TAG, ASSET_PARTITION_RANGE_START_TAG} & context.run.tags.keys())


def _is_own(context: AssetExecutionContext, month: str) -> bool:
    """Return whether the run is for one partition, and that is `month`, of which its results are then."""
    return _has_partitions(context) and list(context.partition_keys) == [month]


def _lists_the_seeds(context: AssetExecutionContext) -> bool:
    """Return whether the run lists the seeds as well, or belongs to a backfill that does, as "Materialize all" does."""
    seeds = AssetKey("seed_index")
    backfill = context.instance.get_backfill(context.run.tags.get(BACKFILL_ID_TAG, ""))
    if backfill is not None:
        return seeds in (backfill.asset_selection or ())
    return seeds in context.job_def.asset_layer.selected_asset_keys


def _results_of_month(
    context: AssetExecutionContext, outcome: MonthOutcome, settings: Settings
) -> Iterator[MaterializeResult[Any]]:
    """Return the results of one month, with its first rows, and the totals of each table."""
    tables = _selected(context)
    found = metadata_of(outcome, tables, settings.lake)
    totals = totals_metadata(take_snapshot_as_it_is(Storage(settings.lake)), tables, settings.lake)
    for table in tables:
        version = DataVersion(version_of(outcome))
        yield MaterializeResult(table, metadata=found[table] | totals[table], data_version=version)


def _results_in_all(
    context: AssetExecutionContext, outcomes: Sequence[MonthOutcome], settings: Settings
) -> Iterator[MaterializeResult[Any]]:
    """Return results that let the next steps of a run without partitions start; its months were reported before."""
    snapshot = take_snapshot_as_it_is(Storage(settings.lake))
    tables = _selected(context)
    shown = shown_metadata(context.instance, "statements", snapshot.fingerprint)
    totals = totals_metadata(snapshot, tables, settings.lake, shown)
    built = [outcome.month for outcome in outcomes if outcome.is_promoted or outcome.is_removed]
    n_annotated = sum(outcome.n_annotated for outcome in outcomes)
    for table in tables:
        metadata = totals[table] | newest_metadata(snapshot, table, settings.lake)
        metadata |= {"months_built": MetadataValue.json(built), "documents_annotated": MetadataValue.int(n_annotated)}
        yield MaterializeResult(table, metadata=metadata, data_version=DataVersion(snapshot.fingerprint))


class _Counted:
    """Counts documents done so far, for progress."""

    def __init__(self, advance: Advance, plans: dict[str, MonthPlan], months: Iterable[str]) -> None:
        self._advance = advance
        self._sizes = {month: plans[month].n_documents for month in months if month in plans}
        self._done = 0

    def month_done(self, month: str) -> None:
        if month not in self._sizes:
            return
        self._done += self._sizes[month]
        self._advance(self._done, sum(self._sizes.values()))


def _sentence(outcome: MonthOutcome) -> str:
    if outcome.is_removed:
        return f"{outcome.month}: no seeds any more, removed"
    if outcome.verdict is None:
        return f"{outcome.month}: current, left alone"
    if not outcome.is_promoted:
        return f"{outcome.month}: breaks the contract, not promoted: {outcome.verdict.problems}"
    rows = {table: file.n_rows for table, file in outcome.index.files.items()} if outcome.index else {}
    return f"{outcome.month}: built, {outcome.n_annotated} documents annotated, rows {rows}"


def _is_good(outcome: MonthOutcome) -> bool:
    return outcome.verdict is None or outcome.verdict.is_promotable


def _selected(context: AssetExecutionContext) -> list[str]:
    selected = {key.to_user_string() for key in context.selected_asset_keys}
    return [table for table in MONTH_ASSETS if table in selected]
