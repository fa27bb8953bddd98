"""`onrecord yank` and `onrecord rollback`: withdraw the recommendation of a version, or take the line back to one."""

import os
from typing import Annotated

import typer

from pipeline.cli.app import Data, Endpoint, app, located, out
from pipeline.errors import SettingsError
from pipeline.settings import make_settings

Version = Annotated[str, typer.Argument(metavar="VERSION", help="A released version, such as 1.0.0.")]
Repo = Annotated[
    str | None, typer.Option(metavar="NAMESPACE/NAME", help="Dataset on the Hub; without it, the data folder.")
]
Day = Annotated[str, typer.Option(help="Day that is noted (YYYY-MM-DD); today by default.")]


@app.command()
def yank(
    version: Version,
    reason: Annotated[str, typer.Option(help="Why it should not be used; shown to readers.")] = "",
    repo: Repo = None,
    data: Data = None,
    endpoint: Endpoint = None,
    date: Day = "",
) -> None:
    """Say that a version should not be used any more, and why; its files and its tag stay for those who cited it.

    On the Hub manifest, card and changelog on main name it from then on; in a folder LINE.json does, and so does every
    later release. After an interruption the same command goes on.

    Example: `onrecord yank 1.1.0 --reason "speakers of May are wrong" --repo press/statements`
    """
    _amend("Yank", version, reason, repo=repo, data=data, endpoint=endpoint, date=date)


@app.command()
def rollback(
    version: Version,
    reason: Annotated[str, typer.Option(help="Why; shown to readers.")] = "",
    repo: Repo = None,
    data: Data = None,
    endpoint: Endpoint = None,
    date: Day = "",
) -> None:
    """Take the line back to a released version: the next release is compared with it, and counted from the highest.

    On the Hub main holds its content again, without any data being sent; tags stay where they are. After an
    interruption the same command goes on.

    Example: `onrecord rollback 1.0.0 --repo press/statements`
    """
    _amend("Rollback", version, reason, repo=repo, data=data, endpoint=endpoint, date=date)


def _amend(
    kind: str, version: str, reason: str, *, repo: str | None, data: str | None, endpoint: str | None, date: str
) -> None:
    from pipeline.publish.amendments import make_amendment
    from pipeline.publish.day import release_date
    from pipeline.publish.folder import FolderTarget

    if repo and data:
        raise SettingsError("give --repo or --data, not both: each has a line of its own")
    asked = make_amendment("Yank" if kind == "Yank" else "Rollback", version, reason, release_date(date, os.environ))
    settings = make_settings(data=located(data), repository=repo, hub_endpoint=endpoint)
    if repo:
        from pipeline.publish.hub_access import token_of
        from pipeline.publish.hub_lake import amend_repository

        outcome = amend_repository(settings, asked, token_of(os.environ))
    else:
        outcome = FolderTarget(settings.releases).amend(asked)
    done = f"{asked.version} is yanked" if kind == "Yank" else f"the line is at {asked.version} again"
    out.print(f"{'' if outcome.is_new else 'nothing to do: '}{done} ({outcome.url})", markup=False)
    if kind == "Yank" and outcome.current == asked.version:
        out.print(f"{asked.version} is still the current release; `onrecord rollback VERSION` takes the line back")
