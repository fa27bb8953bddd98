"""The real thing for tests: `dg dev` with webserver, daemon and code server on a scratch instance, stopped cleanly."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import yaml
from dagster import AssetKey, AssetRecordsFilter, DagsterInstance, RunsFilter
from dagster._core.scheduler.instigation import TickStatus
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

from pipeline.defs.months import MONTH_ASSETS
from pipeline.lake.head import read_head
from pipeline.lake.storage import Storage
from pipeline.lake.watch import look_at_seeds
from pipeline.publish.folder import list_releases
from tests import PROJECT_ROOT

ON_DISK = ("storage", "local_artifact_storage", "compute_logs")


def write_instance(home):
    """A `dagster.yaml` in `home` like the project's, but with everything stored there."""
    config = yaml.safe_load((PROJECT_ROOT / "dagster.yaml").read_text())
    home.mkdir(exist_ok=True)
    kept = {key: value for key, value in config.items() if key not in ON_DISK}
    (home / "dagster.yaml").write_text(yaml.safe_dump(kept))
    return home


@contextmanager
def dagster_dev(project, folder, **environment):
    """`make ui` for `project` on a free port, with the instance in `folder`/dagster; yields a `Desk`."""
    home = write_instance(folder / "dagster")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "ONRECORD_SEEDS": project.seeds,
        "ONRECORD_DATA": project.data,
        "ONRECORD_JOBS": str(project.jobs),
        "ONRECORD_SEEDS_INTERVAL": "1",
        **environment,
    }
    with (folder / "dagster.log").open("ab") as log:
        command = [Path(sys.executable).with_name("onrecord"), "ui", "--verbose", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    family = psutil.Process(process.pid)
    members = {}
    try:
        desk = Desk(project, home, port, process)
        desk.wait_until_loaded()
        yield desk
    finally:
        with suppress(psutil.NoSuchProcess):
            members = {p.pid: p for p in family.children(recursive=True)}
        stop(process)
    _, alive = psutil.wait_procs(list(members.values()), timeout=30)
    assert not alive, [p.cmdline() for p in alive]


def stop(process):
    """End the whole group as Ctrl-C does; SIGKILL only after a minute without an answer."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


class Desk:
    """What a person sees of a running instance: its runs, the lake, the releases."""

    def __init__(self, project, home, port, process):
        self.project, self.home, self.port, self.process = project, home, port, process

    def ask(self, query, **variables):
        """The data of a GraphQL answer."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]

    def wait_for(self, what, condition, timeout=180.0):
        """Ask `condition` until it is true. Fails with the end of the log."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"dg dev ended\n{self.log()}"
            with suppress(OSError):
                if condition():
                    return
            time.sleep(0.5)
        raise AssertionError(f"not within {timeout:.0f} s: {what}\n{self.log()}")

    def wait_until_loaded(self, timeout=180.0):
        self.wait_for("assets in the UI", lambda: self.ask("{ assetNodes { id } }")["assetNodes"], timeout)

    def log(self):
        return "\n".join((self.home.parent / "dagster.log").read_text().splitlines()[-60:])

    def runs(self, **wanted):
        """The runs of the instance, newest first."""
        with DagsterInstance.from_config(str(self.home)) as instance:
            return list(instance.get_runs(RunsFilter(**wanted)))

    def n_built(self, month):
        """How often the months' assets were reported for `month`, by asset."""
        wanted = {asset: AssetRecordsFilter(AssetKey(asset), asset_partitions=[month]) for asset in MONTH_ASSETS}
        with DagsterInstance.from_config(str(self.home)) as instance:
            return {
                asset: len(instance.fetch_materializations(which, limit=100).records) for asset, which in wanted.items()
            }

    def reasons_since(self, moment):
        """Why the looks of `new_seeds` since then asked for nothing; None for one that asked for a run."""
        with DagsterInstance.from_config(str(self.home)) as instance:
            (sensor,) = (state for state in instance.all_instigator_state() if state.name == "new_seeds")
            ticks = instance.get_ticks(sensor.instigator_origin_id, sensor.selector_id, after=moment)
            return [tick.skip_reason for tick in ticks if tick.status is not TickStatus.STARTED]

    def is_settled(self):
        """Whether the lake is built from the seeds as they are, and nothing runs or waits."""
        head = read_head(Storage(self.project.lake))
        if head is None or head.seen != look_at_seeds(self.project).fingerprint:
            return False
        return not self.runs(statuses=NOT_FINISHED_STATUSES)

    def wait_until_settled(self, timeout=180.0):
        self.wait_for("the seeds built and released", self.is_settled, timeout)

    def versions(self):
        """The versions in the folder of releases, oldest first."""
        return [release.version for release in reversed(list_releases(self.project.releases))]

    def folder(self, version):
        return Path(self.project.releases) / version
