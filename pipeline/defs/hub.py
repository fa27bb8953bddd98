"""Releases to a repository on the Hub: the asset and its job."""

import os
from collections.abc import Iterator

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetSelection,
    Config,
    DataVersion,
    MaterializeResult,
    MetadataValue,
    asset,
    define_asset_job,
)
from dagster._core.storage.tags import BACKFILL_ID_TAG
from pydantic import Field

from pipeline.defs.code_references import with_code
from pipeline.defs.columns import table_metadata
from pipeline.defs.display import DOCUMENTS, OWNERS, Metadata, release_row
from pipeline.defs.quality import (
    quality_check_blocked,
    quality_check_passed,
    quality_check_skipped,
    quality_check_spec,
)
from pipeline.defs.resources import LAKE_POOL, HubRepository, Project
from pipeline.defs.retries import plain_failure, retried
from pipeline.defs.rights_check import (
    rights_check_blocked,
    rights_check_passed,
    rights_check_skipped,
    rights_check_spec,
)
from pipeline.errors import ReleaseError
from pipeline.lake.corpus import CORPUS_TABLES, take_full_snapshot
from pipeline.lake.storage import Storage
from pipeline.publish.addresses import hub_address_of
from pipeline.publish.day import release_date
from pipeline.publish.hub.access import token_of
from pipeline.publish.places import open_release
from pipeline.publish.releasing import release_lake, request_of
from pipeline.publish.target import ReleaseOutcome
from pipeline.publish.targets import TargetOptions, open_target
from pipeline.release.bounds import BlockedReleaseError
from pipeline.release.gate import HeldBackError


class HubReleaseConfig(Config):
    """Configuration of a release to the Hub."""

    date: str = Field(
        default="", description="Day of the release, YYYY-MM-DD; else SOURCE_DATE_EPOCH's day, else today (UTC)."
    )
    accept: list[str] = Field(
        default=[],
        description="Measures of data quality that may fall below their bounds; `rights` where more may be passed on "
        "of a document than before.",
    )
    is_private: bool = Field(default=False, description="Make a new repository private.")


@with_code
@asset(
    deps=["dates", "statements", "about", "rejected", "redirects", *CORPUS_TABLES],
    group_name="corpus",
    owners=OWNERS,
    kinds={"huggingface", "parquet"},
    metadata=table_metadata("release"),
    output_required=False,
    check_specs=[quality_check_spec("hub_release"), rights_check_spec("hub_release")],
    pool=LAKE_POOL,
)
def hub_release(
    context: AssetExecutionContext, config: HubReleaseConfig, project: Project, hub: HubRepository
) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
    """Make a versioned release in a Hub repository after its own predecessor, if the content changed.

    Does nothing without a repository or a token.
    """
    token = token_of(os.environ)
    if not hub.repository or token is None:
        missing = "repository is set (ONRECORD_REPOSITORY)" if not hub.repository else "token is set (HF_TOKEN)"
        reason = f"Nothing is published to the Hub: no {missing}."
        context.log.warning(reason)
        if BACKFILL_ID_TAG in context.run.tags:
            # Dagster calls a backfill failed in which an asset reports nothing. The checks, too, say what was not done.
            yield MaterializeResult(metadata={"is_new": False, "reasons": MetadataValue.json([reason])})
        yield quality_check_skipped("hub_release", reason)
        yield rights_check_skipped("hub_release", reason)
        return
    options = TargetOptions(hub.endpoint or None, token, is_private=config.is_private)
    settings = project.settings_of_step()
    try:
        with retried(context):
            day = release_date(config.date, os.environ)
            request = request_of(settings, day, accept=config.accept)
            with open_target(hub_address_of(hub.repository), options) as target:
                snapshot = take_full_snapshot(Storage(settings.lake))
                outcome = release_lake(target, settings, snapshot, request, context.log.info)
    except BlockedReleaseError as error:
        yield quality_check_blocked("hub_release", error)
        raise plain_failure(error) from None
    except HeldBackError as error:
        yield rights_check_blocked("hub_release", error)
        raise plain_failure(error) from None
    assert outcome is not None  # only a dry run has none
    yield MaterializeResult(
        data_version=DataVersion(outcome.version),
        metadata={
            "version": outcome.version,
            "is_new": outcome.is_new,
            **_row(hub, outcome, token),
            "page": MetadataValue.url(outcome.url),
            **{title: MetadataValue.url(f"{_files_of(outcome)}/{name}") for title, name in DOCUMENTS.items()},
            "reasons": MetadataValue.json(list(outcome.reasons)),
            "mended_files": MetadataValue.json(list(outcome.mended)),
            "warnings": MetadataValue.json(list(outcome.warnings)),
            "rows": MetadataValue.json(dict(outcome.n_rows)),
        },
    )
    yield quality_check_passed("hub_release", outcome)
    yield rights_check_passed("hub_release", outcome)


def _files_of(outcome: ReleaseOutcome) -> str:
    """Return the URLs of a release's files: the Hub shows folders at `tree` and files at `blob`."""
    repository, _, tag = outcome.url.rpartition("/tree/")
    return f"{repository}/blob/{tag}"


def _row(hub: HubRepository, outcome: ReleaseOutcome, token: str) -> Metadata:
    """Read back the release's own row; omit it if the Hub does not respond, since the release is already made."""
    place = f"{hub.repository}@v{outcome.version}"
    try:
        with open_release(place, endpoint=hub.endpoint or None, token=token) as placed:
            return release_row(placed)
    except ReleaseError:
        return {"dagster/row_count": MetadataValue.int(1)}


publish_to_hub = define_asset_job(
    "publish_to_hub",
    selection=AssetSelection.assets(*CORPUS_TABLES, "hub_release"),
    description="Count the corpus-wide tables and publish a release to the Hub if the content changed.",
)
