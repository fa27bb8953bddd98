"""The articles of a text export (Nexis, Factiva) as records: of a file that is held whole, or of a longer one.

A longer one is read line by line; one article of it is held at a time. Its articles are those that the whole file has.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, pairwise
from typing import NoReturn

from pipeline.parse.cleaning import clean_characters
from pipeline.parse.compression import Forward, read_start
from pipeline.parse.content import Content, Limits, Record
from pipeline.parse.encoding import Decoded
from pipeline.parse.exports import LAYOUTS, Article, Layout
from pipeline.parse.refusal import Refusal
from pipeline.parse.text_stream import Piece, Rejoined, TextStream, read_lines


def iter_articles(articles: Sequence[Article], decoded: Decoded) -> Iterator[Record]:
    """Yield the articles of an export, numbered in its order; the hash of each is that of its own characters."""
    for number, article in enumerate(articles, start=1):
        yield _record(number, article, decoded)


def read_long_export(stream: Forward, limits: Limits) -> Iterator[Record] | None:
    """Return the articles of a text that is longer than a document may be, or None if it is not an export.

    Raises the refusals of `stream`, also while articles are read.
    """
    try:
        text = TextStream(stream)
    except Refusal as refusal:
        if refusal.reason == "binary_file":
            return None
        raise
    start = read_start(text, limits.max_document_bytes)
    layout = _layout_of(start, text, limits)
    if layout is None:
        return None
    return _iter_long(layout, text, Rejoined(start, text), limits)


def _layout_of(start: bytes, text: TextStream, limits: Limits) -> Layout | None:
    for layout in LAYOUTS:
        *complete, _ = _parts(layout, Rejoined(start, _NOTHING), limits)
        try:
            whole = _decoded(text, b"".join(part.data for part in complete))
        except Refusal:
            return None
        if layout.articles(whole.text):
            return layout
    return None


def _iter_long(layout: Layout, text: TextStream, stream: Forward, limits: Limits) -> Iterator[Record]:
    number = 0
    for part in _parts(layout, stream, limits):
        refusal: Refusal | None = None
        if part.is_too_large:
            refusal = Refusal("too_large", f"The article has more than {limits.max_document_bytes} bytes.")
        else:
            try:
                decoded = _decoded(text, part.data)
            except Refusal as error:
                refusal = error
        if refusal is not None:
            number += 1
            yield Record(number, part.digest.hexdigest(), partial(_refuse, refusal))
            continue
        for article in layout.split(decoded.text):
            number += 1
            yield _record(number, article, decoded)


@dataclass(slots=True)
class _Part:
    """The lines of one article; of one that is too large only their hash is kept."""

    max_bytes: int
    lines: list[bytes] = field(default_factory=list)
    n_bytes: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def is_too_large(self) -> bool:
        return self.n_bytes > self.max_bytes

    @property
    def data(self) -> bytes:
        return b"".join(self.lines)

    def add(self, line: Piece) -> None:
        self.digest.update(line.data if line.data is not None else line.sha256.encode())
        self.n_bytes += len(line.data) + 1 if line.data is not None else self.max_bytes + 1
        if self.is_too_large:
            self.lines.clear()
        elif line.data is not None:
            self.lines.append(line.data + b"\n")


def _parts(layout: Layout, stream: Forward, limits: Limits) -> Iterator[_Part]:
    """Cut a file at the borders between its articles; what is before the first one is a part too."""
    is_border = layout.borders()
    part = _Part(limits.max_document_bytes)
    end = Piece(0, b"", "")
    for line, following in pairwise(chain(read_lines(stream, limits.max_document_bytes), [end])):
        has_border = is_border(_line_text(line), _line_text(following))
        if has_border and not layout.is_behind and part.n_bytes:
            yield part
            part = _Part(limits.max_document_bytes)
        part.add(line)
        if has_border and layout.is_behind:
            yield part
            part = _Part(limits.max_document_bytes)
    yield part


def _line_text(line: Piece) -> str:
    """Return a line's characters as far as marks of borders have them: those of ASCII."""
    return (line.data or b"").removeprefix(b"\xef\xbb\xbf").decode("latin-1") if line.data is not None else "?"


def _decoded(text: TextStream, data: bytes) -> Decoded:
    decoded = text.decoded(data)
    return Decoded(decoded.text.replace("\r\n", "\n"), decoded.encoding, decoded.repairs)


def _record(number: int, article: Article, decoded: Decoded) -> Record:
    # Without the white space around it, which a further article may change.
    source = article.source.strip().encode("utf-8", "surrogatepass")
    return Record(number, hashlib.sha256(source).hexdigest(), partial(_content, article, decoded))


def _content(article: Article, decoded: Decoded) -> Content:
    repairs = Counter(decoded.repairs)
    fields = {**article.fields, "date_basis": "record"}
    return Content(fields, clean_characters(fields.pop("text", ""), repairs), decoded.encoding, repairs)


def _refuse(refusal: Refusal) -> NoReturn:
    raise refusal


class _Nothing:
    def read(self, n_bytes: int, /) -> bytes:
        return b""


_NOTHING = _Nothing()
