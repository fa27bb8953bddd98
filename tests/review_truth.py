"""Samples of texts whose truth is known, answered by that truth: how often the intervals hold it.

python -m tests.review_truth ../shared/gold  # a hundred samples of a folder of annotated articles
"""

import json
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from pipeline.look.sampling import draw_sample, paragraphs_of
from pipeline.release.contents import contents_of
from pipeline.review.answers import Answer
from pipeline.review.estimates import FOUND, ROW, estimates_of, reviewed_samples
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed

MANIFEST = SimpleNamespace(version="1.0.0", content_fingerprint="")
_HEADER = re.compile(r" date \d{4}-\d\d-\d\d ")


@dataclass(frozen=True)
class Article:
    """A text with its statements: the spans of the words, and those of the speaker."""

    name: str
    text: str
    date: str
    language: str
    statements: list


def gold_articles(folder):
    """The articles of a folder of development gold whose text is there; optional statements count as any other."""
    for path in sorted(Path(folder).glob("g*.json")):
        gold = json.loads(path.read_text("utf-8"))
        text = _HEADER.sub("", (path.parent / gold["file"]).read_bytes().decode("utf-8"), count=1)
        statements = [(one["quote"], [one["speaker"]] if one.get("speaker") else []) for one in gold["statements"]]
        yield Article(path.stem, text, gold["date"], gold["language"], statements)


class Truth:
    """A lake of the articles, which of its rows are right, and what was missed."""

    def __init__(self, articles, folder):
        settings = settings_in(Path(folder))
        for article in articles:
            header = {"date": article.date, "language": article.language}
            write_seed(Path(settings.seeds), f"{article.name}.txt", article.text, **header)
        build_lake(settings)
        self.contents = contents_of(full_snapshot(settings), {})
        rows = self._rows("statements")
        self.rows, self.missed, self.real = {}, [], Counter()
        for document in self._rows("documents"):
            (article,) = [a for a in articles if document["seed"] == f"{a.name}.txt"]
            shift = document["text"].index(article.text[:40])
            assert document["text"][shift : shift + 200] == article.text[:200]
            of = [row for row in rows if row["document_id"] == document["document_id"]]
            self._judge(document, of, article.statements, shift)

    def _rows(self, table):
        return [row for file in self.contents.of(table) for row in self.contents.read(file).to_pylist()]

    def _judge(self, document, rows, statements, shift):
        text, document_id = document["text"], document["document_id"]
        gold = [
            tuple(_letters(text, [(a + shift, b + shift) for a, b in spans]) for spans in one) for one in statements
        ]
        found = [tuple(_letters(text, _pairs_of(row[name])) for name in ("spans", "speaker_spans")) for row in rows]
        partner = _paired(found, gold)
        for index, row in enumerate(rows):
            other = gold[partner[index]] if index in partner else None
            self.rows[row["statement_id"]] = (
                other is not None,
                other is not None and _agree(found[index][1], other[1]),
            )
        places = list(paragraphs_of(text))
        missed = [min(one[0]) for index, one in enumerate(gold) if index not in partner.values()]
        self.missed += [(document_id, start) for start in missed if _is_in(start, places)]
        for row in rows:
            if _is_in(row["spans"][0]["start"], places):
                is_found, is_right = self.rows[row["statement_id"]]
                self.real.update({FOUND: is_found, ROW: is_right})

    @property
    def values(self):
        """Precision and recall by measure and part."""
        n = len(self.rows)
        precision = {FOUND: sum(f for f, _ in self.rows.values()) / n, ROW: sum(r for _, r in self.rows.values()) / n}
        all_real = self.real[FOUND] + len(self.missed)
        return {("precision", part): value for part, value in precision.items()} | {
            ("recall", part): self.real[part] / all_real for part in (FOUND, ROW)
        }

    def estimates(self, n, seed):
        """What a sample says when it is answered by the truth."""
        sample = draw_sample(self.contents, MANIFEST, "statements", n, seed)
        answers = [self._answer(row.row_id) for row in sample.rows]
        for paragraph in sample.paragraphs:
            span = (paragraph.start, paragraph.end)
            answers.append(_line("right", document_id=paragraph.document_id, span=span))
            for document_id, start in self.missed:
                if document_id == paragraph.document_id and span[0] <= start < span[1]:
                    answers.append(_line("missed", document_id=document_id, span=(start, start + 1)))
        (found,) = reviewed_samples({"s": sample}, answers)
        return {(e.measure, e.part): e for e in estimates_of(found) if e.group == "all"}

    def _answer(self, row_id):
        is_found, is_right = self.rows[row_id]
        if is_right:
            return _line("right", row_id=row_id)
        return _line("wrong", row_id=row_id, wrong=("speaker",) if is_found else ("row",))

    def held(self, n, seeds):
        """In how many of the samples the interval of each share holds the true value."""
        held = Counter()
        for seed in seeds:
            for key, estimate in self.estimates(n, seed).items():
                if key in self.values:
                    held[key] += estimate.low - 5e-5 <= self.values[key] <= estimate.high + 5e-5
        return held


def _line(answer, *, row_id="", document_id="", span=(-1, -1), wrong=()):
    of = {"sample": "s", "table": "statements", "type": "", "by": "truth", "at": ""}
    return Answer(**of, row_id=row_id, document_id=document_id, start=span[0], end=span[1], answer=answer, wrong=wrong)


def _pairs_of(spans):
    return [(span["start"], span["end"]) for span in spans]


def _letters(text, spans):
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def _agree(one, other):
    return 2 * len(one & other) >= min(len(one), len(other)) if one and other else not one and not other


def _paired(found, gold):
    close = sorted(
        (-len(a[0] & b[0]) / len(a[0] | b[0]), i, j)
        for i, a in enumerate(found)
        for j, b in enumerate(gold)
        if 2 * len(a[0] & b[0]) >= len(a[0] | b[0]) > 0
    )
    pairs = {}
    for _, i, j in close:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _is_in(start, places):
    return any(first <= start < last for first, last in places)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        truth = Truth(list(gold_articles(sys.argv[1])), scratch)
        sys.stdout.write(f"{len(truth.rows)} rows, {len(truth.missed)} missed, {truth.values}\n")
        for n_rows in (60, 120):
            sys.stdout.write(f"n={n_rows}: {dict(truth.held(n_rows, range(100)))} of 100\n")
