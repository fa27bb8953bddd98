"""The check on a release that holds its data quality against that of the release before."""

from collections.abc import Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue, TableRecord

from pipeline.publish.target import ReleaseOutcome
from pipeline.release.bounds import BOUNDS, BlockedReleaseError, Comparison

QUALITY_CHECK = "data_quality"


def quality_check_spec(asset: str) -> AssetCheckSpec:
    """The check of the release asset `asset`. The asset itself makes no release when it fails."""
    return AssetCheckSpec(
        name=QUALITY_CHECK,
        asset=asset,
        description="Documents, rows per document and the shares with a speaker, with a resolved date and not rejected "
        f"lie within the bounds of pipeline/release/{BOUNDS}, compared with the release before. A fall below them "
        "makes no release until it is accepted; a rise above them is a warning.",
        blocking=True,
    )


def quality_check_passed(asset: str, outcome: ReleaseOutcome) -> AssetCheckResult:
    """The result for a release that was made, or was not due: failed as a warning when a measure rose too far."""
    comparisons = outcome.comparisons
    high = [found for found in comparisons if found.is_high]
    low = [found for found in comparisons if found.is_low]
    if high or low:
        told = [f"More than expected: {'; '.join(str(found) for found in high)}."] if high else []
        told += [f"A known change was accepted: {'; '.join(str(found) for found in low)}."] if low else []
        sentence = " ".join(told)
    elif comparisons:
        sentence = f"All {len(comparisons)} measures lie within their bounds."
    elif outcome.is_new:
        sentence = "Nothing to compare: it is the first release, or the one before has too few documents."
    elif not outcome.version:
        sentence = f"Nothing to compare: {'; '.join(outcome.reasons)}."
    else:
        sentence = f"Nothing to compare: no release was due, {outcome.version} holds these rows already."
    return _result(asset, not high, AssetCheckSeverity.WARN, sentence, comparisons)


def quality_check_skipped(asset: str, cause: str) -> AssetCheckResult:
    """The result where no release was asked for, with the sentence that says why."""
    return _result(asset, True, AssetCheckSeverity.WARN, cause, ())


def quality_check_blocked(asset: str, error: BlockedReleaseError) -> AssetCheckResult:
    """The result for a release that was not made."""
    return _result(asset, False, AssetCheckSeverity.ERROR, str(error), error.comparisons)


def _result(
    asset: str, passed: bool, severity: AssetCheckSeverity, sentence: str, comparisons: Sequence[Comparison]
) -> AssetCheckResult:
    metadata = {"measures": MetadataValue.table([_record(found) for found in comparisons])} if comparisons else {}
    return AssetCheckResult(
        passed=passed,
        asset_key=asset,
        check_name=QUALITY_CHECK,
        severity=severity,
        description=sentence,
        metadata=metadata,
    )


def _record(found: Comparison) -> TableRecord:
    """One measure as a row; ratios are of this release's value to the one before."""
    return TableRecord(
        {
            "measure": found.measure,
            "what": found.bound.sentence,
            "before": round(found.before, 4),
            "now": round(found.now, 4),
            "ratio": round(found.now / found.before, 4) if found.before else "",
            "lowest ratio": found.bound.min if found.bound.min is not None else "",
            "highest ratio": found.bound.max if found.bound.max is not None else "",
        }
    )
