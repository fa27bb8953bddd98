"""Keep what steps print, without a process that could outlive them."""

import os
import sys
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TextIO

from dagster._core.execution.compute_logs import redirect_to_file
from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import IO_TYPE_EXTENSION, LocalComputeLogManager
from dagster._serdes import ConfigurableClassData
from dagster._utils import ensure_file

# Seconds until a line of a step is in the terminal.
_PAUSE = 0.1
_BLOCK = 1 << 16


class ThreadedComputeLogManager(LocalComputeLogManager):
    """Dagster's own, but threads copy the output of a step to the terminal.

    Dagster starts four processes for it. One of them is left, forever, if the run is killed while they start, and
    Ctrl-C in a terminal reaches them too.
    """

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """Make one from `dagster.yaml`; Dagster's own makes one of its class."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Generator[CapturedLogContext, None, None]:
        """Send what the block prints into files, and copy it to where it would have gone."""
        output, errors = (Path(self.get_captured_local_path(log_key, ending)) for ending in IO_TYPE_EXTENSION.values())
        with _copied(sys.stdout, output), _copied(sys.stderr, errors):
            yield CapturedLogContext(log_key)
        Path(self.get_captured_local_path(log_key, "complete")).touch()  # Dagster's own asks for it


@contextmanager
def _copied(stream: TextIO, path: Path) -> Generator[None, None, None]:
    """Redirect `stream`, with what worker processes write to its descriptor, to the file; a thread copies it back."""
    ensure_file(str(path))
    try:
        terminal = os.dup(stream.fileno())
    except (OSError, ValueError):  # captured by a caller, without a descriptor: Dagster leaves it alone, too
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_copy, args=(path, terminal, ended), name="copy-output", daemon=True)
    thread.start()
    try:
        with redirect_to_file(stream, str(path)):
            yield
    finally:
        ended.set()
        thread.join()
        os.close(terminal)


def _copy(path: Path, terminal: int, ended: threading.Event) -> None:
    """Copy the file as it grows, up to what it holds when `ended` is set."""
    with suppress(OSError), path.open("rb") as file:  # nobody may read the terminal any more; the file has all of it
        is_last = False
        while not is_last:
            is_last = ended.wait(_PAUSE)
            while block := file.read(_BLOCK):
                while block:
                    block = block[os.write(terminal, block) :]
