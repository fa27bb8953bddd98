"""What a publisher is told in one line (a missing right, no Hub, a full disk), and what it tries again by itself."""

import io
from pathlib import Path

import pytest

from pipeline.errors import ReleaseError
from pipeline.publish.copying import copy_file
from pipeline.publish.hub.errors import RefusedByHubError
from tests.hub.publishing import REPO, A, B, Publisher, state, writes


def test_a_missing_right_is_one_line_and_nothing_is_written(hub, released, tmp_path):
    before = state(hub)
    cases = [
        (Publisher(hub, tmp_path, token=hub.read_token), RefusedByHubError, "the token may not create the branch"),
        (Publisher(hub, tmp_path, token=hub.guest_token), RefusedByHubError, "the token may not create the branch"),
        (Publisher(hub, tmp_path, token="nonsense"), RefusedByHubError, "does not accept the token"),
        (Publisher(hub, tmp_path, repository="others/x"), RefusedByHubError, "may not create the repository"),
    ]
    for wrong, kind, words in cases:
        with pytest.raises(kind, match=words) as raised:
            wrong.publish([A, B])
        assert "\n" not in str(raised.value)
    assert state(hub) == before


def test_a_private_repository_is_made_private_and_is_not_there_for_others(hub, publisher, tmp_path):
    publisher.is_private = True
    publisher.publish([A])
    assert hub.api().dataset_info(REPO).private
    guest = Publisher(hub, tmp_path, token=hub.guest_token)
    assert (
        guest.publish([A], is_dry_run=True)[1][0] == f"{REPO} is not there, or not for this token: it is made, public"
    )
    with pytest.raises(RefusedByHubError, match="may not create the repository"):
        guest.publish([A])


def test_a_hub_that_is_not_there_is_told_at_once_in_one_line(hub, publisher):
    hub.stop()
    with pytest.raises(ReleaseError, match="cannot be reached") as raised:
        publisher.publish([A])
    assert "\n" not in str(raised.value)


def test_a_full_disk_is_told_in_one_line_and_nothing_is_sent(hub, released, monkeypatch):
    hub.log.clear()

    def fill(file, storage, sink):
        if isinstance(sink, io.BytesIO):  # comparing small files with those of the commit takes no disk
            return copy_file(file, storage, sink)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.publish.hub.files.copy_file", fill)
    with pytest.raises(ReleaseError, match="No space left on device") as raised:
        released.publish([A, B])
    assert "\n" not in str(raised.value)
    assert writes(hub) == []


def test_a_disk_that_is_full_when_files_come_back_is_told_in_one_line_and_main_stays(hub, released, monkeypatch):
    before = state(hub)
    open_file = Path.open

    def fill(self, *arguments, **options):
        if self.name == "2025-09.parquet.part":
            raise OSError(28, "No space left on device")
        return open_file(self, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", fill)
        with pytest.raises(ReleaseError, match=r"2025-09\.parquet .*\(No space left on device\)") as raised:
            released.publish([A, B])
    assert "\n" not in str(raised.value)
    after = state(hub)
    assert (after["tags"], after["titles"]) == (before["tags"], before["titles"])
    assert released.publish([A, B])[0].version == "1.1.0"


def test_a_download_that_breaks_off_is_made_again_and_the_storage_never_sees_the_token(hub, released):
    hub.log.clear()
    for path in ("/resolve/", "/storage/"):
        hub.faults.add(path, method="GET", cut_at=40)
    assert released.publish([A, B])[0].version == "1.1.0"
    asked = hub.log.all()
    assert sum(request.fault is not None for request in asked) == 2
    assert {request.user for request in asked if "/storage/" in request.path} == {None}
    assert {request.user for request in asked if "/resolve/" in request.path} == {hub.user}
