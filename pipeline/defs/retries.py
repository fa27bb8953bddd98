"""Trying again: a run that nobody watches waits and repeats a step whose store or network failed it."""

from collections.abc import Iterator
from contextlib import contextmanager

from dagster import AssetExecutionContext, RetryRequested

from pipeline.errors import LakeError, ReleaseError, SeedsError, WorkersError
from pipeline.release.bounds import BlockedReleaseError

# A run a person starts fails at once, and says why; sensors and schedules put these tags on theirs. The second is
# Dagster's: the run as a whole is started again when its process dies.
UNWATCHED = {"onrecord/retries": "3", "dagster/max_retries": "2"}
_ATTEMPTS_AFTER_THE_FIRST = 3
_FIRST_PAUSE_SECONDS = 30.0


@contextmanager
def retried(context: AssetExecutionContext) -> Iterator[None]:
    """Have the step tried again after 30, 60 and 120 seconds when the block raises what may pass by itself.

    A seed that changed while it was read, a store or scheduler that did not answer, another publisher: these pass. A
    malformed setting and a release outside its bounds do not.
    """
    try:
        yield
    except BlockedReleaseError:
        raise
    except (LakeError, SeedsError, ReleaseError, WorkersError, OSError) as error:
        if "onrecord/retries" not in context.run.tags:
            raise
        context.log.warning(f"{error} (attempt {context.retry_number + 1} of {_ATTEMPTS_AFTER_THE_FIRST + 1})")
        pause = _FIRST_PAUSE_SECONDS * 2**context.retry_number
        raise RetryRequested(_ATTEMPTS_AFTER_THE_FIRST, seconds_to_wait=pause) from error
