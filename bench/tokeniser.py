"""Documents per CPU second of `annotate`, beside those of spaCy's blank tokeniser on the same texts in the same run.

How fast a machine is, and what else it does, moves both figures alike: their ratio can be compared between machines
and versions. The two take turns at a few texts at a time, and neither has seen a text before; both have warmed up on
others.
`python -m bench.tokeniser --corpora FOLDER` prints a line a language. Without spaCy, or a corpus, a line says so.
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from pipeline.garbage import collect_seldom
from pipeline.service import annotate_lines
from pipeline.settings import make_settings

CORPORA = {
    "de": ("quotes/wikinews_quotes_train.jsonl.gz", "quotes/wikinews_quotes_dev.jsonl.gz"),
    "en": ("quotes/en_gum_dev.jsonl.gz", "actors/gum_dev.gold.jsonl.gz"),
}
DAY = "2010-05-05"
_WARM_UP = 0.2  # the share of the texts that both see before anything is measured
_AT_ONCE = 5


def main() -> int:
    """Measure what there is; status 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/bench"), help="folder of the gold corpora")
    measure_beside_tokeniser(parser.parse_args().corpora)
    return 0


def measure_beside_tokeniser(corpora: Path, most: int | None = None) -> None:
    """Print a line for each language; of its texts the first `most` are taken."""
    if find_spec("spacy") is None:
        print("annotate beside spaCy's tokeniser: spaCy is not installed, so nothing is compared")
        return
    import spacy

    collect_seldom()  # as `onrecord annotate` does
    print("annotate beside spaCy's blank tokeniser, documents per CPU second")
    for language, files in CORPORA.items():
        texts = list(dict.fromkeys(text for name in files for text in _texts(corpora / name)))[:most]
        if not texts:
            print(f"  {language}: no corpus, {corpora / files[0]} is missing")
            continue
        ours, theirs = seconds_of((_annotate(language), spacy.blank(language)), texts)
        measured = len(texts) - _n_warm_up(texts)
        print(
            f"  {language}: {measured / ours:8.1f} against {measured / theirs:8.1f}, {theirs / ours:.3f} of it; "
            f"{measured} documents of {sum(map(len, texts)) // len(texts):,} characters"
        )


def seconds_of(ways: Sequence[Callable[[str], object]], texts: Sequence[str]) -> list[float]:
    """Return the CPU seconds that each of `ways` takes for the texts after the first ones, which are to warm up."""
    seconds = [0.0] * len(ways)
    first = _n_warm_up(texts)
    for text in texts[:first]:
        for way in ways:
            way(text)
    for turn, begin in enumerate(range(first, len(texts), _AT_ONCE)):
        order = range(len(ways)) if turn % 2 else reversed(range(len(ways)))
        for which in order:
            began = time.process_time()
            for text in texts[begin : begin + _AT_ONCE]:
                ways[which](text)
            seconds[which] += time.process_time() - began
    return seconds


def _n_warm_up(texts: Sequence[str]) -> int:
    return int(len(texts) * _WARM_UP)


def _annotate(language: str) -> Callable[[str], object]:
    settings = make_settings()

    def annotate(text: str) -> object:
        line = json.dumps({"id": "1", "text": text, "language": language, "date": DAY}).encode()
        return annotate_lines([(1, line)], settings=settings)

    return annotate


def _texts(path: Path) -> Iterator[str]:
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


if __name__ == "__main__":
    sys.exit(main())
