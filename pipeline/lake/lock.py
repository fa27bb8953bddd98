"""One build or release at a time for a lake on a disk of this machine.

The lake is right without it: files are immutable, a month and the head change in one step each. What the lock adds is
that two builds do not do the same work twice, and that no release of an older state follows that of a newer one. In
an object store, which has no such lock, Dagster's pool keeps runs apart.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.lake.storage import Storage

_NAME = ".lock"
_LONGEST_WAIT_SECONDS = 3600.0
_PAUSE_SECONDS = 0.2
_SILENT_SECONDS = 2.0

_log = logging.getLogger(__name__)


@contextmanager
def locked(storage: Storage, longest_wait: float = _LONGEST_WAIT_SECONDS) -> Iterator[None]:
    """Hold the lake for the block. The system lets go when the process ends, however it ends: no lock is left over.

    Raises LakeError when another process has it for more than `longest_wait` seconds.
    """
    if not storage.is_local:
        yield
        return
    path = Path(storage.path(_NAME))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise LakeError(f"{storage.url}: cannot be written ({error.strerror or error})") from None
    try:
        _wait(handle, storage, longest_wait)
        _sign(handle)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, storage: Storage, longest_wait: float) -> None:
    began = time.monotonic()
    is_told = False
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waited = time.monotonic() - began
            owner = os.pread(handle, 32, 0).decode(errors="replace").strip() or "?"
            if not is_told and waited > _SILENT_SECONDS:
                _log.warning("onrecord: waiting for process %s, which is building or releasing", owner)
                is_told = True
            if waited >= longest_wait:
                raise LakeError(
                    f"{storage.url}: process {owner} has been building or releasing for {longest_wait:.0f} s; "
                    "wait for it, or end it, and run again"
                ) from None
            time.sleep(_PAUSE_SECONDS)


def _sign(handle: int) -> None:
    """Leave the process's id for whoever waits; a full disk must not stop a build here."""
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    except OSError:
        return
