"""What a release of many rows takes: seconds and memory of counting, planning, writing and verifying it.

`python -m bench.rows --rows 100000,1000000` writes a lake of so many released rows (`bench/synthetic_lake.py`), counts
the tables of the whole corpus, releases it to a folder, verifies that folder, and then does so again after one month
has changed. Each step is a process of its own, so that its peak memory is its own; planning and writing are two parts
of one. `--months 1,10` with two numbers of rows keeps the months as large while the corpus grows. With `--restricted`
no text may be redistributed in whole. Figures are appended to `--figures`.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from bench.variations import ROOT

DAY = date(2026, 1, 1)
_SOURCES = '[unknown]\nname = "Somebody"\nredistribution = "quotes"\n'
_OPEN, _RESTRICTED = "full_text", "quotes"


@dataclass(frozen=True, slots=True)
class Step:
    """What a step took: seconds of wall and of processor time, and the most resident memory in MB."""

    seconds: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class RowFigures:
    """What a release of one lake took, by step; `rows` are those of the months that are released."""

    code: str
    rows: int
    documents: int
    months: int
    is_restricted: bool
    actors: int
    lake_bytes: int
    release_bytes: int
    manifest_bytes: int
    card_bytes: int
    files: int
    steps: dict[str, Step]

    def lines(self) -> Iterator[str]:
        """Yield the figures for a person."""
        level = "restricted" if self.is_restricted else "open"
        yield (
            f"{self.rows:,} rows of {self.documents:,} {level} documents in {self.months} months, {self.actors:,} "
            f"actors: lake {self.lake_bytes / 1e6:,.0f} MB, release {self.release_bytes / 1e6:,.0f} MB in {self.files} "
            f"files, manifest {self.manifest_bytes / 1e3:,.0f} kB, card {self.card_bytes / 1e3:,.0f} kB"
        )
        for name, step in self.steps.items():
            yield (
                f"  {name:28} {step.seconds:7.1f} s, processor {step.cpu_s:7.1f} s "
                f"({1e6 * step.cpu_s / self.rows:6.2f} µs a row), peak {step.peak_mb:6.0f} MB"
            )


def main() -> int:
    """Measure what is asked for, or do one step when started by itself."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="100000,1000000", help="released rows of the lakes, with commas between")
    parser.add_argument("--months", default="12", help="months to spread them over: for all lakes, or one each")
    parser.add_argument("--restricted", action="store_true", help="no text may be redistributed in whole")
    parser.add_argument("--figures", type=Path, help="JSON lines of figures to add to")
    parser.add_argument("--step", choices=_STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        rows = int(arguments.rows)
        told = _STEPS[arguments.step](arguments.folder, rows, int(arguments.months), arguments.restricted)
        json.dump(told, sys.stdout)
        return 0
    found: list[RowFigures] = []
    sizes, months = ([int(number) for number in given.split(",")] for given in (arguments.rows, arguments.months))
    for n_rows, n_months in zip(sizes, months * len(sizes) if len(months) == 1 else months, strict=True):
        figures = measure(n_rows, n_months, is_restricted=arguments.restricted)
        print("\n".join(figures.lines()), flush=True)
        found.append(figures)
        if arguments.figures:
            with arguments.figures.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(figures)) + "\n")
    for small, large in pairwise(found):
        print("\n".join(growth(small, large)))
    return 0


def read_row_figures(path: Path) -> Iterator[RowFigures]:
    """Yield the figures of a file; lines of another form are skipped."""
    names = {field.name for field in fields(RowFigures)}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        record = json.loads(line)
        if set(record) == names:
            steps = {name: Step(**step) for name, step in record.pop("steps").items()}
            yield RowFigures(**record, steps=steps)


def growth(small: RowFigures, large: RowFigures) -> Iterator[str]:
    """Yield for each step how much more a row costs in the larger lake, and the memory of one more row."""
    n_more = large.rows - small.rows
    for name, step in large.steps.items():
        before = small.steps[name]
        times = step.cpu_s / large.rows / (before.cpu_s / small.rows)
        more_bytes = (step.peak_mb - before.peak_mb) * 1e6 / n_more
        yield (
            f"{name}: a row costs {times:.2f} times the processor time among {large.rows:,} of what it costs among "
            f"{small.rows:,}, and {more_bytes:.0f} bytes of memory more"
        )


def measure(n_rows: int, n_months: int, *, is_restricted: bool) -> RowFigures:
    """Write a lake in a folder of its own, and release it in one process after another."""
    from pipeline.lake.fingerprint import code_version
    from pipeline.release.manifest import MANIFEST

    with tempfile.TemporaryDirectory(prefix="onrecord-rows-") as name:
        folder = Path(name)

        def step(what: str) -> dict[str, dict[str, float]]:
            flags = ["--rows", str(n_rows), "--months", str(n_months), "--folder", name, "--step", what]
            command = [sys.executable, "-W", "ignore", "-m", "bench.rows", *flags]
            done = subprocess.run(
                [*command, *(["--restricted"] if is_restricted else [])], cwd=ROOT, capture_output=True, check=False
            )
            if done.returncode:
                sys.exit(f"{what}: {done.stderr.decode(errors='replace')[-3000:]}")
            told: dict[str, dict[str, float]] = json.loads(done.stdout)
            return told

        made = step("make")["facts"]
        steps = step("count") | step("release") | step("verify") | step("change")
        shutil.rmtree(folder / "releases" / "1.0.0")  # the disk may not hold three
        files = json.loads((folder / "snapshot.json").read_text())
        version = max(path for path in (folder / "releases").iterdir() if path.is_dir())
        released = [path for path in version.rglob("*") if path.is_file()]
        return RowFigures(
            code=code_version(),
            rows=int(made["rows"]),
            documents=int(made["documents"]),
            months=int(made["months"]),
            is_restricted=is_restricted,
            actors=next(file["n_rows"] for file in files if file["table"] == "actors"),
            lake_bytes=sum(file["n_bytes"] for file in files),
            release_bytes=sum(path.stat().st_size for path in released),
            manifest_bytes=(version / MANIFEST).stat().st_size,
            card_bytes=(version / "README.md").stat().st_size,
            files=len(released),
            steps={name: Step(**told) for name, told in steps.items()},
        )


