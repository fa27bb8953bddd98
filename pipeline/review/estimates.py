"""What the answers about a sample say: precision and recall with intervals, for all rows and for parts of them.

Precision is counted over the rows drawn by chance; of the step `doubtful` those drawn from it count too, for among the
doubtful rows each had the same chance. Recall is counted over the paragraphs that somebody looked through: rows in them
that are right, of these and what was missed. Rows about which the answer is `unsure` count in neither.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.review.answers import MISSED, NO_ROW, RIGHT, UNSURE, WRONG, Answer, read_answers
from pipeline.review.drawing import number_of
from pipeline.review.intervals import by_document, wilson
from pipeline.review.layers import LAYERS
from pipeline.review.sample import Sample, SampledRow, read_samples
from schemas.vocabulary import Confidence, JudgedPart, Measure, SampledUnit, Stratum

ROW, FOUND = JudgedPart.ROW.value, JudgedPart.FOUND.value
"""Parts of a row that are judged, besides its fields: all of it; that there is such a row at all."""

PRECISION, RECALL = Measure.values()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured share: `n_right` of `n`, in `n_documents`, with its interval.

    It is about all rows, or about those whose `group` (type, language, confidence) is `value`.
    """

    sample: str
    version: str
    table: str
    measure: str
    part: str
    group: str
    value: str
    estimate: float
    low: float
    high: float
    n_right: int
    n: int
    n_documents: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A sample and what was answered about it, who answered, and how much of it is open."""

    name: str
    sample: Sample
    answers: Mapping[tuple[str, ...], Answer]

    @property
    def people(self) -> list[str]:
        """Return who answered, as the files say."""
        return sorted({answer.by for answer in self.answers.values() if answer.by})

    @property
    def n_open(self) -> int:
        """Return how many rows and paragraphs have no answer."""
        rows = {row.row_id for row in self.sample.rows}
        n_rows = sum((self.name, row_id) not in self.answers for row_id in rows)
        return n_rows + sum(self.of_paragraph(*place) is None for place in self.places)

    @property
    def n_unsure(self) -> int:
        """Return how many answers are `unsure`."""
        return sum(answer.answer == UNSURE for answer in self.answers.values())

    @property
    def places(self) -> list[tuple[str, int, int]]:
        """Return the paragraphs by document, start and end."""
        return [(found.document_id, found.start, found.end) for found in self.sample.paragraphs]

    def of_row(self, row: SampledRow) -> Answer | None:
        """Return the answer about a row that is right or wrong."""
        answer = self.answers.get((self.name, row.row_id))
        return answer if answer is not None and answer.answer in (RIGHT, WRONG) else None

    def of_paragraph(self, document_id: str, start: int, end: int) -> Answer | None:
        """Return the answer about a paragraph as a whole."""
        return self.answers.get((self.name, SampledUnit.PARAGRAPH, document_id, str(start), str(end)))


def read_reviewed(url: str) -> list[Reviewed]:
    """Return the samples in the folder at `url` with their answers, in the order of names. Raises SampleError."""
    return reviewed_samples(read_samples(url), read_answers(url))


def answered_samples(url: str) -> list[Reviewed]:
    """Return those samples in the folder at `url` that have answers. Raises SampleError."""
    return [reviewed for reviewed in read_reviewed(url) if reviewed.answers]


def reviewed_samples(samples: Mapping[str, Sample], answers: Iterable[Answer]) -> list[Reviewed]:
    """Return each sample with its answers, in the order of names."""
    found: dict[str, dict[tuple[str, ...], Answer]] = {name: {} for name in samples}
    for answer in answers:
        if answer.sample in samples and answer.table == samples[answer.sample].table:
            found[answer.sample][answer.subject] = answer
    return [Reviewed(name, samples[name], found[name]) for name in sorted(samples)]


def estimates_of(reviewed: Reviewed) -> list[Estimate]:
    """Return what the answers say; nothing of what nobody judged."""
    return [*_precision(reviewed), *_recall(reviewed)]


def parts_of(table: str) -> tuple[str, ...]:
    """Return the parts that are judged of a row of `table`."""
    return (ROW, FOUND, *LAYERS[table].fields)


def is_right(answer: Answer, part: str) -> bool | None:
    """Return whether an answer says that a part of the row is right; None of a part of no row."""
    if part == ROW:
        return answer.answer == RIGHT
    is_found = NO_ROW not in answer.wrong
    if part == FOUND:
        return is_found
    return part not in answer.wrong if is_found else None


def _precision(reviewed: Reviewed) -> Iterator[Estimate]:
    for by, value, rows in _groups(reviewed.sample.rows):
        judged = [(row, answer) for row in rows if (answer := reviewed.of_row(row)) is not None]
        for part in parts_of(reviewed.sample.table):
            found = [(row, right) for row, answer in judged if (right := is_right(answer, part)) is not None]
            if found:
                n_right = sum(right for _, right in found)
                n_documents = len({row.document_id for row, _ in found})
                interval = wilson(n_right, len(found))
                yield _estimate(reviewed, PRECISION, part, (by, value), interval, (n_right, len(found), n_documents))


def _groups(rows: Sequence[SampledRow]) -> Iterator[tuple[str, str, list[SampledRow]]]:
    """Yield the rows for all and for each type, language and step of confidence."""
    drawn = [row for row in rows if row.stratum == Stratum.RANDOM]
    yield "all", "all", drawn
    for by in ("type", "language"):
        for value in sorted({getattr(row, by) for row in drawn}):
            yield by, value, [row for row in drawn if getattr(row, by) == value]
    for step in Confidence.values():
        also = (Stratum.RANDOM, Stratum.DOUBTFUL) if step == Confidence.DOUBTFUL else (Stratum.RANDOM,)
        yield "confidence", step, [row for row in rows if row.confidence == step and row.stratum in also]


@dataclass(frozen=True, slots=True)
class _Real:
    """Something that is really in a paragraph: found there, with what the answer says of it, or missed."""

    document_id: str
    language: str
    type: str
    answer: Answer | None


def _recall(reviewed: Reviewed) -> Iterator[Estimate]:
    real = list(_real(reviewed))
    groups = [("all", "all", real)]
    for by in ("type", "language"):
        for value in sorted({getattr(one, by) for one in real} - {""}):
            groups.append((by, value, [one for one in real if getattr(one, by) == value]))
    for by, value, ones in groups:
        for part in (ROW, FOUND):
            counts: dict[str, tuple[int, int]] = {}
            for one in ones:
                right, n = counts.get(one.document_id, (0, 0))
                counts[one.document_id] = (right + bool(one.answer and is_right(one.answer, part)), n + 1)
            if counts:
                n_right, n = (sum(pair[index] for pair in counts.values()) for index in (0, 1))
                seed = number_of(reviewed.sample.seed, "bootstrap", part, by, value)
                interval = by_document([counts[document] for document in sorted(counts)], seed)
                yield _estimate(reviewed, RECALL, part, (by, value), interval, (n_right, n, len(counts)))


def _real(reviewed: Reviewed) -> Iterator[_Real]:
    """Yield what really is in the paragraphs that somebody looked through: rows that are there, and what was missed."""
    complete = [place for place in reviewed.places if (a := reviewed.of_paragraph(*place)) and a.answer == RIGHT]
    language_of = {found.document_id: found.language for found in reviewed.sample.paragraphs}
    documents = {document_id for document_id, _, _ in complete}
    for row in reviewed.sample.rows:
        is_in = row.stratum == Stratum.PARAGRAPH and row.document_id in documents and _is_in(row, complete)
        answer = reviewed.of_row(row) if is_in else None
        if answer is not None and is_right(answer, FOUND):
            yield _Real(row.document_id, row.language, row.type, answer)
    for answer in reviewed.answers.values():
        if answer.answer == MISSED and any(
            answer.document_id == document_id and start <= answer.start < end for document_id, start, end in complete
        ):
            yield _Real(answer.document_id, language_of[answer.document_id], answer.type, None)


def _is_in(row: SampledRow, places: Iterable[tuple[str, int, int]]) -> bool:
    return any(row.document_id == document_id and start <= row.start < end for document_id, start, end in places)


def _estimate(
    reviewed: Reviewed,
    measure: str,
    part: str,
    group: tuple[str, str],
    interval: tuple[float, float],
    counted: tuple[int, int, int],
) -> Estimate:
    n_right, n, n_documents = counted
    return Estimate(
        sample=reviewed.name,
        version=reviewed.sample.version,
        table=reviewed.sample.table,
        measure=measure,
        part=part,
        group=group[0],
        value=group[1],
        estimate=round(n_right / n, 4),
        low=round(interval[0], 4),
        high=round(interval[1], 4),
        n_right=n_right,
        n=n,
        n_documents=n_documents,
    )
