"""A Dask cluster as an executor: `ONRECORD_DASK_SCHEDULER` names the scheduler, `onrecord[dask]` installs the client.

Lost workers are handled in two places. The scheduler reassigns the tasks of a lost worker; a task that was on several
workers when they died fails with KilledWorker, which becomes BrokenExecutor here.
"""

import pickle
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

from pipeline.errors import WorkersError
from pipeline.lake.worker_code import code_identity, run_packed

DaskClient = Any
"""A `distributed.Client`: the library has no type annotations."""

_CONNECT_SECONDS = 10.0
# A cluster that grows on demand starts its first worker when tasks wait for one, which takes minutes for a machine.
_NO_WORKERS_SECONDS = 600.0
_SECONDS_BETWEEN_LOOKS = 5.0
# Tasks for each thread of the cluster: one that runs, and two that wait for it.
_TASKS_PER_THREAD = 3
_SMALLEST_WINDOW = 8


class Cluster:
    """The cluster of the scheduler at `address` (`tcp://host:8786`)."""

    def __init__(self, address: str, *, no_workers_seconds: float = _NO_WORKERS_SECONDS) -> None:
        self._address = address
        self._patience = no_workers_seconds
        self._client: DaskClient | None = None
        self._window = (0.0, _SMALLEST_WINDOW)

    def connect(self) -> Executor:
        """Connect to the cluster. Raises WorkersError if it cannot be reached or no client is installed."""
        try:
            import distributed
        except ImportError:
            raise WorkersError(
                "ONRECORD_DASK_SCHEDULER is set, but Dask is not installed; install onrecord[dask], or unset it"
            ) from None
        make_client: Any = distributed.Client
        try:
            self._client = make_client(self._address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise WorkersError(
                f"ONRECORD_DASK_SCHEDULER {self._address}: no scheduler within {_CONNECT_SECONDS:.0f} s ({said}); "
                "start one, correct the address, or unset it to use the processes of this machine"
            ) from None
        return _ClusterExecutor(self._client, self._address, self._patience)

    def window(self) -> int:
        """Return how many tasks may be in progress: a few for each thread of the current workers."""
        asked, size = self._window
        if self._client is not None and time.monotonic() - asked > _SECONDS_BETWEEN_LOOKS:
            size = max(_SMALLEST_WINDOW, _TASKS_PER_THREAD * sum(_threads(self._client).values()))
            self._window = (time.monotonic(), size)
        return size


def _threads(client: DaskClient) -> dict[str, int]:
    """Return the threads of each worker; none while the scheduler does not respond."""
    try:
        return dict(client.nthreads())
    except (OSError, TimeoutError, ValueError):
        return {}


class _ClusterExecutor(Executor):
    """The client's executor, with this project's exceptions."""

    def __init__(self, client: DaskClient, address: str, patience: float) -> None:
        self._client = client
        self._address = address
        self._patience = patience
        self._last_seen = time.monotonic()
        # Not pure: a task that is handed in again must run again, not be taken for the one before.
        self._inner: Executor = client.get_executor(pure=False)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        """Submit a task. Its future's exception is BrokenExecutor if the task's workers died."""
        packed = pickle.dumps((function, arguments, named), protocol=pickle.HIGHEST_PROTOCOL)
        outer = _ClusterFuture(self._check)
        self._inner.submit(run_packed, code_identity(), packed).add_done_callback(
            lambda inner: _pass_on(inner, outer, self._address)
        )
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster and abandon its running tasks."""
        self._inner.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def _check(self) -> None:
        """Raise WorkersError if there has been no worker for too long."""
        if _threads(self._client):
            self._last_seen = time.monotonic()
        elif time.monotonic() - self._last_seen > self._patience:
            raise WorkersError(
                f"ONRECORD_DASK_SCHEDULER {self._address}: no workers for {self._patience:.0f} s; start some with "
                f"`dask worker {self._address}`"
            )


class _ClusterFuture(Future[Any]):
    """A future that regularly checks that the cluster still has workers."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__()
        self._check = check

    def result(self, timeout: float | None = None) -> Any:
        """Return the result; raises WorkersError if the cluster has no workers for too long."""
        while timeout is None and not self.done():
            try:
                return super().result(_SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                if not self.done():
                    self._check()
        return super().result(timeout)


def _pass_on(inner: "Future[Any]", outer: "Future[Any]", address: str) -> None:
    from distributed import KilledWorker

    if inner.cancelled():
        gone = (
            f"ONRECORD_DASK_SCHEDULER {address}: the scheduler stopped; start it and run again, finished work is kept"
        )
        outer.set_exception(WorkersError(gone))
        return
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    elif isinstance(error, KilledWorker):
        outer.set_exception(BrokenExecutor(str(error)))
    elif isinstance(error, (ImportError, AttributeError)) and "pipeline" in str(error):
        other = f"a worker of {address} has no onrecord or one that does not know this task ({error}); "
        outer.set_exception(WorkersError(f"{other}start all of them from the same installation"))
    else:
        outer.set_exception(error)
