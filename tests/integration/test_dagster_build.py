"""Real Dagster runs: what a build does, what it leaves alone, what a bad month stops."""

import json
import shutil
from pathlib import Path

import pytest
from dagster import AssetKey, AssetRecordsFilter, DagsterInstance, materialize

import pipeline.defs.months as months_module
from pipeline.definitions import defs
from pipeline.defs.partitions import MONTHS_NAME, register_months
from pipeline.defs.resources import resources_of
from pipeline.errors import ContractError, OnrecordError
from pipeline.lake.months import read_month
from pipeline.lake.storage import Storage
from tests.corpora import contents, rows_of, write_seed
from tests.integration.building import break_months, run_build, run_range, write_months


def released(project):
    return sorted(path.name for path in Path(project.releases).iterdir() if not path.name.startswith("."))


def test_a_build_releases_and_a_second_one_does_nothing(project):
    write_months(project, "2025-03", "2025-01")
    first = run_build(project)
    assert (first.version, first.is_new, first.built) == ("1.0.0", True, ("2025-01", "2025-03"))
    assert first.rows["documents"] == 2
    second = run_build(project)
    assert (second.version, second.is_new, second.built) == ("1.0.0", False, ())
    assert released(project) == ["1.0.0"]


def test_its_runs_are_on_the_instance_with_fingerprints_as_data_versions(project):
    write_months(project, "2025-03", "2025-01")
    run_build(project)
    with DagsterInstance.get() as instance:
        jobs = [run.job_name for run in instance.get_runs()]
        assert sorted(jobs) == ["build_months", "index_seeds", "make_release"]
        for month in ("2025-01", "2025-03"):
            index = read_month(Storage(project.lake), month)
            for table in ("documents", "statements", "rejected"):
                wanted = AssetRecordsFilter(asset_key=AssetKey(table), asset_partitions=[month])
                record = instance.fetch_materializations(wanted, limit=1).records[0].asset_materialization
                assert record.tags["dagster/data_version"] == index.fingerprint
                assert record.metadata["dagster/partition_row_count"].value == index.n_rows(table)


def test_months_that_are_no_neighbours_are_built_whatever_order_they_were_registered_in(project):
    write_months(project, "2025-07", "2024-02", "2025-01", "2024-11", "2025-04")
    with DagsterInstance.get() as instance:
        instance.add_dynamic_partitions(MONTHS_NAME, ["2025-07", "2024-02", "2025-04", "2024-11", "2025-01"])
    run_build(project)
    before = contents(project)
    for month in ("2025-07", "2024-11"):
        write_seed(Path(project.seeds), f"{month}.txt", "Der Minister sagte, alles sei neu.", f"{month}-06")
    report = run_build(project)
    assert report.built == ("2024-11", "2025-07")
    after = contents(project)
    assert {month for (_, month), sha in after.items() if before.get((_, month)) != sha and month} == {
        "2024-11",
        "2025-07",
    }


def test_a_range_in_the_order_of_registration_may_hold_months_that_are_current(project):
    write_months(project, "2025-07", "2024-02", "2025-01")
    run_build(project)
    for month in ("2025-07", "2025-01"):
        write_seed(Path(project.seeds), f"{month}.txt", "Der Minister sagte, alles sei neu.", f"{month}-06")
    with DagsterInstance.get() as instance:
        first, *_, last = instance.get_dynamic_partitions(MONTHS_NAME)
        result = run_range(project, first, last)
        events = result.asset_materializations_for_node("annotate")
    assert result.success
    assert {event.partition for event in events} == {"2024-02", "2025-01", "2025-07"}
    assert run_build(project).built == ()


def test_the_instance_knows_the_months_that_are_wanted():
    with DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions(MONTHS_NAME, ["2025-07", "2024-02", "undated", "2024-11"])
        assert register_months(instance, ["2024-02", "2026-01"]) == (["2026-01"], ["2024-11", "2025-07", "undated"])


