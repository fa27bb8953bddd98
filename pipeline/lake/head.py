"""The head of the lake: one object that names every file of the last complete state. Releases are made from it.

Months are promoted one by one, so during a build the month indexes are a mixture of two states. The head changes in one
step when all of them match one plan; a reader during a build, or after one was killed, sees the previous state.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from pipeline.errors import LakeError
from pipeline.lake.intact import read_sealed, write_sealed
from pipeline.lake.months import MonthIndex, list_months, read_month
from pipeline.lake.snapshot import Snapshot, StoredFile
from pipeline.lake.storage import Storage
from pipeline.lake.terms import Terms
from schemas.tables import MONTHLY_TABLES

if TYPE_CHECKING:
    from pipeline.lake.plan import MonthPlan  # it reads seeds, which nobody needs who reads the lake

HEAD = "head.json"
_FORMAT = 1


class Head(BaseModel):
    """All months of one state. `seen` is the fingerprint of the seeds' listing it was built from.

    `terms` are those that it was built with; None in a head written by an older version.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = _FORMAT
    seen: str
    months: dict[str, MonthIndex]
    terms: Terms | None = None


def read_head(storage: Storage) -> Head | None:
    """Read the head, None if it is missing or unreadable (the next build writes it again)."""
    try:
        head = read_sealed(storage, HEAD, Head)
    except (FileNotFoundError, ValueError):
        return None
    return head if head.format == _FORMAT else None


def advance_head(
    storage: Storage,
    plans: "Mapping[str, MonthPlan]",
    seen: str,
    held_back: Collection[str] = (),
    terms: Terms | None = None,
) -> list[str]:
    """Make the current months the head, if they are as planned; else return the months that are not, sorted.

    `terms` are those that they were planned with. A month of `held_back`, which broke the contract, is included in its
    last good state. Months are read again here, so that two concurrent builds cannot make a head of two plans.
    """
    months: dict[str, MonthIndex] = {}
    behind = set(list_months(storage)) - set(plans)
    for month, plan in plans.items():
        try:
            index = read_month(storage, month)
        except LakeError:
            index = None
        if index is not None and (index.fingerprint == plan.fingerprint or month in held_back):
            months[month] = index
        elif month not in held_back:
            behind.add(month)
    head = Head(seen=seen, months=months, terms=terms)
    if not behind and head != read_head(storage):
        write_sealed(storage, HEAD, head)
    return sorted(behind)


def take_snapshot(storage: Storage) -> Snapshot:
    """Return the files that the head names, sorted by table and month; empty for an empty lake.

    Raises LakeError if there are months, but no build has finished yet.
    """
    head = read_head(storage)
    if head is None:
        if list_months(storage):
            raise LakeError(f"{storage.url}: no build has been finished yet; run `onrecord build`")
        return Snapshot(storage, (), ())
    return replace(snapshot_of(storage, head.months.values()), terms=head.terms)


def take_snapshot_as_it_is(storage: Storage) -> Snapshot:
    """Return the files of the current months, even of different states: for display, never for a release.

    Skips a month whose index cannot be read.
    """
    indexes = []
    for month in list_months(storage):
        try:
            index = read_month(storage, month)
        except LakeError:
            continue
        if index is not None:
            indexes.append(index)
    return snapshot_of(storage, indexes)


def snapshot_of(storage: Storage, indexes: Collection[MonthIndex]) -> Snapshot:
    """Return the files that these month indexes name, sorted by table and month."""
    files = [
        StoredFile(table, index.month, file.name, file.sha256, file.n_bytes, file.n_rows)
        for index in indexes
        for table, file in index.files.items()
        if table in MONTHLY_TABLES
    ]
    fingerprints = sorted((index.month, index.fingerprint) for index in indexes)
    return Snapshot(storage, tuple(sorted(files)), tuple(fingerprints))
