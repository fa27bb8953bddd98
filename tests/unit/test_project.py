"""A project is a folder: which one a command works in, what its settings count from, and how a new one is made."""

import os
import tomllib
from pathlib import Path

import pytest
import yaml
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager

import pipeline
from pipeline.defs.compute_logs import ThreadedComputeLogManager
from pipeline.defs.home import storage_folder
from pipeline.defs.instance import make_home, open_instance
from pipeline.errors import OnrecordError, SettingsError
from pipeline.parse.sources import read_publishers
from pipeline.project.writing import write_project
from pipeline.settings import Settings, check_project, make_settings
from tests import PROJECT_ROOT


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty working directory, and nothing in the environment that names another."""
    for name in [name for name in os.environ if name.startswith(("ONRECORD_", "DAGSTER_"))]:
        monkeypatch.delenv(name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def test_the_working_directory_is_the_project(folder):
    (folder / "onrecord.toml").write_text('jobs = 3\nseeds = "articles"\n')
    settings = Settings()
    assert (settings.jobs, settings.seeds, settings.data) == (3, str(folder / "articles"), str(folder / "data"))


def test_the_environment_names_another_project(folder, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    (other / "onrecord.toml").write_text('data = "../lake"\n')
    monkeypatch.setenv("ONRECORD_PROJECT", "../other")
    settings = Settings()
    assert (settings.seeds, settings.data) == (str(other / "seeds"), str(tmp_path / "lake"))
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="nowhere is not a folder: correct --project or ONRECORD_PROJECT"):
        Settings()


def test_locations_in_variables_count_from_the_project_and_urls_stay(folder, monkeypatch):
    monkeypatch.setenv("ONRECORD_SEEDS", "articles")
    monkeypatch.setenv("ONRECORD_DATA", "s3://press/onrecord/")
    settings = Settings()
    assert (settings.seeds, settings.data) == (str(folder / "articles"), "s3://press/onrecord/")


def test_a_folder_of_a_pipeline_counts_from_the_project_and_a_package_stays_a_name(folder):
    (folder / "models" / "de").mkdir(parents=True)
    settings = make_settings(spacy_pipeline="de=models/de, en=en_core_web_sm")
    assert settings.spacy_pipeline == f"de={folder}/models/de, en=en_core_web_sm"
    assert make_settings(spacy_pipeline="models/de").spacy_pipeline == f"{folder}/models/de"


def test_a_folder_that_is_not_a_project_is_refused_where_it_would_be_read(folder):
    def check(**given):
        check_project(make_settings(**given), "seeds", "data", otherwise="both")

    with pytest.raises(SettingsError, match=r"here is not a project: .*`onrecord init`.*or give both") as caught:
        check(seeds="articles")
    assert "\n" not in str(caught.value)
    assert list(folder.iterdir()) == []
    check(seeds="articles", data="data")
    (folder / "seeds").mkdir()
    check()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobs = 0\n", r"setting jobs: .*greater than or equal to 1 \(set ONRECORD_JOBS or onrecord.toml\)"),
        ("job = 1\n", "onrecord.toml: job is not a setting"),
        ("jobs = \n", r"onrecord.toml: Invalid value \(at line 1"),
    ],
)
def test_a_malformed_file_is_one_line_with_its_path(folder, text, said):
    (folder / "onrecord.toml").write_text(text)
    with pytest.raises(SettingsError, match=said) as caught:
        make_settings()
    assert "\n" not in str(caught.value)


def test_a_new_project_explains_every_setting_and_changes_none(folder):
    before = make_settings()
    write_project(Path())
    text = (folder / "onrecord.toml").read_text(encoding="utf-8")
    assert make_settings() == before
    assert tomllib.loads(text) == {}
    uncommented = "\n".join(line[1:] for line in text.splitlines() if not line.startswith("# "))
    fields = {name: field for name, field in Settings.model_fields.items() if not field.json_schema_extra}
    assert set(tomllib.loads(uncommented)) == set(fields)
    for field in fields.values():
        assert field.description
        assert " ".join(field.description.split())[:60] in text.replace("\n# ", " ")
    assert (
        read_publishers((folder / "seeds" / "sources.toml").read_text()).by_key["unknown"].redistribution == "full_text"
    )
    assert {"/data/", "/.onrecord/"} <= set((folder / ".gitignore").read_text().splitlines())


def test_a_new_project_is_the_same_each_time_and_overwrites_nothing(folder, tmp_path):
    write_project(folder)
    write_project(tmp_path / "a" / "b")
    for path in (file for file in folder.rglob("*") if file.is_file()):
        assert path.read_bytes() == (tmp_path / "a" / "b" / path.relative_to(folder)).read_bytes()
    (folder / "onrecord.toml").unlink()
    (folder / "seeds" / "sources.toml").write_text("mine")
    with pytest.raises(OnrecordError, match=r"already has seeds/sources\.toml, \.gitignore"):
        write_project(folder)
    assert (folder / "seeds" / "sources.toml").read_text() == "mine"
    assert not (folder / "onrecord.toml").exists()


def test_dagster_is_stored_in_the_data_folder_or_beside_the_project(folder):
    assert storage_folder(make_settings(data="elsewhere")) == folder / "elsewhere" / "dagster"
    one, same, other = (
        storage_folder(make_settings(data=url)) for url in ("s3://press/a", "s3://press/a/", "s3://press/b")
    )
    assert one == same
    assert one.parent == other.parent == folder / ".onrecord" / "dagster"
    assert one != other


def test_the_project_configures_dagster_but_for_where_things_are_stored(folder):
    (folder / "dagster.yaml").write_text(
        "storage:\n  sqlite:\n    base_dir: /nowhere\nrun_queue:\n  max_concurrent_runs: 7\n"
        "compute_logs:\n  module: dagster._core.storage.noop_compute_log_manager\n  class: NoOpComputeLogManager\n"
    )
    home = make_home(make_settings())
    written = yaml.safe_load((home / "dagster.yaml").read_text())
    assert written["run_queue"] == {"max_concurrent_runs": 7}
    assert written["storage"]["custom"]["config"] == {"base_dir": f"{folder}/data/dagster/storage"}
    assert written["compute_logs"]["class"] == "NoOpComputeLogManager"
    assert written["telemetry"] == {"enabled": False}
    assert "/nowhere" not in str(written)
    assert [path.name for path in home.iterdir()] == ["dagster.yaml"]


def test_without_a_file_of_its_own_a_project_gets_the_settings_of_the_package(folder):
    written = yaml.safe_load((make_home(make_settings()) / "dagster.yaml").read_text())
    shipped = yaml.safe_load((Path(pipeline.__file__).parent / "defs" / "dagster.yaml").read_text())
    stored = ("storage", "local_artifact_storage", "compute_logs")
    assert {k: v for k, v in written.items() if k not in stored} == {
        k: v for k, v in shipped.items() if k not in stored
    }
    assert yaml.safe_load((PROJECT_ROOT / "dagster.yaml").read_text()) == shipped


@pytest.mark.parametrize("text", ["storage: [", "- a list"])
def test_a_malformed_configuration_of_dagster_is_one_line(folder, text):
    (folder / "dagster.yaml").write_text(text)
    with pytest.raises(SettingsError, match=r"here/dagster.yaml: ") as caught:
        make_home(make_settings())
    assert "\n" not in str(caught.value)


def test_under_dagster_home_that_is_used_as_it_is(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    assert make_home(make_settings()) == tmp_path / "home"
    assert list(folder.iterdir()) == []


def test_a_home_that_is_silent_about_telemetry_has_none(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with open_instance(make_settings()) as instance:
        assert not instance.telemetry_enabled
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: true\n")
    with open_instance(make_settings()) as instance:
        assert instance.telemetry_enabled


def test_a_home_that_keeps_output_in_a_folder_starts_no_process_for_it(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with open_instance(make_settings()) as instance:
        assert type(instance.compute_log_manager) is ThreadedComputeLogManager
        assert instance.compute_log_manager.get_captured_local_path(["a", "b"], "out") == f"{tmp_path}/storage/a/b.out"
    module = "dagster._core.storage.noop_compute_log_manager"
    (tmp_path / "dagster.yaml").write_text(f"compute_logs:\n  module: {module}\n  class: NoOpComputeLogManager\n")
    with open_instance(make_settings()) as instance:
        assert type(instance.compute_log_manager) is NoOpComputeLogManager
