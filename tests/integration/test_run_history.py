"""The history of runs: thirty finished runs and thirty days are kept, and after a takedown no text is left in it."""

import datetime
from pathlib import Path

from dagster import (
    AssetCheckEvaluation,
    AssetCheckKey,
    AssetKey,
    AssetMaterialization,
    DagsterInstance,
    DagsterRunStatus,
    RunsFilter,
)
from dagster._core.storage.dagster_run import FINISHED_STATUSES
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, SqlEventLogStorageTable
from dagster._core.test_utils import create_run_for_test
from sqlalchemy import select

from pipeline.defs import history
from pipeline.defs.history import KEPT_RUNS, forget_history, prune_history
from pipeline.defs.superseded import delete_superseded
from tests.integration.building import run_build, write_months

NOW = datetime.datetime.now(datetime.UTC)
MONTHS = ("2025-01", "2025-02")


def finished(instance):
    return instance.get_runs(RunsFilter(statuses=FINISHED_STATUSES))


def files_with(folder, words):
    return [path for path in Path(folder).rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_thirty_finished_runs_are_kept_and_every_one_that_is_not_finished(project, tmp_path):
    write_months(project, *MONTHS)
    run_build(project)
    with DagsterInstance.get() as instance:
        built = [run.run_id for run in finished(instance)]
        under_way = create_run_for_test(instance, status=DagsterRunStatus.STARTED)
        told = [len(instance.fetch_materializations(AssetKey("dates"), limit=100).records)]
        for _ in range(KEPT_RUNS + 5):
            create_run_for_test(instance, status=DagsterRunStatus.SUCCESS)
        report = run_build(project)
        assert report.built == ()
        assert len(finished(instance)) == KEPT_RUNS
        assert not set(built) & {run.run_id for run in finished(instance)}
        assert instance.get_run_by_id(under_way.run_id) is not None
        for run_id in built:
            assert list(tmp_path.rglob(f"*{run_id}*")) == []
        # What is known of the months outlives the run that built them, so that nobody has to report them again.
        for table in ("documents", "dates", "statements"):
            assert instance.get_materialized_partitions(AssetKey(table)) == set(MONTHS)
        (record,) = instance.fetch_materializations(AssetKey("dates"), limit=1).records
        assert record.asset_materialization.partition is None
        told.append(len(instance.fetch_materializations(AssetKey("dates"), limit=100).records))
        assert told[1] == told[0]  # two months again, the build's own gone, this build's new
        assert run_build(project).built == ()


def test_runs_older_than_thirty_days_go(project):
    write_months(project, *MONTHS)
    run_build(project)
    with DagsterInstance.get() as instance:
        assert prune_history(instance, NOW + datetime.timedelta(days=29)) == []
        assert len(prune_history(instance, NOW + datetime.timedelta(days=31))) == 3
        assert finished(instance) == []


def test_a_long_history_goes_in_several_builds(project):
    with DagsterInstance.get() as instance:
        for _ in range(KEPT_RUNS + 117):
            create_run_for_test(instance, status=DagsterRunStatus.FAILURE)
        assert [len(prune_history(instance, NOW)) for _ in range(3)] == [100, 20, 0]
        assert len(finished(instance)) == KEPT_RUNS - 3  # those of the build under way are to come


def test_two_builds_do_not_delete_the_same_runs_at_once(project, monkeypatch):
    """One would read the events of a run in the empty database that SQLite makes of one that the other deleted."""
    with DagsterInstance.get() as instance, DagsterInstance.from_ref(instance.get_ref()) as other:
        for _ in range(KEPT_RUNS + 2):
            create_run_for_test(instance, status=DagsterRunStatus.SUCCESS)
        meanwhile = []

        def delete_also(instance, run_id, delete=history._delete_run):
            if not meanwhile:
                meanwhile.append(None)
                meanwhile[0] = prune_history(other, NOW)
            delete(instance, run_id)

        monkeypatch.setattr(history, "_delete_run", delete_also)
        assert len(prune_history(instance, NOW)) == 5
        assert meanwhile == [[]]


def test_what_is_reported_of_no_run_does_not_pile_up(project):
    """Only the newest report of a month and the newest result of a check are of use when their run is long gone."""
    old = [{"seeds": "alt"}, {"seeds": "neu"}]
    with DagsterInstance.get() as instance:
        for tags in old:
            for month in MONTHS:
                instance.report_runless_asset_event(AssetMaterialization("dates", partition=month, tags=tags))
            for check in ("contract", "quality"):
                instance.report_runless_asset_event(
                    AssetCheckEvaluation(AssetKey("dates"), check, passed=tags == old[1], metadata={})
                )
        delete_superseded(instance, NOW - datetime.timedelta(hours=1), ())
        assert reported(instance) == (8, 8, 4)
        delete_superseded(instance, NOW + datetime.timedelta(hours=1), ())
        assert reported(instance) == (3, 3, 2)  # of results the events name no check, but their table has each
        records = instance.fetch_materializations(AssetKey("dates"), limit=10).records
        assert {(r.partition_key, r.asset_materialization.tags["seeds"]) for r in records} == {
            (month, "neu") for month in MONTHS
        }
        for check in ("contract", "quality"):
            (record,) = instance.event_log_storage.get_asset_check_execution_history(
                AssetCheckKey(AssetKey("dates"), check), limit=10
            )
            assert record.evaluation.passed


def reported(instance):
    """Return the number of events of no run in the index, of those in their own database, and of results of checks."""
    storage = instance.event_log_storage
    of_no_run = select(SqlEventLogStorageTable).where(SqlEventLogStorageTable.c.run_id == "")
    with storage.index_connection() as index:
        told = len(index.execute(of_no_run).all()), len(index.execute(select(AssetCheckExecutionsTable)).all())
    with storage.run_connection("") as runless:
        return told[0], len(runless.execute(of_no_run).all()), told[1]


def test_a_forgotten_history_holds_no_text_and_the_next_build_reports_the_months_again(project, tmp_path):
    write_months(project, *MONTHS, text="Ministerin Erika Quastenflosser sagte: „Wir warten noch.“")
    run_build(project)
    home = tmp_path / "dagster"
    assert files_with(home, "Quastenflosser")
    with DagsterInstance.get() as instance:
        under_way = create_run_for_test(instance, status=DagsterRunStatus.STARTED)
        forgotten = forget_history(instance)
        assert (forgotten.n_runs, forgotten.running, forgotten.problem) == (3, (under_way.run_id,), None)
    assert files_with(home, "Quastenflosser") == []
    assert run_build(project).built == ()
    with DagsterInstance.get() as instance:
        assert instance.get_materialized_partitions(AssetKey("dates")) == set(MONTHS)
