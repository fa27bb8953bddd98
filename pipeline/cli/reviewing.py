"""`onrecord sample` and `review`: draw what people judge, and write the page on which they do."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from pipeline.cli.app import Data, Endpoint, Project, Quality, app, err, out, settings_of
from pipeline.cli.looking import Release, opened_release
from pipeline.errors import OnrecordError

if TYPE_CHECKING:
    from pipeline.look.sampling import Known
    from pipeline.publish.places import PlacedRelease
    from pipeline.review.sample import Sample, SampledTable

Table = Annotated[str, typer.Option(metavar="TABLE", help="What to judge: statements, dates or mentions.")]


@app.command()
def sample(
    n: Annotated[int, typer.Option("--n", min=1, max=100_000, metavar="N", help="Number of rows.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another number draws others.")] = 7,
    table: Table = "statements",
    quality: Quality = None,
    release: Release = None,
    data: Data = None,
    project: Project = None,
    endpoint: Endpoint = None,
) -> None:
    """Draw rows and paragraphs of a release by chance, to be judged with `onrecord review`.

    Each row has the same chance, by language, type, outlet and month. One in five is drawn from the doubtful ones,
    apart from the others. One paragraph is drawn for each four rows, to find what was missed. Rows whose words are
    withheld, and what was judged before, are left out. The sample is a file in `quality/`, without any text; the same
    release, numbers and answers give the same file.

    Example: `onrecord sample --n 200 --seed 7`
    """
    from pipeline.folder_files import write_in
    from pipeline.look.sampling import draw_sample
    from pipeline.review.sample import SAMPLE_SUFFIX, SampleError, quality_files, write_sample

    _check_table(table)
    if not -(2**63) <= seed < 2**63:
        raise OnrecordError("--seed: give a number of at most 18 digits")
    folder = settings_of(project, quality=quality).quality
    with opened_release(release, data, project, endpoint) as opened:
        name = f"{table}-{opened.manifest.version}-{n}-{seed}"
        drawn = draw_sample(
            opened.contents(), opened.manifest, cast("SampledTable", table), n, seed, _known(folder, name)
        )
    content, file = write_sample(drawn).encode(), f"{drawn.name}{SAMPLE_SUFFIX}"
    there = dict(quality_files(folder, SAMPLE_SUFFIX)).get(file)
    if there not in (None, content):
        raise OnrecordError(
            f"{folder}/{file} is there already, with other rows: review it, or draw others with --seed {seed + 1}"
        )
    write_in(folder, file, content, SampleError)
    _tell(drawn, f"{folder}/{file}")


def _known(folder: str, name: str) -> "Known":
    """Return what was judged in other samples than this one."""
    from pipeline.look.sampling import Known
    from pipeline.review.answers import read_answers

    answers = [answer for answer in read_answers(folder) if answer.sample != name]
    rows = frozenset(answer.row_id for answer in answers if answer.row_id)
    paragraphs = frozenset((a.document_id, a.start, a.end) for a in answers if a.start >= 0 and not a.row_id)
    return Known(rows, paragraphs)


def _tell(drawn: "Sample", path: str) -> None:
    from schemas.vocabulary import Stratum

    counts = Counter(row.stratum for row in drawn.rows)
    out.print(
        f"{path}: release {drawn.version}, {counts[Stratum.RANDOM]:,} of {drawn.n_rows:,} {drawn.table} by chance, "
        f"{counts[Stratum.DOUBTFUL]:,} doubtful ones, {len(drawn.paragraphs):,} of {drawn.n_paragraphs:,} paragraphs "
        f"with {counts[Stratum.PARAGRAPH]:,} more"
    )
    left_out = [f"{drawn.n_withheld:,} whose words are withheld"] * bool(drawn.n_withheld)
    left_out += [f"{drawn.n_reviewed:,} that were judged before"] * bool(drawn.n_reviewed)
    if left_out:
        out.print(f"left out: {', '.join(left_out)}")


@app.command()
def review(
    sample: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Show a sample that `onrecord sample` drew.")
    ] = None,
    doubtful: Annotated[
        int | None, typer.Option(metavar="N", help="Show N doubtful rows that nobody reviewed.")
    ] = None,
    changed_since: Annotated[
        str | None, typer.Option(metavar="PLACE", help="Show rows that are new or changed since this release.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Show statements in which all words occur.")
    ] = None,
    tasks: Annotated[
        bool, typer.Option("--label-studio", help="Write tasks for Label Studio instead of the page.")
    ] = False,
    imported: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help="Write what Label Studio exported as JSON as corrections."),
    ] = None,
    table: Annotated[
        str, typer.Option(metavar="TABLE", help="statements, dates or mentions; that of the sample with --sample.")
    ] = "statements",
    limit: Annotated[int, typer.Option(metavar="N", help="Of changed or found rows at most N.")] = 200,
    to: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the page here.")] = None,
    release: Release = None,
    data: Data = None,
    project: Project = None,
    endpoint: Endpoint = None,
) -> None:
    """Write a page on which a person says which rows are right: one HTML file that needs no network.

    It shows one row after the other in its text. Keys (or buttons, on a phone) say right, wrong, unsure, or edit the
    speaker, the type and the words, which are selected in the text. The browser keeps the answers; the page gives them
    as a file for `corrections/`, and with `--sample` as another one for `quality/`. What the publisher does not allow
    to be passed on is not on the page.

    Example: `onrecord review --sample quality/statements-1.0.0-200-7.json --out review.html`

    Example: `onrecord review --doubtful 50 > review.html`

    Example: `onrecord review --import export.json --out corrections/2026-11.csv`
    """
    from pipeline.review.label_studio import tasks_of
    from pipeline.review.page import render_review

    if sum(given is not None for given in (sample, doubtful, changed_since, search, imported)) != 1:
        raise OnrecordError("give one of --sample, --doubtful, --changed-since, --search and --import")
    # A `min` of the options would stand in the help, which has no room for it beside these names at 50 columns.
    if min(limit, 1 if doubtful is None else doubtful) < 1:
        raise OnrecordError("--limit and --doubtful: give a number from 1 on")
    _check_table(table)
    if imported is not None:
        _emit(to, _imported(imported))
        return
    if sample is not None:
        shown = _sampled(sample, release, data, project, endpoint)
    else:
        shown = _chosen(table, doubtful, changed_since, search, limit, (release, data, project, endpoint))
    if tasks and shown["table"] != "statements":
        raise OnrecordError(f"--label-studio: has tasks of statements, not of {shown['table']}")
    _emit(to, tasks_of(shown) if tasks else render_review(shown))
    if to is None:
        return
    n = sum(item["kind"] == "row" for item in shown["items"])
    err.print(f"{to}: {n:,} {shown['table']} of release {shown['version']} to review")


def _imported(path: Path) -> str:
    from pipeline.review.label_studio import corrections_of

    try:
        return corrections_of(str(path), path.read_bytes())
    except OSError as error:
        raise OnrecordError(f"--import {path}: cannot be read ({error.strerror})") from None


def _emit(path: Path | None, content: str) -> None:
    if path is None:
        out.file.write(content)
    else:
        _write(path, content)


def _sampled(
    path: Path, release: str | None, data: str | None, project: str | None, endpoint: str | None
) -> dict[str, Any]:
    from pipeline.look.reviewing import review_of_sample
    from pipeline.review.sample import read_sample

    try:
        drawn = read_sample(str(path), path.read_bytes())
    except OSError as error:
        raise OnrecordError(f"--sample {path}: cannot be read ({error.strerror})") from None
    with opened_release(release or drawn.version, data, project, endpoint) as opened:
        manifest = opened.manifest
        if manifest.content_fingerprint != drawn.content_fingerprint:
            raise OnrecordError(
                f"--sample {path}: was drawn from release {drawn.version}, and {opened.place} is {manifest.version} or "
                "another dataset: name the release with --release"
            )
        return review_of_sample(opened.contents(), manifest.version, drawn, path.name.removesuffix(".json"))


def _chosen(
    table: str,
    doubtful: int | None,
    changed_since: str | None,
    search: str | None,
    limit: int,
    place: tuple[str | None, str | None, str | None, str | None],
) -> dict[str, Any]:
    from pipeline.look.reviewing import NothingToReviewError, changed_ids, doubtful_ids, review_of_rows

    release, *others = place
    with opened_release(release, *others) as opened:
        contents, n_all = opened.contents(), 0
        if doubtful is not None:
            ids = doubtful_ids(contents, table, doubtful)
        elif changed_since is not None:
            with opened_release(changed_since, *others) as earlier:
                ids = changed_ids(contents, earlier.contents(), table)
            n_all = len(ids)
        else:
            ids, n_all = _found(opened, table, str(search), limit)
        if not ids:
            raise NothingToReviewError(f"no {table} of release {opened.manifest.version} to review: nothing was found")
        if n_all > limit and doubtful is None:
            err.print(f"{limit:,} of {n_all:,} {table}; --limit shows more")
            ids = ids[:limit]
        return review_of_rows(contents, opened.manifest.version, table, ids)


def _found(opened: "PlacedRelease", table: str, words: str, limit: int) -> tuple[list[str], int]:
    from pipeline.look.searching import Wanted, open_search

    if table != "statements":
        raise OnrecordError("--search finds statements: leave --table out")
    if not words.split():
        raise OnrecordError("--search: give at least one word")
    with open_search(opened, Wanted(words.split())) as found:
        return [hit["statement_id"] for hit in found.hits(limit)], found.count()


def _check_table(table: str) -> None:
    from pipeline.review.layers import LAYERS

    if table not in LAYERS:
        raise OnrecordError(f"--table {table}: give one of {', '.join(LAYERS)}")


def _write(path: Path, page: str) -> None:
    from pipeline.folder_files import replace_file

    try:
        replace_file(path, page.encode())
    except OSError as error:
        raise OnrecordError(f"--out {path}: cannot be written ({error.strerror})") from None
