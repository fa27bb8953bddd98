"""`onrecord verify` and `onrecord diff`, on folders and on repositories."""

import json
import shutil

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationDelete

from pipeline.publish.amendments import make_amendment
from pipeline.publish.folder import FolderTarget, make_release
from pipeline.release.request import ReleaseRequest
from tests.hub.publishing import CORPORA, REPO, Publisher
from tests.hub.server import ThreadedHub
from tests.release_corpus import DAY, SETTINGS, snapshot_of


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """The same two releases in a folder and in a repository."""
    folder = tmp_path_factory.mktemp("releases")
    hub = ThreadedHub(folder / "hub")
    hub.start()
    for docs in (CORPORA["first"], CORPORA["second"]):
        snapshot = snapshot_of(folder / "lake", docs)
        make_release(snapshot, str(folder / "out"), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))
        Publisher(hub, folder).publish(docs)
    yield folder / "out", hub
    hub.stop()


@pytest.fixture
def folders(releases, tmp_path):
    shutil.copytree(releases[0], tmp_path / "out")
    return tmp_path / "out" / "1.0.0", tmp_path / "out" / "1.1.0"


@pytest.fixture
def repository(releases, monkeypatch):
    hub = releases[1]
    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setenv("ONRECORD_HUB_ENDPOINT", hub.endpoint)
    return hub.api()


def test_a_whole_release_in_a_folder(onrecord, folders):
    assert onrecord("verify", folders[1]) == (0, f"{folders[1]}: release 1.1.0 of {DAY} is whole\n", "")


def test_a_damaged_release_in_a_folder(onrecord, folders):
    file = folders[0] / "mentions" / "2025-08.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"X")
    (folders[0] / "dates").mkdir(exist_ok=True)
    (folders[0] / "dates" / "stray.parquet").write_bytes(b"x")
    status, out, _ = onrecord("verify", folders[0])
    assert status == 1
    assert "mentions/2025-08.parquet: its bytes are not those of the release (SHA-256 differs)" in out
    assert "dates/stray.parquet: is not in the manifest" in out


def test_a_release_in_a_repository(onrecord, repository):
    for revision, version in (("", "1.1.0"), ("@v1.0.0", "1.0.0"), ("@main", "1.1.0")):
        status, out, _ = onrecord("verify", f"{REPO}{revision}")
        assert (status, out) == (0, f"{REPO}{revision}: release {version} of {DAY} is whole\n")


def test_a_repository_whose_files_are_not_those_of_its_manifest(onrecord, repository):
    changes = [CommitOperationDelete("dates/2025-08.parquet"), CommitOperationAdd("CHANGELOG.md", b"rewritten")]
    repository.create_branch(REPO, branch="edited", repo_type="dataset")
    edited = repository.create_commit(REPO, changes, commit_message="Edited", repo_type="dataset", revision="edited")
    repository.create_tag(REPO, tag="v3.0.0", revision=edited.oid, repo_type="dataset")
    status, out, _ = onrecord("verify", f"{REPO}@v3.0.0")
    assert status == 1
    assert "MANIFEST.json: is that of 1.1.0, the tag is v3.0.0" in out
    assert "dates/2025-08.parquet: is missing" in out
    assert "CHANGELOG.md: has 9 bytes" in out


def test_what_is_no_release_is_one_line(onrecord, repository, tmp_path):
    for place, words in [
        (tmp_path, "no MANIFEST.json, so no release"),
        ("no/such/folder", "no MANIFEST.json"),
        ("press/nothing", "no such dataset"),
        (f"{REPO}@v9.9.9", "cannot find the revision v9.9.9"),
    ]:
        status, _, err = onrecord("verify", place)
        assert (status, err.count("\n")) == (2, 1)
        assert words in err


def test_two_releases_are_compared_wherever_they_are(onrecord, folders, repository):
    status, out, err = onrecord("diff", *folders)
    assert (status, err) == (0, "")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    assert rows["mentions"]
    counted = [line.split()[:5] for line in out.splitlines() if line.split()[0] == "documents"]
    assert counted == [
        ["documents", "2025-08", "0", "0", "1"],
        ["documents", "2025-09", "1", "0", "0"],
        ["documents", "undated", "0", "1", "0"],
    ]
    assert out.splitlines()[-1].startswith("minor: new documents: 1")
    assert onrecord("diff", f"{REPO}@v1.0.0", REPO)[1] == out
    assert onrecord("diff", folders[0], f"{REPO}@v1.1.0")[1] == out
    assert onrecord("diff", folders[1], REPO)[1] == "no row differs\n"


def test_the_difference_is_written_as_json(onrecord, folders, tmp_path):
    report = tmp_path / "difference.json"
    assert onrecord("diff", *folders, "--json", report)[0] == 0
    content = json.loads(report.read_text())
    assert (content["level"], content["tables"]["documents"]) == ("minor", {"added": 1, "removed": 1, "changed": 1})
    months = {m["month"]: m for m in content["months"] if m["table"] == "documents"}
    assert months["2025-09"] | {} == {
        "table": "documents",
        "month": "2025-09",
        "added": 1,
        "removed": 0,
        "changed": 0,
        "causes": {"source": 1},
    }
    rows = [row for row in content["rows"] if row["table"] == "documents"]
    assert sorted((row["change"], row["month"], row["cause"]) for row in rows) == [
        ("added", "2025-09", "source"),
        ("changed", "2025-08", "source"),
        ("removed", "undated", "source"),
    ]
    assert len(content["rows"]) == sum(sum(counts.values()) for counts in content["tables"].values())
    assert onrecord("diff", *folders, "--json", tmp_path / "no" / "folder.json")[0] == 2


def test_versions_of_the_data_folder_are_named_alone(onrecord, folders, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "releases").symlink_to(folders[0].parent)
    monkeypatch.setenv("ONRECORD_DATA", str(tmp_path / "data"))
    assert onrecord("diff", "1.0.0", "v1.1.0")[1] == onrecord("diff", *folders)[1]


def test_verify_loads_every_table_whole_and_says_what_was_yanked(onrecord, folders):
    FolderTarget(str(folders[0].parent)).amend(make_amendment("Yank", "1.0.0", "wrong speakers", DAY))
    status, out, _ = onrecord("verify", folders[0], "--full")
    assert (status, out.splitlines()[-1]) == (0, f"1.0.0 was yanked on {DAY}: wrong speakers")
    assert "yanked" not in onrecord("verify", folders[1])[1]
