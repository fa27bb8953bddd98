"""How cost grows with the corpus: builds of 1,000, 10,000 and 100,000 documents, measured as people run them.

`python bench/scale.py --documents 1000,10000` prints a line for each corpus: seconds of each run, documents/s of the
annotating run and of `onrecord annotate` on the same texts (the mean of one before and one after, since a machine is
not always equally fast), peak memory of the parent and of its workers, files and bytes a document. `--months` takes
several too: 200 months × 50 documents next to 1 × 10,000 are `--documents 10000 --months 1,200`. Figures are appended
to `--figures`, and what stands there for this code is not measured again, so that an interrupted measurement continues.
The corpus is `bench/variations.py`.
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
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from statistics import mean

import psutil
from dagster import DagsterInstance

from bench.variations import ROOT, variations

COMMAND = (sys.executable, "-c", "from pipeline.cli import main; main()")
_SECONDS_BETWEEN_SAMPLES = 0.2
# `annotate` streams: its documents/s are those of any part of a corpus that is long beside its start.
_MOST_ANNOTATED = 10_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What one corpus cost. Memory is resident memory in MB: of the parent, and of its children together.

    Seconds are of wall time; those of processor time (`cpu`) are of a command with all its workers, and say how the two
    compare on a machine that has other things to do.
    """

    code: str
    documents: int
    months: int
    jobs: int
    characters: int
    annotate_per_s: float
    annotate_cpu_s: float
    build_cpu_s: float
    index_s: float
    annotating_s: float
    release_s: float
    build_s: float
    again_s: float
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
        return (
            f"{self.documents:>7,} documents in {self.months:>3} months, {self.jobs} jobs | annotate "
            f"{self.annotate_per_s:6.1f}/s, in the build {self.annotating_per_s:6.1f}/s "
            f"({self.annotating_per_s / self.annotate_per_s:.2f}) | index {self.index_s:.1f} s, annotating "
            f"{self.annotating_s:.1f} s, release {self.release_s:.1f} s, whole {self.build_s:.1f} s "
            f"({self.documents / self.build_s:.1f}/s), again {self.again_s:.1f} s | processor "
            f"{self.annotate_cpu_s:.0f} s for annotate, {self.build_cpu_s:.0f} s for the build | "
            f"peak {self.parent_mb:.0f} MB and {self.workers_mb:.0f} MB in workers | "
            f"{self.files} files, {self.bytes_per_document:,.0f} bytes a document"
        )


