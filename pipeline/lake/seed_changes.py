"""What of the seeds folder differs from what was last read of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.seed_index import SeedIndex, indexed_seeds
from pipeline.lake.storage import Storage
from pipeline.parse.document import Rejection


@dataclass(frozen=True, slots=True)
class SeedChanges:
    """Paths of seeds, sorted. `unreadable` are rejections of whole seeds, `unread` files that no parser knows."""

    n_seeds: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    unreadable: tuple[Rejection, ...]
    unread: tuple[str, ...]


def find_seed_changes(storage: Storage, index: SeedIndex) -> SeedChanges:
    """Compare `index`, the seeds as they are now, with the last index stored in the lake."""
    before, now = (dict(_content(seeds)) for seeds in (indexed_seeds(storage), index.seeds))
    return SeedChanges(
        n_seeds=len(now),
        new=tuple(path for path in now if path not in before),
        changed=tuple(path for path, sha256 in now.items() if path in before and before[path] != sha256),
        gone=tuple(path for path in before if path not in now),
        unreadable=tuple(_unreadable(index)),
        unread=index.unread,
    )


def _content(seeds: pa.Table) -> Iterator[tuple[str, str]]:
    for batch in seeds.select(["path", "sha256"]).to_batches():
        yield from zip(batch["path"].to_pylist(), batch["sha256"].to_pylist(), strict=True)


def _unreadable(index: SeedIndex) -> Iterator[Rejection]:
    """Return the rejections of seeds that gave no document at all."""
    yield from index.listing_rejections
    gave_nothing = pc.equal(pc.list_value_length(index.seeds["documents"]), 0)
    for rejections in index.seeds.filter(gave_nothing)["rejections"].to_pylist():
        yield from (Rejection(**rejection) for rejection in rejections)
