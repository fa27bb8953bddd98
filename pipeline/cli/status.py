"""`onrecord status`: what is stale and why, and what a build, a release and a publish would do."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import (
    AsJson,
    Data,
    Endpoint,
    Project,
    Seeds,
    To,
    address_of,
    app,
    out,
    settings_of,
    to_json,
)
from pipeline.publish.addresses import hub_address_of, is_on_hub
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.lake.seed_changes import SeedChanges
    from pipeline.lake.stale_reasons import StaleMonth
    from pipeline.publish.forecast import Forecast
    from pipeline.publish.outlook import Outlook

_MOST_NAMED = 10


@app.command()
def status(
    seeds: Seeds = None,
    data: Data = None,
    to: To = None,
    repo: Annotated[
        str | None, typer.Option(metavar="NAMESPACE/NAME", help="Ask the Hub what a publish there would do.")
    ] = None,
    endpoint: Endpoint = None,
    json: AsJson = False,
    project: Project = None,
) -> None:
    """Say what is stale and why, and what a build, a release and a publish would do. Writes nothing.

    New and changed seeds are read to see which months they belong to. Before a build has updated stale months, the
    version of the next release is an expectation. A target is asked only if `--to` or `--repo` names it.

    Example: `onrecord status --repo press/statements`
    """
    address = address_of(to, repo)
    settings = settings_of(project, "seeds", "data", seeds=seeds, data=data, hub_endpoint=endpoint)
    from pipeline.lake.workers import open_workers
    from pipeline.publish.folder import FolderTarget
    from pipeline.publish.forecast import foresee_release
    from pipeline.publish.outlook import look_ahead

    with open_workers(settings.jobs, settings.dask_scheduler) as workers:
        outlook = look_ahead(settings, workers.map)
    changes, stale = outlook.seed_changes(), outlook.explain()
    release = foresee_release(FolderTarget(settings.releases), settings, outlook, stale)
    publish = _foresee_publish(address, settings, outlook, stale) if address else None
    configured = hub_address_of(settings.repository) if settings.repository else None
    if json:
        out.print_lines(to_json(_as_json(changes, stale, release, publish) | {"n_months": len(outlook.plans)}))
        return
    _tell_seeds(changes)
    _tell_months(stale, len(outlook.plans))
    out.print(f"release: {release.sentence}")
    if publish is not None:
        out.print(f"publish to {publish.target}: {publish.sentence}")
    elif configured:
        out.print(f"publish to {settings.repository}: not asked; `onrecord status --repo {settings.repository}` asks")
    out.print(_next_step(stale, release, publish))


def _foresee_publish(address: str, settings: Settings, outlook: "Outlook", stale: "Sequence[StaleMonth]") -> "Forecast":
    from pipeline.publish.forecast import foresee_release
    from pipeline.publish.hub.access import token_of
    from pipeline.publish.targets import TargetOptions, open_target

    token = token_of(os.environ) if is_on_hub(address) else None
    options = TargetOptions(settings.hub_endpoint or None, token, is_writing=False)
    with open_target(address, options) as target:
        return foresee_release(target, settings, outlook, stale)


def _as_json(
    changes: "SeedChanges", stale: "Sequence[StaleMonth]", release: "Forecast", publish: "Forecast | None"
) -> dict[str, object]:
    unreadable = [{"seed": found.seed, "reason": found.reason, "detail": found.detail} for found in changes.unreadable]
    return {
        "is_current": not stale and release.version is None and release.refused is None,
        "seeds": asdict(changes) | {"unreadable": unreadable},
        "months": [month.as_json() for month in stale],
        "release": asdict(release),
        "publish": None if publish is None else asdict(publish),
    }


def _tell_seeds(changes: "SeedChanges") -> None:
    parts = {"new": changes.new, "changed": changes.changed, "gone": changes.gone}
    counted = ", ".join(f"{len(paths):,} {what}" for what, paths in parts.items() if paths)
    out.print(f"seeds: {changes.n_seeds:,}, {counted or 'all as the lake read them'}")
    for what, paths in parts.items():
        _tell_some([f"  {what:8}  {path}" for path in paths])
    _tell_some([f"  unreadable  {found.seed}: {found.reason}: {found.detail}" for found in changes.unreadable])
    _tell_some([f"  not read    {path}: no parser knows it" for path in changes.unread])


def _tell_months(stale: "Sequence[StaleMonth]", n_months: int) -> None:
    if not stale:
        out.print(f"months: {n_months:,}, all current")
        return
    out.print(f"months: {n_months:,}, {len(stale):,} stale")
    _tell_some([f"  {month.month:8}  {month.reason}" for month in stale])


def _tell_some(lines: Sequence[str]) -> None:
    for line in lines[:_MOST_NAMED]:
        out.print(line)
    if len(lines) > _MOST_NAMED:
        out.print(f"  and {len(lines) - _MOST_NAMED:,} more (--json lists all)")


def _next_step(stale: "Sequence[StaleMonth]", release: "Forecast", publish: "Forecast | None") -> str:
    if stale or release.version is not None or release.refused is not None:
        return "`onrecord build` is due"
    if publish is not None and publish.version is not None:
        return "`onrecord publish` is due"
    return "nothing to do"
