"""Yanks and rollbacks of a folder of releases: one small file, and no version's folder is touched."""

import datetime
import hashlib
import json
import threading

import pytest

from pipeline.cli import main
from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish import disk
from pipeline.publish.amendments import make_amendment
from pipeline.publish.folder import FolderTarget, make_release
from pipeline.publish.folder_line import LINE
from pipeline.release.manifest import read_manifest
from pipeline.release.plan import plan_release
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

A, B, C = Doc("a"), Doc("b", datetime.date(2025, 9, 2)), Doc("c", None)


def release(root, docs):
    snapshot = snapshot_of(root / "lake", docs)
    return make_release(
        snapshot, str(root / "out"), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1")
    ).version


def amend(root, kind, version, reason="wrong speakers", day=DAY):
    return FolderTarget(str(root / "out")).amend(make_amendment(kind, version, reason, day))


def manifest(root, version):
    return read_manifest((root / "out" / version / "MANIFEST.json").read_bytes(), version)


def digests(folder):
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def line(tmp_path):
    """A folder with the releases 1.0.0 (A) and 1.1.0 (A, B)."""
    release(tmp_path, [A])
    release(tmp_path, [A, B])
    return tmp_path


def test_a_yank_is_noted_beside_the_releases_and_in_every_later_one(line):
    before = digests(line / "out" / "1.0.0") | digests(line / "out" / "1.1.0")
    outcome = amend(line, "Yank", "v1.0.0")
    assert (outcome.is_new, outcome.current) == (True, "1.1.0")
    assert digests(line / "out" / "1.0.0") | digests(line / "out" / "1.1.0") == before
    assert release(line, [A, B, C]) == "1.2.0"
    (yanked,) = manifest(line, "1.2.0").yanked
    assert (yanked.version, yanked.reason, yanked.date) == ("1.0.0", "wrong speakers", DAY)
    folder = line / "out" / "1.2.0"
    assert "- **1.0.0** was yanked on 2025-09-01: wrong speakers" in (folder / "README.md").read_text()
    headings = [text for text in (folder / "CHANGELOG.md").read_text().splitlines() if text.startswith("## ")]
    assert [text.split(" (")[0] for text in headings] == ["## 1.2.0", "## Yank: 1.0.0", "## 1.1.0", "## 1.0.0"]
    assert verify_release(Storage(str(folder))) == []
    assert release(line, [A, B]) == "1.2.1"
    assert manifest(line, "1.2.1").yanked == (yanked,)
    (line / "out" / LINE).unlink()  # the newest manifest alone keeps it
    assert release(line, [A, B, C]) == "1.3.0"
    assert manifest(line, "1.3.0").yanked == (yanked,)


def test_after_a_rollback_the_next_release_follows_that_version_and_is_counted_from_the_highest(line):
    before = digests(line / "out" / "1.1.0")
    assert amend(line, "Rollback", "1.0.0", reason="").current == "1.0.0"
    assert digests(line / "out" / "1.1.0") == before
    assert release(line, [A]) == "1.0.0"  # what the line is at holds these rows
    assert release(line, [A, C]) == "1.2.0"
    assert manifest(line, "1.2.0").previous == "1.0.0"
    changelog = (line / "out" / "1.2.0" / "CHANGELOG.md").read_text()
    headings = [text.split(" (")[0] for text in changelog.splitlines() if text.startswith("## ")]
    assert headings == ["## 1.2.0", "## Rollback: 1.0.0", "## 1.1.0", "## 1.0.0"]
    assert verify_release(Storage(str(line / "out" / "1.2.0"))) == []
    # A later release supersedes the rollback without a second file being written.
    assert release(line, [A, B, C]) == "1.3.0"
    assert manifest(line, "1.3.0").previous == "1.2.0"


def test_a_line_can_be_taken_forward_again(line):
    amend(line, "Rollback", "1.0.0", reason="")
    assert amend(line, "Rollback", "1.1.0", reason="it was right").current == "1.1.0"
    assert release(line, [A, B]) == "1.1.0"


def test_the_list_names_yanked_versions_and_the_current_one(line):
    amend(line, "Yank", "1.1.0")
    amend(line, "Rollback", "1.0.0", reason="")
    found = FolderTarget(str(line / "out")).releases()
    assert [(r.version, r.is_current, r.yanked is not None) for r in found] == [
        ("1.1.0", False, True),
        ("1.0.0", True, False),
    ]


