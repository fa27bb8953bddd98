"""Sensors: start a run for new seeds, restart runs whose process died, and explain what to do after a failure.

The lake knows what was built, Dagster's instance what was tried; the cursor of `new_seeds` stores only the last state
of the seeds.
"""

import json
import math
import time
from collections.abc import Iterator, Sequence

from dagster import (
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    DefaultSensorStatus,
    Definitions,
    RunFailureSensorContext,
    RunRequest,
    RunsFilter,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    definitions,
    run_failure_sensor,
    sensor,
)
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES, NOT_FINISHED_STATUSES

from pipeline.alerts import Alert, send_alert
from pipeline.defs.failures import Failure, cause_of, kind_of, last_failure
from pipeline.defs.jobs import BRING_UP_TO_DATE, BUILDING, launched_by_hand, refresh, refresh_and_publish
from pipeline.defs.processes import PROCESS_TAG, is_gone
from pipeline.defs.resources import BUILD_TAG, DATA_TAG, Project
from pipeline.defs.retries import UNWATCHED, died_unwatched, restart
from pipeline.lake.head import read_head
from pipeline.lake.storage import Storage
from pipeline.lake.watch import SeedsSeen, look_at_seeds
from pipeline.literal import literal
from pipeline.settings import Settings, load_settings

SEEDS_TAG = ".dagster/onrecord_seeds"
"""The fingerprint of the seeds that a run was started for; hidden in the UI."""

# Seeds that keep arriving are built after this long, although they have not settled.
_LONGEST_SETTLING_SECONDS = 600.0
_DEAD_RUNS_INTERVAL_SECONDS = 30


def new_seeds_sensor(settings: Settings) -> SensorDefinition:
    """Return the sensor for new, changed and removed seeds; it runs unless its interval is 0."""

    @sensor(
        name="new_seeds",
        job=refresh,
        minimum_interval_seconds=settings.seeds_interval or 30,
        default_status=DefaultSensorStatus.RUNNING if settings.seeds_interval else DefaultSensorStatus.STOPPED,
        description="Lists the seeds and starts one run of `refresh` when files were added, removed or changed (by "
        "size and time of modification) since the lake was built, and the listing is the same twice in a row. "
        "Corrections, answers to samples, the gazetteer and the calibration count too. "
        "ONRECORD_SEEDS_INTERVAL sets how often it checks.",
    )
    def new_seeds(context: SensorEvaluationContext, project: Project) -> SensorResult:
        result = decide(context, project)
        skipped = result.skip_reason.skip_message if result.skip_reason else None
        context.log.info(skipped or "The seeds have changed, and a run of `refresh` is requested.")
        return result

    def decide(context: SensorEvaluationContext, project: Project) -> SensorResult:
        settings = project.settings()
        seen = look_at_seeds(settings)
        head = read_head(Storage(settings.lake))
        is_built = head is not None and head.seen == seen.fingerprint
        state = f"All {seen.n_seeds} seeds are as the lake has them" if is_built else "The seeds have changed"
        if head is None and not seen.n_seeds:
            return _skip(seen, f"There are no seeds yet in {settings.seeds}.")
        under_way = _unfinished(context.instance)
        if under_way:
            return _skip(seen, f"{state}; run {under_way[0].run_id} is under way.")
        if is_built:
            return _after_the_last(context.instance, settings, seen, state)
        since = _unsettled_since(context.cursor, seen)
        if since is not None and time.time() - since < _LONGEST_SETTLING_SECONDS:
            return _skip(seen, "The seeds have changed; waiting until they settle.", since)
        return _after_the_last_for_these(context.instance, settings, seen)

    return new_seeds


def _skip(seen: SeedsSeen, reason: str, since: float | None = None) -> SensorResult:
    cursor = json.dumps({"seen": seen.fingerprint, "since": since})
    return SensorResult(skip_reason=SkipReason(reason), cursor=cursor)


def _unsettled_since(cursor: str | None, seen: SeedsSeen) -> float | None:
    """Return since when the seeds have changed at each check, in seconds since the epoch; None if they are stable."""
    last = json.loads(cursor) if cursor else {}
    if last.get("seen") == seen.fingerprint:
        return None
    return float(last.get("since") or time.time())


def _after_the_last(instance: DagsterInstance, settings: Settings, seen: SeedsSeen, state: str) -> SensorResult:
    """Decide after the last run if the lake is up to date with the seeds: that run may have made no release."""
    failure = last_failure(instance, settings.data)
    if failure is None:
        return _skip(seen, f"{state}.")
    return _again(instance, settings, seen, failure, f"{state}, but")


def _after_the_last_for_these(instance: DagsterInstance, settings: Settings, seen: SeedsSeen) -> SensorResult:
    """Request a run for seeds that the lake does not have, unless the last one for these failed recently."""
    tags = {SEEDS_TAG: seen.fingerprint, DATA_TAG: settings.data}
    earlier = instance.get_runs(RunsFilter(tags=tags), limit=1)
    has_failed = bool(earlier) and earlier[0].status is not DagsterRunStatus.SUCCESS
    failure = last_failure(instance, settings.data) if has_failed else None
    if failure is None:
        return _request(instance, settings, seen)
    return _again(instance, settings, seen, failure, "The seeds have changed, but")


