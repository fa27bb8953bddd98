"""A Dask scheduler and workers as processes of their own, on loopback, and what tests let them do."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 60


@dataclass
class DaskCluster:
    """A running scheduler and the workers started so far, in order."""

    address: str
    folder: Path
    stack: ExitStack
    scheduler: subprocess.Popen
    workers: list[subprocess.Popen] = field(default_factory=list)

    def start_worker(self, *, code: Path = ROOT, is_nursed: bool = False):
        """One worker of one thread with the code in `code`; when nursed, another process takes its place if it dies."""
        nanny = "--nanny" if is_nursed else "--no-nanny"
        flags = ("--nthreads", "1", "--no-dashboard", nanny, "--local-directory", str(self.folder / "space"))
        command = ("worker", self.address, "--name", f"worker-{len(self.workers)}", *flags)
        self.workers.append(self.stack.enter_context(_process(command, self.folder, code)))

    def kill(self, process):
        """As the kernel does when memory runs out."""
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)


@contextmanager
def dask_cluster(folder, *, n_workers=0):
    """A scheduler on a free port of loopback with `n_workers` workers, ended with all its processes."""
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "scheduler.json"
    flags = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
    with ExitStack() as stack:
        scheduler = stack.enter_context(_process(("scheduler", *flags), folder, ROOT))
        address = _wait_for(lambda: told.is_file() and told.stat().st_size and json.loads(told.read_text())["address"])
        cluster = DaskCluster(address, folder, stack, scheduler)
        for _ in range(n_workers):
            cluster.start_worker()
        yield cluster


@contextmanager
def _process(command, folder, code):
    """`dask …` in a process of its own, which is ended with the block."""
    environment = {**os.environ, "PYTHONPATH": str(code), "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h"}
    with (folder / f"{command[0]}-{time.monotonic_ns()}.log").open("wb") as log:
        dask = (sys.executable, "-m", "dask", *command)
        process = subprocess.Popen(dask, stdout=log, stderr=log, env=environment, cwd=folder)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def _wait_for(find):
    limit = time.monotonic() + _START_SECONDS
    while time.monotonic() < limit:
        if found := find():
            return found
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


@dataclass(frozen=True)
class Numbers:
    """A task in parts; the number 13 takes its worker down, unless it is only to be named."""

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
    """The squares of a task's numbers, in a worker."""
    if not task.is_squared:
        return [None for _ in task.numbers]
    if 13 in task.numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return [number * number for number in task.numbers]


def slow_square(number):
    """A square that takes a moment, so that a test can do something in between."""
    time.sleep(0.2)
    return number * number
