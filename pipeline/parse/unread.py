"""Report values of a record that are not read but look like a date or a text, so that nothing is lost silently."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipeline.parse.json_text import Number
from pipeline.parse.moments import moment_of_epoch, read_moment
from pipeline.parse.record_names import Names, fold_name, record_names
from pipeline.parse.record_values import paragraphs_of
from pipeline.parse.refusal import Refusal

# Named are so many keys of one kind, and only those that are plainly names: a key may be as long as a text.
_MOST_NAMED = 5
_MOST_KEYS = 200
_MOST_LISTED = 20
_NAME = re.compile(r"[\w$@:.-]{1,40}")
_LONGEST_DATE = 60
_SHORTEST_TEXT, _FEWEST_SPACES = 200, 25
# A number is taken for a date only under a name that says so: there are many numbers.
_DATE_WORDS = ("date", "time", "datum", "day", "publi", "stamp", "veröff")


def unread_repairs(record: Mapping[str, object], own: Names) -> dict[str, int]:
    """Return the repairs `unread_date:KEY` and `unread_text:KEY` for unknown keys, the first few of each."""
    mine = {fold_name(name) for names in own.values() for name in names}
    found: dict[str, list[str]] = {"unread_date": [], "unread_text": []}
    for key, value in _unknown(record, mine):
        kind = "unread_date" if _looks_like_date(key, value) else "unread_text" if _looks_like_text(value) else None
        if kind is not None and _NAME.fullmatch(key) and len(found[kind]) < _MOST_NAMED:
            found[kind].append(key)
    return {f"{kind}:{key}": 1 for kind, keys in found.items() for key in keys}


def named_keys(record: Mapping[str, object]) -> str:
    """Return the keys of a record for a message, those of nested records with a dot; bounded in number and length."""
    keys: list[str] = []
    for key, value in record.items():
        if isinstance(value, Mapping) and value:
            keys += [f"{key}.{inner}" for inner in list(value)[:_MOST_LISTED]]
        else:
            keys.append(str(key))
        if len(keys) > _MOST_LISTED:
            break
    listed = ", ".join(key if len(key) <= 40 else f"{key[:39]}…" for key in keys[:_MOST_LISTED])
    return f"{listed} and more" if len(keys) > _MOST_LISTED else listed


def _unknown(record: Mapping[str, object], own: set[str]) -> Iterator[tuple[str, object]]:
    """Yield the keys that are in no table, with their values.

    Keys of a nested record have a dot before their own name.
    """
    names = record_names()
    for key, value in list(record.items())[:_MOST_KEYS]:
        folded = fold_name(str(key))
        if isinstance(value, Mapping):
            is_nesting = folded in names.nestings
            if not is_nesting and folded in names.known:
                continue
            for inner, held in list(value.items())[:_MOST_KEYS]:
                path = f"{folded}.{fold_name(str(inner))}"
                is_known = path in own or path in names.known or (is_nesting and fold_name(str(inner)) in names.known)
                if not is_known and not isinstance(held, Mapping):
                    yield f"{key}.{inner}", held
        elif folded not in names.known and folded not in own:
            yield str(key), value


def _looks_like_date(key: str, value: object) -> bool:
    if isinstance(value, date):
        return True
    is_number = isinstance(value, (Number, int, float)) and not isinstance(value, bool)
    if is_number or (isinstance(value, str) and value.isdecimal()):
        return any(word in key.casefold() for word in _DATE_WORDS) and moment_of_epoch(str(value)) is not None
    if not isinstance(value, str) or not 6 <= len(value) <= _LONGEST_DATE:
        return False
    try:
        read_moment(value)
    except Refusal:
        return False
    return True


def _looks_like_text(value: object) -> bool:
    if isinstance(value, Number) or not isinstance(value, (str, Sequence)):
        return False
    text = value if isinstance(value, str) else " ".join(paragraphs_of(value[:_MOST_KEYS]))
    return len(text) >= _SHORTEST_TEXT and text.count(" ") >= _FEWEST_SPACES
