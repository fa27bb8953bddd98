"""The command line: `onrecord …`, or `python -m onrecord …`."""

import gc
import os

from pipeline.interrupts import EXIT_STOPPED, end, ignore, is_stopped, listen


def main() -> None:
    """Run the command line and end with its exit status."""
    listen()
    _start_quickly()
    try:
        try:
            from pipeline.cli import main as run

            run()
        finally:
            ignore()  # what is done is done: Python, while it ends, would answer with a traceback or by SIGINT itself
    except KeyboardInterrupt:
        end()
    except SystemExit as error:
        if is_stopped() or error.code == EXIT_STOPPED:  # which is how Typer ends after an interrupt
            end()
        raise
    except BaseException:
        if is_stopped():  # a library may have made an error of its own of the interrupt
            end()
        raise


def _start_quickly() -> None:
    """Leave out what Python and pydantic do by default at the start of a process, for nothing here.

    A command makes some hundred thousand objects that stay until it ends, classes and lexicons: looking for garbage
    among them after each 700 takes a tenth of its time. pydantic reads the metadata of all installed packages for
    plugins, which none of ours is.
    """
    gc.set_threshold(50_000, 10, 10)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


if __name__ == "__main__":
    main()
