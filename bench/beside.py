"""Builds by hand beside a daemon that builds by itself: `make bench-beside`.

`onrecord ui` runs on a project, looks for new seeds each second and rebuilds each minute what is stale, while seeds
change at random and `onrecord build` is run again and again. Every build must end well (one whose seed changed while it
was read says so), and so must every run of the daemon. Then the lake must be that of a build from nothing, file for
file, all releases must verify, and a signal must leave no process behind.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from bench.soak import Seeds, differing, settings_in, unverified
from pipeline.defs.instance import storage_folder
from pipeline.interrupts import EXIT_STOPPED
from pipeline.settings import Settings
from tests.integration.daemon import Desk

_ONRECORD = Path(sys.executable).with_name("onrecord")
_EDITS = ("add", "add", "revise", "move", "rename")
_CHANGED = "changed while"
_PATIENCE = 900.0
_LONGEST_PAUSE = 8.0


def main() -> int:
    """Run the builds; status 1 if one of them, or the daemon, did not end well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, default=10)
    parser.add_argument("--documents", type=int, default=20, help="before the first edit")
    parser.add_argument("--random-seed", type=int, default=2026)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-beside-") as name:
        findings = run(Path(name), arguments.builds, arguments.documents, random.Random(arguments.random_seed))
    print("\n".join(findings) or "all ended well; the lake is that of a build from nothing; every release verifies")
    return 1 if findings else 0


def run(folder: Path, n_builds: int, n_documents: int, chance: random.Random) -> list[str]:
    """Return what did not end well, one line for each finding."""
    settings = settings_in(folder, "data")
    seeds = Seeds(Path(settings.seeds), chance)
    for made in (seeds.folder, Path(settings.data)):
        made.mkdir()
    for _ in range(n_documents):
        seeds.add()
    desk = start_daemon(settings, folder)
    try:
        desk.wait_until_loaded(_PATIENCE)
        findings = [finding for number in range(n_builds) for finding in build_by_hand(settings, seeds, number)]
        desk.wait_until_settled(_PATIENCE)
        findings += unsuccessful(desk)
    finally:
        findings_of_stop = stop(desk.process)
    return [*findings, *findings_of_stop, *differing(settings, settings_in(folder, "anew")), *unverified(settings)]


def start_daemon(settings: Settings, folder: Path) -> Desk:
    """Start `onrecord ui` with its sensor each second and its schedule each minute."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    often = {"ONRECORD_SEEDS_INTERVAL": "1", "ONRECORD_NIGHTLY_CRON": "* * * * *", "ONRECORD_JOBS": "1"}
    home = storage_folder(settings)
    command = [_ONRECORD, "ui", "--seeds", settings.seeds, "--data", settings.data, "--port", str(port)]
    with (home.parent / "dagster.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | often, stdout=log, stderr=log)
    return Desk(settings, home, port, process)


def build_by_hand(settings: Settings, seeds: Seeds, number: int) -> list[str]:
    """Change seeds, build, and change one more while it is built."""
    edits = [seeds.edit(*_EDITS) for _ in range(seeds.chance.randint(1, 3))]
    command = [_ONRECORD, "build", "--seeds", settings.seeds, "--data", settings.data, "--jobs", "1"]
    building = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    time.sleep(seeds.chance.uniform(0, _LONGEST_PAUSE))
    edits.append(seeds.edit(*_EDITS))
    told = building.communicate(timeout=_PATIENCE)[0].strip().splitlines()
    line = next((line for line in told if line.startswith(("release", "onrecord:"))), told[-1] if told else "")
    print(f"{number:3} {' '.join(edits):34} status {building.returncode} {line[:120]}", flush=True)
    is_well = building.returncode == 0 or any(_CHANGED in line for line in told)
    return [] if is_well else [f"build {number} ended with {building.returncode}: {line}"]


def unsuccessful(desk: Desk) -> list[str]:
    """Return the runs that did not succeed."""
    runs = desk.runs()
    counted = Counter(f"{run.job_name} {run.status.value}" for run in runs)
    print(f"runs: {', '.join(f'{n} {what}' for what, n in sorted(counted.items()))}; releases: {desk.versions()[-1]}")
    return [f"run {run.run_id} of {run.job_name}: {run.status.value}" for run in runs if run.status.value != "SUCCESS"]


def stop(process: "subprocess.Popen[bytes]") -> list[str]:
    """Stop the daemon as a service manager does; return what is left of it."""
    members = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    status = process.wait(timeout=_PATIENCE)
    _, alive = psutil.wait_procs(members, timeout=30)
    left = [f"{member.pid} is left of the daemon" for member in alive]
    return left if status == EXIT_STOPPED else [f"the daemon ended with {status}", *left]


if __name__ == "__main__":
    sys.exit(main())
