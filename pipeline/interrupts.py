"""Ctrl-C and SIGTERM at any moment of a command: one line, and status 130, as shells give it.

Everything that a command writes is complete or not there, so the same command continues. This module imports nothing of
ours: the first moments of a command are its imports.
"""

import signal
import sys
from types import FrameType
from typing import NoReturn

EXIT_STOPPED = 130
STOPPED = "onrecord: stopped; run the same command again"

_received: list[int] = []


def listen() -> None:
    """Turn both signals into KeyboardInterrupt from now on; one that the caller has ignored stays ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def is_stopped() -> bool:
    """Return whether one of the signals came; what fails after that fails because of it."""
    return bool(_received)


def end() -> NoReturn:
    """Say that the command was stopped, and end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would only interrupt the last steps
    sys.stderr.write(f"{STOPPED}\n")
    sys.exit(EXIT_STOPPED)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _received.append(number)
    raise KeyboardInterrupt
