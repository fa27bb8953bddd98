"""`dg dev` that also stops when the command that started it is gone: `python -m pipeline.defs.dev`.

Its standard input is a pipe that nobody writes to. It ends with the process that holds the other side, even if that was
killed and could stop nothing.
"""

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Run `dg dev` with the arguments of this process."""
    threading.Thread(target=_stop_with_the_command, daemon=True).start()
    sys.argv[1:1] = ["dev"]
    runpy.run_module("dagster_dg_cli.cli", run_name="__main__", alter_sys=True)


def _stop_with_the_command() -> None:
    os.read(sys.stdin.fileno(), 1)
    os.killpg(os.getpgrp(), signal.SIGINT)


if __name__ == "__main__":
    main()
