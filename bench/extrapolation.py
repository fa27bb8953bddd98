"""What an archive takes that is too large to be measured: core-hours, bytes, memory and price, from measured figures.

`python -m bench.extrapolation --documents 100000000` prints the table of docs/scaling.md. It reads the lines of
`bench.scale --figures` and `bench.rows --figures` in `bench/figures.jsonl`, and takes what one document
and one row more cost between the two largest corpora of each. All of it is taken to grow with the number of documents
and with their length; prices are assumptions, and are named in what is printed.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.rows import RowFigures, read_row_figures
from bench.scale import Figures, read_figures

FIGURES = Path(__file__).with_name("figures.jsonl")
_HOUR = 3600.0
# Of a whole release after the first: all corpus-wide tables are counted, and what changed is planned and written.
_FIRST_RELEASE = ("count", "plan", "write and verify")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is not measured: the archive's documents, their characters (None: as measured), machines and prices."""

    documents: int = 100_000_000
    characters: int | None = None
    workers: int = 64
    dollars_a_core_hour: float = 0.04
    dollars_a_gb_month: float = 0.023


@dataclass(frozen=True, slots=True)
class Archive:
    """What it takes. `serial_hours` are core-hours of the build's own process, a part of `build_core_hours`."""

    characters: int
    rows: float
    build_core_hours: float
    serial_hours: float
    release_core_hours: float
    lake_gb: float
    release_gb: float
    build_memory_gb: float
    release_memory_gb: float


def extrapolate(scale: Sequence[Figures], rows: Sequence[RowFigures], assumed: Assumptions) -> Archive:
    """Compute what the archive takes, from builds of two sizes at least and from releases of two sizes at least."""
    small, large = sorted(scale, key=lambda figures: figures.documents)[-2:]
    fewer, more = sorted(rows, key=lambda figures: figures.rows)[-2:]
    measured = large.characters / large.documents
    characters = assumed.characters or round(measured)
    n_documents = assumed.documents * characters / measured  # as many of the measured length
    n_rows = n_documents * more.rows / more.documents

    def by_document(of: Callable[[Figures], float]) -> float:
        return n_documents * (of(large) - of(small)) / (large.documents - small.documents)

    def by_row(of: Callable[[RowFigures], float]) -> float:
        return n_rows * (of(more) - of(fewer)) / (more.rows - fewer.rows)

    return Archive(
        characters=characters,
        rows=n_rows,
        build_core_hours=by_document(lambda found: found.build_cpu_s) / _HOUR,
        serial_hours=by_document(lambda found: found.planning_cpu_s) / _HOUR,
        release_core_hours=by_row(lambda found: sum(found.steps[name].cpu_s for name in _FIRST_RELEASE)) / _HOUR,
        lake_gb=by_document(lambda found: found.bytes_per_document * found.documents) / 1e9,
        release_gb=by_row(lambda found: found.release_bytes) / 1e9,
        build_memory_gb=by_document(lambda found: found.parent_mb) / 1e3,
        release_memory_gb=by_row(lambda found: max(found.steps[name].peak_mb for name in _FIRST_RELEASE)) / 1e3,
    )


def table(columns: Sequence[tuple[Assumptions, Archive]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown, a column for each of the `columns`."""
    heads = [f"{assumed.documents:,} documents of {found.characters:,} characters" for assumed, found in columns]
    yield f"| | {' | '.join(heads)} |"
    yield f"|---|{'---|' * len(columns)}"
    values = [_values(assumed, found) for assumed, found in columns]
    for name in values[0]:
        yield f"| {name} | {' | '.join(column[name] for column in values)} |"


def _values(assumed: Assumptions, found: Archive) -> dict[str, str]:
    core_hours = found.build_core_hours + found.release_core_hours
    hours = max(found.serial_hours, (found.build_core_hours - found.serial_hours) / assumed.workers)
    stored = found.lake_gb + found.release_gb
    return {
        "rows released": f"{found.rows / 1e9:.1f} billion",
        "core-hours to build all months": f"{found.build_core_hours:,.0f}",
        "of these in the build's own process": f"{found.serial_hours:,.1f}",
        f"hours to build them with {assumed.workers} workers, at least": f"{hours:,.1f}",
        "core-hours to count, plan, write and verify a release": f"{found.release_core_hours:,.1f}",
        "files of the lake": f"{found.lake_gb:,.0f} GB",
        "files of a release": f"{found.release_gb:,.0f} GB",
        "memory of the build's own process": f"{found.build_memory_gb:,.0f} GB",
        "memory of a release": f"{found.release_memory_gb:,.0f} GB",
        f"core-hours at ${assumed.dollars_a_core_hour} each": f"${core_hours * assumed.dollars_a_core_hour:,.0f}",
        f"lake and one release at ${assumed.dollars_a_gb_month} a GB and month": (
            f"${stored * assumed.dollars_a_gb_month:,.0f} a month"
        ),
    }


def table_of(path: Path, assumed: Sequence[Assumptions]) -> Iterator[str]:
    """Yield the table for these assumptions, from figures in a file: builds on a cluster, releases of open texts."""
    scale = [figures for figures in read_figures(path) if figures.is_cluster]
    rows = [figures for figures in read_row_figures(path) if not figures.is_restricted]
    yield from table([(one, extrapolate(scale, rows, one)) for one in assumed])


LENGTHS = (None, 3_000)
"""The characters of a document that docs/scaling.md has columns for: as measured, and those of a longer article."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Assumptions()
    parser.add_argument("--documents", type=int, default=default.documents)
    parser.add_argument("--workers", type=int, default=default.workers)
    parser.add_argument("--dollars-a-core-hour", type=float, default=default.dollars_a_core_hour)
    parser.add_argument("--dollars-a-gb-month", type=float, default=default.dollars_a_gb_month)
    parser.add_argument("--figures", type=Path, default=FIGURES, help="JSON lines of bench.scale and bench.rows")
    given = vars(parser.parse_args())
    path = given.pop("figures")
    print("\n".join(table_of(path, [Assumptions(characters=length, **given) for length in LENGTHS])))


if __name__ == "__main__":
    main()
