"""The assets that are not partitioned by month: the seed index before the tables, actors and release after them."""

import datetime
import os
from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetKey,
    AssetSpec,
    Config,
    DataVersion,
    MaterializeResult,
    MetadataValue,
    ResourceParam,
    asset,
    multi_asset,
)
from pydantic import Field

from pipeline.defs.code_references import with_code
from pipeline.defs.columns import table_metadata
from pipeline.defs.corrections_check import CORRECTIONS_CHECK, corrections_check_result, corrections_check_spec
from pipeline.defs.days_check import days_check_result, days_check_spec
from pipeline.defs.display import (
    DOCUMENTS,
    OWNERS,
    Metadata,
    actors_metadata,
    corpus_metadata,
    release_pictures,
    release_row,
)
from pipeline.defs.freshness import nightly_freshness
from pipeline.defs.history import prune_history
from pipeline.defs.measured_check import measured_check_result, measured_check_spec
from pipeline.defs.partitions import register_months
from pipeline.defs.quality import quality_check_blocked, quality_check_passed, quality_check_spec
from pipeline.defs.reports import shown_metadata
from pipeline.defs.resources import LAKE_POOL, Project
from pipeline.defs.retries import plain_failure, retried
from pipeline.defs.rights_check import rights_check_blocked, rights_check_passed, rights_check_spec
from pipeline.defs.seeds_check import seeds_check_result, seeds_check_spec
from pipeline.lake.cleanup import clean_after_takedown, clean_lake
from pipeline.lake.corpus import CORPUS_TABLES, take_full_snapshot
from pipeline.lake.lock import locked
from pipeline.lake.months import list_months
from pipeline.lake.plan import plan_months
from pipeline.lake.publishers import publisher_warnings
from pipeline.lake.seed_index import SEED_INDEX, indexed_rejections, refresh_seed_index
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from pipeline.lake.workers import Workers
from pipeline.parse.unread_files import count_endings
from pipeline.publish.day import release_date
from pipeline.publish.folder import FolderTarget
from pipeline.publish.places import open_release
from pipeline.publish.recalling import recall_takedowns
from pipeline.publish.releasing import release_lake, request_of
from pipeline.publish.target import ReleaseOutcome
from pipeline.release.bounds import BlockedReleaseError
from pipeline.release.gate import HeldBackError
from pipeline.settings import load_settings
from schemas.tables import TABLES


