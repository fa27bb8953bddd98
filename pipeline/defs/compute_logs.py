"""Keep what steps print, by processes that Ctrl-C does not reach."""

import signal
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Self

from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._serdes import ConfigurableClassData


class UninterruptedComputeLogManager(LocalComputeLogManager):
    """Dagster's own, which starts processes for each step that copy its output to the terminal.

    Ctrl-C in a terminal reaches every process of the foreground: those of Dagster would end with a traceback each. Here
    they start with the signal blocked, which they keep; Dagster ends them by SIGTERM, and they end when it is killed.
    """

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """Make one from `dagster.yaml`; Dagster's own makes one of its class."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Generator[CapturedLogContext, None, None]:
        """Copy what the block prints to the terminal and into files."""
        with ExitStack() as stack:
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                captured = stack.enter_context(super().capture_logs(log_key))
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)  # a Ctrl-C of that moment comes now
            yield captured
