"""The checks that the annotating step reports: whether a table's staged rows keep the contract."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from dagster import (
    AssetCheckEvaluation,
    AssetCheckKey,
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    DagsterInstance,
    MetadataValue,
    TableRecord,
)
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluationTargetMaterializationData
from dagster._core.storage.asset_check_execution_record import COMPLETED_ASSET_CHECK_EXECUTION_RECORD_STATUSES

from pipeline.lake.build import MonthOutcome, read_table
from pipeline.lake.storage import Storage
from pipeline.lake.terms import read_stored_terms
from pipeline.release.previews import withholds
from pipeline.release.rights import OWNERS, stand_in

CHECK_NAME = "contract"

_MOST_SHOWN = 100


def contract_check_spec(table: str) -> AssetCheckSpec:
    """Return the check of one table; it blocks, since a month that fails is not promoted and must not be released."""
    return AssetCheckSpec(
        name=CHECK_NAME,
        asset=table,
        description=f"Every row of `{table}` keeps the contract, every key resolves, every span cuts out its surface. "
        "Rows that do not are moved to `rejected`; a wrong type blocks the month, whose last good version stays.",
        blocking=True,
    )


def contract_check_results(
    context: AssetExecutionContext,
    tables: Iterable[str],
    outcomes: Sequence[MonthOutcome],
    behind: Collection[str],
    storage: Storage,
) -> Iterator[AssetCheckResult]:
    """Return the result for each selected check of `tables`; if the run has none, the last result remains.

    `behind` names the months that are still stale after the run.
    """
    keys = {key.asset_key.to_user_string(): key for key in context.selected_asset_check_keys}
    is_settled = not behind and all(outcome.verdict is None for outcome in outcomes)
    for table in filter(keys.__contains__, tables):
        found = _found(table, outcomes, behind, storage)
        last = _last_result(context.instance, keys[table]) if found is None else None
        if found is not None:
            yield found
        elif last is not None and is_settled and not last.passed:
            yield _resolved(table)
        elif last is not None:
            _let_stand(context.instance, last)


def _found(
    table: str, outcomes: Sequence[MonthOutcome], behind: Collection[str], storage: Storage
) -> AssetCheckResult | None:
    """Failed when a month of `table` broke the contract, passed when months were checked and no other one is behind.

    None else: among the months that are behind may be one that failed before.
    """
    checked = [outcome for outcome in outcomes if outcome.verdict is not None]
    bad = [(o.month, problem) for o in checked if o.verdict for problem in o.verdict.problems.get(table, [])]
    if not bad and (behind or not checked):
        return None
    # Of a month that was not promoted nothing was moved anywhere.
    promoted = [outcome for outcome in checked if outcome.is_promoted]
    n_rejected = sum(o.verdict.n_rejected.get(table, 0) for o in promoted if o.verdict)
    metadata: dict[str, MetadataValue] = {
        "months_checked": MetadataValue.int(len(checked)),
        "rows_rejected": MetadataValue.int(n_rejected),
    }
    if bad:
        metadata["bad_months"] = MetadataValue.table(
            [TableRecord({"month": month, "problem": problem}) for month, problem in bad[:_MOST_SHOWN]]
        )
    if offending := list(islice(_rejected_rows(table, promoted, storage), _MOST_SHOWN)):
        metadata["rejected_rows"] = MetadataValue.table(offending)
    sentence = _broken(table, len({month for month, _ in bad})) if bad else _kept(table, len(checked), n_rejected)
    return _result(table, not bad, sentence, metadata)


def _last_result(instance: DagsterInstance, key: AssetCheckKey) -> AssetCheckEvaluation | None:
    """Return the last result of a check, None if there is none. A planned but unreported check is not a result."""
    records = instance.event_log_storage.get_asset_check_execution_history(
        key, limit=1, status=COMPLETED_ASSET_CHECK_EXECUTION_RECORD_STATUSES
    )
    return records[0].evaluation if records else None


def _let_stand(instance: DagsterInstance, last: AssetCheckEvaluation) -> None:
    """Report `last` again, because the UI shows a check that was planned without a result as skipped.

    It is reported outside of the run, for the newest materialization.
    """
    newest = instance.fetch_materializations(last.asset_key, limit=1).records
    targets = [
        AssetCheckEvaluationTargetMaterializationData(
            storage_id=record.storage_id, run_id=record.event_log_entry.run_id, timestamp=record.timestamp
        )
        for record in newest
    ]
    again = AssetCheckEvaluation(
        asset_key=last.asset_key,
        check_name=last.check_name,
        passed=last.passed,
        metadata=last.metadata,
        target_materialization_data=targets[0] if targets else None,
        severity=last.severity,
        description=last.description,
        blocking=last.blocking,
    )
    instance.report_runless_asset_event(again)


def _resolved(table: str) -> AssetCheckResult:
    """Return the result after a failed one if no month is left that could fail, although none was checked."""
    sentence = f"No month of {table} breaks the contract any more; those that did were removed or restored."
    return _result(table, True, sentence, {"months_checked": MetadataValue.int(0)})


def _broken(table: str, n_months: int) -> str:
    months = "1 month, which was" if n_months == 1 else f"{n_months} months, which were"
    return f"Rows of {table} break the contract in {months} not promoted."


def _kept(table: str, n_months: int, n_rejected: int) -> str:
    months = "1 month" if n_months == 1 else f"{n_months} months"
    rows = "1 row was" if n_rejected == 1 else f"{n_rejected} rows were"
    return f"All rows of {table} in {months} keep the contract; {rows} moved to rejected."


def _result(table: str, passed: bool, sentence: str, metadata: dict[str, MetadataValue]) -> AssetCheckResult:
    return AssetCheckResult(
        passed=passed,
        asset_key=table,
        check_name=CHECK_NAME,
        severity=AssetCheckSeverity.ERROR,
        description=sentence,
        metadata=metadata,
    )


def _rejected_rows(table: str, promoted: Iterable[MonthOutcome], storage: Storage) -> Iterator[TableRecord]:
    """Return the rejected rows of `table` in these months, with their origin and reason.

    While anything is withheld, what a release would withhold of rejections is: paths and details.
    """
    stored = read_stored_terms(storage)
    is_withheld = stored is not None and withholds(stored.terms)
    for outcome in promoted:
        if outcome.index is not None and outcome.verdict and outcome.verdict.n_rejected.get(table, 0):
            for row in read_table(storage, outcome.index, "rejected").to_pylist():
                if row["table"] == table:
                    names = ("seed", "line", "document_id", "reason", *([] if is_withheld else ["detail"]))
                    shown = {name: row[name] or "" for name in names}
                    if is_withheld:
                        shown["seed"] = stand_in(row["seed"], *(row[name] for name in OWNERS)) or ""
                    yield TableRecord({"month": outcome.month, **shown})
