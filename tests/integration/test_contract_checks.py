"""What the contract checks say after runs of several kinds: a red one stays red until what it means is gone."""

from pathlib import Path

import pytest
from dagster import DagsterInstance

from pipeline.corrections.judgement import COLUMNS
from pipeline.definitions import defs
from pipeline.defs.checks import CHECK_NAME
from pipeline.defs.corrections_check import CORRECTIONS_CHECK
from pipeline.defs.partitions import MONTHS_NAME
from pipeline.defs.resources import resources_of
from pipeline.errors import ContractError
from tests.integration.building import break_months, run_build, run_month, shown_check, write_months


def shown(table):
    """The result that the UI shows as that of the contract check, and whether it says that it passed."""
    record = shown_check(table, CHECK_NAME)
    return record.status.value, record.evaluation.description, record.evaluation.metadata


def rewrite(project, *months):
    write_months(project, *months, text="Die Ministerin sagte, alles sei neu.")


@pytest.fixture
def blocked(project, monkeypatch):
    """A project whose month 2025-02 came with a wrong type in `dates` and was not promoted."""
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    rewrite(project, "2025-02")
    break_months(monkeypatch, "2025-02")
    with pytest.raises(ContractError):
        run_build(project)
    return project


def test_a_failed_check_stays_failed_while_its_month_is_blocked(blocked):
    assert shown("dates")[0] == "FAILED"
    for month in ("2025-01", "2025-01"):
        assert run_month(blocked, month).success
        status, sentence, metadata = shown("dates")
        assert (status, metadata["bad_months"].records[0].data["month"]) == ("FAILED", "2025-02")
        assert sentence == "Rows of dates break the contract in 1 month, which was not promoted."
    rewrite(blocked, "2025-01")
    assert run_month(blocked, "2025-01").get_asset_check_evaluations() == []
    assert shown("dates")[0] == "FAILED"
    assert shown("documents")[0] == "SUCCEEDED"


def test_a_check_passes_when_its_month_is_built(blocked, monkeypatch):
    break_months(monkeypatch)
    assert run_month(blocked, "2025-02").success
    status, sentence, metadata = shown("dates")
    assert (status, metadata["months_checked"].value) == ("SUCCEEDED", 1)
    assert sentence == "All rows of dates in 1 month keep the contract; 0 rows were moved to rejected."


def test_a_check_passes_when_its_month_is_gone(blocked):
    (Path(blocked.seeds) / "2025-02.txt").unlink()
    run_build(blocked)
    assert shown("dates")[:2] == (
        "SUCCEEDED",
        "No month of dates breaks the contract any more; those that did were removed or restored.",
    )


def test_a_run_that_checks_nothing_leaves_the_last_result(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    sentence = "All rows of statements in 2 months keep the contract; 0 rows were moved to rejected."
    assert shown("statements")[:2] == ("SUCCEEDED", sentence)
    run_build(project)
    assert shown("statements")[:2] == ("SUCCEEDED", sentence)
    with DagsterInstance.get() as instance:
        job = defs().resolve_job_def("build_months")
        result = job.execute_in_process(instance=instance, resources=resources_of(project))
    assert (result.success, result.get_asset_check_evaluations()) == (True, [])


def test_a_month_whose_seeds_are_gone_can_be_materialised(project):
    write_months(project, "2025-01", "2025-02")
    run_build(project)
    (Path(project.seeds) / "2025-01.txt").unlink()
    result = run_month(project, "2025-01")
    assert result.success
    rows = [e.materialization.metadata["dagster/partition_row_count"].value for e in materialized(result)]
    assert rows
    assert set(rows) == {0}
    report = run_build(project)
    assert report.rows["documents"] == 1
    with DagsterInstance.get() as instance:
        assert instance.get_dynamic_partitions(MONTHS_NAME) == ["2025-02"]


def materialized(result):
    return [event.event_specific_data for event in result.get_asset_materialization_events()]


def test_a_correction_that_finds_nothing_warns_until_it_is_settled(project, tmp_path):
    folder = tmp_path / "corrections"
    folder.mkdir()
    project = project.model_copy(update={"corrections": str(folder)})
    write_months(project, "2025-01")

    def build_with(*lines):
        (folder / "a.csv").write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")
        run_build(project)
        evaluation = shown_check("corrections", CORRECTIONS_CHECK).evaluation
        return evaluation.passed, evaluation.severity.value, evaluation.description

    assert build_with() == (True, "WARN", "Every correction is settled.")
    orphan = ",doc_0000000000000000,dates,Montag,,,,,,reject,,,"
    unknown = ",doc_0000000000000000,dates,Montag,,,,,,perhaps,,,"
    assert build_with(orphan, unknown) == (False, "WARN", "Corrections to look at: 1 orphaned, 1 invalid.")
    assert build_with() == (True, "WARN", "Every correction is settled.")
