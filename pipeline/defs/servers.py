"""Run a command that starts further processes, so that none of them is left when it is stopped.

They are a session of their own, so Ctrl-C reaches this process alone, which passes it on. What they print is passed on
line by line until then: what a process says of its own interruption tells nobody anything.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

# By the first three a person or a service manager ends a command, by the fourth a terminal that is closed.
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP)
_SECONDS_TO_STOP = 45.0
_SECONDS_BETWEEN_LOOKS = 0.1
_MOST_READ = 65_536


def serve(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
    """Run `command` in `folder` until it ends by itself, and return its status.

    Raises KeyboardInterrupt once all its processes are gone, if a signal asked for the end.
    """
    with _noticing() as noticed:
        servers = _Servers(_start(command, environment, folder), noticed)
        try:
            servers.follow()
            servers.stop()
        finally:
            servers.clear()
        if noticed.n_asked:
            raise KeyboardInterrupt
        return servers.process.returncode


@dataclass(slots=True)
class _Noticed:
    """What signals told: how often the end was asked for; `pipe` is readable after each of them."""

    pipe: int
    n_asked: int = 0


@contextmanager
def _noticing() -> Iterator[_Noticed]:
    """Count signals in place of raising, so that none comes between the start of a process and its name.

    Also those that the caller ignores, as a shell's script does for what it starts with `&`: processes that ignore
    them, too, would survive. Only what `nohup` ignores stays ignored.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    noticed = _Noticed(reading)

    def notice(number: int, frame: FrameType | None) -> None:
        noticed.n_asked += number in _STOPPING
        with suppress(BlockingIOError):
            os.write(writing, b".")

    is_kept = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    counted = [number for number in (*_STOPPING, signal.SIGCHLD) if not (is_kept and number == signal.SIGHUP)]
    before = {number: signal.signal(number, notice) for number in counted}
    try:
        yield noticed
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


def _start(command: Sequence[str], environment: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


class _Servers:
    """The processes of a command: one that leads the group of all others, whose output is one pipe."""

    def __init__(self, process: subprocess.Popen[bytes], noticed: _Noticed) -> None:
        assert process.stdout is not None
        self.process = process
        self._noticed = noticed
        self._output = process.stdout
        self._rest = b""
        self._is_closed = False
        self._selector = selectors.DefaultSelector()
        for readable in (self._output.fileno(), noticed.pipe):
            os.set_blocking(readable, False)
            self._selector.register(readable, selectors.EVENT_READ)

    def follow(self) -> None:
        """Pass on what is printed, until the command ends or a signal comes."""
        while not self._noticed.n_asked and self.process.poll() is None:
            self._pass_on(self._read(None))
        if not self._noticed.n_asked:
            while told := self._read(0):  # its last words
                self._pass_on(told)
            self._pass_on(b"\n" if self._rest else b"")

    def stop(self) -> None:
        """Interrupt all processes and wait until they have ended; not after a second signal, and not for ever."""
        self._signal(signal.SIGINT)
        until = time.monotonic() + _SECONDS_TO_STOP
        while self._is_left() and self._noticed.n_asked <= 1 and time.monotonic() < until:
            self._read(_SECONDS_BETWEEN_LOOKS)

    def clear(self) -> None:
        """End what is left of the group."""
        self._signal(signal.SIGKILL)
        self.process.wait()
        self._selector.close()
        for pipe in (self.process.stdin, self._output):
            if pipe is not None:
                pipe.close()

    def _is_left(self) -> bool:
        """Return whether a process is left; who has ended holds no pipe, even if nobody has collected it yet."""
        return self.process.poll() is None or (not self._is_closed and self._signal(0))

    def _signal(self, number: int) -> bool:
        """Send a signal to the group; return whether there is one. Zero only asks that."""
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):  # the second is what macOS says of those not collected yet
            return False
        return True

    def _read(self, seconds: float | None) -> bytes:
        """Wait for output, a signal or the end of a process; return the output."""
        told = b""
        for key, _ in self._selector.select(seconds):
            with suppress(BlockingIOError):
                read = os.read(key.fd, _MOST_READ)
                if key.fd == self._noticed.pipe:
                    continue
                told = read
                if not read:
                    self._is_closed = True
                    self._selector.unregister(key.fd)
        return told

    def _pass_on(self, told: bytes) -> None:
        """Print the lines that are complete by now."""
        lines, end_of_line, self._rest = (self._rest + told).rpartition(b"\n")
        sys.stderr.buffer.write(lines + end_of_line)
        sys.stderr.flush()
