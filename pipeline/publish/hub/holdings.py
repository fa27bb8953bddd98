"""Where a document or a person is found in a Hub repository: its tags, main, and staging branches."""

from contextlib import suppress

from pipeline.publish.holdings import HoldingRelease, Holds
from pipeline.publish.hub.client import HubClient
from pipeline.publish.hub.errors import MissingOnHubError, MissingRepositoryError
from pipeline.publish.hub.history import CommitStorage
from pipeline.publish.hub.readback import read_manifest_of
from pipeline.publish.load_process import temporary_folder
from pipeline.release.contents import Contents


def find_on_hub(repository: str, endpoint: str | None, token: str | None, holds: Holds) -> list[HoldingRelease]:
    """Find the tags and branches of the repository that contain it; none if the repository does not exist.

    Revisions without a manifest are ignored. Raises HubError if the Hub does not respond.
    """
    found = []
    known: dict[str, bool] = {}
    with temporary_folder("hub") as scratch:
        client = HubClient(repository, endpoint, token)
        try:
            refs = client.refs()
        except MissingRepositoryError:
            return []
        kinds = (("tag", refs.tags), ("branch", refs.branches))
        for kind, name, commit in [(kind, *ref) for kind, named in kinds for ref in sorted(named.items())]:
            if commit not in known:
                known[commit] = False
                with suppress(MissingOnHubError):  # no release
                    manifest = read_manifest_of(client, commit, scratch)
                    storage = CommitStorage(client, commit, scratch)
                    known[commit] = holds(Contents(storage, manifest.stored_files(), manifest.tables, {}))
            if known[commit]:
                found.append(HoldingRelease(f"{kind} {name}", f"{client.url}/tree/{name}"))
    return found
