"""Lake and releases in a bucket: the release exists with its manifest, and one publisher has the claim at a time."""

import json

import pytest

from pipeline.errors import ReleaseError
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.storage import Storage
from pipeline.publish.amendments import make_amendment
from pipeline.publish.folder import FolderTarget, list_releases, make_release
from pipeline.publish.objects import claim_succession, create
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of


def _in_bucket(snapshot, url):
    """The same snapshot with its files in the bucket."""
    lake = Storage(f"{url}/lake")
    for file in snapshot.files:
        lake.write(file.name, snapshot.storage.read(file.name))
    return Snapshot(lake, snapshot.files, snapshot.month_fingerprints)


def test_releases_in_a_bucket(bucket, tmp_path):
    releases = f"{bucket}/releases"
    for docs in ([Doc("a")], [Doc("a"), Doc("b", None)]):
        snapshot = _in_bucket(snapshot_of(tmp_path, docs), bucket)
        outcome = make_release(snapshot, releases, ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))
    assert outcome.version == "1.1.0"
    assert outcome.url == f"{releases}/1.1.0"
    assert [release.version for release in list_releases(releases)] == ["1.1.0", "1.0.0"]
    assert verify_release(Storage(outcome.url)) == []

    snapshot = _in_bucket(snapshot_of(tmp_path, [Doc("a")]), bucket)
    claim = claim_succession(Storage(releases), "1.1.0")
    with pytest.raises(ReleaseError, match="another process is releasing"):
        make_release(snapshot, releases, ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))
    claim.give_up()
    assert (
        make_release(snapshot, releases, ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1")).version
        == "1.1.1"
    )


def test_an_object_is_created_once(bucket):
    storage = Storage(f"{bucket}/releases")
    create(storage, "x", b"first")
    with pytest.raises(FileExistsError):
        create(storage, "x", b"second")
    assert storage.read("x") == b"first"


def test_a_bucket_that_is_not_there_is_told_in_one_line(bucket, tmp_path):
    with pytest.raises(ReleaseError) as raised:
        make_release(
            snapshot_of(tmp_path, [Doc("a")]),
            "s3://no-such-bucket/x",
            ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"),
        )
    assert "\n" not in str(raised.value)


def test_yanks_and_rollbacks_in_a_bucket(bucket, tmp_path):
    releases = f"{bucket}/releases"

    def release(*docs):
        snapshot = _in_bucket(snapshot_of(tmp_path, list(docs)), bucket)
        return make_release(snapshot, releases, ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))

    release(Doc("a"))
    release(Doc("a"), Doc("b", None))
    for amendment in (
        make_amendment("Yank", "1.1.0", "wrong speakers", DAY),
        make_amendment("Rollback", "1.0.0", "", DAY),
    ):
        assert FolderTarget(releases).amend(amendment).is_new
        assert not FolderTarget(releases).amend(amendment).is_new
    line = json.loads(Storage(releases).read("LINE.json"))
    assert [(event["event"], event["version"]) for event in line["events"]] == [
        ("Yank", "1.1.0"),
        ("Rollback", "1.0.0"),
    ]
    assert [(r.version, r.is_current, r.yanked is not None) for r in list_releases(releases)] == [
        ("1.1.0", False, True),
        ("1.0.0", True, False),
    ]
    manifest = FolderTarget(releases).predecessor().manifest
    assert manifest.version == "1.0.0"
    assert verify_release(Storage(f"{releases}/1.1.0")) == []
    with pytest.raises(ReleaseError, match="yanked"):
        FolderTarget(releases).amend(make_amendment("Rollback", "1.1.0", "", DAY))
