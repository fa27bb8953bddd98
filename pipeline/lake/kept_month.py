"""What of a month stays when it is built again.

The files of a month are the cache of its documents. What was extracted from a document depends on its text, language
and day, on its id, and on code and settings: on no other document. So where these are what they were, its rows in the
month's last files are those that it would get again, and it is neither read nor annotated. No other copy of a row is
kept, so that a text that leaves the lake's months is nowhere left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.lake.intact import DamagedFileError, is_content
from pipeline.lake.months import IndexedFile
from pipeline.lake.parquet import decode
from pipeline.lake.storage import Storage
from pipeline.parse.document import Rejection

# Merging the rows of so many kept documents takes about as long as annotating one.
_KEPT_PER_ANNOTATED = 50


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """Rows of a month's last state, in `files` by table, that stay as they are.

    `documents` says what the plan says now (`document_rows.PLANNED`) of each document whose row in `documents` stays,
    sorted by id; `annotated` are the ids of those whose annotations stay; `rejections` stay too. Documents in `renamed`
    (`document_id`) get the annotations of another one with the same text (`was`).
    """

    files: Mapping[str, IndexedFile]
    documents: pa.Table
    annotated: pa.Array
    rejections: tuple[Rejection, ...]
    renamed: pa.Table

    @property
    def effort(self) -> int:
        """Return what merging them takes, in documents to annotate."""
        return int(self.documents.num_rows) // _KEPT_PER_ANNOTATED


def read_intact(storage: Storage, file: IndexedFile, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a month's file, or only these columns. Raises DamagedFileError, LakeError if it cannot be read."""
    try:
        data = storage.read(file.name)
    except FileNotFoundError:
        raise DamagedFileError(f"{storage.url}/{file.name}: is missing") from None
    if not is_content(data, file.name):
        raise DamagedFileError(f"{storage.url}/{file.name}: damaged")
    return decode(data, columns)
