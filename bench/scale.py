"""How cost grows with the corpus: builds of 1,000, 10,000 and 100,000 documents, measured as people run them.

`python bench/scale.py --documents 1000,10000` prints a line for each corpus: seconds of each run, documents/s of the
annotating run and of `onrecord annotate` on the same texts (the mean of one before and one after, since a machine is
not always equally fast), peak memory of the parent and of its workers, files and bytes a document. `--months` takes
several too: 200 months × 50 documents next to 1 × 10,000 are `--documents 10000 --months 1,200`. Figures are appended
to `--figures`, and what stands there for this code is not measured again, so that an interrupted measurement continues.
The corpus is `bench/variations.py`, one file each, or `--documents-a-file` of them in files of JSON Lines.

With `--cluster` a Dask cluster of `--jobs` workers builds, with seeds and data in an object store, all of them on
127.0.0.1 (`bench/loopback.py`); `annotate` is not measured then. Seconds of processor time include scheduler and
workers, and not the store.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from statistics import mean

import psutil
from dagster import DagsterInstance

from bench.loopback import Place, elsewhere, upload
from bench.variations import ROOT, Variation, variations
from pipeline.lake.storage import Storage

COMMAND = (sys.executable, "-c", "from pipeline.cli import main; main()")
_SECONDS_BETWEEN_SAMPLES = 0.2
# `annotate` streams: its documents/s are those of any part of a corpus that is long beside its start.
_MOST_ANNOTATED = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What one corpus cost. Memory is resident memory in MB: of the parent, and of its children together.

    Seconds are of wall time; those of processor time (`cpu`) are of a command with all its workers, and say how the two
    compare on a machine that has other things to do. `planning_cpu_s` is that of the build's own process alone, which
    no other one shares; `store_cpu_s` that of the object store beside a cluster. `annotate` is not measured there.
    """

    code: str
    documents: int
    months: int
    jobs: int
    is_cluster: bool
    documents_a_file: int
    characters: int
    annotate_per_s: float | None
    annotate_cpu_s: float | None
    build_cpu_s: float
    planning_cpu_s: float
    store_cpu_s: float
    index_s: float
    annotating_s: float
    release_s: float
    build_s: float
    again_s: float
    again_cpu_s: float
    parent_mb: float
    workers_mb: float
    files: int
    bytes_per_document: float

    @property
    def annotating_per_s(self) -> float:
        """Documents a second of the annotating run, from its start to its end as Dagster has them."""
        return self.documents / self.annotating_s

    def line(self) -> str:
        """Return the figures for a person."""
        where = "jobs" if not self.is_cluster else "workers of a cluster"
        annotate = store = ""
        if self.annotate_per_s is not None:
            share = self.annotating_per_s / self.annotate_per_s
            annotate = f"annotate {self.annotate_per_s:.1f}/s for {self.annotate_cpu_s:.0f} s of processor time, "
            annotate += f"the build annotates {share:.2f} times as fast | "
        if self.is_cluster:
            store = f", {self.store_cpu_s:.0f} s beside it for the store"
        return (
            f"{self.documents:>7,} documents in {self.months:>3} months, {self.jobs} {where} | {annotate}"
            f"index {self.index_s:.1f} s, annotating {self.annotating_s:.1f} s ({self.annotating_per_s:.1f}/s), "
            f"release {self.release_s:.1f} s, whole {self.build_s:.1f} s, again {self.again_s:.1f} s | processor "
            f"{self.build_cpu_s:.0f} s ({1000 * self.build_cpu_s / self.documents:.1f} ms a document), "
            f"{self.planning_cpu_s:.0f} s of it in the build's own process, again {self.again_cpu_s:.1f} s{store} | "
            f"peak {self.parent_mb:.0f} MB and {self.workers_mb:.0f} MB in workers | "
            f"{self.files} files, {self.bytes_per_document:,.0f} bytes a document"
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured, and with which code."""

    code: str
    documents: int
    months: int
    jobs: int
    is_cluster: bool = False
    documents_a_file: int = 1

    def is_of(self, figures: Figures) -> bool:
        """True if these are its figures."""
        return all(getattr(figures, name) == value for name, value in asdict(self).items())


def main() -> int:
    """Measure what is asked for and not known yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="1000,10000", help="sizes of the corpora, with commas between")
    parser.add_argument("--months", default="24", help="numbers of months to spread them over, with commas between")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that extract")
    parser.add_argument("--figures", type=Path, help="JSON lines of figures to go on from, and to add to")
    parser.add_argument("--cluster", action="store_true", help="build on a Dask cluster, from and to an object store")
    parser.add_argument("--documents-a-file", type=int, default=1, help="documents in a seed file, JSON Lines if many")
    arguments = parser.parse_args()
    known = list(read_figures(arguments.figures)) if arguments.figures else []
    found = []
    for n_documents in map(int, arguments.documents.split(",")):
        for n_months in map(int, arguments.months.split(",")):
            wanted = Wanted(
                code_version(), n_documents, n_months, arguments.jobs, arguments.cluster, arguments.documents_a_file
            )
            figures = next((f for f in known if wanted.is_of(f)), None)
            if figures is None:
                figures = measure(wanted)
                if arguments.figures:
                    with arguments.figures.open("a", encoding="utf-8") as lines:
                        lines.write(json.dumps(asdict(figures)) + "\n")
            print(figures.line(), flush=True)
            found.append(figures)
    show_linearity(found)
    return 0


