"""The command line: `onrecord …`, or `python -m onrecord …`."""

import os

from pipeline.garbage import collect_seldom
from pipeline.interrupts import EXIT_STOPPED, end, ignore, is_stopped, listen


def main() -> None:
    """Run the command line and end with its exit status."""
    listen()
    collect_seldom()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # which it looks for in all installed packages
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


if __name__ == "__main__":
    main()
