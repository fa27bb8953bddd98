"""Releases in an object store, which has no rename: a release exists once its manifest exists, which is written last.

To prevent two publishers from writing the same version, the right to follow a release is claimed first: an object that
only one of them can create. Its owner rewrites it while it is running; a claim that has not been renewed for 15 minutes
is superseded by the next number.
"""

import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO

from pipeline.errors import LakeError, ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.copying import copy_file, release_errors
from pipeline.release.manifest import MANIFEST
from pipeline.release.plan import PlannedFile, ReleasePlan

CLAIMS = ".claims"

# Many times the pause between two renewals, so that neither a slow store nor clocks that differ by minutes end one.
CLAIM_AGE_SECONDS = 900.0
_RENEWAL_SECONDS = 60.0
_UPLOADS = 4


def write_objects(
    storage: Storage, plan: ReleasePlan, verify: Callable[[Storage], None], check_predecessor: Callable[[], None]
) -> None:
    """Create the release `<version>/` in `storage`, or leave files without a manifest, which are not a release.

    `verify` is called with the folder with all files except the manifest, and raises if it is not valid;
    `check_predecessor` raises if another process has released in the meantime.
    """
    folder = Storage(f"{storage.url.rstrip('/')}/{plan.version}")
    with release_errors(storage.url):
        claim = claim_succession(storage, plan.manifest.previous)
        try:
            check_predecessor()
            _remove_leftovers(folder, plan)
            with _renewed(claim):
                with ThreadPoolExecutor(_UPLOADS) as uploads:
                    list(uploads.map(lambda file: _upload(folder, plan, file), plan.files))
                verify(folder)
            check_predecessor()
            claim.check()
            create(folder, MANIFEST, plan.manifest.to_json())
        except FileExistsError:
            raise ReleaseError(
                f"{folder.url}: was released by another process meanwhile; run the release again"
            ) from None
        finally:
            claim.give_up()


def create(storage: Storage, name: str, data: bytes) -> None:
    """Create the object `name` with `data`. Raises FileExistsError if it exists."""
    storage.filesystem.pipe_file(storage.path(name), data, mode="create")


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to follow the release `after` (`first` for none): number `number` of the claims on it."""

    storage: Storage
    after: str
    number: int

    @property
    def name(self) -> str:
        """Return the name of the claim's object."""
        return f"{CLAIMS}/{self.after}-{self.number}"

    def check(self) -> None:
        """Raise ReleaseError if another publisher has taken over because this one took too long."""
        found = _claims(self.storage, self.after)
        if not found or max(found) != self.number:
            raise ReleaseError(f"{self.storage.url}: another process took over after {self.after}; run again")

    def renew(self) -> None:
        """Rewrite the claim to renew it. If the store cannot be reached, the next renewal tries again."""
        with suppress(LakeError):
            self.storage.write(self.name, secrets.token_hex(8).encode())

    def give_up(self) -> None:
        """Release the claim. If the store cannot be reached, the claim expires instead."""
        with suppress(LakeError):
            self.storage.delete(self.name)


@contextmanager
def _renewed(claim: Claim) -> Iterator[None]:
    """Renew the claim every minute during the block."""
    has_ended = threading.Event()

    def renew() -> None:
        while not has_ended.wait(_RENEWAL_SECONDS):
            claim.renew()

    thread = threading.Thread(target=renew, name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        has_ended.set()
        thread.join()


def claim_succession(storage: Storage, previous: str | None) -> Claim:
    """Claim the right to follow `previous`. Raises ReleaseError while another publisher has it."""
    after = previous or "first"
    found = _claims(storage, after)
    number = max(found, default=0)
    claimed_at = found.get(number)
    is_stale = claimed_at is not None and time.time() - claimed_at > CLAIM_AGE_SECONDS
    claim = Claim(storage, after, number + 1)
    try:
        if found and not is_stale:
            raise FileExistsError
        create(storage, claim.name, secrets.token_hex(8).encode())
    except FileExistsError:
        held = f"{storage.url}/{CLAIMS}/{after}-{max(number, 1)}"
        raise ReleaseError(
            f"{storage.url}: another process is releasing; wait for it, or delete {held} if none is running"
        ) from None
    return claim


def _claims(storage: Storage, after: str) -> dict[int, float | None]:
    """Return the claims on `after`: their times (seconds since the epoch, if the store knows them) by number."""
    pattern = re.compile(rf"{re.escape(after)}-(\d+)")
    found = {}
    for name, moment in storage.names_with_times(CLAIMS):
        if match := pattern.fullmatch(name):
            found[int(match[1])] = moment
    return found


def _remove_leftovers(folder: Storage, plan: ReleasePlan) -> None:
    """Remove files that an earlier attempt at this version left and this one does not overwrite."""
    folder.filesystem.invalidate_cache()
    wanted = {folder.path(file.entry.path) for file in plan.files}
    for path in sorted(set(folder.filesystem.find(folder.root)) - wanted):
        folder.filesystem.rm_file(path)


def _upload(folder: Storage, plan: ReleasePlan, file: PlannedFile) -> None:
    data = BytesIO()
    copy_file(file, plan.storage, data)
    folder.filesystem.pipe_file(folder.path(file.entry.path), data.getvalue())
