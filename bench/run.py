"""Speed and memory of what people run, measured as they run it: `make bench`.

The corpus is the German Wikinews articles of the gold corpora, written out as seeds by their day of publication. It is
not part of the project; without it one line says so. Figures vary between machines and runs: compare figures of one
run only.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.growth import measure_growth
from bench.tokeniser import measure_beside_tokeniser

ONRECORD = Path(sys.executable).with_name("onrecord")
DATE_IN_TITLE = re.compile(r"\((\d{4}-\d\d-\d\d)\)\s*$")
FILES = ("quotes/wikinews_quotes_train.jsonl.gz", "quotes/wikinews_quotes_dev.jsonl.gz")


@dataclass(frozen=True)
class Measured:
    """Wall time in seconds, and the highest sum of resident memory of a command and its children in bytes."""

    seconds: float
    peak_bytes: int


def main() -> int:
    """Run the benchmark; status 2 when the corpora are required and missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/bench"), help="folder of the gold corpora")
    parser.add_argument("--require-corpora", action="store_true", help="fail when the corpora are missing")
    parser.add_argument("--documents", type=int, help="take so many articles, and leave out how cost grows with a text")
    arguments = parser.parse_args()
    missing = [name for name in FILES if not (arguments.corpora / name).is_file()]
    if missing:
        print(f"no corpus: {arguments.corpora / missing[0]} is missing (give --corpora); nothing measured")
        return 2 if arguments.require_corpora else 0
    documents = list(read_documents(arguments.corpora))[: arguments.documents]
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        measure_annotate(documents, Path(folder))
        measure_beside_tokeniser(arguments.corpora, arguments.documents)
        if arguments.documents is None:
            measure_growth([document["text"] for document in documents])
        measure_builds(documents, Path(folder))
    return 0


def read_documents(corpora: Path) -> Iterator[dict[str, str]]:
    """Yield the articles with id, title, date and text."""
    for name in FILES:
        with gzip.open(corpora / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                date = DATE_IN_TITLE.search(record["title"])
                title = DATE_IN_TITLE.sub("", record["title"]).strip()
                yield {
                    "id": f"wikinews-{record['doc_id']}",
                    "title": title,
                    "date": date[1] if date and date[1] >= "1600" else "",  # 0001-01-01 stands for none
                    "text": record["text"],
                }


def measure_annotate(documents: Sequence[dict[str, str]], folder: Path) -> None:
    """Throughput of `onrecord annotate` in one process, with and without its start."""
    lines = [json.dumps({k: v for k, v in d.items() if v and k != "title"} | {"language": "de"}) for d in documents]
    one, once, twice = (folder / name for name in ("one.jsonl", "once.jsonl", "twice.jsonl"))
    for file, content in ((one, lines[:1]), (once, lines), (twice, lines * 2)):
        file.write_text("\n".join(content) + "\n", encoding="utf-8")
    n_characters = sum(len(d["text"]) for d in documents)
    start = run([ONRECORD, "annotate"], folder, stdin=one).seconds
    first, second = (run([ONRECORD, "annotate"], folder, stdin=file) for file in (once, twice))
    print(f"annotate, one process, {len(documents)} documents of {n_characters:,} characters")
    for what, seconds in (("with start", first.seconds), ("without start", first.seconds - start)):
        speed, characters = len(documents) / seconds, n_characters / seconds
        print(f"  {what:14} {speed:8.1f} documents/s {characters:12,.0f} characters/s")
    print(f"  start          {start:8.1f} s")
    print(
        f"  peak memory    {first.peak_bytes / 1e6:8.0f} MB; {second.peak_bytes / 1e6:.0f} MB for twice the documents"
    )


def measure_builds(documents: Sequence[dict[str, str]], folder: Path) -> None:
    """Wall time and memory of `onrecord build`: from nothing, with nothing new, with one new document."""
    seeds = folder / "seeds"
    for document in documents:
        write_seed(seeds, document)
    months = len({d["date"][:7] for d in documents})
    command = [ONRECORD, "build", "--seeds", seeds, "--data", folder / "data", "--date", "2026-01-01"]
    print(f"build, {len(documents)} documents in {months} months, {os.cpu_count()} cores")
    report("from nothing", run(command, folder))
    report("nothing new", run(command, folder))
    new = {
        "id": "new",
        "title": "Neu",
        "date": documents[0]["date"],
        "text": "Der Sprecher sagte am Montag, es sei alles gut.",
    }
    write_seed(seeds, new)
    report("one new document", run(command, folder))


def write_seed(seeds: Path, document: dict[str, str]) -> None:
    """One document as a text file with header lines, in a folder of its year."""
    path = seeds / (document["date"][:4] or "undated") / f"{document['id']}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = "".join(f"{key}: {document[key]}\n" for key in ("id", "title", "date") if document[key])
    path.write_text(f"{header}language: de\n\n{document['text']}\n", encoding="utf-8")


def report(what: str, measured: Measured) -> None:
    """One line of figures."""
    print(f"  {what:18}{measured.seconds:8.1f} s {measured.peak_bytes / 1e6:8.0f} MB peak")


def run(command: Sequence[str | Path], folder: Path, stdin: Path | None = None) -> Measured:
    """Run `command` on a Dagster instance of its own, and measure it. Exits when it fails."""
    environment = {**os.environ, "DAGSTER_HOME": str(folder / "dagster")}
    (folder / "dagster").mkdir(exist_ok=True)
    source = stdin.open("rb") if stdin else subprocess.DEVNULL
    with (folder / "output").open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdin=source, stdout=output, env=environment)
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.1)
        seconds = time.perf_counter() - began
    if process.returncode:
        said = (folder / "output").read_text()[-2000:]
        sys.exit(f"{' '.join(map(str, command))}: exit status {process.returncode}\n{said}")
    return Measured(seconds, peak)


def resident(pid: int) -> int:
    """Resident memory of a process and all its children now, in bytes."""
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.Error:
        return total
    return total


if __name__ == "__main__":
    sys.exit(main())
