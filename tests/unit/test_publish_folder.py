"""The folder target: identical bytes, one winner, and never half a release."""

import datetime
import hashlib
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline.errors import EmptyReleaseError, LakeError, ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish import disk
from pipeline.publish.folder import FolderTarget, list_releases, make_release
from pipeline.release.manifest import MANIFEST
from pipeline.release.plan import Unchanged, plan_release
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from schemas.tables import RELEASED_TABLES
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

A = Doc("a")
B = Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."), ("Anna Beispiel", "Doch.")))
C = Doc("c", None, (("Anna Beispiel", "Später."),))


def _release(root, docs, *, out="out", **changes):
    arguments = {"date": DAY, "settings": SETTINGS, "code_version": "0.1.0+abc"} | changes
    return make_release(snapshot_of(root / "lake", docs), str(root / out), ReleaseRequest(**arguments))


def _plan(root, docs, *, out="out"):
    target = FolderTarget(str(root / out))
    snapshot = snapshot_of(root / "lake", docs)
    plan = plan_release(
        snapshot, target.predecessor(), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="0.1.0+abc")
    )
    return target, plan


def _bytes(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_line_of_releases(tmp_path):
    first = _release(tmp_path, [A, B])
    assert (first.version, first.is_new, first.reasons) == ("1.0.0", True, ("first release",))
    same = _release(tmp_path, [A, B], date=DAY + datetime.timedelta(1), code_version="0.2.0")
    assert (same.version, same.is_new, same.changes) == ("1.0.0", False, {})
    assert same.n_rows == first.n_rows
    second = _release(tmp_path, [A, B, C])
    assert second.version == "1.1.0"
    assert second.changes["documents"] == {"added": 1, "removed": 0, "changed": 0}
    assert _release(tmp_path, [A, B.revised(edition="2"), C]).version == "1.1.1"
    assert [release.version for release in list_releases(str(tmp_path / "out"))] == ["1.1.1", "1.1.0", "1.0.0"]


def test_the_folder_holds_exactly_these_files(tmp_path):
    _release(tmp_path, [A])
    _release(tmp_path, [A, C])
    assert list(_bytes(tmp_path / "out" / "1.1.0")) == [
        "CHANGELOG.md",
        "CITATION.cff",
        "MANIFEST.json",
        "README.md",
        "actors/actors.parquet",
        "assets/changes.png",
        "assets/direct-and-named.png",
        "assets/most-quoted.png",
        "assets/statements-by-month.png",
        "changes/changes.parquet",
        "croissant.json",
        "datapackage.json",
        "dates/2025-08.parquet",
        "documents/2025-08.parquet",
        "documents/undated.parquet",
        "mentions/2025-08.parquet",
        "mentions/undated.parquet",
        "release/release.parquet",
        *sorted(f"schemas/{table}.json" for table in RELEASED_TABLES),
        "statements/2025-08.parquet",
        "statements/undated.parquet",
    ]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [".lock", "1.0.0", "1.1.0"]


def test_same_predecessor_content_and_date_give_identical_bytes(tmp_path):
    for out in ("one", "two"):
        for docs in ([A, B], [C, B, A]):
            _release(tmp_path, docs, out=out)
    for version in ("1.0.0", "1.1.0"):
        assert _bytes(tmp_path / "one" / version) == _bytes(tmp_path / "two" / version)


def test_no_path_of_this_machine_is_in_a_release(tmp_path):
    _release(tmp_path, [A])
    assert not any(str(tmp_path).encode() in data for data in _bytes(tmp_path / "out").values())


def test_an_untouched_month_is_the_lakes_file_byte_for_byte_but_no_link_to_it(tmp_path):
    snapshot = snapshot_of(tmp_path / "lake", [A, B])
    _release(tmp_path, [A])
    _release(tmp_path, [A, B])
    for file in snapshot.files:
        released = tmp_path / "out" / "1.1.0" / file.table / f"{file.month or file.table}.parquet"
        assert hashlib.sha256(released.read_bytes()).hexdigest() == file.sha256
        assert released.stat().st_nlink == 1
        assert not released.is_symlink()


def test_the_changelog_tells_all_versions_newest_first(tmp_path):
    for docs in ([A], [A, C], [A]):
        _release(tmp_path, docs)
    text = (tmp_path / "out" / "1.1.1" / "CHANGELOG.md").read_text()
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads == ["# Changelog", f"## 1.1.1 ({DAY})", f"## 1.1.0 ({DAY})", f"## 1.0.0 ({DAY})"]
    assert f"Documents gone: `{C.document_id}` (undated, tagblatt)." in text
    assert "| documents | 1 | 0 | 1 | 0 |" in text


def test_an_empty_lake_is_no_release_and_no_error(tmp_path):
    outcome = _release(tmp_path, [])
    assert (outcome.is_new, outcome.version) == (False, "")
    assert outcome.reasons == ("nothing to release yet: there are no documents",)
    assert list_releases(str(tmp_path / "out")) == []


def test_documents_that_all_vanish_are_an_error_that_says_what_to_choose(tmp_path):
    _release(tmp_path, [A])
    with pytest.raises(EmptyReleaseError, match=r"put the seeds back, .*takedowns\.toml.*`onrecord yank 1\.0\.0`"):
        _release(tmp_path, [])
    assert [release.version for release in list_releases(str(tmp_path / "out"))] == ["1.0.0"]


def test_a_plan_says_when_nothing_changed(tmp_path):
    _release(tmp_path, [A])
    _, plan = _plan(tmp_path, [A])
    assert isinstance(plan, Unchanged)
    assert plan.manifest.version == "1.0.0"


# ── what goes wrong ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lake_file_that_is_not_what_its_index_says_stops_the_release(tmp_path):
    snapshot = snapshot_of(tmp_path / "lake", [A])
    path = tmp_path / "lake" / snapshot.of("mentions")[0].name
    target, plan = _plan(tmp_path, [A])
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(LakeError, match=f"{path.name}: was damaged and is removed; run `onrecord build`"):
        target.publish(plan)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_lake_file_that_went_since_the_snapshot_stops_the_release(tmp_path):
    target, plan = _plan(tmp_path, [A])
    (tmp_path / "lake" / plan.files[3].stored.name).unlink()
    with pytest.raises(ReleaseError, match="is missing; run `onrecord build`"):
        target.publish(plan)


def test_rows_that_do_not_verify_stop_the_release(tmp_path):
    """Two months that hold the same document: each is fine by itself."""
    snapshot = snapshot_of(tmp_path / "lake", [A])
    twins = tuple(replace(file, month="2025-09") for file in snapshot.files if file.month)
    broken = replace(snapshot, files=tuple(sorted((*snapshot.files, *twins), key=lambda f: (f.table, f.month or ""))))
    with pytest.raises(ReleaseError, match=r"1\.0\.0 is not released: .*documents: 1 keys are not unique"):
        make_release(broken, str(tmp_path / "out"), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))
    assert list_releases(str(tmp_path / "out")) == []


