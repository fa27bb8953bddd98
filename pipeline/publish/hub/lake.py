"""Release the lake to a Hub repository, for `onrecord publish` and the asset `hub_release`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipeline.errors import SettingsError
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.fingerprint import code_version, shaping_of
from pipeline.lake.storage import Storage
from pipeline.publish.amendments import Amendment, AmendmentOutcome
from pipeline.publish.bringing_back import rights_now
from pipeline.publish.clearance import check_lake, recheck_of, refusal, unlicensed_sources
from pipeline.publish.folder import FolderTarget, recall_levels
from pipeline.publish.hub.access import TOKEN_VARIABLE
from pipeline.publish.hub.publishing import publish_snapshot
from pipeline.publish.hub.target import open_hub
from pipeline.publish.load_process import Loader
from pipeline.publish.target import ReleaseOutcome, ReleaseSummary
from pipeline.settings import Settings

_NO_TOKEN = f"{TOKEN_VARIABLE} is not set: publishing needs a token that may write to the repository"
_REPOSITORY = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}", re.ASCII)


@dataclass(frozen=True, slots=True)
class HubRequest:
    """A request to publish: `version` and `is_private` (for a new repository) are optional.

    With `is_adopting` a first release may replace files of others.

    `accept` names measures of data quality that may fall below their bounds.
    """

    repository: str
    endpoint: str | None = None
    version: str | None = None
    is_private: bool = False
    is_dry_run: bool = False
    is_adopting: bool = False
    accept: tuple[str, ...] = ()


def amend_repository(
    settings: Settings,
    amendment: Amendment,
    token: str | None,
    *,
    is_dry_run: bool = False,
    tell: Callable[[str], None] = lambda line: None,
    loader: Loader | None = None,
) -> AmendmentOutcome | None:
    """Yank a version of the settings' repository, or roll back to one; return None after a dry run that had a plan.

    `tell` and `loader` as for `publish_lake`. Raises SettingsError and ReleaseError.
    """
    endpoint = _checked(settings.repository, settings.hub_endpoint or None)
    if token is None and not is_dry_run:
        raise SettingsError(_NO_TOKEN)
    with open_hub(settings.repository, endpoint=endpoint, token=token, loader=loader) as target:
        return target.amend(amendment, now=rights_now(settings), is_dry_run=is_dry_run, tell=tell)


def list_repository(
    settings: Settings, token: str | None, tell: Callable[[str], None] = lambda line: None
) -> list[ReleaseSummary]:
    """List the tagged releases of the settings' repository, highest version first.

    `tell` is called with each version's tag that is on no release.
    """
    endpoint = _checked(settings.repository, settings.hub_endpoint or None)
    with open_hub(settings.repository, endpoint=endpoint, token=token) as target:
        return target.releases(tell)


def _checked(repository: str, endpoint: str | None) -> str | None:
    """Return the endpoint without a trailing slash. Raises SettingsError if it or the repository's name is invalid."""
    if not _REPOSITORY.fullmatch(repository):
        raise SettingsError(f"repository {repository!r}: give it as NAMESPACE/NAME (--repo)")
    if endpoint is not None and not endpoint.startswith(("http://", "https://")):
        raise SettingsError(f"endpoint {endpoint!r}: give the address of a Hub, beginning with https://")
    return endpoint.rstrip("/") if endpoint else None


def publish_lake(
    settings: Settings,
    request: HubRequest,
    token: str | None,
    day: date,
    tell: Callable[[str], None],
    loader: Loader | None = None,
) -> ReleaseOutcome | None:
    """Release one snapshot of the lake to the Hub; return None after a dry run that had a plan.

    `tell` is called with each line of the plan before anything is sent; `loader` is a loading process that was started
    early. Raises SettingsError if the repository's name is invalid or the token is missing, ReleaseError if the release
    cannot be made, for example if the lake predates a takedown, or the repository is public and a source has no
    licence.
    """
    endpoint = _checked(request.repository, request.endpoint)
    if token is None and not request.is_dry_run:
        raise SettingsError(_NO_TOKEN)
    storage = Storage(settings.lake)
    snapshot = take_full_snapshot(storage)
    publishers = check_lake(snapshot, settings.seeds).by_key
    unlicensed = unlicensed_sources(snapshot, publishers)
    with open_hub(
        request.repository,
        endpoint=endpoint,
        token=token,
        is_private=request.is_private,
        is_adopting=request.is_adopting,
        loader=loader,
    ) as target:
        if unlicensed and target.is_public():
            raise refusal(request.repository, unlicensed, publishers, settings.seeds)
        return publish_snapshot(
            target,
            snapshot,
            date=day,
            settings=shaping_of(settings),
            code_version=code_version(),
            publishers=publishers,
            version=request.version,
            accept=request.accept,
            remembered=recall_levels(storage, FolderTarget(settings.releases)),
            recheck=recheck_of(snapshot, settings.seeds),
            dataset=settings.dataset,
            is_dry_run=request.is_dry_run,
            tell=tell,
        )
