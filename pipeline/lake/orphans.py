"""Worker processes whose build was killed: they wait for tasks for ever unless they look after themselves."""

import multiprocessing
import os
import threading
from multiprocessing.connection import wait


def end_with_parent() -> None:
    """End this worker process as soon as the process that started it is gone. Called once, as the worker starts."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        # Nobody is left to take a result or to be told; files are written whole or not at all, so nothing is torn.
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
