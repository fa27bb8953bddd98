"""Parse the header of a plain or Markdown document: where it ends, and its fields.

Three forms, tried in this order at the first character that is not white space:

1. *Front matter*: YAML between two lines `---` (or `---` and `...`), or TOML between two lines `+++`, with at least one
   key that the table knows.
2. *Lines* `key: value`, every key in the table, closed by a blank line or the end; two or more of them need not be.
   They may be items of a list, their keys in bold. A rule, or a key of the text (`Text:`), may stand between them and
   the text.
3. *A run* of entries whose values end by themselves, dates and languages: `date: 2025-08-27` or, without a colon,
   `date 2025-08-27`, after which the text continues on the same line or the next. Without colons there must be a date
   in it, for “lang” and “Sprache” begin sentences too.

The table of keys is closed (`header.toml`, and a user's own names), so that prose with a colon stays prose. If a field
occurs twice, the first one counts, one under a user's own name before the others.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import tomli
import yaml

from pipeline.parse.authors import BETWEEN
from pipeline.parse.header_words import HeaderKeys, header_keys, header_words, normalise_key
from pipeline.parse.language import language_of_tag
from pipeline.parse.moments import match_moment
from pipeline.parse.record_names import Names
from pipeline.parse.refusal import Refusal

_FENCE = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\n")
_LONGEST_FRONT_MATTER = 16_384  # libyaml takes quadratic time on unclosed brackets: 0.4 s for so many
_DEEPEST_FRONT_MATTER = 16
_LONGEST_KEY = 32
_WHITE_SPACE = re.compile(r"\s*")
_ENTRY = re.compile(r"(?P<key>[^\W\d_]{1,32})(?P<colon>[ \t]*:)?[ \t]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?(?=\s|\Z)")
# A line's beginning and a key's end in Markdown: “- **Titel:** …”, “* Titel: …”.
_ITEM = re.compile(r"[ \t]{0,3}(?:[-*+][ \t]{1,3})?(?:\*\*|__)?")
_MARKS = "*_ \t"
_RULE = re.compile(r"\s*(?:[-=_*~–—][ \t]?){3,200}(?:\n|\Z)")
_LONGEST_REST = 60  # behind a date: “04.03.2025, Seite 7”
_PAGE = re.compile(r"https?://[^/\s]{1,253}/[^/\s]")  # not a website's first page, which names the outlet
_AFTER_DAY = ",;|"
_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")  # of Obsidian
_YAML_NULLS = ("", "null", "~")
_NAME_KEYS = ("name", "title")
_MAY_BE_UNKNOWN = frozenset({"author", "date", "language", "updated", "as_of", "url"})


@dataclass(frozen=True, slots=True)
class Split:
    """A document split into its header's fields (field → value as written) and its text."""

    fields: dict[str, str]
    body: str


def split_header(text: str, repairs: Counter[str], own: Names | None = None) -> Split:
    """Split `text` (clean characters) into header and body; a document without a header is all body.

    `own` are a user's names of fields. Raises Refusal: `broken_front_matter`, or `impossible_date` where a date decides
    what is header.
    """
    keys = header_keys(own or {})
    start = _end_of(_WHITE_SPACE, text, 0)
    return (
        _split_front_matter(text, start, repairs, keys)
        or _split_lines(text, start, keys)
        or _split_run(text, start, keys)
        or Split({}, text)
    )


def _split_front_matter(text: str, start: int, repairs: Counter[str], keys: HeaderKeys) -> Split | None:
    opening = _FENCE.match(text, start)
    if not opening:
        return None
    form = _FORMS[opening["fence"]]
    closing = form.closing.search(text, opening.end(), opening.end() + _LONGEST_FRONT_MATTER)
    if not closing:
        if _has_known_key(text[opening.end() : opening.end() + _LONGEST_KEY], form.mark, keys):
            fence = opening["fence"]
            raise Refusal(
                "broken_front_matter", f"No line '{fence}' closes it within {_LONGEST_FRONT_MATTER} characters."
            )
        return None
    block = text[opening.end() : closing.start()]
    try:
        pairs = list(form.read(block))
    except (yaml.YAMLError, tomli.TOMLDecodeError, RecursionError) as error:
        if not any(_has_known_key(line, form.mark, keys) for line in block.split("\n")):
            return None  # prose between two rules
        pairs = _read_block_lines(block, form.mark, error)
        repairs["front_matter"] += 1
    known = [(key, value) for key, value in pairs if key in keys.fields]
    return Split(_first_of_each(known, keys), text[closing.end() :]) if known else None


