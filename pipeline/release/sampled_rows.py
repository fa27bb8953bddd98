"""The rows of the tables `quality` and `sampled`, by the rights of the documents that were sampled.

Shares and counts tell nothing of a text. A sampled row is named by the id that it has in the release. One that the
release does not have is named by its former id only if its document may be passed on whole, since such ids are hashes
of words. Of a document that was taken down, that names a person who was, or that is gone, only what the release has
itself is there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.identity import make_id
from pipeline.review.answers import MISSED, Answer
from pipeline.review.estimates import PRECISION, Estimate, Reviewed
from pipeline.review.sample import SampledRow
from schemas.vocabulary import DocumentStatus, Redistribution, SampledUnit, Stratum

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SampledDocument:
    """A document of a release: the month of its rows, what may be passed on of it, and its status."""

    month: str | None
    redistribution: str
    status: str

    @property
    def is_published(self) -> bool:
        """True if nothing of it was taken down."""
        return self.status == DocumentStatus.PUBLISHED

    @property
    def is_open(self) -> bool:
        """True if all of it may be passed on."""
        return self.is_published and self.redistribution == Redistribution.FULL_TEXT


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a sampled row: its id in the release, None if it is gone, and whether it says the same."""

    row_id: str | None
    state: str


def quality_rows(reviewed: Reviewed, estimates: Iterable[Estimate], n_sampled: int, n_unchanged: int) -> Iterator[Row]:
    """Yield the rows of `quality` for one sample."""
    sample = reviewed.sample
    of_sample = {
        "version": sample.version,
        "seed": sample.seed,
        "n_sampled": n_sampled,
        "n_unchanged": n_unchanged,
        "n_unsure": reviewed.n_unsure,
        "n_open": reviewed.n_open,
        "answered_by": reviewed.people,
        "sample": reviewed.name,
    }
    for found in estimates:
        yield of_sample | {
            "table": found.table,
            "measure": found.measure,
            "part": found.part,
            "group": found.group,
            "value": found.value,
            "estimate": found.estimate,
            "low": found.low,
            "high": found.high,
            "n_right": found.n_right,
            "n_judged": found.n,
            "n_documents": found.n_documents,
            "n_drawn_from": sample.n_rows if found.measure == PRECISION else sample.n_paragraphs,
        }


def sampled_rows(
    reviewed: Reviewed, states: Mapping[str, Found], documents: Mapping[str, SampledDocument]
) -> Iterator[Row]:
    """Yield the rows of `sampled` for one sample: its rows, its paragraphs, and what was missed in these."""
    yield from _judged_rows(reviewed, states, documents)
    open_paragraphs = [
        (number, paragraph)
        for number, paragraph in enumerate(reviewed.sample.paragraphs)
        if paragraph.document_id in documents and documents[paragraph.document_id].is_published
    ]
    for number, paragraph in open_paragraphs:
        place = (paragraph.document_id, paragraph.start, paragraph.end)
        yield {
            **_row(reviewed, SampledUnit.PARAGRAPH, (Stratum.PARAGRAPH, str(number)), reviewed.of_paragraph(*place)),
            **_place(*place, paragraph.language),
        }
    for answer in sorted(reviewed.answers.values(), key=lambda answer: answer.subject):
        within = [one for _, one in open_paragraphs if one.document_id == answer.document_id]
        if answer.answer == MISSED and any(one.start <= answer.start < one.end for one in within):
            place = (answer.document_id, answer.start, answer.end)
            yield {
                **_row(reviewed, SampledUnit.MISSED, tuple(map(str, place)), answer),
                **_place(*place, within[0].language),
                "type": answer.type or None,
            }


def _judged_rows(
    reviewed: Reviewed, states: Mapping[str, Found], documents: Mapping[str, SampledDocument]
) -> Iterator[Row]:
    for number, row in enumerate(reviewed.sample.rows):
        document, found = documents.get(row.document_id), states[row.row_id]
        if document is None or (found.row_id is None and not document.is_published):
            continue
        former = row.row_id if document.is_open else None
        answer = reviewed.answers.get((reviewed.name, row.row_id))
        yield {
            **_row(reviewed, SampledUnit.ROW, (row.stratum, str(number)), answer),
            **_of_row(row),
            "state": found.state,
            "row_id": found.row_id or former,
        }


def _of_row(row: SampledRow) -> Row:
    return {
        "stratum": row.stratum,
        "type": row.type,
        "language": row.language,
        "confidence": row.confidence,
        "document_id": row.document_id,
        "rule": row.rule,
        "start": row.start,
        "n_characters": 0,
    }


def _row(reviewed: Reviewed, unit: str, identity: tuple[str, ...], answer: Answer | None) -> Row:
    """Return what all rows have: an answer, and an id that is made of no words and no other id."""
    return {
        "table": reviewed.sample.table,
        "unit": unit,
        "answer": answer.answer if answer else None,
        "wrong": list(answer.wrong) if answer else [],
        "version": reviewed.sample.version,
        "answered_by": (answer.by or None) if answer else None,
        "answered_at": (answer.at or None) if answer else None,
        "sample": reviewed.name,
        "sampled_id": make_id("sampled", reviewed.name, unit, *identity),
    }


def _place(document_id: str, start: int, end: int, language: str) -> Row:
    """Return where a paragraph or missing words are, which have nothing that rows of the table have."""
    nothing = dict.fromkeys(("state", "type", "confidence", "row_id", "rule"))
    where = {"document_id": document_id, "start": start, "n_characters": end - start, "language": language}
    return {"stratum": Stratum.PARAGRAPH, **where, **nothing}
