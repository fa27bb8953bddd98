"""The schedule of the night."""

from dagster import (
    DefaultScheduleStatus,
    Definitions,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    definitions,
)

from pipeline.defs.jobs import refresh_and_publish
from pipeline.defs.retries import UNWATCHED
from pipeline.settings import Settings, load_settings


def nightly_schedule(settings: Settings) -> ScheduleDefinition:
    """The schedule that rebuilds what is stale and publishes; it runs unless the settings name no time."""

    def request(context: ScheduleEvaluationContext) -> RunRequest:
        return RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%dT%H:%M%z}", tags=UNWATCHED)

    return ScheduleDefinition(
        name="nightly_release",
        job=refresh_and_publish,
        cron_schedule=settings.nightly_cron or "0 0 1 1 *",
        execution_timezone=settings.time_zone,
        execution_fn=request,
        default_status=DefaultScheduleStatus.RUNNING if settings.nightly_cron else DefaultScheduleStatus.STOPPED,
        description="Rebuilds what is stale, whatever made it so, releases if the content changed, and publishes to "
        "the Hub if a repository is set. ONRECORD_NIGHTLY_CRON and ONRECORD_TIME_ZONE say when.",
    )


@definitions
def schedules() -> Definitions:
    """The schedule, from this process's settings."""
    return Definitions(schedules=[nightly_schedule(load_settings())])
