"""The process in which a release is loaded with `datasets`, with an empty cache of its own.

`datasets` takes the Hub's address and its cache from the environment when it is imported, hence a new process. The
import takes longer than loading, so a publisher starts the process first and does its own work meanwhile; this module
imports little for that. The process uses the unmodified library: while it waits it only loads a row from disk, so that
late imports of `datasets` are done when the release is ready.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import ReleaseError
from pipeline.extras import BUILD_EXTRA, MissingExtraError
from pipeline.publish.loading import LoadRequest

Loader = Callable[[LoadRequest], list[str] | str]
"""Loads a release with `datasets`: findings, or in a string why it could not be tried."""

_SECONDS = 900
_ERRORS = "errors.txt"


@dataclass(frozen=True, slots=True)
class _Started:
    process: subprocess.Popen[str]
    home: Path


@dataclass(slots=True)
class LoadProcess:
    """Loads from the Hub at `endpoint` (None: HF_ENDPOINT, else the public one) with `token`.

    All requests until `end` go to one process with one cache. Its files lie below `scratch` until `close`.
    """

    endpoint: str | None
    token: str | None
    scratch: Path
    _started: _Started | None = field(default=None, init=False)
    _ended: list[_Started] = field(default_factory=list, init=False)

    def start(self) -> None:
        """Have a process ready for the next request, unless one is. Raises ReleaseError when there can be none."""
        if self._started is not None:
            return
        if find_spec("datasets") is None:
            raise MissingExtraError(BUILD_EXTRA)
        try:
            home = Path(tempfile.mkdtemp(dir=self.scratch))
            with (home / _ERRORS).open("w") as errors:
                process = subprocess.Popen(
                    [sys.executable, "-m", "pipeline.publish.loading"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                    env=self._environment(home),
                    cwd=home,
                )
        except OSError as error:
            raise ReleaseError(f"datasets cannot be started in {self.scratch} ({error.strerror or error})") from None
        self._started = _Started(process, home)

    def __call__(self, request: LoadRequest) -> list[str] | str:
        """Return findings, or a string with the reason if the process failed; the next request then gets a new one."""
        self.start()
        assert self._started is not None
        process, home = self._started.process, self._started.home
        assert process.stdin is not None
        assert process.stdout is not None
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            process.kill()

        watch = threading.Timer(_SECONDS, end)
        watch.start()
        answer = ""
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(asdict(request)) + "\n")
                process.stdin.flush()
                answer = process.stdout.readline()
        finally:
            watch.cancel()
        if answer.endswith("\n"):
            return [str(finding) for finding in json.loads(answer)]
        status = process.wait()
        errors = (home / _ERRORS).read_text(errors="replace").strip().splitlines()
        self.end()
        if overdue.is_set():
            return f"took longer than {_SECONDS} seconds"
        why = errors[-1] if errors else f"exit status {status}"
        return why.replace(self.token, "<token>") if self.token else why

    def end(self) -> None:
        """Have the next request answered by a new process with an empty cache. This one is not waited for."""
        if self._started is not None:
            self._started.process.kill()
            self._ended.append(self._started)
            self._started = None

    def close(self) -> None:
        """End the process if it still runs, and remove the caches."""
        self.end()
        while self._ended:
            ended = self._ended.pop()
            ended.process.communicate()
            shutil.rmtree(ended.home, ignore_errors=True)

    def _environment(self, home: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
        kept |= {"HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
        kept |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        endpoint = self.endpoint or os.environ.get("HF_ENDPOINT")
        if endpoint:
            kept["HF_ENDPOINT"] = endpoint
        if self.token:
            kept["HF_TOKEN"] = self.token
        return kept


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Create a folder that is removed afterwards, or as soon as possible.

    Raises ReleaseError if it cannot be created.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix=f"onrecord-{purpose}-", ignore_cleanup_errors=True)
    except OSError as error:
        raise ReleaseError(f"no temporary folder can be made ({error.strerror or error}); see TMPDIR") from None
    with folder as path:
        yield Path(path)


@contextmanager
def loading(endpoint: str | None, token: str | None, *, is_needed: bool = True) -> Iterator[LoadProcess]:
    """Open a loader with its own folder, started at once if it `is_needed` for certain."""
    with temporary_folder("load") as scratch:
        loader = LoadProcess(endpoint, token, scratch)
        try:
            if is_needed:
                loader.start()
            yield loader
        finally:
            loader.close()
