"""`onrecord quality`: what people's answers to drawn samples say of a dataset."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.app import AsJson, Data, Endpoint, Project, Quality, app, out, settings_of, to_json
from pipeline.cli.looking import Release, opened_release
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.literal import literal

if TYPE_CHECKING:
    from pipeline.review.estimates import Estimate, Reviewed


@app.command()
def quality(
    quality: Quality = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Write calibration.toml: steps of confidence as the answers say.")
    ] = False,
    json: AsJson = False,
    release: Release = None,
    data: Data = None,
    project: Project = None,
    endpoint: Endpoint = None,
) -> None:
    """Say how often rows are right and how much was missed, from people's answers to the samples in `quality/`.

    Precision and recall have intervals of 95 %: Wilson's, and a bootstrap by document for recall. Each sample says
    which version it was drawn from, and how many of its rows are unchanged in the release that is looked at. Exit
    status: 0 told, 1 no sample has answers, or too few.

    `--calibrate` writes `calibration.toml` beside `onrecord.toml` instead: the column `confidence` of the next build
    follows it in each language of which 30 rows drawn by chance were judged.

    Example: `onrecord quality --json`
    """
    from pipeline.release.measured import n_unchanged, states_of
    from pipeline.review.estimates import answered_samples, estimates_of

    folder = settings_of(project, quality=quality).quality
    found = answered_samples(folder)
    if not found:
        out.print(f"{folder}: no sample with answers: draw one with `onrecord sample`, judge it with `onrecord review`")
        raise typer.Exit(EXIT_FOUND_WRONG)
    if calibrate:
        _calibrate(found)
        return
    told = []
    with opened_release(release, data, project, endpoint) as opened:
        contents, version = opened.contents(), opened.manifest.version
        for reviewed in found:
            same = {"release": version, "n_unchanged": n_unchanged(states_of(contents, reviewed.sample))}
            told.append((reviewed, estimates_of(reviewed), same))
    if json:
        out.print_lines(to_json([_as_json(*one) for one in told]))
        return
    for number, one in enumerate(told):
        if number:
            out.print("")
        for line in _tell(*one):
            out.print(line)


def _calibrate(found: "list[Reviewed]") -> None:
    from pipeline.calibration_file import CALIBRATION_FILE
    from pipeline.folder_files import replace_file
    from pipeline.review.calibrating import count_judged, write_calibration
    from pipeline.settings import project_folder

    path = project_folder() / CALIBRATION_FILE
    content = write_calibration(count_judged(found))
    if not content:
        out.print("no language has 30 judged statements or dates that were drawn by chance: judge more rows")
        raise typer.Exit(EXIT_FOUND_WRONG)
    try:
        replace_file(path, content.encode())
    except OSError as error:
        raise OnrecordError(f"{path}: cannot be written ({error.strerror})") from None
    out.print(f"{path}: written; the next build gives rows these steps of confidence")


def _as_json(reviewed: "Reviewed", estimates: "list[Estimate]", same: dict[str, Any]) -> dict[str, Any]:
    sample = reviewed.sample
    facts = {"sample": reviewed.name, "version": sample.version, "table": sample.table, "seed": sample.seed}
    counts = {"n_rows": len({row.row_id for row in sample.rows}), "n_paragraphs": len(sample.paragraphs)}
    answered = {"n_unsure": reviewed.n_unsure, "n_open": reviewed.n_open, "answered_by": reviewed.people}
    return {**facts, **counts, **answered, **same, "estimates": [asdict(found) for found in estimates]}


def _tell(reviewed: "Reviewed", estimates: "list[Estimate]", same: dict[str, Any]) -> Iterator[str]:
    n_rows = len({row.row_id for row in reviewed.sample.rows})
    people = literal(", ".join(reviewed.people)) or "nobody named"
    yield (
        f"{reviewed.name}: drawn from release {reviewed.sample.version}, answered by {people}; "
        f"{reviewed.n_open:,} open, {reviewed.n_unsure:,} unsure; "
        f"{same['n_unchanged']:,} of {n_rows:,} rows unchanged in {same['release']}"
    )
    for found in estimates:
        group = "all" if found.group == "all" else f"{found.group} {found.value}"
        share, low, high = (f"{100 * value:.1f}" for value in (found.estimate, found.low, found.high))
        counted = f"{found.n_right:,} of {found.n:,} in {found.n_documents:,} documents"
        yield f"  {found.measure:9}  {found.part:8}  {group:32}  {share:>5} %  {low:>5} to {high:>5}  {counted}"
