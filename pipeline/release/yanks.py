"""Yanked versions of a target's line, and entries for yanks and rollbacks in its card and changelog.

A yank marks a version as not to be used any more; tags and folders are kept, so that what was cited can still be read.
The manifest of every later release names the yanked versions.
"""

import re
from collections.abc import Iterable

import semver

from pipeline.release.changelog import put_first
from pipeline.release.manifest import YankedVersion

_MAX_REASON = 500

# Text between the marks is rewritten whenever the yanked versions change; readers do not see the marks.
_WARNING = ("<!-- yanked -->", "<!-- end of yanked -->")
_LIST = ("<!-- yanked versions -->", "<!-- end of yanked versions -->")
_TITLE = re.compile(r"^# .*$", re.MULTILINE)
_VERSIONS = re.compile(r"^## Versions *$", re.MULTILINE)


def reason_in_one_line(reason: str) -> str:
    """Return `reason` with whitespace collapsed. Raises ValueError if it is empty or longer than 500 characters."""
    joined = " ".join(reason.split())
    if not joined:
        raise ValueError("say why (--reason)")
    if len(joined) > _MAX_REASON:
        raise ValueError(f"the reason has {len(joined)} characters; {_MAX_REASON} at most")
    return joined


def merge_yanks(*lists: Iterable[YankedVersion]) -> tuple[YankedVersion, ...]:
    """Merge yanked versions, lowest first; if a version was yanked twice, the earlier list wins."""
    merged: dict[str, YankedVersion] = {}
    for yank in (yank for yanked in lists for yank in yanked):
        merged.setdefault(yank.version, yank)
    return tuple(merged[version] for version in sorted(merged, key=semver.Version.parse))


def find_yank(version: str, yanked: Iterable[YankedVersion]) -> YankedVersion | None:
    """Find the yank of `version`, if any."""
    return next((yank for yank in yanked if yank.version == version), None)


def describe_yank(yank: YankedVersion) -> str:
    """Describe a yank in one line."""
    return f"{yank.version} was yanked on {yank.date}: {yank.reason}"


def note_yanks(card: str, version: str, yanked: Iterable[YankedVersion]) -> str:
    """Return the card of `version` with exactly these yanked versions listed in its section Versions.

    If `version` is one of them, a line below the title says so.
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
    """Return the changelog with an entry for a yank or rollback first; `what` is its name, `reason` may be ""."""
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
    """Return `card` without the block between `marks`."""
    before, mark, rest = card.partition(marks[0])
    if not mark or marks[1] not in rest:
        return card
    after = rest.partition(marks[1])[2].lstrip("\n")
    return before.rstrip("\n") + "\n" + (f"\n{after}" if after else "")


def _plain(text: str) -> str:
    """`text` without what Markdown would take for a tag or a comment."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
