"""Every request of a publication meets every fault, and the process is killed at every request.

Whatever happens, main and tags only ever hold verified releases, main gets one commit a release, and after the same
command again the repository is, file for file, the one of a run that nothing disturbed.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from pipeline.errors import ReleaseError
from pipeline.lake.storage import Storage
from pipeline.publish.load_process import LoadProcess
from pipeline.release.verify import verify_release
from tests.hub.publishing import CORPORA, Publisher, fetch, state
from tests.hub.server import HOST, PROJECT_ROOT, ThreadedHub, open_socket

FAULTS = {
    "429": {"status": 429, "retry_after": 0},
    "503": {"status": 503},
    "500 after it was done": {"status": 500, "acted": True},
    "cut before": {"cut": True},
    "cut after it was done": {"cut": True, "acted": True},
}

WRITES = ("/branch/", "/objects/batch", "/storage/", "/commit/staging", "/commit/main", "/tag/")
METHODS = {"/storage/": "PUT"}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The folder of a Hub with the first release; then, after the second: its state and the requests that made it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    hub = ThreadedHub(folder / "hub")
    hub.start()
    Publisher(hub, folder).publish(CORPORA["first"])
    shutil.copytree(hub.folder, folder / "before")
    hub.log.clear()
    Publisher(hub, folder).publish(CORPORA["second"])
    requests = [(request.method, request.path) for request in hub.log.all()]
    yield folder / "before", state(hub), requests
    hub.stop()


@dataclass(frozen=True)
class Moment:
    """A request to strike: its number in the undisturbed run (from 1), or the `nth` of all that are of its kind."""

    number: int
    method: str
    path: str
    nth: int


# Requests for many files stand in one row, whatever their order: downloads, and uploads with their verification.
_FILES = {"GET": "/resolve/|/storage/", "HEAD": "/resolve/", "PUT": "/storage/", "POST": "/lfs/verify"}


def moments(requests):
    """Of each row of requests the first and the last of every kind: what is done between them is the same."""
    seen, rows, last = Counter(), [], None
    for number, (method, path) in enumerate(requests, start=1):
        is_file = re.search(_FILES.get(method, "^$"), path)
        kind = (method, is_file[0] if is_file else re.sub("[0-9a-f]{40,}", "[0-9a-f]{40,}", path))
        seen[kind] += 1
        row = ("up" if method in ("PUT", "POST") else "down") if is_file else kind
        if row != last:
            rows.append({})
        last = row
        rows[-1].setdefault(kind, []).append(Moment(number, *kind, seen[kind]))
    return [moment for row in rows for found in row.values() for moment in sorted({found[0], found[-1]}, key=_place)]


def _place(moment):
    return moment.number


def same(found, wanted):
    """Whether two repositories hold the same, commit ids (which hold the time) apart."""
    for part in ("branches", "titles", "files"):
        assert found[part] == wanted[part], part
    assert found["tags"].keys() == wanted["tags"].keys()


_SOUND = set()


def never_unverified(hub, folder):
    """Every tag holds a whole release and stands on main; main holds one too. Equal files are verified once."""
    found = state(hub)
    for name in ("main", *found["tags"]):
        files = frozenset(found["files"][name].items())
        if files in _SOUND:
            continue
        where = folder / f"check-{name}"
        shutil.rmtree(where, ignore_errors=True)
        assert verify_release(Storage(str(fetch(hub, name, where)))) == [], name
        _SOUND.add(files)
    titles = [title for title in found["titles"] if title.startswith("Release")]
    assert len(titles) == len(set(titles)), titles
    return found


@contextmanager
def hub_at(before, folder, case, port=0):
    """A Hub that holds the first release; a failure is told with the `case`."""
    shutil.copytree(before, folder / "hub")
    hub = ThreadedHub(folder / "hub")
    hub.port = port
    hub.start()
    hub.log.clear()
    try:
        yield hub
    except BaseException as error:
        error.add_note(f"in the case: {case}")
        raise
    finally:
        hub.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class WarmLoader:
    """Loads with `datasets` in one process for many Hubs, which all have this `port`: it takes seconds to start."""

    port: int
    process: LoadProcess

    def __call__(self, request):
        return self.process(request)


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A loader, for tests in which a release is made again and again."""
    with open_socket(0) as free:
        port = free.getsockname()[1]
    process = LoadProcess(f"http://{HOST}:{port}", ThreadedHub.token, tmp_path_factory.mktemp("warm"))
    yield WarmLoader(port, process)
    process.close()


def publish_or_be_told(publisher):
    """What went wrong, "" when nothing did."""
    try:
        publisher.publish(CORPORA["second"])
    except ReleaseError as error:
        return str(error)
    return ""


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_each_request_meets_the_fault(undisturbed, warm, tmp_path, fault, monkeypatch):
    before, wanted, requests = undisturbed
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert len(moments(requests)) > 25
    for moment in moments(requests):
        folder = tmp_path / str(moment.number)
        with hub_at(before, folder, moment, warm.port) as hub:
            hub.faults.add(moment.path, method=moment.method, nth=moment.nth, times=1, **fault)
            publisher = Publisher(hub, folder, loader=warm)
            told = publish_or_be_told(publisher)
            assert any(request.fault for request in hub.log.all())
            hub.faults.clear()
            assert "\n" not in told
            found = never_unverified(hub, folder)
            if told:
                publisher.publish(CORPORA["second"])
                found = never_unverified(hub, folder)
            if "staging" in str(found["branches"]):  # the last step of all failed, and the next run takes it
                publisher.publish(CORPORA["second"])
            same(state(hub), wanted)


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_lasts_ends_in_one_line_and_is_made_good_by_the_next_run(
    undisturbed, warm, tmp_path, fault, monkeypatch
):
    before, wanted, _ = undisturbed
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    for path in WRITES:
        with hub_at(before, tmp_path / "x", path, warm.port) as hub:
            hub.faults.add(path, method=METHODS.get(path, "POST"), times=0, **fault)
            publisher = Publisher(hub, tmp_path / "x", loader=warm)
            told = publish_or_be_told(publisher)
            hub.faults.clear()
            assert "\n" not in told
            never_unverified(hub, tmp_path / "x")
            publisher.publish(CORPORA["second"])
            same(never_unverified(hub, tmp_path / "x"), wanted)


