"""Whole builds for a person at the UI: jobs without partitions that do what `onrecord build` does.

Their one step starts the runs of a build in its own process, as the command does in that of the terminal. Such runs do
not queue, so they do not wait for the pool `lake` that the step's run holds for them; the step itself holds no lock.
"""

from dagster import Definitions, Failure, OpExecutionContext, job, op

from pipeline.defs.assets import ReleaseConfig, actors, release, seed_index
from pipeline.defs.build import BuildReport, build_on
from pipeline.defs.jobs import BRING_UP_TO_DATE, REBUILD_ALL, build_months, index_seeds, make_release
from pipeline.defs.months import annotate
from pipeline.defs.resources import LAKE_POOL, Project, resources_of, silent
from pipeline.errors import OnrecordError


@op(pool=LAKE_POOL, description="Looks at the seeds, builds the months that are stale, releases what changed.")
def build_what_is_stale(context: OpExecutionContext, config: ReleaseConfig, project: Project) -> None:
    """Do what `onrecord build` does."""
    _build(context, config, project, rebuild=False)


@op(pool=LAKE_POOL, description="Looks at the seeds, builds every month, releases what changed.")
def build_everything(context: OpExecutionContext, config: ReleaseConfig, project: Project) -> None:
    """Do what `onrecord build --rebuild` does."""
    _build(context, config, project, rebuild=True)


@job(
    name=BRING_UP_TO_DATE,
    description="Look at the seeds, build what is stale, and release if the content changed; like `onrecord build`. "
    "Needs no partitions. The runs it starts show each month.",
)
def bring_up_to_date() -> None:
    """One step."""
    build_what_is_stale()


@job(
    name=REBUILD_ALL,
    description="As bring_up_to_date, but every month is built again, current or not: after damage, or to see that a "
    "rebuild gives the same bytes. Like `onrecord build --rebuild`.",
)
def rebuild_all() -> None:
    """One step."""
    build_everything()


def _build(context: OpExecutionContext, config: ReleaseConfig, project: Project, *, rebuild: bool) -> None:
    try:
        settings = project.settings()
        definitions = Definitions(
            assets=[seed_index, annotate, actors, release],
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
        raise Failure(str(error), allow_retries=False) from None
    context.log.info(_sentence(report))


def _sentence(report: BuildReport) -> str:
    built = f"Months built: {', '.join(report.built) or 'none'}."
    if report.is_new:
        return f"{built} Release {report.version} in {report.folder}: {'; '.join(report.reasons)}"
    if not report.version:
        return f"{built} {'; '.join(report.reasons)}"
    return f"{built} Nothing changed: release {report.version} in {report.folder} is up to date"
