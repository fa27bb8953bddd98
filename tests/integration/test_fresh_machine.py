"""What a newcomer does: a clone, `make release`, `make ui`, with nothing set up and from another directory."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests import PROJECT_ROOT

pytestmark = pytest.mark.long

# How the machine reaches its package index is the machine's business; all else starts empty.
NETWORK = re.compile(r"^(PIP|UV|SSL|REQUESTS|CURL)_|_proxy$", re.IGNORECASE)


def bare_environment(home):
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if NETWORK.search(name)}
    tools = {str(Path(shutil.which(tool) or "/usr/bin").parent) for tool in ("git", "make", "python3")}
    path = [str(Path(sys.base_prefix) / "bin"), *sorted(tools), "/usr/bin", "/bin"]
    return {**kept, "HOME": str(home), "PATH": os.pathsep.join(path)}


def test_make_release_in_a_fresh_clone(tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", PROJECT_ROOT, clone], check=True, timeout=120)
    environment = bare_environment(tmp_path / "home")
    make = ["make", "-C", str(clone), "release"]
    first = subprocess.run(make, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=900)
    assert first.returncode == 0, first.stderr
    for word in (
        "documents",
        "dates",
        "mentions",
        "actors",
        "statements",
        "rejected",
        "release 1.0.0",
        "load_dataset(",
    ):
        assert word in first.stdout
    assert (clone / "data/releases/1.0.0/MANIFEST.json").is_file()
    again = subprocess.run(make, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert "nothing changed: release 1.0.0" in again.stdout
    status = subprocess.run(["git", "-C", clone, "status", "--porcelain"], capture_output=True, text=True, timeout=60)
    assert status.stdout == ""


def test_the_ui_opens_from_any_directory_and_stops_cleanly(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    environment["ONRECORD_SEEDS_INTERVAL"] = "0"  # it is the project's own instance: nothing is to be built in it
    with (tmp_path / "log").open("wb") as log:
        ui = subprocess.Popen(
            [Path(sys.executable).with_name("onrecord"), "ui", "--project", PROJECT_ROOT, "--port", str(port)],
            cwd=tmp_path,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            names = wait_for_assets(port, ui)
        finally:
            os.killpg(ui.pid, signal.SIGINT)
            ui.wait(timeout=60)
    assert {"seed_index", "documents", "statements", "actors", "release"} <= names
    with socket.socket() as gone:
        assert gone.connect_ex(("127.0.0.1", port)) != 0
    assert not list(PROJECT_ROOT.glob(".tmp_dagster_home_*"))


def wait_for_assets(port, process):
    """Asset names that the UI's server knows, asked until its code location has loaded."""
    query = json.dumps({"query": "{ assetNodes { assetKey { path } } }"}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql", query, headers={"Content-Type": "application/json"}
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "dg dev ended"
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                nodes = json.load(answer)["data"]["assetNodes"]
        except OSError:
            nodes = []
        if nodes:
            return {node["assetKey"]["path"][-1] for node in nodes}
        time.sleep(1)
    raise AssertionError("no assets within two minutes")
