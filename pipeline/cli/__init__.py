"""The command line. Exit status: 0 done, 1 found something wrong, 2 could not run, 130 stopped by a signal."""

import os
import sys

# Importing these modules registers their commands.
from pipeline.cli import (  # noqa: F401
    actors,
    amending,
    annotating,
    building,
    correcting,
    explaining,
    looking,
    measuring,
    publishing,
    registry,
    reviewing,
    starting,
    status,
    tidying,
    withdrawing,
)
from pipeline.cli.app import app, err
from pipeline.errors import EXIT_COULD_NOT_RUN, OnrecordError
from pipeline.extras import extra_of
from pipeline.interrupts import is_stopped
from pipeline.telemetry import turn_off_telemetry


def main() -> None:
    """Run the command line; report expected errors in one line on standard error."""
    turn_off_telemetry()
    try:
        _run()
    except OnrecordError as error:
        if is_stopped():
            raise KeyboardInterrupt from None
        show = err.print_lines if error.has_lines else err.print
        show(f"onrecord: {error}", style="red")
        sys.exit(error.exit_status)
    except BrokenPipeError:  # the consumer closed the pipe (for example `head`): exit quietly
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_COULD_NOT_RUN)


def _run() -> None:
    """Run the command; a library of the extra `build` that is not installed is a foreseeable error."""
    try:
        app()
    except ModuleNotFoundError as error:
        missing = extra_of(error)
        if missing is None:
            raise
        raise missing from None
