"""What a failed run shows, and whether it is tried again: real runs, as sensor and schedule start them."""

from pathlib import Path

import pytest
from dagster import DagsterEventType, DagsterInstance

from pipeline.definitions import defs
from pipeline.defs.failures import last_failure
from pipeline.defs.jobs import refresh
from pipeline.defs.resources import DATA_TAG, resources_of
from pipeline.defs.retries import UNWATCHED
from pipeline.settings import make_settings
from tests.integration.building import write_months


@pytest.fixture
def unwatched(project, monkeypatch):
    """Runs of `refresh` on a project with one month, whose steps do not wait between their attempts."""
    monkeypatch.setattr("pipeline.defs.retries._FIRST_PAUSE_SECONDS", 0.0)
    write_months(project, "2025-01")
    job = defs().resolve_job_def(refresh.name)

    def run(tags=UNWATCHED, settings=project):
        with DagsterInstance.get() as instance:
            result = job.execute_in_process(
                instance=instance, resources=resources_of(settings), tags=tags, raise_on_error=False
            )
            return result, last_failure(instance, settings.data)

    return run


def shown(result):
    """The red text of a failed run: the first line of each failed step, in the order of the run."""
    return [
        event.step_failure_data.error.message.splitlines()[0] for event in result.all_events if event.is_step_failure
    ]


def n_retries(result):
    return sum(event.event_type is DagsterEventType.STEP_UP_FOR_RETRY for event in result.all_events)


@pytest.mark.parametrize(
    ("name", "text", "cause"),
    [
        (
            "sources.toml",
            '[bote]\nname = "Bote"\nredistribution = "everything"\n',
            "sources.toml, line 1: [bote] redistribution: Input should be ",
        ),
        ("takedowns.toml", "[doc_1]\n", "takedowns.toml, line 1: 'doc_1' is neither a document_id"),
        ("sources.toml", "[bote\n", "sources.toml: "),
    ],
)
def test_an_error_in_a_file_beside_the_seeds_is_final_at_once_and_is_what_is_shown(
    project, unwatched, name, text, cause
):
    (Path(project.seeds) / name).write_text(text)
    result, failure = unwatched()
    assert not result.success
    assert n_retries(result) == 0
    (red,) = shown(result)
    assert cause in red
    assert cause in failure.cause
    assert failure.again_at is None
    (Path(project.seeds) / name).unlink()
    assert unwatched()[0].success


def test_an_error_in_the_settings_is_final_at_once_and_is_what_is_shown(project, unwatched, tmp_path, monkeypatch):
    (tmp_path / "onrecord.toml").write_text('seeds_interval = "often"\n')
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))  # the code location was loaded before the typing error
    result, failure = unwatched()
    (red,) = shown(result)
    assert n_retries(result) == 0
    assert "setting seeds_interval: Input should be a valid integer" in red
    assert (failure.cause.split(": ")[0], failure.again_at) == ("seed_index", None)


@pytest.mark.parametrize(("tags", "n_attempts"), [(UNWATCHED, 4), ({}, 1)])
def test_what_may_pass_is_tried_again_where_nobody_watches_and_the_cause_is_what_is_shown(
    project, unwatched, tags, n_attempts
):
    Path(project.data).mkdir(exist_ok=True)
    Path(project.releases).write_text("no folder")
    result, failure = unwatched(tags)
    assert n_retries(result) == n_attempts - 1
    (red,) = shown(result)
    assert project.releases in red
    assert "max_retries" not in red
    assert failure.cause.removeprefix("release: ") in red
    assert (failure.again_at is None) == (n_attempts == 1)


def test_runs_for_another_data_folder_on_one_instance_are_not_taken_for_those_of_this(project, unwatched, tmp_path):
    (Path(project.seeds) / "sources.toml").write_text("[bote\n")
    result, failure = unwatched()
    assert failure is not None
    (Path(project.seeds) / "sources.toml").unlink()
    other = make_settings(seeds=project.seeds, data=str(tmp_path / "other"), jobs=1)
    assert unwatched(settings=other)[0].success
    with DagsterInstance.get() as instance:
        assert last_failure(instance, project.data).run.run_id == result.run_id
        assert last_failure(instance, other.data) is None
        assert {run.tags[DATA_TAG] for run in instance.get_runs()} == {project.data, other.data}