@with_code
@asset(
    group_name="seeds",
    owners=OWNERS,
    kinds={"file"},
    check_specs=[days_check_spec("seed_index"), seeds_check_spec("seed_index")],
    pool=LAKE_POOL,
)
def seed_index(
    context: AssetExecutionContext, project: Project, workers: ResourceParam[Workers]
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Index the seeds folder: which document is in which seed and month, and what could not be read.

    Registers the months as partitions, cleans up files of the lake that nothing refers to any more, and deletes runs
    that are older than a month or not among the last thirty.
    """
    settings = project.settings_of_step()
    storage = Storage(settings.lake)
    with retried(context), workers.kept_unless_failed():
        recall_takedowns(settings)
        known = list(indexed_rejections(storage))
        index = refresh_seed_index(storage, settings, workers.map)
        plans = plan_months(index, settings)
        stale = stale_months(storage, plans)
        added, gone = register_months(context.instance, [*plans, *list_months(storage)])
        now = datetime.datetime.now(datetime.UTC)
        with locked(storage):
            deleted = clean_lake(storage, now=now.timestamp())
    n_runs = len(prune_history(context.instance, now))
    warnings = publisher_warnings(index.documents(), index.terms.publishers)
    for warning in warnings:
        context.log.warning(warning)
    context.log.info(f"{len(plans)} months, stale: {stale or 'none'}; added {added}, removed {gone}")
    yield days_check_result("seed_index", plans, now)
    yield seeds_check_result("seed_index", plans, index, known)
    yield MaterializeResult(
        data_version=DataVersion(index.fingerprint),
        metadata={
            "dagster/row_count": index.seeds.num_rows,
            "file": MetadataValue.path(f"{settings.lake}/{SEED_INDEX}"),
            "parsed_now": index.n_parsed,
            "documents": sum(plan.n_documents for plan in plans.values()),
            "rejections": sum(len(plan.rejections) for plan in plans.values()),
            "ignored_files": MetadataValue.json(list(index.ignored[:100])),
            "unread_files": MetadataValue.json(count_endings(index.unread)),
            "unread": MetadataValue.json(list(index.unread[:100])),
            "warnings": MetadataValue.json(warnings),
            "months": len(plans),
            "stale_months": MetadataValue.json(stale),
            "lake_files_deleted": len(deleted),
            "old_runs_deleted": n_runs,
        },
    )


# What each of the corpus-wide tables is counted from.
_COUNTED_FROM = {
    "actors": ["mentions", "statements"],
    "coverage": ["documents", "statements", "rejected"],
    "stories": ["documents"],
    "corrections": ["documents", "dates", "mentions", "statements"],
}


@with_code
@multi_asset(
    specs=[
        AssetSpec(
            table,
            deps=_COUNTED_FROM[table],
            group_name="corpus",
            owners=OWNERS,
            kinds={"parquet", "pandera"},
            metadata=table_metadata(table, _COUNTED_FROM[table]),
            description=f"{TABLES[table].summary} Counted over all months of the lake.",
        )
        for table in CORPUS_TABLES
    ],
    check_specs=[corrections_check_spec("corrections")],
    pool=LAKE_POOL,
    can_subset=True,
)
def corpus(context: AssetExecutionContext, project: Project) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Count the corpus-wide tables over one snapshot of the lake."""
    settings = project.settings_of_step()
    with retried(context):
        snapshot = take_full_snapshot(Storage(settings.lake))
    for table in CORPUS_TABLES:
        if AssetKey(table) in context.selected_asset_keys:
            if table == "actors":
                shown = shown_metadata(context.instance, table, snapshot.fingerprint)
                metadata = actors_metadata(snapshot, settings, shown)
            else:
                metadata = corpus_metadata(snapshot, settings, table)
            yield MaterializeResult(asset_key=table, data_version=DataVersion(snapshot.fingerprint), metadata=metadata)
    if any(key.name == CORRECTIONS_CHECK for key in context.selected_asset_check_keys):
        yield corrections_check_result("corrections", snapshot)


class ReleaseConfig(Config):
    """Configuration of a release."""

    date: str = Field(
        default="", description="Day of the release, YYYY-MM-DD; else SOURCE_DATE_EPOCH's day, else today (UTC)."
    )
    accept: list[str] = Field(
        default=[],
        description="Measures of data quality that may fall below their bounds; `rights` where more may be passed on "
        "of a document than before.",
    )


@with_code
@asset(
    deps=["dates", "statements", "about", "rejected", "redirects", *CORPUS_TABLES],
    group_name="corpus",
    owners=OWNERS,
    kinds={"huggingface", "parquet"},
    metadata=table_metadata("release"),
    check_specs=[quality_check_spec("release"), rights_check_spec("release"), measured_check_spec("release")],
    pool=LAKE_POOL,
    freshness_policy=nightly_freshness(load_settings()),
)
def release(
    context: AssetExecutionContext, config: ReleaseConfig, project: Project
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Make a versioned release in the folder target from one snapshot of the lake, if its content changed."""
    settings = project.settings_of_step()
    storage = Storage(settings.lake)
    try:
        # Locked over both, so that no older snapshot is released after a newer one.
        with retried(context), locked(storage):
            day = release_date(config.date, os.environ)
            snapshot = take_full_snapshot(storage)
            request = request_of(settings, day, accept=config.accept)
            outcome = release_lake(FolderTarget(settings.releases), settings, snapshot, request, context.log.info)
            assert outcome is not None  # only a dry run has none
            if snapshot.terms is not None:
                now = datetime.datetime.now(datetime.UTC).timestamp()
                clean_after_takedown(storage, snapshot.terms.taken_down, now=now)
    except BlockedReleaseError as error:
        yield quality_check_blocked("release", error)
        raise plain_failure(error) from None
    except HeldBackError as error:
        yield rights_check_blocked("release", error)
        raise plain_failure(error) from None
    context.log.info(f"{outcome.version or 'no release'}: {'; '.join(outcome.reasons)}")
    yield MaterializeResult(
        data_version=DataVersion(outcome.version),
        metadata={
            "version": outcome.version,
            "is_new": outcome.is_new,
            **(_of_release(outcome.url) if outcome.version else {}),
            "folder": MetadataValue.path(outcome.url),
            "reasons": MetadataValue.json(list(outcome.reasons)),
            "warnings": MetadataValue.json(list(outcome.warnings)),
            "rows": MetadataValue.json(dict(outcome.n_rows)),
        },
    )
    yield quality_check_passed("release", outcome)
    yield rights_check_passed("release", outcome)
    yield _measured(outcome)


def _measured(outcome: ReleaseOutcome) -> AssetCheckResult:
    """Return the check of what people's answers say of the release; without one there is nothing to say."""
    if not outcome.version:
        return measured_check_result("release", None)
    with open_release(outcome.url) as placed:
        return measured_check_result("release", placed.contents())


def _of_release(folder: str) -> Metadata:
    """Return its row, its documents and its plots."""
    documents = {title: MetadataValue.path(f"{folder}/{name}") for title, name in DOCUMENTS.items()}
    with open_release(folder) as placed:
        return {**release_row(placed), **documents, **release_pictures(folder)}
