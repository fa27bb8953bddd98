"""Faults strike the requests they are set for, before or after the server acted, and the log tells the bytes."""

import threading
import time

import httpx2
import pytest
from huggingface_hub import CommitOperationAdd
from huggingface_hub.errors import HfHubHTTPError

from tests.hub.requesting import ask, lines

REPO = "press/statements"
INFO = f"/api/datasets/{REPO}"
DELETE_ATTRIBUTES = ("deletedFile", {"path": ".gitattributes"})


@pytest.fixture
def api(hub):
    api = hub.api()
    api.create_repo(REPO, repo_type="dataset")
    hub.log.clear()
    return api


def _commit(api, *paths, data=b"1", **options):
    operations = [CommitOperationAdd(path, data) for path in paths]
    return api.create_commit(REPO, operations, commit_message="x", repo_type="dataset", **options)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_error_on_the_nth_request(api, hub, status):
    fault = hub.faults.add("/commit/", method="POST", nth=2, status=status, retry_after=7)
    _commit(api, "a.txt")
    with pytest.raises(HfHubHTTPError) as refused:
        _commit(api, "b.txt")
    assert refused.value.response.status_code == status
    assert refused.value.response.headers["retry-after"] == "7"
    _commit(api, "c.txt")
    assert [(r.status, r.fault) for r in hub.log.all("/commit/")] == [(200, None), (status, fault.id), (200, None)]
    names = set(api.list_repo_files(REPO, repo_type="dataset"))
    assert names == {".gitattributes", "a.txt", "c.txt"}


def test_a_rate_limit_that_the_client_waits_for(api, hub):
    limit = {"RateLimit": '"api";r=0;t=0', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    hub.faults.add("/preupload/", status=429, headers=limit)
    _commit(api, "a.txt")
    assert [request.status for request in hub.log.all("/preupload/")] == [429, 200]


def test_a_cut_before_the_server_acted(api, hub):
    hub.faults.add("/commit/", cut=True)
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError)):
        _commit(api, "a.txt")
    assert "a.txt" not in api.list_repo_files(REPO, repo_type="dataset")
    assert hub.log.all("/commit/")[0].status is None


@pytest.mark.parametrize("fault", [{"cut": True}, {"status": 503}])
def test_an_answer_lost_after_the_server_acted(api, hub, fault):
    parent = api.dataset_info(REPO).sha
    hub.faults.add("/commit/", acted=True, **fault)
    with pytest.raises((httpx2.RemoteProtocolError, httpx2.ReadError, HfHubHTTPError)):
        _commit(api, "a.txt", parent_commit=parent)
    assert "a.txt" in api.list_repo_files(REPO, repo_type="dataset")
    with pytest.raises(HfHubHTTPError) as refused:
        _commit(api, "b.txt", parent_commit=parent)
    assert refused.value.response.status_code == 412


def test_an_upload_that_is_cut_is_tried_again_by_the_client(api, hub):
    rows = b"PAR1" * 10_000
    hub.faults.add("/storage/", method="PUT", cut=True)
    _commit(api, "a.parquet", data=rows)
    assert [request.status for request in hub.log.all("/storage/", "PUT")] == [None, 200]
    assert hub.log.all("/storage/", "PUT")[-1].received == len(rows)


def test_an_answer_that_ends_too_early(api, hub):
    _commit(api, "a.txt", data=b"x" * 1000)
    hub.faults.add("/resolve/", method="GET", cut_at=100)
    with pytest.raises(Exception, match="IncompleteRead"):
        ask(hub, "GET", f"/datasets/{REPO}/resolve/main/a.txt")
    assert hub.log.sent("/resolve/") == 100
    assert len(ask(hub, "GET", f"/datasets/{REPO}/resolve/main/a.txt").body) == 1000


def test_delays_and_cleared_faults(api, hub):
    hub.faults.add(INFO, delay=0.5, times=0)
    start = time.monotonic()
    assert ask(hub, "GET", INFO).status == 200
    assert time.monotonic() - start >= 0.5
    hub.faults.clear()
    assert hub.faults.all() == []
    assert ask(hub, "GET", INFO).status == 200


def test_commits_do_not_overlap(api, hub):
    """While one commit is under way, another gets 409; of two with one parent, one wins."""
    hub.faults.add("/commit/", hold=0.5)
    parent = api.dataset_info(REPO).sha
    body = lines(DELETE_ATTRIBUTES, parent=parent)
    answers = []
    slow = threading.Thread(target=lambda: answers.append(ask(hub, "POST", f"{INFO}/commit/main", body)))
    slow.start()
    deadline = time.monotonic() + 5
    statuses = []
    while slow.is_alive() and time.monotonic() < deadline:
        statuses.append(ask(hub, "POST", f"{INFO}/commit/main", body).status)
        time.sleep(0.05)
    slow.join()
    statuses.append(answers[0].status)
    statuses.append(ask(hub, "POST", f"{INFO}/commit/main", body).status)
    assert statuses.count(200) == 1
    assert {409, 412} <= set(statuses) <= {200, 409, 412}


def test_one_of_many_concurrent_commits_wins(api, hub):
    parent = api.dataset_info(REPO).sha
    statuses = []

    def send(n):
        operation = ("file", {"path": f"{n}.txt", "content": "MQ=="})
        statuses.append(ask(hub, "POST", f"{INFO}/commit/main", lines(operation, parent=parent)).status)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 409, 412}
    assert len(api.list_repo_commits(REPO, repo_type="dataset")) == 2


def test_a_test_cannot_leave_the_machine(hub):
    for address in ("http://192.0.2.1/", "http://example.invalid/"):
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(address, timeout=5)
