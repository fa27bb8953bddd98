"""The check on people's corrections: all of them are applied, or true without them."""

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue

from pipeline.lake.correction_states import UNSETTLED, count_states
from pipeline.lake.snapshot import Snapshot

CORRECTIONS_CHECK = "states"


def corrections_check_spec(asset: str) -> AssetCheckSpec:
    """Return the check of the table of corrections. It only warns: a person decides what becomes of a correction."""
    return AssetCheckSpec(
        name=CORRECTIONS_CHECK,
        asset=asset,
        description="No correction is in conflict with what the software finds, without its words or row, or invalid.",
    )


def corrections_check_result(asset: str, snapshot: Snapshot) -> AssetCheckResult:
    """Return the result for a snapshot: a warning with the number of corrections in each state."""
    counts = count_states(snapshot)
    unsettled = [f"{counts[state]:,} {state}" for state in UNSETTLED if state in counts]
    return AssetCheckResult(
        passed=not unsettled,
        asset_key=asset,
        check_name=CORRECTIONS_CHECK,
        severity=AssetCheckSeverity.WARN,
        description=f"Corrections to look at: {', '.join(unsettled)}." if unsettled else "Every correction is settled.",
        metadata={state: MetadataValue.int(n) for state, n in counts.items()},
    )
