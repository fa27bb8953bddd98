"""Releases on a local disk: written under a temporary name beside the others, then renamed in one step."""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.copying import copy_file, release_errors
from pipeline.release.manifest import MANIFEST
from pipeline.release.plan import ReleasePlan

STAGING_PREFIX = ".staging-"
LOCK = ".lock"
_OWNER = ".lock"  # ends the name of the file that is locked as long as a folder is written

# A leftover is removed when its owner no longer holds it and it is this old.
LEFTOVER_AGE_SECONDS = 60.0


def write_on_disk(
    root: Path, plan: ReleasePlan, verify: Callable[[Storage], None], check_predecessor: Callable[[], None]
) -> None:
    """Create the release `root/<version>` completely, or leave nothing.

    `verify` is called with the folder with all files except the manifest, and raises if it is not valid;
    `check_predecessor` raises if another process has released meanwhile, and is called under the lock.
    """
    with release_errors(str(root)):
        root.mkdir(parents=True, exist_ok=True)
        remove_leftovers(root)
        # The name is never seen in a release; it only has to differ from that of another process.
        staging = root / f"{STAGING_PREFIX}{secrets.token_hex(8)}"
        with _owned(staging):
            staging.mkdir()
            try:
                _write_files(staging, plan)
                verify(Storage(str(staging)))
                _write(staging / MANIFEST, plan.manifest.to_json())
                _flush_folders(staging)
                with locked(root):
                    check_predecessor()
                    _rename(staging, root / plan.version)
                _flush(root)
            finally:
                shutil.rmtree(staging, ignore_errors=True)


def _write_files(staging: Path, plan: ReleasePlan) -> None:
    for file in plan.files:
        target = staging / file.entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        # Real copies: editing a file of a release by mistake must not change the lake.
        with target.open("xb") as handle:
            copy_file(file, plan.storage, handle)
            handle.flush()
            os.fsync(handle.fileno())


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def replace_on_disk(path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data` in one atomic step; the caller has `locked` the folder."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)  # of a process that was killed
    _write(temporary, data)
    temporary.replace(path)
    _flush(path.parent)


def _rename(staging: Path, target: Path) -> None:
    if target.exists():
        raise ReleaseError(f"{target}: exists but is not a release (no {MANIFEST}); move or delete it, then run again")
    staging.rename(target)


def remove_leftovers(root: Path, min_age_seconds: float = LEFTOVER_AGE_SECONDS) -> list[str]:
    """Remove what interrupted publishers left behind; return the names of the folders removed, sorted."""
    removed = []
    for found in sorted(root.glob(f"{STAGING_PREFIX}*")):
        folder = found.with_name(found.name.removesuffix(_OWNER))
        try:
            is_old = time.time() - found.stat().st_mtime >= min_age_seconds
            if is_old and (folder == found or not folder.exists()):
                with _owned(folder, longest_wait=0):
                    shutil.rmtree(folder, ignore_errors=True)
                    removed.append(folder.name)
        except (FileNotFoundError, Timeout):  # removed by another process meanwhile, or still in use
            continue
    return removed


@contextmanager
def _owned(folder: Path, longest_wait: float = -1) -> Iterator[None]:
    """Lock `folder` for this process by a file beside it; the system releases the lock when the process ends.

    Raises Timeout if another process holds it for longer than `longest_wait` seconds.
    """
    lock = FileLock(folder.with_name(folder.name + _OWNER), thread_local=False)
    with lock.acquire(longest_wait):
        try:
            yield
        finally:
            Path(lock.lock_file).unlink(missing_ok=True)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Prevent all other publishers of this folder from renaming."""
    with FileLock(root / LOCK, thread_local=False):
        yield


def _flush_folders(folder: Path) -> None:
    """Flush the names of all files below `folder` to disk, like their bytes."""
    for found in sorted(path for path in folder.rglob("*") if path.is_dir()):
        _flush(found)
    _flush(folder)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
