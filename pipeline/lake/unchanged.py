"""Find the documents of a month that need not be read or annotated again, because its last state has their rows."""

import logging
from dataclasses import replace
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import LakeError
from pipeline.lake.document_rows import PLANNED
from pipeline.lake.intact import DamagedFileError
from pipeline.lake.kept_month import KeptMonth, read_intact
from pipeline.lake.months import MonthIndex, read_month
from pipeline.lake.plan import MonthPlan
from pipeline.lake.storage import Storage
from pipeline.parse.document import Rejection
from schemas.export import arrow_schema

ANNOTATED_FROM = ("text_sha256", "published_on", "language", "entry_days")
"""What the annotations of a document are made from, beside its id, code and settings."""

# Its row in `documents` is made from these and from what the plan says. The path is among them: settings may name keys
# of records by folder.
_READ_FROM = ("seed", "seed_sha256", *ANNOTATED_FROM)

_STORED = ("document_id", *_READ_FROM, "duplicate_of", "status")
_UNSUPPORTED = "unsupported_language"

_log = logging.getLogger(__name__)


def without_unchanged(storage: Storage, plan: MonthPlan) -> MonthPlan:
    """Return the plan of what is left to do for a month that is built again, and which rows of its last state stay.

    A damaged file is reported and not used. `is_annotated` of a document that is read for its row alone becomes false.
    """
    try:
        index = read_month(storage, plan.month)
    except LakeError:  # an unreadable index counts as missing
        return plan
    if index is None or index.shaped_by != plan.shaped_by:
        return plan
    try:
        stored = _table(storage, index, "documents").select(_STORED)
        rejected = _table(storage, index, "rejected")
    except DamagedFileError as error:
        tell_damage(plan.month, error)
        return plan
    return _left_to_do(plan, index, stored, rejected)


def tell_damage(month: str, damage: DamagedFileError | str) -> None:
    """Report a damaged file of a month's last state."""
    _log.warning("onrecord: %s; all documents of %s are annotated again", damage, month)


def _table(storage: Storage, index: MonthIndex, table: str) -> pa.Table:
    files = index.extracted
    if table not in files:
        return arrow_schema(table).empty_table()
    return read_intact(storage, files[table])


def _left_to_do(plan: MonthPlan, index: MonthIndex, stored: pa.Table, rejected: pa.Table) -> MonthPlan:
    rows = plan.rows
    before = stored.take(pc.index_in(rows["document_id"], value_set=stored["document_id"].combine_chunks()))
    failed, unsupported = _rejected_ids(rejected)
    was_published = pc.equal(before["status"], "published")
    was_annotated = pc.and_(was_published, pc.is_null(before["duplicate_of"]))
    is_same_file = are_equal(rows, before, _READ_FROM)
    is_unsupported = pc.is_in(rows["document_id"], value_set=unsupported)
    # Its rejection names the file. What failed is tried again.
    has_rows = pc.and_(are_equal(rows, before, ANNOTATED_FROM), pc.or_(is_same_file, pc.invert(is_unsupported)))
    has_rows = pc.and_(has_rows, pc.invert(pc.is_in(rows["document_id"], value_set=failed)))
    is_kept = reduce(pc.and_, [rows["is_annotated"], _known(was_annotated), has_rows])
    # The row of a duplicate has no text, and that of a document that was taken down even less.
    is_duplicate = pc.is_valid(rows["duplicate_of"])
    has_row = pc.or_(rows["is_withdrawn"], pc.or_(is_kept, pc.and_(is_duplicate, _known(was_published))))
    stays = pc.and_(is_same_file, has_row)
    renamed = _renamed(
        rows.filter(pc.and_not(rows["is_annotated"], is_kept)),
        stored.filter(_had_annotations(stored, pa.concat_arrays([failed, unsupported]))),
    )
    kept = KeptMonth(
        index.extracted,
        rows.filter(stays).select(PLANNED).sort_by("document_id").combine_chunks(),
        rows["document_id"].filter(is_kept).combine_chunks(),
        _rejections(rejected, rows["document_id"].filter(pc.and_(is_kept, is_unsupported))),
        renamed,
    )
    place = rows.schema.get_field_index("is_annotated")
    has_annotations = pc.or_(is_kept, pc.is_in(rows["document_id"], value_set=_column(renamed, "document_id")))
    rows = rows.set_column(place, "is_annotated", pc.and_not(rows["is_annotated"], has_annotations))
    return replace(plan, rows=rows.filter(pc.invert(stays)), kept=kept)


def _had_annotations(stored: pa.Table, without: pa.Array) -> pa.ChunkedArray:
    was_annotated = pc.and_(pc.equal(stored["status"], "published"), pc.is_null(stored["duplicate_of"]))
    return pc.and_not(was_annotated, pc.is_in(stored["document_id"], value_set=without))


def _renamed(rows: pa.Table, stored: pa.Table) -> pa.Table:
    """Pair documents to annotate with those in `stored` that were annotated from the same."""
    place = pc.index_in(_annotated_from(rows), value_set=_annotated_from(stored).combine_chunks())
    pairs = pa.table({"document_id": rows["document_id"], "was": stored["document_id"].take(place)})
    return pairs.filter(pc.is_valid(pairs["was"])).combine_chunks()


def _annotated_from(rows: pa.Table) -> pa.ChunkedArray:
    columns = [rows[name].cast(pa.string()) for name in ANNOTATED_FROM]
    return pc.binary_join_element_wise(*columns, "|", null_handling="replace")


def _column(rows: pa.Table, name: str) -> pa.Array:
    return rows[name].combine_chunks()


def are_equal(rows: pa.Table, before: pa.Table, columns: tuple[str, ...]) -> pa.ChunkedArray:
    """Whether each of `rows` has the values of the row before, of which all are null if there is none."""
    return reduce(pc.and_, (_is_equal(rows[name], before[name]) for name in columns))


def _is_equal(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.or_(_known(pc.equal(one, other)), pc.and_(pc.is_null(one), pc.is_null(other)))


def _known(is_so: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(is_so, False)


def _rejected_ids(rejected: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Return the ids of documents of which something failed, and of those in a language without extractors."""
    is_unsupported = pc.equal(rejected["reason"], _UNSUPPORTED)
    has_failed = pc.and_not(pc.is_in(rejected["stage"], value_set=pa.array(["annotate", "validate"])), is_unsupported)
    failed, unsupported = (rejected["document_id"].filter(which) for which in (has_failed, is_unsupported))
    return failed.combine_chunks(), unsupported.combine_chunks()


def _rejections(rejected: pa.Table, document_ids: pa.ChunkedArray) -> tuple[Rejection, ...]:
    is_theirs = pc.is_in(rejected["document_id"], value_set=document_ids.combine_chunks())
    is_unsupported = pc.equal(rejected["reason"], _UNSUPPORTED)
    found = rejected.filter(pc.and_(is_theirs, is_unsupported)).drop_columns("rejection_id")
    return tuple(Rejection(**row) for row in found.to_pylist())
