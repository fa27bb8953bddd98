"""`onrecord annotate` and `onrecord dates`: extraction alone, without lake or release."""

import datetime
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.table import Table

from pipeline.cli.app import Project, app, check_folder, day_of, out, settings_of
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.literal import literal

_MOST_JOBS = 256


@app.command()
def annotate(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]…", help="Files of any form that a seed may have.")
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", help="Number of worker processes, up to 256.")] = 1,
    corrections: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder of corrections to apply; none by default.")
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Write an HTML page that shows the documents.")] = False,
    project: Project = None,
) -> None:
    """Annotate files, or documents from standard input, one JSON object a line, to standard output in the same order.

    In: `{"id", "text", "date"?, "language"?}`, or records as they may be seeds. Out: `{"id", "language", "dates",
    "actors", "statements"}` with offsets in Unicode code points of the text. The answer to a document of a file has its
    `text` too, as a build stores it, with `file`, `line`, `title` and `date`. What is not a valid document yields
    `{"line", "id", "error"}` in its place, and the exit status is 1. Each line is written as soon as it is done; memory
    does not grow with the stream.

    `--corrections` applies people's corrections to documents that these name by `document_id` (the `id` of a line) or
    by the SHA-256 of the text; what became of each is in the answer's `corrections`.

    With `--html` the result is one self-contained page; a document's `title` becomes its heading.

    Example: `onrecord annotate --jobs 2 < documents.jsonl > annotations.jsonl`

    Example: `onrecord annotate --html seeds/2025/*.html > page.html`
    """
    from pipeline.corrections.answering import corrections_at
    from pipeline.extract.backends.registry import load_engine
    from pipeline.file_service import annotate_found, read_files, show_found
    from pipeline.lake.workers import open_workers
    from pipeline.service import annotate_lines, show_lines

    if not 1 <= jobs <= _MOST_JOBS:
        raise OnrecordError(f"--jobs {jobs}: give a number from 1 to {_MOST_JOBS}")
    check_folder("corrections", corrections)
    settings = settings_of(project)
    corrections_at(corrections or "")  # report a file that cannot be read before reading a line
    load_engine(settings)  # report a backend that cannot be set up before reading a line
    n_at_once = 1 if jobs == 1 else 16
    work: Callable[[Any], list[tuple[str, bool]]]
    batches: Iterator[Any]
    if files:
        work = partial(show_found if html else annotate_found, settings=settings, corrections=corrections or "")
        batches = _chunks(read_files(files, settings), n_at_once)
    else:
        work = partial(show_lines if html else annotate_lines, settings=settings, corrections=corrections or "")
        batches = _batches(sys.stdin.buffer, settings.max_document_bytes, n_at_once)
    is_clean = True
    with open_workers(jobs) as workers, _framed(html):
        for answers in workers.map(work, batches):
            for answer, is_document in answers:
                sys.stdout.write(f"{answer}\n")
                is_clean = is_clean and is_document
            sys.stdout.flush()
    if not is_clean:
        raise typer.Exit(EXIT_FOUND_WRONG)


@contextmanager
def _framed(is_page: bool) -> Iterator[None]:
    """Write the beginning and the end of a page around the output of the block."""
    if not is_page:
        yield
        return
    from pipeline.show.rendering import page_end, page_start

    sys.stdout.write(page_start())
    yield
    sys.stdout.write(page_end())


def _batches(stream: BinaryIO, limit: int, n_lines: int) -> Iterator[list[tuple[int, bytes | None]]]:
    """Yield numbered lines in batches of `n_lines` lines or about 100 kB, with None for a line over `limit` bytes.

    Blank lines are skipped but counted. A line that is too long is not kept in memory beyond the limit.
    """
    batch: list[tuple[int, bytes | None]] = []
    size = number = 0
    while head := stream.readline(limit):
        number += 1
        line: bytes | None = head
        tail = head
        while not tail.endswith(b"\n") and (tail := stream.readline(limit)):
            line = None
        if line is None or line.strip():
            batch.append((number, line))
            size += len(line or b"")
        if len(batch) == n_lines or size > 100_000:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _chunks(items: Iterator[Any], n_items: int) -> Iterator[list[Any]]:
    while chunk := list(islice(items, n_items)):
        yield chunk


