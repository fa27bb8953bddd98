"""Describe the plan of a change in lines, before anything is sent."""

from collections.abc import Iterator

from pipeline.publish.hub.plan import UploadPlan
from pipeline.release.plan import ReleasePlan


def describe_plan(plan: ReleasePlan, upload: UploadPlan) -> Iterator[str]:
    """Describe what happens to each file, then the version and its reasons."""
    yield from describe_upload(upload)
    yield from describe_version(plan)


def describe_version(plan: ReleasePlan) -> Iterator[str]:
    """Describe the version and its reasons, then measures of data quality that rose above their bounds."""
    after = f" after {plan.manifest.previous}" if plan.manifest.previous else ""
    yield f"version {plan.version}{after} ({plan.step.level}): {'; '.join(plan.step.reasons)}"
    yield from (f"warning: {found}" for found in plan.comparisons if found.is_high)


def describe_upload(upload: UploadPlan) -> Iterator[str]:
    """Describe each file in a line (what happens to it, how many bytes at most are sent), then the sums."""
    for step in upload.steps:
        sent = f"{step.n_bytes_sent:,} bytes to send" if step.n_bytes_sent else ""
        yield f"{step.action:9}  {step.path}  {sent}".rstrip()
    counts = {action: len(upload.paths(action)) for action in ("new", "changed", "unchanged", "deleted")}
    yield (
        ", ".join(f"{n} {action}" for action, n in counts.items()) + f"; at most {upload.n_bytes_sent:,} bytes to send"
    )
