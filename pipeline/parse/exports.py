"""Texts that press databases export: several articles in one file → a record each.

Nexis in its older layout (`1 of 3 DOCUMENTS` before each article, fields such as `LENGTH: 53 words`, in English or
German) and its newer one (`Body` before, `End of Document` behind the text), Factiva with its codes (`HD`, `PD`, `TD`)
or without (`Document TIDE000020240314…` behind each article).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.parse.moments import match_moment
from pipeline.parse.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Article:
    """An article of an export: its fields like those of a record (with `text` if any), and its part of the file."""

    fields: dict[str, str]
    source: str


# All quantifiers are bounded or followed by what they cannot match.
_NEXIS_START = re.compile(
    r"^[ \t]{0,80}(?:(?:Dokument|Document)[ \t]{1,4})?\d{1,6}[ \t]{1,4}(?:of|von)[ \t]{1,4}\d{1,6}"
    r"(?:[ \t]{1,4}DO[CK]UMENT(?:S|EN?)?)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NEXIS_END = re.compile(r"^[ \t]{0,80}(?:End of Document|Ende des Dokuments)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_FACTIVA_END = re.compile(
    r"^(?:Document|Dokument)[ \t]{1,4}(?=\w{0,30}\d)[A-Z][A-Z0-9]{5,12}\w{8,24}[ \t]*$", re.MULTILINE
)
_CODE = re.compile(r"([A-Z]{2,3})(?:[ \t]+|$)")
_LABEL = re.compile(r"([^\W\d_][\w-]{1,24}):[ \t]*")
_WORD_COUNT = re.compile(r"\d[\d.,]{0,8}[ \t]+(?:words|Wörter|Woerter)", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:copyright\b|\(c\)|©|all rights reserved|alle rechte vorbehalten)", re.IGNORECASE)
_BODY_LINE = re.compile(r"^[ \t]*(?:Body|Text|Haupttext)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_LONGEST_HEAD = 5_000
_LONGEST_FIELD = 200  # characters of what stands without a label amid the fields behind a text


def split_export(text: str) -> list[Article] | None:
    """Return the articles of an export in order, or None if `text` (with line feeds only) is not an export."""
    for split in (_split_factiva, _split_nexis, _split_new_nexis, _split_plain_factiva):
        found = split(text)
        if found:
            return found
    return None


def _split_factiva(text: str) -> list[Article] | None:
    lines = text.split("\n")
    codes = _words("factiva")
    first = next((line for line in lines if line.strip()), "")
    start = _CODE.match(first)
    if start is None or start[1] not in (*codes["title"], *codes["first"]):
        return None
    articles = [_factiva_article(part, codes) for part in _factiva_parts(lines, codes)]
    is_export = all("title" in article.fields for article in articles) and any("date" in a.fields for a in articles)
    return articles if is_export else None


def _factiva_parts(lines: Sequence[str], codes: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    part: list[str] = []
    has_title = False
    for line in lines:
        match = _CODE.match(line)
        code = match[1] if match else ""
        if has_title and code in (*codes["title"], *codes["first"]):
            yield part
            part, has_title = [], False
        has_title = has_title or code in codes["title"]
        part.append(line)
    yield part


def _factiva_article(lines: Sequence[str], codes: Mapping[str, Sequence[str]]) -> Article:
    field_of = {code: field for field, known in codes.items() for code in known}
    held: dict[str, list[str]] = {}
    field, is_start = "", True
    for line in lines:
        match = _CODE.match(line)
        if match and match[1] in field_of and is_start:
            field, line = field_of[match[1]], line[match.end() :]
            if field == "body" and field in held:
                line = f"\n{line}"
        held.setdefault(field, []).append(line)
        # In a text a code follows a blank line; among the fields of the head each line may begin with one.
        is_start = field != "body" or not line.strip()
    fields = {name: _one_line(part) for name, part in held.items() if name in _PLAIN_FIELDS}
    fields |= {"text": _paragraphs("\n".join(held.get("body", [])))}
    fields["id"] = fields.get("id", "").removeprefix("Document ").removeprefix("Dokument ")
    return _article(fields, lines)


def _split_nexis(text: str) -> list[Article] | None:
    starts = [match for match in _NEXIS_START.finditer(text) if _opens_article(text, match)]
    if not starts or starts[0].start() > _LONGEST_HEAD:
        return None
    ends = [match.start() for match in starts[1:]] + [len(text)]
    articles = [_nexis_article(text[start.end() : end]) for start, end in zip(starts, ends, strict=True)]
    return articles if any("date" in a.fields and "text" in a.fields for a in articles) else None


def _opens_article(text: str, match: re.Match[str]) -> bool:
    """Whether it is not a page number: it has “documents”, and a blank line follows."""
    following = text[match.end() + 1 : match.end() + 200].partition("\n")[0]
    return "do" in match.group().casefold() and not following.strip()


def _nexis_article(source: str) -> Article:
    labels = _words("nexis")
    blocks = [part for block in _BLANK.split(source) if block.strip() for part in _head_lines(block.strip(), labels)]
    head, body = _part_at_length(blocks, labels)
    plain = [block for block in head if _label(block, labels) is None and not _COPYRIGHT.match(block)]
    dated = next((place for place, block in enumerate(plain) if _day_in(block)), None)
    fields = {"publisher": " ".join(plain[0].split()) if plain and dated != 0 else ""}
    if dated is not None:
        fields["date"] = _day_in(plain[dated]) or ""
        # An edition may stand between day and headline.
        fields["title"] = _one_line(plain[-1:]) if len(plain) > dated + 1 else ""
    fields |= _labelled((*head, *body), labels)
    fields["language"] = fields.get("language", "").partition(";")[0]
    return _article(fields | {"text": "\n\n".join(_nexis_text(head, body, labels))}, [source])


def _head_lines(block: str, labels: Mapping[str, Sequence[str]]) -> list[str]:
    """The lines of a block of fields or with the day in it, else the block as it is."""
    lines = [line.strip() for line in block.split("\n")]
    is_head = len(lines) < 12 and any(_label(line, labels) or _is_day(line) for line in lines[1:])
    return lines if is_head else [block]


def _part_at_length(blocks: Sequence[str], labels: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str]]:
    """Return head and rest: the head ends with the field for the article's length, else with its last field."""
    names = [_label(block, labels) for block in blocks]
    last = max((place for place, name in enumerate(names) if name == "length"), default=None)
    if last is None:
        fields = (place for place, name in enumerate(names) if name in ("head", "author", "title"))
        last = max(fields, default=min(2, len(blocks) - 1))
    while last + 1 < len(blocks) and names[last + 1] in ("head", "author"):
        last += 1
    return list(blocks[: last + 1]), list(blocks[last + 1 :])


