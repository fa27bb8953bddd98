"""Yanked versions of a target's line, and how its card and its changelog tell of yanks and rollbacks.

A yank withdraws the recommendation of a version, not its files: tags and folders stay, so that what was cited can still
be read. The manifest of every later release names the yanked versions.
"""

import re
from collections.abc import Iterable

import semver

from pipeline.release.changelog import put_first
from pipeline.release.manifest import YankedVersion

_MAX_REASON = 500

# What is between the marks is written anew whenever the yanked versions change; readers do not see the marks.
_WARNING = ("<!-- yanked -->", "<!-- end of yanked -->")
_LIST = ("<!-- yanked versions -->", "<!-- end of yanked versions -->")
_TITLE = re.compile(r"^# .*$", re.MULTILINE)
_VERSIONS = re.compile(r"^## Versions *$", re.MULTILINE)


def reason_in_one_line(reason: str) -> str:
    """`reason` with runs of white space as one space. Raises ValueError when it is empty or above 500 characters."""
    joined = " ".join(reason.split())
    if not joined:
        raise ValueError("say why (--reason)")
    if len(joined) > _MAX_REASON:
        raise ValueError(f"the reason has {len(joined)} characters; {_MAX_REASON} at most")
    return joined


def merge_yanks(*lists: Iterable[YankedVersion]) -> tuple[YankedVersion, ...]:
    """All yanked versions, lowest first; of two yanks of one version the earlier list's is kept."""
    merged: dict[str, YankedVersion] = {}
    for yank in (yank for yanked in lists for yank in yanked):
        merged.setdefault(yank.version, yank)
    return tuple(merged[version] for version in sorted(merged, key=semver.Version.parse))


def find_yank(version: str, yanked: Iterable[YankedVersion]) -> YankedVersion | None:
    """The yank of `version`, if there is one."""
    return next((yank for yank in yanked if yank.version == version), None)


def describe_yank(yank: YankedVersion) -> str:
    """A yank in one line for a person."""
    return f"{yank.version} was yanked on {yank.date}: {yank.reason}"


def note_yanks(card: str, version: str, yanked: Iterable[YankedVersion]) -> str:
    """The card of `version` with these yanked versions listed in its section Versions, and no others.

    When `version` is one of them, a line below the title says so.
    """
    yanked = tuple(yanked)
    card = _without(_without(card, _WARNING), _LIST)
    own = find_yank(version, yanked)
    if own is not None:
        warning = f"> **Yanked.** {_plain(describe_yank(own))}"
        card = _after(card, _TITLE, _WARNING, [warning])
    if yanked:
        if not _VERSIONS.search(card):
            card = card.rstrip("\n") + "\n\n## Versions\n"
        lines = [f"- **{yank.version}** was yanked on {yank.date}: {_plain(yank.reason)}" for yank in yanked]
        card = _after(card, _VERSIONS, _LIST, ["Do not use any more:", "", *lines])
    return card


def note_in_changelog(changelog: str, what: str, version: str, date: str, reason: str) -> str:
    """The changelog with an entry of a yank or a rollback before all others; `what` is its name, `reason` may be ""."""
    told = {
        "Yank": f"{version} should not be used any more",
        "Rollback": f"The next release follows {version}",
    }[what]
    return put_first(changelog, f"## {what}: {version} ({date})\n\n{told}" + (f": {_plain(reason)}" if reason else "."))


def _after(card: str, heading: re.Pattern[str], marks: tuple[str, str], lines: list[str]) -> str:
    """`card` with a block of `lines` between `marks` after the first line that matches `heading`."""
    found = heading.search(card)
    if found is None:
        return card
    block = "\n".join([marks[0], *lines, marks[1]])
    rest = card[found.end() :].lstrip("\n")
    return f"{card[: found.end()]}\n\n{block}\n" + (f"\n{rest}" if rest else "")


def _without(card: str, marks: tuple[str, str]) -> str:
    """`card` as it was before a block between `marks` was put into it."""
    before, mark, rest = card.partition(marks[0])
    if not mark or marks[1] not in rest:
        return card
    after = rest.partition(marks[1])[2].lstrip("\n")
    return before.rstrip("\n") + "\n" + (f"\n{after}" if after else "")


def _plain(text: str) -> str:
    """`text` without what Markdown would take for a tag or a comment."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