def _has_known_key(line: str, mark: str, keys: HeaderKeys) -> bool:
    key, found, _ = line.partition(mark)
    return bool(found) and normalise_key(key) in keys.fields


def _read_yaml(block: str) -> Iterator[tuple[str, str]]:
    """Return key and value of each entry of the mapping `block`; nothing if it is not a mapping. Lists become `a; b`.

    Events are read, not objects built: all values stay as written (no dates, no Norway as False), aliases have
    nothing to multiply, and depth is no recursion. Of a mapping inside (`author: {name: …}`) its name is the value.
    """
    is_mapping: list[bool] = []  # of each collection around the event
    key: str | None = None
    inner: str | None = None
    values: list[str] = []
    for event in yaml.parse(block, Loader=yaml.CBaseLoader):
        depth = len(is_mapping)
        if isinstance(event, yaml.CollectionStartEvent):
            is_mapping.append(isinstance(event, yaml.MappingStartEvent))
            inner = None
            if not is_mapping[0]:
                return
            if depth == _DEEPEST_FRONT_MATTER:
                raise yaml.YAMLError("too deeply nested")
        elif isinstance(event, yaml.CollectionEndEvent):
            is_mapping.pop()
            inner = None
            if depth == 2 and key is not None:
                yield key, BETWEEN.join(values)
                key, values = None, []
        elif isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
            value = _scalar(event)
            if depth == 1 and key is None:
                key = normalise_key(value)
            elif depth == 1 and key is not None:
                yield key, value
                key = None
            elif depth in (2, 3) and not is_mapping[-1]:
                values += [value] * (depth == 2)
            elif depth in (2, 3):
                values += [value] * (inner in _NAME_KEYS)
                inner = normalise_key(value) if inner is None else None


def _scalar(event: yaml.Event) -> str:
    """Return the value as written; null and aliases are empty."""
    if not isinstance(event, yaml.ScalarEvent):
        return ""
    value: str = event.value
    if value.startswith("[["):
        value = _LINK.sub(r"\1", value)
    return "" if event.implicit[0] and value.lower() in _YAML_NULLS else value


def _read_toml(block: str) -> Iterator[tuple[str, str]]:
    """Return key and value of each entry outside of tables. Lists become `a; b`; a table's value is its name."""
    for key, value in tomli.loads(block).items():
        names = [_toml_word(item) for item in (value if isinstance(value, list) else [value])]
        yield normalise_key(key), BETWEEN.join(name for name in names if name)


def _toml_word(value: object) -> str:
    if isinstance(value, dict):
        return next((_toml_word(one) for key, one in value.items() if normalise_key(key) in _NAME_KEYS), "")
    return value.isoformat() if isinstance(value, date) else "" if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class _Form:
    """A language of front matter: the line that closes it, the separator of key and value, and its reader."""

    name: str
    closing: re.Pattern[str]
    mark: str
    read: Callable[[str], Iterator[tuple[str, str]]]


_FORMS = {
    "---": _Form("YAML", re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE), ":", _read_yaml),
    "+++": _Form("TOML", re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE), "=", _read_toml),
}


def _read_block_lines(block: str, mark: str, error: Exception) -> list[tuple[str, str]]:
    """Return key and value of each line, for titles with an unquoted “a: b”, which YAML does not allow."""
    name = next(form.name for form in _FORMS.values() if form.mark == mark)
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(block.split("\n"), start=2):
        if not line.strip() or line[0] in "#- \t":
            continue
        key, found, value = line.partition(mark)
        if not found or len(key) > _LONGEST_KEY:
            problem = getattr(error, "problem", None) or str(error)
            detail = f"Line {number} of the front matter is neither an entry nor {name}: {problem}."
            raise Refusal("broken_front_matter", detail)
        pairs.append((normalise_key(key), value.strip().strip("\"'")))
    return pairs


