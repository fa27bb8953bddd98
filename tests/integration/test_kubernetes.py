"""The files of docs/kubernetes at work: Dagster's launcher, Postgres and a bucket, with a stand-in for the cluster."""

import os
import signal
import subprocess
import sys
import time

import pytest
import s3fs
import yaml
from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from pipeline.lake.storage import Storage
from pipeline.publish.folder import list_releases
from pipeline.release.verify import verify_release
from tests import PROJECT_ROOT
from tests.corpora import ARTICLES, write_seed
from tests.integration.kubernetes_api import kubernetes_api
from tests.integration.postgres import PASSWORD, postgres

_SECONDS = 180
_SECRETS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION")


def instance_file():
    """The instance as it is documented, but looking at its runs more often than once a minute."""
    config = yaml.safe_load((PROJECT_ROOT / "docs/kubernetes/dagster.yaml").read_text())
    config["run_monitoring"]["poll_interval_seconds"] = 2
    return yaml.safe_dump(config)


@pytest.fixture
def home(tmp_path, bucket, monkeypatch):
    """DAGSTER_HOME of webserver and daemon, which know Postgres and the cluster."""
    with postgres() as port:
        folder = tmp_path / "home"
        folder.mkdir()
        (folder / "dagster.yaml").write_text(instance_file().replace("port: 5432", f"port: {port}"))
        for name, value in {
            "DAGSTER_HOME": str(folder),
            "DAGSTER_POSTGRES_HOST": "127.0.0.1",
            "DAGSTER_POSTGRES_USER": "dagster",
            "DAGSTER_PG_PASSWORD": PASSWORD,
            "KUBECONFIG": str(tmp_path / "kubeconfig"),
            "ONRECORD_SEEDS": f"{bucket}/seeds",
            "ONRECORD_DATA": f"{bucket}/onrecord",
            "ONRECORD_SEEDS_INTERVAL": "1",
            "ONRECORD_NIGHTLY_CRON": "",
        }.items():
            monkeypatch.setenv(name, value)
        yield folder


@pytest.fixture
def cluster(tmp_path, home):
    secrets = {
        "onrecord-secrets": {name: os.environ[name] for name in _SECRETS},
        "dagster-postgresql": {"postgresql-password": PASSWORD},
    }
    maps = {"dagster-instance": {"dagster.yaml": (home / "dagster.yaml").read_text()}}
    with kubernetes_api(tmp_path, secrets, maps) as running:
        yield running


@pytest.fixture
def daemon(tmp_path, cluster):
    """Dagster's daemon, which looks at the seeds and launches runs."""
    command = [sys.executable, "-m", "dagster._daemon", "run", "-m", "pipeline.definitions"]
    with (tmp_path / "daemon.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=PROJECT_ROOT, start_new_session=True)
    yield process
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_for(what, find, cluster, folder):
    limit = time.monotonic() + _SECONDS
    while time.monotonic() < limit:
        if found := find():
            return found
        time.sleep(0.5)
    raise AssertionError(f"no {what}\n{(folder / 'daemon.log').read_text()[-4000:]}\n{cluster.log()}")


@pytest.mark.long
def test_a_run_in_a_pod_makes_the_release_and_one_whose_pod_dies_is_started_again(tmp_path, bucket, daemon, cluster):
    seeds = tmp_path / "seeds"
    for number, text in enumerate(ARTICLES):
        write_seed(seeds, f"{number}.txt", text, f"2025-0{number + 1}-01")
    store = s3fs.S3FileSystem()
    store.put(f"{seeds}/", f"{bucket}/seeds/", recursive=True)

    with DagsterInstance.get() as instance:

        def with_status(status):
            return instance.get_runs(RunsFilter(statuses=[status]))

        wait_for("run", lambda: with_status(DagsterRunStatus.STARTED), cluster, tmp_path)
        (pod,) = cluster.pods
        cluster.kill(pod)
        (second,) = wait_for("end", lambda: with_status(DagsterRunStatus.SUCCESS), cluster, tmp_path)
        assert second.tags["onrecord/attempt"] == "2"
        assert len(with_status(DagsterRunStatus.FAILURE)) == 1
    assert len(cluster.pods) == 2
    (release,) = list_releases(f"{bucket}/onrecord/releases")
    assert verify_release(Storage(f"{bucket}/onrecord/releases/{release.version}")) == []
