"""The jobs that a person launches at the UI without partitions, and what a rebuild leaves as it was."""

from pathlib import Path

import pytest
import yaml
from dagster import AssetKey, DagsterInstance
from dagster._core.execution.backfill import BulkActionStatus, PartitionBackfill

from pipeline.definitions import defs
from pipeline.defs.jobs import refresh
from pipeline.defs.months import MONTH_ASSETS
from pipeline.defs.resources import resources_of
from pipeline.lake.months import read_month
from pipeline.lake.storage import Storage
from pipeline.publish.folder import list_releases
from tests import PROJECT_ROOT
from tests.corpora import contents, write_seed
from tests.integration.building import break_months, run_build, run_month, run_range, write_months
from tests.integration.daemon import dagster_dev


def launch(project, job, **config):
    """Run a job of the UI in this process: the result, and what a person reads in its log."""
    with DagsterInstance.get() as instance:
        definition = defs().resolve_job_def(job)
        (step,) = [node.name for node in definition.nodes]
        result = definition.execute_in_process(
            instance=instance,
            resources=resources_of(project),
            run_config={"ops": {step: {"config": config}}},
            raise_on_error=False,
        )
        return result, "\n".join(entry.user_message for entry in instance.all_logs(result.run_id))


def damaged(project, month, table="statements"):
    """A file of the lake with other bytes than its name says; returns how to read it."""
    index = read_month(Storage(project.lake), month)
    path = Path(project.lake, index.files[table].name)
    path.write_bytes(b"damaged")
    return path.read_bytes


@pytest.fixture
def pooled(project, tmp_path):
    """A project whose instance has the project's own pools."""
    config = yaml.safe_load((PROJECT_ROOT / "dagster.yaml").read_text())
    kept = {"concurrency": config["concurrency"], "telemetry": {"enabled": False}}
    (tmp_path / "dagster" / "dagster.yaml").write_text(yaml.safe_dump(kept))
    return project


def test_what_is_stale_is_built_and_released_by_one_job(pooled):
    write_months(pooled, "2025-01", "2025-03")
    result, log = launch(pooled, "bring_up_to_date", date="2026-01-01")
    assert result.success
    assert f"Months built: 2025-01, 2025-03. Release 1.0.0 in {pooled.releases}/1.0.0: first release" in log
    with DagsterInstance.get() as instance:
        runs = {run.job_name: run.run_id for run in instance.get_runs()}
    assert set(runs) == {"bring_up_to_date", "index_seeds", "build_months", "make_release"}
    assert f"build_months is run {runs['build_months']}" in log
    result, log = launch(pooled, "bring_up_to_date")
    assert result.success
    assert "Months built: none. Nothing changed: release 1.0.0" in log


def test_everything_is_built_again_with_the_same_bytes(pooled):
    write_months(pooled, "2025-01", "2025-03")
    run_build(pooled)
    before = contents(pooled)
    files = [damaged(pooled, month) for month in ("2025-01", "2025-03")]
    result, log = launch(pooled, "rebuild_all")
    assert result.success
    assert "Months built: 2025-01, 2025-03. Nothing changed: release 1.0.0" in log
    assert contents(pooled) == before
    assert all(read().startswith(b"PAR1") for read in files)
    assert run_build(pooled, rebuild=True).built == ("2025-01", "2025-03")


def test_one_month_is_built_again_when_its_run_says_so(project):
    write_months(project, "2025-01")
    run_build(project)
    read = damaged(project, "2025-01")
    assert run_month(project, "2025-01", rebuild=True).success
    assert read().startswith(b"PAR1")


@pytest.mark.parametrize("months", [("2025-01",), ("2025-01", "2025-02")])
@pytest.mark.parametrize(
    ("assets", "built"), [(("seed_index", *MONTH_ASSETS), {"2025-02", "2025-03"}), (tuple(MONTH_ASSETS), set())]
)
def test_a_backfill_that_lists_the_seeds_builds_what_is_stale_beside_its_months(project, months, assets, built):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    before = {month: read_month(Storage(project.lake), month) for month in ("2025-01", "2025-02", "2025-03")}
    write_months(project, "2025-03")  # which the UI does not know yet
    write_seed(Path(project.seeds), "more.txt", "Die Ministerin sagte, alles sei neu.", "2025-02-06")
    with DagsterInstance.get() as instance:
        keys = [AssetKey(asset) for asset in assets]
        instance.add_backfill(PartitionBackfill("b1", BulkActionStatus.REQUESTED, False, {}, 0.0, asset_selection=keys))
    assert run_range(project, months[0], months[-1], tags={"dagster/backfill": "b1"}).success
    after = {month: read_month(Storage(project.lake), month) for month in before}
    assert {month for month in before if before[month] != after[month]} == built | {*months[1:]}
    with DagsterInstance.get() as instance:
        reported = instance.get_materialized_partitions(AssetKey("statements"))
    assert ("2025-03" in reported) == ("2025-03" in built)


def test_a_job_of_the_daemon_builds_all_that_is_stale_whichever_month_a_person_chose(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    write_months(project, "2025-03")
    job = defs().resolve_job_def(refresh.name)
    with DagsterInstance.get() as instance:
        resources = resources_of(project)
        assert job.execute_in_process(instance=instance, resources=resources, partition_key="2025-01").success
        assert "2025-03" in instance.get_materialized_partitions(AssetKey("statements"))
    assert [release.version for release in list_releases(project.releases)] == ["1.1.0", "1.0.0"]


def test_a_failure_is_one_line_in_the_run(project, monkeypatch):
    write_months(project, "2025-01")
    break_months(monkeypatch, "2025-01")
    result, _ = launch(project, "bring_up_to_date")
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    description = failure.step_failure_data.user_failure_data.description
    assert description.startswith("Rows of dates break the contract in 1 month, which was not promoted.")
    assert description.endswith("No release was made.")
    assert "\n" not in description


@pytest.mark.long
def test_the_jobs_do_not_wait_for_themselves_under_the_daemon(project, tmp_path):
    write_months(project, "2025-01", "2025-03")
    with dagster_dev(project, tmp_path, ONRECORD_SEEDS_INTERVAL="0", ONRECORD_NIGHTLY_CRON="") as desk:
        for job in ("bring_up_to_date", "rebuild_all"):
            launched = desk.ask(LAUNCH, job=job)["launchRun"]
            assert launched["__typename"] == "LaunchRunSuccess", launched
            desk.wait_for(job, lambda job=job: [run for run in desk.runs(job_name=job) if run.is_finished])
            assert [run.is_success for run in desk.runs(job_name=job)] == [True]
        assert desk.versions() == ["1.0.0"]


LAUNCH = """
mutation ($job: String!) {
  launchRun(
    executionParams: {
      selector: {repositoryLocationName: "onrecord", repositoryName: "__repository__", jobName: $job}
    }
  ) { __typename ... on PythonError { message } ... on RunConfigValidationInvalid { errors { message } } }
}
"""