def _again(
    instance: DagsterInstance, settings: Settings, seen: SeedsSeen, failure: Failure, state: str
) -> SensorResult:
    """Request a run after a failed one, if it is time to retry; else report how that one ended and the pause."""
    what = f"{state} run {failure.run.run_id} did not succeed ({failure.cause})."
    if failure.again_at is None:
        job = launched_by_hand(failure.run.job_name)
        return _skip(seen, f"{what} After fixing the cause, launch the job `{job}`.")
    minutes = math.ceil((failure.again_at - time.time()) / 60)
    if minutes > 0:
        return _skip(seen, f"{what} The next try is in {minutes} min, or when you launch the job `{BRING_UP_TO_DATE}`.")
    return _request(instance, settings, seen)


def _request(instance: DagsterInstance, settings: Settings, seen: SeedsSeen) -> SensorResult:
    """Request a run for the seeds as they were seen.

    Its key names the last run for them: requested twice, as after a crash, it is started once; but after a failed run,
    a lost lake, or when the seeds return to an earlier state, it is a new run. Counting the runs would not work, since
    old ones are deleted.
    """
    last = instance.get_run_records(RunsFilter(tags={SEEDS_TAG: seen.fingerprint}), limit=1)
    after = last[0].dagster_run.run_id if last else "none"
    request = RunRequest(
        run_key=f"{seen.fingerprint[:32]}-{after}",
        tags={**UNWATCHED, SEEDS_TAG: seen.fingerprint, DATA_TAG: settings.data},
    )
    cursor = json.dumps({"seen": seen.fingerprint, "since": None})
    return SensorResult(run_requests=[request], cursor=cursor)


def _unfinished(instance: DagsterInstance) -> Sequence[DagsterRun]:
    return [
        run for job in BUILDING for run in instance.get_runs(RunsFilter(job_name=job, statuses=NOT_FINISHED_STATUSES))
    ]


@sensor(
    minimum_interval_seconds=_DEAD_RUNS_INTERVAL_SECONDS,
    default_status=DefaultSensorStatus.RUNNING,
    jobs=[refresh, refresh_and_publish],
    description="Marks runs as failed whose process on this machine died (killed, or the machine was "
    "restarted), so that the runs that wait for them continue. Restarts an unattended run whose process died, at most "
    "twice.",
)
def dead_runs(context: SensorEvaluationContext) -> SensorResult:
    """Mark runs whose process died as failed, and restart unattended ones."""
    given_up = [run.run_id for run in find_dead_runs(context.instance)]
    for run_id in given_up:
        run = context.instance.get_run_by_id(run_id)
        if run is not None and not run.is_finished:
            context.instance.report_run_failed(run, "The process of this run died.")
    requests = list(_restarts(context.instance))
    if requests:
        return SensorResult(run_requests=requests)
    return SensorResult(
        skip_reason=SkipReason(
            f"Marked as failed: {', '.join(given_up)}" if given_up else "All runs have a living process."
        )
    )


def _restarts(instance: DagsterInstance) -> Iterator[RunRequest]:
    """Return requests to restart dead runs. None while another run is in progress: it may do the work."""
    if _unfinished(instance):
        return
    for job in (refresh, refresh_and_publish):
        died = died_unwatched(instance, job.name)
        request = restart(died, kept_tags=[SEEDS_TAG, DATA_TAG]) if died is not None else None
        if request is not None:
            yield request


def find_dead_runs(instance: DagsterInstance) -> Iterator[DagsterRun]:
    """Find the runs that count as in progress although their process on this machine has died."""
    statuses = [*IN_PROGRESS_RUN_STATUSES, DagsterRunStatus.CANCELING]
    for run in instance.get_runs(RunsFilter(statuses=statuses)):
        process = run.tags.get(PROCESS_TAG)
        if process is not None and is_gone(process):
            yield run


@run_failure_sensor(
    name="say_what_to_do",
    default_status=DefaultSensorStatus.RUNNING,
    description="Writes the cause in one line and the next step into the log of a failed run, and tells the webhook "
    "of [alerts] in onrecord.toml, if there is one.",
)
def say_what_to_do(context: RunFailureSensorContext) -> None:
    """Write the advice into the run's own log and into the daemon's."""
    told = literal(advice(context))
    context.instance.report_engine_event(told, context.dagster_run)
    context.log.error(told)
    if BUILD_TAG not in context.dagster_run.tags:  # else who started its build tells
        settings, run = load_settings(), context.dagster_run
        kind, cause = kind_of(context.instance, run), cause_of(context.instance, run)
        send_alert(settings.alerts, Alert(kind, run.job_name, run.run_id, literal(cause), settings.data))


def advice(context: RunFailureSensorContext) -> str:
    """Return the cause in one line, and the next step."""
    what = cause_of(context.instance, context.dagster_run)
    return (
        f"{context.dagster_run.job_name} failed. {what} — Lake and releases are unchanged. "
        f"After fixing the cause, launch the job `{launched_by_hand(context.dagster_run.job_name)}`, or run "
        "`onrecord build`: months that are done are not built again."
    )


@definitions
def sensors() -> Definitions:
    """Return the sensors, from this process's settings."""
    return Definitions(sensors=[new_seeds_sensor(load_settings()), dead_runs, say_what_to_do])
