"""Documents whose text is nearly one that was taken down: they are held back until a person has decided."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.parse.document import Rejection
from pipeline.parse.near_equality import NEAR_EQUAL, Signatures, as_rows, similarities
from pipeline.parse.takedowns import Takedowns

RESEMBLES_TAKEDOWN = "resembles_takedown"


def hold_back_resembling(documents: pa.Table, takedowns: Takedowns) -> tuple[pa.Table, list[tuple[str, Rejection]]]:
    """Divide `documents` (of the index, with `month` and `is_withdrawn`) into those kept and the others' rejections.

    Held back is what resembles a text that was taken down, unless it is withdrawn itself or a person has allowed this
    very text. Each rejection comes with its month.
    """
    known = list(takedowns.signatures())
    if not known or not documents.num_rows:
        return documents, []
    likeness, place = most_similar(signatures_of(documents), [signature for _, signature in known])
    is_free = pc.or_(
        documents["is_withdrawn"],
        pc.is_in(documents["text_sha256"], value_set=pa.array(sorted(takedowns.allowed_texts), pa.string())),
    )
    is_held = (likeness >= NEAR_EQUAL) & ~np.asarray(is_free)
    held = documents.filter(pa.array(is_held)).to_pylist()
    ids = [known[number][0] for number in place[is_held]]
    found = list(_rejections(held, ids, likeness[is_held].tolist()))
    return documents.filter(pa.array(~is_held)), found


def signatures_of(documents: pa.Table) -> Signatures:
    """Return the column `signature` as an array with a row of bytes for each document."""
    return as_rows(*documents["signature"].to_pylist())


def most_similar(signatures: Signatures, known: list[bytes]) -> tuple[Any, Any]:
    """Return for each row the similarity to the nearest signature in `known`, and its index."""
    best = np.zeros(len(signatures))
    place = np.zeros(len(signatures), dtype=np.int64)
    for number, signature in enumerate(known):
        found = similarities(signatures, signature)
        is_better = found > best
        best[is_better], place[is_better] = found[is_better], number
    return best, place


def _rejections(held: list[dict[str, Any]], ids: list[str], likeness: list[float]) -> Iterator[tuple[str, Rejection]]:
    for row, other, found in zip(held, ids, likeness, strict=True):
        own = row["document_id"]
        yield (
            row["month"],
            Rejection(
                seed=row["seed"],
                stage="parse",
                reason=RESEMBLES_TAKEDOWN,
                detail=f"{own} has {found:.0%} in common with {other}, which was taken down: `onrecord takedown {own}` "
                f"if it is the same text, `onrecord takedown --allow {own}` if it may stay",
                line=row["line"],
                seed_sha256=row["seed_sha256"],
                document_id=own,
                table="documents",
            ),
        )