def main() -> int:
    """Measure what is asked for and not known yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="1000,10000", help="sizes of the corpora, with commas between")
    parser.add_argument("--months", default="24", help="numbers of months to spread them over, with commas between")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that extract")
    parser.add_argument("--figures", type=Path, help="JSON lines of figures to go on from, and to add to")
    arguments = parser.parse_args()
    known = list(read_figures(arguments.figures)) if arguments.figures else []
    found = []
    for n_documents in map(int, arguments.documents.split(",")):
        for n_months in map(int, arguments.months.split(",")):
            wanted = (code_version(), n_documents, n_months, arguments.jobs)
            figures = next((f for f in known if (f.code, f.documents, f.months, f.jobs) == wanted), None)
            if figures is None:
                figures = measure(*wanted)
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


def measure(code: str, n_documents: int, n_months: int, jobs: int) -> Figures:
    """Build a corpus from nothing in a folder of its own, and once more with nothing to do."""
    with tempfile.TemporaryDirectory(prefix="onrecord-scale-") as name:
        folder = Path(name)
        n_characters = write_corpus(folder, n_documents, n_months)
        n_annotated = min(n_documents, _MOST_ANNOTATED)
        annotate = [*COMMAND, "annotate", "--jobs", str(jobs)]
        before = run(annotate, folder, stdin=folder / "documents.jsonl")
        first_line = folder / "first.jsonl"
        first_line.write_text((folder / "documents.jsonl").open(encoding="utf-8").readline(), encoding="utf-8")
        start = run([*COMMAND, "annotate"], folder, stdin=first_line)
        places = ["--seeds", folder / "seeds", "--data", folder / "data"]
        build = [*COMMAND, "build", *places, "--jobs", str(jobs), "--date", "2026-01-01"]
        built = run(build, folder)
        seconds = seconds_by_job(folder / "dagster")
        after = run(annotate, folder, stdin=folder / "documents.jsonl")
        again = run(build, folder)
        stored = [path.stat().st_size for path in (folder / "data" / "lake" / "files").rglob("*.parquet")]
        return Figures(
            code=code,
            documents=n_documents,
            months=n_months,
            jobs=jobs,
            characters=n_characters,
            annotate_per_s=round(n_annotated / (mean([before.seconds, after.seconds]) - start.seconds), 2),
            annotate_cpu_s=round(mean([before.cpu_seconds, after.cpu_seconds]) * n_documents / n_annotated, 1),
            build_cpu_s=round(built.cpu_seconds, 1),
            index_s=round(seconds["index_seeds"], 2),
            annotating_s=round(seconds["build_months"], 2),
            release_s=round(seconds["make_release"], 2),
            build_s=round(built.seconds, 2),
            again_s=round(again.seconds, 2),
            parent_mb=round(built.parent_bytes / 1e6, 1),
            workers_mb=round(built.children_bytes / 1e6, 1),
            files=len(stored),
            bytes_per_document=round(sum(stored) / n_documents, 1),
        )


def write_corpus(folder: Path, n_documents: int, n_months: int) -> int:
    """Return the corpus as seeds, one file each in a folder a month, its first documents as lines for `annotate`.

    Also return its size.
    """
    n_characters = 0
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as lines:
        for number, document in enumerate(variations(n_documents, n_months)):
            seed = folder / "seeds" / document.month / f"{document.document_id}.txt"
            seed.parent.mkdir(parents=True, exist_ok=True)
            seed.write_text(document.as_seed(), encoding="utf-8")
            if number < _MOST_ANNOTATED:
                lines.write(document.as_line() + "\n")
            n_characters += len(document.text)
    return n_characters


@dataclass(frozen=True, slots=True)
class Measured:
    """A command's seconds of wall and processor time, and its most resident memory in bytes: own and children's."""

    seconds: float
    cpu_seconds: float
    parent_bytes: int
    children_bytes: int


def run(command: Sequence[str | Path], folder: Path, stdin: Path | None = None) -> Measured:
    """Run `command` on a Dagster instance of its own, and measure it. Exits when it fails."""
    home = folder / "dagster"
    home.mkdir(exist_ok=True)
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    environment = {**os.environ, "DAGSTER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    output = folder / "output"
    with output.open("wb") as sink, (stdin or Path(os.devnull)).open("rb") as source:
        began, cpu_before = time.perf_counter(), cpu_seconds_of_children()
        parts = [str(part) for part in command]
        process = subprocess.Popen(parts, stdin=source, stdout=sink, stderr=subprocess.STDOUT, env=environment)
        peak = [0, 0]
        ended = threading.Event()
        sampler = threading.Thread(target=sample, args=(process.pid, ended, peak))
        sampler.start()
        status = process.wait()
        seconds = time.perf_counter() - began
        ended.set()
        sampler.join()
    if status:
        sys.exit(f"{' '.join(parts)}: exit status {status}\n{output.read_text(errors='replace')[-2000:]}")
    return Measured(seconds, cpu_seconds_of_children() - cpu_before, *peak)


def cpu_seconds_of_children() -> float:
    """Processor time of all commands so far that have ended, with the processes that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def sample(pid: int, ended: threading.Event, peak: list[int]) -> None:
    """Until `ended`, keep in `peak` the most memory that the process and its children have had."""
    while not ended.wait(_SECONDS_BETWEEN_SAMPLES):
        try:
            parent = psutil.Process(pid)
            peak[0] = max(peak[0], parent.memory_info().rss)
            peak[1] = max(peak[1], sum(child.memory_info().rss for child in parent.children(recursive=True)))
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