# ── in a process of its own ─────────────────────────────────────────────────────────────────────────────────────────

Told = dict[str, dict[str, float]]


def make(folder: Path, n_rows: int, n_months: int, is_restricted: bool) -> Told:
    """Write the months, and those after one of them changes."""
    from bench.synthetic_lake import make_template, with_another_month, write_lake

    template = make_template(folder)
    level = _RESTRICTED if is_restricted else _OPEN
    snapshot = write_lake(str(folder / "lake"), template, n_rows, n_months, level=level)
    n_documents = sum(file.n_rows for file in snapshot.of("documents"))
    changed = with_another_month(snapshot, template, n_documents // template.n_documents, level=level)
    _keep(snapshot, folder / "snapshot.json")
    _keep(changed, folder / "changed.json")
    months = {file.month for file in snapshot.files}
    n_released = n_documents // template.n_documents * template.n_released
    return {"facts": {"rows": n_released, "documents": n_documents, "months": len(months)}}


def count(folder: Path, n_rows: int, n_months: int, is_restricted: bool) -> Told:
    """Count the tables of the whole corpus."""
    return _count(folder, "snapshot.json", "count")


def release(folder: Path, n_rows: int, n_months: int, is_restricted: bool) -> Told:
    """Plan the first release, then write and verify it."""
    return _release(folder, "snapshot.json", is_restricted, ("plan", "write and verify"))


def verify(folder: Path, n_rows: int, n_months: int, is_restricted: bool) -> Told:
    """Verify the folder of the first release, as anybody can."""
    from pipeline.lake.storage import Storage
    from pipeline.release.verify import verify_release

    with _measured("verify again", told := {}):
        findings = verify_release(Storage(str(folder / "releases" / "1.0.0")))
    if findings:
        sys.exit(f"findings: {findings[:3]}")
    return told


def change(folder: Path, n_rows: int, n_months: int, is_restricted: bool) -> Told:
    """Count and release again after one month has changed."""
    told = _count(folder, "changed.json", "count, one month new")
    names = ("plan, one month new", "write and verify, one new")
    return told | _release(folder, "changed.json", is_restricted, names)


_STEPS = {"make": make, "count": count, "release": release, "verify": verify, "change": change}


def _count(folder: Path, name: str, what: str) -> Told:
    from pipeline.lake.corpus import recount

    snapshot = _kept(folder / name)
    with _measured(what, told := {}):
        counted = recount(snapshot)
    _keep(counted, folder / name)
    return told


def _release(folder: Path, name: str, is_restricted: bool, names: tuple[str, str]) -> Told:
    from pipeline.parse.sources import read_publishers
    from pipeline.publish.folder import FolderTarget
    from pipeline.publish.releasing import request_of
    from pipeline.publish.target import plan_for, show_release
    from pipeline.release.plan import ReleasePlan
    from pipeline.settings import make_settings

    settings = make_settings(data=str(folder), seeds=str(folder / "seeds"))
    publishers = read_publishers(_SOURCES).by_key if is_restricted else {}
    request = replace(request_of(settings, DAY), publishers=publishers)
    target, snapshot = FolderTarget(str(folder / "releases")), _kept(folder / name)
    planning, writing = names
    with _measured(planning, told := {}):
        plan = plan_for(target, snapshot, request)
    if not isinstance(plan, ReleasePlan):
        sys.exit(f"nothing to release: {plan}")
    with _measured(writing, told):
        show_release(target, plan)
    return told


@contextmanager
def _measured(what: str, told: Told) -> Iterator[None]:
    """Add to `told` what the block takes; its peak counts from now on, memory that is in use included."""
    Path("/proc/self/clear_refs").write_text("5")
    began, before = time.perf_counter(), _cpu_seconds()
    yield
    (peak,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    seconds, cpu_s = time.perf_counter() - began, _cpu_seconds() - before
    peak_mb = int(peak.split()[1]) * 1024 / 1e6
    told[what] = {"seconds": round(seconds, 2), "cpu_s": round(cpu_s, 2), "peak_mb": round(peak_mb, 1)}


def _cpu_seconds() -> float:
    """Processor time so far of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _keep(snapshot: "Snapshot", path: Path) -> None:  # noqa: F821
    path.write_text(json.dumps([asdict(file) for file in snapshot.files]), encoding="utf-8")


def _kept(path: Path) -> "Snapshot":  # noqa: F821
    from pipeline.lake.snapshot import Snapshot, StoredFile
    from pipeline.lake.storage import Storage

    files: Sequence[StoredFile] = [StoredFile(**values) for values in json.loads(path.read_text(encoding="utf-8"))]
    return Snapshot(Storage(str(path.parent / "lake")), tuple(files), ())


if __name__ == "__main__":
    sys.exit(main())