def _split_lines(text: str, start: int, keys: HeaderKeys) -> Split | None:
    """Form 2. A value that should end by itself and does not, but begins so, makes the line one of form 3."""
    entries: list[tuple[str, str]] = []
    position = start
    is_apart = True  # whether each entry so far stands between blank lines
    while position < len(text):
        end = _end_of_line(text, position)
        entry = _read_line(text, position, end, keys, is_among=bool(entries))
        if entry is None and entries and end < len(text):
            following = _read_line(text, end + 1, _end_of_line(text, end + 1), keys, is_among=True)
            is_blank = not text[position:end].strip()
            if following is not None and keys.fields[following[0]] != "ignored" and is_blank and is_apart:
                position = end + 1
                continue
            if following is not None and not is_blank and text[position] in " \t":
                entries[-1] = (entries[-1][0], f"{entries[-1][1]} {text[position:end].strip()}")
                position = end + 1
                continue
        if entry is None:
            begins_text = _end_of_text_key(text, position, end) if len(entries) >= 2 else None
            position = position if begins_text is None else begins_text
            if len(entries) >= 2 or (entries and not text[position:end].strip()):
                break
            return None
        entries.append(entry)
        position = end + 1
        is_apart = is_apart and not text[position : _end_of_line(text, position)].strip()
    if [keys.fields[key] for key, _ in entries] == ["ignored"]:
        return None  # “Foto: …” alone
    rule = _RULE.match(text, position) if len(entries) >= 2 else None
    return Split(_first_of_each(entries, keys), text[rule.end() if rule else position :]) if entries else None


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _read_line(text: str, start: int, end: int, keys: HeaderKeys, *, is_among: bool) -> tuple[str, str] | None:
    """Return key and value of a line that is an entry; `is_among` tells whether one is before it."""
    start = _end_of(_ITEM, text, start)
    colon = text.find(":", start, min(end, start + _LONGEST_KEY))
    key = normalise_key(text[start:colon].strip(_MARKS)) if colon > 0 else ""
    field = keys.fields.get(key)
    if field is None:
        return None
    value_start = _end_of(_WHITE_SPACE, text, colon + 1)
    value_end = None if value_start >= end else _end_of_value(field, text, value_start)
    if field == "date" and value_end is None and is_among:
        cut = max(text.rfind(mark, value_start, end) for mark in _AFTER_DAY)
        if cut > 0 and _end_of_value(field, text[value_start:cut], 0) == len(text[value_start:cut].rstrip()):
            return key, text[value_start:cut].strip()
    rest = "" if value_end is None else text[value_end:end].strip(_MARKS)
    if not rest:
        return key, text[colon + 1 : end].strip(_MARKS)
    # Among other entries a page or an outlet may stand behind the day; what is a sentence is text.
    is_remark = is_among and len(rest) <= _LONGEST_REST and not rest.endswith((".", "!", "?", ":", "“", "”", '"'))
    return (key, text[value_start:value_end].strip()) if is_remark and not rest[0].isupper() else None


def _end_of_text_key(text: str, start: int, end: int) -> int | None:
    """Return where the text begins, behind a key that says so: “Text: …”."""
    start = _end_of(_ITEM, text, start)
    colon = text.find(":", start, min(end, start + _LONGEST_KEY))
    key = normalise_key(text[start:colon].strip(_MARKS)) if colon > 0 else ""
    return colon + 1 + text[colon + 1 : colon + 3].startswith("**") * 2 if key in header_words().text_keys else None


def _split_run(text: str, start: int, keys: HeaderKeys) -> Split | None:
    entries: list[tuple[str, str]] = []
    is_bare = False
    position = start
    while match := _ENTRY.match(text, position):
        key = normalise_key(match["key"])
        field = (keys.fields if match["colon"] else header_words().bare_keys).get(key)
        end = _end_of_value(field, text, match.end()) if field else None
        if field is None or end is None:
            break
        is_bare = is_bare or not match["colon"]
        entries.append((key, text[match.end() : end]))
        position = _end_of(_WHITE_SPACE, text, end)
    fields = _first_of_each(entries, keys)
    if not fields or (is_bare and "date" not in fields):
        return None
    return Split(fields, text[position:])


def _end_of_value(field: str, text: str, start: int) -> int | None:
    """Return the end of the value of `field` at `start`, if its form shows the end: a date or a language tag."""
    if field == "date":
        found = match_moment(text, start)
        return found[1] if found else None
    if field == "language":
        match = _LANGUAGE.match(text, start)
        return match.end() if match and language_of_tag(match.group()) else None
    return None


def _first_of_each(entries: list[tuple[str, str]], keys: HeaderKeys) -> dict[str, str]:
    """Return the fields of entries (key and value)."""
    fields: dict[str, str] = {}
    for key, value in sorted(entries, key=lambda entry: entry[0] not in keys.own):
        field = keys.fields[key]
        is_none = field in _MAY_BE_UNKNOWN and value.casefold() in header_words().unknown
        if value and field != "ignored" and not is_none:
            fields.setdefault(field, value)
    if "url" not in fields and _PAGE.match(fields.get("source", "")):
        fields["url"] = fields.pop("source")
    return fields


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start
