"""Open a dataset repository on the Hub as a target, by its address `hf://datasets/NAMESPACE/NAME`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import SettingsError
from pipeline.publish.addresses import repository_of
from pipeline.publish.hub.access import TOKEN_VARIABLE
from pipeline.publish.hub.calls import Patience
from pipeline.publish.hub.client import HubClient
from pipeline.publish.hub.target import HubTarget
from pipeline.publish.load_process import Loader, loading, temporary_folder
from pipeline.publish.targets import TargetOptions

_NO_TOKEN = f"{TOKEN_VARIABLE} is not set: publishing needs a token that may write to the repository"
_REPOSITORY = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}", re.ASCII)


@contextmanager
def open_hub_target(address: str, options: TargetOptions) -> Iterator[HubTarget]:
    """Open the repository at `address`.

    Raises SettingsError if its name or the endpoint is malformed, or the token for writing is missing.
    """
    repository, endpoint = repository_of(address), options.endpoint
    if not _REPOSITORY.fullmatch(repository):
        raise SettingsError(
            f"repository {repository!r}: give it as NAMESPACE/NAME (--repo) or hf://datasets/NAMESPACE/NAME (--to)"
        )
    if endpoint is not None and not endpoint.startswith(("http://", "https://")):
        raise SettingsError(f"endpoint {endpoint!r}: give the address of a Hub, beginning with https://")
    if options.token is None and options.is_writing:
        raise SettingsError(_NO_TOKEN)
    with open_hub(
        repository,
        endpoint=endpoint.rstrip("/") if endpoint else None,
        token=options.token,
        is_private=options.is_private,
        is_adopting=options.is_adopting,
        loader=options.loader,
    ) as target:
        yield target


@contextmanager
def open_hub(
    repository: str,
    *,
    endpoint: str | None = None,
    token: str | None = None,
    is_private: bool = False,
    is_adopting: bool = False,
    patience: Patience | None = None,
    loader: Loader | None = None,
) -> Iterator[HubTarget]:
    """Open the target `repository` (`namespace/name`) on the Hub at `endpoint`, with its own scratch folder.

    `loader` is a loading process that was started early; without it one is started when needed.
    """
    client = HubClient(repository, endpoint, token, patience)
    with temporary_folder("hub") as scratch, loading(client.endpoint, token, is_needed=False) as own:
        yield HubTarget(client, scratch, loader or own, is_private, is_adopting)
