"""Yanks and rollbacks in a repository: one commit on main, no data sent, no tag moved, and nothing lost on the way."""

import datetime
import shutil
from contextlib import suppress

import pytest
from huggingface_hub import CommitOperationAdd

from pipeline.cli import main
from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.hub.errors import MovedOnHubError
from pipeline.release.changelog import CHANGELOG
from pipeline.release.manifest import MANIFEST, read_manifest
from pipeline.release.verify import verify_release
from tests.hub.publishing import CORPORA, REPO, Publisher, fetch, state
from tests.hub.server import ThreadedHub
from tests.hub.test_hub_publish_faults import FAULTS, METHODS, hub_at, moments, publish_and_die, same

TEXTS = {"README.md", CHANGELOG, MANIFEST}
KINDS = ["Yank", "Rollback"]
TITLES = {"Yank": "Yank v1.0.0", "Rollback": "Rollback to v1.0.0"}


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory):
    """The folder of a Hub whose repository has 1.0.0 and 1.1.0."""
    folder = tmp_path_factory.mktemp("two")
    running = ThreadedHub(folder / "hub")
    running.start()
    for docs in (CORPORA["first"], CORPORA["second"]):
        Publisher(running, folder).publish(docs)
    running.stop()
    return running.folder


@pytest.fixture
def released(hub, two_releases, tmp_path):
    """A publisher to a repository that has 1.0.0 and 1.1.0."""
    shutil.copytree(two_releases / "repositories", hub.folder / "repositories", dirs_exist_ok=True)
    return Publisher(hub, tmp_path)


def manifest_at(hub, revision, folder):
    return read_manifest((fetch(hub, revision, folder / revision.replace("/", "-")) / MANIFEST).read_bytes(), revision)


def test_a_yank_changes_three_texts_on_main_and_nothing_else(hub, released, tmp_path):
    before = state(hub)
    hub.log.clear()
    outcome = released.amend("Yank", "1.0.0")
    assert (outcome.is_new, outcome.current) == (True, "1.1.0")
    found = state(hub)
    assert found["titles"] == ["Yank v1.0.0", *before["titles"]]
    assert (found["tags"], found["branches"]) == (before["tags"], {"main"})
    was, now = before["files"]["main"], found["files"]["main"]
    assert was.keys() == now.keys()
    assert {path for path in now if was[path] != now[path]} == TEXTS
    assert hub.log.all("/storage/", "PUT") == []
    folder = fetch(hub, "main", tmp_path / "main")
    assert verify_release(Storage(str(folder))) == []
    assert "- **1.0.0** was yanked on 2025-09-01: wrong speakers" in (folder / "README.md").read_text()
    assert (folder / CHANGELOG).read_text().split("## ")[1].startswith("Yank: 1.0.0 (2025-09-01)")


def test_a_yank_stays_in_every_later_release(hub, released, tmp_path):
    released.amend("Yank", "1.0.0")
    assert released.publish(CORPORA["second"])[0].is_new is False
    assert released.publish(CORPORA["third"])[0].version == "1.2.0"
    (yanked,) = manifest_at(hub, "v1.2.0", tmp_path).yanked
    assert (yanked.version, yanked.reason) == ("1.0.0", "wrong speakers")
    folder = tmp_path / "v1.2.0"
    assert "was yanked on 2025-09-01: wrong speakers" in (folder / "README.md").read_text()
    assert "## Yank: 1.0.0" in (folder / CHANGELOG).read_text()
    released.amend("Yank", "1.2.0", "worse")
    assert [yank.version for yank in manifest_at(hub, "main", tmp_path).yanked] == ["1.0.0", "1.2.0"]
    assert "> **Yanked.** 1.2.0 was yanked" in (tmp_path / "main" / "README.md").read_text()


