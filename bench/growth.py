"""Whether annotating takes time in proportion to a text: seconds per character at 1×, 4×, 16× and 64× its length.

Two kinds of text: news, one article after another in one document, and texts that nobody writes but somebody may send.
Where time is linear in length, the figures of a line fall (what a call costs by itself counts less and less) or stay.
"""

import gc
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import cycle
from pathlib import Path

from pipeline.extract.backends.registry import load_engine
from pipeline.extract.engine import annotate
from pipeline.settings import make_settings

FACTORS = (1, 4, 16, 64)
UNIT = 2_000  # characters at 1×, a short article
ENGLISH = Path(__file__).parents[1] / "tests" / "golden" / "english"

HOSTILE = {
    "quotation marks": '"',
    "opening and closing marks": "„“",
    "brackets": "([",
    "one word": "Haus ",
    "capitalised words": "Berliner Haus Minister ",
    "full names": "Olaf Scholz ",
    "sagte": "sagte ",
    "said": "said ",
    "clause after clause": "er sagte, ",
    "he said, he said": "he said, ",
    "complement in complement": "sagte er, dass he said that ",
    "source after source": "laut Polizei according to him, ",
    "adverbs of hearsay": "reportedly demnach ",
    "marks in marks": "„‚“‘ ",
    "joined cues": "und sagte and said ",
    "no spaces": "a",
    "dates": "am 3. Mai ",
}


def measure_growth(articles: Sequence[str]) -> None:
    """Print one line for each text; `articles` are German news."""
    english = [
        "\n\n".join(json.loads(path.read_text(encoding="utf-8"))["text"]) for path in sorted(ENGLISH.glob("*.json"))
    ]
    texts: list[tuple[str, str, Callable[[int], str]]] = [
        ("de", "news", lambda n: joined(articles, n)),
        ("en", "news", lambda n: joined(english, n)),
    ]
    for language in ("de", "en"):
        texts += [(language, name, lambda n, piece=piece: repeated(piece, n)) for name, piece in HOSTILE.items()]
    print(f"annotate one document, microseconds a character at {UNIT:,} characters × {', '.join(map(str, FACTORS))}")
    for language, name, make in texts:
        costs = list(costs_of(language, make))
        shown = "".join(f"{cost:9.2f}" for cost in costs)
        print(f"  {language} {name:26}{shown}   {FACTORS[-1]}×/{FACTORS[1]}× {costs[-1] / costs[1]:5.2f}", flush=True)


def costs_of(language: str, make: Callable[[int], str]) -> Iterator[float]:
    """Microseconds of processor time a character, for each factor; `make` gives a text of so many characters."""
    engine = load_engine(make_settings())

    def run(text: str) -> float:
        gc.collect()
        began = time.process_time()
        annotate(text, language=language, published_on=date(2025, 8, 27), document_id="doc", engine=engine)
        return time.process_time() - began

    run(make(UNIT))  # lexicons and weights are loaded once in a process
    for factor in FACTORS:
        text = make(UNIT * factor)
        yield min(run(text) for _ in range(3 if factor < 16 else 1)) / len(text) * 1e6


def joined(articles: Sequence[str], n: int) -> str:
    """`n` characters of articles one after another, from the first again where there are no more."""
    parts: list[str] = []
    size = 0
    for article in cycle(articles):
        parts.append(article)
        size += len(article) + 2
        if size >= n:
            break
    return "\n\n".join(parts)[:n]


def repeated(piece: str, n: int) -> str:
    """`n` characters of `piece` again and again."""
    return (piece * (n // len(piece) + 1))[:n]
