"""The files of docs/container: they parse, what they name exists, and the health check tells a sick webserver."""

import re
import shlex
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import click
import pytest
import yaml
from dagster._config import validate_config
from dagster._core.instance.config import dagster_instance_config_schema

from pipeline.settings import Settings
from tests import PROJECT_ROOT
from tests.unit.test_kubernetes_files import PROJECT

FOLDER = PROJECT_ROOT / "docs" / "container"
OTHERS = {"DAGSTER_PG_PASSWORD", "HF_TOKEN"}


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))["services"]


@pytest.fixture(scope="module")
def steps():
    """The instructions of the Containerfile, with what is continued in one line: of the last stage."""
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    last = max(number for number, (word, _) in enumerate(lines) if word == "FROM")
    return lines[:last], lines[last:]


def test_webserver_daemon_database_and_store_are_there_and_looked_after(services):
    assert set(services) == {"code", "webserver", "daemon", "bucket", "postgres", "store"}
    for name in ("code", "daemon", "postgres", "store"):
        assert services[name]["healthcheck"]["test"][0] == "CMD"
    for service in services.values():
        for needed, condition in service.get("depends_on", {}).items():
            assert needed in services
            assert condition["condition"] in ("service_healthy", "service_completed_successfully")
    assert services["webserver"]["ports"] == ["127.0.0.1:3000:3000"]  # it has no login


def test_variables_are_settings_and_secrets_come_from_outside(services):
    known = {f"ONRECORD_{name.upper()}" for name in Settings.model_fields} | OTHERS
    environment = services["code"]["environment"]
    assert {name for name in environment if not name.startswith("AWS_")} <= known
    for service in services.values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|SECRET|TOKEN", name):
                assert value is None or value.startswith("${")


def test_dagster_takes_the_instance_and_it_is_that_of_the_project_but_for_its_storage():
    instance, local = (
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (FOLDER / "dagster.yaml", PROJECT_ROOT / "dagster.yaml")
    )
    result = validate_config(dagster_instance_config_schema(), instance)
    assert result.success, result.errors
    for name in ("concurrency", "run_monitoring", "freshness", "telemetry", "nux"):
        assert instance[name] == local[name]


def commands_of(services, steps):
    """All commands of Dagster in the compose file, the image and the workspace, by words."""
    found = [service["command"] for name, service in services.items() if name in ("code", "daemon")]
    found += [services[name]["healthcheck"]["test"][1:] for name in ("code", "daemon")]
    return [*found, yaml.safe_load(dict(steps[1])["CMD"])]


def test_every_command_is_one_that_dagster_takes(services, steps):
    from dagster._cli import create_dagster_cli
    from dagster._daemon.cli import create_dagster_daemon_cli
    from dagster_webserver.cli import create_dagster_webserver_cli

    programs = {"dagster": create_dagster_cli(), "dagster-daemon": create_dagster_daemon_cli()}
    programs["dagster-webserver"] = create_dagster_webserver_cli()
    for name, *words in commands_of(services, steps):
        command = programs[name]
        words = [word.replace("/opt/onrecord/home", str(FOLDER)) for word in words]  # as the image has them
        while isinstance(command, click.Group):
            name, *words = words
            command = command.commands[name]
        context = command.make_context(name, list(words))  # parses the options, and runs nothing
        assert not context.args, words


def test_the_workspace_finds_the_code_server(services):
    (location,) = yaml.safe_load((FOLDER / "workspace.yaml").read_text(encoding="utf-8"))["load_from"]
    server, command = location["grpc_server"], services["code"]["command"]
    assert server["host"] in services
    assert str(server["port"]) == command[command.index("--port") + 1]
    assert server["location_name"] == command[command.index("--location-name") + 1]


def test_the_image_is_slim_and_not_of_root_and_copies_what_is_there(steps):
    first, last = steps
    assert all(words.startswith("python:3.11-slim") for word, words in [*first, *last] if word == "FROM")
    assert [words for word, words in last if word == "USER"] == ["1000"]
    for word, words in [*first, *last]:
        if word == "COPY" and not words.startswith("--from"):
            for name in words.split()[:-1]:
                assert (PROJECT_ROOT / name).exists(), name
    (extras,) = re.findall(r'"\.\[(.*?)\]"', " ".join(words for _, words in first))
    assert set(extras.split(",")) <= set(PROJECT["project"]["optional-dependencies"])


def test_what_the_image_installs_is_locked(steps):
    installs = [words for word, words in steps[0] if word == "RUN" and "pip install" in words]
    assert len(installs) == 3
    for words in installs:
        (lock,) = re.findall(r"requirements\S*\.txt", words)
        assert "--require-hashes -r" in words or f"--constraint {lock}" in words
    locked = (PROJECT_ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    for extra in ("s3", "kubernetes"):  # what requirements.txt does not have
        for requirement in PROJECT["project"]["optional-dependencies"][extra]:
            assert re.search(rf"^{re.split('[=>]', requirement)[0]}==", locked, re.MULTILINE), requirement


@pytest.mark.parametrize(("status", "is_well"), [(200, True), (500, False), (None, False)])
def test_the_health_check_tells_a_webserver_that_answers_from_one_that_does_not(steps, status, is_well):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == "/server_info" else 404)
            self.end_headers()

        def log_message(self, *given):
            pass

    (check,) = [words for word, words in steps[1] if word == "HEALTHCHECK"]
    python, *arguments = yaml.safe_load(check.partition("CMD ")[2])
    assert python == "python"
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    if status is None:
        server.shutdown()
        server.server_close()
    command = [sys.executable, *(word.replace(":3000", f":{server.server_port}") for word in arguments)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    finally:
        if status is not None:
            server.shutdown()
            server.server_close()
        thread.join()
    assert (done.returncode == 0) is is_well, shlex.join(command)
