"""The process in which a release's plots are drawn: `python -m pipeline.release.plot_process`, started by `drawing`.

To import matplotlib takes longer than to draw. A release that is due starts the process first and counts meanwhile.
Where matplotlib is imported already, plots are drawn in this process, and also where the other one fails. The bytes are
the same.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from subprocess import DEVNULL, PIPE
from typing import Any, BinaryIO

from pipeline.release.plots import (
    plot_changes,
    plot_most_quoted,
    plot_rates,
    plot_shares,
    plot_statements_by_month,
)

PLOTS: Mapping[str, Callable[..., bytes]] = {
    "statements-by-month": plot_statements_by_month,
    "most-quoted": plot_most_quoted,
    "statements-per-document": plot_rates,
    "direct-and-named": plot_shares,
    "changes": plot_changes,
}

_MOST_REMEMBERED = 8
_DRAWN: dict[tuple[str, str], bytes] = {}


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of `PLOTS` by name, with the arguments of its function."""

    name: str
    shown: tuple[Any, ...]

    def drawn(self) -> bytes:
        """Return the plot as PNG; one that this process drew lately is not drawn again.

        A build shows the plots of the lake, and then makes a release of the same rows.
        """
        key = self.name, repr(self.shown)
        if key not in _DRAWN:
            while len(_DRAWN) >= _MOST_REMEMBERED:
                del _DRAWN[next(iter(_DRAWN))]
            _DRAWN[key] = PLOTS[self.name](*self.shown)
        return _DRAWN[key]


@dataclass(slots=True)
class Draughtsman:
    """Draws the plots that were asked for: in a process of its own once it is started, else in this one."""

    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _asked: Sequence[Plot] = field(default=(), init=False)

    def start(self) -> None:
        """Have a process get ready, unless this one is."""
        if self._process is not None or "matplotlib.figure" in sys.modules:
            return
        # -P: a folder of the user that is called like a package of ours is not imported.
        command = [sys.executable, "-P", "-m", __name__]
        with suppress(OSError):
            self._process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)

    def ask(self, plots: Sequence[Plot]) -> None:
        """Have these plots drawn while other things are done."""
        self._asked = plots
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):  # it has ended
                pickle.dump(plots, self._process.stdin)
                self._process.stdin.close()

    def drawn(self) -> list[bytes]:
        """Return the plots that were asked for last, as PNG. Raises what drawing raises."""
        if self._process is not None and self._process.stdout is not None:
            answer = self._process.stdout.read()
            if self._process.wait() == 0:
                found: list[bytes] = pickle.loads(answer)
                return found
        return [plot.drawn() for plot in self._asked]

    def end(self) -> None:
        """End the process, if any."""
        if self._process is not None:
            self._process.kill()
            with suppress(OSError, ValueError):  # a pipe that is closed or broken
                self._process.communicate()


@contextmanager
def drawing() -> Iterator[Draughtsman]:
    """Provide a draughtsman, which is ended afterwards."""
    draughtsman = Draughtsman()
    try:
        yield draughtsman
    finally:
        draughtsman.end()


def answer(asked: BinaryIO, told: BinaryIO) -> None:
    """Draw the plots that are asked for, if any, once matplotlib is imported."""
    import matplotlib.backends.backend_agg
    import matplotlib.figure  # noqa: F401 (to be ready when the plots come)
    import PIL.PngImagePlugin  # noqa: F401

    with suppress(EOFError):
        plots: Sequence[Plot] = pickle.load(asked)
        told.write(pickle.dumps([plot.drawn() for plot in plots]))


if __name__ == "__main__":
    # Under this name the classes of what is read are those of the importable module.
    from pipeline.release import plot_process as own

    own.answer(sys.stdin.buffer, sys.stdout.buffer)
