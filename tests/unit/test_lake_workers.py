"""Tasks in other processes: in order, bounded, and past the death of a worker."""

import os
import signal
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.errors import WorkersError
from pipeline.lake import worker_code
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


@dataclass(frozen=True)
class Numbers:
    """A task in parts; the number 13 takes down any worker, unless it is only to be named."""

    numbers: tuple[int, ...]
    is_squared: bool = True

    def divide(self):
        middle = len(self.numbers) // 2
        if middle:
            return [replace(self, numbers=self.numbers[:middle]), replace(self, numbers=self.numbers[middle:])]
        return [replace(self, is_squared=False)] if self.is_squared else []

    def join(self, results):
        return [square for result in results for square in result]


def squares(task):
    if not task.is_squared:
        return [None]
    if 13 in task.numbers:
        raise BrokenProcessPool("gone")
    return [number * number for number in task.numbers]


class Shared(ThreadPoolExecutor):
    """A pool that breaks as one of processes does: everything under way is lost, and nothing more is taken."""

    made = 0

    def __init__(self):
        super().__init__(1)
        Shared.made += 1
        self.is_broken = False

    def submit(self, function, *arguments):
        future: Future = Future()
        if not self.is_broken:
            try:
                future.set_result(function(*arguments))
            except BrokenProcessPool as error:
                self.is_broken = True
                future.set_exception(error)
        else:
            future.set_exception(BrokenProcessPool("gone"))
        return future


def test_what_takes_its_worker_down_is_found_and_left_out_and_nothing_else():
    tasks = [Numbers(tuple(range(start, start + 8))) for start in range(0, 40, 8)]
    Shared.made = 0
    workers = Workers(Shared, lambda: 4)
    found = [square for squares_ in workers.map(squares, tasks) for square in squares_]
    assert found == [None if number == 13 else number * number for number in range(40)]
    assert Shared.made <= 8  # two deaths among others, one alone, and one for each time that the eight are halved


def test_maps_that_feed_each_other_both_survive():
    workers = Workers(Shared, lambda: 3)
    inner = workers.map(squares, [Numbers((number,)) for number in range(10, 20)])
    outer = workers.map(squares, (Numbers((part[0] or 0,)) for part in inner))
    assert list(outer) == [[0 if number == 13 else number**4] for number in range(10, 20)]


class Breaking(ThreadPoolExecutor):
    """A pool that is broken by every task."""

    def submit(self, function, *arguments):
        future: Future = Future()
        future.set_exception(BrokenProcessPool("gone"))
        return future


def test_a_task_that_cannot_be_divided_and_kills_every_worker_ends_the_work():
    with pytest.raises(WorkersError, match="took down every worker"):
        list(Workers(Breaking, lambda: 2).map(square, [1, 2, 3]))


def test_when_every_document_kills_its_worker_it_is_not_the_documents():
    tasks = [Numbers((13,)) for _ in range(30)]
    with pytest.raises(WorkersError, match="out of memory"):
        list(Workers(Shared, lambda: 4).map(squares, tasks))


def test_no_more_tasks_are_taken_than_the_window_holds():
    taken = []

    def tasks():
        for number in range(100):
            taken.append(number)
            yield number

    workers = Workers(lambda: ThreadPoolExecutor(2), lambda: 4)
    results = workers.map(square, tasks())
    assert next(results) == 0
    assert len(taken) <= 6
    assert list(results) == [square(n) for n in range(1, 100)]
    workers.close()


def test_what_a_task_raises_is_raised_here():
    with open_workers(1) as workers, pytest.raises(TypeError):
        list(workers.map(square, ["a", "b"]))


def test_a_worker_with_other_code_is_refused(monkeypatch):
    monkeypatch.setattr(worker_code, "code_version", lambda: "0.1.0+elsewhere")
    worker_code.code_identity.cache_clear()
    with open_workers(2) as workers, pytest.raises(WorkersError, match=r"runs onrecord .*, this process .*elsewhere"):
        list(workers.map(square, [1, 2, 3]))
    worker_code.code_identity.cache_clear()