def test_the_same_again_does_nothing(line):
    amend(line, "Yank", "1.1.0")
    amend(line, "Rollback", "1.0.0", reason="")
    before = (line / "out" / LINE).read_bytes()
    later = DAY + datetime.timedelta(1)
    assert amend(line, "Yank", "1.1.0", day=later).is_new is False
    assert amend(line, "Rollback", "1.0.0", reason="", day=later).is_new is False
    assert (line / "out" / LINE).read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "version", "reason", "words"),
    [
        ("Yank", "9.0.0", "x", r"9\.0\.0 was never released; released: 1\.1\.0, 1\.0\.0"),
        ("Yank", "1.0", "x", "version '1.0': give one that was released"),
        ("Yank", "1.0.0", " ", "say why"),
        ("Yank", "1.1.0", "another reason", r"1\.1\.0 was yanked on 2025-09-01: wrong speakers; a yank is not changed"),
        ("Rollback", "1.1.0", "", r"1\.1\.0 was yanked on .*; roll back to another version"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(line, kind, version, reason, words):
    amend(line, "Yank", "1.1.0")
    with pytest.raises(ReleaseError, match=words) as raised:
        amend(line, kind, version, reason)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("command", "version", "last"),
    [
        ("yank", "1.0.0", "yank of 1.0.0: wrong speakers; the line stays at 1.1.0"),
        (
            "rollback",
            "1.0.0",
            "rollback from 1.1.0 to 1.0.0: wrong speakers; the next release follows 1.0.0 and is counted from 1.1.0",
        ),
    ],
)
def test_a_dry_run_writes_nothing_and_the_real_run_prints_the_same_plan(
    line, monkeypatch, capfd, command, version, last
):
    monkeypatch.setenv("COLUMNS", "200")
    (line / "data").mkdir()
    (line / "out").rename(line / "data" / "releases")
    releases = line / "data" / "releases"
    (releases / ".lock").unlink()
    before = digests(releases)

    def onrecord(*arguments):
        monkeypatch.setattr("sys.argv", ["onrecord", command, version, "--reason", "wrong speakers", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert (ended.value.code or 0) == 0
        return capfd.readouterr().out.splitlines()

    planned = onrecord("--data", str(line / "data"), "--dry-run")
    assert planned == [f"new        {LINE}", last, "dry run: nothing was written"]
    assert digests(releases) == before
    assert onrecord("--data", str(line / "data"))[:2] == planned[:2]
    assert (releases / LINE).exists()
    (again,) = onrecord("--data", str(line / "data"), "--dry-run")
    assert again.startswith("nothing to do: ")


def test_a_rollback_to_the_current_version_is_refused(line):
    with pytest.raises(ReleaseError, match=r"1\.1\.0 is current, so there is nothing to roll back"):
        amend(line, "Rollback", "1.1.0", "")


def test_a_folder_without_releases_has_nothing_to_yank(tmp_path):
    with pytest.raises(ReleaseError, match="holds no releases; `onrecord build` makes the first"):
        amend(tmp_path, "Yank", "1.0.0")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"line_format": 2}', '{"line_format": 1, "events": [{}]}'])
def test_a_broken_line_is_told_in_one_line(line, content):
    (line / "out" / LINE).write_text(content)
    with pytest.raises(ReleaseError, match=r"LINE\.json: ") as raised:
        release(line, [A, B, C])
    assert "\n" not in str(raised.value)


def test_a_process_killed_while_it_writes_leaves_the_line_as_it_was(line, monkeypatch):
    def die(path, data):
        path.write_bytes(data[:10])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(disk, "_write", die)
        with pytest.raises(KeyboardInterrupt):
            amend(line, "Yank", "1.0.0")
    assert not (line / "out" / LINE).exists()
    assert amend(line, "Yank", "1.0.0").is_new
    assert json.loads((line / "out" / LINE).read_text())["events"][0]["version"] == "1.0.0"
    assert sorted(p.name for p in (line / "out").iterdir()) == [".lock", "1.0.0", "1.1.0", LINE]


def test_of_two_at_once_none_is_lost(line):
    threads = [threading.Thread(target=amend, args=(line, "Yank", version)) for version in ("1.0.0", "1.1.0")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {yank.version for yank in FolderTarget(str(line / "out")).yanked()} == {"1.0.0", "1.1.0"}


@pytest.mark.parametrize(
    ("kind", "version", "words"),
    [
        ("Yank", "1.0.0", "a version was yanked meanwhile; run again"),
        ("Rollback", "1.0.0", "1.0.0 is the newest release"),
    ],
)
def test_a_release_planned_before_is_not_made_after(line, kind, version, words):
    target = FolderTarget(str(line / "out"))
    snapshot = snapshot_of(line / "lake", [A, B, C])
    plan = plan_release(snapshot, target.predecessor(), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))
    amend(line, kind, version)
    with pytest.raises(ReleaseError, match=words):
        target.publish(plan)
    assert not (line / "out" / "1.2.0").exists()
