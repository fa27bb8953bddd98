"""`onrecord publish`, `verify` and `diff`: releases in folders and in repositories on the Hub."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from pipeline.cli.app import (
    Accept,
    AsJson,
    Data,
    Endpoint,
    Place,
    Project,
    Seeds,
    To,
    address_of,
    app,
    err,
    how_to_load,
    hub_options,
    out,
    settings_of,
    to_json,
)
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.publish.addresses import hub_address_of, is_on_hub
from pipeline.publish.day import release_date
from pipeline.publish.hub.access import token_of
from pipeline.publish.load_process import loading
from pipeline.settings import Settings, check_project

if TYPE_CHECKING:
    from pipeline.lake.snapshot import Snapshot
    from pipeline.publish.target import Target
    from pipeline.release.request import ReleaseRequest


@app.command()
def publish(
    to: To = None,
    repo: Annotated[str | None, typer.Option(metavar="NAMESPACE/NAME", help="Dataset on the Hub.")] = None,
    version: Annotated[str | None, typer.Option(help="The version you expect; any other is refused.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and write nothing.")] = False,
    private: Annotated[bool, typer.Option("--private", help="Make a new repository private.")] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Take over a repository that holds files of others, and replace them.")
    ] = False,
    endpoint: Endpoint = None,
    date: Annotated[str, typer.Option(help="Day of the release (YYYY-MM-DD); default: today.")] = "",
    accept: Accept = None,
    json: Annotated[bool, typer.Option("--json", help="With --dry-run: print the plan as JSON.")] = False,
    seeds: Seeds = None,
    data: Data = None,
    project: Project = None,
) -> None:
    """Release the lake's content to a dataset repository on the Hub, as one commit with a tag, or to a folder.

    `--to` is a folder, a URL that fsspec knows, hf://datasets/NAMESPACE/NAME, or an address of an installed package's
    target; `--repo NAMESPACE/NAME` is short for the Hub's. Each has its own line of versions. Prints the plan first.

    On the Hub, files are checked on a separate branch before main or a tag shows them; files that the
    repository already has are not sent again. What others changed on main since the last release is named, and put back
    even if nothing is due. After an interruption, run the same command again to continue. The token
    is read from HF_TOKEN.

    Example: `onrecord publish --repo press/statements --dry-run`
    """
    where: dict[str, Any] = {"seeds": seeds, "data": data, "repository": repo, "hub_endpoint": endpoint}
    settings = settings_of(project, "seeds", "data", **where)
    address = address_of(to, repo) or (hub_address_of(settings.repository) if settings.repository else None)
    if address is None:
        raise OnrecordError(
            "no target: give --repo NAMESPACE/NAME or --to (a folder, a URL, hf://datasets/NAMESPACE/NAME), or set "
            "ONRECORD_REPOSITORY"
        )
    day = release_date(date, os.environ)
    _check_wanted(version)
    if json and not dry_run:
        raise OnrecordError("--json needs --dry-run: only a plan is printed as JSON")
    token = token_of(os.environ) if is_on_hub(address) else None  # no other place may learn it
    if accept:
        from pipeline.release.bounds import check_names

        check_names(accept)
    is_needed = token is not None and not dry_run
    with loading(settings.hub_endpoint or None, token, is_needed=is_needed) as loader:
        # Imported while the process that loads the release starts: both take more than a second.
        from pipeline.lake.corpus import take_full_snapshot
        from pipeline.lake.storage import Storage
        from pipeline.publish.releasing import release_lake, request_of
        from pipeline.publish.targets import TargetOptions, open_target

        options = TargetOptions(settings.hub_endpoint or None, token, not dry_run, private, adopt, loader)
        with open_target(address, options) as target:
            snapshot = take_full_snapshot(Storage(settings.lake))
            request = request_of(settings, day, accept=tuple(accept or ()), version=version, is_dry_run=dry_run)
            if json:
                out.print_lines(to_json(_plan_as_json(target, settings, snapshot, request)))
                return
            outcome = release_lake(target, settings, snapshot, request, out.print)
            repository = target.repository
    if outcome is None:
        out.print("dry run: nothing was written")
    elif outcome.is_new:
        out.print(f"release {outcome.version} at {outcome.url}")
        if settings.dataset.hint:
            out.print(settings.dataset.hint)
        if outcome.n_rows.get("statements"):
            place = (repository, f"v{outcome.version}") if repository else (outcome.url, None)
            out.print_lines(how_to_load(*place))
    elif not outcome.version:
        out.print("; ".join(outcome.reasons))
    elif outcome.mended:
        out.print(f"restored: main holds release {outcome.version} again, {len(outcome.mended)} files put right")
    else:
        out.print(f"nothing changed: release {outcome.version} at {outcome.url} is up to date")


def _check_wanted(version: str | None) -> None:
    """Raise OnrecordError if `--version` is none."""
    import semver

    if version is not None and not semver.Version.is_valid(version):
        raise OnrecordError(f"--version {version!r}: give a version as MAJOR.MINOR.PATCH, such as 1.2.0")


def _plan_as_json(
    target: "Target", settings: Settings, snapshot: "Snapshot", request: "ReleaseRequest"
) -> dict[str, Any]:
    from pipeline.publish.forecast import forecast_of
    from pipeline.publish.releasing import preview_lake
    from pipeline.publish.target import row_counts
    from pipeline.release.plan import NothingYet, ReleasePlan

    plan, lines = preview_lake(target, settings, snapshot, request)
    told = {"is_due": isinstance(plan, ReleasePlan)} | asdict(forecast_of(target.repository or target.url, plan))
    told |= {"rows": {} if isinstance(plan, NothingYet) else row_counts(plan.manifest), "lines": lines}
    if isinstance(plan, ReleasePlan):
        warnings = [str(found) for found in plan.comparisons if found.is_high]
        told |= {"changes": plan.change_counts, "causes": plan.cause_counts, "warnings": warnings}
    return {name: value for name, value in told.items() if name not in ("is_certain", "refused")}


@app.command()
def verify(
    place: Place,
    endpoint: Endpoint = None,
    full: Annotated[
        bool, typer.Option("--full", help="Load every row of every table with datasets, not only the first.")
    ] = False,
    json: AsJson = False,
    project: Project = None,
) -> None:
    """Check a release against its manifest: every file, every hash, every key, reference and span.

    Every table is also opened with `datasets` in an empty cache, as its readers do. If something is wrong, prints one
    line for each finding and exits with status 1.

    Example: `onrecord verify data/releases/1.0.0`
    """
    settings = settings_of(project, hub_endpoint=endpoint)
    options = hub_options(settings)
    with loading(options["endpoint"], options["token"]) as loader:
        # Imported while the process that loads the release starts: both take more than a second.
        from pipeline.publish.bringing_back import remembered_takedowns, taken_down_since
        from pipeline.publish.patterns import pattern_advice
        from pipeline.publish.places import open_release, verify_placed
        from pipeline.release.withheld import count_unchecked_spans
        from pipeline.release.yanks import describe_yank

        with open_release(place, releases=_releases_for(settings, place), **options) as release:
            findings = verify_placed(release, loader, is_full=full)
            n_spans = 0 if findings else count_unchecked_spans(release.contents())
            memory = remembered_takedowns(settings)
            taken = [] if findings else taken_down_since(release.contents(), release.takedowns, memory)
    if json:
        yanked = None if release.yank is None else release.yank.model_dump(mode="json")
        told = {"place": place, "version": release.manifest.version, "date": release.manifest.date}
        told |= {"is_whole": not findings, "findings": findings, "n_unchecked_spans": n_spans}
        out.print_lines(to_json(told | {"yanked": yanked, "taken_down_since": taken}))
    else:
        for finding in findings:
            out.print(finding)
    if findings:
        raise typer.Exit(EXIT_FOUND_WRONG)
    if json:
        return
    if release.is_pattern:
        out.print(f"not loaded with datasets: {pattern_advice(place)}")
    if n_spans:
        out.print(f"not checkable: {n_spans:,} spans, text withheld")
    out.print(f"{place}: release {release.manifest.version} of {release.manifest.date} is whole")
    if release.yank is not None:
        out.print(describe_yank(release.yank))
    if taken:
        out.print(f"taken down since, and still in it: {', '.join(taken[:_MOST_NAMED])}" + _more(len(taken)))


_MOST_NAMED = 10


def _more(n: int) -> str:
    return f" and {n - _MOST_NAMED} more" if n > _MOST_NAMED else ""


@app.command()
def diff(
    old: Place,
    new: Place,
    endpoint: Endpoint = None,
    json: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|-", help="Write the counts and every row that differs as JSON; - prints them alone."
        ),
    ] = None,
    project: Project = None,
) -> None:
    """Compare two releases row by row: counts by table and month with their causes, and the version step they require.

    Exits with status 1 if the later version is too close to the earlier one for the differences.

    Example: `onrecord diff 1.0.0 press/statements@v1.1.0 --json difference.json`
    """
    from pipeline.publish.places import open_release
    from pipeline.release.diff_report import count_by_month, distance_finding, write_report
    from pipeline.release.differences import find_differences
    from pipeline.release.version import next_version

    is_printed = json == Path("-")
    if json is not None and not is_printed and (json.is_dir() or not json.absolute().parent.is_dir()):
        raise OnrecordError(f"{json}: cannot be written there: give a file in a folder that exists, or - to print it")
    settings = settings_of(project, hub_endpoint=endpoint)
    options = hub_options(settings) | {"releases": _releases_for(settings, old, new)}
    with open_release(old, **options) as before, open_release(new, **options) as after:
        differences = find_differences(before.contents(), after.contents())
        step = next_version(before.manifest.version, before.manifest.tables, after.manifest.tables, differences)
        finding = distance_finding(before.manifest, after.manifest, step)
    if is_printed:
        for piece in write_report(differences, old, new, step):
            sys.stdout.write(piece)
        if finding:
            err.print(finding)
            raise typer.Exit(EXIT_FOUND_WRONG)
        return
    if json is not None:
        try:
            with json.open("w", encoding="utf-8") as file:
                file.writelines(write_report(differences, old, new, step))
        except OSError as error:
            raise OnrecordError(f"{json}: cannot be written ({error.strerror})") from None
    table = Table("table", "month", "added", "removed", "changed", "causes", box=None, header_style="bold")
    for counts in count_by_month(differences):
        causes = ", ".join(f"{cause} {n:,}" for cause, n in counts.causes.items())
        numbers = (f"{n:,}" for n in (counts.added, counts.removed, counts.changed))
        table.add_row(counts.table, counts.month or "", *numbers, causes)
    out.print(table if table.row_count else "no row differs")
    if step is not None:
        out.print(f"{step.level}: {'; '.join(step.reasons)}")
    if finding:
        out.print(finding)
        raise typer.Exit(EXIT_FOUND_WRONG)


def _releases_for(settings: Settings, *places: str) -> str:
    """Return the project's folder of releases. Raises SettingsError if a place is a version without a project."""
    from pipeline.publish.places import is_version

    if any(map(is_version, places)):
        check_project(settings, "data", otherwise="the folder of the release")
    return settings.releases
