"""Builds by real runs in this process: whole ones, one month, months that break the contract; what is shown after."""

from pathlib import Path

import pyarrow as pa
from dagster import AssetCheckKey, AssetKey, DagsterInstance
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

import pipeline.defs.months as months_module
from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.resources import resources_of, silent
from pipeline.lake.build import build_months
from pipeline.lake.tasks import run_task
from tests.corpora import ARTICLES, write_seed


def run_build(project, **arguments):
    """What `onrecord build` does."""
    return build(defs(), project, date="2026-01-01", advance=silent, **arguments)


def run_month(project, month, **config):
    """A run of `build_months` for one partition, as the UI launches it."""
    return _run_months(project, partition_key=month, run_config={"ops": {"annotate": {"config": config}}})


def run_range(project, first, last, tags=None):
    """A run of `build_months` over the partitions from `first` to `last`, in the order of registration."""
    of_range = {ASSET_PARTITION_RANGE_START_TAG: first, ASSET_PARTITION_RANGE_END_TAG: last}
    return _run_months(project, tags=of_range | (tags or {}))


def _run_months(project, **how):
    job = defs().resolve_job_def("build_months")
    with DagsterInstance.get() as instance:
        return job.execute_in_process(instance=instance, resources=resources_of(project), **how)


def write_months(project, *months, text=None):
    """A seed for each month, with `text` or one of the articles."""
    for number, month in enumerate(months):
        write_seed(Path(project.seeds), f"{month}.txt", text or f"{ARTICLES[number % 5]} Fall {month}.", f"{month}-05")


def break_months(monkeypatch, *bad):
    """Let the months `bad` come with a column of the wrong type; without any, all are well again."""

    def run_one(task):
        staged = run_task(task)
        if task.month in bad:
            dates = staged.tables["dates"]
            position = dates.schema.get_field_index("start")
            staged.tables["dates"] = dates.set_column(position, "start", dates["start"].cast(pa.string()))
        return staged

    def broken(*arguments, **named):
        return build_months(*arguments[:-1], map, **named, run_one=run_one)

    monkeypatch.setattr(months_module, "build_months", broken)


def shown_check(asset, check):
    """The execution of a check that the UI shows: the newest, whether a result or only planned."""
    with DagsterInstance.get() as instance:
        key = AssetCheckKey(AssetKey(asset), check)
        return instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
