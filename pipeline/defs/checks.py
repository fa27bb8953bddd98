"""The checks that the annotating step reports: whether what was staged of a table keeps the contract."""

from collections.abc import Iterator, Sequence
from itertools import islice

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue, TableRecord

from pipeline.lake.build import MonthOutcome, read_table
from pipeline.lake.storage import Storage

CHECK_NAME = "contract"

_MOST_SHOWN = 100


def contract_check_spec(table: str) -> AssetCheckSpec:
    """The check of one table; it blocks, since a month that fails is not promoted and must not reach a release."""
    return AssetCheckSpec(
        name=CHECK_NAME,
        asset=table,
        description=f"Every row of `{table}` keeps the contract, every key resolves, every span cuts out its surface. "
        "Rows that do not are moved to `rejected`; a wrong type blocks the month, whose last good version stays.",
        blocking=True,
    )


def contract_check_result(table: str, outcomes: Sequence[MonthOutcome], storage: Storage) -> AssetCheckResult:
    """One result over all months of the run; the metadata names the bad months and the rows turned away."""
    bad = [(o.month, problem) for o in outcomes if o.verdict for problem in o.verdict.problems.get(table, [])]
    n_rejected = {o.month: n for o in outcomes if o.verdict and (n := o.verdict.n_rejected.get(table, 0))}
    if bad:
        sentence = f"{len({month for month, _ in bad})} month(s) of {table} break the contract and were not promoted."
    else:
        sentence = f"All rows of {table} keep the contract; {sum(n_rejected.values())} row(s) were moved to rejected."
    metadata: dict[str, MetadataValue] = {
        "months_checked": MetadataValue.int(sum(o.verdict is not None for o in outcomes)),
        "rows_rejected": MetadataValue.int(sum(n_rejected.values())),
    }
    if bad:
        metadata["bad_months"] = MetadataValue.table(
            [TableRecord({"month": month, "problem": problem}) for month, problem in bad[:_MOST_SHOWN]]
        )
    if offending := list(islice(_rejected_rows(table, outcomes, storage), _MOST_SHOWN)):
        metadata["rejected_rows"] = MetadataValue.table(offending)
    return AssetCheckResult(
        passed=not bad,
        asset_key=table,
        check_name=CHECK_NAME,
        severity=AssetCheckSeverity.ERROR,
        description=sentence,
        metadata=metadata,
    )


def _rejected_rows(table: str, outcomes: Sequence[MonthOutcome], storage: Storage) -> Iterator[TableRecord]:
    """The rows of `table` that these months turned away, with where they come from and why."""
    for outcome in outcomes:
        if outcome.index is not None and outcome.verdict and outcome.verdict.n_rejected.get(table, 0):
            for row in read_table(storage, outcome.index, "rejected").to_pylist():
                if row["table"] == table:
                    shown = {name: row[name] or "" for name in ("seed", "line", "document_id", "reason", "detail")}
                    yield TableRecord({"month": outcome.month, **shown})
