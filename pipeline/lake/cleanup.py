"""Clean-up: files that no index names any more go after a grace period, as do leftovers of interrupted writes."""

from pipeline.lake.corpus import read_corpus_index
from pipeline.lake.head import read_head
from pipeline.lake.months import list_months, read_month
from pipeline.lake.storage import STAGING, Storage

# Long enough for the longest build and for a release that still reads an older snapshot.
GRACE_SECONDS = 24 * 3600.0


def clean_lake(storage: Storage, *, now: float, grace: float = GRACE_SECONDS) -> list[str]:
    """Delete what nothing refers to and is older than `grace` seconds before `now`; the names of what went, sorted.

    A file whose age the store does not tell is kept. An unreadable index stops the clean-up (LakeError), since what
    it refers to is not known.
    """
    referenced = _referenced(storage)
    candidates = [(f"{STAGING}/{name}", time) for name, time in storage.names_with_times(STAGING)]
    for folder in storage.folders("files"):
        candidates += [(f"files/{folder}/{name}", time) for name, time in storage.names_with_times(f"files/{folder}")]
    deleted = []
    for name, modified in candidates:
        if name not in referenced and modified is not None and modified < now - grace:
            storage.delete(name)
            deleted.append(name)
    return sorted(deleted)


def _referenced(storage: Storage) -> set[str]:
    indexes = [read_month(storage, month) for month in list_months(storage)]
    head = read_head(storage)
    if head is not None:
        indexes += head.months.values()
    names = {file.name for index in indexes if index for file in index.files.values()}
    corpus = read_corpus_index(storage)
    if corpus is not None and corpus.file is not None:
        names.add(corpus.file.name)
    return names
