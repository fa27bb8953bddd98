"""Identify the process of a run, so that the run is marked as failed when its process died."""

import os
import socket
from pathlib import Path

PROCESS_TAG = ".dagster/onrecord_process"
"""Hidden in the UI, as are all tags of Dagster's own that begin so."""


def this_process() -> str:
    """Return this process's tag: machine, process id, and start time (empty if unknown)."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}".strip()


def is_gone(process: str) -> bool:
    """True if `process` ran on this machine and has ended. False if that cannot be determined here."""
    host, _, rest = process.partition(" ")
    pid, _, started = rest.partition(" ")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return started != _started(int(pid))


def _started(pid: int) -> str:
    """Return the machine's boot id and the ticks since then (Linux): a later process with this id has others."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        # The name of the program, in parentheses, may hold anything.
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, ValueError, IndexError):
        return ""
    return "" if state == "Z" else f"{boot}.{fields[18]}"
