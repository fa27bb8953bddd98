"""Two hundred builds in one process, each after random edits of the seeds: `make bench-soak`.

What a long-lived process holds must not grow with the number of builds: memory, file descriptors, threads, child
processes, files of the lake and of Dagster's history. Releases grow, one folder for each that is made. Every edited
file gets a time of years before or after, as if the clock had jumped, and the lake's files age by a day with each
build, so that what no index names is cleaned up. At the end two builds, a release into another folder and a clean-up
run at once. Then the lake must be that of a build from nothing, file for file, and every tenth release must verify.
"""

import argparse
import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import psutil

from bench.variations import articles, vary
from pipeline.definitions import defs
from pipeline.defs.build import build
from pipeline.defs.instance import open_instance
from pipeline.defs.resources import silent
from pipeline.lake.cleanup import clean_lake
from pipeline.lake.head import take_snapshot
from pipeline.lake.storage import Storage
from pipeline.publish.build_report import BuildReport
from pipeline.publish.load_process import loading
from pipeline.publish.places import open_release, verify_placed
from pipeline.release.bounds import load_bounds
from pipeline.release.gate import RIGHTS
from pipeline.settings import Settings, make_settings

# A build holds a little more or less than the one before; what grows with each is far above this after 200.
_ALLOWED = 1.1
_FIRST_DAY = date(2025, 1, 1)
_N_DAYS = 180
_MOST_YEARS = 10
_SECONDS_BETWEEN = 0.2
_SECONDS_OF_A_DAY = 86_400
_ONRECORD = Path(sys.executable).with_name("onrecord")


@dataclass(frozen=True, slots=True)
class Held:
    """What the process and its folder hold after a build. `memory` in MiB, `seconds` of processor time."""

    memory: float
    descriptors: int
    threads: int
    children: int
    lake_files: int
    history_files: int
    history_kib: int
    runs: int
    seconds: float


@dataclass(slots=True)
class Seeds:
    """A folder of seeds that edits change. `chance` decides everything, so a run can be repeated."""

    folder: Path
    chance: random.Random
    n_written: int = 0

    def edit(self, *kinds: str) -> str:
        """Make one edit of these kinds, methods of this class, and set the clock of the files that it wrote."""
        before = self._times()
        told: str = getattr(self, self.chance.choice(kinds))()
        for path, written in self._times().items():
            if before.get(path) != written:
                moved = written / 1e9 + self.chance.uniform(-_MOST_YEARS, _MOST_YEARS) * 365 * 86_400
                os.utime(path, (moved, moved))
        return told

    def add(self) -> str:
        """Write a new document."""
        number, self.n_written = self.n_written, self.n_written + 1
        document = vary(articles()[number % len(articles())], number, self._day())
        (self.folder / f"{number:05}.txt").write_text(document.as_seed(), encoding="utf-8")
        return "add"

    def remove(self) -> str:
        """Take a document away."""
        self._any().unlink()
        return "remove"

    def revise(self) -> str:
        """Change the text of a document."""
        path = self._any()
        path.write_text(
            f"{path.read_text(encoding='utf-8')}\nZusatz {self.chance.randrange(10**6)}.\n", encoding="utf-8"
        )
        return "revise"

    def move(self) -> str:
        """Publish a document on another day, perhaps of another month."""
        path = self._any()
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines[1] = f"date: {self._day()}\n"
        path.write_text("".join(lines), encoding="utf-8")
        return "move"

    def rename(self) -> str:
        """Give a file another name."""
        path = self._any()
        path.rename(path.with_name(f"renamed-{self.chance.randrange(10**9)}.txt"))
        return "rename"

    def redistribute(self) -> str:
        """Change what may be published."""
        level = self.chance.choice(("full_text", "quotes", "metadata"))
        text = f'[unknown]\nname = "unknown"\nredistribution = "{level}"\n'
        (self.folder / "sources.toml").write_text(text, encoding="utf-8")
        return level

    def leave(self) -> str:
        """Change nothing."""
        return "nothing"

    def _times(self) -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in sorted(self.folder.iterdir())}

    def _any(self) -> Path:
        return self.chance.choice(sorted(self.folder.glob("*.txt")))

    def _day(self) -> date:
        return _FIRST_DAY + timedelta(days=self.chance.randrange(_N_DAYS))


