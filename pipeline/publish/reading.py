"""For readers: check that a dataset loaded with `datasets` is the requested version.

Offline, `load_dataset(…, revision="v1.1.0")` may silently return another version from the cache. Each config of a
release declares its version, which `datasets` keeps as `dataset.version`, also after `map` and `filter` and in streams.
"""

from typing import Any

import semver

from pipeline.errors import EXIT_FOUND_WRONG, ReleaseError

_UNDECLARED = "0.0.0"  # what `datasets` says of a config that declares none


class WrongVersionError(ReleaseError):
    """The dataset is not the requested version, or does not declare its version."""

    exit_status = EXIT_FOUND_WRONG


def loaded_version(dataset: Any) -> str | None:
    """Return the version of the release that a `Dataset` or `IterableDataset` was loaded from; None if undeclared."""
    found = str(dataset.info.version or _UNDECLARED)
    return None if found == _UNDECLARED else found


def check_version(dataset: Any, version: str) -> None:
    """Raise WrongVersionError unless `dataset` was loaded from `version` (`1.1.0`, or its tag `v1.1.0`)."""
    wanted = version.removeprefix("v")
    if not semver.Version.is_valid(wanted):
        raise ReleaseError(f"version {version!r}: give one such as 1.0.0 or v1.0.0")
    found = loaded_version(dataset)
    if found == wanted:
        return
    if found is None:
        raise WrongVersionError(f"asked for {wanted}: this dataset does not say its version; read its table `release`")
    raise WrongVersionError(
        f"asked for {wanted}, but this is {found}: load it again while the Hub can be reached (offline, `datasets` "
        "takes whatever version its cache holds)"
    )