@app.command()
def dates(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|FILE", help="A text, or a file of any form that a seed may have.")
    ],
    date: Annotated[
        str | None, typer.Option(help="Day of publication (YYYY-MM-DD), to resolve relative dates.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the text (de, en); default: detected.")] = None,
) -> None:
    """Show the temporal expressions of a text with their TIMEX3 values and the days they refer to.

    A document in a file has its own date. Otherwise, without --date, relative expressions are not resolved to days.

    Example: `onrecord dates "Am Dienstag berichtete die Zeitung davon." --date 2025-08-27`
    """
    from pipeline.extract.backends.registry import open_languages
    from pipeline.extract.dates import find_dates
    from pipeline.parse.cleaning import clean_characters
    from pipeline.parse.language import detect_language
    from pipeline.parse.positions import Positions
    from pipeline.settings import make_settings

    known = open_languages(make_settings())
    day = day_of(date, "--date")
    rows = []
    for given, published_on, entries in _texts_of(text):
        positions = Positions(len(given))
        words = clean_characters(given, Counter(), positions)
        found_in = language or detect_language(words, among=known)
        if found_in not in known:
            raise OnrecordError(f"no dates for language {found_in!r}: --language takes one of {', '.join(known)}")
        for expression in find_dates(words, language=found_in, published_on=day or published_on, entries=entries):
            start, end = positions.span(expression.start, expression.end)
            where = {"start": start, "end": end, "text": given[start:end]}
            cells = (where.get(name, getattr(expression, name, None)) for name in _DATE_COLUMNS)
            rows.append(["" if cell is None else " ".join(str(cell).split()) for cell in cells])
    if rows:
        _print_table(_DATE_COLUMNS, rows)
    else:
        out.print("no temporal expressions")


_DATE_COLUMNS = ("start", "end", "text", "timex_type", "value", "mod", "begins_on", "ends_on", "rule")


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on a terminal, tab-separated lines elsewhere."""
    if out.is_terminal:
        table = Table(*columns, box=None, header_style="bold")
        for row in rows:
            table.add_row(*map(literal, row))
        out.print(table)
    else:
        for row in (columns, *rows):
            sys.stdout.write("\t".join(map(literal, row)) + "\n")


def _texts_of(given: str) -> Iterator[tuple[str, datetime.date | None, Sequence[tuple[int, datetime.date | None]]]]:
    """Yield the texts of the file at `given`, with their days, if there is a file, else `given` itself as the text.

    Of live blogs also the days of their entries. Raises OnrecordError for what cannot be read in the file, and where
    `given` is a file's name and there is none.
    """
    from pipeline.file_service import read_files
    from pipeline.parse.document import Document, Rejection
    from pipeline.parse.entry_days import parse_entry_days
    from pipeline.settings import make_settings

    if not _is_file(given) and not _is_named_like_file(given):
        yield given, None, ()
        return
    for _, found in read_files([Path(given)], make_settings()):
        if isinstance(found, Document):
            yield found.text, found.published_on, parse_entry_days(found.entry_days)
        elif isinstance(found, Rejection):
            place = found.seed if found.line is None else f"{found.seed}, line {found.line}"
            raise OnrecordError(f"{place}: {found.detail}")


def _is_named_like_file(given: str) -> bool:
    """Whether a text is one word that ends as seeds do, or leads into a folder: missing.txt, seeds/missing."""
    from pipeline.parse.formats import seed_format

    if len(given.split()) != 1:
        return False
    with suppress(OSError, ValueError):  # too long for a name, or with a null character
        folder, *rest = Path(given).parts
        if rest and folder.strip("/.") and Path(folder).is_dir():
            return True
    return seed_format(given) is not None


def _is_file(given: str) -> bool:
    try:
        return len(given) < 4096 and Path(given).is_file()
    except (OSError, ValueError):  # too long for a path, or no path at all
        return False
