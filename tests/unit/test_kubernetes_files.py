"""The files of docs/kubernetes: they parse, and what they name exists here under that name."""

import re
import tomllib
from importlib.metadata import version

import pytest
import yaml
from dagster._config import validate_config
from dagster._core.instance.config import dagster_instance_config_schema

from pipeline.settings import Settings
from tests import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "docs" / "kubernetes"
PROJECT = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(name):
    return list(yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def values():
    (found,) = read("values.yaml")
    return found


@pytest.fixture(scope="module")
def deployment(values):
    (found,) = values["dagster-user-deployments"]["deployments"]
    return found


def test_dagster_takes_the_instance_as_it_stands_there():
    (instance,) = read("dagster.yaml")
    result = validate_config(dagster_instance_config_schema(), instance)
    assert result.success, result.errors
    ours = {name for name in instance["run_launcher"]["config"]["env_vars"] if name.startswith("ONRECORD")}
    assert ours <= variables()


def test_a_run_that_hangs_is_given_up_as_on_one_machine():
    (local,) = yaml.safe_load_all((PROJECT_ROOT / "dagster.yaml").read_text(encoding="utf-8"))
    (instance,) = read("dagster.yaml")
    for name in ("cancel_timeout_seconds", "max_runtime_seconds"):
        assert instance["run_monitoring"][name] == local["run_monitoring"][name]


def test_both_ways_keep_runs_apart_as_the_project_does(values):
    (local,) = yaml.safe_load_all((PROJECT_ROOT / "dagster.yaml").read_text(encoding="utf-8"))
    (instance,) = read("dagster.yaml")
    pools = values["concurrency"]["pools"]
    assert instance["concurrency"]["pools"] == {"default_limit": 1, "granularity": "run"}
    assert values["concurrency"]["enabled"]
    assert (pools["defaultLimit"], pools["granularity"]) == (1, "run")
    assert local.get("concurrency", instance["concurrency"]) == instance["concurrency"]


def variables():
    return {f"ONRECORD_{name.upper()}" for name in Settings.model_fields}


def test_variables_are_settings_and_the_module_is_the_entry_point(deployment):
    assert {entry["name"] for entry in deployment["env"]} - {"HOME"} <= variables()
    root = PROJECT["tool"]["dg"]["project"]
    assert deployment["dagsterApiGrpcArgs"] == [
        *("--module-name", f"{root['root_module']}.definitions"),
        *("--location-name", root["code_location_name"]),
    ]


def test_versions_are_those_that_are_installed():
    ours = version("dagster")
    library = f"0.{int(ours.split('.')[1]) + 16}.{ours.split('.')[2]}"
    pins = PROJECT["project"]["optional-dependencies"]["kubernetes"]
    assert pins == [f"dagster-k8s=={library}", f"dagster-postgres=={library}"]
    image = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"1\.\d+\.\d+", (FOLDER / "values.yaml").read_text(encoding="utf-8"))) == {ours}
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert "FROM python:3.11" in image
    (extras,) = re.findall(r'"\.\[(.*?)\]"', image)
    assert set(extras.split(",")) <= set(PROJECT["project"]["optional-dependencies"])


def test_runs_find_the_scheduler_and_its_workers_the_same_image_and_secrets(deployment):
    service, scheduler, workers, policy = read("dask.yaml")
    address = f"tcp://{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    assert {"name": "ONRECORD_DASK_SCHEDULER", "value": address} in deployment["env"]
    containers = [part["spec"]["template"]["spec"]["containers"][0] for part in (scheduler, workers)]
    image = f"{deployment['image']['repository']}:{deployment['image']['tag']}"
    assert [container["image"] for container in containers] == [image, image]
    assert address in containers[1]["command"]
    assert [e["secretRef"]["name"] for e in containers[1]["envFrom"]] == [e["name"] for e in deployment["envSecrets"]]
    for part in (scheduler, workers):
        labels = part["spec"]["template"]["metadata"]["labels"]
        assert part["spec"]["selector"]["matchLabels"] == labels
    assert service["spec"]["selector"] == scheduler["spec"]["selector"]["matchLabels"]
    (kept,) = policy["spec"]["podSelector"]["matchExpressions"]
    assert kept["values"] == [part["spec"]["selector"]["matchLabels"]["app"] for part in (scheduler, workers)]
