"""What all commands have in common: the version, short options, JSON for scripts, folders that are not there."""

import json
from importlib.metadata import version

import pytest

from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from pipeline.settings import make_settings
from tests.corpora import ARTICLES, build_lake, rows_of, write_seed
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
        ["status", "--seeds", "."],
        ["ui", "--seeds", "."],
        ["takedown", "doc_0f3a9c5e7b1d2468", "--reason", "x", "--seeds", "."],
        ["releases", "--to", "elsewhere"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_data_folder_that_is_not_there_is_an_error(onrecord, tmp_path, arguments):
    missing = tmp_path / "mistyped"
    status, out, err = onrecord(*arguments, "--data", missing)
    assert (status, out, err) == (2, "", f"onrecord: --data {missing}: no such folder: correct the path\n")
    assert not missing.exists()


def test_seeds_that_are_not_there_or_that_no_parser_knows_are_an_error(onrecord, tmp_path):
    (tmp_path / "a.pdf").write_text("Text.")
    unknown = "no parser knows this file: see docs/archives.md for what is read"
    for name, told in (("mistyped", "no such folder: correct the path"), ("a.pdf", unknown)):
        status, _, err = onrecord("build", "--seeds", tmp_path / name, "--data", tmp_path / "data")
        assert (status, err) == (2, f"onrecord: --seeds {tmp_path / name}: {told}\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build", "--date", "2025-13-01"], "2025-13-01"),
        (["build", "--accept", "nonsense"], "nonsense"),
        (["publish", "--to", "x", "--date", "yesterday"], "yesterday"),
        (["publish", "--to", "x", "--version", "one"], "--version 'one': give a version"),
        (["publish", "--to", "x", "--json"], "--json needs --dry-run"),
        (["diff", "1.0.0", "1.1.0", "--json", "no/folder.json"], "no/folder.json: cannot be written there"),
        (["yank", "1.0.0", "--reason", "x", "--date", "2025-02-30"], "2025-02-30"),
        (["search", "x", "--from", "2025-02-30"], "2025-02-30"),
        (["dates", "heute", "--date", "2025-02-30"], "2025-02-30"),
        (["export", "--csv", "."], "exists: give another name"),
        (["annotate", "pyproject.toml", "missing.txt"], "pyproject.toml: no reader knows this ending"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_options_are_checked_before_any_work(onrecord, monkeypatch, arguments, told):
    for work in ("lake.workers.open_workers", "publish.places.open_release", "publish.targets.open_target"):
        monkeypatch.setattr(f"pipeline.{work}", lambda *given, **named: pytest.fail("work has begun"))
    status, out, err = onrecord(*arguments)
    assert (status, out) == (2, "")
    assert told in err


def test_a_single_file_is_read_as_if_its_folder_held_nothing_else(onrecord, tmp_path):
    seeds = tmp_path / "seeds"
    for number, text in enumerate(ARTICLES[:2]):
        write_seed(seeds, f"{number}.txt", text, "2025-01-05", publisher="Bote")
    (seeds / "sources.toml").write_text('[bote]\nname = "Bote"\nredistribution = "full_text"\n')
    one = make_settings(seeds=str(seeds / "1.txt"), data=str(tmp_path / "one"), jobs=1)
    build_lake(one)
    (document,) = rows_of(one, "documents")
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("1.txt", "sources.toml"):
        (alone / name).write_bytes((seeds / name).read_bytes())
    both = make_settings(seeds=str(alone), data=str(tmp_path / "both"), jobs=1)
    build_lake(both)
    assert rows_of(both, "documents") == [document]
    assert (document["seed"], document["source"]) == ("1.txt", "bote")
    (tmp_path / "one").mkdir(exist_ok=True)
    status, out, _ = onrecord("status", "--seeds", one.seeds, "--data", one.data, "--json")
    assert (status, json.loads(out)["seeds"]["n_seeds"]) == (0, 1)
