"""The README's commands, run as printed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.resources import silent
from pipeline.settings import Settings, make_settings
from tests import PROJECT_ROOT
from tests.hub.server import HubProcess, RunningHub

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PYTHON = [text for language, text in BLOCK.findall(README) if language == "python"]
SHELL = [line for language, text in BLOCK.findall(README) if language == "bash" for line in text.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A working directory with `seeds` and `data/releases/1.0.0`, as after `make release`."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "dagster").mkdir()
    (folder / ".venv").symlink_to(Path(sys.prefix))
    (folder / "seeds").symlink_to(PROJECT_ROOT / "seeds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(folder / "dagster"))
        settings = make_settings(seeds=str(PROJECT_ROOT / "seeds"), data=str(folder / "data"))
        build(defs(), settings, date="2026-01-01", advance=silent)
    return folder


def environment(folder):
    return {
        **os.environ,
        "DAGSTER_HOME": str(folder / "dagster"),
        "ONRECORD_DATA": str(folder / "data"),
        "HF_DATASETS_CACHE": str(folder / "cache"),
    }


@pytest.mark.parametrize("code", PYTHON, ids=[text.splitlines()[0] for text in PYTHON])
def test_the_lines_of_python_run(code, folder):
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_loading_takes_at_most_four_lines_in_each_library():
    assert len(PYTHON) == 5
    assert all(len([line for line in code.splitlines() if line.strip()]) <= 4 for code in PYTHON)


@pytest.mark.parametrize("line", [line for line in SHELL if not line.startswith("make ")])
def test_the_shell_lines_run(line, folder):
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_four_commands_publish_and_load(folder, tmp_path):
    """Against a Hub on another port than the one that `make hub` takes; else as printed, in one shell."""
    (commands,) = (text for language, text in BLOCK.findall(README) if language == "sh")
    assert len(commands.splitlines()) == 4
    assert str(RunningHub.token) in commands
    hub = HubProcess(tmp_path / "hub")
    hub.start()
    try:
        done = subprocess.run(
            ["bash", "-ec", commands.replace("http://127.0.0.1:8790", hub.endpoint)],
            cwd=folder,
            env=environment(folder) | {"HF_HOME": str(tmp_path / "home"), "SOURCE_DATE_EPOCH": "1767225600"},
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        hub.stop()
    assert done.returncode == 0, done.stderr
    assert "release 1.0.0 at " in done.stdout
    assert "press/statements@v1.0.0: release 1.0.0 of 2026-01-01 is whole" in done.stdout
    assert "speaker_text" in done.stdout


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("make ")])
def test_the_make_targets_exist_and_help_explains_them(line):
    target = shlex.split(line, comments=True)[1]
    dry = subprocess.run(["make", "-n", target], cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=60)
    assert dry.returncode == 0, dry.stderr
    shown = subprocess.run(["make", "help"], cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=60)
    assert f"make {target} " in shown.stdout


def test_every_setting_is_in_the_table():
    rows = re.findall(r"^\| `ONRECORD_(\w+)` \|", README, re.MULTILINE)
    tables = {"alerts", "backend_settings", "dataset", "fields", "folders"}  # in onrecord.toml alone
    assert [row.lower() for row in rows] == [
        name for name, field in Settings.model_fields.items() if name not in tables and not field.json_schema_extra
    ]
    assert all(f"`[{table}" in README for table in tables)


def test_every_page_it_points_to_exists():
    for target in re.findall(r"\]\((?!http)([^)#\s]+)", README):
        assert (PROJECT_ROOT / target).exists(), target


def test_the_data_dictionary_is_what_the_schemas_say():
    from schemas.export import data_dictionary

    assert (PROJECT_ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8") == data_dictionary()
