"""Corrections of one text that is annotated by itself, without a lake."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.corrections.applying import apply_judgements
from pipeline.corrections.judgement import Judgement, Outcome
from pipeline.corrections.reading import Corrections, read_corrections
from pipeline.corrections.values import is_of_value, judge_chain, said
from pipeline.extract.rows import Row


@cache
def corrections_at(url: str) -> Corrections:
    """Return the corrections in the folder at `url`, read once in a process; none for "". Raises CorrectionsError."""
    return read_corrections(url) if url else Corrections()


@dataclass(frozen=True, slots=True)
class JudgedText:
    """The lines about a text, and its day and language with what these lines make of them."""

    lines: tuple[Judgement, ...]
    text: str
    document_id: str
    published_on: date | None
    language: str
    found: Mapping[str, str]

    def apply(self, rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
        """Return the rows as people corrected them; `corrections` tells what became of each line, if there are any."""
        if not self.lines:
            return {table: list(found) for table, found in rows.items()}
        corrected = apply_judgements(
            [line for line in self.lines if line.table != "documents"],
            rows,
            self.text,
            document_id=self.document_id,
            language=self.language,
            published_on=self.published_on,
        )
        outcomes = sorted([*corrected.outcomes, *self._of_document()], key=lambda outcome: self._place(outcome))
        return {**corrected.rows, "corrections": [_told(outcome) for outcome in outcomes]}

    def _place(self, outcome: Outcome) -> tuple[str, int]:
        return (outcome.judgement.file, outcome.judgement.line)

    def _of_document(self) -> list[Outcome]:
        chains: dict[str, list[Judgement]] = {}
        for line in self.lines:
            if line.table == "documents":
                chains.setdefault(line.field, []).append(line)
        told = []
        for name, chain in chains.items():
            states = judge_chain(chain, lambda value, name=name: value == self.found.get(name, "")).states  # type: ignore[misc]
            told += [Outcome(line, state) for line, state in zip(chain, states, strict=True)]
        return told


def judge_text(
    corrections: Corrections,
    text: str,
    document_id: str,
    published_on: date | None,
    language: str,
    title: str | None = None,
) -> JudgedText:
    """Find the lines about a text, by its document's id or by the hash of its text."""
    lines: tuple[Judgement, ...] = ()
    if corrections.by_document:
        sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        lines = corrections.of(document_id, sha256)
    found = {
        "published_on": "" if published_on is None else published_on.isoformat(),
        "language": language,
        "title": title or "",
    }
    for line in lines:
        if line.table == "documents" and is_of_value(line):
            if line.field == "published_on":
                published_on = date.fromisoformat(said(line)) if said(line) else None
            elif line.field == "language":
                language = said(line)
    return JudgedText(lines, text, document_id, published_on, language, found)


def _told(outcome: Outcome) -> Row:
    line = outcome.judgement
    return {
        "correction_id": line.correction_id,
        "file": line.file,
        "line": line.line,
        "state": str(outcome.state),
        "detail": outcome.detail or None,
        "row_id": outcome.row_id,
    }
