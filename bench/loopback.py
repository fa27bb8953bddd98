"""An object store and a Dask cluster on 127.0.0.1, as processes of their own: what builds elsewhere are measured with.

The store is moto's, which keeps its objects in memory: its processor time is not that of a real one, and is counted for
itself. Everything ends with its block; if the block's process is killed, the store ends with its standard input, the
scheduler when it had nothing to do for half an hour, and the workers with their scheduler.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import s3fs

from bench.variations import ROOT

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_IDLE = "30 minutes"
_BUCKET = "scale"
_STORE = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a build has its seeds and its data, what its environment says more, and who works for it besides itself.

    `store` is the process of the object store, which no work of the build is done in.
    """

    seeds: str
    data: str
    environment: Mapping[str, str]
    workers: tuple[psutil.Process, ...] = ()
    store: psutil.Process | None = None


@contextmanager
def elsewhere(folder: Path, n_workers: int) -> Iterator[Place]:
    """Provide an empty bucket and a cluster of `n_workers`; logs of its processes are written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        store, of_store = stack.enter_context(_store(folder))
        scheduler, address = stack.enter_context(_scheduler(folder, of_store))
        nursed = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        space = ("--local-directory", str(folder / "space"), "--death-timeout", "60")
        command = ("worker", address, *nursed, *space)
        workers = [
            stack.enter_context(_process((*_DASK, *command), folder / f"worker-{number}.log", of_store))
            for number in range(n_workers)
        ]
        yield Place(
            f"s3://{_BUCKET}/seeds",
            f"s3://{_BUCKET}/data",
            {**of_store, "ONRECORD_DASK_SCHEDULER": address},
            tuple(psutil.Process(process.pid) for process in (scheduler, *workers)),
            psutil.Process(store.pid),
        )


def upload(folder: Path, url: str) -> None:
    """Copy all files below `folder` to the place `url` in the store."""
    s3fs.S3FileSystem().put(f"{folder}/", f"{url}/", recursive=True)


_DASK = (sys.executable, "-m", "dask")


@contextmanager
def _store(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", dict[str, str]]]:
    """Provide a store with an empty bucket, and the environment that leads to it, which is this process' too."""
    with _process((sys.executable, "-c", _STORE), folder / "store.log", {}, is_asked=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        before = {name: os.environ.get(name) for name in environment}
        os.environ.update(environment)
        s3fs.S3FileSystem.clear_instance_cache()
        try:
            s3fs.S3FileSystem().mkdir(_BUCKET)
            yield process, environment
        finally:
            s3fs.S3FileSystem.clear_instance_cache()
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


@contextmanager
def _scheduler(folder: Path, environment: Mapping[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    told = folder / "scheduler.json"
    flags = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--idle-timeout", _IDLE)
    command = (*_DASK, "scheduler", *flags, "--scheduler-file", str(told))
    with _process(command, folder / "scheduler.log", environment) as process:
        limit = time.monotonic() + _START_SECONDS
        while not (told.is_file() and told.stat().st_size):
            if process.poll() is not None or time.monotonic() > limit:
                sys.exit(f"the scheduler did not start\n{(folder / 'scheduler.log').read_text()[-2000:]}")
            time.sleep(0.1)
        yield process, str(json.loads(told.read_text())["address"])


@contextmanager
def _process(
    command: Sequence[str], log: Path, environment: Mapping[str, str], *, is_asked: bool = False
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command until the block ends; its output goes to `log`, or is asked for by a pipe."""
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if is_asked else sink,
            stderr=sink,
            env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
            cwd=log.parent,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_STOP_SECONDS)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
