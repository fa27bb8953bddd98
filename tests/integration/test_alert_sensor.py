"""The sensor of failed runs tells the webhook, tick by tick as the daemon evaluates it."""

from pathlib import Path

import pytest
from dagster import DagsterInstance, build_sensor_context

from pipeline.definitions import defs
from pipeline.defs.jobs import refresh
from pipeline.defs.resources import BUILD_TAG, DATA_TAG, resources_of
from pipeline.defs.sensors import say_what_to_do
from pipeline.settings import load_settings, make_settings
from tests.integration.building import write_months
from tests.receiving import receiver


class Ticks:
    """Ticks of the sensor one after another, with the cursor that the daemon would keep."""

    def __init__(self, instance):
        self.instance, self.cursor = instance, None

    def tick(self):
        context = build_sensor_context(instance=self.instance, cursor=self.cursor, definitions=defs())
        told = say_what_to_do.evaluate_tick(context)
        self.cursor = told.cursor


def run_refresh(instance, project, **how):
    job = defs().resolve_job_def(refresh.name)
    return job.execute_in_process(instance=instance, resources=resources_of(project), raise_on_error=False, **how)


@pytest.fixture
def told(project, tmp_path, monkeypatch):
    """The bodies that the webhook of the project's `onrecord.toml` got."""
    write_months(project, "2025-01")
    with receiver() as (address, got):
        (tmp_path / "onrecord.toml").write_text(f'data = "{project.data}"\n[alerts]\nwebhook = "{address}"\n')
        monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
        load_settings.cache_clear()  # which a process reads once
        yield got
    load_settings.cache_clear()


def test_a_failed_run_is_told_once_with_its_cause_and_its_log_says_what_to_do(project, told):
    with DagsterInstance.get() as instance:
        ticks = Ticks(instance)
        ticks.tick()  # what failed before the sensor was switched on is not told
        assert run_refresh(instance, project).success
        (Path(project.seeds) / "sources.toml").write_text("[bote\n")
        result = run_refresh(instance, project)
        assert not result.success
        ticks.tick()
        ticks.tick()
        (body,) = told
        assert {name: body[name] for name in ("kind", "job", "run")} == {
            "kind": "failed",
            "job": "refresh",
            "run": result.run_id,
        }
        assert body["data"] == make_settings().data == project.data
        assert body["cause"].startswith("seed_index: sources.toml: ")
        log = [str(entry.message) for entry in instance.all_logs(result.run_id)]
        assert any("refresh failed. seed_index: sources.toml: " in line and "bring_up_to_date" in line for line in log)
        assert not any("s3cret" in line for line in log)


def test_a_run_of_a_build_is_left_to_who_started_the_build(project, told):
    (Path(project.seeds) / "sources.toml").write_text("[bote\n")
    with DagsterInstance.get() as instance:
        ticks = Ticks(instance)
        ticks.tick()
        assert not run_refresh(instance, project, tags={BUILD_TAG: "b1", DATA_TAG: project.data}).success
        ticks.tick()
        assert told == []
        assert not run_refresh(instance, project).success
        ticks.tick()
        assert [body["kind"] for body in told] == ["failed"]
