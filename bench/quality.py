"""Quality of the extraction on gold corpora, written to `pipeline/release/quality.toml`: `make quality`.

The corpora are not part of the project; without them one line says so and the file stays as it is. Same corpora, code
and lexicons give the same bytes. Each measurement runs `onrecord annotate` over the gold documents and scores what it
finds with the corpora's own scorer.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.lake.fingerprint import code_version

VERSION_LINE = "code_version = "
ONRECORD = Path(sys.executable).with_name("onrecord")
QUALITY = Path(__file__).resolve().parents[1] / "pipeline" / "release" / "quality.toml"

_READ = "errors on it were read while the rules were written"
_HELD_OUT = "not trained on, unlike other parts of this corpus"

# What a scorer calls a measure, by the words that the card has for it.
MEASURES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "statements": {
        "extent (half of the characters shared)": ("all", "relaxed", "quote"),
        "extent and speaker": ("all", "relaxed", "(quote, speaker) pairs"),
        "extent of direct speech": ("Direct", "relaxed", "quote"),
    },
    "dates": {
        "extent (exact)": ("strict",),
        "extent (overlap)": ("relaxed",),
        "value, where the extents overlap": ("value",),
    },
    "actors": {
        "names: extent and kind (exact)": ("strict", "all"),
        "names: extent (exact)": ("untyped", "all"),
        "persons: extent and kind (exact)": ("strict", "PER"),
    },
}
# Where a scorer tells how many annotations the gold has.
N_GOLD = {"statements": ("all", "n_gold"), "dates": ("counts", "gold"), "actors": ("strict", "all", "gold")}


@dataclass(frozen=True)
class Gold:
    """Documents `first` to `last` (half-open) of a gold file, and how the card speaks of them."""

    task: str
    language: str
    file: str
    corpus: str
    part: str
    use: str
    first: int = 0
    last: int | None = None


CORPORA = (
    Gold("statements", "de", "quotes/wikinews_quotes_dev.jsonl.gz", "Wikinews quotations", "dev", _READ),
    Gold("dates", "de", "dates/krauts_dolomiten100.gold.jsonl", "KRAUTS", "100 Dolomiten articles", _READ),
    Gold("dates", "en", "dates/wikiwars.gold.jsonl.gz", "WikiWars", "all", _READ),
    Gold(
        "actors",
        "de",
        "actors/germeval2014_test_first4100.gold.jsonl.gz",
        "GermEval 2014",
        "test, sentences 3,501 to 4,100",
        _HELD_OUT,
        first=3500,
    ),
    Gold("actors", "en", "actors/uner_ewt_test.gold.jsonl.gz", "Universal NER English-EWT", "test", _HELD_OUT),
)


def main() -> int:
    """Measure and write; status 2 when the corpora are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/bench"), help="folder of the gold corpora")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the figures are others")
    arguments = parser.parse_args()
    missing = [gold.file for gold in CORPORA if not (arguments.corpora / gold.file).is_file()]
    if missing:
        print(f"no corpus: {arguments.corpora / missing[0]} is missing (give --corpora); nothing measured")
        return 2
    text = "\n".join(to_toml(CORPORA, [measure(arguments.corpora, gold) for gold in CORPORA]))
    if arguments.check:
        is_same = without_version(QUALITY.read_text(encoding="utf-8")) == without_version(text)
        print(f"{QUALITY.name} is up to date" if is_same else f"{QUALITY.name} holds other figures; run `make quality`")
        return 0 if is_same else 1
    QUALITY.write_text(text, encoding="utf-8")
    print(text, end="")
    return 0


def without_version(text: str) -> list[str]:
    """The lines of a `quality.toml` but the one that names the code: most changes of it leave the figures alone."""
    return [line for line in text.splitlines() if not line.startswith(VERSION_LINE)]


def measure(corpora: Path, gold: Gold) -> dict[str, Any]:
    """Return what the scorer prints, with the number of documents as `n_documents`. Exits when it fails."""
    with tempfile.TemporaryDirectory(prefix="onrecord-quality-") as folder:
        part = Path(folder) / "gold.jsonl"
        lines = list(read_lines(corpora / gold.file))[gold.first : gold.last]
        part.write_text("".join(lines), encoding="utf-8")
        command = [sys.executable, corpora / "run_bench.py", gold.task, part, "--command", f"{ONRECORD} annotate"]
        done = subprocess.run([*command, "--", "--json"], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{gold.file}: {done.stderr.strip()[-2000:]}")
    return {"n_documents": len(lines), **json.loads(done.stdout)}


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, which may be compressed."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from lines


def to_toml(corpora: tuple[Gold, ...], results: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of `quality.toml`."""
    yield "# Written by `make quality`; do not edit by hand. The same code on the same corpora gives it again."
    yield 'command = "make quality"'
    yield f'{VERSION_LINE}"{code_version()}"'
    for gold, result in zip(corpora, results, strict=True):
        yield ""
        yield "[[measurements]]"
        for name in ("task", "language", "corpus", "part", "file", "use"):
            yield f"{name} = {json.dumps(getattr(gold, name), ensure_ascii=False)}"
        yield f"n_documents = {result['n_documents']}"
        yield f"n_gold = {pick(result, N_GOLD[gold.task])}"
        yield "scores = ["
        for measure_name, path in MEASURES[gold.task].items():
            found = pick(result, path)
            figures = ", ".join(f"{word} = {found[word[0]]:.3f}" for word in ("precision", "recall"))
            yield f"    {{ measure = {json.dumps(measure_name)}, {figures}, f1 = {found['f1']:.3f} }},"
        yield "]"
    yield ""


def pick(result: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return the value at the end of a path of keys."""
    value: Any = result
    for key in path:
        value = value[key]
    return value


if __name__ == "__main__":
    sys.exit(main())
