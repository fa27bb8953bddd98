"""The checks that the annotating step reports: whether what was staged of a table keeps the contract."""

from collections.abc import Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue, TableRecord

from pipeline.lake.build import MonthOutcome

CHECK_NAME = "contract"


def contract_check_spec(table: str) -> AssetCheckSpec:
    """The check of one table; it blocks, since a month that fails is not promoted and must not reach a release."""
    return AssetCheckSpec(
        name=CHECK_NAME,
        asset=table,
        description=f"Every row of `{table}` keeps the contract, every key resolves, every span cuts out its surface. "
        "Rows that do not are moved to `rejected`; a wrong type blocks the month, whose last good version stays.",
        blocking=True,
    )


def contract_check_result(table: str, outcomes: Sequence[MonthOutcome]) -> AssetCheckResult:
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
            [TableRecord({"month": month, "problem": problem}) for month, problem in bad[:100]]
        )
    return AssetCheckResult(
        passed=not bad,
        asset_key=table,
        check_name=CHECK_NAME,
        severity=AssetCheckSeverity.ERROR,
        description=sentence,
        metadata=metadata,
    )
