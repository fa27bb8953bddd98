"""Trying again what nobody watches: a step whose store or network failed it, and a run whose process died."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from dagster import (
    AssetExecutionContext,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    RetryRequested,
    RunRequest,
    RunsFilter,
)
from dagster._core.errors import DagsterAssetCheckFailedError
from dagster._core.events import RunFailureReason
from dagster._core.storage.tags import RUN_FAILURE_REASON_TAG

from pipeline.errors import EmptyReleaseError, LakeError, ReleaseError, SeedsError, WorkersError
from pipeline.release.bounds import BlockedReleaseError

# A run a person starts fails at once, and says why; sensors and schedules put this tag on theirs.
_RETRIES_TAG = "onrecord/retries"
UNWATCHED = {_RETRIES_TAG: "3"}
ATTEMPT_TAG = "onrecord/attempt"
"""Which attempt a run is, of those that follow each other because their processes died; the first has no such tag."""

# Raised again until a person does something: the rows break the contract, quality fell, or nothing is left to release.
_LASTING = (BlockedReleaseError, EmptyReleaseError)
_LASTING_NAMES = {error.__name__ for error in (*_LASTING, DagsterAssetCheckFailedError)}

_ATTEMPTS_AFTER_THE_FIRST = 3
_FIRST_PAUSE_SECONDS = 30.0
_RUNS_AFTER_THE_FIRST = 2


@contextmanager
def retried(context: AssetExecutionContext) -> Iterator[None]:
    """Have the step tried again after 30, 60 and 120 seconds when the block raises what may pass by itself.

    A seed that changed while it was read, a store or scheduler that did not answer, another publisher: these pass. A
    malformed setting, a release outside its bounds and one that would be empty do not.
    """
    try:
        yield
    except _LASTING:
        raise
    except (LakeError, SeedsError, ReleaseError, WorkersError, OSError) as error:
        if _RETRIES_TAG not in context.run.tags:
            raise
        context.log.warning(f"{error} (attempt {context.retry_number + 1} of {_ATTEMPTS_AFTER_THE_FIRST + 1})")
        pause = _FIRST_PAUSE_SECONDS * 2**context.retry_number
        raise RetryRequested(_ATTEMPTS_AFTER_THE_FIRST, seconds_to_wait=pause) from error


def is_unwatched(run: DagsterRun) -> bool:
    """Whether a sensor or the schedule started `run`, so that nobody is told when it fails."""
    return _RETRIES_TAG in run.tags


def is_lasting(error_name: str | None) -> bool:
    """Whether an error of the class with this name comes again as long as nobody does something about it."""
    return error_name in _LASTING_NAMES


def died_unwatched(instance: DagsterInstance, job: str) -> DagsterRun | None:
    """The last run of `job` if nobody watched it and it failed outside of its steps; None if it ended otherwise.

    It is asked of the runs as they are now. Dagster's own retries follow the events of failed runs, and lose a run for
    good when they look between the writing of its event and that of its status (1.13.27, event_log_consumer.py).
    """
    last = next(iter(instance.get_runs(RunsFilter(job_name=job), limit=1)), None)
    if last is None or last.status is not DagsterRunStatus.FAILURE or not is_unwatched(last):
        return None
    return None if last.tags.get(RUN_FAILURE_REASON_TAG) == RunFailureReason.STEP_FAILURE.value else last


def restart(run: DagsterRun, kept_tags: Sequence[str]) -> RunRequest | None:
    """A request that starts `run` again, with those of its tags that are named; None after the third attempt.

    Asked for twice, as after a crash of the daemon, it is started once, by its key.
    """
    attempt = int(run.tags.get(ATTEMPT_TAG, "1"))
    if attempt > _RUNS_AFTER_THE_FIRST:
        return None
    tags = {tag: run.tags[tag] for tag in (_RETRIES_TAG, *kept_tags) if tag in run.tags}
    return RunRequest(
        run_key=f"after-{run.run_id}", job_name=run.job_name, tags={**tags, ATTEMPT_TAG: str(attempt + 1)}
    )
