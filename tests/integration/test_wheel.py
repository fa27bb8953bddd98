"""What pip installs: the wheel in fresh environments, the core alone and with `[build]`, away from the repository."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from tests.hub.server import HubProcess, RunningHub
from tests.integration.test_fresh_machine import wait_for_assets
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOADING = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
DOCUMENT = {"id": "1", "text": "Das sei falsch, sagte der Minister am Montag.", "date": "2025-08-27"}
NEEDS_BUILD = "onrecord: this needs onrecord[build]: pip install 'onrecord[build]'\n"


class Installed:
    """An environment that the wheel was installed into, and a folder with `seeds` to work in."""

    def __init__(self, wheel, extra, folder):
        self.folder, self.home = folder, folder / "home"
        self.bin = folder / "venv/bin"
        self.work = folder / "work"
        (self.work / "seeds").mkdir(parents=True)
        for seed in (ROOT / "seeds").glob("*.txt"):
            (self.work / "seeds" / seed.name).write_bytes(seed.read_bytes())
        self.home.mkdir()
        wanted = ["--constraint", ROOT / "requirements.txt", f"onrecord{extra} @ {wheel.as_uri()}"]
        subprocess.run([UV, "venv", "-q", "--python", sys.executable, self.bin.parent], check=True)
        install = [UV, "pip", "install", "-q", "--python", self.bin / "python", *wanted]
        trusting = {**os.environ, "UV_SYSTEM_CERTS": "1"}  # as the Makefile sets it
        subprocess.run(install, check=True, timeout=900, env=trusting)
        path = f"{self.bin}:/usr/bin:/bin"
        self.environment = {"HOME": str(self.home), "PATH": path, "SOURCE_DATE_EPOCH": "1767225600"}

    def run(self, *command, stdin="", **environment):
        return subprocess.run(
            [str(self.bin / command[0]), *map(str, command[1:])],
            cwd=self.work,
            env={**self.environment, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def python(self, code, **environment):
        """What the code prints, as JSON."""
        done = self.run("python", "-c", f"import json, onrecord\n{code}", **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def distributions(self):
        listed = [UV, "pip", "list", "--format", "json", "--python", self.bin / "python"]
        return {entry["name"] for entry in json.loads(subprocess.run(listed, check=True, capture_output=True).stdout)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of the files that git knows, built in a copy: a build leaves folders beside the code."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in tracked_files():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    build = [UV, "build", "-q", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", out, source]
    subprocess.run(build, check=True, timeout=300)
    (built,) = out.glob("*.whl")
    return built


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def core(wheel, tmp_path_factory):
    return Installed(wheel, "", tmp_path_factory.mktemp("core"))


@pytest.fixture(scope="module")
def build(wheel, tmp_path_factory):
    """An environment with the extra, in whose folder a release was built from the seeds."""
    installed = Installed(wheel, "[build]", tmp_path_factory.mktemp("build"))
    built = installed.run("onrecord", "build")
    assert built.returncode == 0, built.stderr
    assert "release 1.0.0 in " in built.stdout
    return installed


def test_every_file_of_the_packages_is_in_the_wheel(wheel):
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == {name for name in tracked_files() if name.startswith(("onrecord/", "pipeline/", "schemas/"))}
    assert {Path(name).suffix for name in packed} >= {".py", ".toml", ".j2", ".css", ".weights", ".typed"}


def test_the_core_is_small(core, build):
    heavy = {
        "dagster",
        "dagster-webserver",
        "pandas",
        "pandera",
        "datasets",
        "matplotlib",
        "pillow",
        "polars",
        "duckdb",
    }
    assert core.distributions() & heavy == set()
    assert build.distributions() >= heavy
    assert len(core.distributions()) < 70


def test_the_core_annotates(core):
    done = core.run("onrecord", "annotate", stdin=json.dumps(DOCUMENT) + "\n")
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["statements"][0]["speaker_text"] == "der Minister", done.stderr
    assert core.python(f"print(next(onrecord.annotate_many([{DOCUMENT}])).to_json())") == json.loads(line)
    many = core.run("python", "-m", "onrecord", "annotate", "--jobs", "2", stdin=f"{json.dumps(DOCUMENT)}\n" * 40)
    assert many.stdout.splitlines() == [line] * 40
    assert "<article" in core.run("onrecord", "annotate", "--html", stdin=json.dumps(DOCUMENT) + "\n").stdout
    assert "2025-08-25" in core.run("onrecord", "dates", DOCUMENT["text"], "--date", "2025-08-27").stdout
    assert not list(core.home.iterdir())  # no cache, no telemetry


def test_the_core_loads_from_a_folder_and_from_a_hub(core, build, tmp_path):
    n_rows = f"print(onrecord.load({str(build.work / 'data')!r}, 'statements').num_rows)"
    assert core.python(n_rows) == build.python(n_rows) > 10
    assert "1.0.0 " in core.run("onrecord", "releases", "--data", build.work / "data").stdout
    hub = HubProcess(tmp_path / "hub")
    hub.start()
    try:
        known = {"HF_ENDPOINT": hub.endpoint, "HF_TOKEN": str(RunningHub.token), "HF_HUB_DISABLE_XET": "1"}
        published = build.run("onrecord", "publish", "--repo", "press/statements", "--private", **known)
        assert published.returncode == 0, published.stderr
        for place in ("press/statements", "hf://datasets/press/statements"):
            assert core.python(f"print(onrecord.load({place!r}, 'statements').num_rows)", **known) == core.python(
                n_rows
            )
    finally:
        hub.stop()


@pytest.mark.parametrize("command", [["build"], ["verify"], ["ui"], ["publish", "--repo", "press/statements"]])
def test_without_the_extra_a_command_says_what_it_needs(core, command, tmp_path):
    if command == ["verify"]:
        snapshot = snapshot_of(tmp_path / "lake", [Doc("a")])
        released = make_release(snapshot, str(tmp_path), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))
        command = ["verify", tmp_path / released.version]
    done = core.run("onrecord", *command, HF_TOKEN="hf_nobody")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", NEEDS_BUILD)


def test_with_the_extra_it_annotates_builds_verifies_and_loads(build):
    assert build.run("onrecord", "annotate", stdin=json.dumps(DOCUMENT) + "\n").returncode == 0
    verified = build.run("onrecord", "verify", "data/releases/1.0.0")
    assert (verified.returncode, verified.stdout.endswith("is whole\n")) == (0, True), verified.stderr
    assert "nothing changed: release 1.0.0" in build.run("onrecord", "build").stdout
    site = next(build.bin.parent.glob("lib/python*/site-packages"))
    assert not any((site / name).exists() for name in ("data", "seeds", "onrecord.toml"))


@pytest.mark.parametrize("code", LOADING, ids=[text.splitlines()[0] for text in LOADING])
def test_the_lines_of_the_readme_run_in_what_make_release_installs(build, code):
    done = build.run("python", "-c", code)
    assert (done.returncode, bool(done.stdout.strip())) == (0, True), done.stderr


def test_the_ui_opens_its_first_page(build):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**build.environment, "ONRECORD_SEEDS_INTERVAL": "0"}
    with (build.folder / "ui.log").open("wb") as log:
        command = [build.bin / "onrecord", "ui", "--port", str(port)]
        ui = subprocess.Popen(command, cwd=build.work, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            names = wait_for_assets(port, ui)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                page = answer.read().decode()
        finally:
            os.killpg(ui.pid, signal.SIGINT)
            ui.wait(timeout=60)
    assert {"seed_index", "documents", "statements", "release"} <= names
    assert ">Dagster</title>" in page
    told = (build.folder / "ui.log").read_text(encoding="utf-8").splitlines()[0]
    assert (str(build.work) in told, str(port) in told) == (True, True)
