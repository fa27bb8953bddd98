"""Releases in a Hub repository: the line, the plan, what is sent, what readers get, and who wins."""

import datetime
import json
import subprocess
import sys

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete

from pipeline.errors import EmptyReleaseError, ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.hub import client as hub_client
from pipeline.publish.hub import release as hub_release
from pipeline.publish.hub.errors import MovedOnHubError, RefusedByHubError
from pipeline.release.verify import verify_release
from tests.hub.publishing import REPO, A, B, C, Publisher, fetch, loads_well, state, writes
from tests.hub.server import ThreadedHub
from tests.release_corpus import Doc

LONG = tuple((f"Anna Beispiel{n}", f"Das ist der Satz mit der Nummer {n} von vielen.") for n in range(150))
MONTHS = [Doc(f"m{month}", datetime.date(2025, month, 3), LONG) for month in range(1, 7)]

LOAD = """
import json, sys
from datasets import load_dataset
repository, *revisions = sys.argv[1:]
for revision in revisions:
    loaded = [load_dataset(repository, table, revision=revision, split="train") for table in ("release", "documents")]
    print(json.dumps([loaded[0]["version"][:], sorted(loaded[1]["seed"])]))
"""


def load(hub, tmp_path, *revisions):
    """Versions and seeds that a reader with an empty cache finds at each of these revisions."""
    command = [sys.executable, "-c", LOAD, REPO, *revisions]
    environment = hub.environment(tmp_path / "home")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_releases_are_checked_tagged_and_loaded_by_their_tag(hub, tmp_path):
    publisher = Publisher(hub, tmp_path, loader=None)  # with `datasets` itself, as in earnest
    first, _ = publisher.publish([A])
    assert (first.version, first.is_new) == ("1.0.0", True)
    second, told = publisher.publish([A, B])
    assert (second.version, second.is_new) == ("1.1.0", True)
    assert second.url == f"{hub.endpoint}/datasets/{REPO}/tree/v1.1.0"
    assert told[-1].startswith("version 1.1.0 after 1.0.0 (minor): new documents: 1")
    found = state(hub)
    assert found["branches"] == {"main"}
    assert found["titles"][:2] == ["Release v1.1.0", "Release v1.0.0"]
    assert found["files"]["v1.1.0"] == found["files"]["main"]
    for version in ("1.0.0", "1.1.0"):
        assert verify_release(Storage(str(fetch(hub, f"v{version}", tmp_path / version)))) == []
    assert load(hub, tmp_path, "v1.0.0", "v1.1.0") == [[["1.0.0"], ["a.txt"]], [["1.1.0"], ["a.txt", "b.txt"]]]


def test_without_documents_nothing_is_sent_and_when_all_vanish_it_is_an_error(hub, publisher):
    outcome, _ = publisher.publish([])
    assert (outcome.version, outcome.reasons) == ("", ("nothing to release yet: there are no documents",))
    assert writes(hub) == []
    publisher.publish([A])
    with pytest.raises(EmptyReleaseError, match="no documents are left"):
        publisher.publish([])
    assert set(state(hub)["tags"]) == {"v1.0.0"}


def test_an_untouched_month_is_not_sent_again(hub, publisher):
    publisher.publish(MONTHS)
    everything = hub.log.received("/storage/", "PUT")
    hub.log.clear()
    changed = MONTHS[2].revised(quotes=(("Anna Beispiel1", "Ein neuer Satz."), *LONG))
    outcome, told = publisher.publish([*MONTHS[:2], changed, *MONTHS[3:]])
    assert outcome.version == "1.0.1"
    sent = {line.split()[1] for line in told if "bytes to send" in line and line.split()[0] in ("new", "changed")}
    assert {path for path in sent if "2025-" in path} == {
        f"{t}/2025-03.parquet" for t in ("documents", "mentions", "statements")
    }
    put = hub.log.all("/storage/", "PUT")
    assert len(put) == len({request.path for request in put})
    # One month of six, the tables over the whole corpus and the plots, each byte once though there are two commits.
    promised = {line.split()[1]: int(line.split()[2].replace(",", "")) for line in told[:-2] if "to send" in line}
    in_lfs = {path: n for path, n in promised.items() if path.endswith((".parquet", ".png"))}
    assert sum(request.received for request in put) == sum(in_lfs.values())
    plots = sum(n for path, n in in_lfs.items() if path.endswith(".png"))
    assert hub.log.received("/storage/", "PUT") - plots < (everything - plots) / 2
    assert not any(path.startswith("schemas/") for path in sent)


@pytest.mark.long
def test_large_files_go_in_parts_and_long_listings_come_in_pages(tmp_path):
    hub = ThreadedHub(tmp_path / "hub", multipart_bytes=4000, page_size=3)
    hub.start()
    try:
        publisher = Publisher(hub, tmp_path)
        publisher.publish(MONTHS[:2])
        assert publisher.publish(MONTHS[:3])[0].version == "1.1.0"
        assert len(hub.log.all("/storage/", "PUT")) > 20
        assert verify_release(Storage(str(fetch(hub, "v1.1.0", tmp_path / "out")))) == []
    finally:
        hub.stop()


