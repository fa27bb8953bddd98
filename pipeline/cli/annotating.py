"""`onrecord annotate` and `onrecord dates`: extraction alone, without lake or release."""

import datetime
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.table import Table

from pipeline.cli.app import Project, app, out, settings_of
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.literal import literal


@app.command()
def annotate(
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Number of worker processes.")] = 1,
    html: Annotated[bool, typer.Option("--html", help="Write an HTML page that shows the documents.")] = False,
    project: Project = None,
) -> None:
    """Annotate documents from standard input, one JSON object a line, to standard output in the same order.

    In: `{"id", "text", "date"?, "language"?}`. Out: `{"id", "language", "dates", "actors", "statements"}` with offsets
    in Unicode code points of the text. A line that is not a valid document yields `{"line", "id", "error"}` in its
    place, and the exit status is 1. Each line is written as soon as it is done; memory does not grow with the stream.

    With `--html` the result is one self-contained page; a document's `title` becomes its heading.

    Example: `onrecord annotate --jobs 2 < documents.jsonl > annotations.jsonl`

    Example: `onrecord annotate --html < documents.jsonl > page.html`
    """
    from pipeline.extract.backends.registry import load_engine
    from pipeline.lake.workers import open_workers
    from pipeline.service import annotate_lines, show_lines

    settings = settings_of(project)
    load_engine(settings)  # report a backend that cannot be set up before reading a line
    work = partial(show_lines if html else annotate_lines, settings=settings)
    batches = _batches(sys.stdin.buffer, settings.max_document_bytes, 1 if jobs == 1 else 16)
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


@app.command()
def dates(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A text, or the path of a text file.")],
    date: Annotated[
        str | None, typer.Option(help="Day of publication (YYYY-MM-DD), to resolve relative dates.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the text (de, en); default: detected.")] = None,
) -> None:
    """Show the temporal expressions of a text with their TIMEX3 values and the days they refer to.

    Without --date, relative expressions are not resolved to days.

    Example: `onrecord dates "Am Dienstag berichtete die Zeitung davon." --date 2025-08-27`
    """
    from pipeline.extract.dates import find_dates
    from pipeline.extract.engine import supported_languages
    from pipeline.parse.language import detect_language

    text = _text_of(text)
    found_in = language or detect_language(text, among=supported_languages())
    if found_in not in supported_languages():
        known = ", ".join(supported_languages())
        raise OnrecordError(f"no dates for language {found_in!r}: --language takes one of {known}")
    rows = []
    for expression in find_dates(text, language=found_in, published_on=_day(date)):
        surface = {"text": text[expression.start : expression.end]}
        cells = (surface.get(name, getattr(expression, name, None)) for name in _DATE_COLUMNS)
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


def _text_of(given: str) -> str:
    """Read the file at `given` if there is one, else return `given` itself as the text."""
    path = Path(given)
    try:
        return path.read_text(encoding="utf-8") if len(given) < 4096 and path.is_file() else given
    except UnicodeDecodeError:
        raise OnrecordError(
            f"{given}: not UTF-8; convert it, or use `onrecord build`, which detects encodings"
        ) from None
    except (OSError, ValueError):  # too long for a path, or no path at all
        return given


def _day(given: str | None) -> datetime.date | None:
    try:
        return None if given is None else datetime.date.fromisoformat(given)
    except ValueError:
        raise OnrecordError(f"--date {given!r}: give a day as YYYY-MM-DD") from None
