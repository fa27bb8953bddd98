"""The nightly schedule."""

from dagster import (
    DefaultScheduleStatus,
    Definitions,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    definitions,
)

from pipeline.defs.jobs import refresh_and_publish
from pipeline.defs.resources import DATA_TAG
from pipeline.defs.retries import UNWATCHED
from pipeline.settings import Settings, load_settings


def nightly_schedule(settings: Settings) -> ScheduleDefinition | None:
    """Return the schedule that rebuilds stale months and publishes; None if the settings give no time."""
    if not settings.nightly_cron:
        return None

    def request(context: ScheduleEvaluationContext) -> RunRequest:
        context.log.info("All that is stale is rebuilt, and released and published if the content changed.")
        tags = {**UNWATCHED, DATA_TAG: settings.data}
        return RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%dT%H:%M%z}", tags=tags)

    return ScheduleDefinition(
        name="nightly_release",
        job=refresh_and_publish,
        cron_schedule=settings.nightly_cron,
        execution_timezone=settings.time_zone,
        execution_fn=request,
        default_status=DefaultScheduleStatus.RUNNING,
        description="Rebuilds everything stale for any reason, releases if the content changed, and publishes to "
        "the Hub if a repository is set. ONRECORD_NIGHTLY_CRON and ONRECORD_TIME_ZONE set the time.",
    )


@definitions
def schedules() -> Definitions:
    """Return the schedule, if this process's settings give a time."""
    nightly = nightly_schedule(load_settings())
    return Definitions(schedules=[nightly] if nightly else [])
