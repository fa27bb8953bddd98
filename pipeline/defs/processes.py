"""Which process a run is in, so that a run is given up when the process is gone."""

import os
import socket
from pathlib import Path

PROCESS_TAG = "onrecord/process"


def this_process() -> str:
    """Name this process as the tag does: machine, process id, and when it started (empty where that is not known)."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())}".strip()


def is_gone(process: str) -> bool:
    """Whether `process` was one of this machine and is no more. False for what cannot be known from here."""
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
    """Boot of the machine and ticks since then, as Linux gives them: a later process with this id has others."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        # The name of the program, in parentheses, may hold anything.
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, ValueError, IndexError):
        return ""
    return "" if state == "Z" else f"{boot}.{fields[18]}"
