"""`onrecord ui` and `onrecord init` as a person starts them: real processes in a project, with an empty home."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pipeline.defs.home import storage_folder
from pipeline.interrupts import STOPPED
from pipeline.settings import make_settings
from tests.corpora import ARTICLES, write_seed
from tests.integration.daemon import Desk

ONRECORD = Path(sys.executable).with_name("onrecord")
# Written by what is asked to send nothing: Dagster, dg, the Hub's client.
TRACES = (".dagster", ".dg", ".dagster_cloud_cli", ".config/dg.toml", ".cache/huggingface", ".dg.toml")


@pytest.fixture
def bare(tmp_path):
    """The environment of a person who has set nothing, in an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ONRECORD_", "DAGSTER_", "DG_", "HF_"))}
    return {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "SOURCE_DATE_EPOCH": "1767225600"}


def onrecord(folder, environment, *arguments):
    done = subprocess.run(
        [ONRECORD, *map(str, arguments)], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    return done.returncode, done.stdout, done.stderr


def traces_in(home):
    return [name for name in TRACES if (Path(home) / name).exists()]


def test_a_command_without_a_project_says_so_in_one_line_and_makes_nothing(bare, tmp_path):
    (tmp_path / "empty").mkdir()
    for arguments in (["build"], ["releases"], ["verify", "1.0.0"], ["diff", "1.0.0", "1.1.0"], ["ui"], ["publish"]):
        status, out, err = onrecord(tmp_path / "empty", bare, *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1), arguments
        assert "`onrecord init`" in err
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_new_project_builds_from_anywhere_and_writes_nothing_at_home(bare, tmp_path):
    status, out, _ = onrecord(tmp_path, bare, "init", "press")
    assert (status, "press" in out) == (0, True)
    write_seed(tmp_path / "press" / "seeds", "a.txt", ARTICLES[0], "2025-08-27")
    status, out, err = onrecord(tmp_path, bare, "build", "--project", "press")
    assert status == 0, err
    assert f"release 1.0.0 in {tmp_path}/press/data/releases/1.0.0" in out
    assert "Telemetry" not in err
    assert {path.name for path in (tmp_path / "press").iterdir()} == {".gitignore", "data", "onrecord.toml", "seeds"}
    status, out, err = onrecord(tmp_path, bare, "verify", "press/data/releases/1.0.0")
    assert (status, "is whole" in out) == (0, True), err
    assert onrecord(tmp_path / "press", bare, "verify", "1.0.0")[0] == 0
    assert onrecord(tmp_path, bare, "releases", "--data", "press/data")[1].startswith("1.0.0")
    assert traces_in(bare["HOME"]) == []
    status, _, err = onrecord(tmp_path, bare, "init", "press")
    assert (status, err.count("\n"), "already has onrecord.toml" in err) == (2, 1, True)


@pytest.mark.long
def test_the_ui_shows_one_project_and_stops_on_sigterm(bare, tmp_path):
    """Another lake is built meanwhile from the same project; its runs, months and cursors stay its own."""
    onrecord(tmp_path, bare, "init", "press")
    seeds = tmp_path / "press" / "seeds"
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    port = free_port()
    log_file = tmp_path / "press" / "data" / "dagster.log"
    log_file.parent.mkdir()
    with log_file.open("wb") as log:
        environment = {**bare, "ONRECORD_SEEDS_INTERVAL": "1"}
        command = [ONRECORD, "ui", "--project", "press", "--port", str(port)]
        ui = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    family = psutil.Process(ui.pid)
    settings = make_settings(seeds=str(seeds), data=str(tmp_path / "press" / "data"), jobs=1)
    try:
        desk = Desk(settings, storage_folder(settings), port, ui)
        desk.wait_until_loaded(timeout=400)
        desk.wait_until_settled(timeout=400)
        before = {run.run_id for run in desk.runs()}
        elsewhere = tmp_path / "elsewhere"
        write_seed(elsewhere / "seeds", "b.txt", ARTICLES[1], "2024-02-01")
        status, _, err = onrecord(
            tmp_path, bare, "build", "--project", "press", "--seeds", elsewhere / "seeds", "--data", elsewhere / "data"
        )
        assert status == 0, err
        time.sleep(3)  # a few looks of the sensor
        assert {run.run_id for run in desk.runs()} == before
        assert cursors(desk.home)
        assert cursors(elsewhere / "data" / "dagster") == {}
        assert desk.n_built("2024-02")["statements"] == 0
        assert desk.n_built("2025-08")["statements"] == 1
    finally:
        members = family.children(recursive=True)
        ui.send_signal(signal.SIGTERM)
        assert ui.wait(timeout=90) == 130
    _, alive = psutil.wait_procs(members, timeout=60)
    assert alive == []
    lines = log_file.read_text().splitlines()
    assert lines[0] == f"onrecord: project {tmp_path}/press, Dagster on http://127.0.0.1:{port} (Ctrl-C stops it)"
    assert lines[-1] == STOPPED
    assert not [line for line in lines[1:] if "temporary" in line or "elemetry" in line or "WARNING" in line], lines
    assert traces_in(bare["HOME"]) == []


def test_the_ui_is_stopped_while_it_starts(bare, tmp_path):
    onrecord(tmp_path, bare, "init", "press")
    command = [ONRECORD, "ui", "--project", "press", "--port", str(free_port())]
    ui = subprocess.Popen(command, cwd=tmp_path, env=bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert ui.stdout.readline().startswith("onrecord: project ")
    family = psutil.Process(ui.pid)
    while not (members := family.children(recursive=True)):
        time.sleep(0.1)
    ui.send_signal(signal.SIGINT)
    out, told = ui.communicate(timeout=90)
    assert (ui.returncode, out, told.splitlines()) == (130, "", [STOPPED])
    assert psutil.wait_procs(members, timeout=30)[1] == []


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def cursors(home):
    """The cursors of the sensors that the storage in `home` keeps, by name."""
    from dagster import DagsterInstance

    with DagsterInstance.from_config(str(home)) as instance:
        states = instance.all_instigator_state()
        found = {state.name: getattr(state.instigator_data, "cursor", None) for state in states}  # schedules have none
        return {name: cursor for name, cursor in found.items() if cursor}


def test_a_port_that_is_taken_is_told_in_one_line(bare, tmp_path):
    onrecord(tmp_path, bare, "init", "press")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, out, err = onrecord(tmp_path / "press", bare, "ui", "--port", port)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert f"port {port} of 127.0.0.1 is in use" in err
