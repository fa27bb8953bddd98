"""Publishing to a Hub, measured against the loopback Hub of the tests: `make bench-hub`.

How long takes a release in which one month of sixty changed, everything read back, and how long
`datasets.Dataset.push_to_hub`, which checks nothing, for that month's four tables alone? And does the publisher's
memory grow with the number of months? Is a repository of six hundred months published in portions that one commit
names, does a change of one month send that month alone, and does all of it verify and load?

Every publication is a process of its own, timed as a whole and from after its imports, among which is the start of the
process that loads. Figures vary between machines, and on a busy one between runs: compare figures of one run only, of
which the best of each is taken.
"""

import argparse
import datetime
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("documents", "dates", "mentions", "statements")
N_DOCUMENTS = 60  # a month
N_STATEMENTS = 8  # a document
N_MONTHS = 60
MONTHS_BY_SCALE = {"1x": 15, "4x": 60, "16x": 240}
N_MANY_MONTHS = 600
N_FEW = 2  # documents of each of these months, and statements of each document
REPEATS = 3
DAY = datetime.date(2026, 1, 1)
SOURCES = '[tagblatt]\nname = "Tagblatt"\nredistribution = "full_text"\nlicence = "CC BY 4.0"\n'


@dataclass(frozen=True)
class Publication:
    """What one process took: seconds after its imports and in all; its own memory and its largest child's, in MB."""

    seconds: float
    wall: float
    own_mb: float
    child_mb: float
    n_bytes: int
    n_requests: int


def main() -> int:
    """Run the parts asked for, or one publication when started by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("speed", "memory", "months", "all"), default="all")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        request = json.loads(arguments.child)
        json.dump({"publish": publish, "push": push, "check": check}[request.pop("do")](**request), sys.stdout)
        return 0
    for part, measure in (("speed", measure_speed), ("memory", measure_memory), ("months", measure_months)):
        if arguments.part in (part, "all"):
            with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
                measure(Path(folder))
    return 0


# ── the questions ───────────────────────────────────────────────────────────────────────────────────────────────


def measure_speed(folder: Path) -> None:
    """One month of sixty changes: the publisher against push_to_hub of that month's tables."""
    found: dict[str, list[Publication]] = {"publish, read back": [], "push_to_hub": []}
    with running_hub(folder) as hub:
        docs = documents(N_MONTHS)
        release(hub, folder, docs)
        for attempt in range(REPEATS):
            month = N_MONTHS // 2
            docs[month] = revised(docs[month], attempt)
            found["publish, read back"].append(release(hub, folder, docs))
            name = month_name(month)
            files = {f["table"]: f["name"] for f in snapshot_files(folder) if f["month"] == name}
            paths = {table: str(folder / "lake" / files[table]) for table in TABLES}
            hub.api().create_repo(f"press/pushed{attempt}", repo_type="dataset")
            found["push_to_hub"].append(run(hub, folder, do="push", repository=f"press/pushed{attempt}", files=paths))
    print(f"one changed month of {N_MONTHS}, {N_DOCUMENTS} documents, {N_DOCUMENTS * N_STATEMENTS} statements")
    best = {what: min(rows, key=lambda row: row.seconds) for what, rows in found.items()}
    for what, row in best.items():
        print(
            f"  {what:20}{row.seconds:7.2f} s {row.wall:7.2f} s with start and imports"
            f"{row.n_bytes / 1e3:9,.0f} kB sent {row.n_requests:5} requests"
        )
    ours, theirs = best.values()
    print(f"  ratio               {ours.seconds / theirs.seconds:7.2f}   {ours.wall / theirs.wall:7.2f}")


