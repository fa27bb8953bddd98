"""Takedowns that a target remembers and the lake does not: the release waits until a build has heeded them."""

from pipeline.errors import ReleaseError
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.takedown_memory import absorb
from pipeline.parse.takedowns import TAKEDOWNS_FILE
from pipeline.release.manifest import ReleasedTakedowns
from pipeline.release.person_hashes import count_unknown_persons


def heed_takedowns(snapshot: Snapshot, released: ReleasedTakedowns) -> None:
    """Raise ReleaseError if the releases of a target remember takedowns that `snapshot` was built without.

    The lake remembers them from then on, so that the next build applies them.
    """
    if snapshot.terms is None:
        return
    known = snapshot.terms.memory
    if n := count_unknown_persons(released, known.persons):
        raise ReleaseError(describe_unknown(n))
    if known.with_documents(released.documents).adds_to(known):
        absorb(snapshot.storage, released.documents)
        raise ReleaseError(
            "the releases of this target remember takedowns that the lake did not know; it knows them now: "
            "run `onrecord build`, then the same command again"
        )


def describe_unknown(n_persons: int) -> str:
    """Report that persons were taken down of whom only a hash is known, and what to do."""
    persons = "a person was" if n_persons == 1 else f"{n_persons} persons were"
    return (
        f"{persons} taken down in earlier releases whom {TAKEDOWNS_FILE} does not name: put the file back, or name "
        "them again by `onrecord takedown --actor`"
    )
