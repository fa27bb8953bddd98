"""`onrecord yank` and `onrecord rollback`: mark a version as not to be used, or go back to an older one."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.app import Data, Endpoint, Project, To, address_of, app, out, settings_of
from pipeline.errors import SettingsError
from pipeline.publish.addresses import is_on_hub
from pipeline.publish.day import release_date
from pipeline.publish.hub.access import token_of
from pipeline.publish.load_process import loading

if TYPE_CHECKING:
    from pipeline.publish.amendments import AmendmentKind, AmendmentOutcome

Version = Annotated[str, typer.Argument(metavar="VERSION", help="A released version, such as 1.0.0.")]
Repo = Annotated[
    str | None, typer.Option(metavar="NAMESPACE/NAME", help="Dataset on the Hub; default: the data folder.")
]
Day = Annotated[str, typer.Option(help="Day to record (YYYY-MM-DD); default: today.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and write nothing.")]


@app.command()
def yank(
    version: Version,
    reason: Annotated[str, typer.Option(help="Why it should not be used; shown to readers.")] = "",
    dry_run: DryRun = False,
    to: To = None,
    repo: Repo = None,
    data: Data = None,
    endpoint: Endpoint = None,
    date: Day = "",
    project: Project = None,
) -> None:
    """Mark a version as not to be used any more, with a reason; its files and tag are kept for those who cited it.

    On the Hub, manifest, card and changelog on main name it from then on; in a folder, LINE.json and every later
    release do. Prints the plan first. After an interruption, run the same command again to continue.

    Example: `onrecord yank 1.1.0 --reason "speakers of May are wrong" --repo press/statements`
    """
    _amend("Yank", version, reason, _Place(to, repo, data, endpoint, project), date, is_dry_run=dry_run)


@app.command()
def rollback(
    version: Version,
    reason: Annotated[str, typer.Option(help="Why; shown to readers.")] = "",
    dry_run: DryRun = False,
    to: To = None,
    repo: Repo = None,
    data: Data = None,
    endpoint: Endpoint = None,
    date: Day = "",
    project: Project = None,
) -> None:
    """Go back to a released version: the next release is compared with it, and numbered after the highest one.

    On the Hub, main has its content again, without sending any data; tags do not move. Prints the plan first. After an
    interruption, run the same command again to continue.

    Example: `onrecord rollback 1.0.0 --repo press/statements`
    """
    _amend("Rollback", version, reason, _Place(to, repo, data, endpoint, project), date, is_dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class _Place:
    """Open the target to amend: a repository or another target, or the data folder."""

    to: str | None
    repo: str | None
    data: str | None
    endpoint: str | None
    project: str | None


def _amend(kind: "AmendmentKind", version: str, reason: str, place: _Place, date: str, *, is_dry_run: bool) -> None:
    address = address_of(place.to, place.repo)
    if address and place.data:
        named = "--to" if place.to else "--repo"
        raise SettingsError(f"give {named} or --data, not both: each has its own line of versions")
    where: dict[str, Any] = {"data": place.data, "repository": place.repo, "hub_endpoint": place.endpoint}
    settings = settings_of(place.project, *(() if address else ("data",)), **where)
    on_hub = address is not None and is_on_hub(address)
    token = token_of(os.environ) if on_hub else None
    day = release_date(date, os.environ)
    is_loaded = token is not None and not is_dry_run
    with loading(settings.hub_endpoint or None, token, is_needed=is_loaded) as loader:
        from pipeline.publish.amendments import make_amendment
        from pipeline.publish.bringing_back import rights_now
        from pipeline.publish.targets import TargetOptions, open_target

        asked = make_amendment(kind, version, reason, day)
        options = TargetOptions(settings.hub_endpoint or None, token, not is_dry_run, loader=loader)
        with open_target(address or settings.releases, options) as target:
            outcome = target.amend(asked, now=rights_now(settings), is_dry_run=is_dry_run, tell=out.print)
    _print_outcome(outcome)


def _print_outcome(outcome: "AmendmentOutcome | None") -> None:
    if outcome is None:
        out.print("dry run: nothing was written")
        return
    asked = outcome.amendment
    done = f"{asked.version} is yanked" if asked.kind == "Yank" else f"{asked.version} is the current version again"
    out.print(f"{'' if outcome.is_new else 'nothing to do: '}{done} ({outcome.url})")
    if asked.kind == "Yank" and outcome.current == asked.version:
        out.print(f"{asked.version} is still the current release; `onrecord rollback VERSION` goes back to another")
