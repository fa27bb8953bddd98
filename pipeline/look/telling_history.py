"""The history of a row in words for a terminal."""

from collections.abc import Iterator
from typing import Any

from pipeline.literal import literal
from pipeline.look.history import History, RowInVersion
from schemas.vocabulary import Cause, Change

_MOST_CHARACTERS = 120
_INDENT = " " * 12


def tell_history(history: History) -> Iterator[str]:
    """Yield the lines about a row: what it was in the version that was cited, then each version of the line."""
    cited, then = history.cited, history.then
    if then.row is None:
        yield f"{cited.row_id}: not in {cited.version}"
    else:
        since = f", as since {history.since}" if history.since != cited.version else ""
        yield f"{then.row_id} in {cited.version}{since}"
        for name, value in then.row.items():
            if value not in (None, [], "") and not name.endswith("_spans"):
                yield f"    {name}: {_shown(value)}"
    for earlier in history.earlier_ids:
        yield f"before that its id was {earlier}"
    yield ""
    for found in history.versions:
        mark = ">" if found.version == cited.version else " "
        yield literal(f"{mark} {found.version:9} {found.date}  {_what(found)}")
        for name, (was, now) in found.columns.items():
            yield f"{_INDENT}{name}: {_shown(was)} → {_shown(now)}"


def _what(found: RowInVersion) -> str:
    """Say what became of the row in a version."""
    cause = f" ({found.cause})" if found.cause else ""
    if found.is_withdrawn:
        what = "taken down"
    elif found.row is None:
        what = f"removed{cause}" if found.change == Change.REMOVED else "not there"
        what += ": rows of a text that is withheld now have ids that do not tell their words" * (
            found.change == Change.REMOVED and found.cause == Cause.RIGHTS
        )
    elif found.change:
        what = f"{found.change}{cause}"
    else:
        what = "there" if found.follows is None else "as before"
    parts = [what]
    if found.superseded_by:
        parts.append(f"its id is now {found.superseded_by}")
    if found.yanked:
        parts.append(f"yanked: {found.yanked}")
    return "; ".join(parts)


def _shown(value: Any) -> str:
    """Return a value in one line, shortened."""
    if value is None:
        return "nothing"
    text = literal(" ".join(str(value).split()))
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
