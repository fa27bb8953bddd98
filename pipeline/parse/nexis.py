"""Exports of Nexis, in its older layout and its newer one.

The older layout has `1 of 3 DOCUMENTS` before each article and fields such as `LENGTH: 53 words`, in English or German;
the newer one has `Body` before each text and `End of Document` behind it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.parse.export_article import (
    LONGEST_FIELD,
    PLAIN_FIELDS,
    Article,
    day_in,
    export_words,
    is_day,
    make_article,
    one_line,
)

# All quantifiers are bounded or followed by what they cannot match. A form feed begins a page.
_START = re.compile(
    r"^[ \t\f]{0,80}(?:(?:Dokument|Document)[ \t]{1,4})?\d{1,6}[ \t]{1,4}(?:of|von)[ \t]{1,4}\d{1,6}"
    r"(?:[ \t]{1,4}DO[CK]UMENT(?:S|EN?)?)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
NEW_END = re.compile(
    r"^[ \t]{0,80}(?:End of Document|Ende des Dokuments|Dokumentende)[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_LABEL = re.compile(r"([^\W\d_][\w-]{1,24}):[ \t]*")
_COPYRIGHT = re.compile(r"(?:copyright\b|\(c\)|©|all rights reserved|alle rechte vorbehalten)", re.IGNORECASE)
_BODY_LINE = re.compile(r"^[ \t]*(?:Body|Text|Haupttext|Textkörper|Volltext)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_LONGEST_HEAD = 5_000


def split_nexis(text: str) -> list[Article]:
    """Return the articles of an export in the older layout; none without its marks."""
    starts = [match for match in _START.finditer(text) if _opens_article(text, match)]
    if not starts or starts[0].start() > _LONGEST_HEAD:
        return []
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [_nexis_article(text[start.end() : end]) for start, end in zip(starts, ends, strict=True)]


def is_nexis(text: str, articles: Sequence[Article]) -> bool:
    """Whether the articles of `text` show that it is an export."""
    return any("date" in article.fields and "text" in article.fields for article in articles)


def begins_nexis(line: str, following: str) -> bool:
    """Whether an article begins with `line`."""
    return _is_mark(_START.match(line)) and not following.strip()


def split_new_nexis(text: str) -> list[Article]:
    """Return the articles of an export in the newer layout.

    It has headline, outlet and day on lines of their own, fields in mixed case, `Body`, the text, `End of Document`.
    """
    return [_new_nexis_article(part) for part in NEW_END.split(text) if part.strip()]


def is_new_nexis(text: str, articles: Sequence[Article]) -> bool:
    """Whether the articles of `text` show that it is an export."""
    has_body = _BODY_LINE.search(articles[0].source) is not None
    return has_body and any("date" in article.fields for article in articles)


def ends_new_nexis(line: str) -> bool:
    """Whether an article ends with `line`."""
    return NEW_END.match(line) is not None


def _opens_article(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() + 1 : match.end() + 200].partition("\n")[0]
    return _is_mark(match) and not following.strip()


def _is_mark(match: re.Match[str] | None) -> bool:
    """Whether it is not a page number: it has “documents”."""
    return match is not None and "do" in match.group().casefold()


def _nexis_article(source: str) -> Article:
    labels = export_words("nexis")
    blocks = [part for block in _BLANK.split(source) if block.strip() for part in _head_lines(block.strip(), labels)]
    head, body = _part_at_length(blocks, labels)
    plain = [block for block in head if _label(block, labels) is None and not _COPYRIGHT.match(block)]
    dated = next((place for place, block in enumerate(plain) if day_in(block)), None)
    fields = {"publisher": " ".join(plain[0].split()) if plain and dated != 0 else ""}
    if dated is not None:
        fields["date"] = day_in(plain[dated]) or ""
        # An edition may stand between day and headline.
        fields["title"] = one_line(plain[-1:]) if len(plain) > dated + 1 else ""
    fields |= _labelled((*head, *body), labels)
    fields["language"] = fields.get("language", "").partition(";")[0]
    return make_article(fields | {"text": "\n\n".join(_nexis_text(head, body, labels))}, source)


def _head_lines(block: str, labels: Mapping[str, Sequence[str]]) -> list[str]:
    """The lines of a block of fields or with the day in it, else the block as it is."""
    lines = [line.strip() for line in block.split("\n")]
    is_head = len(lines) < 12 and any(_label(line, labels) or is_day(line) for line in lines[1:])
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
        elif name is None and len(body[place]) > LONGEST_FIELD:
            break
    return end


def _nexis_text(head: Sequence[str], body: Sequence[str], labels: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for block in head:
        if _label(block, labels) == "lead":
            yield one_line([_LABEL.sub("", block, count=1)])
    for block in body[: _end_of_text(body, labels)]:
        is_marked = _label(block, labels) in ("lead", "body")
        yield one_line([_LABEL.sub("", block, count=1) if is_marked else block])


def _label(block: str, labels: Mapping[str, Sequence[str]]) -> str | None:
    """Which field the block is: one in capitals before a colon that the table knows."""
    match = _LABEL.match(block)
    if match is None:
        return None
    name = next((field for field, known in labels.items() if match[1].upper() in known), None)
    if name == "tail_day":
        return "tail" if is_day(block[match.end() :]) else None
    # In a text “Text:” begins a sentence.
    return name if name in ("length", "author", "head") or match[1].isupper() else None


def _labelled(blocks: Iterable[str], labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks:
        name = _label(block, labels)
        if name in PLAIN_FIELDS:
            found.setdefault(name, one_line([_LABEL.sub("", block, count=1)]))
    return found


def _new_nexis_article(source: str) -> Article:
    body = _BODY_LINE.search(source)
    head, text = (source[: body.start()], source[body.end() :]) if body else (source, "")
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    dated = next((place for place, line in enumerate(lines) if day_in(line)), 0)
    labels = export_words("nexis")
    fields = {"title": one_line(lines[: max(dated - 1, 0)]), "publisher": lines[dated - 1] if dated else ""}
    fields["date"] = (day_in(lines[dated]) if lines else None) or ""
    fields |= _labelled([_LABEL.sub(lambda match: match.group().upper(), line, count=1) for line in lines], labels)
    kept = []
    for block in _BLANK.split(text):
        label = _LABEL.match(block.strip())
        is_heading = block.strip().upper() in labels["tail_heading"]
        if is_heading or (label and label[1].upper() in labels["tail"]):
            break
        kept.append(one_line([block]))
    return make_article(fields | {"text": "\n\n".join(filter(None, kept))}, source)
