"""Open the target of an address: a folder, an object store, a repository on the Hub, or one of another package.

A package adds a target by an entry point of the group `onrecord.targets`: its name is the scheme of the addresses
(`zenodo` for `zenodo://…`), its value a function like `OpenTarget`. Without one, an address is a path or a URL that
fsspec knows.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points

from pipeline.errors import SettingsError
from pipeline.publish.addresses import HUB
from pipeline.publish.folder import FolderTarget
from pipeline.publish.load_process import Loader
from pipeline.publish.target import Target

GROUP = "onrecord.targets"
# Imported only when asked for: the client library takes half a second.
_BUILT_IN = {HUB: ("pipeline.publish.hub.opening", "open_hub_target")}


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """What a target on a server may need, as the command line or the assets have it.

    `endpoint` is the Hub's server (None: the usual one) and `token` its secret, which no other target gets;
    `is_writing` is false for a list or a dry run. A new place is made private if it `is_private`; with `is_adopting`
    files of others may be replaced. `loader` is a loading process that was started early.
    """

    endpoint: str | None = None
    token: str | None = None
    is_writing: bool = True
    is_private: bool = False
    is_adopting: bool = False
    loader: Loader | None = None


OpenTarget = Callable[[str, TargetOptions], AbstractContextManager[Target]]
"""Opens the target at an address. Raises SettingsError, in one line, if the address or an option is wrong."""


@contextmanager
def open_target(address: str, options: TargetOptions) -> Iterator[Target]:
    """Open the target at `address`. Raises SettingsError if a package's target cannot be loaded."""
    scheme, separator, _ = address.partition("://")
    opener = _opener(scheme) if separator else None
    if opener is None:
        yield FolderTarget(address)
        return
    with opener(address, options) as target:
        yield target


def _opener(scheme: str) -> OpenTarget | None:
    """Return the function that opens addresses with this scheme; None if no package has one."""
    if scheme in _BUILT_IN:
        module, name = _BUILT_IN[scheme]
        built_in: OpenTarget = getattr(import_module(module), name)
        return built_in
    found = {entry.value: entry for entry in entry_points(group=GROUP, name=scheme)}
    if not found:
        return None
    if len(found) > 1:
        raise SettingsError(f"several packages have a target for {scheme}:// ({', '.join(sorted(found))}); remove one")
    (entry,) = found.values()
    try:
        opener: OpenTarget = entry.load()
    except (ImportError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"the target for {scheme}:// cannot be loaded: {entry.value} ({reason})") from None
    return opener