@pytest.mark.parametrize("n_written", [0, 1, 4])
def test_an_interrupted_write_leaves_no_release_and_the_next_one_is_whole(tmp_path, monkeypatch, n_written):
    _release(tmp_path, [A])
    calls = []

    def stop(*arguments):
        calls.append(arguments)
        if len(calls) > n_written:
            raise KeyboardInterrupt
        return copy_file(*arguments)

    copy_file = disk.copy_file
    with monkeypatch.context() as patched:
        patched.setattr(disk, "copy_file", stop)
        with pytest.raises(KeyboardInterrupt):
            _release(tmp_path, [A, C])
    assert [release.version for release in list_releases(str(tmp_path / "out"))] == ["1.0.0"]
    assert _release(tmp_path, [A, C]).version == "1.1.0"
    assert verify_release(Storage(str(tmp_path / "out" / "1.1.0"))) == []


def test_what_a_killed_publisher_left_goes_once_it_is_old_and_nobodys(tmp_path):
    left, fresh, owned = (tmp_path / f"{disk.STAGING_PREFIX}{name}" for name in ("left", "fresh", "owned"))
    for folder in (left, fresh, owned):
        folder.mkdir()
        (folder / "README.md").write_text("half")
    for folder in (left, owned):
        os.utime(folder, (time.time() - 7200,) * 2)
    with disk._owned(owned):
        assert disk.remove_leftovers(tmp_path) == [left.name]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([fresh.name, owned.name])


def test_a_folder_without_manifest_is_passed_over_but_not_overwritten(tmp_path):
    _release(tmp_path, [A])
    (tmp_path / "out" / "1.1.0" / "statements").mkdir(parents=True)
    assert [release.version for release in list_releases(str(tmp_path / "out"))] == ["1.0.0"]
    with pytest.raises(ReleaseError, match=r"1\.1\.0: exists but is not a release"):
        _release(tmp_path, [A, C])


def test_a_broken_manifest_of_the_newest_release_is_told_not_skipped(tmp_path):
    _release(tmp_path, [A])
    (tmp_path / "out" / "1.0.0" / MANIFEST).write_text("{")
    with pytest.raises(ReleaseError, match=r"1\.0\.0/MANIFEST\.json: not JSON"):
        _release(tmp_path, [A, C])


def test_other_names_in_the_folder_are_no_releases(tmp_path):
    _release(tmp_path, [A])
    out = tmp_path / "out"
    (out / "latest").symlink_to(out / "1.0.0")
    (out / "9.9.9").write_text("a file")
    (out / "2.0.0-rc.1").mkdir()
    assert [release.version for release in list_releases(str(out))] == ["1.0.0"]


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ReleaseError) as raised:
        _release(tmp_path, [A])
    assert "\n" not in str(raised.value)


# ── two at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_plans_after_one_predecessor_the_second_is_refused(tmp_path):
    _release(tmp_path, [A])
    target, minor = _plan(tmp_path, [A, C])
    _, patch = _plan(tmp_path, [A.revised(edition="2")])
    assert target.publish(minor).version == "1.1.0"
    with pytest.raises(ReleaseError, match=r"1\.1\.0 is the newest release now.* run again"):
        target.publish(patch)
    assert [release.version for release in list_releases(str(tmp_path / "out"))] == ["1.1.0", "1.0.0"]


def test_of_two_equal_plans_the_second_finds_the_release_made(tmp_path):
    target, plan = _plan(tmp_path, [A])
    assert target.publish(plan).is_new
    again = target.publish(plan)
    assert (again.version, again.is_new) == ("1.0.0", False)


@pytest.mark.parametrize(("ours", "theirs", "expected"), [([A], [A], ["found", "new"]), ([A], [B], ["new", "refused"])])
def test_of_two_at_once_one_wins(tmp_path, ours, theirs, expected):
    """Locks and renames are held between open files, so that two threads are as good as two processes."""
    barrier = threading.Barrier(2, timeout=30)

    def publish(target, plan):
        barrier.wait()
        try:
            return "new" if target.publish(plan).is_new else "found"
        except ReleaseError:
            return "refused"

    plans = [_plan(tmp_path, docs) for docs in (ours, theirs)]
    with ThreadPoolExecutor(2) as publishers:
        running = [publishers.submit(publish, *plan) for plan in plans]
        assert sorted(future.result(timeout=30) for future in running) == expected
    assert verify_release(Storage(str(tmp_path / "out" / "1.0.0"))) == []
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [".lock", "1.0.0"]
