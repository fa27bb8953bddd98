"""`onrecord show`, `search` and `export`: look into a release without writing code."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.app import Data, Endpoint, Project, app, day_of, err, hub_options, out, settings_of
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError

if TYPE_CHECKING:
    from pipeline.look.document import Document
    from pipeline.look.history import Cited
    from pipeline.look.searching import Search
    from pipeline.publish.places import PlacedRelease

Release = Annotated[
    str | None,
    typer.Option(
        metavar="PLACE",
        help="Folder, version or NAMESPACE/NAME[@REVISION]; default: newest in the data folder.",
    ),
]
_MOST_TOLD = 50
_MOST_NAMES = 5


@contextmanager
def opened_release(
    release: str | None, data: str | None, project: str | None, endpoint: str | None
) -> Iterator["PlacedRelease"]:
    """Open the release that the options name: by default the newest of the data folder that is not yanked."""
    from pipeline.publish.places import is_version
    from pipeline.publish.released_tables import open_released
    from pipeline.release.yanks import describe_yank

    is_in_data = release is None or is_version(release)
    settings = settings_of(project, *(("data",) if is_in_data else ()), data=data, hub_endpoint=endpoint)
    if is_in_data:
        place, version = settings.releases, release.removeprefix("v") if release else None
        if "://" not in place and not Path(place).is_dir():
            raise OnrecordError(f"{place}: no such folder: run `onrecord build`, or name a release with --release")
    else:
        place, version = str(release), None
    with open_released(place, version, **hub_options(settings)) as opened:
        if opened.yank is not None:
            err.print(f"onrecord: warning: {describe_yank(opened.yank)}", style="yellow")
        yield opened


@app.command()
def show(
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="ID|URL|ID@VERSION",
            help="doc_…, statement_…, another id of the tables, or an address; an id as it stood in a version.",
        ),
    ],
    html: Annotated[bool, typer.Option("--html", help="Write an HTML page.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one document a line.")] = False,
    release: Release = None,
    data: Data = None,
    project: Project = None,
    endpoint: Endpoint = None,
) -> None:
    """Show a document of a release with its statements, or a statement with its chain: who reports what of whom.

    An address is found in any of its spellings, an id of a 1.x release under its present one. What the publisher does
    not allow to be passed on is not in a release, and not shown. Exit status: 0 shown, 1 not in the release.

    `ID@VERSION` shows what a row was in that version, and what became of it in all others of the folder or repository:
    since when it is there, what changed it and why, which id replaced it, whether it was taken down.

    Example: `onrecord show https://example.org/article`

    Example: `onrecord show doc_0f3a9c5e7b1d2468 --html > page.html`

    Example: `onrecord show statement_5a1f0c2b9d3e4f60@1.0.0`
    """
    if html and json:
        raise OnrecordError("give --html or --json, not both")
    from pipeline.look.history import parse_cited

    cited = parse_cited(wanted)
    if cited is not None:
        if html:
            raise OnrecordError("--html shows a document: give its id without a version, and the version by --release")
        _show_history(cited, release, data, project, endpoint, is_json=json)
        return
    from pipeline.look.document import read_document
    from pipeline.look.finding import find
    from pipeline.look.telling import tell_document
    from pipeline.service import to_line

    with opened_release(release, data, project, endpoint) as opened:
        contents = opened.contents()
        documents = [read_document(contents, found) for found in find(contents, wanted)]
    if html:
        _write_page(documents)
        return
    for number, document in enumerate(documents):
        if json:
            sys.stdout.write(to_line({"release": opened.manifest.version, **document.as_dict()}) + "\n")
            continue
        if number:
            out.print("")
        for line in tell_document(document, opened.manifest.version):
            out.print(line)


def _show_history(
    cited: "Cited", release: str | None, data: str | None, project: str | None, endpoint: str | None, *, is_json: bool
) -> None:
    """Show what a row was in the version that is cited, and in all others of the line."""
    from pipeline.look.history import read_history
    from pipeline.look.telling_history import tell_history
    from pipeline.publish.places import is_version
    from pipeline.publish.released_line import open_released_line
    from pipeline.service import to_line

    if release is not None and is_version(release):
        raise OnrecordError(f"--release {release}: name the line, and the version behind the id")
    settings = settings_of(project, *(() if release else ("data",)), data=data, hub_endpoint=endpoint)
    place = release or settings.releases
    if release is None and "://" not in place and not Path(place).is_dir():
        raise OnrecordError(f"{place}: no such folder: run `onrecord build`, or name releases with --release")
    with open_released_line(place, **hub_options(settings)) as releases:
        history = read_history(releases, cited)
    if is_json:
        sys.stdout.write(to_line(history.as_dict()) + "\n")
    else:
        for line in tell_history(history):
            out.print(line)
    if history.then.row is None:
        raise typer.Exit(EXIT_FOUND_WRONG)


def _write_page(documents: list["Document"]) -> None:
    from pipeline.look.document import without_gaps
    from pipeline.show.rendering import page_end, page_start, render_document

    sys.stdout.write(page_start())
    for number, document in enumerate(documents, 1):
        row = document.row
        shown = {"text": document.text, "note": document.note, "picked": document.statement_id}
        shown |= {"title": row["title"], "date": row["published_on"], "publisher": row.get("publisher")}
        sys.stdout.write(render_document(number, shown | {"url": row["url"]}, without_gaps(document.answer)) + "\n")
    sys.stdout.write(page_end())


@app.command()
def search(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]…", help="Parts of the text, in any case; all must occur.")
    ] = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME|ID", help="Said by this actor.")] = None,
    about: Annotated[str | None, typer.Option(metavar="NAME|ID", help="About this actor.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Said on this day or later.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Said on this day or earlier.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one statement a line.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV with a line of headings.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most N; default: 50 in words, all otherwise.")
    ] = None,
    release: Release = None,
    data: Data = None,
    project: Project = None,
    endpoint: Endpoint = None,
) -> None:
    """Search the statements of a release: by words, by who speaks, by whom they are about, by day.

    All conditions must hold. A name is taken for each actor whose name or alias contains it: `Probe` finds Karl Probe.
    Where the day of saying is not known, the day of publication counts. Needs DuckDB (`pip install
    'onrecord[search]'`). Exit status as of grep: 0 found, 1 nothing found, 2 could not run.

    Example: `onrecord search haushalt --speaker "Anna Beispiel" --from 2025-08-01 --to 2025-08-31`
    """
    from pipeline.look.searching import Wanted, open_search

    if json and as_csv:
        raise OnrecordError("give --json or --csv, not both")
    wanted = Wanted(
        _given_words(words or []), _name(speaker, "--speaker"), _name(about, "--about"), *_days(first, last)
    )
    if wanted == Wanted(()):
        raise OnrecordError("nothing to search for: give words, --speaker, --about, --from or --to")
    with opened_release(release, data, project, endpoint) as opened, open_search(opened, wanted) as found:
        for option, names in found.actors.items():
            if len(names) > 1:
                more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
                err.print(f"--{option} is taken for {', '.join(names[:_MOST_NAMES])}{more}")
        n_hits = _write_hits(found, json=json, as_csv=as_csv, limit=limit)
        n_withheld = found.count_withheld()
    if n_withheld:
        err.print(f"{n_withheld:,} more may have the words: their publishers do not allow them to be passed on")
    if not n_hits:
        err.print("no statement found")
        raise typer.Exit(EXIT_FOUND_WRONG)


def _write_hits(found: "Search", *, json: bool, as_csv: bool, limit: int | None) -> int:
    """Write what was found; how many statements."""
    from pipeline.look.cells import to_cell
    from pipeline.look.document import as_json
    from pipeline.look.telling import tell_hit
    from pipeline.service import to_line

    most = limit or (None if json or as_csv else _MOST_TOLD)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    n_hits = 0
    for hit in found.hits(most):
        if json:
            sys.stdout.write(to_line(as_json(hit)) + "\n")
        elif as_csv:
            if not n_hits:
                writer.writerow(hit)
            writer.writerow([to_cell(value) for value in hit.values()])
        else:
            for line in tell_hit(hit):
                out.print(line)
        n_hits += 1
    if n_hits and not json and not as_csv:
        n_all = found.count() if n_hits == most else n_hits
        is_more = n_all > n_hits
        err.print(f"{n_hits:,} of {n_all:,} statements; --limit shows more" if is_more else f"{n_hits:,} found")
    return n_hits


def _given_words(words: list[str]) -> tuple[str, ...]:
    if not all(word.strip() for word in words):
        raise OnrecordError("an empty word is in every text: leave it out")
    return tuple(words)


def _name(given: str | None, option: str) -> str | None:
    if given is not None and not any(character.isalnum() for character in given):
        raise OnrecordError(f"{option} {given!r}: give a name or an actor_id")
    return given


def _days(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    days = day_of(first, "--from"), day_of(last, "--to")
    if days[0] and days[1] and days[0] > days[1]:
        raise OnrecordError(f"--from {first} is after --to {last}: exchange them")
    return days


@app.command()
def export(
    sqlite: Annotated[Path | None, typer.Option(metavar="FILE", help="Write one SQLite file.")] = None,
    to_csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FOLDER", help="Write a CSV file for each table into a new folder.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an export of that name.")] = False,
    release: Release = None,
    data: Data = None,
    project: Project = None,
    endpoint: Endpoint = None,
) -> None:
    """Export a release for Datasette, R, Excel and others: all tables as SQLite or as CSV.

    The SQLite file has keys, references and full-text search (`statements_fts`, `documents_fts`, `actors_fts`). Lists
    are JSON in either. In CSV, a text that a spreadsheet would run as a formula has `'` in front.

    Example: `onrecord export --sqlite statements.db`
    """
    if sqlite is None and to_csv is None:
        raise OnrecordError("give --sqlite FILE or --csv FOLDER")
    from pipeline.look.exporting import check_free, export_csv, export_sqlite

    for path in filter(None, (sqlite, to_csv)):
        check_free(path, is_replaced=replace)
    written: dict[Path, dict[str, Any]] = {}
    with opened_release(release, data, project, endpoint) as opened:
        if sqlite is not None:
            written[sqlite] = export_sqlite(opened, sqlite, is_replaced=replace)
        if to_csv is not None:
            written[to_csv] = export_csv(opened, to_csv, is_replaced=replace)
    for path, counts in written.items():
        out.print(f"release {opened.manifest.version} in {path}: {_told(counts)}")


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{n_rows:,} {table}" for table, n_rows in counts.items() if n_rows)
