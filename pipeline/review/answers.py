"""What people answered about a sample: CSV files in `quality/`, one answer a line, without any text.

A line is about a row (`row_id`), about a paragraph (its span: `right` says that nothing more was missed in it), or
names the span of what was `missed`. Where several lines are about the same, the last one counts, in the order of
files and lines.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.review.layers import LAYERS
from pipeline.review.sample import ANSWERS_SUFFIX, SampleError, quality_files
from schemas.vocabulary import ReviewAnswer, SampledUnit

ANSWER_COLUMNS = (
    "sample",
    "table",
    "row_id",
    "document_id",
    "start",
    "end",
    "answer",
    "wrong",
    "type",
    "by",
    "at",
)
"""The columns of a file of answers, in their order."""

ANSWERS = RIGHT, WRONG, UNSURE, MISSED = ReviewAnswer.values()
NO_ROW = "row"
"""In `wrong`: there is no such row at all."""

_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of a file of answers. `wrong` names the fields that are wrong, or `row`; `start` is -1 without a span."""

    sample: str
    table: str
    row_id: str
    document_id: str
    start: int
    end: int
    answer: str
    wrong: tuple[str, ...]
    type: str
    by: str
    at: str

    @property
    def subject(self) -> tuple[str, ...]:
        """Return what the answer is about: a row, a paragraph, or a span that was missed."""
        if self.row_id:
            return (self.sample, self.row_id)
        kind = MISSED if self.answer == MISSED else SampledUnit.PARAGRAPH
        return (self.sample, kind, self.document_id, str(self.start), str(self.end))


def read_answers(url: str) -> list[Answer]:
    """Return the answers in the folder at `url`; of several about the same, the last. Raises SampleError."""
    found: dict[tuple[str, ...], Answer] = {}
    for name, data in quality_files(url, ANSWERS_SUFFIX):
        for answer in _read_file(f"{url}/{name}", data):
            found.pop(answer.subject, None)
            found[answer.subject] = answer
    return list(found.values())


def _read_file(name: str, data: bytes) -> Iterator[Answer]:
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = next(rows, [])
        missing = [column for column in ANSWER_COLUMNS if column not in header]
        if missing:
            raise SampleError(f"{name}:1: no column {', '.join(missing)}: only files of answers belong here")
        for cells in rows:
            if any(cells):
                yield _answer(f"{name}:{rows.line_num}", dict(zip(header, cells, strict=False)), len(cells), header)
    except UnicodeDecodeError:
        raise SampleError(f"{name}: not UTF-8: download the answers again") from None
    except csv.Error as error:
        raise SampleError(f"{name}: {error}: download the answers again") from None


def _answer(place: str, cells: Mapping[str, str], n_cells: int, header: list[str]) -> Answer:
    if n_cells != len(header):
        raise SampleError(f"{place}: has {n_cells} cells, not {len(header)}: correct the line")
    table, answer, wrong = cells["table"], cells["answer"], tuple(cells["wrong"].split())
    if table not in LAYERS:
        raise SampleError(f"{place}: table {table!r} is not one of {', '.join(LAYERS)}")
    if answer not in ANSWERS:
        raise SampleError(f"{place}: answer {answer!r} is not one of {', '.join(ANSWERS)}")
    unknown = [name for name in wrong if name not in (*LAYERS[table].fields, NO_ROW)]
    if unknown or bool(wrong) != (answer == WRONG):
        fields = ", ".join((*LAYERS[table].fields, NO_ROW))
        raise SampleError(f"{place}: wrong {cells['wrong']!r}: an answer `wrong` names what is: {fields}")
    has_span = bool(_NUMBER.fullmatch(cells["start"]) and _NUMBER.fullmatch(cells["end"]) and cells["document_id"])
    if not cells["row_id"] and not has_span:
        raise SampleError(f"{place}: gives neither row_id nor document_id, start and end")
    start, end = (int(cells["start"]), int(cells["end"])) if has_span else (-1, -1)
    if has_span and end <= start:
        raise SampleError(f"{place}: end {end} is not after start {start}: correct the line")
    kept = {name: cells[name] for name in ("sample", "row_id", "document_id", "type", "by", "at")}
    return Answer(**kept, table=table, answer=answer, wrong=wrong, start=start, end=end)


def write_answers(answers: list[Answer]) -> str:
    """Return the content of a file with these answers."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(ANSWER_COLUMNS)
    for answer in answers:
        cells = {name: getattr(answer, name) for name in ANSWER_COLUMNS} | {"wrong": " ".join(answer.wrong)}
        if answer.start < 0:
            cells |= {"start": "", "end": ""}
        writer.writerow(cells.values())
    return told.getvalue()
