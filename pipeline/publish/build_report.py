"""The result of a build, and what it left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.lake.head import take_snapshot
from pipeline.lake.seed_index import known_unread_members
from pipeline.lake.storage import Storage
from pipeline.parse.seeds import list_seeds
from pipeline.parse.unread_files import ending_of, unread_files
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build. `rows` are those of the release, by table; `built` are the months that were rebuilt.

    `corrections` counts people's corrections by state.
    """

    version: str
    folder: str
    is_new: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    rows: Mapping[str, int]
    built: tuple[str, ...]
    n_rejected: int
    unread: Mapping[str, int]
    corrections: Mapping[str, int]


def left_out(settings: Settings) -> Iterator[str]:
    """List what a build left out and why, a line each: the table `rejected`, files without a reader, ignored files."""
    snapshot = take_snapshot(Storage(settings.lake))
    for file in snapshot.of("rejected"):
        for batch in snapshot.table(file).to_batches(max_chunksize=_ROWS_AT_ONCE):
            for row in batch.to_pylist():
                place = row["seed"] if row["line"] is None else f"{row['seed']}:{row['line']}"
                yield f"{place}: {row['reason']} ({row['stage']}): {row['detail']}"
    ignored = list_seeds(settings.seeds).ignored
    unread = unread_files(ignored)
    members = known_unread_members(Storage(settings.lake))
    yield from (f"{path}: not read: no parser knows {ending_of(path)}" for path in sorted([*unread, *members]))
    yield from (f"{path}: ignored" for path in sorted(set(ignored).difference(unread)))


_ROWS_AT_ONCE = 1_000
