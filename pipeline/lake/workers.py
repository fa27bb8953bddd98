"""Running tasks in other processes: in order, a bounded number at a time, and past the death of a worker."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from typing import TypeVar

from pipeline.errors import LakeError

T = TypeVar("T")
R = TypeVar("R")

MakeExecutor = Callable[[], Executor]

# A task that kills its worker (out of memory, say) is tried again in a fresh pool, since it may have been another
# task that took the pool down; after that it is the task.
_ATTEMPTS = 3


def process_pool(jobs: int) -> MakeExecutor:
    """Local processes, started afresh: a fork of a process with threads (Dagster's, Arrow's) can deadlock."""
    return lambda: ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


class Workers:
    """An ordered, bounded map over tasks. Without an executor, or with one task only, they run in this process."""

    def __init__(self, make_executor: MakeExecutor | None, window: int) -> None:
        self._make_executor = make_executor
        self._window = window
        self._executor: Executor | None = None

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """`function` of each task, in order. At most `window` tasks are under way or waiting to be fetched.

        Raises what `function` raises, and LakeError when a task took its worker down three times.
        """
        waiting = iter(tasks)
        first = [] if self._make_executor is None else list(islice(waiting, 2))
        if len(first) < 2:  # nothing to share out: starting processes takes longer than a single task
            yield from map(function, chain(first, waiting))
            return
        pending: deque[tuple[T, Future[R]]] = deque()
        for task in chain(first, waiting):
            if len(pending) >= self._window:
                yield self._fetch(function, pending)
            pending.append((task, self._submit(function, task)))
        while pending:
            yield self._fetch(function, pending)

    def _submit(self, function: Callable[[T], R], task: T) -> "Future[R]":
        if self._executor is None:
            assert self._make_executor is not None
            self._executor = self._make_executor()
        try:
            return self._executor.submit(function, task)
        except BrokenExecutor as error:  # seen again, and dealt with, when the task's turn comes
            failed: Future[R] = Future()
            failed.set_exception(error)
            return failed

    def _fetch(self, function: Callable[[T], R], pending: "deque[tuple[T, Future[R]]]") -> R:
        task, future = pending.popleft()
        for _ in range(_ATTEMPTS):
            try:
                return future.result()
            except BrokenExecutor:
                self._restart(function, pending)
                future = self._submit(function, task)
        raise LakeError(
            f"a task took its worker process down {_ATTEMPTS} times (out of memory?); "
            "set ONRECORD_JOBS lower, or ONRECORD_MAX_DOCUMENT_BYTES to reject the largest documents"
        )

    def _restart(self, function: Callable[[T], R], pending: "deque[tuple[T, Future[R]]]") -> None:
        """A new pool, with the tasks that the old one lost handed in again."""
        self.close()
        for position, (task, future) in enumerate(pending):
            if not future.done() or future.exception() is not None:
                pending[position] = (task, self._submit(function, task))

    def close(self) -> None:
        """End the worker processes."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def open_workers(jobs: int) -> AbstractContextManager[Workers]:
    """Workers for `jobs` local processes; one job runs in this process."""
    return _open(process_pool(jobs) if jobs > 1 else None, window=3 * jobs)


@contextmanager
def _open(make_executor: MakeExecutor | None, window: int) -> Iterator[Workers]:
    workers = Workers(make_executor, window)
    try:
        yield workers
    finally:
        workers.close()
