"""What one new document costs in months of different sizes: seconds of a whole build, and documents annotated.

`python -m bench.one_document --documents 10,1000,10000` builds each month from nothing, adds one document and builds
again, `--times` times; the least of these counts. All documents are in one month, one file each, from
`bench/variations.py`. It also edits one title and one publisher's rights, which should annotate nothing.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.scale import Measured, run, seconds_by_job
from bench.variations import Variation, variations

# Counts the texts that are annotated. With one job they are annotated in the process of the command.
_COUNTING = """
import atexit, pathlib, sys
import pipeline.lake.tasks as tasks
annotate, count = tasks.annotate, [0]
def counted(*given, **named):
    count[0] += 1
    return annotate(*given, **named)
tasks.annotate = counted
atexit.register(lambda: pathlib.Path("annotated.txt").write_text(str(count[0])))
from pipeline.cli import main
main()
"""


@dataclass(frozen=True, slots=True)
class Built:
    """One build: its seconds, and how many texts it annotated."""

    measured: Measured
    n_annotated: int
    seconds: dict[str, float]

    def line(self, what: str) -> str:
        """Return the figures for a person."""
        jobs = ", ".join(f"{job} {taken:.1f}" for job, taken in self.seconds.items())
        return (
            f"  {what:34} {self.measured.seconds:7.2f} s, processor {self.measured.cpu_seconds:7.2f} s ({jobs}), "
            f"{self.n_annotated:,} annotated"
        )


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="10,200", help="sizes of the month, with commas between")
    parser.add_argument("--times", type=int, default=3, help="how often one document is added")
    arguments = parser.parse_args()
    least: list[float] = []
    for n_documents in map(int, arguments.documents.split(",")):
        least.append(measure(n_documents, arguments.times))
        print(f"  {least[-1] / least[0]:.2f} times the processor time of the smallest month", flush=True)
    return 0


def measure(n_documents: int, n_times: int) -> float:
    """Print what each build of a month of `n_documents` costs; return the least processor seconds for one more."""
    with tempfile.TemporaryDirectory(prefix="onrecord-one-") as name:
        folder = Path(name)
        more = list(variations(n_documents + n_times, 1))
        for document in more[:n_documents]:
            write(folder, document)
        print(f"{n_documents:,} documents in one month", flush=True)
        print(build(folder).line("from nothing"), flush=True)
        _print_sizes(folder)
        added = []
        for document in more[n_documents:]:
            write(folder, document)
            added.append(build(folder))
            print(added[-1].line("one new document"), flush=True)
        write(folder, more[0], title="Another title")
        print(build(folder).line("one title edited"), flush=True)
        (folder / "seeds" / "sources.toml").write_text('[unknown]\nname = "Somebody"\nredistribution = "metadata"\n')
        print(build(folder).line("rights of all edited"), flush=True)
        return min(built.measured.cpu_seconds for built in added)


def write(folder: Path, document: Variation, **header: str) -> None:
    """Write the document as a seed, with more lines in its header if given."""
    seed = folder / "seeds" / document.month / f"{document.document_id}.txt"
    seed.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{key}: {value}\n" for key, value in header.items())
    seed.write_text(lines + document.as_seed(), encoding="utf-8")


def build(folder: Path) -> Built:
    """Run `onrecord build` with one job."""
    places = ["--seeds", folder / "seeds", "--data", folder / "data", "--jobs", "1", "--date", "2026-01-01"]
    command: list[str | Path] = [sys.executable, "-c", f"import os; os.chdir({str(folder)!r})\n{_COUNTING}", "build"]
    measured = run([*command, *places], folder)
    return Built(measured, int((folder / "annotated.txt").read_text()), seconds_by_job(folder / "dagster"))


def _print_sizes(folder: Path) -> None:
    """Print what the lake takes, and how much of it is read only by builds."""
    lake = folder / "data" / "lake"
    sizes = {
        part: sum(p.stat().st_size for p in (lake / part).rglob("*") if p.is_file()) for part in ("files", "seeds")
    }
    print("  " + ", ".join(f"{part} {size / 1e6:.2f} MB" for part, size in sizes.items()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
