"""Exports of Factiva: with codes (`HD`, `PD`, `TD`), or without (`Document TIDE000020240314…` behind each article)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.parse.export_article import (
    LONGEST_FIELD,
    PLAIN_FIELDS,
    Article,
    day_in,
    export_words,
    make_article,
    one_line,
)

# All quantifiers are bounded or followed by what they cannot match.
PLAIN_END = re.compile(
    r"^(?:Document|Dokument)[ \t]{1,4}(?=\w{0,30}\d)[A-Z][A-Z0-9]{5,12}\w{8,24}[ \t]*$", re.MULTILINE
)
_CODE = re.compile(r"([A-Z]{2,3})(?:[ \t]+|$)")
_WORD_COUNT = re.compile(r"\d[\d.,]{0,8}[ \t]+(?:words|Wörter|Woerter)", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def split_factiva(text: str) -> list[Article]:
    """Return the articles of an export with codes; none if it does not begin with one."""
    lines = text.split("\n")
    codes = export_words("factiva")
    start = _CODE.match(next((line for line in lines if line.strip()), ""))
    if start is None or start[1] not in (*codes["title"], *codes["first"]):
        return []
    return [_coded_article(part, codes) for part in _parts(lines)]


def is_factiva(text: str, articles: Sequence[Article]) -> bool:
    """Whether the articles of `text` show that it is an export."""
    return all("title" in article.fields for article in articles) and any("date" in a.fields for a in articles)


def coded_borders() -> Callable[[str], bool]:
    """Return a function that, given the lines of an export in order, tells with which of them an article begins."""
    codes = export_words("factiva")
    has_title = False

    def begins(line: str) -> bool:
        nonlocal has_title
        match = _CODE.match(line)
        code = match[1] if match else ""
        is_border = has_title and code in (*codes["title"], *codes["first"])
        has_title = (has_title and not is_border) or code in codes["title"]
        return is_border

    return begins


def split_plain_factiva(text: str) -> list[Article]:
    """Return the articles of an export without codes.

    Of each there are headline, byline, number of words, day, outlet … a line each, the text, and `Document` with its
    number. An article that is not of this form has no fields.
    """
    articles, at = [], 0
    for match in PLAIN_END.finditer(text):
        articles.append(_plain_article(text[at : match.start()], match.group().split()[1]))
        at = match.end()
    if len(text) - at > LONGEST_FIELD and len(text[at:].strip()) > LONGEST_FIELD:
        articles.append(_plain_article(text[at:], ""))  # the file is cut off
    return articles


def is_plain_factiva(text: str, articles: Sequence[Article]) -> bool:
    """Whether the articles of `text` show that it is an export."""
    n_ends = len(PLAIN_END.findall(text))
    return n_ends > 0 and all(article.fields for article in articles[:n_ends])


def ends_plain_factiva(line: str) -> bool:
    """Whether an article ends with `line`."""
    return PLAIN_END.match(line) is not None


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    begins = coded_borders()
    part: list[str] = []
    for line in lines:
        if begins(line):
            yield part
            part = []
        part.append(line)
    yield part


def _coded_article(lines: Sequence[str], codes: Mapping[str, Sequence[str]]) -> Article:
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
    fields = {name: one_line(part) for name, part in held.items() if name in PLAIN_FIELDS}
    fields |= {"text": _paragraphs("\n".join(held.get("body", [])))}
    fields["id"] = fields.get("id", "").removeprefix("Document ").removeprefix("Dokument ")
    return make_article(fields, "\n".join(lines))


def _plain_article(source: str, number: str) -> Article:
    blocks = [block.strip() for block in _BLANK.split(source) if block.strip()]
    lines = [line.strip() for block in blocks[:3] for line in block.split("\n")]
    counted = next((place for place, line in enumerate(lines) if _WORD_COUNT.fullmatch(line)), None)
    if counted is None or counted + 2 >= len(lines) or day_in(lines[counted + 1]) is None:
        return Article({}, source)
    above = lines[:counted]
    is_signed = len(above) > 1
    place = next((n for n, block in enumerate(blocks) if lines[counted] in block.split("\n")), 0)
    outlet = (
        lines[counted + 2]
        if day_in(lines[counted + 2]) is None and ":" not in lines[counted + 2]
        else lines[counted + 3]
    )
    fields = {"title": one_line(above[:-1] if is_signed else above), "author": above[-1] if is_signed else ""}
    fields |= {"date": day_in(lines[counted + 1]) or "", "publisher": outlet, "id": number}
    return make_article(fields | {"text": "\n\n".join(one_line([block]) for block in blocks[place + 1 :])}, source)


def _paragraphs(text: str) -> str:
    """Blocks as paragraphs; the lines of one are joined, for exports break them at a width."""
    return "\n\n".join(filter(None, (one_line([block]) for block in _BLANK.split(text))))