def test_a_second_run_writes_nothing(hub, released):
    hub.log.clear()
    outcome, told = released.publish([A])
    assert (outcome.version, outcome.is_new, told) == ("1.0.0", False, [])
    assert writes(hub) == []


def test_a_dry_run_tells_the_plan_and_writes_nothing(hub, publisher):
    outcome, told = publisher.publish([A], is_dry_run=True)
    assert outcome is None
    assert writes(hub) == []
    assert told[-1] == "version 1.0.0 (first): first release"
    publisher.publish([A, C])
    hub.log.clear()
    publisher.token = ""
    _, told = publisher.publish([A, B], is_dry_run=True)  # a public repository can be read without a token
    assert writes(hub) == []
    lines = {line.split()[1]: line.split()[0] for line in told[:-2]}
    assert lines["documents/2025-08.parquet"] == "unchanged"
    assert lines["documents/2025-09.parquet"] == "new"
    assert lines["documents/undated.parquet"] == "deleted"
    assert lines["MANIFEST.json"] == lines["README.md"] == "changed"
    assert ".gitattributes" not in lines


def test_another_version_than_the_computed_one_is_refused(hub, publisher):
    with pytest.raises(ReleaseError, match=r"2\.0\.0 was asked for, but the release is 1\.0\.0 \(first release\)"):
        publisher.publish([A], version="2.0.0")
    publisher.publish([A], version="1.0.0")
    with pytest.raises(ReleaseError, match=r"the release after 1\.0\.0 is 1\.1\.0 \(new documents: 1"):
        publisher.publish([A, B], version="1.0.1")
    with pytest.raises(ReleaseError, match=r"nothing has changed since 1\.0\.0"):
        publisher.publish([A], version="1.0.1")
    assert publisher.publish([A], version="1.0.0")[0].is_new is False
    assert set(state(hub)["tags"]) == {"v1.0.0"}


# ── nothing unverified ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_does_not_load_never_reaches_main(hub, released):
    before = state(hub)
    released.loader = lambda request: ["statements: loads without a row"]
    with pytest.raises(ReleaseError, match="is not tagged: statements: loads without a row"):
        released.publish([A, B])
    released.loader = lambda request: "ConnectionError: no answer"
    with pytest.raises(ReleaseError, match="cannot be loaded with datasets: ConnectionError"):
        released.publish([A, B])
    after = state(hub)
    assert (after["tags"], after["titles"]) == (before["tags"], before["titles"])
    released.loader = lambda request: []
    assert released.publish([A, B])[0].version == "1.1.0"
    assert state(hub)["branches"] == {"main"}


def test_bytes_that_come_back_otherwise_never_reach_main(hub, released, monkeypatch):
    stage = hub_release.HubRelease.stage

    def stage_and_spoil(self, folder):
        commit = stage(self, folder)
        sha256 = self.files["documents/2025-09.parquet"].sha256
        (stored,) = hub.folder.rglob(f"lfs/{sha256}")
        stored.write_bytes(stored.read_bytes()[:-1] + b"X")
        return commit

    with monkeypatch.context() as patched:
        patched.setattr(hub_release.HubRelease, "stage", stage_and_spoil)
        with pytest.raises(ReleaseError, match=r"documents/2025-09\.parquet: the bytes that come back"):
            released.publish([A, B])
    assert set(state(hub)["tags"]) == {"v1.0.0"}
    assert state(hub)["titles"][0] == "Release v1.0.0"


def test_a_release_on_main_without_its_tag_is_checked_and_tagged_by_the_next_run(hub, released):
    hub.faults.add("/tag/", method="POST", status=500, times=0)
    with pytest.raises(ReleaseError, match=r"1\.1\.0 is on main without its tag: the same command finishes it"):
        released.publish([A, B])
    hub.faults.clear()
    committed = state(hub)
    assert committed["titles"][0] == "Release v1.1.0"
    outcome, told = released.publish([A, B], date=datetime.date(2025, 9, 30))
    assert (outcome.version, outcome.is_new) == ("1.1.0", False)
    assert told == ["1.1.0 was on main without its tag: checked and tagged now"]
    found = state(hub)
    assert found["titles"] == committed["titles"]
    assert found["files"]["v1.1.0"] == committed["files"]["main"]
    assert found["branches"] == {"main"}


def test_what_is_on_main_but_does_not_verify_gets_no_tag(hub, released):
    hub.faults.add("/tag/", method="POST", status=500, times=0)
    with pytest.raises(ReleaseError):
        released.publish([A, B])
    hub.faults.clear()
    released.loader = lambda request: ["dates: loads without a row"]
    with pytest.raises(ReleaseError, match="dates: loads without a row"):
        released.publish([A, B])
    assert set(state(hub)["tags"]) == {"v1.0.0"}


