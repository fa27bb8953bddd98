"""Measure how often each rule's rows are right, and write `pipeline/extract/confidence.toml`: `make calibrate`.

A statement is right if an annotated one shares half of their letters with it and has the same speaker, or neither has
one; a date is right if an annotated one has the same span and value. The step of a rule follows from its share:
`certain` from .90 on, `likely` from .70 on, else `doubtful`; a rule with fewer than 30 rows takes the step of its
language.

Statements are measured on texts whose errors were not read: the last 100 articles of the Wikinews training set (German)
and the eighteen held-out articles of the tests (English). No such texts are at hand for dates: those of Dolomiten-100
(German) and WikiWars (English) were read while the rules were written, so the shares of dates are upper bounds. The
corpora are not part of the project; without them one line says so and the file stays as it is. Same corpora, code and
lexicons give the same bytes.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.extract.annotation import Annotation, Span
from pipeline.extract.confidence import FEWEST, step_of_share
from pipeline.extract.engine import annotate
from tests.golden import english_gold

CONFIDENCE = Path(__file__).resolve().parents[1] / "pipeline" / "extract" / "confidence.toml"
_WIKINEWS = "quotes/wikinews_quotes_train.jsonl.gz"
_LAST = 100  # of Wikinews, whose errors were not read
_DATES = {"de": "dates/krauts_dolomiten100.gold.jsonl", "en": "dates/wikiwars.gold.jsonl.gz"}

Judged = tuple[str, str, bool]
"""The language of a row, its rule, and whether it is right."""


@dataclass(frozen=True)
class Gold:
    """An annotated statement: the letters of its text and of its speaker, as positions of code points."""

    letters: frozenset[int]
    speaker: frozenset[int]


def judged_statements(corpora: Path) -> Iterator[Judged]:
    """Yield the statements found in the texts that are set aside, with whether each is right."""
    for record in _records(corpora / _WIKINEWS)[-_LAST:]:
        gold = [gold_of(record["text"], quote["quote"], quote["speaker"]) for quote in record["quotes"]]
        yield from judge("de", record["text"], gold)
    for text, article in english_gold.articles().values():
        if article["held_out"]:
            gold = [gold_of(text, row["quote"], row["speaker"]) for row in article["statements"]]
            yield from judge("en", text, gold)


def judged_dates(corpora: Path) -> Iterator[Judged]:
    """Yield the dates found in the annotated texts, with whether each is right."""
    for language, name in _DATES.items():
        for record in _records(corpora / name):
            right = {(timex["start"], timex["end"], timex["value"]) for timex in record["timexes"]}
            found = _annotation(record["text"], language, date.fromisoformat(record["dct"][:10]))
            for one in found.dates:
                yield language, one.rule, (one.start, one.end, one.value) in right


def lines(judged: Iterable[Judged]) -> Iterator[str]:
    """Yield the lines of a table: each language and each rule, with its step, the rows that are right and all rows."""
    n_rows: Counter[tuple[str, str]] = Counter()
    n_right: Counter[tuple[str, str]] = Counter()
    for language, rule, is_right in judged:
        for key in ((language, ""), (language, rule)):
            n_rows[key] += 1
            n_right[key] += is_right
    means = {language: n_right[language, ""] / n for (language, rule), n in n_rows.items() if not rule}
    for language, rule in sorted(n_rows):
        right, n = n_right[language, rule], n_rows[language, rule]
        step = step_of_share(right / n if n >= FEWEST else means[language])
        yield f'"{rule or language}" = {{ step = "{step}", right = {right}, rows = {n} }}'


def main() -> None:
    """Write the file; without the corpora say so and leave it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/bench"), help="folder of the corpora")
    corpora = parser.parse_args().corpora
    missing = [name for name in (_WIKINEWS, *_DATES.values()) if not (corpora / name).is_file()]
    if missing:
        sys.stderr.write(f"no corpus: {corpora / missing[0]} is missing (give --corpora); nothing is measured\n")
        sys.exit(2)
    parts = [f"[statements]\n{chr(10).join(lines(judged_statements(corpora)))}"]
    parts.append(f"[dates]\n{chr(10).join(lines(judged_dates(corpora)))}")
    CONFIDENCE.write_text("\n\n".join([_HEAD, *parts]) + "\n", encoding="utf-8")


def judge(language: str, text: str, gold: Sequence[Gold]) -> Iterator[Judged]:
    """Yield the statements found in `text`, with whether each is one of `gold`."""
    found = _annotation(text, language, None).statements
    rows = [gold_of(text, row.spans, row.speaker_spans) for row in found]
    partner = _pairs(rows, gold)
    for index, row in enumerate(found):
        other = gold[partner[index]] if index in partner else None
        yield language, row.rule, other is not None and _same(rows[index].speaker, other.speaker)


def _pairs(rows: Sequence[Gold], gold: Sequence[Gold]) -> dict[int, int]:
    """Return the gold of each row that shares half of the letters with one, the closest first, one to one."""
    close = sorted(
        (-len(a.letters & b.letters) / len(a.letters | b.letters), i, j)
        for i, a in enumerate(rows)
        for j, b in enumerate(gold)
        if 2 * len(a.letters & b.letters) >= len(a.letters | b.letters) > 0
    )
    pairs: dict[int, int] = {}
    for _, i, j in close:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _same(one: frozenset[int], other: frozenset[int]) -> bool:
    return 2 * len(one & other) >= min(len(one), len(other)) if one and other else not one and not other


def gold_of(text: str, spans: Iterable[Sequence[int] | Span], speaker: Iterable[Sequence[int] | Span]) -> Gold:
    """Return a statement of `text` by its spans and those of its speaker."""
    return Gold(_letters(text, spans), _letters(text, speaker))


def _letters(text: str, spans: Iterable[Sequence[int] | Span]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def _annotation(text: str, language: str, published_on: date | None) -> Annotation:
    return annotate(text, language=language, published_on=published_on, document_id="doc")


def _records(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


_HEAD = """# How often rows of a rule are right: written by `make calibrate`, which says how it is measured. A rule
# that is not listed, or of which fewer than 30 rows were found, has the step of its language."""


if __name__ == "__main__":
    main()