def read_figures(path: Path) -> Iterator[Figures]:
    """Yield the figures measured before; lines of another form (an older script) are skipped."""
    names = {field.name for field in fields(Figures)}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        record = json.loads(line)
        if set(record) == names:
            yield Figures(**record)


def code_version() -> str:
    """Return the version of the code that is measured."""
    from pipeline.lake.fingerprint import code_version

    return code_version()


def measure(wanted: Wanted) -> Figures:
    """Build a corpus from nothing in a folder of its own, and once more with nothing to do."""
    with tempfile.TemporaryDirectory(prefix="onrecord-scale-") as name:
        folder = Path(name)
        n_characters = write_corpus(folder, wanted.documents, wanted.months, wanted.documents_a_file)
        before = start = None
        if not wanted.is_cluster:
            before, start = measure_annotate(folder, wanted.jobs)
        with place_of(wanted, folder) as place:
            if wanted.is_cluster:
                upload(folder / "seeds", place.seeds)
            places = ["--seeds", place.seeds, "--data", place.data, "--jobs", str(wanted.jobs)]
            build = [*COMMAND, "build", *places, "--date", "2026-01-01"]
            built = run(build, folder, place=place)
            seconds = seconds_by_job(folder / "dagster")
            stored = Storage(f"{place.data}/lake").sizes("files").values()
            again = run(build, folder, place=place)
        annotate_per_s = annotate_cpu_s = None
        if before is not None and start is not None:
            after, _ = measure_annotate(folder, wanted.jobs)
            n_annotated = min(wanted.documents, _MOST_ANNOTATED)
            annotate_per_s = round(n_annotated / (mean([before.seconds, after.seconds]) - start.seconds), 2)
            cpu_seconds = mean([before.cpu_seconds, after.cpu_seconds])
            annotate_cpu_s = round(cpu_seconds * wanted.documents / n_annotated, 1)
        return Figures(
            **asdict(wanted),
            characters=n_characters,
            annotate_per_s=annotate_per_s,
            annotate_cpu_s=annotate_cpu_s,
            build_cpu_s=round(built.cpu_seconds, 1),
            planning_cpu_s=round(built.parent_cpu_seconds, 1),
            store_cpu_s=round(built.store_cpu_seconds, 1),
            index_s=round(seconds["index_seeds"], 2),
            annotating_s=round(seconds["build_months"], 2),
            release_s=round(seconds["make_release"], 2),
            build_s=round(built.seconds, 2),
            again_s=round(again.seconds, 2),
            again_cpu_s=round(again.cpu_seconds, 2),
            parent_mb=round(built.parent_bytes / 1e6, 1),
            workers_mb=round(built.children_bytes / 1e6, 1),
            files=len(stored),
            bytes_per_document=round(sum(stored) / wanted.documents, 1),
        )


def measure_annotate(folder: Path, jobs: int) -> "tuple[Measured, Measured]":
    """Run `annotate` over the lines of the corpus, and over the first of them, which is what its start costs."""
    first_line = folder / "first.jsonl"
    with (folder / "documents.jsonl").open(encoding="utf-8") as lines:
        first_line.write_text(lines.readline(), encoding="utf-8")
    whole = run([*COMMAND, "annotate", "--jobs", str(jobs)], folder, stdin=folder / "documents.jsonl")
    return whole, run([*COMMAND, "annotate"], folder, stdin=first_line)


@contextmanager
def place_of(wanted: Wanted, folder: Path) -> Iterator[Place]:
    """Provide the place of the build: this folder, or a bucket beside a cluster."""
    if wanted.is_cluster:
        with elsewhere(folder / "cluster", wanted.jobs) as place:
            yield place
    else:
        yield Place(str(folder / "seeds"), str(folder / "data"), {})


def write_corpus(folder: Path, n_documents: int, n_months: int, n_a_file: int = 1) -> int:
    """Write the corpus as seeds, `n_a_file` in each, in a folder a month, its first documents as lines for `annotate`.

    Return its size.
    """
    n_characters = 0
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as lines:
        for number, document in enumerate(variations(n_documents, n_months)):
            write_seed(folder / "seeds" / document.month, document, number, n_a_file)
            if number < _MOST_ANNOTATED:
                lines.write(document.as_line() + "\n")
            n_characters += len(document.text)
    return n_characters