def test_a_removed_month_goes_with_its_rows_and_its_partition(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    (Path(project.seeds) / "2025-01.txt").unlink()
    report = run_build(project)
    assert report.version == "1.0.1"
    assert report.rows["documents"] == 1
    run_build(project)
    with DagsterInstance.get() as instance:
        assert instance.get_dynamic_partitions(MONTHS_NAME) == ["2025-02"]


def test_a_lost_lake_is_built_again_whatever_the_instance_remembers(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    before = contents(project)
    shutil.rmtree(project.lake)
    report = run_build(project)
    assert report.built == ("2025-01", "2025-02")
    assert contents(project) == before
    assert not report.is_new
    elsewhere = project.model_copy(update={"data": f"{project.data}-2"})
    assert run_build(elsewhere).is_new
    assert contents(elsewhere) == before


def test_a_bad_month_blocks_the_run_and_never_reaches_a_release(project, monkeypatch):
    write_months(project, "2025-01", "2025-02", "2025-03")
    run_build(project)
    before = contents(project)
    for month in ("2025-01", "2025-02"):
        write_seed(Path(project.seeds), f"{month}.txt", "Die Ministerin sagte, alles sei neu.", f"{month}-05")
    break_months(monkeypatch, "2025-02")
    with pytest.raises(ContractError, match=r"dates break the contract in 1 month, .* No release was made"):
        run_build(project)
    assert released(project) == ["1.0.0"]
    after = contents(project)
    assert {key: sha for key, sha in after.items() if key[1] == "2025-02"} == {
        key: sha for key, sha in before.items() if key[1] == "2025-02"
    }
    with DagsterInstance.get() as instance:
        failed = instance.get_runs(limit=1)[0]
        assert failed.is_failure
        evaluations = [
            entry.dagster_event.event_specific_data
            for entry in instance.all_logs(failed.run_id)
            if entry.is_dagster_event and entry.dagster_event.event_type_value == "ASSET_CHECK_EVALUATION"
        ]
        verdicts = {e.asset_key.to_user_string(): e for e in evaluations}
        assert {table for table, e in verdicts.items() if not e.passed} == {"dates"}
        assert "2025-02" in str(verdicts["dates"].metadata["bad_months"].value)
        jobs = defs().resolve_job_def("make_release")
        result = jobs.execute_in_process(instance=instance, resources=resources_of(project))
        assert result.success
    texts = {row["text"] for row in rows_of(project, "documents")}
    assert released(project) == ["1.0.0", "1.0.1"]
    assert "Die Ministerin sagte, alles sei neu." in texts
    monkeypatch.undo()


def test_one_table_of_one_month_can_be_materialised_by_itself(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    write_seed(Path(project.seeds), "2025-01.txt", "Die Ministerin sagte, alles sei neu.", "2025-01-05")
    with DagsterInstance.get() as instance:
        result = materialize(
            [months_module.annotate],
            selection=["dates"],
            partition_key="2025-01",
            instance=instance,
            resources=resources_of(project),
        )
        assert result.success
        events = result.get_asset_materialization_events()
        assert [event.asset_key.to_user_string() for event in events] == ["dates"]
    assert "Die Ministerin sagte, alles sei neu." in {row["text"] for row in rows_of(project, "documents")}


def test_seeds_that_cannot_be_read_are_one_line_that_says_what_to_do(project):
    missing = project.model_copy(update={"seeds": f"{project.seeds}/nowhere"})
    with pytest.raises(OnrecordError, match="does not exist: create it or set ONRECORD_SEEDS") as caught:
        run_build(missing)
    assert "\n" not in str(caught.value)


def test_the_asset_graph_is_the_one_that_was_agreed():
    graph = defs().resolve_asset_graph()
    found = {
        key.to_user_string(): {
            "group": graph.get(key).group_name,
            "after": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
            "partitioned": graph.get(key).partitions_def is not None,
            "checks": sorted(check.name for check in graph.get(key).check_keys),
            "described": bool(graph.get(key).description),
        }
        for key in sorted(graph.get_all_asset_keys())
    }
    snapshot = Path(__file__).with_name("asset_graph.json")
    assert found == json.loads(snapshot.read_text())
