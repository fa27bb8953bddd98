"""Retry unattended work: a step that failed because of a store or the network, and a run whose process died."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from dagster import (
    AssetExecutionContext,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    Failure,
    RetryRequested,
    RunRequest,
    RunsFilter,
)
from dagster._core.errors import DagsterAssetCheckFailedError
from dagster._core.events import RunFailureReason
from dagster._core.storage.tags import RUN_FAILURE_REASON_TAG

from pipeline.errors import (
    EmptyReleaseError,
    LakeError,
    OnrecordError,
    ReleaseError,
    SeedsError,
    SeedsFileError,
    SettingsError,
    WorkersError,
)
from pipeline.release.bounds import BlockedReleaseError
from pipeline.release.gate import HeldBackError

# A run a person starts fails at once, and says why; sensors and schedules put this tag on theirs.
_RETRIES_TAG = "onrecord/retries"
UNWATCHED = {_RETRIES_TAG: "3"}
ERROR_NAME = "error"
"""The metadata of a failed step that holds the name of the error's class."""
ATTEMPT_TAG = "onrecord/attempt"
"""The number of a run's attempt after its process died; the first attempt has no such tag."""

# Raised again until somebody acts: a file to correct, rows that break the contract, lower quality, looser rights,
# nothing to release.
_LASTING = (SettingsError, SeedsFileError, BlockedReleaseError, HeldBackError, EmptyReleaseError)
# May be temporary: a store, network or scheduler that did not respond, a seed that changed while it was read, another
# publisher.
_TEMPORARY = (LakeError, SeedsError, ReleaseError, WorkersError, OSError)
_LASTING_NAMES = {error.__name__ for error in (*_LASTING, DagsterAssetCheckFailedError)}

_ATTEMPTS_AFTER_THE_FIRST = 3
_FIRST_PAUSE_SECONDS = 30.0
_RUNS_AFTER_THE_FIRST = 2


@contextmanager
def retried(context: AssetExecutionContext) -> Iterator[None]:
    """Retry the step after 30, 60 and 120 seconds if the block raises an error that may be temporary.

    Only in runs of sensors and schedules. Every other foreseeable error, and one that is still there in the fourth
    attempt, fails the step at once and is the reason that the UI shows.
    """
    try:
        yield
    except (BlockedReleaseError, HeldBackError):  # the asset shows its check first
        raise
    except (OnrecordError, OSError) as error:
        is_temporary = isinstance(error, _TEMPORARY) and not isinstance(error, _LASTING)
        if is_temporary and _RETRIES_TAG in context.run.tags and context.retry_number < _ATTEMPTS_AFTER_THE_FIRST:
            context.log.warning(f"{error} (attempt {context.retry_number + 1} of {_ATTEMPTS_AFTER_THE_FIRST + 1})")
            pause = _FIRST_PAUSE_SECONDS * 2**context.retry_number
            raise RetryRequested(_ATTEMPTS_AFTER_THE_FIRST, seconds_to_wait=pause) from error
        raise plain_failure(error) from None


def plain_failure(error: OnrecordError | OSError) -> Failure:
    """Return the failure of a step that shows `error` itself, instead of how Dagster encountered it."""
    return Failure(str(error), metadata={ERROR_NAME: type(error).__name__}, allow_retries=False)


def is_unwatched(run: DagsterRun) -> bool:
    """True if a sensor or the schedule started `run`, so that nobody sees it fail."""
    return _RETRIES_TAG in run.tags


def is_lasting(error_name: str | None) -> bool:
    """True if an error of the class with this name recurs until somebody acts."""
    return error_name in _LASTING_NAMES


def died_unwatched(instance: DagsterInstance, job: str) -> DagsterRun | None:
    """Return the last run of `job` if it was unattended and failed outside of its steps; else None.

    The answer is read from the current runs. Dagster's own retries follow the events of failed runs, and miss a run for
    good if they read between the writing of its event and of its status (1.13.27, event_log_consumer.py).
    """
    last = next(iter(instance.get_runs(RunsFilter(job_name=job), limit=1)), None)
    if last is None or last.status is not DagsterRunStatus.FAILURE or not is_unwatched(last):
        return None
    return None if last.tags.get(RUN_FAILURE_REASON_TAG) == RunFailureReason.STEP_FAILURE.value else last


def restart(run: DagsterRun, kept_tags: Sequence[str]) -> RunRequest | None:
    """Return a request that restarts `run` with the given ones of its tags; None after the third attempt.

    Its key ensures that it is started once, even if requested twice after a crash of the daemon.
    """
    attempt = int(run.tags.get(ATTEMPT_TAG, "1"))
    if attempt > _RUNS_AFTER_THE_FIRST:
        return None
    tags = {tag: run.tags[tag] for tag in (_RETRIES_TAG, *kept_tags) if tag in run.tags}
    return RunRequest(
        run_key=f"after-{run.run_id}", job_name=run.job_name, tags={**tags, ATTEMPT_TAG: str(attempt + 1)}
    )
