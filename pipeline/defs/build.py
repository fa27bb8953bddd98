"""A whole build: run the jobs of the code location one after another in this process on a Dagster instance."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    DagsterInstance,
    Definitions,
    ExecuteInProcessResult,
    MetadataValue,
)
from dagster._core.utils import make_new_run_id

from pipeline.defs.checks import CHECK_NAME
from pipeline.defs.instance import open_instance
from pipeline.defs.quality import QUALITY_CHECK
from pipeline.defs.resources import BUILD_TAG, Advance, resources_of
from pipeline.defs.rights_check import RIGHTS_CHECK
from pipeline.errors import ContractError, GatedReleaseError, OnrecordError
from pipeline.interrupts import is_stopped
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.correction_states import count_states
from pipeline.lake.storage import Storage
from pipeline.lake.workers import Workers, open_workers
from pipeline.publish.build_report import BuildReport
from pipeline.settings import Settings


def build(
    definitions: Definitions,
    settings: Settings,
    *,
    date: str,
    advance: Advance,
    accept: Sequence[str] = (),
    rebuild: bool = False,
    warn: Callable[[str], None] = lambda line: None,
) -> BuildReport:
    """Update lake and release from the seeds, by the jobs of `definitions`, on the lake's instance."""
    _quieten()
    with open_instance(settings) as instance:
        return build_on(
            instance,
            definitions,
            settings,
            date=date,
            advance=advance,
            accept=accept,
            rebuild=rebuild,
            tell=_untold,
            warn=warn,
        )


def build_on(
    instance: DagsterInstance,
    definitions: Definitions,
    settings: Settings,
    *,
    date: str,
    advance: Advance,
    accept: Sequence[str],
    rebuild: bool,
    tell: Callable[[str], None],
    warn: Callable[[str], None],
) -> BuildReport:
    """Update lake and release by runs on `instance`: stale months, or all months in a `rebuild`.

    `accept` names measures of data quality that may fall, and `rights` where they may be looser; `tell` is called
    before each run begins, `warn` for each likely mistake in `sources.toml`. Raises OnrecordError for errors that a
    person can act on; ContractError if a month broke the contract (the good months are promoted, no release is made) or
    a release is blocked.
    """
    with open_workers(settings.jobs, settings.dask_scheduler) as workers:
        runs = _Runs(definitions, instance, settings, workers, advance, tell)
        indexed = _metadata(runs.execute("index_seeds", {}), "seed_index")
        for warning in _texts(indexed["warnings"].value):
            warn(warning)
        built = _metadata(runs.execute("build_months", {"annotate": {"rebuild": rebuild}}), "annotate")
        outcome = runs.execute("make_release", {"release": {"date": date, "accept": list(accept)}})
        return _report(
            _metadata(outcome, "release"),
            Storage(settings.lake),
            _counts(indexed["unread_files"].value),
            _texts(built["months_built"].value),
        )


def _untold(line: str) -> None:
    """Report nothing: a person at a terminal sees the progress instead."""


def _metadata(outcome: ExecuteInProcessResult, node: str) -> Mapping[str, MetadataValue[Any]]:
    """Return the metadata of the one materialization of `node` in the run that has no month."""
    events = outcome.asset_materializations_for_node(node)
    return next(event.metadata for event in events if event.partition is None)


def _report(
    metadata: Mapping[str, MetadataValue[Any]], storage: Storage, unread: Mapping[str, int], built: Sequence[str]
) -> BuildReport:
    snapshot = take_full_snapshot(storage)
    return BuildReport(
        version=str(metadata["version"].value),
        folder=str(metadata["folder"].value),
        is_new=bool(metadata["is_new"].value),
        reasons=_texts(metadata["reasons"].value),
        warnings=_texts(metadata["warnings"].value),
        rows=_counts(metadata["rows"].value),
        built=tuple(built),
        n_rejected=sum(file.n_rows for file in snapshot.of("rejected")),
        unread=unread,
        corrections=count_states(snapshot),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _counts(value: object) -> dict[str, int]:
    return {str(table): int(n) for table, n in value.items()} if isinstance(value, dict) else {}


def _quieten() -> None:
    """Silence Dagster's events on the terminal: they are in the UI, and a person at a terminal wants the outcome."""
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # which logs an interrupt before it raises it


def _is_blocking(evaluation: AssetCheckEvaluation) -> bool:
    """Return whether a check failed, and not only with a warning."""
    return not evaluation.passed and evaluation.severity is AssetCheckSeverity.ERROR


class _Runs:
    """Runs jobs in this process with the settings and the workers of this build."""

    def __init__(
        self,
        defs: Definitions,
        instance: DagsterInstance,
        settings: Settings,
        workers: Workers,
        advance: Advance,
        tell: Callable[[str], None],
    ) -> None:
        self._defs = defs
        self._instance = instance
        self._resources = resources_of(settings) | {"workers": workers, "progress": advance}
        self._tell = tell
        self._build_id = ""

    def execute(self, job: str, config: Mapping[str, Mapping[str, Any]]) -> ExecuteInProcessResult:
        """Run `job` with `config` for its steps. Raises OnrecordError if it failed."""
        run_id = make_new_run_id()
        self._build_id = self._build_id or run_id
        self._tell(f"{job} is run {run_id}")
        result = self._defs.resolve_job_def(job).execute_in_process(
            instance=self._instance,
            resources=self._resources,
            run_config={
                "ops": {step: {"config": dict(said)} for step, said in config.items()},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            run_id=run_id,
            tags={BUILD_TAG: self._build_id},
            raise_on_error=False,
        )
        if is_stopped():  # which Dagster makes a failure, or forgets if it came between two steps
            raise KeyboardInterrupt
        if not result.success:
            raise _failure(result)
        return result


def _failure(result: ExecuteInProcessResult) -> OnrecordError:
    """Explain in one line why a run failed; for an unexpected error name the exception and where to see the run."""
    bad = [e for e in result.get_asset_check_evaluations() if e.check_name == CHECK_NAME and not e.passed]
    if bad:
        tables = ", ".join(sorted(evaluation.asset_key.to_user_string() for evaluation in bad))
        return ContractError(
            f"{bad[0].description} (tables: {tables}; run {result.run_id} in the UI names months and problems). "
            "No release was made."
        )
    held = [e for e in result.get_asset_check_evaluations() if e.check_name == RIGHTS_CHECK and _is_blocking(e)]
    if held:
        return GatedReleaseError(f"{held[0].description} (run {result.run_id} in the UI)")
    blocked = [e for e in result.get_asset_check_evaluations() if e.check_name == QUALITY_CHECK and _is_blocking(e)]
    if blocked:
        return ContractError(f"{blocked[0].description} (run {result.run_id} in the UI)")
    for event in result.all_events:
        told = event.step_failure_data.user_failure_data if event.is_step_failure else None
        if told is not None and told.description:
            return OnrecordError(f"{told.description.splitlines()[0]} (run {result.run_id} in the UI)")
        if event.is_step_failure and event.step_failure_data.error is not None:
            error = event.step_failure_data.error.cause or event.step_failure_data.error
            # An error of ours begins with its class, in full.
            message = error.message.strip().split(f".{error.cls_name}: ", 1)[-1]
            return OnrecordError(f"{message.splitlines()[0]} (run {result.run_id} in the UI)")
    return OnrecordError(f"run {result.run_id} failed; `make ui` shows why")
