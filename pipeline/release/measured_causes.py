"""Why rows of `quality` and `sampled` differ: people answered, or the rows that they judged are others."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from pipeline.release.diff import TableDiff
from schemas.vocabulary import Cause

_FOLLOWS = {"quality": frozenset({"n_unchanged"}), "sampled": frozenset({"state", "row_id"})}
"""Columns that differ because the rows do which were sampled, whatever people answer."""

_RANKED = Cause.values()


def is_answered_otherwise(diff: TableDiff) -> pa.Array:
    """Return for each differing row of either table whether people drew or answered otherwise."""
    columns = diff.rows["columns"].to_pylist()
    return pa.array([not names or not _FOLLOWS[diff.table].issuperset(names) for names in columns], pa.bool_())


def quality_causes(diffs: Mapping[str, TableDiff], causes: Mapping[str, pa.Array], general: str) -> list[str]:
    """Return for each differing row of `quality` its cause: else the highest one among the rows of its sample."""
    rows = diffs["quality"].rows
    below = _highest(diffs, causes)
    samples = zip(rows["new.sample"].to_pylist(), rows["old.sample"].to_pylist(), strict=True)
    answered = is_answered_otherwise(diffs["quality"]).to_pylist()
    return [
        Cause.CORRECTION.value if is_other else below.get(new or old, general)
        for is_other, (new, old) in zip(answered, samples, strict=True)
    ]


def _highest(diffs: Mapping[str, TableDiff], causes: Mapping[str, pa.Array]) -> dict[str | None, str]:
    found: dict[str | None, str] = {}
    if "sampled" not in diffs:
        return found
    names: Sequence[str | None]
    for side in ("old", "new"):
        names = diffs["sampled"].rows[f"{side}.sample"].to_pylist()
        for name, cause in zip(names, causes["sampled"].to_pylist(), strict=True):
            known = found.get(name)
            if known is None or _RANKED.index(cause) > _RANKED.index(known):
                found[name] = cause
    return found
