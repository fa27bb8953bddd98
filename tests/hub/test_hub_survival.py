"""The Hub as a process: what was answered survives SIGKILL, what was not is either there as a whole or not at all."""

import signal
import socket
import subprocess
import sys
import threading
import time

import httpx2
import pytest
from huggingface_hub import CommitOperationAdd

from tests.hub.server import PROJECT_ROOT, RunningHub

REPO = "press/statements"


def _commit(hub, path, data=b"1", **options):
    operations = [CommitOperationAdd(path, data)]
    return hub.api().create_commit(REPO, operations, commit_message="x", repo_type="dataset", **options)


def _files(hub, revision="main"):
    return set(hub.api().list_repo_files(REPO, repo_type="dataset", revision=revision)) - {".gitattributes"}


def test_state_survives_a_kill(hub_process):
    hub = hub_process
    hub.api().create_repo(REPO, repo_type="dataset", private=True)
    first = _commit(hub, "a.parquet", b"PAR1" * 1000)
    hub.api().create_tag(REPO, tag="v1", repo_type="dataset")
    hub.faults.add("/commit/", hold=60)
    lost = []

    def commit_in_vain():
        try:
            _commit(hub, "b.parquet", b"PAR2" * 1000)
        except httpx2.TransportError as error:
            lost.append(error)

    thread = threading.Thread(target=commit_in_vain)
    thread.start()
    while not hub.log.all("/verify")[1:]:
        time.sleep(0.01)
    time.sleep(0.2)  # the commit is on its way now, and the client does not try it twice
    hub.kill()
    thread.join(20)
    assert lost
    hub.faults.clear()
    hub.start()
    info = hub.api().dataset_info(REPO, revision="v1")
    assert (info.sha, info.private) == (first.oid, True)
    assert _files(hub) == {"a.parquet"}
    hub.log.clear()
    _commit(hub, "b.parquet", b"PAR2" * 1000, parent_commit=first.oid)
    assert _files(hub) == {"a.parquet", "b.parquet"}
    # The object had been received before the kill and is not sent again.
    assert hub.log.received("/storage/") == 0


_WRITE = """
import sys
from huggingface_hub import CommitOperationAdd, HfApi
for n in range(1000):
    operations = [CommitOperationAdd(f"{n:04}/{part}.txt", str(n).encode()) for part in "abc"]
    HfApi().create_commit(sys.argv[1], operations, commit_message=str(n), repo_type="dataset")
    print(n, flush=True)
"""


@pytest.mark.long
@pytest.mark.parametrize("victim", ["server", "client"])
def test_commits_are_whole_whenever_a_process_dies(hub_process, tmp_path, victim):
    hub = hub_process
    hub.api().create_repo(REPO, repo_type="dataset")
    for moment in (0.0, 0.013, 0.029):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITE, REPO],
            env=hub.environment(tmp_path / "home"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        for _ in range(5):
            writer.stdout.readline()
        time.sleep(moment)
        if victim == "server":
            hub.kill()
            hub.start()
        writer.kill()
        told = [int(line) for line in writer.stdout.read().split()]
        writer.wait(10)
        found = sorted(_files(hub))
        assert len(found) % 3 == 0
        assert len(found) // 3 >= max(told, default=4) + 1
        commits = hub.api().list_repo_commits(REPO, repo_type="dataset")
        assert _files(hub, commits[0].commit_id) == set(found)
        hub.api().delete_repo(REPO, repo_type="dataset")
        hub.api().create_repo(REPO, repo_type="dataset")


def test_the_command_tells_its_address_and_stops_on_an_interrupt(tmp_path):
    command = [sys.executable, "-m", "tests.hub", "--port=0", f"--folder={tmp_path}"]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True) as process:
        endpoint = process.stdout.readline().split()[-1]
        answer = httpx2.get(f"{endpoint}/api/whoami-v2", headers={"Authorization": f"Bearer {RunningHub.token}"})
        assert answer.json()["name"] == "press"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    taken = socket.create_server(("127.0.0.1", 0))
    command = [sys.executable, "-m", "tests.hub", f"--port={taken.getsockname()[1]}", f"--folder={tmp_path}"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=30)
    taken.close()
    assert done.returncode == 2
    assert "choose another --port" in done.stderr


def test_a_client_in_another_process(hub, tmp_path):
    """The environment that the Hub gives reaches it, and nothing else."""
    hub.api().create_repo(REPO, repo_type="dataset")
    script = "import sys\nfrom huggingface_hub import HfApi\nprint(HfApi().dataset_info(sys.argv[1]).id)"
    run = [sys.executable, "-c", script, REPO]
    done = subprocess.run(run, env=hub.environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == REPO
    elsewhere = {**hub.environment(tmp_path), "HF_ENDPOINT": "https://example.invalid"}
    done = subprocess.run(run, env=elsewhere, capture_output=True, text=True, timeout=60)
    assert "ConnectError" in done.stderr
