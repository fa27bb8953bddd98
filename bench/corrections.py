"""What corrections cost: seconds of reading and planning them among many documents, and of builds that apply them.

`python -m bench.corrections --lines 100000 --planned 1000000 --documents 10000` first writes so many lines about a
thousandth, a hundredth and a tenth of the planned documents (made up, without texts), reads them and finds their
documents, as every build does. Then it builds a corpus of `bench/variations.py`, and builds again after each round of
corrections that confirm what was found: of ten documents in one month, then of a hundredth, a tenth and all documents.
Each of these builds should annotate nothing, and cost by the documents that are judged, on top of a build with nothing
new in its months.
"""

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.scale import Measured, run, write_corpus
from pipeline.corrections.judgement import COLUMNS
from pipeline.corrections.reading import read_corrections
from pipeline.identity import make_id
from pipeline.lake.head import take_snapshot
from pipeline.lake.judged_documents import PLANNED_FIELDS, assign
from pipeline.lake.storage import Storage

_SHARES = (1_000, 100, 10)
_DOCUMENTS_A_FILE = 500
_MONTHS = 12
_FEW = 10
_QUOTED = {"statements": "type", "dates": "value"}

Line = Mapping[str, str]


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000, help="corrections that are read and planned")
    parser.add_argument("--planned", type=int, default=1_000_000, help="documents among which they find theirs")
    parser.add_argument("--documents", type=int, default=10_000, help="documents of the corpus that is built")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-corrections-") as name:
        plan(Path(name) / "planned", arguments.lines, arguments.planned)
        apply(Path(name) / "built", arguments.documents)
    return 0


def plan(folder: Path, n_lines: int, n_documents: int) -> None:
    """Print what it costs to read lines and find their documents, which are more and more of those there are."""
    planned = planned_documents(n_documents)
    ids = planned["document_id"].to_pylist()
    for share in _SHARES:
        judged = ids[::share]
        n_each = max(1, n_lines // len(judged))
        lines = (
            {"document": document, "table": "statements", "quote": f"words {number}", "verdict": "confirm"}
            for document in judged
            for number in range(n_each)
        )
        n_written = write_lines(folder, islice(lines, n_lines))
        begun = time.perf_counter()
        corrections = read_corrections(str(folder))
        read = time.perf_counter()
        _, months = assign(planned, corrections)
        done = time.perf_counter()
        n_found = sum(len(month.documents) for month in months.values())
        print(
            f"{n_written:,} lines about {n_found:,} of {n_documents:,} documents: read in {read - begun:.1f} s, "
            f"their documents found in {done - read:.1f} s",
            flush=True,
        )


def planned_documents(n_documents: int) -> pa.Table:
    """Return as many documents as a plan has them, in months of as many days."""
    numbers = np.arange(n_documents)
    ids = [make_id("doc", str(number)) for number in numbers]
    months = [f"{1990 + number * 30 // n_documents:04}-{number % 12 + 1:02}" for number in numbers.tolist()]
    nothing = pa.nulls(n_documents, pa.string())
    return pa.table(
        {
            "document_id": ids,
            "text_sha256": [document.removeprefix("doc_") * 4 for document in ids],
            "month": months,
            "is_annotated": pa.array(np.ones(n_documents, bool)),
            "is_withdrawn": pa.array(np.zeros(n_documents, bool)),
            "duplicate_of": nothing,
            **{f"found_{name}": nothing for name in PLANNED_FIELDS},
        }
    )


def apply(folder: Path, n_documents: int) -> None:
    """Print what builds cost that apply corrections to more and more documents of a corpus."""
    (folder / "corrections").mkdir(parents=True)
    write_corpus(folder, n_documents, _MONTHS, _DOCUMENTS_A_FILE)
    print(f"{n_documents:,} documents in {_MONTHS} months", flush=True)
    print(_told("from nothing", build(folder)), flush=True)
    judged = list(rows_by_document(folder))
    of_one_month = [document for document in judged if document[1] == judged[0][1]]
    rounds = [of_one_month[:_FEW], *(judged[:: max(1, share)] for share in (100, 10, 1))]
    for documents in rounds:
        n_lines = write_lines(folder / "corrections", (line for _, _, lines in documents for line in lines))
        n_months = len({month for _, month, _ in documents})
        what = f"{n_lines:,} lines about {len(documents):,} documents in {n_months} months"
        print(_told(what, build(folder)), flush=True)


def rows_by_document(folder: Path) -> Iterator[tuple[str, str, list[Line]]]:
    """Yield the id and month of each document, with lines that confirm the rows that were found in it."""
    snapshot = take_snapshot(Storage(str(folder / "data" / "lake")))
    found: dict[tuple[str, str], list[Line]] = {}
    for table, name in _QUOTED.items():
        for file in snapshot.of(table):
            for row in snapshot.table(file, ("document_id", "text", name)).to_pylist():
                line = {"document": row["document_id"], "table": table, "quote": row["text"], "verdict": "confirm"}
                line |= {"field": name, "old_value": row[name]}
                found.setdefault((row["document_id"], file.month or ""), []).append(line)
    for (document, month), lines in sorted(found.items()):
        yield document, month, lines


def write_lines(folder: Path, lines: Iterable[Line]) -> int:
    """Write the one file of corrections in the folder; return how many lines it has."""
    folder.mkdir(parents=True, exist_ok=True)
    n_lines = 0
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for line in lines:
            writer.writerow(line)
            n_lines += 1
    return n_lines


def build(folder: Path) -> Measured:
    """Run `onrecord build` with two jobs."""
    places: Sequence[str | Path] = ["--seeds", folder / "seeds", "--data", folder / "data", "--jobs", "2"]
    told: Sequence[str | Path] = ["--corrections", folder / "corrections", "--date", "2026-01-01"]
    return run([sys.executable, "-m", "onrecord", "build", *places, *told], folder)


def _told(what: str, measured: Measured) -> str:
    return f"  {what:55} {measured.seconds:7.2f} s, processor {measured.cpu_seconds:7.2f} s"


if __name__ == "__main__":
    sys.exit(main())
