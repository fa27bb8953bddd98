"""`make ui`: Dagster's webserver and daemon on loopback, with the project's `dagster.yaml`, from any directory."""

import os
import signal
import sys
from pathlib import Path

from pipeline.settings import PROJECT_ROOT


def main() -> None:
    """Become `dg dev` in the project's root.

    A script that starts this in the background passes on an ignored interrupt signal, and the processes of `dg dev`
    would then survive its end; so it is restored first.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    (PROJECT_ROOT / "data" / "dagster").mkdir(parents=True, exist_ok=True)
    os.chdir(PROJECT_ROOT)
    dg = Path(sys.executable).with_name("dg")
    os.execv(dg, [str(dg), "dev", "--host", "127.0.0.1", *sys.argv[1:]])


if __name__ == "__main__":
    main()
