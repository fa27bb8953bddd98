"""Running tasks in other processes: in order, a bounded number at a time, and past the death of a worker.

Tasks go to a `concurrent.futures.Executor`: processes of this machine, or a Dask cluster where the settings name its
scheduler. Several maps may be open at once, one feeding the other; they share the executor.
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
    """A task that can be done in parts, so that what takes a worker down in it is found and left out."""

    def divide(self) -> Sequence[Any]:
        """Tasks to run in its place: smaller ones; a single one that leaves out what may be at fault; none at all."""

    def join(self, results: Sequence[Any]) -> Any:
        """The task's result from those of its parts, in order."""


@runtime_checkable
class Weighted(Protocol):
    """A task that takes more room than others while it is under way."""

    @property
    def weight(self) -> int:
        """How many tasks of a window it stands for."""


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """Stands among tasks for one whose `result` is there already; a function that is mapped over them returns that."""

    result: R


class LocalPool(ProcessPoolExecutor):
    """Local processes, started afresh: a fork of a process with threads (Dagster's, Arrow's) can deadlock."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=end_with_parent)

    def submit(self, function: Callable[..., R], /, *arguments: Any, **named: Any) -> "Future[R]":
        """As any executor; the worker refuses when it runs other code, replaced on the disk in between."""
        return super().submit(run_checked, code_identity(), function, *arguments, **named)


@dataclass(slots=True, eq=False)
class _Ticket:
    """A task that was handed in; `n_lost` counts the executors that broke before it was done."""

    function: Callable[[Any], Any]
    task: Any
    future: "Future[Any]"
    n_lost: int = 0

    @property
    def weight(self) -> int:
        """How much of a window it takes."""
        return _weight(self.task)

    def is_done(self) -> bool:
        """Whether there is a result, or an exception that the task itself raised."""
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
        """`function` of each task, in order. At most a window of tasks is under way or waiting to be fetched.

        A task that is heavier than the window goes alone.

        Raises what `function` raises, and WorkersError when a task takes down any worker that it is given to.
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
        """Ends the workers when the block raises, so that whoever tries again starts with others and afresh."""
        try:
            yield
        except BaseException:
            self.close()
            self._tickets.clear()
            self._n_left_out = 0
            raise

    def close(self) -> None:
        """End the worker processes, or leave the cluster. The next map starts afresh."""
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
        """The result of a ticket, waiting for it, and past any number of broken executors."""
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
        """What a broken executor lost is handed in again, once; after that each task is run alone.

        Which task took the worker down is not known, and it may have been none of them (out of memory, a machine that
        went away). Of two deaths in a row one of the tasks is suspect, and alone it cannot take others with it.
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
        """The result of a task that is the only one under way; in parts when it takes its worker down."""
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
    """Workers of the Dask cluster at `scheduler`, else `jobs` local processes; one job runs in this process.

    Raises WorkersError when the scheduler cannot be reached; that is tried when the first tasks are handed in.
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
