"""Find the last run that should have made a release and failed: why, and when to retry.

The answer is read from the current runs, so no other state is stored.
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

from pipeline.alerts import Kind
from pipeline.defs.jobs import make_release, refresh, refresh_and_publish
from pipeline.defs.resources import DATA_TAG
from pipeline.defs.retries import ERROR_NAME, is_lasting, is_unwatched
from pipeline.errors import ContractError, GatedReleaseError
from pipeline.release.bounds import BlockedReleaseError
from pipeline.release.gate import HeldBackError

_RELEASING = (refresh.name, refresh_and_publish.name, make_release.name)

_FIRST_PAUSE_SECONDS = 600.0
_LONGEST_PAUSE_SECONDS = 86_400.0
# Doubled so often, the first pause is the longest one.
_COUNTED_RUNS = 9


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that did not succeed, with its cause in one line.

    `again_at`, in seconds since the epoch, is when to retry automatically; None for never.
    """

    run: DagsterRun
    cause: str
    again_at: float | None


def last_failure(instance: DagsterInstance, data: str) -> Failure | None:
    """Return the last run that makes releases in the folder `data`, if it failed; None otherwise."""
    records = _newest(instance, data)
    bad = []
    for record in records:
        if record.dagster_run.status is DagsterRunStatus.SUCCESS:
            break
        bad.append(record)
    if not bad or not bad[0].dagster_run.is_finished:
        return None
    run = bad[0].dagster_run
    return Failure(run, cause_of(instance, run), _again_at(instance, bad))


def _newest(instance: DagsterInstance, data: str) -> list[RunRecord]:
    """Return the last runs that make releases in `data`, newest first; a few are enough to determine the pause."""
    found = [
        record
        for job in _RELEASING
        for record in instance.get_run_records(RunsFilter(job_name=job, tags={DATA_TAG: data}), limit=_COUNTED_RUNS)
    ]
    return sorted(found, key=lambda record: record.storage_id, reverse=True)[:_COUNTED_RUNS]


def _again_at(instance: DagsterInstance, bad: list[RunRecord]) -> float | None:
    """Return ten minutes after the end of the last run in `bad`, doubled for each earlier one, at most a day.

    None if a person started all of them and saw the failure, if the release was made and only publishing to the Hub
    failed, or if the same error will recur until somebody acts.
    """
    run = bad[0].dagster_run
    if not any(is_unwatched(record.dagster_run) for record in bad) or _has_released(instance, run):
        return None
    if any(is_lasting(failed.error_name) for failed in _failed_steps(instance, run)):
        return None
    ended = bad[0].end_time or bad[0].create_timestamp.timestamp()
    doubled: int = 2 ** (len(bad) - 1)
    return ended + min(_FIRST_PAUSE_SECONDS * doubled, _LONGEST_PAUSE_SECONDS)


def _has_released(instance: DagsterInstance, run: DagsterRun) -> bool:
    done = instance.get_records_for_run(run.run_id, of_type=DagsterEventType.STEP_SUCCESS).records
    return any(record.event_log_entry.step_key == "release" for record in done)


def cause_of(instance: DagsterInstance, run: DagsterRun) -> str:
    """Explain in one line why `run` failed: each failed step with its error's first line, else how the run ended."""
    causes = [f"{failed.step}: {failed.cause}" for failed in _failed_steps(instance, run)]
    if causes:
        return "; ".join(causes)
    if run.status is DagsterRunStatus.CANCELED:
        return "it was cancelled"
    ends = instance.get_records_for_run(run.run_id, of_type=DagsterEventType.RUN_FAILURE).records
    told = [record.event_log_entry.dagster_event for record in ends]
    return next((event.message for event in told if event and event.message), "its process ended").rstrip(".")


def kind_of(instance: DagsterInstance, run: DagsterRun) -> Kind:
    """Return whether `run` failed, or made no release because of its quality, the contract or rights."""
    names = {failed.error_name for failed in _failed_steps(instance, run)}
    if names & _GATED:
        return "gated"
    return "blocked" if names & _BLOCKED else "failed"


_GATED = {HeldBackError.__name__, GatedReleaseError.__name__}
_BLOCKED = {BlockedReleaseError.__name__, ContractError.__name__, DagsterAssetCheckFailedError.__name__}


@dataclass(frozen=True, slots=True)
class _FailedStep:
    step: str
    cause: str
    error_name: str | None


def _failed_steps(instance: DagsterInstance, run: DagsterRun) -> Iterator[_FailedStep]:
    """Return the failed steps of `run`, each with its cause in one line and the class of its original error."""
    for record in instance.get_records_for_run(run.run_id, of_type=DagsterEventType.STEP_FAILURE).records:
        event = record.event_log_entry.dagster_event
        if event is None or event.step_key is None:
            continue
        told = event.step_failure_data.user_failure_data
        if told is not None and told.description and ERROR_NAME in told.metadata:
            name = str(told.metadata[ERROR_NAME].value)
            yield _FailedStep(event.step_key, told.description.splitlines()[0], name)
            continue
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            yield _FailedStep(event.step_key, _first_line(error), error.cls_name)


def _first_line(error: SerializableErrorInfo) -> str:
    """Return the problem; a failed check names itself in the second line."""
    lines = error.message.strip().split("\n")
    line = " ".join(lines[:2] if error.cls_name == DagsterAssetCheckFailedError.__name__ else lines[:1])
    return re.sub(rf"^[\w.]*\b{re.escape(error.cls_name or '')}: ", "", line)
