"""Whole builds from the UI: jobs without partitions that do the same as `onrecord build`.

Their one step starts the runs of a build in its own process, like the command in the terminal's. Such runs are not
queued, so they do not wait for the pool `lake`, which the step's run occupies for them; the step itself holds no lock.
"""

from dagster import Definitions, OpExecutionContext, job, op

from pipeline.defs.assets import ReleaseConfig, corpus, release, seed_index
from pipeline.defs.build import build_on
from pipeline.defs.jobs import BRING_UP_TO_DATE, REBUILD_ALL, build_months, index_seeds, make_release
from pipeline.defs.months import annotate
from pipeline.defs.resources import LAKE_POOL, Project, resources_of, silent
from pipeline.defs.retries import plain_failure
from pipeline.errors import OnrecordError
from pipeline.publish.build_report import BuildReport


@op(pool=LAKE_POOL, description="Lists the seeds, builds stale months, releases if the content changed.")
def build_what_is_stale(context: OpExecutionContext, config: ReleaseConfig, project: Project) -> None:
    """Do the same as `onrecord build`."""
    _build(context, config, project, rebuild=False)


@op(pool=LAKE_POOL, description="Lists the seeds, builds every month, releases if the content changed.")
def build_everything(context: OpExecutionContext, config: ReleaseConfig, project: Project) -> None:
    """Do the same as `onrecord build --rebuild`."""
    _build(context, config, project, rebuild=True)


@job(
    name=BRING_UP_TO_DATE,
    description="List the seeds, build stale months, and release if the content changed; like `onrecord build`. "
    "Needs no partitions. The runs it starts show each month.",
)
def bring_up_to_date() -> None:
    """One step."""
    build_what_is_stale()


@job(
    name=REBUILD_ALL,
    description="Like bring_up_to_date, but every month is built again: after damage, or to check that a "
    "rebuild gives the same bytes. Like `onrecord build --rebuild`.",
)
def rebuild_all() -> None:
    """One step."""
    build_everything()


def _build(context: OpExecutionContext, config: ReleaseConfig, project: Project, *, rebuild: bool) -> None:
    try:
        settings = project.settings()
        definitions = Definitions(
            assets=[seed_index, annotate, corpus, release],
            jobs=[index_seeds, build_months, make_release],
            resources=resources_of(settings),
        )
        report = build_on(
            context.instance,
            definitions,
            settings,
            date=config.date,
            advance=silent,
            accept=config.accept,
            rebuild=rebuild,
            tell=context.log.info,
            warn=context.log.warning,
        )
    except OnrecordError as error:
        raise plain_failure(error) from None
    context.log.info(_sentence(report))


def _sentence(report: BuildReport) -> str:
    built = f"Months built: {', '.join(report.built) or 'none'}."
    if report.is_new:
        return f"{built} Release {report.version} in {report.folder}: {'; '.join(report.reasons)}"
    if not report.version:
        return f"{built} {'; '.join(report.reasons)}"
    return f"{built} Nothing changed: release {report.version} in {report.folder} is up to date"
