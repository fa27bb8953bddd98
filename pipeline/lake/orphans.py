"""End worker processes whose build was killed; otherwise they would wait for tasks forever."""

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait


def end_with_parent() -> None:
    """End this worker process as soon as its parent has ended. Called once, when the worker starts.

    Ctrl-C in a terminal reaches it too: it ends without a word, since its parent tells it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        # No process is left to receive a result; files are written completely or not at all, so this is safe.
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
