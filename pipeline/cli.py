"""The command line. Exit status: 0 done, 1 found something wrong, 2 could not run."""

import datetime
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from pipeline.errors import EXIT_COULD_NOT_RUN, EXIT_FOUND_WRONG, OnrecordError
from pipeline.settings import make_settings

app = typer.Typer(
    name="onrecord",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""Turn a folder of news documents into a citable dataset of who said what, when, and according to whom.

    `onrecord build` reads the seeds and makes a release; `onrecord releases` lists them; `onrecord publish` releases to
    a dataset repository on the Hub; `onrecord annotate` works on a stream of documents without any of that. Settings
    come from options, `ONRECORD_*` variables or `onrecord.toml`.

    Exit status: 0 done, 1 found something wrong, 2 could not run.""",
)

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

Seeds = Annotated[str | None, typer.Option(help="Folder of the seeds: a path or fsspec URL (s3://bucket/seeds).")]
Data = Annotated[str | None, typer.Option(help="Folder of lake and releases: a path or fsspec URL.")]
Place = Annotated[
    str, typer.Argument(metavar="FOLDER|NAMESPACE/NAME[@REVISION]", help="A release: its folder, or a tag.")
]
Endpoint = Annotated[str | None, typer.Option(help="Address of the Hub; HF_ENDPOINT or the public one.")]
Jobs = Annotated[int | None, typer.Option(help="Processes that extract side by side; all cores by default.")]


@app.command()
def build(
    seeds: Seeds = None,
    data: Data = None,
    jobs: Jobs = None,
    date: Annotated[str, typer.Option(help="Day of the release (YYYY-MM-DD); today by default.")] = "",
    strict: Annotated[bool, typer.Option(help="End with status 1 when anything was rejected.")] = False,
    verbose: Annotated[bool, typer.Option(help="List rejected seeds and ignored files.")] = False,
) -> None:
    """Bring lake and release up to date with the seeds.

    Only months whose seeds changed are built, and a release is made only if its content differs from the last one.
    What could not be read or kept is in the table `rejected`, with the reason.

    Example: `onrecord build --seeds articles --data /srv/onrecord --strict`
    """
    from pipeline.definitions import defs
    from pipeline.defs.build import build as run_build

    settings = make_settings(seeds=_located(seeds), data=_located(data), jobs=jobs)
    with progress_of("annotated") as advance:
        report = run_build(defs(), settings, date=date, advance=advance)
    for table in _SUMMARY:
        _out.print(f"{table:11}{report.rows.get(table, 0):>10,}")
    if report.n_rejected or report.n_ignored:
        _out.print(
            f"{report.n_rejected} rejected; files that are no seeds: {report.n_ignored}"
            + ("" if verbose else " (--verbose lists them)")
        )
    if verbose:
        for line in report.left_out:
            _out.print(f"  {line}")
    if report.is_new:
        _out.print(f"release {report.version} in {report.folder}: {'; '.join(report.reasons)}")
    else:
        _out.print(f"nothing changed: release {report.version} in {report.folder} is up to date")
    _out.print(how_to_load(report.folder))
    if strict and report.n_rejected:
        _err.print(f"onrecord: {report.n_rejected} rejected, and --strict was given", style="red")
        raise typer.Exit(EXIT_FOUND_WRONG)


@app.command()
def annotate(
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes that annotate side by side.")] = 1,
) -> None:
    """Annotate documents from standard input, one JSON object a line, to standard output in the same order.

    In: `{"id", "text", "date"?, "language"?}`. Out: `{"id", "language", "dates", "actors", "statements"}` with offsets
    in Unicode code points of the text. A line that is no document gives `{"line", "id", "error"}` in its place, and
    status 1 at the end. Lines come out as they are done; memory does not grow with the stream.

    Example: `onrecord annotate --jobs 2 < documents.jsonl > annotations.jsonl`
    """
    from pipeline.extract.lines import annotate_lines
    from pipeline.lake.workers import open_workers

    limit = make_settings().max_document_bytes
    is_clean = True
    with open_workers(jobs) as workers:
        for answers in workers.map(annotate_lines, _batches(sys.stdin.buffer, limit, 1 if jobs == 1 else 16)):
            for answer, is_document in answers:
                sys.stdout.write(f"{answer}\n")
                is_clean = is_clean and is_document
            sys.stdout.flush()
    if not is_clean:
        raise typer.Exit(EXIT_FOUND_WRONG)


@app.command()
def dates(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="A text, or the path of a file with one.")],
    date: Annotated[str | None, typer.Option(help="Day of publication (YYYY-MM-DD), against which to resolve.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the text; detected by default.")] = None,
) -> None:
    """Show the temporal expressions of a text with their TIMEX3 values and the days they stand for.

    Without --date, relative expressions keep their type and stay unresolved.

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
        _out.print("no temporal expressions")


_DATE_COLUMNS = ("start", "end", "text", "timex_type", "value", "mod", "begins_on", "ends_on", "rule")


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal, tab-separated lines elsewhere."""
    if _out.is_terminal:
        table = Table(*columns, box=None, header_style="bold")
        for row in rows:
            table.add_row(*map(escape, row))
        _out.print(table)
    else:
        for row in (columns, *rows):
            sys.stdout.write("\t".join(row) + "\n")


def _text_of(given: str) -> str:
    """The text of the file with that path, if there is one, else what was given itself."""
    path = Path(given)
    try:
        return path.read_text(encoding="utf-8") if len(given) < 4096 and path.is_file() else given
    except UnicodeDecodeError:
        raise OnrecordError(f"{given}: not UTF-8; convert it first, or use `onrecord build`, which can tell") from None
    except (OSError, ValueError):  # too long for a path, or no path at all
        return given


def _day(given: str | None) -> datetime.date | None:
    try:
        return None if given is None else datetime.date.fromisoformat(given)
    except ValueError:
        raise OnrecordError(f"--date {given!r}: give a day as YYYY-MM-DD") from None


@app.command()
def releases(data: Data = None) -> None:
    """List the releases in the data folder, newest first: version, date, size and rows.

    Example: `onrecord releases --data /srv/onrecord`
    """
    from pipeline.publish.folder import list_releases

    settings = make_settings(data=_located(data))
    found = list_releases(settings.releases)
    if not found:
        _out.print(f"no releases in {settings.releases}; `onrecord build` makes the first")
    for release in found:
        rows = ", ".join(f"{release.n_rows[table]:,} {table}" for table in _SUMMARY if release.n_rows.get(table))
        _out.print(f"{release.version:10} {release.date}  {release.n_bytes / 1e6:8.1f} MB  {rows}")


@app.command()
def publish(
    repo: Annotated[str | None, typer.Option(metavar="NAMESPACE/NAME", help="Dataset on the Hub.")] = None,
    version: Annotated[str | None, typer.Option(help="The version you expect; any other one is refused.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and write nothing.")] = False,
    private: Annotated[bool, typer.Option("--private", help="If the repository has to be made, private.")] = False,
    endpoint: Endpoint = None,
    date: Annotated[str, typer.Option(help="Day of the release (YYYY-MM-DD); today by default.")] = "",
    seeds: Seeds = None,
    data: Data = None,
) -> None:
    """Release what the lake holds to a dataset repository on the Hub, as one commit with a tag.

    The plan is printed first. Files are checked on a branch of their own before main or a tag shows them; what the
    repository has already is not sent again. After an interruption, the same command goes on. HF_TOKEN holds the token.

    Example: `onrecord publish --repo press/statements --dry-run`
    """
    from pipeline.publish.day import release_date
    from pipeline.publish.hub_access import token_of
    from pipeline.publish.hub_lake import HubRequest, publish_lake

    settings = make_settings(seeds=_located(seeds), data=_located(data), repository=repo, hub_endpoint=endpoint)
    if not settings.repository:
        raise OnrecordError("no repository: give --repo NAMESPACE/NAME or set ONRECORD_REPOSITORY")
    request = HubRequest(settings.repository, settings.hub_endpoint or None, version, private, dry_run)
    day = release_date(date, os.environ)
    outcome = publish_lake(settings, request, token_of(os.environ), day, lambda line: _out.print(line, markup=False))
    if outcome is None:
        _out.print("dry run: nothing was written")
    elif outcome.is_new:
        _out.print(f"release {outcome.version} at {outcome.url}", markup=False)
        _out.print(how_to_load(settings.repository, f"v{outcome.version}"), markup=False)
    else:
        _out.print(f"nothing changed: release {outcome.version} at {outcome.url} is up to date", markup=False)


@app.command()
def verify(place: Place, endpoint: Endpoint = None) -> None:
    """Hold a release against its manifest: every file, every hash, every key, reference and span.

    Ends with status 1 and one line a finding when something is wrong.

    Example: `onrecord verify data/releases/1.0.0`
    """
    from pipeline.publish.places import open_release, verify_placed

    with open_release(place, **_hub_options(endpoint)) as release:
        findings = verify_placed(release)
        for finding in findings:
            _out.print(finding, markup=False)
        if findings:
            raise typer.Exit(EXIT_FOUND_WRONG)
        _out.print(f"{place}: release {release.manifest.version} of {release.manifest.date} is whole", markup=False)


@app.command()
def diff(old: Place, new: Place, endpoint: Endpoint = None) -> None:
    """Compare two releases row by row: counts by table and by cause, and how far the versions ought to be apart.

    Example: `onrecord diff data/releases/1.0.0 data/releases/1.1.0`
    """
    from pipeline.publish.places import open_release
    from pipeline.release.differences import find_differences
    from pipeline.release.version import next_version

    options = _hub_options(endpoint)
    with open_release(old, **options) as before, open_release(new, **options) as after:
        differences = find_differences(before.contents(), after.contents())
        step = next_version(before.manifest.version, before.manifest.tables, after.manifest.tables, differences)
    table = Table("table", "added", "removed", "changed", box=None, header_style="bold")
    for name, counts in differences.counts().items():
        table.add_row(name, *(f"{counts[change]:,}" for change in ("added", "removed", "changed")))
    _out.print(table if table.row_count else "no row differs")
    if step is not None:
        _out.print(f"{step.level}: {'; '.join(step.reasons)}", markup=False)


def _hub_options(endpoint: str | None) -> dict[str, str | None]:
    """Address and token for reading releases on the Hub."""
    from pipeline.publish.hub_access import token_of

    return {"endpoint": endpoint or make_settings().hub_endpoint or None, "token": token_of(os.environ)}


_SUMMARY = ("documents", "dates", "mentions", "actors", "statements", "rejected")


def how_to_load(place: str, revision: str | None = None) -> str:
    """The lines of Python that load a release: a folder, or a repository at a tag."""
    at = f', revision="{revision}"' if revision else ""
    return (
        "load it with:\n"
        "    from datasets import load_dataset\n"
        f'    statements = load_dataset("{place}", "statements", split="train"{at})'
    )


def _located(location: str | None) -> str | None:
    """A path made absolute, since a build works from the project's root; a URL as it is."""
    return location if location is None or "://" in location else str(Path(location).absolute())


def _batches(stream: BinaryIO, limit: int, n_lines: int) -> Iterator[list[tuple[int, bytes | None]]]:
    """Numbered lines in batches of `n_lines` lines or about 100 kB; None stands for a line over `limit` bytes.

    Blank lines are passed over but counted. Of a line that is too long nothing is held beyond the limit.
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


@contextmanager
def progress_of(verb: str) -> Iterator[Callable[[int, int], None]]:
    """Shows how many documents are done: a bar on a terminal, a line every tenth elsewhere."""
    if _err.is_terminal:
        columns = (TextColumn(verb), BarColumn(), MofNCompleteColumn(), TextColumn("documents"), TimeRemainingColumn())
        with Progress(*columns, console=_err, transient=True) as bar:
            task = bar.add_task(verb, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        tenths = 0

        def show(done: int, total: int) -> None:
            nonlocal tenths
            if total and done * 10 // total > tenths:
                tenths = done * 10 // total
                _err.print(f"{verb} {done} of {total} documents")

        yield show


def main() -> None:
    """Run the command line; foreseeable errors are one line on standard error."""
    try:
        app()
    except OnrecordError as error:
        _err.print(f"onrecord: {error}", style="red", markup=False)
        sys.exit(error.exit_status)
    except BrokenPipeError:  # the reader of our output has gone, which is its right
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_COULD_NOT_RUN)
    except KeyboardInterrupt:
        _err.print("onrecord: stopped; run the same command again to go on")
        sys.exit(EXIT_COULD_NOT_RUN)
