"""Yanks and rollbacks: what they do to a target's line, and when they are refused. Neither changes a release."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

import semver

from pipeline.errors import ReleaseError
from pipeline.release.manifest import YankedVersion
from pipeline.release.yanks import describe_yank, find_yank, reason_in_one_line

AmendmentKind = Literal["Yank", "Rollback"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """A yank of `version`, or a rollback to it, on the day `date`; a rollback's `reason` may be ""."""

    kind: AmendmentKind
    version: str
    reason: str
    date: date

    @property
    def yank(self) -> tuple[YankedVersion, ...]:
        """Return the yanked version; none for a rollback."""
        if self.kind == "Rollback":
            return ()
        return (YankedVersion(version=self.version, reason=self.reason, date=self.date),)


@dataclass(frozen=True, slots=True)
class AmendmentOutcome:
    """The result. `is_new` is false if it was done before; `current` is the current version of the line."""

    amendment: Amendment
    is_new: bool
    current: str
    url: str


@dataclass(frozen=True, slots=True)
class LineState:
    """The state of a target's line: released versions, the predecessor of the next release, and yanked versions.

    `is_rolled_back` is true if `current` is the result of a rollback. `place` begins the message of a refusal.
    """

    place: str
    released: Collection[str]
    current: str
    is_rolled_back: bool
    yanked: tuple[YankedVersion, ...]


def make_amendment(kind: AmendmentKind, version: str, reason: str, day: date) -> Amendment:
    """Check a request; `version` may have the `v` of its tag. Raises ReleaseError if the request is invalid.

    A yank has a reason; a rollback may have one.
    """
    version = version.removeprefix("v")
    if not semver.Version.is_valid(version):
        raise ReleaseError(f"version {version!r}: give one that was released, such as 1.0.0")
    try:
        told = reason_in_one_line(reason) if reason or kind == "Yank" else ""
    except ValueError as error:
        raise ReleaseError(f"{kind.lower()} of {version}: {error}") from None
    return Amendment(kind, version, told, day)


def is_due(asked: Amendment, line: LineState) -> bool:
    """True if there is anything to do. Raises ReleaseError if it cannot be done."""
    if asked.version not in line.released:
        known = ", ".join(sorted(line.released, key=semver.Version.parse, reverse=True)[:5]) or "nothing"
        raise ReleaseError(f"{line.place}: {asked.version} was never released; released: {known}")
    yank = find_yank(asked.version, line.yanked)
    if asked.kind == "Yank":
        if yank is not None and yank.reason != asked.reason:
            raise ReleaseError(f"{line.place}: {describe_yank(yank)}; a yank is not changed")
        return yank is None
    if yank is not None:
        raise ReleaseError(f"{line.place}: {describe_yank(yank)}; roll back to another version")
    if asked.version == line.current and not line.is_rolled_back:
        raise ReleaseError(f"{line.place}: {asked.version} is current, so there is nothing to roll back")
    return asked.version != line.current


def describe_amendment(asked: Amendment, current: str, highest: str) -> str:
    """Describe in a sentence what the amendment does to a line at version `current`."""
    why = f": {asked.reason}" if asked.reason else ""
    if asked.kind == "Yank":
        return f"yank of {asked.version}{why}; the line stays at {current}"
    return (
        f"rollback from {current} to {asked.version}{why}; the next release follows {asked.version} and is counted "
        f"from {highest}"
    )
