"""Why a month of the lake is not as planned, in words and numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import LakeError
from pipeline.lake.corpus import read_corpus_index
from pipeline.lake.fingerprint import code_fingerprint
from pipeline.lake.judged_documents import JUDGED
from pipeline.lake.kept_month import read_intact
from pipeline.lake.months import MonthIndex, read_month
from pipeline.lake.plan import SHAPING, MonthPlan
from pipeline.lake.storage import Storage
from pipeline.lake.unchanged import are_equal

Cause = Literal["new", "gone", "damaged", "code", "settings", "documents", "corrections", "rejections"]

_WITHDRAWN = "is_withdrawn"
_STORED = tuple(name for name in SHAPING if name not in (_WITHDRAWN, JUDGED))
_NOTHING = pa.array([], pa.string())


@dataclass(frozen=True, slots=True)
class StaleMonth:
    """A month to build, or to remove if its seeds are `gone`. `n_documents` is what it is planned to hold.

    `new` and `gone` are ids of documents that it does not hold yet, and will not hold any more; `n_changed` counts
    those whose seed, day, publisher, rights or state differ.
    """

    month: str
    cause: Cause
    n_documents: int
    new: pa.Array
    gone: pa.Array
    n_changed: int = 0

    @property
    def reason(self) -> str:
        """Say in a clause why the month is stale."""
        counts = {"new": len(self.new), "changed": self.n_changed, "gone": len(self.gone)}
        counted = ", ".join(f"{n:,} {what}" for what, n in counts.items() if n)
        documents = f"documents: {counted}" if counted else ""
        if self.cause == "documents":
            return documents
        return "; ".join(filter(None, [_SAID[self.cause], documents]))

    def as_json(self) -> dict[str, object]:
        """Return month, cause and counts by name."""
        told = {"month": self.month, "cause": self.cause, "reason": self.reason, "n_documents": self.n_documents}
        return told | {"n_new": len(self.new), "n_changed": self.n_changed, "n_gone": len(self.gone)}


_SAID = {
    "new": "not built yet",
    "gone": "has no seeds any more",
    "damaged": "its files are missing or damaged",
    "code": "another version of the code built it",
    "settings": "built with other settings",
    "corrections": "other corrections by people",
    "rejections": "other rejections",
}


def explain_stale(storage: Storage, plans: Mapping[str, MonthPlan], months: Sequence[str]) -> Iterator[StaleMonth]:
    """Explain each of the stale `months`, in their order."""
    counted = read_corpus_index(storage)
    otherwise: Cause = "settings" if counted is not None and counted.code == code_fingerprint() else "code"
    for month in months:
        yield _explained(storage, month, plans.get(month), otherwise)


def _explained(storage: Storage, month: str, plan: MonthPlan | None, otherwise: Cause) -> StaleMonth:
    planned = _NOTHING if plan is None else plan.rows["document_id"].combine_chunks()
    try:
        index = read_month(storage, month)
        if index is None:
            return StaleMonth(month, "new", len(planned), planned, _NOTHING)
        is_comparable = plan is not None and index.shaped_by == plan.shaped_by
        stored = _documents(storage, index, (*_STORED, "status") if is_comparable else ("document_id",))
    except LakeError:
        return StaleMonth(month, "damaged", len(planned), _NOTHING, _NOTHING)
    held = stored["document_id"].combine_chunks()
    new = planned.filter(pc.invert(pc.is_in(planned, value_set=held)))
    gone = held.filter(pc.invert(pc.is_in(held, value_set=planned)))
    if plan is None:
        return StaleMonth(month, "gone", 0, new, gone)
    if not is_comparable:
        return StaleMonth(month, otherwise, len(planned), new, gone)
    n_changed = _count_changed(plan.rows, stored)
    if index.fingerprint == plan.fingerprint:  # and yet stale
        cause: Cause = "damaged"
    elif len(new) or len(gone) or n_changed:
        cause = "documents"
    else:
        cause = "corrections" if index.judged_by != plan.judged_by else "rejections"
    return StaleMonth(month, cause, len(planned), new, gone, n_changed)


def _documents(storage: Storage, index: MonthIndex, columns: Sequence[str]) -> pa.Table:
    if "documents" not in index.files:
        return pa.table(dict.fromkeys(columns, _NOTHING))
    return read_intact(storage, index.files["documents"], columns)


def _count_changed(planned: pa.Table, stored: pa.Table) -> int:
    """Count the documents on both sides that are not planned as they are stored."""
    place = pc.index_in(planned["document_id"], value_set=stored["document_id"].combine_chunks())
    planned, before = planned.filter(pc.is_valid(place)), stored.take(place.drop_null())
    if not planned.num_rows:
        return 0
    was_withdrawn = pc.equal(before["status"], "withdrawn")
    is_same = are_equal(planned, before, _STORED)
    is_same = pc.and_(pc.equal(planned[_WITHDRAWN], was_withdrawn), pc.or_(was_withdrawn, is_same))
    return int(pc.sum(pc.invert(is_same)).as_py() or 0)