@pytest.mark.long
@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_process_is_killed_at_each_request(undisturbed, warm, tmp_path, moment):
    before, wanted, requests = undisturbed
    n_died = 0
    for number in (struck.number for struck in moments(requests)):
        with hub_at(before, tmp_path / str(number), f"killed {moment} request {number}", warm.port) as hub:
            died = publish_and_die(hub, tmp_path / str(number), number, moment)
            never_unverified(hub, tmp_path / str(number))
            n_died += died
            if died:
                Publisher(hub, tmp_path / str(number), loader=warm).publish(CORPORA["second"])
            same(state(hub), wanted)
    assert n_died > 25


@pytest.mark.long
@pytest.mark.parametrize("documents", [("second", "second"), ("second", "third")], ids=["same", "other"])
def test_two_processes_at_the_same_time(undisturbed, tmp_path, documents):
    before, wanted, _ = undisturbed
    for attempt in range(4):
        with hub_at(before, tmp_path / "x", f"attempt {attempt}") as hub:
            racing = [
                start_publisher(hub, tmp_path / "x" / str(number), 0, "never", name)
                for number, name in enumerate(documents)
            ]
            told = [process.communicate(timeout=240) for process in racing]
            found = never_unverified(hub, tmp_path / "x")
            assert found["titles"].count("Release v1.1.0") == 1
            assert any(process.returncode == 0 for process in racing)
            for process, (_, err) in zip(racing, told, strict=True):
                assert process.returncode == 0 or "somebody else" in err or "run again" in err
            Publisher(hub, tmp_path / "x").publish(CORPORA["second"])
            found = never_unverified(hub, tmp_path / "x")
            assert found["branches"] == {"main"}
            if documents == ("second", "second"):
                same(found, wanted)


def publish_and_die(hub, folder, number, moment, documents="second", path=""):
    """Whether the publisher was killed; it is not when it makes fewer requests whose path has `path` in it."""
    process = start_publisher(hub, folder, number, moment, documents, path)
    _, err = process.communicate(timeout=240)
    assert process.returncode in (0, -9), err
    return process.returncode == -9


def start_publisher(hub, folder, number, moment, documents, path=""):
    folder.mkdir(exist_ok=True)
    arguments = [hub.endpoint, hub.token, str(folder), str(number), moment, documents, path]
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.hub.publish_and_die", *arguments],
        env={**hub.environment(folder / "home"), "TMPDIR": str(folder)},
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_lost_answers_to_all_requests_that_write(undisturbed, tmp_path, monkeypatch):
    """The heart of the long tests: the Hub acts, and the publisher does not hear of it."""
    before, wanted, _ = undisturbed
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with hub_at(before, tmp_path / "x", "all") as hub:
        for path in WRITES:
            hub.faults.add(path, method=METHODS.get(path, "POST"), cut=True, acted=True)
        hub.faults.add("/branch/", method="DELETE", status=503, acted=True)
        outcome, _ = Publisher(hub, tmp_path / "x").publish(CORPORA["second"])
        assert outcome.is_new
        same(never_unverified(hub, tmp_path / "x"), wanted)
        assert sum(request.fault is not None for request in hub.log.all()) == len(WRITES) + 1


# What `datasets` asks for when it opens a table, and the first request that is its own.
LOADING = {
    "the card": ("/README.md$", 3),
    "a script": ("/statements.py$", 1),
    "the commit": ("/revision/", 1),
    "other settings": ("/.huggingface.yaml$", 1),
    "old settings": ("/dataset_infos.json$", 1),
    "a folder": ("/tree/[0-9a-f]{40}/documents", 1),
    "an unchanged file": ("/resolve/[0-9a-f]{40}/documents/2025-08.parquet$", 1),
}


@pytest.mark.long
@pytest.mark.parametrize(("path", "nth"), LOADING.values(), ids=LOADING)
def test_each_request_of_datasets_meets_faults(undisturbed, tmp_path, path, nth):
    before, wanted, _ = undisturbed
    for name in ("429", "503", "cut before", "cut after it was done"):
        with hub_at(before, tmp_path / "x", name) as hub:
            hub.faults.add(path, nth=nth, **FAULTS[name])
            publisher = Publisher(hub, tmp_path / "x", loader=None)
            told = publish_or_be_told(publisher)
            assert any(request.fault for request in hub.log.all())
            assert "\n" not in told
            never_unverified(hub, tmp_path / "x")
            if told:
                publisher.publish(CORPORA["second"])
            same(state(hub), wanted)