def write_seed(folder: Path, document: Variation, number: int, n_a_file: int) -> None:
    """Write a document as a file of its own, or to the file that its number falls into."""
    folder.mkdir(parents=True, exist_ok=True)
    if n_a_file == 1:
        (folder / f"{document.document_id}.txt").write_text(document.as_seed(), encoding="utf-8")
        return
    with (folder / f"{number // n_a_file}.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(document.as_line() + "\n")


@dataclass(frozen=True, slots=True)
class Measured:
    """A command's seconds of wall and processor time, and its most resident memory in bytes: own and children's.

    Workers of a cluster count as children, the object store beside it does not.
    """

    seconds: float
    cpu_seconds: float
    parent_bytes: int
    children_bytes: int
    parent_cpu_seconds: float
    store_cpu_seconds: float


_HERE = Place("", "", {})


def run(command: Sequence[str | Path], folder: Path, stdin: Path | None = None, place: Place = _HERE) -> Measured:
    """Run `command` on a Dagster instance of its own, and measure it. Exits when it fails."""
    home = folder / "dagster"
    home.mkdir(exist_ok=True)
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    environment = {**os.environ, **place.environment, "DAGSTER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    output = folder / "output"
    with output.open("wb") as sink, (stdin or Path(os.devnull)).open("rb") as source:
        began, cpu_before = time.perf_counter(), cpu_seconds_of_children() + cpu_seconds_of(place.workers)
        store = () if place.store is None else (place.store,)
        store_before = cpu_seconds_of(store)
        parts = [str(part) for part in command]
        process = subprocess.Popen(parts, stdin=source, stdout=sink, stderr=subprocess.STDOUT, env=environment)
        peak = Peak()
        ended = threading.Event()
        sampler = threading.Thread(target=peak.sample, args=(process.pid, place.workers, ended))
        sampler.start()
        status = process.wait()
        seconds = time.perf_counter() - began
        ended.set()
        sampler.join()
    if status:
        sys.exit(f"{' '.join(parts)}: exit status {status}\n{output.read_text(errors='replace')[-2000:]}")
    return Measured(
        seconds,
        cpu_seconds_of_children() + cpu_seconds_of(place.workers) - cpu_before,
        peak.parent_bytes,
        peak.children_bytes,
        peak.parent_cpu_seconds,
        cpu_seconds_of(store) - store_before,
    )


def cpu_seconds_of_children() -> float:
    """Processor time of all commands so far that have ended, with the processes that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_seconds_of(processes: Sequence[psutil.Process]) -> float:
    """Processor time so far of these processes, and of their children that have ended."""
    return sum(sum(process.cpu_times()[:4]) for process in processes)


@dataclass(slots=True)
class Peak:
    """The most memory that a process, and its children and workers together, have had; and its own processor time."""

    parent_bytes: int = 0
    children_bytes: int = 0
    parent_cpu_seconds: float = 0.0

    def sample(self, pid: int, workers: Sequence[psutil.Process], ended: threading.Event) -> None:
        """Look at the process until it has `ended`."""
        while not ended.wait(_SECONDS_BETWEEN_SAMPLES):
            try:
                parent = psutil.Process(pid)
                self.parent_cpu_seconds = sum(parent.cpu_times()[:2])
                self.parent_bytes = max(self.parent_bytes, parent.memory_info().rss)
                others = [*parent.children(recursive=True), *workers]
                self.children_bytes = max(self.children_bytes, sum(other.memory_info().rss for other in others))
            except psutil.Error:  # it, or one of its children, has just ended
                continue


def seconds_by_job(home: Path) -> dict[str, float]:
    """How long the last run of each job of the instance took."""
    with DagsterInstance.from_config(str(home)) as instance:
        records = instance.get_run_records()  # newest first
    return {r.dagster_run.job_name: (r.end_time or 0) - (r.start_time or 0) for r in reversed(records)}


def show_linearity(found: Sequence[Figures]) -> None:
    """How much more a document costs in a corpus than in the one before it, by size."""
    by_size = sorted(found, key=lambda figures: figures.documents)
    for small, large in pairwise(by_size):
        if large.documents > small.documents:
            n_times = large.documents / small.documents
            wall, cpu = large.build_s / small.build_s / n_times, large.build_cpu_s / small.build_cpu_s / n_times
            print(
                f"a document costs {wall:.2f} times the wall time and {cpu:.2f} times the processor time among "
                f"{large.documents:,} of what it costs among {small.documents:,}"
            )


if __name__ == "__main__":
    sys.exit(main())
