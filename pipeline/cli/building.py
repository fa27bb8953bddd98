"""`onrecord build` and `onrecord releases`: the lake and its folder of releases."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.alerts import Alert, Kind, send_alert
from pipeline.cli.app import (
    SUMMARY,
    Accept,
    AsJson,
    Corrections,
    Data,
    Endpoint,
    Jobs,
    Project,
    Seeds,
    To,
    address_of,
    app,
    check_folder,
    err,
    how_to_load,
    out,
    progress_of,
    settings_of,
    to_json,
)
from pipeline.errors import EXIT_FOUND_WRONG, ContractError, GatedReleaseError, OnrecordError
from pipeline.literal import literal
from pipeline.publish.addresses import is_on_hub
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.publish.build_report import BuildReport


@app.command()
def build(
    seeds: Seeds = None,
    data: Data = None,
    corrections: Corrections = None,
    jobs: Jobs = None,
    date: Annotated[str, typer.Option(help="Day of the release (YYYY-MM-DD); default: today.")] = "",
    accept: Accept = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build every month again, also current ones; the bytes stay the same.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Exit with status 1 if anything was rejected or not read, or a correction is unsettled."
        ),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="List what was rejected, not read and ignored.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print warnings and errors alone.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the months that would be built, and why, and write nothing.")
    ] = False,
    json: AsJson = False,
    project: Project = None,
) -> None:
    """Update lake and release from the seeds.

    Only stale months are built, and a release is made only if its content differs from the last one. Seeds and rows
    that are left out are listed in the table `rejected`, with the reason; files that no parser knows are named by their
    ending, and are in no table. People's corrections (docs/corrections.md) are applied to what is extracted; those that
    need a look are named.

    Example: `onrecord build --seeds articles --data /srv/onrecord --strict`
    """
    if verbose and (quiet or json):
        raise OnrecordError(f"--verbose and --{'quiet' if quiet else 'json'} exclude each other: give one of them")
    check_folder("corrections", corrections)
    where: dict[str, Any] = {"seeds": seeds, "data": data, "corrections": corrections}
    settings = settings_of(project, "seeds", "data", makes=("data",), **where, jobs=jobs)
    _check_release_options(date, accept or ())
    if dry_run:
        _tell_plan(settings, is_json=json, is_rebuild=rebuild)
        return
    report = None if rebuild else _report_if_current(settings, date)
    if report is None:
        report = _run_build(settings, date, accept or (), is_rebuild=rebuild, is_shown=not quiet)
    for warning in report.warnings if report.is_new else ():
        _warn(warning)
    if json:
        out.print_lines(to_json(asdict(report)))
    elif not quiet:
        from pipeline.publish.build_report import left_out

        _tell(report, settings, left_out(settings) if verbose else None)
    n_unread = sum(report.unread.values())
    n_unsettled = _warn_of_corrections(report, settings)
    if strict and (report.n_rejected or n_unread or n_unsettled):
        told = f"{report.n_rejected} rejected, {n_unread} not read"
        told += f", {n_unsettled} corrections to look at" if n_unsettled else ""
        err.print(f"onrecord: {told}, and --strict was given", style="red")
        raise typer.Exit(EXIT_FOUND_WRONG)


def _warn(line: str) -> None:
    err.print(f"onrecord: warning: {line}", style="yellow")


def _report_if_current(settings: Settings, date: str) -> "BuildReport | None":
    """Return the report of a build that has nothing to do, without starting Dagster; None if it must be started."""
    from pipeline.defs.home import is_as_noted
    from pipeline.publish.day import release_date

    if not is_as_noted(settings):
        return None
    from pipeline.publish.nothing_to_do import report_if_current

    return report_if_current(settings, release_date(date, os.environ), _warn)


def _run_build(
    settings: Settings, date: str, accept: Sequence[str], *, is_rebuild: bool, is_shown: bool
) -> "BuildReport":
    """Build in Dagster."""
    from pipeline.definitions import defs
    from pipeline.defs.build import build as run_build
    from pipeline.defs.home import note_build

    try:
        with progress_of("built", is_shown=is_shown) as advance:
            report = run_build(
                defs(), settings, date=date, accept=accept, rebuild=is_rebuild, advance=advance, warn=_warn
            )
    except OnrecordError as error:
        send_alert(settings.alerts, _alert_of(error, settings))
        raise
    note_build(settings)
    return report


def _alert_of(error: OnrecordError, settings: Settings) -> Alert:
    kind: Kind = "failed"
    if isinstance(error, ContractError):
        kind = "gated" if isinstance(error, GatedReleaseError) else "blocked"
    return Alert(kind, "onrecord build", "", literal(str(error)), settings.data)


def _tell_plan(settings: Settings, *, is_json: bool, is_rebuild: bool) -> None:
    """Print which months a build would build or remove, and why."""
    from pipeline.lake.workers import open_workers
    from pipeline.publish.outlook import look_ahead

    with open_workers(settings.jobs, settings.dask_scheduler) as workers:
        outlook = look_ahead(settings, workers.map)
    stale = outlook.explain()
    others = sorted(set(outlook.plans).difference(outlook.stale)) if is_rebuild else []
    if is_json:
        months = [month.as_json() for month in stale]
        months += [{"month": month, "cause": "rebuild", "reason": "--rebuild"} for month in others]
        out.print_lines(to_json({"months": months, "n_current": len(outlook.plans) - len(months)}))
        return
    for month in stale:
        out.print(f"{month.month:8}  {'remove' if month.cause == 'gone' else 'build '}  {month.reason}")
    for name in others:
        out.print(f"{name:8}  build   --rebuild")
    n = len(stale) + len(others)
    told = f"dry run: {n:,} months to build, nothing was written" if n else "nothing to build: all months are current"
    out.print(told)


_MOST_CORRECTIONS = 20


def _warn_of_corrections(report: "BuildReport", settings: Settings) -> int:
    """Name the corrections that are in conflict, orphaned or invalid by file and line; return how many they are."""
    from pipeline.lake.correction_states import UNSETTLED, tell_unsettled
    from pipeline.lake.storage import Storage

    n_unsettled = sum(report.corrections.get(state, 0) for state in UNSETTLED)
    if n_unsettled:
        for line in islice(tell_unsettled(Storage(settings.lake)), _MOST_CORRECTIONS):
            _warn(line)
        if n_unsettled > _MOST_CORRECTIONS:
            _warn(f"{n_unsettled - _MOST_CORRECTIONS} more corrections; the table `corrections` has all")
    return n_unsettled


def _tell(report: "BuildReport", settings: Settings, left_out: Iterable[str] | None) -> None:
    """Print what a build found, what it left out (each of `left_out`, if it is given), and how to load the release."""
    from pipeline.parse.unread_files import tell_unread

    for table in SUMMARY:
        out.print(f"{table:11}{report.rows.get(table, 0):>10,}")
    if report.corrections:
        states = ", ".join(f"{n:,} {state}" for state, n in report.corrections.items())
        out.print(f"corrections: {states}")
    listed = " (--verbose lists them)" if left_out is None else ""
    if report.n_rejected:
        out.print(f"{report.n_rejected:,} rejected{listed}")
    if report.unread:
        out.print(f"{tell_unread(report.unread)}{listed}")
    for line in left_out or ():
        out.print(f"  {line}")
    if report.is_new:
        out.print(f"release {report.version} in {report.folder}: {'; '.join(report.reasons)}")
        if settings.dataset.hint:
            out.print(settings.dataset.hint)
    elif report.version:
        out.print(f"nothing changed: release {report.version} in {report.folder} is up to date")
    else:
        out.print("; ".join(report.reasons))
    if report.rows.get("statements"):  # a table without rows is not in the release
        out.print_lines(how_to_load(report.folder))


def _check_release_options(date: str, accept: Sequence[str]) -> None:
    """Raise OnrecordError for what the release at the end of a build would refuse."""
    from pipeline.publish.day import release_date
    from pipeline.release.bounds import check_names

    release_date(date, os.environ)
    check_names(accept)


@app.command()
def releases(
    data: Data = None,
    repo: Annotated[
        str | None, typer.Option(metavar="NAMESPACE/NAME", help="List a dataset on the Hub instead.")
    ] = None,
    to: To = None,
    endpoint: Endpoint = None,
    json: AsJson = False,
    project: Project = None,
) -> None:
    """List the releases in the data folder or another target, newest first: version, date, size and rows.

    Yanked versions are shown with the reason, and after a rollback the current version is marked.

    Example: `onrecord releases --data /srv/onrecord`
    """
    address = address_of(to, repo)
    settings = settings_of(project, *(() if address else ("data",)), data=data, repository=repo, hub_endpoint=endpoint)
    from pipeline.publish.hub.access import token_of
    from pipeline.publish.targets import TargetOptions, open_target

    token = token_of(os.environ) if address and is_on_hub(address) else None
    options = TargetOptions(settings.hub_endpoint or None, token, is_writing=False)
    with open_target(address or settings.releases, options) as target:
        found, remarks, place = target.releases(), target.remarks(), target.repository or target.url
    for remark in remarks:
        err.print(remark)
    make = "publish" if address else "build"
    if json:
        out.print_lines(to_json([asdict(release) for release in found]))
        return
    if not found:
        out.print(f"no releases in {place}; run `onrecord {make}` to make the first")
    for release in found:
        rows = ", ".join(f"{release.n_rows[table]:,} {table}" for table in SUMMARY if release.n_rows.get(table))
        out.print(f"{release.version:10} {release.date}  {release.n_bytes / 1e6:8.1f} MB  {rows}")
        if release.yanked:
            out.print(f"{'':10} yanked on {release.yanked.date}: {release.yanked.reason}")
        if release.is_current and release is not found[0]:
            out.print(f"{'':10} current, after a rollback")