def test_a_rollback_puts_the_data_of_that_version_on_main_without_sending_any(hub, released, tmp_path):
    before = state(hub)
    hub.log.clear()
    outcome = released.amend("Rollback", "1.0.0", "")
    assert (outcome.is_new, outcome.current) == (True, "1.0.0")
    found = state(hub)
    assert found["titles"] == ["Rollback to v1.0.0", *before["titles"]]
    assert (found["tags"], found["branches"]) == (before["tags"], {"main"})
    wanted, now = before["files"]["v1.0.0"], found["files"]["main"]
    assert wanted.keys() == now.keys()
    assert {path for path in now if wanted[path] != now[path]} <= TEXTS
    # No byte of Parquet: neither to the storage nor inside a commit, which carries the small texts in base64.
    assert hub.log.all("/storage/", "PUT") == []
    folder = fetch(hub, "main", tmp_path / "main")
    texts = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    assert hub.log.received("/commit/") < 2 * (texts * 4 / 3 + 10_000)
    assert verify_release(Storage(str(folder))) == []
    text = (folder / CHANGELOG).read_text()
    assert [part.split(" (")[0] for part in text.split("\n## ")[1:]] == ["Rollback: 1.0.0", "1.1.0", "1.0.0"]


def test_after_a_rollback_the_next_release_follows_that_version(hub, released, tmp_path):
    released.amend("Yank", "1.1.0")
    released.amend("Rollback", "1.0.0", "")
    assert released.publish(CORPORA["first"])[0].is_new is False
    outcome, told = released.publish(CORPORA["third"])
    assert outcome.version == "1.2.0"
    assert told[-1].startswith("version 1.2.0 after 1.0.0")
    manifest = manifest_at(hub, "v1.2.0", tmp_path)
    assert (manifest.previous, [yank.version for yank in manifest.yanked]) == ("1.0.0", ["1.1.0"])


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("Yank", "yank of 1.0.0: wrong speakers; the line stays at 1.1.0"),
        (
            "Rollback",
            "rollback from 1.1.0 to 1.0.0: wrong speakers; the next release follows 1.0.0 and is counted from 1.1.0",
        ),
    ],
)
def test_a_dry_run_prints_the_plan_and_the_real_run_the_same_before_it_does_it(hub, released, kind, last):
    before = state(hub)
    hub.log.clear()
    planned, told = [], []
    assert released.amend(kind, "1.0.0", is_dry_run=True, tell=planned.append) is None
    assert {request.method for request in hub.log.all()} <= {"GET", "HEAD"}
    assert planned[-1] == last
    assert state(hub) == before
    assert released.amend(kind, "1.0.0", tell=told.append).is_new
    assert told == planned
    was, now = before["files"]["main"], state(hub)["files"]["main"]
    changed = {path for path in was.keys() | now.keys() if was.get(path) != now.get(path)}
    assert {line.split()[1] for line in planned[:-2] if not line.startswith("unchanged")} == changed
    n_new, n_changed, n_unchanged, n_deleted = (int(part.split()[0]) for part in planned[-2].split(";")[0].split(", "))
    assert n_new + n_changed + n_deleted == len(changed)
    assert n_new + n_changed + n_unchanged == len(now.keys() - {".gitattributes"})
    again = []
    outcome = released.amend(kind, "1.0.0", is_dry_run=True, tell=again.append)
    assert (outcome.is_new, again) == (False, [])


def test_a_dry_run_leaves_what_an_earlier_run_left(hub, released):
    """A release on main without its tag counts as released, as it will when it is tagged first."""
    hub.api().delete_tag(REPO, tag="v1.1.0", repo_type="dataset")
    hub.api().create_branch(REPO, branch="staging-v1.0.0-0123456789ab", repo_type="dataset")
    before = state(hub)
    told = []
    assert released.amend("Yank", "1.1.0", is_dry_run=True, tell=told.append) is None
    assert told[-1] == "yank of 1.1.0: wrong speakers; the line stays at 1.1.0"
    assert state(hub) == before
    assert released.amend("Yank", "1.1.0").is_new
    assert set(state(hub)["tags"]) == {"v1.0.0", "v1.1.0"}


def test_main_can_be_taken_forward_again(hub, released):
    before = state(hub)["files"]["v1.1.0"]
    released.amend("Rollback", "1.0.0", "")
    assert released.amend("Rollback", "1.1.0", "it was right").current == "1.1.0"
    assert released.amend("Rollback", "1.1.0", "it was right").is_new is False
    found = state(hub)["files"]["main"]
    assert {path for path in found if found[path] != before.get(path)} == {CHANGELOG, MANIFEST}
    assert released.publish(CORPORA["second"])[0].version == "1.1.0"


