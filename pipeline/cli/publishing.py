"""`onrecord publish`, `verify` and `diff`: releases in folders and in repositories on the Hub."""

import os
from typing import Annotated

import typer
from rich.table import Table

from pipeline.cli.app import Accept, Data, Endpoint, Place, Seeds, app, how_to_load, hub_options, located, out
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.settings import make_settings


@app.command()
def publish(
    repo: Annotated[str | None, typer.Option(metavar="NAMESPACE/NAME", help="Dataset on the Hub.")] = None,
    version: Annotated[str | None, typer.Option(help="The version you expect; any other one is refused.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and write nothing.")] = False,
    private: Annotated[bool, typer.Option("--private", help="If the repository has to be made, private.")] = False,
    endpoint: Endpoint = None,
    date: Annotated[str, typer.Option(help="Day of the release (YYYY-MM-DD); today by default.")] = "",
    accept: Accept = None,
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

    settings = make_settings(seeds=located(seeds), data=located(data), repository=repo, hub_endpoint=endpoint)
    if not settings.repository:
        raise OnrecordError("no repository: give --repo NAMESPACE/NAME or set ONRECORD_REPOSITORY")
    request = HubRequest(
        settings.repository, settings.hub_endpoint or None, version, private, dry_run, tuple(accept or ())
    )
    day = release_date(date, os.environ)
    outcome = publish_lake(settings, request, token_of(os.environ), day, lambda line: out.print(line, markup=False))
    if outcome is None:
        out.print("dry run: nothing was written")
    elif outcome.is_new:
        out.print(f"release {outcome.version} at {outcome.url}", markup=False)
        out.print(how_to_load(settings.repository, f"v{outcome.version}"), markup=False)
    else:
        out.print(f"nothing changed: release {outcome.version} at {outcome.url} is up to date", markup=False)


@app.command()
def verify(place: Place, endpoint: Endpoint = None) -> None:
    """Hold a release against its manifest: every file, every hash, every key, reference and span.

    Ends with status 1 and one line a finding when something is wrong.

    Example: `onrecord verify data/releases/1.0.0`
    """
    from pipeline.publish.places import open_release, verify_placed
    from pipeline.release.withheld import count_unchecked_spans

    with open_release(place, **hub_options(endpoint)) as release:
        findings = verify_placed(release)
        for finding in findings:
            out.print(finding, markup=False)
        if findings:
            raise typer.Exit(EXIT_FOUND_WRONG)
        if n_spans := count_unchecked_spans(release.contents()):
            out.print(f"not checkable: {n_spans:,} spans, text withheld")
        out.print(f"{place}: release {release.manifest.version} of {release.manifest.date} is whole", markup=False)


@app.command()
def diff(old: Place, new: Place, endpoint: Endpoint = None) -> None:
    """Compare two releases row by row: counts by table and by cause, and how far the versions ought to be apart.

    Example: `onrecord diff data/releases/1.0.0 data/releases/1.1.0`
    """
    from pipeline.publish.places import open_release
    from pipeline.release.differences import find_differences
    from pipeline.release.version import next_version

    options = hub_options(endpoint)
    with open_release(old, **options) as before, open_release(new, **options) as after:
        differences = find_differences(before.contents(), after.contents())
        step = next_version(before.manifest.version, before.manifest.tables, after.manifest.tables, differences)
    table = Table("table", "added", "removed", "changed", box=None, header_style="bold")
    for name, counts in differences.counts().items():
        table.add_row(name, *(f"{counts[change]:,}" for change in ("added", "removed", "changed")))
    out.print(table if table.row_count else "no row differs")
    if step is not None:
        out.print(f"{step.level}: {'; '.join(step.reasons)}", markup=False)
