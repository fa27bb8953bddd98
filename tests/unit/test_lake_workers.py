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
from pipeline.lake.build import build_months
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import ParseTask, parse_seeds, refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.lake.tasks import run_task
from pipeline.lake.workers import Done, Workers, open_workers
from pipeline.parse.seeds import list_seeds
from tests.corpora import ARTICLES, rows_of, settings_in, write_seed


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


def doubled(task):
    return task.result if isinstance(task, Done) else 2 * task


def test_a_result_that_is_there_already_keeps_its_place_and_goes_to_no_worker():
    with open_workers(2) as workers:
        assert list(workers.map(doubled, [1, Done("a"), 2, Done("b")])) == [2, "a", 4, "b"]

    def refuse():
        raise AssertionError("no worker is needed")

    assert list(Workers(refuse, lambda: 2).map(doubled, [Done(1), Done(2), Done(3)])) == [1, 2, 3]


def kills(document):
    """Whether this one takes its worker down; the documents of the test below are told apart by their seed."""
    return document in ("7.txt", "later/7.txt")


def killing_task(task):
    """As `run_task`, in a worker that one document kills."""
    if task.is_annotated and any(kills(planned.seed) for planned in task.documents):
        raise BrokenProcessPool("gone")
    return run_task(task)


@pytest.mark.parametrize("n_documents", [20, 40])  # in a month: made whole in one task, and shared out
def test_a_document_that_kills_its_worker_keeps_its_row_and_costs_no_other(tmp_path, n_documents):
    settings = settings_in(tmp_path)
    for number in range(n_documents):
        write_seed(tmp_path / "seeds", f"{number}.txt", f"{ARTICLES[number % 5]} Nummer {number}.", "2025-08-27")
        write_seed(tmp_path / "seeds", f"later/{number}.txt", f"Der Sprecher nannte {number}.", "2025-09-27")
    storage = Storage(settings.lake)
    plans = plan_months(refresh_seed_index(storage, settings), settings)
    workers = Workers(Shared, lambda: 3)
    outcomes = list(build_months(storage, plans, list(plans), settings, workers.map, run_one=killing_task))
    assert [outcome.is_promoted for outcome in outcomes] == [True, True]
    assert len(rows_of(settings, "documents")) == 2 * n_documents
    rejected = {row["seed"]: row["reason"] for row in rows_of(settings, "rejected")}
    assert rejected == {"7.txt": "extraction_failed", "later/7.txt": "extraction_failed"}
    killed = {row["document_id"] for row in rows_of(settings, "documents") if row["seed"] in rejected}
    assert killed & {row["document_id"] for row in rows_of(settings, "statements")} == set()
    assert len({row["document_id"] for row in rows_of(settings, "mentions")}) >= n_documents * 9 // 10


def test_a_seed_that_kills_whoever_parses_it_is_rejected_once(tmp_path):
    settings = settings_in(tmp_path)
    seeds = [write_seed(tmp_path / "seeds", f"{n}.txt", ARTICLES[n], "2025-08-27").name for n in range(4)]
    listed = list_seeds(settings.seeds).seeds
    task = ParseTask(settings, tuple(listed))

    def parse(part):
        if part.is_read and any(seed.path == "2.txt" for seed in part.seeds):
            raise BrokenProcessPool("gone")
        return parse_seeds(part)

    (parsed, again) = Workers(Shared, lambda: 2).map(parse, [task, task])
    assert parsed == again
    rows = parsed.to_pylist()
    assert [row["path"] for row in rows] == seeds
    assert [len(row["documents"]) for row in rows] == [1, 1, 0, 1]
    assert [rejection["reason"] for row in rows for rejection in row["rejections"]] == ["unreadable"]
    assert all(row["sha256"] for row in rows)  # known by its content, so not opened again until that changes


def test_workers_are_started_once_and_again_after_a_failure():
    with open_workers(2) as workers:
        with workers.kept_unless_failed():
            first = set(workers.map(_pid, range(20)))
        assert set(workers.map(_pid, range(20))) & first
        workers._n_left_out = 3
        with pytest.raises(ValueError, match="seed"), workers.kept_unless_failed():
            raise ValueError("seed")
        assert workers._n_left_out == 0
        assert not set(workers.map(_pid, range(20))) & first
