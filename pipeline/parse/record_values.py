"""Convert values of records, which may have any type: words, days, names, paragraphs."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

from pipeline.parse.addresses import canonical_url, host_of
from pipeline.parse.authors import BETWEEN
from pipeline.parse.json_text import Number
from pipeline.parse.language import read_language
from pipeline.parse.moments import Moment, read_moment
from pipeline.parse.record_names import fold_name, record_names
from pipeline.parse.refusal import Refusal

_DEEPEST = 8
# What tables write for yes and no, and for nothing.
_NO_DAYS = frozenset({"", "0", "1", "true", "false", "yes", "no", "none", "null", "nan", "nat", "n/a", "-"})
# What programs print where they have no value.
_NOTHING = frozenset({"NaN", "nan", "NaT", "None", "null", "NULL", "<NA>", "undefined", "\\N"})
# A list as Python and JSON print it, where a table has it as a word.
_PRINTED_LIST = re.compile(r"\s*\[\s*(?:['\"].*['\"]\s*)?\]\s*\Z", re.DOTALL)
_PRINTED_ITEM = re.compile(r"'([^'\n]{1,150})'|\"([^\"\n]{1,150})\"")
_HOST = re.compile(r"[^\W_](?:[\w-]{0,62}\.)+[a-z][a-z0-9-]{1,30}", re.IGNORECASE)


def is_missing(value: object) -> bool:
    """True if a value means none: null, an empty string or list, or what tables write for a missing number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    if isinstance(value, str):
        return not value or value.isspace() or value in _NOTHING
    return isinstance(value, (list, tuple, Mapping)) and not value


def words_of(value: object) -> str | None:
    """Return a string, the first one of a list (crawlers write lists of one), or a number as written."""
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(words_of, value[:1])), None)
    if isinstance(value, str):
        return str(value)
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def line_of(value: object) -> str | None:
    """Return a string that is not a number: a headline, a name."""
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(line_of, value[:1])), None)
    return str(value) if isinstance(value, str) and not isinstance(value, Number) and value.strip() else None


def name_of(value: object) -> str | None:
    """Return the name of a publisher: a string that is not an address."""
    name = line_of(value)
    return None if name is None or "://" in name else name


def address_of(value: object) -> str | None:
    """Return the address of a web page."""
    address = line_of(value)
    return None if address is None or canonical_url(address) is None else address


def host_in(value: object) -> str | None:
    """Return the host if a string is one, or that of its address."""
    given = (line_of(value) or "").strip()
    address = canonical_url(given)
    if address is not None:
        return host_of(address)
    return given.lower() if len(given) < 254 and _HOST.fullmatch(given) else None


def language_of(value: object) -> str | None:
    """Return the code of the language that a string names."""
    return read_language(line_of(value) or "")


def id_of(value: object) -> str | None:
    """Return an id: a string or number, also in MongoDB's notation."""
    return words_of(value.get("$oid") if isinstance(value, Mapping) else value)


def people_in(value: object) -> str | None:
    """Return the names in a string, a record with a name, or a list of these, separated by semicolons."""
    return BETWEEN.join(dict.fromkeys(_names(value, 0))) or None


def _names(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, (list, tuple)) and depth < _DEEPEST:
        for item in value:
            yield from _names(item, depth + 1)
    elif isinstance(value, Mapping):
        folded = {fold_name(key): one for key, one in value.items() if isinstance(key, str)}
        whole = next(filter(None, map(line_of, map(folded.get, ("name", "fullname", "displayname", "title")))), None)
        parts = [line_of(folded.get(part)) for part in ("firstname", "middlename", "lastname")]
        named = whole or " ".join(filter(None, parts))
        if named:
            yield named.strip()
    elif (name := line_of(value)) is not None and _PRINTED_LIST.match(name):
        yield from ((single or double).strip() for single, double in _PRINTED_ITEM.findall(name))
    elif name is not None:
        # Bylines of newspapers' interfaces begin as in print.
        yield re.sub(r"\A\s*By\s+(?=[^\W\d_])", "", name).strip()


def moment_of(value: object) -> Moment | None:
    """Return the moment of a string, a number of seconds (or fractions of them) since 1970, or a date.

    None if the value's type cannot be one. Raises Refusal `impossible_date` for an invalid one.
    """
    if isinstance(value, datetime):
        at = value.replace(microsecond=0, fold=0)
        return Moment(value.date(), at if at.tzinfo or at.time() != time() else None)  # a column of days is at midnight
    if isinstance(value, date):
        return Moment(value)
    if isinstance(value, (list, tuple)):
        return moment_of(value[0]) if len(value) == 1 else None
    if isinstance(value, Mapping):
        inner = value.get("$date", value.get("$numberLong"))  # MongoDB
        if inner is None:
            raise Refusal("impossible_date", "The date is not a string: write it as YYYY-MM-DD.")
        return moment_of(inner)
    written = words_of(value)
    if written is None or written.strip().casefold() in _NO_DAYS:
        return None
    return read_moment(written)


def paragraphs_of(value: object) -> list[str]:
    """Return the paragraphs of a string, a list of paragraphs, or a record of parts such as headline and sections."""
    return [part for part in _paragraphs(value, 0) if part.strip()]


def _paragraphs(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if not isinstance(value, Number):
            yield value
    elif depth >= _DEEPEST:
        return
    elif isinstance(value, Mapping):
        yield from _parts(value, depth)
    elif isinstance(value, Iterable):
        for item in value:
            yield from _paragraphs(item, depth + 1)


def _parts(value: Mapping[object, object], depth: int) -> Iterator[str]:
    folded = {fold_name(key): one for key, one in value.items() if isinstance(key, str)}
    names: Sequence[str] = record_names().paragraphs
    for name in names:
        if name in folded:
            yield from _paragraphs(folded[name], depth + 1)
