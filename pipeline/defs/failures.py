"""The last run that was to make a release, when it made none: why, and when it is worth another try.

It is asked of the runs as they are now, so that nothing has to be kept beside them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dagster import (
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    RunRecord,
    RunsFilter,
)
from dagster._core.errors import DagsterAssetCheckFailedError
from dagster_shared.error import SerializableErrorInfo

from pipeline.defs.jobs import make_release, refresh, refresh_and_publish
from pipeline.defs.retries import is_lasting, is_unwatched

_RELEASING = (refresh.name, refresh_and_publish.name, make_release.name)

_FIRST_PAUSE_SECONDS = 600.0
_LONGEST_PAUSE_SECONDS = 86_400.0
# Doubled so often, the first pause is the longest one.
_COUNTED_RUNS = 9


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that did not succeed, with its cause in one line.

    `again_at`, in seconds since the epoch, is when it is worth another try that nobody asks for; None for never.
    """

    run: DagsterRun
    cause: str
    again_at: float | None


def last_failure(instance: DagsterInstance) -> Failure | None:
    """The last of the runs that make releases, if it has ended without success; None if there is none or it has."""
    records = _newest(instance)
    bad = []
    for record in records:
        if record.dagster_run.status is DagsterRunStatus.SUCCESS:
            break
        bad.append(record)
    if not bad or not bad[0].dagster_run.is_finished:
        return None
    run = bad[0].dagster_run
    return Failure(run, cause_of(instance, run), _again_at(instance, bad))


def _newest(instance: DagsterInstance) -> list[RunRecord]:
    """The last runs that make releases, newest first; a few are enough to know the pause."""
    found = [
        record
        for job in _RELEASING
        for record in instance.get_run_records(RunsFilter(job_name=job), limit=_COUNTED_RUNS)
    ]
    return sorted(found, key=lambda record: record.storage_id, reverse=True)[:_COUNTED_RUNS]


def _again_at(instance: DagsterInstance, bad: list[RunRecord]) -> float | None:
    """Ten minutes after the last of the runs in `bad` ended, twice that for each one before, a day at most.

    Never where a person started all of them, who is told; where the release was made, and only the Hub has it not; or
    where the same comes of it as long as nobody does something.
    """
    run = bad[0].dagster_run
    if not any(is_unwatched(record.dagster_run) for record in bad) or _has_released(instance, run):
        return None
    if any(is_lasting(error.cls_name) for _, error in _errors(instance, run)):
        return None
    ended = bad[0].end_time or bad[0].create_timestamp.timestamp()
    doubled: int = 2 ** (len(bad) - 1)
    return ended + min(_FIRST_PAUSE_SECONDS * doubled, _LONGEST_PAUSE_SECONDS)


def _has_released(instance: DagsterInstance, run: DagsterRun) -> bool:
    done = instance.get_records_for_run(run.run_id, of_type=DagsterEventType.STEP_SUCCESS).records
    return any(record.event_log_entry.step_key == "release" for record in done)


def cause_of(instance: DagsterInstance, run: DagsterRun) -> str:
    """Why `run` failed, in one line: each failed step with its error's first line, else what is said of its end."""
    causes = [f"{step}: {_first_line(error)}" for step, error in _errors(instance, run)]
    if causes:
        return "; ".join(causes)
    if run.status is DagsterRunStatus.CANCELED:
        return "it was cancelled"
    ends = instance.get_records_for_run(run.run_id, of_type=DagsterEventType.RUN_FAILURE).records
    told = [record.event_log_entry.dagster_event for record in ends]
    return next((event.message for event in told if event and event.message), "its process ended").rstrip(".")


def _errors(instance: DagsterInstance, run: DagsterRun) -> Iterator[tuple[str, SerializableErrorInfo]]:
    """The failed steps of `run`, each with the error that was raised first."""
    for record in instance.get_records_for_run(run.run_id, of_type=DagsterEventType.STEP_FAILURE).records:
        event = record.event_log_entry.dagster_event
        if event is None or event.step_key is None:
            continue
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            yield event.step_key, error


def _first_line(error: SerializableErrorInfo) -> str:
    """What is wrong; a failed check says in its second line which one."""
    lines = error.message.strip().split("\n")
    line = " ".join(lines[:2] if error.cls_name == DagsterAssetCheckFailedError.__name__ else lines[:1])
    return re.sub(rf"^[\w.]*\b{re.escape(error.cls_name or '')}: ", "", line)
