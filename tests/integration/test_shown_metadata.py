"""What the UI shows beside the events of assets: of months, whichever way they were built, of seeds and releases."""

import shutil
from pathlib import Path

import pytest
from dagster import AssetKey, AssetRecordsFilter, DagsterInstance

from pipeline.defs.partitions import MONTHS_NAME
from pipeline.lake.months import read_month
from pipeline.lake.storage import Storage
from tests.corpora import write_seed
from tests.integration.building import run_build, run_month, run_range, shown_check, write_months

OF_A_MONTH = ["dagster/partition_row_count", "share_rejected", "bytes", "preview", "file"]
OF_ALL = ["dagster/row_count", "months", "share_rejected_all_months", "folder"]
PLOT = {"statements": ["by_month"]}


def told(table, month):
    """The metadata of the newest event of a table that is of `month`, or of none."""
    with DagsterInstance.get() as instance:
        wanted = AssetRecordsFilter(asset_key=AssetKey(table), asset_partitions=[month] if month else None)
        records = instance.fetch_materializations(wanted, limit=1).records
    return records[0].asset_materialization.metadata if records else None


def test_every_way_of_running_tells_the_same_of_months_and_of_all(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    for table in ("documents", "statements"):
        for month in ("2025-01", "2025-02"):
            assert list(told(table, month)) == OF_A_MONTH
        last = told(table, None)
        assert list(last) == [
            *OF_ALL,
            *PLOT.get(table, []),
            "newest_file",
            "preview",
            "months_built",
            "documents_annotated",
        ]
        assert last["months_built"].value == ["2025-01", "2025-02"]
    write_months(project, "2025-03")
    with DagsterInstance.get() as instance:
        instance.add_dynamic_partitions(MONTHS_NAME, ["2025-03"])
    run_month(project, "2025-03")
    assert list(told("statements", "2025-03")) == [*OF_A_MONTH, *OF_ALL, "by_month"]
    assert told("documents", "2025-03")["dagster/row_count"].value == 3
    run_range(project, "2025-01", "2025-03")
    assert list(told("statements", "2025-02")) == OF_A_MONTH
    assert list(told("statements", "2025-03")) == [*OF_A_MONTH, *OF_ALL, "by_month"]
    assert told("statements", None) == told("statements", "2025-03")


def test_totals_are_of_the_months_as_they_are_while_another_is_stale(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    for month in ("2025-01", "2025-02"):
        write_seed(Path(project.seeds), f"{month}-more.txt", "Die Ministerin sagte, alles sei neu.", f"{month}-06")
    run_month(project, "2025-01")
    found = told("documents", "2025-01")
    assert (found["dagster/partition_row_count"].value, found["dagster/row_count"].value) == (2, 3)


def test_a_month_without_rows_of_a_table_shows_none_of_another_month(project):
    write_months(project, "2025-01")
    write_seed(Path(project.seeds), "quiet.txt", "Es regnet seit gestern in der ganzen Stadt.", "2025-02-05")
    run_build(project)
    assert list(told("statements", "2025-02")) == ["dagster/partition_row_count", "share_rejected"]
    run_month(project, "2025-02")
    assert "preview" not in told("statements", "2025-02")


def test_days_and_the_newest_dated_month_are_shown_plainly(project):
    write_months(project, "2025-01", "2025-06")
    write_seed(Path(project.seeds), "some-day.txt", "Der Minister sagte, alles bleibe so.")
    run_build(project)
    (row,) = told("documents", None)["preview"].records
    assert row.data["published_on"] == "2025-06-05"


def test_the_share_that_was_rejected_is_of_the_month_and_of_all(project):
    write_months(project, "2025-01", "2025-02")
    Path(project.seeds, "broken.jsonl").write_text("no json\n")
    run_build(project)
    assert told("documents", "2025-01")["share_rejected"].value == 0
    assert told("documents", "undated")["share_rejected"].value == 1
    assert told("rejected", None)["share_rejected_all_months"].value == pytest.approx(1 / 3)
    assert told("statements", None)["share_rejected_all_months"].value == 0


def test_a_lost_instance_is_told_of_the_months_again_without_building_them(project, tmp_path):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    shutil.rmtree(tmp_path / "dagster")
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    assert run_build(project).built == ()
    with DagsterInstance.get() as instance:
        for table in ("documents", "dates", "mentions", "statements", "about", "rejected"):
            assert instance.get_materialized_partitions(AssetKey(table)) == {"2025-01", "2025-02"}
        before = len(instance.fetch_materializations(AssetKey("dates"), limit=100).records)
    index = read_month(Storage(project.lake), "2025-01")
    assert told("dates", "2025-01")["dagster/partition_row_count"].value == index.n_rows("dates")
    run_build(project)  # known now: one event more, which is of all months
    with DagsterInstance.get() as instance:
        assert len(instance.fetch_materializations(AssetKey("dates"), limit=100).records) == before + 1


def test_the_seed_index_shows_how_many_seeds_and_where_it_lies(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    found = told("seed_index", None)
    assert found["dagster/row_count"].value == 2
    assert Path(found["file"].value).is_file()


def test_a_release_shows_its_row_its_documents_and_its_plots_in_words(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    found = told("release", None)
    assert found["dagster/row_count"].value == 1
    (row,) = found["preview"].records
    assert row.data["version"] == "1.0.0"
    for title, name in (("card", "README.md"), ("changelog", "CHANGELOG.md"), ("manifest", "MANIFEST.json")):
        assert found[title].value == f"{project.releases}/1.0.0/{name}"
        assert Path(found[title].value).is_file()
    assert found["statements_by_month"].value.startswith("![Bar chart of ")
    assert "They run from 2025-01 to 2025-02" in found["statements_by_month"].value
    assert "Bar chart of the actors with most statements: Olaf Beispiel" in found["most_quoted"].value
    run_build(project)
    check = shown_check("release", "data_quality").evaluation
    assert check.description == "Nothing to compare: no release was due, 1.0.0 already has these rows."


def test_plots_of_what_has_not_changed_are_shown_again_without_being_drawn(project, monkeypatch):
    write_months(project, "2025-01")
    run_build(project)
    before = told("statements", None)["by_month"], told("actors", None)["most_quoted"]
    with monkeypatch.context() as patched:
        patched.delattr("pipeline.defs.display.Plot")
        run_build(project)
    assert (told("statements", None)["by_month"], told("actors", None)["most_quoted"]) == before
    write_months(project, "2025-02")
    run_build(project)
    assert told("statements", None)["by_month"] != before[0]
