"""What all commands have in common: the version, short options, JSON for scripts, folders that are not there."""

import json
from importlib.metadata import version

import pytest

from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of


def test_the_version_and_the_help_by_their_usual_names(onrecord):
    assert onrecord("--version") == (0, f"onrecord {version('onrecord')}\n", "")
    assert onrecord("-h") == onrecord("--help")
    assert "who said what, when" in onrecord("-h")[1]
    assert onrecord("releases", "-h")[0] == 0


def test_releases_as_json(onrecord, tmp_path):
    request = ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1")
    make_release(snapshot_of(tmp_path / "lake", [Doc("a")]), str(tmp_path / "releases"), request)
    status, out, _ = onrecord("releases", "--data", tmp_path, "--json")
    (release,) = json.loads(out)
    assert (status, release["version"], release["date"], release["is_current"]) == (0, "1.0.0", DAY.isoformat(), True)
    assert release["n_rows"]["documents"] == 1
    (tmp_path / "empty").mkdir()
    assert onrecord("releases", "--data", tmp_path / "empty", "--json") == (0, "[]\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["releases"],
        ["search", "x"],
        ["show", "x.example/1"],
        ["export", "--sqlite", "x.db"],
        ["furniture", "--suggest"],
        ["yank", "1.0.0", "--reason", "x"],
        ["rollback", "1.0.0", "--reason", "x"],
        ["publish", "--repo", "a/b", "--seeds", "."],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_data_folder_that_is_not_there_is_an_error(onrecord, tmp_path, arguments):
    missing = tmp_path / "mistyped"
    status, out, err = onrecord(*arguments, "--data", missing)
    assert (status, out, err) == (2, "", f"onrecord: --data {missing}: no such folder: correct the path\n")
    assert not missing.exists()


def test_seeds_that_are_not_there_or_no_folder_are_an_error(onrecord, tmp_path):
    (tmp_path / "a.txt").write_text("Text.")
    for name, told in (("mistyped", "no such folder"), ("a.txt", "is a file")):
        status, _, err = onrecord("build", "--seeds", tmp_path / name, "--data", tmp_path / "data")
        assert (status, err) == (2, f"onrecord: --seeds {tmp_path / name}: {told}: correct the path\n")
    assert not (tmp_path / "data").exists()