def test_files_outside_lfs_are_sent_with_the_commit(hub, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.hub.file_api.goes_through_lfs", lambda *file: False)
    publisher = Publisher(hub, tmp_path)
    for docs in (CORPORA["first"], CORPORA["second"]):
        publisher.publish(docs)
    assert hub.log.all("/storage/", "PUT") == []
    publisher.amend("Rollback", "1.0.0", "")
    folder = fetch(hub, "main", tmp_path / "plain")
    assert verify_release(Storage(str(folder))) == []
    assert not (folder / "documents" / "2025-09.parquet").exists()


@pytest.mark.parametrize(
    ("kind", "version", "words"),
    [
        ("Yank", "9.0.0", r"9\.0\.0 was never released; released: 1\.1\.0, 1\.0\.0"),
        ("Rollback", "1.1.0", r"1\.1\.0 is current, so there is nothing to roll back"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(hub, released, kind, version, words):
    before = state(hub)
    with pytest.raises(ReleaseError, match=words):
        released.amend(kind, version)
    assert state(hub) == before


def test_the_same_again_writes_nothing_and_another_reason_is_refused(hub, released):
    released.amend("Yank", "1.0.0")
    before = state(hub)
    later = datetime.date(2026, 1, 1)
    assert released.amend("Yank", "1.0.0", day=later).is_new is False
    with pytest.raises(ReleaseError, match=r"1\.0\.0 was yanked on 2025-09-01: wrong speakers; a yank is not changed"):
        released.amend("Yank", "1.0.0", "another")
    with pytest.raises(ReleaseError, match="roll back to another version"):
        released.amend("Rollback", "1.0.0", "")
    assert state(hub) == before


def test_a_repository_without_releases_has_nothing_to_yank(hub, tmp_path):
    with pytest.raises(ReleaseError, match="holds no releases at "):
        Publisher(hub, tmp_path).amend("Yank", "1.0.0")


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_who_writes_meanwhile_is_not_written_over(hub, released, kind):
    def write_meanwhile(request):
        note = [CommitOperationAdd("notes.txt", b"mine")]
        hub.api().create_commit(REPO, note, commit_message="A note", repo_type="dataset")
        return []

    released.loader = write_meanwhile
    with pytest.raises(MovedOnHubError, match="main was changed by somebody else meanwhile, so nothing was done"):
        released.amend(kind, "1.0.0")
    assert state(hub)["titles"][0] == "A note"
    released.loader = lambda request: []
    assert released.amend(kind, "1.0.0").is_new
    found = state(hub)
    assert found["titles"][:2] == [TITLES[kind], "A note"]
    assert "notes.txt" in found["files"]["main"]
    assert found["branches"] == {"main"}


def test_a_yank_while_a_release_is_checked_stops_the_release(hub, released, tmp_path):
    other = Publisher(hub, tmp_path / "other")

    def yank_meanwhile(request):
        other.amend("Yank", "1.0.0")
        return []

    released.loader = yank_meanwhile
    with pytest.raises(MovedOnHubError, match="run the same command again to release on top of it"):
        released.publish(CORPORA["third"])
    released.loader = lambda request: []
    released.publish(CORPORA["third"])
    assert [yank.version for yank in manifest_at(hub, "v1.2.0", tmp_path).yanked] == ["1.0.0"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_load_never_reaches_main(hub, released, kind):
    before = state(hub)
    released.loader = lambda request: ["statements: loads without a row"]
    with pytest.raises(ReleaseError, match="is not tagged: statements"):
        released.amend(kind, "1.0.0")
    after = state(hub)
    assert (after["tags"], after["titles"]) == (before["tags"], before["titles"])


@pytest.fixture(scope="module")
def undisturbed(two_releases, tmp_path_factory):
    """For each kind the state after it, and the requests that made it."""
    found = {}
    for kind in KINDS:
        folder = tmp_path_factory.mktemp(kind)
        with hub_at(two_releases, folder / "x", kind) as hub:
            Publisher(hub, folder).amend(kind, "1.0.0")
            requests = [(request.method, request.path) for request in hub.log.all()]
            found[kind] = (state(hub), requests)
    return found


WRITES = ("/branch/", "/commit/staging", "/commit/main")


@pytest.mark.parametrize("kind", KINDS)
def test_lost_answers_are_made_good(two_releases, undisturbed, tmp_path, kind, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with hub_at(two_releases, tmp_path / "x", kind) as hub:
        for path in WRITES:
            hub.faults.add(path, method=METHODS.get(path, "POST"), cut=True, acted=True)
        assert Publisher(hub, tmp_path / "x").amend(kind, "1.0.0").is_new
        same(state(hub), undisturbed[kind][0])


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_killed_around_the_commit_on_main_the_same_command_finishes_it(two_releases, undisturbed, tmp_path, kind):
    wanted, requests = undisturbed[kind]
    assert sum("/commit/main" in path for _, path in requests) == 1
    for moment in ("before", "after"):
        with hub_at(two_releases, tmp_path / moment, f"killed {moment}") as hub:
            assert publish_and_die(hub, tmp_path / moment, 1, moment, kind, "/commit/main")
            assert state(hub)["titles"].count(TITLES[kind]) == (moment == "after")
            assert Publisher(hub, tmp_path / moment).amend(kind, "1.0.0").is_new is (moment == "before")
            same(state(hub), wanted)


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_request_meets_the_fault(two_releases, undisturbed, tmp_path, kind, fault, monkeypatch):
    wanted, requests = undisturbed[kind]
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    for moment in moments(requests):
        folder = tmp_path / str(moment.number)
        with hub_at(two_releases, folder, moment) as hub:
            hub.faults.add(moment.path, method=moment.method, nth=moment.nth, times=1, **fault)
            publisher = Publisher(hub, folder)
            with suppress(ReleaseError):
                publisher.amend(kind, "1.0.0")
            assert any(request.fault for request in hub.log.all())
            hub.faults.clear()
            publisher.amend(kind, "1.0.0")
            same(state(hub), wanted)


class NoLoader:
    """In place of the process that loads."""

    def __init__(self, *arguments):
        pass

    def __call__(self, request):
        return []

    def start(self):
        pass

    close = end = start


def test_the_command_line_does_it_on_the_hub(hub, released, monkeypatch, capfd):
    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setenv("ONRECORD_HUB_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("pipeline.publish.load_process.LoadProcess", NoLoader)

    def onrecord(*arguments):
        monkeypatch.setattr("sys.argv", ["onrecord", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return ended.value.code or 0, told.out, told.err

    yank = ("yank", "1.1.0", "--reason", "wrong speakers", "--repo", REPO)
    before = state(hub)
    status, out, err = onrecord(*yank, "--dry-run")
    assert (status, err) == (0, "")
    *plan, last = out.splitlines()
    assert (plan[-1], last) == (
        "yank of 1.1.0: wrong speakers; the line stays at 1.1.0",
        "dry run: nothing was written",
    )
    assert state(hub) == before
    status, out, err = onrecord(*yank)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        *plan,
        f"1.1.0 is yanked ({hub.endpoint}/datasets/{REPO}/tree/main)",
        "1.1.0 is still the current release; `onrecord rollback VERSION` goes back to another",
    ]
    status, planned, _ = onrecord("rollback", "v1.0.0", "--repo", REPO, "--dry-run")
    assert (status, planned.splitlines()[-1]) == (0, "dry run: nothing was written")
    status, out, _ = onrecord("rollback", "v1.0.0", "--repo", REPO)
    assert out.splitlines()[:-1] == planned.splitlines()[:-1]
    assert (status, out.splitlines()[-1]) == (
        0,
        f"1.0.0 is the current version again ({hub.endpoint}/datasets/{REPO}/tree/main)",
    )
    _, out, _ = onrecord("releases", "--repo", REPO)
    assert [line.split()[:2] for line in out.splitlines()][1] == ["yanked", "on"]
    assert out.splitlines()[-1].strip() == "current, after a rollback"
    for arguments, words in [
        (("yank", "1.0.0", "--repo", REPO), "say why (--reason)"),
        (("yank", "1.0.0", "--reason", "x", "--repo", REPO, "--data", "data"), "give --repo or --data, not both"),
        (("rollback", "7.0.0", "--repo", REPO), "7.0.0 was never released"),
        (("rollback", "1.0.0", "--repo", "press/nothing"), "holds no releases"),
    ]:
        status, _, err = onrecord(*arguments)
        assert (status, err.count("\n")) == (2, 1), err
        assert words in err
