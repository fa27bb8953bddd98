"""The last step of a month: sort, validate and store its staged rows. Runs in a worker process.

Files are named by their content and nothing refers to them yet, so a step that runs twice, or is lost, has no effect;
the process that submitted the task writes the month's index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from pipeline.lake.correcting import correct_month
from pipeline.lake.document_columns import with_document_columns
from pipeline.lake.intact import DamagedFileError
from pipeline.lake.judged_documents import NO_JUDGEMENTS, MonthJudgements
from pipeline.lake.kept_month import KeptMonth
from pipeline.lake.merging import is_sound_together, read_kept, renamed_rows
from pipeline.lake.months import IndexedFile, put_file
from pipeline.lake.parquet import encode
from pipeline.lake.redirects import redirects_of
from pipeline.lake.storage import Storage
from pipeline.lake.tasks import STAGED_TABLES, StagedRows
from pipeline.lake.workers import Done
from pipeline.parse.document import Rejection
from pipeline.validate.month import MonthVerdict, StagedMonth, validate_months
from schemas.export import arrow_schema
from schemas.tables import MONTHLY_TABLES

# Months of more documents count for several tasks, so that not many large ones are held at once.
_DOCUMENTS_PER_PLACE = 500


@dataclass(frozen=True, slots=True)
class FinishTask:
    """A month's staged rows, earlier rejections, and what is kept of its last state."""

    storage: Storage
    staged: tuple[StagedRows, ...]
    rejections: tuple[Rejection, ...]
    kept: KeptMonth | None = None
    judgements: MonthJudgements = NO_JUDGEMENTS

    @property
    def weight(self) -> int:
        """Return how many tasks of a window it counts as."""
        n_documents: int = sum(part.tables["documents"].num_rows for part in self.staged)
        if self.kept is not None:
            n_documents += self.kept.documents.num_rows
        return 1 + n_documents // _DOCUMENTS_PER_PLACE

    @property
    def changed_seeds(self) -> tuple[str, ...]:
        """Return the seeds that no longer match the index."""
        return tuple(seed for part in self.staged for seed in part.changed_seeds)


@dataclass(frozen=True, slots=True)
class FinishedMonth:
    """The result: `files` by table, none unless the month may be promoted, and the verdict without its tables.

    If `changed_seeds` (seeds that no longer match the index) is not empty, nothing was done; nor if a file with rows to
    keep has `damage`. `found` has the files of tables as extraction made them where people's corrections changed them.
    """

    files: dict[str, IndexedFile]
    verdict: MonthVerdict
    changed_seeds: tuple[str, ...] = ()
    damage: str = ""
    found: dict[str, IndexedFile | None] = field(default_factory=dict)


def finish_month(task: FinishTask | Done[FinishedMonth]) -> FinishedMonth:
    """Validate and store a month, unless that is done. Raises LakeError if the lake cannot be written."""
    if isinstance(task, Done):
        return task.result
    (finished,) = finish_months([task])
    return finished


def finish_months(tasks: Sequence[FinishTask]) -> list[FinishedMonth]:
    """Validate and store months; many small ones are validated together. Raises LakeError."""
    staged = [_staged(task) for task in tasks]
    verdicts = iter(validate_months([month for month in staged if isinstance(month, StagedMonth)]))
    return [
        month if isinstance(month, FinishedMonth) else _finished(task, month, next(verdicts))
        for task, month in zip(tasks, staged, strict=True)
    ]


def _staged(task: FinishTask) -> StagedMonth | FinishedMonth:
    """Return what is new in the month, or why nothing can be done with it."""
    if task.changed_seeds:
        return FinishedMonth({}, MonthVerdict({}), task.changed_seeds)
    try:
        return _staged_month(task)
    except DamagedFileError as error:
        return _damaged(error)


def _damaged(error: DamagedFileError) -> FinishedMonth:
    return FinishedMonth({}, MonthVerdict({}), damage=str(error))


def _finished(task: FinishTask, staged: StagedMonth, verdict: MonthVerdict) -> FinishedMonth:
    """Store a month of which what is new has this verdict."""
    if task.kept is not None and verdict.is_promotable:
        try:
            verdict = _with_kept(task.storage, task.kept, staged, verdict)
        except DamagedFileError as error:
            return _damaged(error)
    return _stored(task.storage, verdict, task.judgements)


def _with_kept(storage: Storage, kept: KeptMonth, staged: StagedMonth, verdict: MonthVerdict) -> MonthVerdict:
    """Return the verdict on the whole month. Rows that are kept were validated when they were new."""
    rows = read_kept(storage, kept)
    if not verdict.n_rejected and is_sound_together(rows, verdict.tables):
        tables = {table: _in_order(table, [rows[table], verdict.tables[table]]) for table in STAGED_TABLES}
        return MonthVerdict({**with_document_columns(tables), "rejected": verdict.tables["rejected"]})
    tables = {table: _in_order(table, [rows[table], staged.tables[table]]) for table in STAGED_TABLES}
    (whole,) = validate_months([StagedMonth(with_document_columns(tables), staged.rejections)])
    return whole


def _staged_month(task: FinishTask) -> StagedMonth:
    parts = [part.tables for part in task.staged]
    if task.kept is not None:
        parts.append(renamed_rows(task.storage, task.kept))
    tables = {table: _in_order(table, [part[table] for part in parts if table in part]) for table in STAGED_TABLES}
    rejections = [*task.rejections, *(r for part in task.staged for r in part.rejections)]
    if task.kept is not None:
        rejections += task.kept.rejections
    return StagedMonth(with_document_columns(tables), rejections)


def _stored(storage: Storage, verdict: MonthVerdict, judgements: MonthJudgements) -> FinishedMonth:
    without_tables = MonthVerdict({}, verdict.problems, verdict.n_rejected)
    if not verdict.is_promotable:
        return FinishedMonth({}, without_tables)
    extracted = verdict.tables
    tables: Mapping[str, pa.Table] = extracted
    renamed: Sequence[Mapping[str, str]] = ()
    if not judgements.is_empty:
        corrected, judged, renamed = correct_month(extracted, judgements)
        tables = {**corrected, "judged": judged}
    tables = {**tables, "redirects": redirects_of(tables, renamed)}
    files = {
        table: put_file(storage, encode(table, tables[table]), tables[table].num_rows)
        for table in MONTHLY_TABLES
        if table in tables and tables[table].num_rows
    }
    found = {
        table: put_file(storage, encode(table, rows), rows.num_rows) if rows.num_rows else None
        for table, rows in extracted.items()
        if rows is not tables[table] and not rows.equals(tables[table])
    }
    return FinishedMonth(files, without_tables, found=found)


def _in_order(table: str, parts: Iterable[pa.Table]) -> pa.Table:
    """Join the parts, sorted by document; rows of a document keep their order, since the sort is stable."""
    found = list(parts)
    if not found:
        return arrow_schema(table).empty_table()
    return pa.concat_tables(found).sort_by("document_id")