def measure_memory(folder: Path) -> None:
    """The first release and one with one changed month, of 15, 60 and 240 months of the same size."""
    print(f"peak memory of the publisher and of the process that loads, months of {N_DOCUMENTS} documents")
    for scale, n_months in MONTHS_BY_SCALE.items():
        place = folder / scale
        with running_hub(place) as hub:
            docs = documents(n_months)
            first = release(hub, place, docs)
            docs[n_months // 2] = revised(docs[n_months // 2], 1)
            second = release(hub, place, docs)
        size = sum(f["n_bytes"] for f in snapshot_files(place)) / 1e6
        told = [f"{p.own_mb:5.0f} + {p.child_mb:4.0f} MB {p.seconds:6.1f} s" for p in (first, second)]
        print(f"  {scale:>4} {n_months:4} months {size:7.1f} MB   first {told[0]}   one month {told[1]}")
        shutil.rmtree(place)


def measure_months(folder: Path) -> None:
    """Six hundred small months: the first release, one with one changed month, both checked by a reader."""
    with running_hub(folder) as hub:
        docs = documents(N_MANY_MONTHS, first=-N_MANY_MONTHS // 2, n_documents=N_FEW, n_statements=N_FEW)
        for what in ("first release", "one month changed"):
            published = release(hub, folder, docs)
            sent = {request.path for request in hub.log.all("/storage/", "PUT")}
            n_portions, n_commits = (len(hub.log.all(part, "POST")) for part in ("/objects/batch", "/commit/"))
            print(
                f"{N_MANY_MONTHS} months, {what}: {published.seconds:.1f} s, {published.n_requests} requests, "
                f"{len(sent)} files in {n_portions} portions and {n_commits} commits, "
                f"{published.n_bytes / 1e3:,.0f} kB, memory {published.own_mb:.0f} + {published.child_mb:.0f} MB",
                flush=True,
            )
            checked = run(hub, folder, do="check", repository="press/releases")
            print(f"  verified and loaded: {checked.seconds:.1f} s, {checked.n_requests} requests", flush=True)
            docs[N_MANY_MONTHS // 3] = revised(docs[N_MANY_MONTHS // 3], 1)


@contextmanager
def running_hub(folder: Path) -> Iterator[Any]:
    """Provide a loopback Hub in a process of its own."""
    sys.path.insert(0, str(ROOT))
    from tests.hub.server import HubProcess

    folder.mkdir(exist_ok=True)
    hub = HubProcess(folder / "hub")
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


def release(hub: Any, folder: Path, docs: "list[list[Any]]") -> Publication:
    """Store the documents as a snapshot and publish it in a process."""
    from tests.release_corpus import snapshot_of

    snapshot = snapshot_of(folder / "lake", [doc for month in docs for doc in month])
    (folder / "snapshot.json").write_text(json.dumps([asdict(file) for file in snapshot.files]))
    (folder / "seeds").mkdir(exist_ok=True)
    (folder / "seeds" / "sources.toml").write_text(SOURCES)
    return run(hub, folder, do="publish", data=str(folder), files=str(folder / "snapshot.json"))


def snapshot_files(folder: Path) -> list[dict[str, Any]]:
    """Return the files of the snapshot that was published last."""
    found: list[dict[str, Any]] = json.loads((folder / "snapshot.json").read_text())
    return found


def run(hub: Any, folder: Path, **request: Any) -> Publication:
    """One publication in a process of its own."""
    hub.log.clear()
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, "--child", json.dumps(request)],
        env=hub.environment(folder / "home") | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - began
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    told = json.loads(done.stdout)
    return Publication(**told, wall=wall, n_bytes=hub.log.received(), n_requests=len(hub.log.all()))


# ── in the child ────────────────────────────────────────────────────────────────────────────────────────────────────


def publish(data: str, files: str) -> dict[str, float]:
    """Do what `onrecord publish` does after checking the lake, with the snapshot of `files` in place of its head."""
    import os

    from pipeline.publish.load_process import loading
    from pipeline.settings import make_settings

    settings = make_settings(data=data, seeds=f"{data}/seeds", hub_endpoint=os.environ["HF_ENDPOINT"])
    token = os.environ["HF_TOKEN"]
    with loading(settings.hub_endpoint, token) as loader:
        from pipeline.lake.snapshot import Snapshot, StoredFile
        from pipeline.lake.storage import Storage
        from pipeline.parse.sources import read_publishers
        from pipeline.publish.addresses import hub_address_of
        from pipeline.publish.hub import opening  # noqa: F401 (imports are not counted, and a target has some of its own)
        from pipeline.publish.releasing import request_of
        from pipeline.publish.target import release_to
        from pipeline.publish.targets import TargetOptions, open_target

        stored = tuple(StoredFile(**values) for values in json.loads(Path(files).read_text()))
        snapshot = Snapshot(Storage(settings.lake), stored, ())
        options = TargetOptions(settings.hub_endpoint, token, loader=loader)

        def act() -> None:
            with open_target(hub_address_of("press/releases"), options) as target:
                request = replace(request_of(settings, DAY), publishers=read_publishers(SOURCES).by_key)
                release_to(target, snapshot, request, lambda line: print(line, file=sys.stderr))

        seconds = timed(act)
    return {"seconds": seconds} | memory()


def push(repository: str, files: dict[str, str]) -> dict[str, float]:
    """Do what many do instead: load the month's tables and push each as a config."""
    from datasets import Dataset

    def act() -> None:
        for table, path in files.items():
            Dataset.from_parquet(path, cache_dir=str(Path(path).parents[2] / "cache")).push_to_hub(repository, table)

    return {"seconds": timed(act)} | memory()


def check(repository: str) -> dict[str, float]:
    """Verify the newest release as a person does, and load its largest table."""
    from datasets import load_dataset

    def act() -> None:
        subprocess.run(
            [Path(sys.executable).with_name("onrecord"), "verify", repository], check=True, stdout=sys.stderr
        )
        n_rows = len(load_dataset(repository, "statements", split="train"))
        if n_rows != N_MANY_MONTHS * N_FEW * N_FEW:
            raise ValueError(f"{n_rows} statements")

    return {"seconds": timed(act)} | memory()


def timed(act: Callable[[], None]) -> float:
    """Return the seconds that `act` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def memory() -> dict[str, float]:
    """Return the highest resident memory so far of this process and of its largest child that has ended, in MB."""
    own = int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0])
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"own_mb": own / 1e3, "child_mb": child / 1e3}


# ── the corpus ──────────────────────────────────────────────────────────────────────────────────────────────────────


def month_name(number: int) -> str:
    """Return the month with this number, from January 2000."""
    return f"{2000 + number // 12}-{number % 12 + 1:02d}"


def documents(
    n_months: int, first: int = 0, n_documents: int = N_DOCUMENTS, n_statements: int = N_STATEMENTS
) -> "list[list[Any]]":
    """Return the documents by month: made-up words from made-up speakers, the same in every run."""
    from tests.release_corpus import Doc

    chance = random.Random(7)
    words = ["".join(chance.choice("aeiouklmnprstw") for _ in range(chance.randint(3, 10))) for _ in range(3000)]
    speakers = [f"{chance.choice(words).title()} {chance.choice(words).title()}" for _ in range(400)]

    def quote() -> tuple[str, str]:
        return chance.choice(speakers), "Dienstag " + " ".join(chance.choices(words, k=30)) + "."

    return [
        [
            Doc(
                f"{month_name(m)}-{n}",
                datetime.date.fromisoformat(f"{month_name(m)}-{n % 28 + 1:02d}"),
                tuple(quote() for _ in range(n_statements)),
            )
            for n in range(n_documents)
        ]
        for m in range(first, first + n_months)
    ]


def revised(docs: "list[Any]", attempt: int) -> "list[Any]":
    """Return a month in which every document was corrected."""
    return [doc.revised(quotes=(*doc.quotes[:-1], ("Nora Neu", f"Dienstag, zum {attempt}. Mal."))) for doc in docs]


if __name__ == "__main__":
    sys.exit(main())