def main() -> int:
    """Run the builds; status 1 if something grew, or the last lake is not that of a build from nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, default=200)
    parser.add_argument("--documents", type=int, default=40, help="before the first edit")
    parser.add_argument("--random-seed", type=int, default=2026)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-soak-") as name:
        findings = soak(Path(name), arguments.builds, arguments.documents, random.Random(arguments.random_seed))
    print("\n".join(findings) or "nothing grew; the lake is that of a build from nothing; every release verifies")
    return 1 if findings else 0


# Documents change more often than rights.
_EDITS = ("add", "remove", "revise", "move", "rename") * 3 + ("redistribute", "leave")


def soak(folder: Path, n_builds: int, n_documents: int, chance: random.Random) -> list[str]:
    """Return what grew or differs, one line for each finding."""
    settings = settings_in(folder, "data")
    seeds = Seeds(Path(settings.seeds), chance)
    seeds.folder.mkdir()
    for _ in range(n_documents):
        seeds.add()
    held, kinds = [], set()
    for number in range(n_builds):
        done = [seeds.edit(*_EDITS) for _ in range(chance.randint(1, 3))] if number else ["begin"]
        kinds.update(done)
        began = time.process_time()
        report = run_build(settings)
        age(Path(settings.lake))
        held.append(weigh(settings, time.process_time() - began))
        print(f"{number:4} {report.version:8} {' '.join(done):28} {shown(held[-1])}", flush=True)
    print(f"kinds of edits: {', '.join(sorted(kinds))}")
    seeds.edit("revise")
    seeds.edit("add")
    return [
        *grown(held),
        *at_once(settings, folder),
        *differing(settings, settings_in(folder, "anew")),
        *unverified(settings),
    ]


def settings_in(folder: Path, data: str) -> Settings:
    """Return settings of the one folder of seeds and a folder of data, of which all work is done in this process."""
    return make_settings(seeds=str(folder / "seeds"), data=str(folder / data), jobs=1)


def run_build(settings: Settings) -> BuildReport:
    """Build, whatever happens to quality and rights."""
    accept = (*load_bounds().bounds, RIGHTS)
    return build(defs(), settings, date="2026-01-01", advance=silent, accept=accept)


def age(lake: Path) -> None:
    """Make the files of the lake a day older: unreferenced ones are kept for that long."""
    for path in lake.rglob("*"):
        if path.is_file():
            told = path.stat()
            os.utime(path, (told.st_atime - _SECONDS_OF_A_DAY, told.st_mtime - _SECONDS_OF_A_DAY))


def weigh(settings: Settings, seconds: float) -> Held:
    """Count what is held now."""
    gc.collect()
    process = psutil.Process()
    data = Path(settings.data)
    history = sizes(data / "dagster")
    with open_instance(settings) as instance:
        runs = instance.get_runs_count()
    return Held(
        memory=round(process.memory_info().rss / 2**20, 1),
        descriptors=process.num_fds(),
        threads=process.num_threads(),
        children=len(process.children(recursive=True)),
        lake_files=len(sizes(data / "lake")),
        history_files=len(history),
        history_kib=sum(history) // 1024,
        runs=runs,
        seconds=round(seconds, 2),
    )


def sizes(folder: Path) -> list[int]:
    """Return the sizes of all files in a folder, in bytes."""
    return [path.stat().st_size for path in folder.rglob("*") if path.is_file()]


def shown(held: Held) -> str:
    """Return the figures for a person."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in asdict(held).items())


def grown(held: Sequence[Held]) -> list[str]:
    """Compare the last quarter of the builds with the second, when caches and history are full."""
    quarter = len(held) // 4
    findings = []
    for name in asdict(held[0]):
        before, after = (
            median(getattr(one, name) for one in part) for part in (held[quarter : 2 * quarter], held[-quarter:])
        )
        print(f"{name.replace('_', ' '):14} second quarter {before:9.1f}, last quarter {after:9.1f}")
        if after > before * _ALLOWED + 1:
            findings.append(f"{name} grew from {before:.1f} to {after:.1f}")
    return findings


def at_once(settings: Settings, folder: Path) -> list[str]:
    """Start two builds and a release into another folder, and clean the lake until they have ended."""
    places = ["--seeds", settings.seeds, "--data", settings.data]
    accepting = [word for name in (*load_bounds().bounds, RIGHTS) for word in ("--accept", name)]
    building = [str(_ONRECORD), "build", *places, "--date", "2026-01-01", *accepting]
    publishing = [str(_ONRECORD), "publish", *places, "--to", str(folder / "elsewhere"), "--date", "2026-01-01"]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder)
        for command in (building, building, publishing)
    ]
    n_cleaned = 0
    while any(process.poll() is None for process in started):
        clean_lake(Storage(settings.lake), now=time.time())
        n_cleaned += 1
        time.sleep(_SECONDS_BETWEEN)
    said = [process.communicate()[0].strip().splitlines() for process in started]
    print(f"two builds, a release and {n_cleaned} clean-ups at once: {'; '.join(lines[-1] for lines in said if lines)}")
    return [
        f"at once: {' '.join(process.args[1:2])} ended with {process.returncode}: {lines[-1:]}"
        for process, lines in zip(started, said, strict=True)
        if process.returncode
    ]


def differing(settings: Settings, anew: Settings) -> list[str]:
    """Build from nothing and compare the rows of the two lakes."""
    run_build(anew)
    after, fresh = (take_snapshot(Storage(one.lake)) for one in (settings, anew))
    if after.fingerprint == fresh.fingerprint:
        return []
    names = {(file.table, file.month, file.sha256) for file in after.files}
    others = {(file.table, file.month, file.sha256) for file in fresh.files}
    return [f"{table} of {month} is not that of a build from nothing" for table, month, _ in sorted(names ^ others)]


def unverified(settings: Settings) -> list[str]:
    """Verify every tenth release and the last one."""
    folders = sorted(Path(settings.data, "releases").glob("*/MANIFEST.json"), key=lambda path: path.stat().st_mtime_ns)
    findings = []
    with loading(None, None) as loader:
        for manifest in sorted({*folders[::10], folders[-1]}):
            with open_release(str(manifest.parent)) as release:
                found = verify_placed(release, loader)
            findings += [f"release {manifest.parent.name}: {finding}" for finding in found]
    return findings


if __name__ == "__main__":
    sys.exit(main())
