"""The last step of a month: its staged rows are put in order, validated and stored. Runs in a worker process.

Files are named by their content and nothing refers to them yet, so that a step that is run twice, or is lost, leaves no
trace; the process that gave the task writes the month's index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.lake.months import IndexedFile, put_file
from pipeline.lake.parquet import encode
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
    """What was staged of a month, and what was rejected before."""

    storage: Storage
    staged: tuple[StagedRows, ...]
    rejections: tuple[Rejection, ...]

    @property
    def weight(self) -> int:
        """How many tasks of a window it stands for."""
        n_documents: int = sum(part.tables["documents"].num_rows for part in self.staged)
        return 1 + n_documents // _DOCUMENTS_PER_PLACE

    @property
    def changed_seeds(self) -> tuple[str, ...]:
        """Seeds that were not what the index says any more."""
        return tuple(seed for part in self.staged for seed in part.changed_seeds)


@dataclass(frozen=True, slots=True)
class FinishedMonth:
    """What became of the rows: `files` by table, none unless the month may be promoted; a verdict without its tables.

    `changed_seeds` were not what the index says any more; then nothing was done.
    """

    files: dict[str, IndexedFile]
    verdict: MonthVerdict
    changed_seeds: tuple[str, ...] = ()


def finish_month(task: FinishTask | Done[FinishedMonth]) -> FinishedMonth:
    """Validate and store a month, unless that is done. Raises LakeError when the lake cannot be written."""
    if isinstance(task, Done):
        return task.result
    (finished,) = finish_months([task])
    return finished


def finish_months(tasks: Sequence[FinishTask]) -> list[FinishedMonth]:
    """Validate and store months; many small ones are validated together. Raises LakeError."""
    sound = [task for task in tasks if not task.changed_seeds]
    verdicts = iter(validate_months([_staged_month(task) for task in sound]))
    return [
        FinishedMonth({}, MonthVerdict({}), task.changed_seeds)
        if task.changed_seeds
        else _stored(task.storage, next(verdicts))
        for task in tasks
    ]


def _staged_month(task: FinishTask) -> StagedMonth:
    tables = {table: _in_order(table, [part.tables[table] for part in task.staged]) for table in STAGED_TABLES}
    return StagedMonth(tables, [*task.rejections, *(r for part in task.staged for r in part.rejections)])


def _stored(storage: Storage, verdict: MonthVerdict) -> FinishedMonth:
    files = {
        table: put_file(storage, encode(table, verdict.tables[table]), verdict.tables[table].num_rows)
        for table in MONTHLY_TABLES
        if verdict.is_promotable and verdict.tables[table].num_rows
    }
    return FinishedMonth(files, MonthVerdict({}, verdict.problems, verdict.n_rejected))


def _in_order(table: str, parts: Iterable[pa.Table]) -> pa.Table:
    """The parts as one table sorted by document; rows of a document keep their order, since the sort is stable."""
    found = list(parts)
    if not found:
        return arrow_schema(table).empty_table()
    return pa.concat_tables(found).sort_by("document_id")
