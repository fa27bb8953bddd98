"""Build small months in one task: annotate, validate together, and store in the same process.

Rows of a large month come from many tasks and must be joined before validation. Rows of small months are not sent
between processes, and the fixed cost of validation is paid once for several months.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.lake.finish import FinishedMonth, FinishTask, finish_months
from pipeline.lake.judged_documents import NO_JUDGEMENTS, MonthJudgements
from pipeline.lake.kept_month import KeptMonth
from pipeline.lake.plan import MonthPlan
from pipeline.lake.spool import Spool
from pipeline.lake.storage import Storage
from pipeline.lake.tasks import AnnotateTask, StagedRows
from pipeline.lake.workers import Done
from pipeline.parse.document import Rejection
from pipeline.settings import Settings

# Enough documents that validating is a hundredth of annotating them; fewer of the last ones, so that all workers end
# at about the same time. A month larger than a task is not a small one, and several workers share it.
_MOST_DOCUMENTS = 256
_FEWEST_DOCUMENTS = 32
_SHARES_OF_REST = 16


@dataclass(frozen=True, slots=True)
class Portion:
    """Months processed together: small ones in one task, or a single large one in several."""

    plans: tuple[MonthPlan, ...]
    is_small: bool


def portions(plans: Sequence[MonthPlan]) -> Iterator[Portion]:
    """Divide the months into portions, in the given order; the division never affects the result."""
    left = sum(plan.effort for plan in plans)
    together: list[MonthPlan] = []
    n_together = 0
    for plan in plans:
        size = plan.effort
        if together and n_together + size > _limit(left):
            yield Portion(tuple(together), is_small=True)
            left -= n_together
            together, n_together = [], 0
        if size > _limit(left):
            yield Portion((plan,), is_small=False)
            left -= size
        else:
            together.append(plan)
            n_together += size
    if together:
        yield Portion(tuple(together), is_small=True)


def _limit(n_left: int) -> int:
    """Return the maximum number of documents in a task if `n_left` remain to share out."""
    return min(max(n_left // _SHARES_OF_REST, _FEWEST_DOCUMENTS), _MOST_DOCUMENTS)


@dataclass(frozen=True, slots=True)
class SmallMonth:
    """A month to annotate in one go, what was rejected before, and what is kept of its last state."""

    task: AnnotateTask
    rejections: tuple[Rejection, ...]
    kept: KeptMonth | None = None
    judgements: MonthJudgements = NO_JUDGEMENTS

    def finish_task(self, storage: Storage, staged: tuple[StagedRows, ...]) -> FinishTask:
        """Return the task that finishes the month with these rows."""
        return FinishTask(storage, staged, self.rejections, self.kept, self.judgements)


@dataclass(frozen=True, slots=True)
class SmallMonthsTask:
    """Small months to build; sent to a worker process.

    It divides down to the one month, then document, that takes its worker down. What is left of that month is not
    finished in the same task, but handed on as the rows of a large one are.
    """

    storage: Storage
    months: tuple[SmallMonth, ...]
    is_finished: bool = True

    def divide(self) -> "Sequence[SmallMonthsTask]":
        """Return two halves; of a single month its documents in two halves; in the end the one without annotation."""
        middle = len(self.months) // 2
        if middle:
            return [replace(self, months=self.months[:middle]), replace(self, months=self.months[middle:])]
        (month,) = self.months
        return [replace(self, months=(replace(month, task=part),), is_finished=False) for part in month.task.divide()]

    def join(self, results: "Sequence[Sequence[MadeMonth]]") -> "list[MadeMonth]":
        """Concatenate the parts' months; the parts of a single month become the rows of one."""
        made = [month for part in results for month in part]
        if len(self.months) > 1:
            return made
        staged = tuple(rows for part in made if isinstance(part, FinishTask) for rows in part.staged)
        return [self.months[0].finish_task(self.storage, staged)]


MadeMonth = FinishTask | Done[FinishedMonth]
"""A month that is finished, or one that is still to be."""


def small_months_task(spool: Spool, plans: Sequence[MonthPlan], settings: Settings) -> SmallMonthsTask:
    """Return the task that builds these months."""
    months = []
    for plan in plans:
        pieces = spool.pieces_of(plan.month, 0, plan.n_documents)
        documents = tuple(plan.documents())
        task = AnnotateTask(plan.month, settings, documents, spool.storage, pieces)
        months.append(SmallMonth(task, plan.rejections, plan.kept, plan.judgements))
    return SmallMonthsTask(spool.storage, tuple(months))


def make_small_months(task: SmallMonthsTask, run_one: Callable[[AnnotateTask], StagedRows]) -> list[MadeMonth]:
    """Annotate and finish the task's months. Runs in a worker process. Raises LakeError, and what `run_one` raises."""
    staged = [month.finish_task(task.storage, (run_one(month.task),)) for month in task.months]
    if not task.is_finished:
        return list(staged)
    return [Done(finished) for finished in finish_months(staged)]
