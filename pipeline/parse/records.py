"""Records: a mapping of names to values, as a JSON line or a row of a table gives it → the fields of a document.

Which names mean what is the table `records.toml`; a user's own names come before it. A record may hold several dates or
texts: of those candidates the first with a valid value counts, in the order of the table, those outside before those in
a nested record (`metadata`, `fields`, …).
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from pipeline.parse.fragment import is_fragment, read_fragment
from pipeline.parse.json_text import REPEATED
from pipeline.parse.moments import Moment
from pipeline.parse.names_on_pages import decode_twice, plain_line
from pipeline.parse.record_names import Names, beginning_of, fold_name, record_names
from pipeline.parse.record_values import (
    address_of,
    host_in,
    id_of,
    is_missing,
    language_of,
    line_of,
    moment_of,
    name_of,
    paragraphs_of,
    people_in,
)
from pipeline.parse.refusal import Refusal
from pipeline.parse.stated_terms import TDM_RESERVED, reservation_by_robots, reservation_of
from pipeline.parse.unread import named_keys, unread_repairs

_LONGEST_NAME = 100
_DAY_AMID = re.compile(r"\A\s*(\d{2})-(\d{2})-(\d{4})\b")
_CUT = re.compile(r"\s*\[\+\d{1,9} chars\]\s*\Z")  # NewsAPI's mark of what it keeps for itself

_READERS: Mapping[str, Callable[[object], str | None]] = {
    "id": id_of,
    "title": lambda value: plain_line(line_of(value) or "") or None,
    "author": people_in,
    "url": address_of,
    "language": language_of,
    "publisher": name_of,
    "source": name_of,
    "host": host_in,
    "terms_url": line_of,
}
# If a field has no valid candidate, these are counted as ignored fields.
_MISSED = frozenset({"id", "title", "author", "url", "language"})


class Record:
    """Looks values up by the names of the table and by a user's own, which come first.

    Raises Refusal `broken_json` if a key that is looked up occurs twice.
    """

    def __init__(self, record: Mapping[str, object], own: Names) -> None:
        self._own = own
        self._levels: dict[str, Mapping[str, object]] = {"": _fold(record)}
        nestings = [name for name in record_names().nestings if isinstance(self._levels[""].get(name), Mapping)]
        self._prefixes = ("", *nestings)
        self._beginnings = frozenset(beginning_of(name) for name in self._levels[""])
        fields_with = record_names().fields_with
        self._fields = {field for beginning in self._beginnings for field in fields_with.get(beginning, ())}

    def candidates(self, field: str) -> Iterator[tuple[str, object]]:
        """Name and value of all that may hold `field` and is not missing, in the order in which it counts."""
        for name in self._own.get(field, ()):
            yield from self._found(".".join(map(fold_name, name.split("."))))
        names, beginnings = record_names().fields.get(field, ()), record_names().beginnings.get(field, ())
        # Most fields, and most names of the others, are not in a record, which shows at once.
        for prefix in self._prefixes if field in self._fields else self._prefixes[1:]:
            for name, beginning in zip(names, beginnings, strict=True):
                if prefix or beginning in self._beginnings:
                    yield from self._found(f"{prefix}.{name}" if prefix else name)

    @cached_property
    def is_crawl(self) -> bool:
        """Whether it is of a corpus made of a crawl: then its date is the day on which the page was fetched."""
        if self._own.get("date") or next(self.candidates("title"), None) is not None:
            return False
        if self.holds_any(record_names().crawl_markers):
            return True
        return {_last(name) for name, _ in self.candidates("date")} == {"timestamp"}

    def has_empty(self, field: str) -> bool:
        """Whether there is a name for `field` whose value is missing."""
        level = self._levels[""]
        return any(name in level and is_missing(level[name]) for name in record_names().fields[field])

    def holds_any(self, names: Iterable[str]) -> bool:
        """Whether one of `names` has a value, outside or in a nested record."""
        paths = (f"{prefix}.{name}" if prefix else name for prefix in self._prefixes for name in names)
        return any(True for path in paths for _ in self._found(path))

    def _found(self, path: str) -> Iterator[tuple[str, object]]:
        value = self._get(path)
        if value is REPEATED:
            raise Refusal("broken_json", f"The key {path!r} occurs twice: keep only the one that counts.")
        if not is_missing(value):
            yield path, value

    def _get(self, path: str) -> object:
        """Return the value at `path`; a dot is part of a key, as in a table, or leads into a nested record."""
        level = self._levels[""]
        if path in level:
            return level[path]
        outer, dot, last = path.rpartition(".")
        if not dot:
            return None
        if outer not in self._levels:
            inner = self._get(outer)
            inner = inner[0] if isinstance(inner, (list, tuple)) and len(inner) == 1 else inner
            self._levels[outer] = _fold(inner) if isinstance(inner, Mapping) else {}
        return self._levels[outer].get(last)


def read_record(record: Mapping[str, object], repairs: Counter[str], own: Names | None = None) -> dict[str, str]:
    """Return the fields of `record`: those of a header, and `text`, `publisher`, `host`, `captured` if it has them.

    Values may be strings, numbers, dates, None, NaN for None, lists, mappings. `own` are a user's names for this file.
    A field without a valid candidate is counted in `repairs` as `ignored_fields`, dates as `unusable_date`; unread
    values that look like a date or a text are named there. Raises Refusal: `broken_json`, `no_text`.
    """
    own = own or {}
    values = Record(record, own)
    fields = {"text": _read_text(values, record, repairs)}
    for field, read in _READERS.items():
        candidates = list(values.candidates(field))
        perhaps = values.candidates(f"{field}_perhaps")
        if field in ("publisher", "source") and values.is_crawl:
            parts = record_names().crawl_sources
            candidates = [(name, value) for name, value in candidates if _last(name) not in parts]
        found = next((word for _, value in (*candidates, *perhaps) if (word := read(value))), None)
        if found is not None:
            fields[field] = found
        elif field in _MISSED and candidates:
            repairs["ignored_fields"] += 1
    fields |= _read_days(values, repairs)
    fields |= _read_reservation(values)
    fields.setdefault("source", fields.get("publisher") or fields.get("host") or "")
    repairs.update(unread_repairs(record, own))
    return {field: value for field, value in fields.items() if value}


def _read_text(values: Record, record: Mapping[str, object], repairs: Counter[str]) -> str:
    is_given = False
    for _, value in values.candidates("text"):
        is_given = is_given or not isinstance(value, Mapping)  # who knows what a record in the record holds
        paragraphs = paragraphs_of(value)
        if paragraphs:
            parts = [_plain(paragraph, repairs) for paragraph in paragraphs]
            text, n_cut = _CUT.subn("", "\n\n".join(parts))
            repairs["cut_text"] += n_cut
            return text
    if is_given:
        raise Refusal("broken_json", 'The value of "text" is neither a string nor a list of paragraphs.')
    raise Refusal("no_text", _without_text(record, is_empty=values.has_empty("text")))


def _plain(paragraph: str, repairs: Counter[str]) -> str:
    if paragraph.lstrip()[:4].lower() == "&lt;":
        paragraph = html.unescape(paragraph)
    if not is_fragment(paragraph):
        return decode_twice(paragraph)
    repairs["html"] += 1
    return read_fragment(paragraph)


def _without_text(record: Mapping[str, object], *, is_empty: bool) -> str:
    keys = named_keys(record)
    if not keys:
        return "The record is empty."
    problem = "The text of the record is empty" if is_empty else "No key of the record is known to hold a text"
    advice = 'name the one that holds it in onrecord.toml, under [fields], as in text = "KEY"'
    return f"{problem}. It has {keys}: {advice}."


def _read_days(values: Record, repairs: Counter[str]) -> dict[str, str]:
    """Read the moments of publication and change, and the day of capture.

    Of several dates the first likely one counts; without one those that are not are counted in `repairs`.
    """
    of_crawl = record_names().crawl_dates if values.is_crawl else frozenset()
    is_month_first = values.holds_any(record_names().month_first_markers)
    fields: dict[str, str] = {}
    n_unusable = 0
    for name, value in values.candidates("date"):
        found, is_usable = _try_moment(
            _DAY_AMID.sub(r"\3-\1-\2", value) if is_month_first and isinstance(value, str) else value
        )
        if found and _last(name) in of_crawl:
            fields.setdefault("captured", found.day.isoformat())
        elif found:
            fields |= {"date": found.written, "date_basis": "record"}
            break
        elif _last(name) not in of_crawl:
            n_unusable += not is_usable
    if "date" not in fields:
        repairs["unusable_date"] += n_unusable
    for field in ("updated", "captured"):
        tried = (_try_moment(value)[0] for _, value in values.candidates(field))
        moment = next(filter(None, tried), None)
        if moment is not None:
            fields[field] = moment.written if field == "updated" else moment.day.isoformat()
    return fields


def _read_reservation(values: Record) -> dict[str, str]:
    """Return whether mining is reserved: one that says so is enough."""
    said = [reservation_of(value) for _, value in values.candidates(TDM_RESERVED)]
    said += [reservation_by_robots(value) for _, value in values.candidates("robots")]
    known = [one for one in said if one is not None]
    return {TDM_RESERVED: "1" if any(known) else "0"} if known else {}


def _try_moment(value: object) -> tuple[Moment | None, bool]:
    """Return the moment of a value, None if it is none, and whether the value is of some use or holds nothing."""
    try:
        found = moment_of(value)
    except Refusal:
        return None, False
    return (found, True) if found is None or found.is_likely else (None, False)


def _fold(record: Mapping[Any, object]) -> dict[str, object]:
    """Fold the record's names; of names with equal forms the first with a value is kept."""
    folded: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(key, str) and len(key) <= _LONGEST_NAME:
            name = ".".join(map(fold_name, key.split("."))) if "." in key else fold_name(key)
            if is_missing(folded.get(name)):
                folded[name] = value
    return folded


def _last(name: str) -> str:
    return name.rpartition(".")[2]
