"""One build or release at a time for a lake on a disk of this machine.

The lake is consistent without it: files are immutable, a month and the head change in one step each. The lock prevents
duplicate work by two builds, and a release of an older state after one of a newer state. An object store has no such
lock; Dagster's pool separates runs there.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import LakeError
from pipeline.lake.storage import Storage

_NAME = ".lock"
_OWNER = ".lock.owner"  # the id of the process that holds the lock, for those who wait
_LONGEST_WAIT_SECONDS = 3600.0
_PAUSE_SECONDS = 0.2
_SILENT_SECONDS = 2.0

_log = logging.getLogger(__name__)


@contextmanager
def locked(storage: Storage, longest_wait: float = _LONGEST_WAIT_SECONDS) -> Iterator[None]:
    """Hold the lake for the block. The system releases the lock when the process ends, however it ends.

    Raises LakeError if another process holds it for more than `longest_wait` seconds.
    """
    if not storage.is_local:
        yield
        return
    path = Path(storage.path(_NAME))
    lock = FileLock(path, thread_local=False, poll_interval=_PAUSE_SECONDS)
    owner = path.with_name(_OWNER)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _wait(lock, owner, storage, longest_wait)
    except OSError as error:
        raise LakeError(f"{storage.url}: cannot be written ({error.strerror or error})") from None
    try:
        with suppress(OSError):  # a full disk must not stop a build here
            owner.write_text(f"{os.getpid()}\n")
        yield
    finally:
        lock.release()


def _wait(lock: FileLock, owner: Path, storage: Storage, longest_wait: float) -> None:
    silent = min(_SILENT_SECONDS, longest_wait)
    try:
        lock.acquire(silent)
    except Timeout:
        if longest_wait > silent:
            _log.warning("onrecord: waiting for process %s, which is building or releasing", _process(owner))
        try:
            lock.acquire(longest_wait - silent)
        except Timeout:
            raise LakeError(
                f"{storage.url}: process {_process(owner)} has been building or releasing for {longest_wait:.0f} s; "
                "wait for it, or end it, and run again"
            ) from None


def _process(owner: Path) -> str:
    try:
        return owner.read_text().strip() or "?"
    except (OSError, UnicodeDecodeError):
        return "?"
