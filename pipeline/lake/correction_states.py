"""What became of people's corrections in the lake's last state."""

from collections import Counter
from collections.abc import Iterator

from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.storage import Storage
from schemas.vocabulary import CorrectionState

UNSETTLED = (CorrectionState.CONFLICT.value, CorrectionState.ORPHANED.value, CorrectionState.INVALID.value)
"""States that a person should look at."""

_SHOWN = 60


def count_states(snapshot: Snapshot) -> dict[str, int]:
    """Return how many corrections have each state, in the order of the states, without those that none has."""
    counts: Counter[str] = Counter()
    for file in snapshot.of("corrections"):
        counts.update(snapshot.table(file, ("state",))["state"].to_pylist())
    return {state: counts[state] for state in CorrectionState.values() if counts[state]}


def tell_unsettled(storage: Storage) -> Iterator[str]:
    """Yield a line for each correction that is in conflict, orphaned or invalid: file, line, state, why."""
    snapshot = take_full_snapshot(storage)
    for file in snapshot.of("corrections"):
        for row in snapshot.table(file, ("file", "line", "state", "detail", "quote")).to_pylist():
            if row["state"] in UNSETTLED:
                words = " ".join((row["quote"] or "").split())
                words = f" ({words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''})" if words else ""
                why = f": {row['detail']}" if row["detail"] else ""
                yield f"{row['file']}:{row['line']}: {row['state']}{why}{words}"
