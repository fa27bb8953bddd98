"""The check on a release that shows what people's answers to drawn samples say of it. It never stops one."""

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue, TableRecord

from pipeline.release.contents import Contents
from schemas.export import arrow_schema
from schemas.vocabulary import JudgedPart, SampleGroup

MEASURED_CHECK = "measured_quality"

_SHOWN = ("table", "measure", "part", "estimate", "low", "high", "n_right", "n_judged", "n_sampled", "n_unchanged")
_PARTS = (JudgedPart.ROW, JudgedPart.FOUND)


def measured_check_spec(asset: str) -> AssetCheckSpec:
    """Return the check of the release asset `asset`. It only warns."""
    return AssetCheckSpec(
        name=MEASURED_CHECK,
        asset=asset,
        description="What people's answers to drawn samples say of the rows (docs/quality.md). A warning says that "
        "more than half of the rows of a sample are others by now: draw a new one.",
    )


def measured_check_result(asset: str, contents: Contents | None) -> AssetCheckResult:
    """Return the result for the tables of a release; None if there is none."""
    batches = contents.scan("quality", arrow_schema("quality").names) if contents is not None else ()
    rows = [row for batch in batches for row in batch.to_pylist()]
    aged = sorted({row["sample"] for row in rows if 2 * row["n_unchanged"] < row["n_sampled"]})
    shown = [row for row in rows if row["group"] == SampleGroup.ALL and row["part"] in _PARTS]
    if aged:
        told = f"More than half of the sampled rows are others by now: {', '.join(aged)}. Draw a new sample."
    elif rows:
        told = "; ".join(f"{row['table']}, {row['measure']} of {row['part']}: {row['estimate']:.1%}" for row in shown)
    else:
        told = "No sample of this dataset was judged (docs/quality.md says how)."
    records = [TableRecord({name: row[name] for name in _SHOWN}) for row in shown]
    return AssetCheckResult(
        passed=not aged,
        asset_key=asset,
        check_name=MEASURED_CHECK,
        severity=AssetCheckSeverity.WARN,
        description=told,
        metadata={"shares": MetadataValue.table(records)} if records else {},
    )
