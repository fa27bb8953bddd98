"""Tasks in other processes: in order, bounded, and past the death of a worker."""

import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from pipeline.errors import LakeError
from pipeline.lake.workers import Workers, open_workers


def square(number):
    return number * number


def die_once(path):
    """Take the worker process down the first time, as an out-of-memory killer would."""
    marker = Path(path)
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return marker.name


def test_results_come_in_order_from_other_processes():
    with open_workers(2) as workers:
        assert list(workers.map(square, range(40))) == [square(n) for n in range(40)]
        assert list(workers.map(_pid, range(4))) != [os.getpid()] * 4


def _pid(_):
    return os.getpid()


def test_a_single_task_runs_in_this_process():
    with open_workers(2) as workers:
        assert list(workers.map(_pid, [1])) == [os.getpid()]
        assert list(workers.map(_pid, [])) == []


def test_a_worker_that_dies_loses_nothing(tmp_path):
    tasks = [str(tmp_path / f"task{n}") for n in range(6)]
    for done in tasks[:2] + tasks[3:]:
        Path(done).touch()
    with open_workers(2) as workers:
        assert list(workers.map(die_once, tasks)) == [Path(task).name for task in tasks]


class Breaking(ThreadPoolExecutor):
    """A pool that is broken by every task."""

    def submit(self, function, *arguments):
        future: Future = Future()
        future.set_exception(BrokenProcessPool("gone"))
        return future


def test_a_task_that_always_kills_its_worker_is_named_after_three_times():
    with pytest.raises(LakeError, match="took its worker process down 3 times"):
        list(Workers(Breaking, window=2).map(square, [1, 2, 3]))


def test_no_more_tasks_are_taken_than_the_window_holds():
    taken = []

    def tasks():
        for number in range(100):
            taken.append(number)
            yield number

    workers = Workers(lambda: ThreadPoolExecutor(2), window=4)
    results = workers.map(square, tasks())
    assert next(results) == 0
    assert len(taken) <= 6
    assert list(results) == [square(n) for n in range(1, 100)]
    workers.close()


def test_what_a_task_raises_is_raised_here():
    with open_workers(1) as workers, pytest.raises(TypeError):
        list(workers.map(square, ["a", "b"]))
