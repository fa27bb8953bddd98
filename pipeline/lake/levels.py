"""Remember the rights that documents were released with, so that no release loosens them unnoticed.

Only documents that were restricted are remembered: the rights of the others cannot become looser. A document removed
from the seeds stays remembered, and releases to other folders or repositories are compared with the same memory.
"""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from pipeline.errors import LakeError
from pipeline.lake.intact import is_content, read_sealed, write_sealed
from pipeline.lake.months import IndexedFile, put_file
from pipeline.lake.parquet import decode
from pipeline.lake.storage import Storage

LEVELS = "levels.json"
_FORMAT = 1

LEVELS_SCHEMA = pa.schema(
    [
        ("document_id", pa.string()),
        ("source", pa.string()),
        ("redistribution", pa.string()),
        ("max_quoted_share", pa.float64()),  # null where it is not known
    ]
)
"""A row a restricted document: whose it was, and what was allowed, when it was released last."""


class LevelsIndex(BaseModel):
    """Names the file of the memory; None while no restricted document was released."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = _FORMAT
    file: IndexedFile | None


@dataclass(frozen=True, slots=True)
class ReleasedLevels:
    """The levels of one release: all its documents by id, the restricted ones, and those that it loosens.

    `document_ids` and `loosened` hold the ids of an earlier rule too, by which documents may be remembered. `known` is
    what was remembered when it was planned.
    """

    document_ids: pa.Array
    restricted: pa.Table
    loosened: pa.Array
    known: pa.Table


def read_levels_index(storage: Storage) -> LevelsIndex | None:
    """Return the index of the memory, None if there is none. Raises LakeError if it is damaged."""
    try:
        return read_sealed(storage, LEVELS, LevelsIndex)
    except FileNotFoundError:
        return None
    except ValueError:
        raise _damaged(storage, LEVELS) from None


def _damaged(storage: Storage, name: str) -> LakeError:
    delete = "delete it" if name == LEVELS else f"delete {LEVELS}"
    return LakeError(
        f"{storage.url}/{name}: damaged; {delete}, and what is remembered is taken from the folder of releases"
    )


def read_levels(storage: Storage) -> pa.Table | None:
    """Return the remembered documents, None if the lake has no memory yet. Raises LakeError if it is damaged."""
    index = read_levels_index(storage)
    if index is None:
        return None
    if index.file is None:
        return LEVELS_SCHEMA.empty_table()
    try:
        data = storage.read(index.file.name)
    except FileNotFoundError:
        raise _damaged(storage, index.file.name) from None
    if not is_content(data, index.file.name):
        raise _damaged(storage, index.file.name)
    return decode(data).cast(LEVELS_SCHEMA)


def remember_before(storage: Storage, levels: ReleasedLevels) -> None:
    """Remember a release before it is made, with the old rights of what it loosens; so a crash loosens nothing."""
    known = _known(storage, levels)
    is_kept = pc.or_(
        pc.invert(pc.is_in(known["document_id"], value_set=levels.document_ids)),
        pc.is_in(known["document_id"], value_set=levels.loosened),
    )
    is_new = pc.invert(pc.is_in(levels.restricted["document_id"], value_set=levels.loosened))
    _write(storage, [known.filter(is_kept), levels.restricted.filter(is_new)])


def remember_after(storage: Storage, levels: ReleasedLevels) -> None:
    """Remember a completed release: its documents with their new rights, all others unchanged."""
    known = _known(storage, levels)
    is_kept = pc.invert(pc.is_in(known["document_id"], value_set=levels.document_ids))
    _write(storage, [known.filter(is_kept), levels.restricted])


def _known(storage: Storage, levels: ReleasedLevels) -> pa.Table:
    """Return the current memory; another release may have been made since this one was planned."""
    found = read_levels(storage)
    return levels.known if found is None else found


def _write(storage: Storage, parts: list[pa.Table]) -> None:
    rows = pa.concat_tables(parts).sort_by("document_id").combine_chunks()
    file = None
    if rows.num_rows:
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd")
        file = put_file(storage, sink.getvalue().to_pybytes(), rows.num_rows)
    index = LevelsIndex(file=file)
    if index != read_levels_index(storage):
        write_sealed(storage, LEVELS, index)
