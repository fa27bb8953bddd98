"""Clean-up: delete files that no index names, and leftovers of interrupted writes, after a grace period."""

from pipeline.lake.corpus import read_corpus_index
from pipeline.lake.head import HEAD, read_head
from pipeline.lake.levels import read_levels_index
from pipeline.lake.months import FILES, list_months, read_month
from pipeline.lake.spool import SPOOL
from pipeline.lake.storage import STAGING, Storage
from pipeline.parse.takedowns import NO_TAKEDOWNS, Takedowns

CLEANED = "cleaned.txt"
"""For which takedowns the lake was last cleaned without a grace period."""

# Long enough for the longest build and for a release that still reads an older snapshot.
GRACE_SECONDS = 24 * 3600.0


def clean_lake(storage: Storage, *, now: float, grace: float = GRACE_SECONDS) -> list[str]:
    """Delete unreferenced files older than `grace` seconds before `now`; return the deleted names, sorted.

    A file of unknown age is kept. An unreadable month index stops the clean-up (LakeError), because its references are
    unknown; with an unreadable head nothing is deleted until a build has written it again.

    A concurrent build that stores a file again makes it young, and references it afterwards: references are therefore
    read after the listing, and a folder is listed again before deleting from it. On a disk the lake's lock excludes
    builds altogether.
    """
    folders = [STAGING, SPOOL, *(f"{FILES}/{folder}" for folder in storage.folders(FILES))]
    old = {folder: names for folder in folders if (names := _old(storage, folder, now - grace))}
    referenced = _referenced(storage) if old else set()
    if referenced is None:
        return []
    deleted = []
    for folder in old:
        for name in sorted((old[folder] & _old(storage, folder, now - grace)) - referenced):
            storage.delete(name)
            deleted.append(name)
    return sorted(deleted)


def clean_after_takedown(storage: Storage, takedowns: Takedowns, *, now: float) -> list[str]:
    """Delete all unreferenced files at once if something was taken down since the last such cleanup.

    Call it after the lake was built without it: unreferenced files may contain its text.
    """
    if is_clean_of(storage, takedowns):
        return []
    deleted = clean_lake(storage, now=now, grace=0.0)
    storage.write(CLEANED, _state_of(takedowns))
    return deleted


def is_clean_of(storage: Storage, takedowns: Takedowns) -> bool:
    """Return whether the lake was cleaned after these takedowns."""
    try:
        done = storage.read(CLEANED)
    except FileNotFoundError:
        done = NO_TAKEDOWNS.fingerprint.encode()
    return _state_of(takedowns) == done


def _state_of(takedowns: Takedowns) -> bytes:
    return f"{takedowns.fingerprint} {' '.join(sorted(takedowns.persons))}".strip().encode()


def _old(storage: Storage, folder: str, before: float) -> set[str]:
    times = storage.names_with_times(folder)
    return {f"{folder}/{name}" for name, modified in times if modified is not None and modified < before}


def _referenced(storage: Storage) -> set[str] | None:
    """Return the files that any index names; None if the head exists but cannot be read."""
    indexes = [read_month(storage, month) for month in list_months(storage)]
    head = read_head(storage)
    if head is not None:
        indexes += head.months.values()
    elif storage.exists(HEAD):
        return None
    names = {file.name for index in indexes if index for file in index.all_files}
    corpus = read_corpus_index(storage)
    if corpus is not None:
        names.update(file.name for file in corpus.all_files)
    levels = read_levels_index(storage)
    if levels is not None and levels.file is not None:
        names.add(levels.file.name)
    return names
