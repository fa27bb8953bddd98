"""Two projects, or two data folders of one, side by side: nothing of one is in the Dagster storage of the other."""

from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance, build_sensor_context

from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.home import storage_folder
from pipeline.defs.instance import make_home
from pipeline.defs.partitions import MONTHS_NAME
from pipeline.defs.resources import project_of, silent
from pipeline.defs.sensors import new_seeds_sensor
from pipeline.settings import make_settings
from tests.corpora import settings_in
from tests.integration.building import write_months


@pytest.fixture
def homeless(monkeypatch):
    """No DAGSTER_HOME, so that the storage is that of the data folder."""
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def run_build(settings):
    return build(defs(), settings, date="2026-01-01", advance=silent)


def known_to(settings):
    """What the UI of a lake knows: jobs of its runs by data folder, months with rows, months as partitions."""
    with DagsterInstance.from_config(str(storage_folder(settings))) as instance:
        runs = sorted((run.job_name, run.tags["onrecord/data"]) for run in instance.get_runs())
        months = instance.get_materialized_partitions(AssetKey("statements"))
        return runs, sorted(months), sorted(instance.get_dynamic_partitions(MONTHS_NAME))


def test_what_is_built_in_one_is_not_shown_in_the_other(homeless, tmp_path):
    one, other = settings_in(tmp_path / "one"), settings_in(tmp_path / "other")
    same_seeds = make_settings(seeds=one.seeds, data=str(tmp_path / "trial"), jobs=1)
    write_months(one, "2025-01", "2025-03")
    write_months(other, "2025-02")
    run_build(one)
    before = known_to(one)
    run_build(other)
    run_build(same_seeds)
    assert known_to(one) == before
    jobs = ("build_months", "index_seeds", "make_release")
    assert before == ([(job, one.data) for job in jobs], ["2025-01", "2025-03"], ["2025-01", "2025-03"])
    assert known_to(other) == ([(job, other.data) for job in jobs], ["2025-02"], ["2025-02"])
    assert known_to(same_seeds)[0] == [(job, same_seeds.data) for job in jobs]


def test_a_failed_build_of_one_does_not_hold_back_the_sensor_of_the_other(homeless, tmp_path):
    one = settings_in(tmp_path / "one")
    other = make_settings(seeds=one.seeds, data=str(tmp_path / "other"), jobs=1)
    write_months(one, "2025-01")
    run_build(one)
    (Path(one.seeds) / "sources.toml").write_text("[bote\n")
    with pytest.raises(Exception, match=r"sources\.toml"):
        run_build(other)
    (Path(one.seeds) / "sources.toml").unlink()
    assert look(one) == "All 1 seeds are as the lake has them."


def look(settings):
    """What `new_seeds` says of a lake, asked on its own storage."""
    with DagsterInstance.from_config(str(make_home(settings))) as instance:
        context = build_sensor_context(instance=instance, resources={"project": project_of(settings)})
        return new_seeds_sensor(settings)(context).skip_reason.skip_message