def test_a_key_that_two_months_share_is_found_before_main_shows_it(hub, released):
    before = state(hub)
    twin = A.revised(published_on=datetime.date(2025, 9, 2))
    with pytest.raises(ReleaseError, match=r"is not tagged: documents: 1 keys are not unique: doc_"):
        released.publish([A, twin])
    after = state(hub)
    assert (after["tags"], after["titles"]) == (before["tags"], before["titles"])


# ── others at work ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_commit_of_somebody_else_meanwhile_stops_the_release_and_the_next_run_is_on_top_of_it(
    hub,
    released,
):

    def write_meanwhile(request):
        hub.api().create_commit(
            REPO, [CommitOperationAdd("notes.txt", b"mine")], commit_message="A note", repo_type="dataset"
        )
        return []

    released.loader = write_meanwhile
    with pytest.raises(MovedOnHubError, match=r"main was changed by somebody else meanwhile, so 1\.1\.0 was not"):
        released.publish([A, B])
    found = state(hub)
    assert found["titles"][:2] == ["A note", "Release v1.0.0"]
    assert set(found["tags"]) == {"v1.0.0"}
    released.loader = lambda request: []
    assert released.publish([A, B])[0].version == "1.1.0"
    found = state(hub)
    assert found["titles"][:3] == ["Release v1.1.0", "A note", "Release v1.0.0"]
    assert "notes.txt" in found["files"]["v1.1.0"]
    assert found["branches"] == {"main"}


@pytest.mark.parametrize("rival_docs", [[A, B], [A, C]], ids=["same", "other"])
def test_of_two_publishers_one_wins_and_the_other_is_told(hub, released, tmp_path, rival_docs):
    rival = Publisher(hub, tmp_path / "rival")

    def be_overtaken(request):
        assert rival.publish(rival_docs)[0].is_new
        return []

    overtaking = iter([be_overtaken])
    released.loader = lambda request: next(overtaking, loads_well)(request)
    if rival_docs == [A, B]:
        outcome, _ = released.publish([A, B])
        assert outcome.version == "1.1.0"
    else:
        with pytest.raises(MovedOnHubError, match=r"1\.1\.0 was released by somebody else meanwhile"):
            released.publish([A, B])
        released.loader = lambda request: []
        assert released.publish([A, B])[0].version == "1.2.0"
    found = state(hub)
    assert found["titles"].count("Release v1.1.0") == 1
    assert found["branches"] == {"main"}


def test_after_a_rollback_the_release_on_main_is_the_predecessor_and_no_version_is_given_twice(
    hub,
    released,
):
    released.publish([A, B])
    found = state(hub)["files"]
    back = [CommitOperationCopy(path, path, src_revision="v1.0.0") for path in found["v1.0.0"]]
    back += [CommitOperationDelete(path) for path in found["v1.1.0"].keys() - found["v1.0.0"].keys()]
    hub.api().create_commit(REPO, back, commit_message="Back to v1.0.0", repo_type="dataset")
    assert released.publish([A])[0].version == "1.0.0"
    outcome, told = released.publish([A, C])
    assert outcome.version == "1.2.0"
    assert told[-1].startswith("version 1.2.0 after 1.0.0 (minor): new documents: 1")
    assert "documents/2025-09.parquet" not in state(hub)["files"]["v1.2.0"]


def test_files_that_would_be_read_as_data_go_and_all_others_stay(hub, released):
    added = [CommitOperationAdd("documents/stray.parquet", b"PAR1"), CommitOperationAdd("logo.png", b"png")]
    hub.api().create_commit(REPO, added, commit_message="Strays", repo_type="dataset")
    released.publish([A, B])
    found = state(hub)["files"]["v1.1.0"]
    assert "documents/stray.parquet" not in found
    assert {"logo.png", ".gitattributes"} <= found.keys()


def test_staging_branches_of_released_versions_go_and_those_of_a_later_one_stay(hub, released):
    for branch in ("staging-v1.0.0-0123456789ab", "staging-v9.0.0-0123456789ab", "drafts"):
        hub.api().create_branch(REPO, branch=branch, repo_type="dataset")
    released.publish([A])
    assert state(hub)["branches"] == {"main", "staging-v9.0.0-0123456789ab", "drafts"}


def test_many_files_go_in_portions_named_by_one_commit_and_what_arrived_is_not_sent_again(hub, publisher, monkeypatch):
    monkeypatch.setattr(hub_client, "_MOST_AT_ONCE", 7)
    hub.faults.add("/objects/batch", method="POST", nth=3, times=0, status=403)
    with pytest.raises(RefusedByHubError, match="may not upload files"):
        publisher.publish(MONTHS[:2])
    arrived = {request.path for request in hub.log.all("/storage/", "PUT")}
    hub.faults.clear()
    hub.log.clear()
    publisher.publish(MONTHS[:2])
    sent = {request.path for request in hub.log.all("/storage/", "PUT")}
    assert arrived
    assert sent
    assert not sent & arrived
    assert len([request for request in writes(hub) if "/commit/" in request.path]) == 2  # the branch's, and main's
