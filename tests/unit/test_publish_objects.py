"""The folder target in an object store: no rename, so the manifest decides, and a claim keeps others away."""

import datetime
import time

import fsspec
import pytest

from pipeline.errors import LakeError, ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish import objects
from pipeline.publish.folder import FolderTarget, list_releases, make_release
from pipeline.publish.objects import CLAIMS, Claim, claim_succession
from pipeline.release.plan import plan_release
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

A = Doc("a")
B = Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."),))
URL = "memory://bucket/releases"


@pytest.fixture(autouse=True)
def _empty_store():
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]
    yield
    memory.store.clear()


@pytest.fixture
def release(tmp_path):
    def run(docs):
        snapshot = snapshot_of(tmp_path, docs)
        return make_release(snapshot, URL, ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"))

    return run


@pytest.fixture
def planned(tmp_path):
    def run(docs):
        predecessor = FolderTarget(URL).predecessor()
        return plan_release(
            snapshot_of(tmp_path, docs), predecessor, ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1")
        )

    return run


def _claims():
    return Storage(URL).names(CLAIMS)


def test_a_line_of_releases_is_the_same_as_on_a_disk(release, tmp_path):
    assert release([A]).version == "1.0.0"
    assert release([A]).is_new is False
    assert release([A, B]).version == "1.1.0"
    assert [found.version for found in list_releases(URL)] == ["1.1.0", "1.0.0"]
    assert verify_release(Storage(f"{URL}/1.1.0")) == []
    assert _claims() == []
    for docs in ([A], [A, B]):
        make_release(
            snapshot_of(tmp_path, docs),
            str(tmp_path / "o"),
            ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"),
        )
    memory = fsspec.filesystem("memory")
    for path in (tmp_path / "o" / "1.1.0").rglob("*.*"):
        name = path.relative_to(tmp_path / "o")
        assert memory.cat_file(f"/bucket/releases/{name}") == path.read_bytes()


def test_without_its_manifest_it_does_not_count_and_leftovers_go(release, monkeypatch):
    release([A])

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(objects, "create", lambda storage, name, data: stop() if "MANIFEST" in name else None)
        patched.setattr(objects, "claim_succession", lambda storage, previous: Claim(storage, "1.0.0", 1))
        patched.setattr(Claim, "check", lambda self: None)
        with pytest.raises(KeyboardInterrupt):
            release([A, B])
    fsspec.filesystem("memory").pipe_file("/bucket/releases/1.1.0/dates/1999-01.parquet", b"left")
    assert [found.version for found in list_releases(URL)] == ["1.0.0"]
    assert release([A, B]).version == "1.1.0"
    assert verify_release(Storage(f"{URL}/1.1.0")) == []


def test_while_another_publisher_has_the_claim_nobody_else_writes(release):
    release([A])
    claim = claim_succession(Storage(URL), "1.0.0")
    with pytest.raises(ReleaseError, match=r"wait for it, or delete memory://bucket/releases/.claims/1\.0\.0-1"):
        release([A, B])
    claim.give_up()
    assert release([A, B]).version == "1.1.0"


def test_a_claim_whose_owner_is_long_gone_is_followed_by_the_next(release, monkeypatch):
    release([A])
    old = claim_succession(Storage(URL), "1.0.0")
    monkeypatch.setattr(objects, "_claims", lambda *_: {1: 0.0})
    new = claim_succession(Storage(URL), "1.0.0")
    monkeypatch.undo()
    assert new.number == 2
    with pytest.raises(ReleaseError, match="took over"):
        old.check()
    new.check()


def test_of_two_plans_after_one_predecessor_the_second_is_refused(release, planned):
    release([A])
    minor, patch = planned([A, B]), planned([A.revised(edition="2")])
    target = FolderTarget(URL)
    assert target.publish(minor).version == "1.1.0"
    with pytest.raises(ReleaseError, match="is the newest release now"):
        target.publish(patch)
    assert target.publish(minor).is_new is False
    assert _claims() == []


def test_a_release_made_while_files_are_sent_is_not_overwritten(release, planned):
    release([A])
    answers = iter([None, ReleaseError("1.1.0 is the newest release now")])

    def check():
        if (answer := next(answers)) is not None:
            raise answer

    with pytest.raises(ReleaseError, match="is the newest release now"):
        objects.write_objects(Storage(URL), planned([A, B]), lambda folder: None, check)
    assert [found.version for found in list_releases(URL)] == ["1.0.0"]


def test_a_claim_is_renewed_while_its_owner_works(release, planned, monkeypatch):
    release([A])
    monkeypatch.setattr(objects, "_RENEWAL_SECONDS", 0.01)
    renewed = []
    monkeypatch.setattr(Claim, "renew", lambda claim: renewed.append(claim.name))
    upload = objects._upload
    monkeypatch.setattr(objects, "_upload", lambda *given: (time.sleep(0.05), upload(*given)))
    assert FolderTarget(URL).publish(planned([A, B])).is_new
    assert set(renewed) == {f"{CLAIMS}/1.0.0-1"}


def test_a_store_that_is_gone_when_the_claim_is_given_up_does_not_hide_why(release, planned, monkeypatch):
    release([A])

    def gone(*_):
        raise LakeError("gone")

    monkeypatch.setattr(Storage, "delete", gone)
    monkeypatch.setattr(objects, "_upload", lambda *_: (_ for _ in ()).throw(ConnectionError("no answer")))
    with pytest.raises(ReleaseError, match="no answer"):
        FolderTarget(URL).publish(planned([A, B]))
