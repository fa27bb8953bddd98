"""Run tasks in other processes: in order, a bounded number at a time, and surviving the death of a worker.

Tasks are submitted to a `concurrent.futures.Executor`: processes of this machine, or a Dask cluster if the settings
name its scheduler. Several maps may be open at once, one feeding the other; they share the executor.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from pipeline.errors import WorkersError
from pipeline.garbage import collect_seldom
from pipeline.lake.orphans import end_with_parent
from pipeline.lake.worker_code import code_identity, run_checked

T = TypeVar("T")
R = TypeVar("R")

MakeExecutor = Callable[[], Executor]
Window = Callable[[], int]

# More of them, and it is not the documents that are at fault.
_MAX_LEFT_OUT = 20


@runtime_checkable
class Divisible(Protocol):
    """A task that can be divided, so that the part that kills a worker is found and skipped."""

    def divide(self) -> Sequence[Any]:
        """Return tasks to run instead: smaller ones, or a single one without the possible cause, or none."""

    def join(self, results: Sequence[Any]) -> Any:
        """Join the results of its parts, in order."""


@runtime_checkable
class Weighted(Protocol):
    """A task that counts as several in the window."""

    @property
    def weight(self) -> int:
        """Return how many tasks of a window it counts as."""


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """A task whose `result` is already known; `map` returns it without calling the function."""

    result: R


def _begin() -> None:
    """Begin a worker."""
    end_with_parent()
    collect_seldom()


class LocalPool(ProcessPoolExecutor):
    """Local processes, spawned: a fork of a process with threads (Dagster's, Arrow's) can deadlock."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)

    def submit(self, function: Callable[..., R], /, *arguments: Any, **named: Any) -> "Future[R]":
        """Submit a task; the worker refuses it if its code was replaced on disk in the meantime."""
        return super().submit(run_checked, code_identity(), function, *arguments, **named)


@dataclass(slots=True, eq=False)
class _Ticket:
    """A submitted task; `n_lost` counts the executors that broke before it was done."""

    function: Callable[[Any], Any]
    task: Any
    future: "Future[Any]"
    n_lost: int = 0

    @property
    def weight(self) -> int:
        """Return how much of a window it takes."""
        return _weight(self.task)

    def is_done(self) -> bool:
        """True if there is a result, or an exception that the task itself raised."""
        if not self.future.done() or self.future.cancelled():
            return False
        return not isinstance(self.future.exception(), BrokenExecutor)


class Workers:
    """An ordered, bounded map over tasks. Without an executor, or with one task only, they run in this process."""

    def __init__(self, make_executor: MakeExecutor | None, window: Window) -> None:
        self._make_executor = make_executor
        self._window = window
        self._executor: Executor | None = None
        self._tickets: list[_Ticket] = []
        self._n_left_out = 0

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield `function` of each task, in order. At most a window of tasks is running or waiting to be fetched.

        A task that is heavier than the window runs alone.

        Raises what `function` raises, and WorkersError if a task kills every worker that it is given to.
        """
        waiting = iter(tasks)
        first = [] if self._make_executor is None else list(islice(waiting, 2))
        if len(first) < 2:  # nothing to share out: starting processes takes longer than a single task
            yield from map(function, chain(first, waiting))
            return
        pending: deque[_Ticket] = deque()
        weight = 0
        try:
            for task in chain(first, waiting):
                weight += _weight(task)
                while pending and (pending[0].future.done() or weight > self._window()):
                    weight -= pending[0].weight
                    yield self._fetch(pending.popleft())
                pending.append(self._hand_in(function, task))
            while pending:
                yield self._fetch(pending.popleft())
        finally:  # whoever iterates has stopped
            for ticket in pending:
                self._forget(ticket)

    @contextmanager
    def kept_unless_failed(self) -> Iterator[None]:
        """End the workers if the block raises, so that a retry starts with new ones."""
        try:
            yield
        except BaseException:
            self.close()
            self._tickets.clear()
            self._n_left_out = 0
            raise

    def close(self) -> None:
        """End the worker processes, or leave the cluster. The next map starts new ones."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _hand_in(self, function: Callable[[T], R], task: T) -> _Ticket:
        given: object = task
        future = _settled(given.result, None) if isinstance(given, Done) else self._submit(function, task)
        ticket = _Ticket(function, task, future)
        self._tickets.append(ticket)
        return ticket

    def _submit(self, function: Callable[[T], R], task: T) -> "Future[R]":
        if self._executor is None:
            assert self._make_executor is not None
            self._executor = self._make_executor()
        try:
            return self._executor.submit(function, task)
        except BrokenExecutor as error:  # seen again, and dealt with, when the task's turn comes
            return _settled(None, error)

    def _fetch(self, ticket: _Ticket) -> Any:
        """Wait for the result of a ticket, across any number of broken executors."""
        try:
            while True:
                try:
                    return ticket.future.result()
                except BrokenExecutor:
                    self._recover()
        finally:
            self._forget(ticket)

    def _forget(self, ticket: _Ticket) -> None:
        if ticket in self._tickets:  # unless another map's failure has ended all of them
            self._tickets.remove(ticket)

    def _recover(self) -> None:
        """Submit the tasks that a broken executor lost again, once; after that run each task alone.

        It is unknown which task killed the worker, if any did (out of memory, a lost machine). After two deaths in a
        row the tasks are suspect, and run alone they cannot affect others.
        """
        lost = [ticket for ticket in self._tickets if not ticket.is_done()]
        self.close()
        for ticket in lost:
            ticket.n_lost += 1
        if max(ticket.n_lost for ticket in lost) == 1:
            for ticket in lost:
                ticket.future = self._submit(ticket.function, ticket.task)
            return
        for ticket in lost:
            try:
                ticket.future = _settled(self._run_alone(ticket.function, ticket.task), None)
            except Exception as error:  # raised where the result is fetched, as if it came from the executor
                ticket.future = _settled(None, error)

    def _run_alone(self, function: Callable[[T], R], task: T) -> R:
        """Return the result of a task that runs alone; run it in parts if it kills its worker."""
        try:
            return self._submit(function, task).result()
        except BrokenExecutor:
            self.close()
        parts = task.divide() if isinstance(task, Divisible) else ()
        if len(parts) == 1:
            self._n_left_out += 1
        if not parts or self._n_left_out > _MAX_LEFT_OUT:
            raise WorkersError(
                "a task took down every worker it was given to (out of memory?); set ONRECORD_JOBS lower, or "
                "ONRECORD_MAX_DOCUMENT_BYTES to reject the largest documents"
            )
        assert isinstance(task, Divisible)
        joined: R = task.join([self._run_alone(function, part) for part in parts])
        return joined


def _weight(task: object) -> int:
    return task.weight if isinstance(task, Weighted) else 1


def _settled(result: Any, error: Exception | None) -> "Future[Any]":
    future: Future[Any] = Future()
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
    return future


def open_workers(jobs: int, scheduler: str = "") -> AbstractContextManager[Workers]:
    """Open workers: the Dask cluster at `scheduler`, else `jobs` local processes; one job runs in this process.

    Connects when the first tasks are submitted; raises WorkersError if the scheduler cannot be reached.
    """
    if scheduler:
        from pipeline.lake.cluster import Cluster

        cluster = Cluster(scheduler)
        return _open(cluster.connect, cluster.window)
    return _open((lambda: LocalPool(jobs)) if jobs > 1 else None, lambda: 3 * jobs)


@contextmanager
def _open(make_executor: MakeExecutor | None, window: Window) -> Iterator[Workers]:
    workers = Workers(make_executor, window)
    try:
        yield workers
    finally:
        workers.close()
