"""The sensors and the schedule, look by look, without a daemon."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from dagster import DagsterInstance, DagsterRunStatus, build_schedule_context, build_sensor_context

from pipeline.definitions import defs
from pipeline.defs.freshness import nightly_freshness
from pipeline.defs.jobs import refresh, refresh_and_publish
from pipeline.defs.processes import PROCESS_TAG, is_gone, this_process
from pipeline.defs.resources import DATA_TAG, HubRepository, project_of, resources_of
from pipeline.defs.retries import ATTEMPT_TAG, UNWATCHED
from pipeline.defs.schedules import nightly_schedule
from pipeline.defs.sensors import SEEDS_TAG, dead_runs, new_seeds_sensor
from pipeline.errors import SettingsError
from pipeline.lake.head import advance_head
from pipeline.lake.storage import Storage
from pipeline.lake.watch import look_at_seeds
from pipeline.settings import make_settings
from tests.corpora import ARTICLES, write_seed
from tests.integration.test_dagster_build import break_months


class Looks:
    """Looks of `new_seeds` one after another, with the cursor that the daemon would keep."""

    def __init__(self, project, instance):
        self.project, self.instance, self.cursor = project, instance, None
        self.sensor = new_seeds_sensor(project)

    def look(self):
        """The run that is asked for, or why none is."""
        context = build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"project": project_of(self.project)}
        )
        result = self.sensor(context)
        self.cursor = result.cursor
        return result.run_requests[0] if result.run_requests else result.skip_reason.skip_message

    def requested(self):
        """The run that is asked for once the seeds have settled."""
        assert "until they settle" in self.look()
        return self.look()

    def run(self, request, status=None):
        """Have `request` run by the daemon, or end as `status` without doing anything."""
        job = defs().resolve_job_def(refresh.name)
        tags = {**request.tags, "dagster/run_key": request.run_key}
        if status is not None:
            self.instance.create_run_for_job(job, tags=tags, status=status)
            return
        resources = resources_of(self.project)
        assert job.execute_in_process(instance=self.instance, resources=resources, tags=tags).success


@pytest.fixture
def looks(project):
    with DagsterInstance.get() as instance:
        yield Looks(project, instance)


def test_seeds_that_have_settled_start_one_run_and_then_none(looks):
    assert "no seeds yet" in looks.look()
    write_seed(Path(looks.project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    request = looks.requested()
    assert request.partition_key is None
    # Killed before the daemon kept cursor or request: the same run is asked for again, under the same key.
    assert looks.look().run_key == request.run_key
    looks.run(request)
    assert "as the lake has them" in looks.look()
    assert [p.name for p in Path(looks.project.releases).glob("[0-9]*")] == ["1.0.0"]


@pytest.mark.parametrize("change", ["add", "touch", "remove", "sources", "takedowns"])
def test_whatever_changes_among_the_seeds_is_seen(looks, change):
    seeds = Path(looks.project.seeds)
    for name in ("a", "b"):
        write_seed(seeds, f"{name}.txt", f"{ARTICLES[0]} {name}", "2025-08-27")
    advance_head(Storage(looks.project.lake), {}, look_at_seeds(looks.project).fingerprint)
    assert "as the lake has them" in looks.look()
    if change == "add":
        write_seed(seeds, "deep/c.txt", ARTICLES[1], "2025-08-27")
    elif change == "touch":
        os.utime(seeds / "a.txt", ns=(1, 1))
    elif change == "remove":
        (seeds / "b.txt").unlink()
    else:
        (seeds / f"{change}.toml").write_text("# nothing yet\n")
    assert looks.requested().run_key


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("corrections/a.csv", ""),
        ("quality/a.csv", ""),
        ("gazetteer.csv", "name,kind\nOlpenau,place\n"),
        ("calibration.toml", '[statements]\nde = { step = "likely", right = 70, rows = 90 }\n'),
    ],
)
def test_what_people_write_beside_the_seeds_is_seen_too(looks, tmp_path, monkeypatch, file, content):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    looks.project = make_settings(jobs=1)
    write_seed(Path(looks.project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    advance_head(Storage(looks.project.lake), {}, look_at_seeds(looks.project).fingerprint)
    assert "as the lake has them" in looks.look()
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(content, encoding="utf-8")
    assert looks.requested().run_key


def test_seeds_that_keep_arriving_are_built_after_ten_minutes(looks, monkeypatch):
    seeds = Path(looks.project.seeds)
    now = time.time()
    for minute in range(9):
        write_seed(seeds, f"{minute}.txt", ARTICLES[0], "2025-08-27")
        monkeypatch.setattr("pipeline.defs.sensors.time.time", lambda minute=minute: now + 60.0 * minute)
        assert "until they settle" in looks.look()
    write_seed(seeds, "last.txt", ARTICLES[0], "2025-08-27")
    monkeypatch.setattr("pipeline.defs.sensors.time.time", lambda: now + 601.0)
    assert looks.look().run_key


def test_nothing_is_started_beside_a_run_nor_at_once_after_a_failed_one(looks, monkeypatch):
    write_seed(Path(looks.project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    request = looks.requested()
    looks.run(request, DagsterRunStatus.STARTED)
    assert "under way" in looks.look()
    (run,) = looks.instance.get_runs()
    looks.instance.report_run_failed(run)
    assert "The seeds have changed, but run" in looks.look()
    minutes_later(monkeypatch, 10)
    assert looks.look().run_key != request.run_key
    write_seed(Path(looks.project.seeds), "a.txt", ARTICLES[1], "2025-08-27")
    assert looks.requested().run_key != request.run_key


def test_a_lost_lake_is_asked_for_under_another_key(looks):
    write_seed(Path(looks.project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    first = looks.requested()
    looks.run(first)
    shutil.rmtree(looks.project.lake)
    again = looks.look()
    assert again.run_key != first.run_key
    looks.run(again)
    assert "as the lake has them" in looks.look()


def fail_in_release(looks, tags):
    """A run of `refresh` that fails in its last step."""
    Path(looks.project.releases).write_text("no folder")
    job = defs().resolve_job_def(refresh.name)
    done = job.execute_in_process(
        instance=looks.instance, resources=resources_of(looks.project), tags=tags, raise_on_error=False
    )
    assert not done.success
    Path(looks.project.releases).unlink()


def of_lake(looks):
    """The tag of every run that worked on this lake."""
    return {DATA_TAG: looks.project.data}


def minutes_later(monkeypatch, minutes):
    """From here on looks are made so much later than now; runs and Dagster keep the real clock."""
    now = time.time() + 60.0 * minutes
    monkeypatch.setattr("pipeline.defs.sensors.time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def built(looks, monkeypatch):
    """Looks at one seed that is in the lake as soon as a run has gone as far as that; steps do not wait."""
    monkeypatch.setattr("pipeline.defs.retries._FIRST_PAUSE_SECONDS", 0.0)
    write_seed(Path(looks.project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    Path(looks.project.data).mkdir(parents=True, exist_ok=True)
    return looks


def test_a_release_that_failed_is_asked_for_again_with_growing_pauses(built, monkeypatch):
    request = built.requested()
    fail_in_release(built, request.tags)
    told = built.look()
    (run,) = built.instance.get_runs()
    assert f"All 1 seeds are as the lake has them, but run {run.run_id} did not succeed (release: " in told
    assert "The next try is in 10 min" in told
    minutes_later(monkeypatch, 10)
    again = built.look()
    assert again.run_key != request.run_key
    assert again.tags == request.tags
    assert built.look().run_key == again.run_key
    fail_in_release(built, again.tags)
    minutes_later(monkeypatch, 10)
    assert "The next try is in 10 min" in built.look()
    minutes_later(monkeypatch, 20)
    built.run(built.look())
    assert built.look() == "All 1 seeds are as the lake has them."
    assert [p.name for p in Path(built.project.releases).glob("[0-9]*")] == ["1.0.0"]


def test_a_cancelled_run_is_asked_for_again_and_pauses_grow_to_a_day(built, monkeypatch):
    request = built.requested()
    fail_in_release(built, request.tags)
    job = defs().resolve_job_def(refresh.name)
    for _ in range(8):
        built.instance.create_run_for_job(job, tags=request.tags, status=DagsterRunStatus.CANCELED)
    assert "(it was cancelled). The next try is in 1440 min" in built.look()
    minutes_later(monkeypatch, 24 * 60)
    assert built.look().tags == request.tags


def test_a_release_that_failed_before_a_person_is_named_and_left_to_them(built, monkeypatch):
    fail_in_release(built, {})
    minutes_later(monkeypatch, 24 * 60)
    (run,) = built.instance.get_runs()
    told = built.look()
    assert f"run {run.run_id} did not succeed (release: " in told
    assert told.endswith("After fixing the cause, launch the job `bring_up_to_date`.")
    # It was put right by `onrecord build`, which has jobs of its own.
    by_command = defs().resolve_job_def("make_release")
    built.instance.create_run_for_job(by_command, tags=of_lake(built), status=DagsterRunStatus.SUCCESS)
    assert built.look() == "All 1 seeds are as the lake has them."


def test_a_month_that_breaks_the_contract_is_named_and_not_tried_again(built, monkeypatch):
    break_months(monkeypatch, "2025-08")
    job = defs().resolve_job_def(refresh.name)
    resources = resources_of(built.project)
    assert not job.execute_in_process(
        instance=built.instance, resources=resources, tags=UNWATCHED, raise_on_error=False
    ).success
    minutes_later(monkeypatch, 24 * 60)
    told = built.look()
    assert "did not succeed (annotate: 1 blocking asset check failed with ERROR severity: dates: contract)" in told
    assert told.endswith("launch the job `bring_up_to_date`.")


def test_without_documents_a_run_succeeds_and_when_the_last_goes_it_fails_once(built, monkeypatch):
    seed = Path(built.project.seeds) / "a.txt"
    text = seed.read_text()
    seed.unlink()
    job = defs().resolve_job_def(refresh.name)
    by_itself = {"instance": built.instance, "resources": resources_of(built.project), "tags": UNWATCHED}
    assert job.execute_in_process(**by_itself).success
    assert built.look() == "All 0 seeds are as the lake has them."
    seed.write_text(text)
    built.run(built.requested())
    seed.unlink()
    failed = job.execute_in_process(**by_itself, raise_on_error=False)
    assert [e.step_key for e in failed.all_events if e.is_step_failure] == ["release"]
    assert not any(event.is_step_up_for_retry for event in failed.all_events)
    minutes_later(monkeypatch, 24 * 60)
    told = built.look()
    assert "(release: no documents are left, and an empty release does not follow 1.0.0: put the seeds back" in told
    assert [p.name for p in Path(built.project.releases).glob("[0-9]*")] == ["1.0.0"]
    seed.write_text(text)
    os.utime(seed, ns=(1, 1))
    built.run(built.requested())
    assert built.look() == "All 1 seeds are as the lake has them."


def test_a_release_that_is_made_is_not_made_again_for_the_hub(built, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_none")
    job = defs().resolve_job_def(refresh_and_publish.name)
    hub = HubRepository(repository="press/statements", endpoint="http://127.0.0.1:9")
    resources = {**resources_of(built.project), "hub": hub}
    done = job.execute_in_process(instance=built.instance, resources=resources, tags=UNWATCHED, raise_on_error=False)
    assert not done.success
    minutes_later(monkeypatch, 24 * 60)
    told = built.look()
    assert "did not succeed (hub_release: " in told
    assert told.endswith("launch the job `bring_up_to_date`.")


def test_a_run_whose_process_was_killed_is_given_up(project):
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    host, _, started = this_process().split(" ")
    theirs = f"{host} {sleeper.pid} {started}"
    assert not is_gone(this_process())
    assert is_gone(theirs)  # the process id is taken, by a process that began at another moment
    assert not is_gone(f"elsewhere {sleeper.pid} {started}")
    sleeper.kill()
    sleeper.wait()
    assert is_gone(f"{host} {sleeper.pid}")
    with DagsterInstance.get() as instance:
        job = defs().resolve_job_def(refresh.name)
        for process in (theirs, this_process()):
            instance.create_run_for_job(job, tags={PROCESS_TAG: process}, status=DagsterRunStatus.STARTED)
        dead_runs(build_sensor_context(instance=instance))
        assert {run.tags[PROCESS_TAG]: run.status.value for run in instance.get_runs()} == {
            theirs: "FAILURE",
            this_process(): "STARTED",
        }


def died(instance, tags, status=DagsterRunStatus.STARTED):
    """A run of `refresh` whose process was killed, or which is as `status` says."""
    job = defs().resolve_job_def(refresh.name)
    run = instance.create_run_for_job(job, tags=tags, status=status)
    if status is DagsterRunStatus.STARTED:
        instance.report_run_failed(run)
    return run


def restarts(instance):
    return dead_runs(build_sensor_context(instance=instance)).run_requests or []


def test_a_run_that_died_unwatched_is_started_again_twice_at_most(project):
    with DagsterInstance.get() as instance:
        run = died(instance, {**UNWATCHED, SEEDS_TAG: "s", "dagster/sensor_name": "new_seeds"})
        for attempt in ("2", "3"):
            (request,) = restarts(instance)
            assert (request.job_name, request.run_key) == (refresh.name, f"after-{run.run_id}")
            assert request.tags == {**UNWATCHED, SEEDS_TAG: "s", ATTEMPT_TAG: attempt}
            # The daemon was killed before it kept that: asked again under the same key.
            assert [again.run_key for again in restarts(instance)] == [request.run_key]
            run = died(instance, request.tags)
        assert restarts(instance) == []


def test_what_a_person_started_or_a_step_failed_is_not_started_again(project, monkeypatch):
    monkeypatch.setattr("pipeline.defs.retries._FIRST_PAUSE_SECONDS", 0.0)
    with DagsterInstance.get() as instance:
        died(instance, {})
        assert restarts(instance) == []
        died(instance, UNWATCHED, DagsterRunStatus.CANCELED)
        assert restarts(instance) == []
        write_seed(Path(project.seeds), "a.txt", ARTICLES[0], "2025-08-27")
        Path(project.data).mkdir(parents=True, exist_ok=True)
        Path(project.releases).write_text("no folder")
        resources = resources_of(project)
        job = defs().resolve_job_def(refresh.name)
        failed = job.execute_in_process(instance=instance, resources=resources, tags=UNWATCHED, raise_on_error=False)
        assert not failed.success
        assert restarts(instance) == []


def test_nothing_is_started_again_beside_a_run_or_after_a_later_one(project):
    with DagsterInstance.get() as instance:
        died(instance, UNWATCHED)
        other = died(instance, {}, DagsterRunStatus.STARTING)
        assert restarts(instance) == []
        instance.report_run_canceled(other)
        assert restarts(instance) == []


def test_the_night_asks_for_one_run_without_partitions(tmp_path):
    settings = make_settings(nightly_cron="15 3 * * *", time_zone="Europe/Berlin")
    schedule = nightly_schedule(settings)
    at = datetime(2026, 1, 2, 3, 15, tzinfo=UTC)
    request = schedule.evaluate_tick(build_schedule_context(scheduled_execution_time=at)).run_requests[0]
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("15 3 * * *", "Europe/Berlin")
    assert (request.partition_key, request.tags["onrecord/retries"]) == (None, "3")
    weekly = nightly_freshness(make_settings(nightly_cron="0 3 * * 0"))
    assert weekly.warn_window.to_timedelta().days == 7
    assert nightly_freshness(make_settings(nightly_cron="")) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"nightly_cron": "at night"},
        {"nightly_cron": "61 2 * * *"},
        {"nightly_cron": "30 2 * *"},
        {"nightly_cron": "0 0 30 2 *"},
        {"nightly_cron": "0 0 31 4-6/2,9 *"},
        {"time_zone": "Europa/Berlin"},
        {"time_zone": "../etc"},
        {"seeds_interval": -1},
    ],
)
def test_a_malformed_setting_is_one_line(wrong):
    with pytest.raises(SettingsError, match=f"ONRECORD_{next(iter(wrong)).upper()}") as caught:
        make_settings(**wrong)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "cron", ["*/10 * * * *", "0 2,14 1-15/2 1,12 0-5", "0 0 31 12 7", "0 0 29 2 *", "0 0 31 4/2 *"]
)
def test_crons_that_dagster_takes_are_taken(cron):
    settings = make_settings(nightly_cron=cron)
    assert nightly_schedule(settings).cron_schedule == cron
    assert nightly_freshness(settings) is not None


def test_without_a_time_there_is_no_schedule():
    assert nightly_schedule(make_settings(nightly_cron="")) is None
