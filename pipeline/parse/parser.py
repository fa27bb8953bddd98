"""A seed's bytes → documents and rejections, in the order of the file, in bounded memory.

Plain text, Markdown and pages are one document each, held whole and therefore limited in size. A `.jsonl` is a
stream of them, of which one line is held at a time. Compressed seeds are read through the same limits, so that what
is small on disk cannot become large in memory.
"""

import gzip
import hashlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, cast

from pipeline.errors import SeedsError
from pipeline.parse.cleaning import clean_characters, list_repairs, tidy_layout
from pipeline.parse.document import Document, Rejection
from pipeline.parse.document_id import make_document_id
from pipeline.parse.encoding import Decoded, decode, refuse_binary, wide_encoding
from pipeline.parse.formats import Kind, seed_format
from pipeline.parse.header import split_header
from pipeline.parse.json_text import parse_json
from pipeline.parse.jsonl import Line, Utf8Stream, read_lines
from pipeline.parse.language import detect_language
from pipeline.parse.markdown import read_markdown
from pipeline.parse.metadata import read_metadata
from pipeline.parse.page import declared_encoding, read_page
from pipeline.parse.record_names import NO_OWN_NAMES, Names, OwnNames
from pipeline.parse.records import read_record
from pipeline.parse.refusal import MAX_REJECTIONS, Refusal, more_rejections

_WORD = re.compile(r"[^\W_]+")
_HEAD_BYTES = 8_192
_GZIP_EXTRA_BYTES = 65_536  # what gzip may add to data that it cannot shrink: header, file name, block headers


@dataclass(frozen=True, slots=True)
class Limits:
    """How many uncompressed bytes one document (one line of a `.jsonl`) and one seed may have."""

    max_document_bytes: int
    max_seed_bytes: int


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a document's characters come from."""

    seed: str
    sha256: str
    line: int | None
    encoding: str


def parse_seed(
    path: str,
    open_stream: Callable[[], BinaryIO],
    limits: Limits,
    lines: frozenset[int] | None = None,
    own_names: OwnNames = NO_OWN_NAMES,
) -> Iterator[Document | Rejection]:
    """Parse the seed at `path` (below the seeds folder), whose stored bytes `open_stream` gives.

    Of a `.jsonl`, only `lines` are parsed, if given, and it is read up to the last of them.
    What cannot be parsed is yielded as a Rejection; of a `.jsonl`, only the line. A `.jsonl` beyond
    `max_seed_bytes` gives the documents up to there, and a rejection of the rest. Raises SeedsError if the store
    cannot be reached: then no document is missing, all are.
    """
    form = seed_format(path)
    if form is None:
        raise ValueError(f"{path} is no seed: no parser knows its ending")
    try:
        with open_stream() as stream:
            if form.kind == "jsonl":
                found = _parse_records(
                    path, stream, limits, lines, own_names.of(path), is_compressed=form.is_compressed
                )
                yield from _with_rejections_limited(path, found)
            else:
                yield _parse_whole(path, stream, form.kind, limits, is_compressed=form.is_compressed)
    except (ConnectionError, TimeoutError) as error:
        raise SeedsError(f"seed {path}: {error}: check the connection and build again") from None
    except OSError as error:
        detail = f"The file cannot be read: {error.strerror or type(error).__name__}."
        yield Refusal("unreadable", detail).rejection(path)


def _parse_whole(
    path: str, stream: BinaryIO, kind: Kind, limits: Limits, *, is_compressed: bool
) -> Document | Rejection:
    """The one document of a plain, Markdown or HTML seed."""
    sha256: str | None = None
    try:
        stored = _read_limited(stream, limits.max_document_bytes + is_compressed * _GZIP_EXTRA_BYTES)
        sha256 = hashlib.sha256(stored).hexdigest()
        data = _decompress(stored, limits.max_document_bytes) if is_compressed else stored
        if not data:
            raise Refusal("empty_file", "The file is empty.")
        refuse_binary(data)
        decoded = decode(data, declared_encoding(data) if kind == "html" else None)
        fields, text = _READERS[kind](decoded)
        origin = _Origin(path, sha256, None, decoded.encoding)
        return _make_document(origin, fields, text, decoded.repairs)
    except Refusal as refusal:
        return refusal.rejection(path, seed_sha256=sha256)


def _parse_records(
    path: str,
    stored: BinaryIO,
    limits: Limits,
    wanted: frozenset[int] | None,
    own: Names,
    *,
    is_compressed: bool,
) -> Iterator[Document | Rejection]:
    """The documents of a `.jsonl`, line by line. What is wrong with the file as a whole ends it."""
    number = 0
    is_empty = True
    try:
        # Not every store can peek: the head is read, then put before the rest.
        stream = cast(BinaryIO, _Gunzip(stored)) if is_compressed else stored
        head = stream.read(_HEAD_BYTES)
        if not head:
            raise Refusal("empty_file", "The file is empty.")
        refuse_binary(head)
        encoding = wide_encoding(head)
        whole = cast(BinaryIO, _Rejoined(head, stream))
        utf8 = whole if encoding is None else cast(BinaryIO, Utf8Stream(whole, encoding))
        last = max(wanted) if wanted else None
        for line in read_lines(utf8, limits.max_document_bytes):
            if line.end > limits.max_seed_bytes:
                detail = f"From line {line.number} on beyond {limits.max_seed_bytes} bytes: split the file."
                raise Refusal("too_large", detail)
            number = line.number
            if wanted is not None and number not in wanted:
                continue
            for result in _parse_line(path, line, encoding, limits, own):
                is_empty = False
                yield result
            if number == last:
                return
        if is_empty:
            yield Refusal("no_text", "The file has blank lines only.").rejection(path)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        refusal = Refusal("broken_compression", f"From line {number + 1} on: {_sentence(error)}")
        yield refusal.rejection(path, line=number + 1)
    except Refusal as refusal:
        yield refusal.rejection(path, line=number + 1 if number else None)


