"""Ctrl-C and SIGTERM at any moment of a command: one line, and status 130, as shells give it.

Everything that a command writes is complete or not there, so the same command continues. This module imports nothing of
ours: the first moments of a command are its imports.
"""

import os
import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

EXIT_STOPPED = 130
STOPPED = "onrecord: stopped; run the same command again"

# Of an interrupt that Python dropped, until it is sent again: long enough for what dropped it to end.
_SECONDS_TO_REPEAT = 0.05

_received: list[int] = []


def listen() -> None:
    """Turn both signals into KeyboardInterrupt from now on; one that the caller has ignored stays ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    _keep_count()
    sys.unraisablehook = _repeat_or_report


def is_stopped() -> bool:
    """Return whether one of the signals came; what fails after that fails because of it."""
    _count()
    return bool(_received)


def ignore() -> None:
    """Ignore both signals from now on: they would only interrupt the last steps."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def end() -> NoReturn:
    """Say that the command was stopped, and end."""
    ignore()
    sys.stderr.write(f"{STOPPED}\n")
    sys.exit(EXIT_STOPPED)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _received.append(number)
    raise KeyboardInterrupt


# Dagster has handlers of its own during a run, and forgets a signal that comes between two steps. Python also writes
# the number of each signal to a descriptor, whoever handles it.
_counter: list[int] = []


def _keep_count() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    os.register_at_fork(after_in_child=_stop_counting)
    _counter.append(reading)


def _stop_counting() -> None:
    signal.set_wakeup_fd(-1)


def _count() -> None:
    for descriptor in _counter:
        try:
            numbers = os.read(descriptor, 1_000)
        except BlockingIOError:
            continue
        _received.extend(number for number in numbers if number in (signal.SIGINT, signal.SIGTERM))


def _repeat_or_report(unraisable: "UnraisableHookArgs") -> None:
    """Send an interrupt again that came within a destructor or a callback, where Python drops what is raised.

    Dagster raises one of its own, which is no Exception either.
    """
    if issubclass(unraisable.exc_type, Exception | SystemExit | GeneratorExit):
        sys.__unraisablehook__(unraisable)
        return
    again = threading.Timer(_SECONDS_TO_REPEAT, os.kill, (os.getpid(), signal.SIGINT))
    again.daemon = True
    again.start()
