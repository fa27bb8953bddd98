"""Of documents with one id keep one: the newest capture of a page, or the first document that claims an id for itself.

A capture's day is the latest of the days on which the page was changed, fetched and published, never the file's time.
Where one site uses an address for different pages, the newest counts as well: they cannot be told from captures of one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.parse.document import UNDATED, Rejection
from pipeline.parse.refusal import MAX_REJECTIONS, more_rejections

_ROWS_AT_ONCE = 1_000
_DAYS = ("updated_on", "captured_on", "published_on")
_OF_REJECTION = ("month", "seed", "line", "seed_sha256", "document_id", "is_by_address")


def keep_one_of_each(documents: pa.Table) -> tuple[pa.Table, list[tuple[str, Rejection]]]:
    """Divide `documents` (of the index, by path, with `month`) into those kept and the others' rejections.

    Each rejection comes with its month.
    """
    codes = np.asarray(documents["document_id"].combine_chunks().dictionary_encode().indices)
    is_clashing = np.bincount(codes, minlength=1)[codes] > 1 if codes.size else np.zeros(0, dtype=bool)
    if not is_clashing.any():
        return documents, []
    clashing, codes = documents.filter(pa.array(is_clashing)), codes[is_clashing]
    kept = _kept(clashing, codes)
    is_kept = ~is_clashing
    is_kept[np.flatnonzero(is_clashing)] = kept == np.arange(len(kept))
    return documents.filter(pa.array(is_kept)), list(_rejections(clashing, kept))


def _kept(clashing: pa.Table, codes: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """For each of these rows the number of the row that is kept of its id; rows of one id have one code."""
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    columns = {"code": pa.array(group), "seed": clashing["seed"], "line": clashing["line"].fill_null(0)}
    columns["day"] = pc.max_element_wise(*(clashing[name] for name in _DAYS))
    keys = [("code", "ascending"), *((name, "descending") for name in ("day", "seed", "line"))]
    order = np.asarray(pc.sort_indices(pa.table(columns), sort_keys=keys), dtype=np.intp)  # nulls come last
    _, newest = np.unique(group[order], return_index=True)
    is_page = np.asarray(clashing["is_by_address"].to_numpy())[first]
    return np.asarray(np.where(is_page, order[newest], first)[group])


def _rejections(clashing: pa.Table, kept: npt.NDArray[np.intp]) -> Iterator[tuple[str, Rejection]]:
    places = np.flatnonzero(kept != np.arange(len(kept)))
    kept_seeds = clashing["seed"].take(pa.array(kept[places]))
    rows = clashing.select(_OF_REJECTION).take(pa.array(places)).append_column("kept", kept_seeds)
    n_of: Counter[str] = Counter()
    for batch in rows.to_batches(max_chunksize=_ROWS_AT_ONCE):
        for row in batch.to_pylist():
            n_of[row["seed"]] += 1
            if n_of[row["seed"]] <= MAX_REJECTIONS:
                yield row["month"], _rejection(row)
    for seed, n in sorted(n_of.items()):
        if n > MAX_REJECTIONS:
            yield UNDATED, more_rejections(n - MAX_REJECTIONS).rejection(seed)


def _rejection(row: Mapping[str, Any]) -> Rejection:
    if row["is_by_address"]:
        reason, detail = "superseded_capture", f"{row['kept']} is a newer capture of the same page, and is kept"
    else:
        reason = "duplicate_document_id"
        detail = f"{row['kept']} already has this document_id; give one of them an `id` of its own in its header"
    return Rejection(
        seed=row["seed"],
        stage="parse",
        reason=reason,
        detail=detail,
        line=row["line"],
        seed_sha256=row["seed_sha256"],
        document_id=row["document_id"],
        table="documents",
    )
