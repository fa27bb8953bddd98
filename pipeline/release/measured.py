"""What people's answers to drawn samples say of a release: whether the rows that they judged are still the same."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.contents import Contents
from pipeline.review.layers import LAYERS
from pipeline.review.sample import Sample

UNCHANGED, CHANGED, GONE = "unchanged", "changed", "gone"


def states_of(contents: Contents, sample: Sample) -> dict[str, str]:
    """Return for each sampled row, by id, whether it says the same in this release, something else, or is not there."""
    layer = LAYERS[sample.table]
    digests = {row.row_id: row.digest for row in sample.rows}
    wanted = pa.array(sorted(digests), pa.string())
    states = dict.fromkeys(digests, GONE)
    for batch in contents.scan(sample.table, (layer.key, *layer.says)):
        for row in batch.filter(pc.is_in(batch[layer.key], value_set=wanted)).to_pylist():
            row_id = row[layer.key]
            states[row_id] = UNCHANGED if layer.digest_of(row) == digests[row_id] else CHANGED
    return states


def n_unchanged(states: Mapping[str, str]) -> int:
    """Count the rows that say the same."""
    return sum(state == UNCHANGED for state in states.values())
