"""Build months: run tasks, stage their rows, validate, write and promote them month by month."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from pipeline.errors import LakeError
from pipeline.lake.finish import FinishedMonth, FinishTask, finish_month
from pipeline.lake.intact import read_table_bytes
from pipeline.lake.months import FILES, MonthIndex, read_month, remove_month, write_month
from pipeline.lake.parquet import decode
from pipeline.lake.plan import MonthPlan
from pipeline.lake.seed_index import Map
from pipeline.lake.small_months import (
    MadeMonth,
    Portion,
    SmallMonthsTask,
    make_small_months,
    portions,
    small_months_task,
)
from pipeline.lake.spool import Spool, fill_spool
from pipeline.lake.staleness import is_current
from pipeline.lake.storage import Storage
from pipeline.lake.tasks import AnnotateTask, StagedRows, divided, run_task, tasks_of
from pipeline.lake.unchanged import tell_damage, without_unchanged
from pipeline.settings import Settings
from pipeline.validate.month import MonthVerdict
from schemas.export import arrow_schema


@dataclass(frozen=True, slots=True)
class MonthOutcome:
    """The result of one month. `index` is None if the month was removed or never passed; `verdict` if it was current.

    If not `is_promoted`, the previous index is left unchanged. `n_annotated` of its documents were annotated; the rows
    of the others were those of the month's last state.
    """

    month: str
    fingerprint: str | None
    index: MonthIndex | None
    verdict: MonthVerdict | None = None
    is_promoted: bool = False
    is_removed: bool = False
    n_annotated: int = 0


def build_months(
    storage: Storage,
    plans: Mapping[str, MonthPlan],
    months: Sequence[str],
    settings: Settings,
    run: Map,
    *,
    rebuild: bool = False,
    run_one: Callable[[AnnotateTask], StagedRows] = run_task,
) -> Iterator[MonthOutcome]:
    """Update `months`, in that order; current ones are skipped unless it is a `rebuild`.

    Months without seeds are removed. Of a stale month only those documents are read and annotated whose rows are not
    there from its last state; in a `rebuild` all of them.

    `run` maps over the tasks of all months together: one task builds several small months completely; a large one is
    annotated by several tasks and finished by another, while the next months are annotated. Raises LakeError if a seed
    changed while it was read (the month's index is left unchanged; build again).
    """
    stored = storage.sizes(FILES)
    stale = [month for month in months if month in plans and (rebuild or not is_current(storage, plans[month], stored))]
    todo = [plans[month] if rebuild else without_unchanged(storage, plans[month]) for month in stale]
    spool = fill_spool(storage, todo, settings, run)
    shares = list(portions([spool.plans[month] for month in stale]))
    tasks = (task for portion in shares for task in _tasks_of(portion, spool, settings))
    made = _made(storage, shares, iter(run(partial(_work, run_one=run_one), tasks)))
    finished = iter(run(finish_month, made))
    is_stale = set(stale)
    damaged: list[str] = []
    try:
        for month in months:
            if month not in plans:
                remove_month(storage, month)
                yield MonthOutcome(month, None, None, is_removed=True)
            elif month not in is_stale:
                yield MonthOutcome(month, plans[month].fingerprint, read_month(storage, month))
            elif (month_done := next(finished)).damage:
                tell_damage(month, month_done.damage)
                damaged.append(month)
            else:
                yield _promote(storage, spool.plans[month], month_done)
    finally:
        spool.clear()
    if damaged:
        yield from build_months(storage, plans, damaged, settings, run, rebuild=True, run_one=run_one)


def _tasks_of(portion: Portion, spool: Spool, settings: Settings) -> Iterator[Any]:
    if portion.is_small:
        yield small_months_task(spool, portion.plans, settings)
    else:
        yield from tasks_of(portion.plans[0], settings, spool)


def _work(task: AnnotateTask | SmallMonthsTask, run_one: Callable[[AnnotateTask], StagedRows]) -> Any:
    """Do a task of either kind; runs in a worker process."""
    return make_small_months(task, run_one) if isinstance(task, SmallMonthsTask) else run_one(task)


def _made(storage: Storage, shares: Iterable[Portion], results: Iterator[Any]) -> Iterator[MadeMonth]:
    """Yield each month with the results of its tasks: `results` are those of all portions, one after another."""
    for portion in shares:
        if portion.is_small:
            yield from next(results)
        else:
            (plan,) = portion.plans
            n_tasks = sum(1 for _ in divided(plan.documents()))
            staged = tuple(next(results) for _ in range(n_tasks))
            yield FinishTask(storage, staged, plan.rejections, plan.kept, plan.judgements)


def _promote(storage: Storage, plan: MonthPlan, finished: FinishedMonth) -> MonthOutcome:
    if finished.changed_seeds:
        raise LakeError(f"{finished.changed_seeds[0]}: changed while {plan.month} was being built; build again")
    verdict = finished.verdict
    if not verdict.is_promotable:
        return MonthOutcome(plan.month, plan.fingerprint, read_month(storage, plan.month), verdict)
    index = MonthIndex(
        month=plan.month,
        fingerprint=plan.fingerprint,
        shaped_by=plan.shaped_by,
        files=finished.files,
        found=finished.found,
        judged_by=plan.judged_by,
    )
    write_month(storage, index)
    return MonthOutcome(plan.month, plan.fingerprint, index, verdict, is_promoted=True, n_annotated=plan.n_annotated)


def read_table(storage: Storage, index: MonthIndex, table: str) -> pa.Table:
    """Return the rows of `table` in a month, with the contract's schema even if there are none. Raises LakeError."""
    if table not in index.files:
        return arrow_schema(table).empty_table()
    return decode(read_table_bytes(storage, index.files[table].name))
