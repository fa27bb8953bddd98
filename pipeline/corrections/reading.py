"""Read the files of corrections: CSV as in RFC 4180, UTF-8 with or without a byte order mark.

A file that is no such CSV stops whatever reads it, with its name and line. A single line that cannot be used is kept,
with the reason, so that it is named in every build. Cells are data: nothing in them is ever executed.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.corrections.checking import problem_of
from pipeline.corrections.contradictions import with_contradictions
from pipeline.corrections.judgement import COLUMNS, Judgement, id_of_cells
from pipeline.errors import OnrecordError
from pipeline.folder_files import files_in
from pipeline.identity import make_id

MOST_CHARACTERS = 20_000
"""Of a cell; a longer one makes its line invalid."""

_MOST_BYTES = 500_000_000
_SUFFIX = ".csv"


class CorrectionsError(OnrecordError):
    """A file of corrections is no CSV of the expected form."""


@dataclass(frozen=True)
class Corrections:
    """All lines of all files, in the order of files and lines."""

    judgements: tuple[Judgement, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Return a SHA-256 over all lines, with where they are written."""
        digest = hashlib.sha256()
        for judgement in self.judgements:
            digest.update(fingerprint_of([judgement]).encode())
        return digest.hexdigest() if self.judgements else ""

    @cached_property
    def by_document(self) -> dict[str, tuple[Judgement, ...]]:
        """Return the valid lines about documents by what they name in `document`: an id or the hash of a text."""
        found: dict[str, list[Judgement]] = {}
        for judgement in self.judgements:
            if judgement.document and not judgement.problem:
                found.setdefault(judgement.document, []).append(judgement)
        return {document: tuple(lines) for document, lines in found.items()}

    @cached_property
    def invalid(self) -> tuple[Judgement, ...]:
        """Return the lines that cannot be used."""
        return tuple(judgement for judgement in self.judgements if judgement.problem)

    @cached_property
    def of_corpus(self) -> tuple[Judgement, ...]:
        """Return the valid lines about actors in all documents."""
        return tuple(j for j in self.judgements if not j.problem and j.is_of_corpus)

    def of(self, document_id: str, text_sha256: str) -> tuple[Judgement, ...]:
        """Return the valid lines about the document with this id and text, in the order of files and lines."""
        found = [*self.by_document.get(document_id, ()), *self.by_document.get(text_sha256, ())]
        return tuple(sorted(found, key=lambda j: (j.file, j.line)))


def fingerprint_of(judgements: Iterable[Judgement]) -> str:
    """Return the SHA-256 of lines and their places; "" for none."""
    digest, n_lines = hashlib.sha256(), 0
    for judgement in judgements:
        n_lines += 1
        for cell in (*judgement.cells.values(), judgement.file, str(judgement.line), judgement.problem):
            data = cell.encode("utf-8", "surrogatepass")
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
    return digest.hexdigest() if n_lines else ""


def read_corrections(url: str) -> Corrections:
    """Read the `.csv` files in the folder at `url`, sorted by name; none if there is no such folder.

    Raises CorrectionsError (file, line, what to do) for a file that is no CSV of corrections or cannot be read.
    """
    judgements: list[Judgement] = []
    for name, data in correction_files(url):
        judgements += read_file(name, data)
    return Corrections(tuple(with_contradictions(_with_ids(judgements))))


def check_corrections(url: str) -> tuple[int, list[str]]:
    """Return how many lines there are, and what is wrong: a sentence for each such line or file.

    Unlike `read_corrections` it goes on after a file that is no CSV. Raises CorrectionsError if the folder cannot be
    read.
    """
    problems: list[str] = []
    judgements: list[Judgement] = []
    for name, data in correction_files(url):
        try:
            judgements += read_file(name, data)
        except CorrectionsError as error:
            problems.append(str(error))
    checked = list(with_contradictions(_with_ids(judgements)))
    problems += [f"{judgement.place}: {judgement.problem}" for judgement in checked if judgement.problem]
    return len(checked), problems


def correction_files(url: str) -> Iterator[tuple[str, bytes]]:
    """Return name and content of each `.csv` file in the folder at `url`, sorted. Raises CorrectionsError."""
    return files_in(url, _SUFFIX, CorrectionsError, _MOST_BYTES)


def read_file(name: str, data: bytes) -> list[Judgement]:
    """Return the lines of one file, with the problems of each by itself. Raises CorrectionsError."""
    rows = _rows(name, _decoded(name, data))
    first, header = next(rows, (1, []))
    columns = _columns(name, first, header)
    return [_judgement(name, number, columns, cells) for number, cells in rows if any(cells)]


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorrectionsError(f"{name}:{line}: not UTF-8: save the file as CSV UTF-8") from None


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = (
                "a cell that begins here has no closing quotation mark" if "end of data" in str(error) else str(error)
            )
            raise CorrectionsError(f"{name}:{number}: {what}: correct the quotation marks") from None
        yield number, row
        number = reader.line_num + 1


def _columns(name: str, line: int, header: Sequence[str]) -> list[str]:
    columns = [cell.strip() for cell in header]
    missing = [column for column in COLUMNS if column not in columns]
    if missing and len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        raise CorrectionsError(f"{name}:{line}: cells are not divided by commas: save the file with commas")
    if missing:
        raise CorrectionsError(
            f"{name}:{line}: no column {', '.join(missing)}: begin the file with the line {','.join(COLUMNS)}"
        )
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown or len(set(columns)) < len(columns):
        names = ", ".join(unknown or sorted({column for column in columns if columns.count(column) > 1}))
        raise CorrectionsError(f"{name}:{line}: column {names} is {'unknown' if unknown else 'there twice'}: remove it")
    return columns


def _judgement(name: str, line: int, columns: Sequence[str], cells: Sequence[str]) -> Judgement:
    given = dict.fromkeys(COLUMNS, "") | dict(zip(columns, cells, strict=False))
    problem = ""
    if len(cells) != len(columns):
        problem = f"has {len(cells)} cells, not {len(columns)}: put quotation marks around cells with commas"
    for column, cell in given.items():
        if len(cell) > MOST_CHARACTERS:
            problem = problem or f"{column}: has {len(cell):,} characters, more than {MOST_CHARACTERS:,}"
            given[column] = cell[:_SHOWN] + "…"
    for column in COLUMNS:
        if column not in ("quote", "prefix", "suffix", "old_value", "new_value"):
            given[column] = given[column].strip()
    given["correction_id"] = given["correction_id"] or id_of_cells(given)
    judgement = Judgement(**given, file=name, line=line)
    return replace(judgement, problem=problem or problem_of(judgement))


_SHOWN = 200


def _with_ids(judgements: Sequence[Judgement]) -> Iterator[Judgement]:
    """Give a line whose id another one has an id of its own, and say so."""
    first: dict[str, Judgement] = {}
    for judgement in judgements:
        earlier = first.setdefault(judgement.correction_id, judgement)
        if earlier is judgement:
            yield judgement
            continue
        is_same = all(judgement.cells[name] == earlier.cells[name] for name in COLUMNS if name not in ("by", "at"))
        what = "says the same as" if is_same else "has the correction_id of"
        new_id = make_id("correction", judgement.correction_id, judgement.file, str(judgement.line))
        yield replace(judgement, correction_id=new_id, problem=judgement.problem or f"{what} {earlier.place}")