def _with_rejections_limited(path: str, found: Iterator[Document | Rejection]) -> Iterator[Document | Rejection]:
    """All documents, and so many rejections that a file which is nothing but refused lines stays small.

    The last rejection is listed too: it may say why the file was not read to its end.
    """
    n_rejected, last = 0, None
    for result in found:
        if isinstance(result, Rejection):
            n_rejected += 1
            if n_rejected > MAX_REJECTIONS:
                last = result
                continue
        yield result
    if last is not None:
        yield last
    if n_rejected > MAX_REJECTIONS + 1:
        yield more_rejections(n_rejected - MAX_REJECTIONS - 1).rejection(path)


def _parse_line(
    path: str, line: Line, encoding: str | None, limits: Limits, own: Names
) -> Iterator[Document | Rejection]:
    """The document of one line, its rejection, or nothing for a blank line."""
    try:
        if line.data is None:
            raise Refusal("too_large", f"The line has more than {limits.max_document_bytes} bytes.")
        if not line.data.strip():
            return
        if encoding is None:
            decoded = decode(line.data)
        else:
            decoded = Decoded(line.data.decode("utf-8", "surrogatepass"), encoding)
        repairs = decoded.repairs
        record = parse_json(decoded.text)
        if not isinstance(record, Mapping):
            raise Refusal("broken_json", "The line holds no object: write one {…} a line.")
        fields = read_record(record, repairs, own)
        text = clean_characters(fields.pop("text"), repairs)
        origin = _Origin(path, line.sha256, line.number, decoded.encoding)
        yield _make_document(origin, fields, text, repairs)
    except Refusal as refusal:
        yield refusal.rejection(path, line=line.number, seed_sha256=line.sha256)


def _read_plain(decoded: Decoded) -> tuple[dict[str, str], str]:
    split = split_header(clean_characters(decoded.text, decoded.repairs), decoded.repairs)
    return split.fields, split.body


def _read_markdown(decoded: Decoded) -> tuple[dict[str, str], str]:
    fields, body = _read_plain(decoded)
    title, text = read_markdown(body, fields.get("title"))
    # References such as &shy; become characters only now.
    return fields | {"title": title or ""}, clean_characters(text, decoded.repairs)


def _read_html(decoded: Decoded) -> tuple[dict[str, str], str]:
    return read_page(decoded.text, decoded.repairs)


_READERS: dict[Kind, Callable[[Decoded], tuple[dict[str, str], str]]] = {
    "html": _read_html,
    "markdown": _read_markdown,
    "text": _read_plain,
}


def _make_document(origin: _Origin, fields: dict[str, str], text: str, repairs: Counter[str]) -> Document:
    """The document of these fields and this text of clean characters. Raises Refusal `no_text`, `impossible_date`."""
    text = tidy_layout(text, repairs)
    metadata = read_metadata(fields, repairs)
    n_words = len(_WORD.findall(text))
    if not n_words:
        raise Refusal("no_text", "Without its header the document has no words.")
    text_sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    is_record = origin.line is not None
    return Document(
        document_id=make_document_id(metadata, origin.seed, text_sha256, is_record=is_record),
        seed=origin.seed,
        line=origin.line,
        seed_sha256=origin.sha256,
        header_source=None if is_record else metadata.source,
        record_source=metadata.source if is_record else None,
        publisher=metadata.publisher or metadata.host,
        host=metadata.host,
        published_on=metadata.published_on,
        captured_on=metadata.captured_on,
        language=metadata.language or detect_language(text),
        title=metadata.title,
        author=metadata.author,
        url=metadata.url,
        text=text,
        text_sha256=text_sha256,
        n_characters=len(text),
        n_words=n_words,
        encoding=origin.encoding,
        repairs=list_repairs(repairs),
    )


class _Gunzip:
    """A gzipped stream as it is uncompressed, which gives all there is before it fails on a broken one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=stream, mode="rb")

    def read(self, n_bytes: int) -> bytes:
        return self._file.read1(n_bytes)


class _Rejoined:
    """`head`, which has been read, and the rest of `stream` as one stream."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, n_bytes: int) -> bytes:
        head, self._head = self._head, b""
        return head or self._stream.read(n_bytes)


def _read_limited(stream: BinaryIO, max_bytes: int) -> bytes:
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Refusal("too_large", f"The document has more than {max_bytes} bytes.")
    return data


def _decompress(stored: bytes, max_bytes: int) -> bytes:
    try:
        return _read_limited(cast(BinaryIO, gzip.GzipFile(fileobj=io.BytesIO(stored), mode="rb")), max_bytes)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Refusal("broken_compression", _sentence(error)) from None


def _sentence(error: Exception) -> str:
    return f"{str(error).rstrip('.') or type(error).__name__}."
