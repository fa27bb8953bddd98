"""Where a release goes: a folder, a URL, the Hub's addresses, and a target that another package brings."""

import importlib
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.lake.storage import Storage
from pipeline.publish.targets import TargetOptions, open_target
from pipeline.release.verify import verify_release
from tests.corpora import ARTICLES, build_lake, settings_in, write_seed


@pytest.fixture
def project(tmp_path):
    """Settings of a project whose lake has one document."""
    settings = settings_in(tmp_path)
    write_seed(Path(settings.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    build_lake(settings)
    return settings


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package with the target `box`, installed beside the others, and two that cannot be used."""
    metadata = tmp_path / "site" / "press_targets-1.2.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: press-targets\nVersion: 1.2\n")
    (metadata / "entry_points.txt").write_text(
        "[onrecord.targets]\nbox = tests.box_target:open_box\nlost = press_targets_lost:open\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()


def test_a_folder_has_a_line_of_its_own(onrecord, project, tmp_path):
    options = ("--seeds", project.seeds, "--data", project.data, "--to", tmp_path / "out", "--date", "2026-01-01")
    status, out, _ = onrecord("publish", *options, "--dry-run")
    assert (status, out) == (0, "version 1.0.0 (first): first release\ndry run: nothing was written\n")
    assert not (tmp_path / "out").exists()
    status, out, _ = onrecord("publish", *options)
    assert (status, f"release 1.0.0 at {tmp_path}/out/1.0.0\n" in out) == (0, True)
    assert f'load_dataset("{tmp_path}/out/1.0.0", "statements", split="train")' in out
    assert verify_release(Storage(str(tmp_path / "out" / "1.0.0"))) == []
    status, out, _ = onrecord("publish", *options)
    assert (status, out.startswith("nothing changed: release 1.0.0 at ")) == (0, True)
    assert onrecord("releases", "--to", tmp_path / "out")[1].startswith("1.0.0 ")
    assert "1.0.0 is yanked" in onrecord("yank", "1.0.0", "--reason", "wrong", "--to", tmp_path / "out")[1]


def test_a_target_of_another_package_is_one_module(onrecord, project, installed, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "secret")
    options = (
        "--seeds",
        project.seeds,
        "--data",
        project.data,
        "--to",
        f"box://{tmp_path}/box",
        "--date",
        "2026-01-01",
    )
    assert f"release 1.0.0 at box://{tmp_path}/box/1.0.0.zip\n" in onrecord("publish", *options)[1]
    write_seed(Path(project.seeds), "b.txt", ARTICLES[1], "2025-09-02")
    build_lake(project)
    status, out, _ = onrecord("publish", *options)
    assert (status, out.startswith("version 1.1.0 after 1.0.0 (minor): new documents: 1;")) == (0, True)
    assert (tmp_path / "options.json").read_text() == "[true, null]"  # the token is the Hub's alone
    zipfile.ZipFile(tmp_path / "box" / "1.1.0.zip").extractall(tmp_path / "unpacked")
    assert verify_release(Storage(str(tmp_path / "unpacked"))) == []
    listed = onrecord("releases", "--to", f"box://{tmp_path}/box")[1]
    assert [line.split()[0] for line in listed.splitlines()] == ["1.1.0", "1.0.0"]
    status, _, err = onrecord("yank", "1.0.0", "--reason", "wrong", "--to", f"box://{tmp_path}/box")
    assert (status, err) == (2, "onrecord: 1.0.0: a yank is not possible in this target\n")


def test_what_cannot_be_a_target_is_one_line(onrecord, project, installed):
    where = ("--seeds", project.seeds, "--data", project.data)
    for arguments, words in (
        (("--to", "lost://x"), "the target for lost:// cannot be loaded: press_targets_lost:open (No module named"),
        (("--to", "hf://datasets/press"), "repository 'press': give it as NAMESPACE/NAME (--repo) or hf://"),
        (("--to", "out", "--repo", "press/x"), "give --to or --repo, not both"),
        ((), "no target: give --repo NAMESPACE/NAME or --to"),
    ):
        status, _, err = onrecord("publish", *where, *arguments)
        assert (status, err.count("\n")) == (2, 1), err
        assert words in err


def test_the_hubs_address_is_that_of_its_repository():
    options = TargetOptions("http://127.0.0.1:9", is_writing=False)
    with open_target("hf://datasets/press/statements", options) as target:
        assert (target.repository, target.url) == (
            "press/statements",
            "http://127.0.0.1:9/datasets/press/statements",
        )
    with pytest.raises(SettingsError, match="HF_TOKEN is not set"), open_target("hf://datasets/a/b", TargetOptions()):
        pass
