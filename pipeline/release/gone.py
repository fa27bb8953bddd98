"""Documents of the previous release that are gone: told apart by whether their seed is gone, or cannot be read now."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.resembling import RESEMBLES_TAKEDOWN
from pipeline.release.differences import Differences

# Another document stands for such a one, or it is held back: its seed was read.
_READ = pa.array(["duplicate_document_id", "superseded_capture", RESEMBLES_TAKEDOWN])


@dataclass(frozen=True, slots=True)
class GoneDocuments:
    """Rows of the difference of `documents` without a document after it.

    The seed of `unreadable` ones was rejected since, whole or in part; that of the `others` is gone, or says something
    else. A seed whose path is withheld is among the others.
    """

    unreadable: pa.Table
    others: pa.Table


def find_gone(differences: Differences) -> GoneDocuments:
    """Divide the documents that are gone."""
    documents, rejected = (differences.tables[table].rows for table in ("documents", "rejected"))
    gone = documents.filter(pc.equal(documents["change"], "removed"))
    is_new = pc.not_equal(rejected["change"], "removed")
    is_unread = pc.and_not(is_new, pc.is_in(rejected["new.reason"], value_set=_READ))
    seeds = rejected["new.seed"].filter(is_unread).combine_chunks()
    is_unreadable = pc.and_(pc.is_valid(gone["old.seed"]), pc.is_in(gone["old.seed"], value_set=seeds))
    return GoneDocuments(gone.filter(is_unreadable), gone.filter(pc.invert(is_unreadable)))


def count_unreadable(differences: Differences | None) -> int:
    """Count the documents that are gone because their seed cannot be read any more."""
    return 0 if differences is None else int(find_gone(differences).unreadable.num_rows)
