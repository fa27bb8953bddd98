"""The check on a release that compares rights with those of the releases before."""

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec

from pipeline.publish.target import ReleaseOutcome
from pipeline.release.gate import HeldBackError

RIGHTS_CHECK = "rights"


def rights_check_spec(asset: str) -> AssetCheckSpec:
    """Return the check of the release asset `asset`. If it fails, the asset makes no release."""
    return AssetCheckSpec(
        name=RIGHTS_CHECK,
        asset=asset,
        description="No document is passed on more freely than in the release before, or than the lake remembers. "
        "Otherwise no release is made until it is accepted.",
        blocking=True,
    )


def rights_check_passed(asset: str, outcome: ReleaseOutcome) -> AssetCheckResult:
    """Return the result for a release that was made, or that was not due."""
    if not outcome.is_new:
        return rights_check_skipped(asset, "Nothing to compare: no release was due.")
    sentence = "No document is passed on more freely than before, except as accepted (`loosened` in the manifest)."
    return _result(asset, True, sentence)


def rights_check_skipped(asset: str, cause: str) -> AssetCheckResult:
    """Return the result if no release was requested or due, with the reason."""
    return _result(asset, True, cause)


def rights_check_blocked(asset: str, error: HeldBackError) -> AssetCheckResult:
    """Return the result for a release that was held back."""
    return _result(asset, False, str(error))


def _result(asset: str, passed: bool, sentence: str) -> AssetCheckResult:
    return AssetCheckResult(
        passed=passed,
        asset_key=asset,
        check_name=RIGHTS_CHECK,
        severity=AssetCheckSeverity.ERROR,
        description=sentence,
    )