def _end_of_text(body: Sequence[str], labels: Mapping[str, Sequence[str]]) -> int:
    """Where the fields behind the text begin: at the first one behind which no paragraph of some length comes."""
    end = len(body)
    for place in range(len(body) - 1, -1, -1):
        name = _label(body[place], labels)
        if name in ("tail", "language") or _COPYRIGHT.match(body[place]):
            end = place
        elif name is None and len(body[place]) > _LONGEST_FIELD:
            break
    return end


def _nexis_text(head: Sequence[str], body: Sequence[str], labels: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for block in head:
        if _label(block, labels) == "lead":
            yield _one_line([_LABEL.sub("", block, count=1)])
    for block in body[: _end_of_text(body, labels)]:
        is_marked = _label(block, labels) in ("lead", "body")
        yield _one_line([_LABEL.sub("", block, count=1) if is_marked else block])


def _label(block: str, labels: Mapping[str, Sequence[str]]) -> str | None:
    """Which field the block is: one in capitals before a colon that the table knows."""
    match = _LABEL.match(block)
    if match is None:
        return None
    name = next((field for field, known in labels.items() if match[1].upper() in known), None)
    if name == "tail_day":
        return "tail" if _is_day(block[match.end() :]) else None
    # In a text “Text:” begins a sentence.
    return name if name in ("length", "author", "head") or match[1].isupper() else None


def _labelled(blocks: Iterable[str], labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks:
        name = _label(block, labels)
        if name in _PLAIN_FIELDS:
            found.setdefault(name, _one_line([_LABEL.sub("", block, count=1)]))
    return found


def _split_new_nexis(text: str) -> list[Article] | None:
    """Headline, outlet and day on lines of their own, fields in mixed case, `Body`, text, `End of Document`."""
    parts = _NEXIS_END.split(text)
    if len(parts) < 2 or _BODY_LINE.search(parts[0]) is None:
        return None
    articles = [_new_nexis_article(part) for part in parts if part.strip()]
    return articles if any("date" in article.fields for article in articles) else None


def _new_nexis_article(source: str) -> Article:
    body = _BODY_LINE.search(source)
    head, text = (source[: body.start()], source[body.end() :]) if body else (source, "")
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    dated = next((place for place, line in enumerate(lines) if _day_in(line)), 0)
    labels = _words("nexis")
    fields = {"title": _one_line(lines[: max(dated - 1, 0)]), "publisher": lines[dated - 1] if dated else ""}
    fields["date"] = (_day_in(lines[dated]) if lines else None) or ""
    fields |= _labelled([_LABEL.sub(lambda match: match.group().upper(), line, count=1) for line in lines], labels)
    kept = []
    for block in _BLANK.split(text):
        label = _LABEL.match(block.strip())
        if label and label[1].upper() in labels["tail"]:
            break
        kept.append(_one_line([block]))
    return _article(fields | {"text": "\n\n".join(filter(None, kept))}, [source])


def _split_plain_factiva(text: str) -> list[Article] | None:
    """Headline, byline, number of words, day, outlet … a line each, the text, and `Document` with its number."""
    articles, at = [], 0
    for match in _FACTIVA_END.finditer(text):
        article = _plain_factiva_article(text[at : match.start()], match.group().split()[1])
        if article is None:
            return None
        articles.append(article)
        at = match.end()
    return articles or None


def _plain_factiva_article(source: str, number: str) -> Article | None:
    blocks = [block.strip() for block in _BLANK.split(source) if block.strip()]
    lines = [line.strip() for block in blocks[:3] for line in block.split("\n")]
    counted = next((place for place, line in enumerate(lines) if _WORD_COUNT.fullmatch(line)), None)
    if counted is None or counted + 2 >= len(lines) or _day_in(lines[counted + 1]) is None:
        return None
    above = lines[:counted]
    is_signed = len(above) > 1
    place = next((n for n, block in enumerate(blocks) if lines[counted] in block.split("\n")), 0)
    outlet = (
        lines[counted + 2]
        if _day_in(lines[counted + 2]) is None and ":" not in lines[counted + 2]
        else lines[counted + 3]
    )
    fields = {"title": _one_line(above[:-1] if is_signed else above), "author": above[-1] if is_signed else ""}
    fields |= {"date": _day_in(lines[counted + 1]) or "", "publisher": outlet, "id": number}
    return _article(fields | {"text": "\n\n".join(_one_line([block]) for block in blocks[place + 1 :])}, [source])


_PLAIN_FIELDS = ("id", "title", "author", "date", "publisher", "language")


def _article(fields: Mapping[str, str], source: Sequence[str]) -> Article:
    return Article({name: value for name, value in fields.items() if value}, "\n".join(source))


def _day_in(block: str) -> str | None:
    """The moment, in ISO 8601, that a block begins with; a weekday or an edition may follow."""
    try:
        found = match_moment(block.strip(), 0)
    except Refusal:
        return None
    return found[0].written if found and found[0].is_likely else None


def _is_day(line: str) -> bool:
    return len(line) < 80 and _day_in(line) is not None


def _paragraphs(text: str) -> str:
    """Blocks as paragraphs; the lines of one are joined, for exports break them at a width."""
    return "\n\n".join(filter(None, (_one_line([block]) for block in _BLANK.split(text))))


def _one_line(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


@cache
def _words(of: str) -> Mapping[str, Sequence[str]]:
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(
        files(__package__).joinpath("exports.toml").read_text("utf-8")
    )
    return tables[of]
