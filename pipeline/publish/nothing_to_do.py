"""See without Dagster that there is nothing to build or to release. In doubt there is: the build then decides."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from pipeline.errors import OnrecordError
from pipeline.lake.cleanup import is_clean_of
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.correction_states import count_states
from pipeline.lake.head import read_head
from pipeline.lake.publishers import publisher_warnings
from pipeline.lake.storage import Storage
from pipeline.lake.watch import look_at_seeds
from pipeline.parse.unread_files import count_endings
from pipeline.publish.build_report import BuildReport
from pipeline.publish.folder import FolderTarget
from pipeline.publish.outlook import look_ahead
from pipeline.publish.releasing import plan_lake, request_of
from pipeline.publish.target import row_counts
from pipeline.release.plan import Unchanged
from pipeline.settings import Settings


def report_if_current(settings: Settings, day: date, warn: Callable[[str], None]) -> BuildReport | None:
    """Return the report of a build that has nothing to do, None if there is anything to do or something is wrong.

    Everything that a build looks at is looked at by the same code: seeds, terms, takedowns, months, the corpus-wide
    tables, rights and the newest release. `warn` is called for each likely mistake in `sources.toml`.
    """
    try:
        head = read_head(Storage(settings.lake))
        if head is None or head.seen != look_at_seeds(settings).fingerprint:
            return None
        return _report(settings, day, warn)
    except (OnrecordError, _SeedsToReadError):  # the build says it, in a run of its own
        return None


def _report(settings: Settings, day: date, warn: Callable[[str], None]) -> BuildReport | None:
    outlook = look_ahead(settings, _read_none)
    if outlook.stale:
        return None
    storage, terms = outlook.storage, outlook.index.terms
    snapshot = take_full_snapshot(storage)
    plan = plan_lake(FolderTarget(settings.releases), settings, snapshot, request_of(settings, day))
    if not isinstance(plan, Unchanged) or storage.changed or not is_clean_of(storage, terms.taken_down):
        return None
    for warning in publisher_warnings(outlook.index.documents(), terms.publishers):
        warn(warning)
    return BuildReport(
        version=plan.manifest.version,
        folder=FolderTarget(settings.releases).url_of(plan.manifest.version),
        is_new=False,
        reasons=(),
        warnings=(),
        rows=row_counts(plan.manifest),
        built=(),
        n_rejected=sum(file.n_rows for file in snapshot.of("rejected")),
        unread=count_endings(outlook.index.unread),
        corrections=count_states(snapshot),
    )


class _SeedsToReadError(Exception):
    """Seeds have to be parsed."""


def _read_none(function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
    """Map over no tasks."""
    if any(True for _ in tasks):
        raise _SeedsToReadError
    return iter(())
