"""docs/api.md: every public name with its real signature, and every example run against a folder and a Hub."""

import dataclasses
import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

import onrecord
from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from tests.hub.publishing import A
from tests.release_corpus import DAY, SETTINGS, snapshot_of

PAGE = Path(__file__).resolve().parents[2] / "docs/api.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = {
    re.match(r"\w+", title).group(): (title, body)
    for title, body in re.findall(r"^### `([^\n]+)`\n(.*?)(?=^##|\Z)", TEXT, re.DOTALL | re.MULTILINE)
}
SCRIPTS = [code for code in re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE) if ">>>" not in code]


def plain(declared):
    """A type or signature without the modules that its names come from."""
    return re.sub(r"\b(?:[a-z_]\w*\.)+", "", declared).replace("'", '"')


def test_the_page_has_a_section_for_each_public_name_and_no_other():
    assert sorted(SECTIONS) == sorted(onrecord.__all__)


@pytest.mark.parametrize("name", ["annotate", "annotate_many", "load", "check_version", "AnnotationError"])
def test_signatures_are_those_of_the_code(name):
    signature = inspect.signature(getattr(onrecord, name))
    expected = plain(f"{name}{signature}").removesuffix(" -> None" if name[0].isupper() else "")
    assert SECTIONS[name][0] == expected


@pytest.mark.parametrize("name", ["Annotation", "TimeExpression", "Actor", "Mention", "Statement"])
def test_fields_are_those_of_the_code(name):
    declared = getattr(onrecord, name)
    hints = get_type_hints(declared)
    types = {field.name: inspect.formatannotation(hints[field.name]) for field in dataclasses.fields(declared)}
    fields = [f"{field}: {plain(dtype)}" for field, dtype in types.items()]
    assert re.findall(r"^- `([^`]+)`$", SECTIONS[name][1], re.MULTILINE) == fields


@pytest.fixture
def place(hub, publisher, tmp_path, monkeypatch):
    """A working directory with a release in `data`, and the same one as press/statements on a Hub."""
    publisher.publish([A])
    snapshot = snapshot_of(tmp_path / "lake", [A])
    make_release(
        snapshot, str(tmp_path / "data/releases"), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1")
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_HUB_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", hub.token)
    return tmp_path


def test_the_examples_give_what_the_page_says(place):
    failed, attempted = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert (failed, attempted > 10) == (0, True)


@pytest.mark.long
@pytest.mark.parametrize("code", SCRIPTS, ids=range(len(SCRIPTS)))
def test_the_scripts_run(code, place, hub):
    (place / "script.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "script.py"]
    environment = hub.environment(place / "home")
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
