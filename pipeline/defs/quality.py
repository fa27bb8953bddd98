"""The check on a release that compares its data quality with the predecessor's."""

from collections.abc import Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, MetadataValue, TableRecord

from pipeline.publish.target import ReleaseOutcome
from pipeline.release.bounds import BOUNDS, BlockedReleaseError, Comparison

QUALITY_CHECK = "data_quality"


def quality_check_spec(asset: str) -> AssetCheckSpec:
    """Return the check of the release asset `asset`. If it fails, the asset makes no release."""
    return AssetCheckSpec(
        name=QUALITY_CHECK,
        asset=asset,
        description="Documents, rows per document and the shares with a speaker, with a resolved date and not rejected "
        f"lie within the bounds of pipeline/release/{BOUNDS}, compared with the release before. A fall below them "
        "makes no release until it is accepted; a rise above them is a warning.",
        blocking=True,
    )


def quality_check_passed(asset: str, outcome: ReleaseOutcome) -> AssetCheckResult:
    """Return the result for a release that was made or not due: a warning if a measure rose above its bound."""
    comparisons = outcome.comparisons
    high = [found for found in comparisons if found.is_high]
    low = [found for found in comparisons if found.is_low]
    if outcome.n_unreadable or high or low:
        told = [f"{outcome.told_unreadable}."] if outcome.n_unreadable else []
        told += [f"More than expected: {'; '.join(str(found) for found in high)}."] if high else []
        told += [f"A known change was accepted: {'; '.join(str(found) for found in low)}."] if low else []
        sentence = " ".join(told)
    elif comparisons:
        sentence = f"All {len(comparisons)} measures are within their bounds."
    elif outcome.is_new:
        sentence = "Nothing to compare: it is the first release, or its predecessor has too few documents."
    elif not outcome.version:
        sentence = f"Nothing to compare: {'; '.join(outcome.reasons)}."
    else:
        sentence = f"Nothing to compare: no release was due, {outcome.version} already has these rows."
    is_quiet = not high and not outcome.n_unreadable
    return _result(asset, is_quiet, AssetCheckSeverity.WARN, sentence, comparisons)


def quality_check_skipped(asset: str, cause: str) -> AssetCheckResult:
    """Return the result if no release was requested, with the reason."""
    return _result(asset, True, AssetCheckSeverity.WARN, cause, ())


def quality_check_blocked(asset: str, error: BlockedReleaseError) -> AssetCheckResult:
    """Return the result for a release that was blocked."""
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
    """Return a measure as a row; the ratio is this release's value to the predecessor's."""
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
