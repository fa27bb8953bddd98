"""Building months: tasks are run, their rows staged, validated, written, and promoted month by month."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.errors import LakeError
from pipeline.lake.months import MonthIndex, list_months, put_file, read_month, remove_month, write_month
from pipeline.lake.parquet import decode, encode
from pipeline.lake.plan import MonthPlan
from pipeline.lake.seed_index import Map
from pipeline.lake.storage import Storage
from pipeline.lake.tasks import STAGED_TABLES, AnnotateTask, StagedRows, run_task, tasks_of
from pipeline.parse.sources import Publishers
from pipeline.settings import Settings
from pipeline.validate.month import MonthVerdict, validate_month
from schemas.export import arrow_schema
from schemas.tables import MONTHLY_TABLES


@dataclass(frozen=True, slots=True)
class MonthOutcome:
    """What became of one month. `index` is None when the month is gone or never passed; `verdict` when it was current.

    A month is promoted when `is_promoted`; otherwise the index before it stays as it was.
    """

    month: str
    fingerprint: str | None
    index: MonthIndex | None
    verdict: MonthVerdict | None = None
    is_promoted: bool = False
    is_removed: bool = False


def stale_months(storage: Storage, plans: Mapping[str, MonthPlan]) -> list[str]:
    """Months whose index is missing or was built for another fingerprint, and months whose seeds are all gone."""
    present = set(list_months(storage))
    gone = present - set(plans)
    stale = [month for month, plan in plans.items() if month not in present or not is_current(storage, plan)]
    return sorted([*gone, *stale])


def is_current(storage: Storage, plan: MonthPlan) -> bool:
    """Whether the lake holds this month as planned."""
    try:
        index = read_month(storage, plan.month)
    except LakeError:  # an unreadable index is as good as none: the month is built again
        return False
    return index is not None and index.fingerprint == plan.fingerprint


def build_months(
    storage: Storage,
    plans: Mapping[str, MonthPlan],
    months: Sequence[str],
    settings: Settings,
    publishers: Publishers,
    run: Map,
    *,
    run_one: Callable[[AnnotateTask], StagedRows] = run_task,
) -> Iterator[MonthOutcome]:
    """Bring `months` up to date, in that order; months that are current are left alone, months without seeds removed.

    `run` maps over the tasks of all months together, so that many small months keep all workers busy. Raises LakeError
    when a seed changed while it was read (the month's index stays as it was; build again).
    """
    stale = [month for month in months if month in plans and not is_current(storage, plans[month])]
    results = iter(run(run_one, (task for month in stale for task in tasks_of(plans[month], settings, publishers))))
    for month in months:
        if month not in plans:
            remove_month(storage, month)
            yield MonthOutcome(month, None, None, is_removed=True)
        elif month not in stale:
            yield MonthOutcome(month, plans[month].fingerprint, read_month(storage, month))
        else:
            n_tasks = sum(1 for _ in tasks_of(plans[month], settings, publishers))
            staged = [next(results) for _ in range(n_tasks)]
            yield _finish_month(storage, plans[month], staged)


def _finish_month(storage: Storage, plan: MonthPlan, staged: Sequence[StagedRows]) -> MonthOutcome:
    changed = [seed for part in staged for seed in part.changed_seeds]
    if changed:
        raise LakeError(f"{changed[0]}: changed while {plan.month} was being built; build again")
    tables = {table: _in_order(table, [part.tables[table] for part in staged]) for table in STAGED_TABLES}
    rejections = [*plan.rejections, *(rejection for part in staged for rejection in part.rejections)]
    verdict = validate_month(tables, rejections)
    if not verdict.is_promotable:
        return MonthOutcome(plan.month, plan.fingerprint, read_month(storage, plan.month), verdict)
    files = {
        table: put_file(storage, encode(table, verdict.tables[table]), verdict.tables[table].num_rows)
        for table in MONTHLY_TABLES
        if verdict.tables[table].num_rows
    }
    index = MonthIndex(month=plan.month, fingerprint=plan.fingerprint, files=files)
    write_month(storage, index)
    return MonthOutcome(plan.month, plan.fingerprint, index, verdict, is_promoted=True)


def _in_order(table: str, parts: Iterable[pa.Table]) -> pa.Table:
    """The parts as one table sorted by document; rows of a document keep their order, since the sort is stable."""
    found = list(parts)
    if not found:
        return arrow_schema(table).empty_table()
    return pa.concat_tables(found).sort_by("document_id")


def read_table(storage: Storage, index: MonthIndex, table: str) -> pa.Table:
    """The rows of `table` in a month, with the contract's schema even when there are none."""
    if table not in index.files:
        return arrow_schema(table).empty_table()
    return decode(storage.read(index.files[table].name))
