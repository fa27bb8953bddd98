"""Builds killed at random moments, again and again: `make bench-crashes`.

Each trial starts from a copy of one lake with one release. Seeds are changed, builds of the change are killed (SIGKILL)
after random times, then one is left alone. Its line of releases must be that of a build which nobody disturbed, file
for file and byte for byte, and no worker process may outlive its build.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

ONRECORD = Path(sys.executable).with_name("onrecord")
DATE = "2026-01-01"
SENTENCE = "Am Montag sagte Minister Olaf Beispiel, Fall {number} sei ernst. „Wir handeln jetzt“, betonte er in Berlin."


def main() -> int:
    """Run the trials; status 1 when one of them ended in another release."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--kills", type=int, default=2, help="builds killed in each trial before one is left alone")
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--random-seed", type=int, default=2026)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-crashes-") as name:
        bad = run_trials(Path(name), arguments.trials, arguments.kills, arguments.documents, arguments.random_seed)
    return 1 if bad else 0


def run_trials(folder: Path, n_trials: int, n_kills: int, n_documents: int, random_seed: int) -> list[str]:
    """Return what went wrong, one line for each finding."""
    chance = random.Random(random_seed)  # the moments are the same in every run of this script
    write_seeds(folder / "seeds", n_documents)
    base = folder / "base"
    build(folder, base, folder / "seeds")
    changed = folder / "changed"
    shutil.copytree(folder / "seeds", changed)
    change_seeds(changed)
    undisturbed = folder / "undisturbed"
    shutil.copytree(base, undisturbed)
    began = time.perf_counter()
    build(folder, undisturbed, changed)
    longest = time.perf_counter() - began
    wanted = digests(undisturbed / "releases")
    print(f"{n_trials} trials, {n_kills} kills each within {longest:.1f} s of a build of {n_documents} documents")
    findings = []
    for trial in range(n_trials):
        data = folder / f"trial{trial}"
        shutil.copytree(base, data)
        moments = [chance.uniform(0.05, 1.0) * longest for _ in range(n_kills)]
        reached = [build_and_kill(folder, data, changed, moment) for moment in moments]
        while not any(reached):  # the machine was busier when `longest` was measured
            shutil.rmtree(data)
            shutil.copytree(base, data)
            moments = [moment / 2 for moment in moments]
            reached = [build_and_kill(folder, data, changed, moment) for moment in moments]
        build(folder, data, changed)
        found = compare(wanted, digests(data / "releases"))
        findings += [f"trial {trial}: {line}" for line in found]
        killed = sum(reached)
        said = "; ".join(found) or "same"
        print(
            f"  {trial:3} killed {killed} at {', '.join(f'{moment:.2f}' for moment in moments)} s: {said}", flush=True
        )
        shutil.rmtree(data)
    print(f"{n_trials - len({f.split(':')[0] for f in findings})} of {n_trials} ended in the undisturbed release")
    return findings


def write_seeds(seeds: Path, n_documents: int) -> None:
    """Documents over twelve months."""
    seeds.mkdir()
    for number in range(n_documents):
        text = f"date: 2025-{number % 12 + 1:02}-03\nlanguage: de\n\n{SENTENCE.format(number=number) * 5}\n"
        (seeds / f"{number:04}.txt").write_text(text, encoding="utf-8")


def change_seeds(seeds: Path) -> None:
    """Change, remove and add, in all months, so that a build has to write them all."""
    for number, path in enumerate(sorted(seeds.iterdir())):
        if number % 3 == 0:
            path.write_text(path.read_text(encoding="utf-8").replace("ernst", "sehr ernst"), encoding="utf-8")
        elif number % 7 == 0:
            path.unlink()
    for number in range(12):
        text = f"date: 2025-{number + 1:02}-09\nlanguage: de\n\n{SENTENCE.format(number=number + 9000)}\n"
        (seeds / f"new{number}.txt").write_text(text, encoding="utf-8")


def command(data: Path, seeds: Path) -> Sequence[str]:
    """Return a build with two worker processes."""
    return [str(p) for p in (ONRECORD, "build", "--seeds", seeds, "--data", data, "--date", DATE, "--jobs", 2)]


def environment(folder: Path) -> dict[str, str]:
    """With a Dagster instance of its own."""
    (folder / "dagster").mkdir(exist_ok=True)
    return {**os.environ, "DAGSTER_HOME": str(folder / "dagster")}


def build(folder: Path, data: Path, seeds: Path) -> None:
    """An undisturbed build. Raises CalledProcessError, and TimeoutExpired when a lock is stuck."""
    subprocess.run(command(data, seeds), env=environment(folder), check=True, capture_output=True, timeout=240)


def build_and_kill(folder: Path, data: Path, seeds: Path, moment: float) -> bool:
    """Return a build that is killed after `moment` seconds, with what it started; whether it was still running then."""
    process = subprocess.Popen(
        command(data, seeds), env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=moment)
        return False
    except subprocess.TimeoutExpired:
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
    # Only the build itself is killed: its workers have to notice by themselves that nobody waits for them.
    _, alive = psutil.wait_procs(children, timeout=20)
    if alive:
        told = [" ".join(child.cmdline()) for child in alive]
        raise RuntimeError(f"these processes outlive the build that started them: {told}")
    return True


def digests(releases: Path) -> dict[str, str]:
    """SHA-256 of every file of every release."""
    return {
        str(path.relative_to(releases)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(releases.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(releases).parts)
    }


def compare(wanted: dict[str, str], found: dict[str, str]) -> list[str]:
    """Return the first five differences."""
    missing = [f"{name} is missing" for name in wanted.keys() - found.keys()]
    more = [f"{name} is too much" for name in found.keys() - wanted.keys()]
    other = [f"{name} differs" for name in wanted.keys() & found.keys() if wanted[name] != found[name]]
    return sorted([*missing, *more, *other])[:5]


if __name__ == "__main__":
    sys.exit(main())
