"""How many bytes of an archive one build reads, and how much memory it takes: a CSV, a Parquet and a WARC.

    python -m bench.archives [--megabytes 1000] [--months 120] [--forms csv parquet warc]

The archives are made first, with documents of all months mixed. They are in a language without extractors, so that what
is measured is reading: the index of the seeds, the spool, the rows of `documents`. A record has 5 kB of text
and, like the rows that crawlers write, 45 kB that are not read; a page has as much text in 140 kB of markup, like those
of real outlets. So 1 GB is 20,000 rows or 7,000 pages. Bytes are counted where they leave the file system; each archive
is built in a process of its own, whose memory is that of the build.
"""

import argparse
import csv
import io
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake import reading
from pipeline.lake.build import build_months
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.settings import make_settings

_WORDS = [f"{start}{middle}{end}" for start in "bdfglmnprst" for middle in ("a", "ou", "i", "o") for end in ("ne", "r")]
_ROWS_AT_ONCE = 1_000
_TEXT_WORDS = 1_100
_PAGE_PARAGRAPHS = 12
_COLUMNS = ("id", "date", "language", "text", "links")
_UNREAD = " ".join(f"https://a.example/section/{number}" for number in range(1_400))


def rows(n_rows: int, n_months: int) -> Iterator[dict[str, str]]:
    """Yield records of all months in turn."""
    chance = random.Random(7)
    for number in range(n_rows):
        year, month = divmod(chance.randrange(n_months), 12)
        text = " ".join(chance.choices(_WORDS, k=_TEXT_WORDS))
        yield {
            "id": str(number),
            "date": f"{2010 + year}-{month + 1:02}-15",
            "language": "fr",
            "text": text,
            "links": f"{number} {_UNREAD}",
        }


def write_csv(path: Path, records: Iterator[dict[str, str]]) -> None:
    """Write a CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        writer.writerows(records)


def write_parquet(path: Path, records: Iterator[dict[str, str]]) -> None:
    """Write a Parquet file of one compression and few row groups, as exports have."""
    schema = pa.schema([(name, pa.string()) for name in _COLUMNS])
    with pq.ParquetWriter(path, schema, compression="none") as writer:
        held: list[dict[str, str]] = []
        for record in records:
            held.append(record)
            if len(held) == _ROWS_AT_ONCE:
                writer.write_table(pa.Table.from_pylist(held, schema))
                held = []
        writer.write_table(pa.Table.from_pylist(held, schema))


def write_warc(path: Path, records: Iterator[dict[str, str]]) -> None:
    """Write a WARC of pages."""
    with path.open("wb") as file:
        for record in records:
            page = make_page(record)
            answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{record['id']}\r\n"
                "WARC-Date: 2026-01-02T03:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            file.write(head.encode() + answer + b"\r\n\r\n")


def make_page(record: dict[str, str]) -> str:
    """Put a record's text between menus and scripts."""
    words = record["text"].split()
    n_words = len(words) // _PAGE_PARAGRAPHS
    parts = (words[start : start + n_words] for start in range(0, len(words), n_words))
    text = "".join(f"<p>{' '.join(part)}</p>" for part in parts)
    menu = "".join(f'<li class="item"><a href="/section/{number}">Section {number}</a></li>' for number in range(150))
    script = f"<script>window.state = {{{','.join(f'k{number}:[0,1]' for number in range(10_000))}}};</script>"
    return (
        f'<html lang="fr"><head><title>Page {record["id"]}</title><meta property="article:published_time" '
        f'content="{record["date"]}">{script}</head><body><nav><ul>{menu}</ul></nav>'
        f"<main><article>{text}</article></main><footer><ul>{menu}</ul></footer></body></html>"
    )


_BYTES_EACH = {"csv": 47_540, "parquet": 47_540, "warc": 142_500}

WRITERS: dict[str, Callable[[Path, Iterator[dict[str, str]]], None]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "warc": write_warc,
}


class Counter:
    """Counts the bytes that leave the file system for a file that is opened through it."""

    def __init__(self) -> None:
        self.n_bytes = 0

    def open(self, path: str) -> io.BufferedReader:
        """Open a file, counted."""
        counter = self

        class Raw(io.FileIO):
            def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
                n_bytes = super().readinto(buffer) or 0
                counter.n_bytes += n_bytes
                return n_bytes

            def read(self, n_bytes: int = -1) -> bytes:  # type: ignore[override]
                data = super().read(n_bytes) or b""
                counter.n_bytes += len(data)
                return data

        return io.BufferedReader(Raw(path))  # type: ignore[arg-type]


def measure(form: str, n_bytes: int, n_months: int, folder: Path) -> None:
    """Build an archive's lake in this process and print what it took."""
    path = folder / "seeds" / f"archive.{form}"
    path.parent.mkdir(parents=True)
    WRITERS[form](path, rows(n_bytes // _BYTES_EACH[form], n_months))
    size = path.stat().st_size
    counter = Counter()
    reading.open_seed = lambda url, name: counter.open(f"{url}/{name}")  # type: ignore[assignment]
    settings = make_settings(seeds=str(folder / "seeds"), data=str(folder / "data"), jobs=1)
    storage = Storage(settings.lake)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    began = time.monotonic()
    index = refresh_seed_index(storage, settings)
    indexed, index_seconds = counter.n_bytes, time.process_time() - started
    plans = plan_months(index, settings)
    n_documents = sum(plan.n_documents for plan in plans.values())
    outcomes = list(build_months(storage, plans, list(plans), settings, map))
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{form:8} {size / 1e6:8.1f} MB  {n_documents:7} documents  {len(outcomes):3} months  "
        f"read {counter.n_bytes / size:.3f} times (index {indexed / size:.3f})  "
        f"CPU {seconds:.0f} s (index {index_seconds:.0f} s), {time.monotonic() - began:.0f} s in all  "
        f"memory {before / 1e3:.0f} -> {peak / 1e3:.0f} MB",
        flush=True,
    )


def main() -> int:
    """Measure each form in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1_000)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--forms", nargs="+", choices=sorted(WRITERS), default=sorted(WRITERS))
    arguments = parser.parse_args()
    for form in arguments.forms:
        folder = Path(tempfile.mkdtemp(prefix="archives-"))
        try:
            build = get_context("spawn").Process(
                target=measure, args=(form, arguments.megabytes * 1_000_000, arguments.months, folder)
            )
            build.start()
            build.join()
            if build.exitcode:
                return 2
        finally:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
