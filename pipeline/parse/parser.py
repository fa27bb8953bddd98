"""A seed's bytes → documents and rejections, in the order of the file, in bounded memory.

Plain text, Markdown and pages are one document each, held whole and therefore limited in size. Tables, JSON and web
archives are a series of records, of which one is held at a time. Archives are a series of such files. What is
compressed is read through the same limits, so that what is small on disk cannot become large in memory.
"""

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from pipeline.errors import SeedsError
from pipeline.furniture_file import OwnFurniture
from pipeline.parse.compression import Budget, Decompressed, Forward, UpTo, read_start
from pipeline.parse.content import Content, Limits, Member, Record
from pipeline.parse.document import Document, Rejection, Unread
from pipeline.parse.encoding import decode, refuse_binary
from pipeline.parse.formats import (
    ContainerFormat,
    RecordsFormat,
    SeedFormat,
    SoughtContainerFormat,
    TableFormat,
    WholeFormat,
    seed_format,
)
from pipeline.parse.making import Origin, make_document
from pipeline.parse.record_names import NO_OWN_NAMES, OwnNames
from pipeline.parse.refusal import MAX_REJECTIONS, Refusal, more_rejections
from pipeline.parse.text_exports import iter_articles
from pipeline.parse.text_stream import Rejoined
from pipeline.parse.wanted import Everything, Wanted

__all__ = ["Limits", "parse_seed"]

_COMPRESSION_BYTES = 65_536  # what compressing may add to data that it cannot shrink: header, file name, block headers
_COPIED_AT_ONCE = 1 << 20
_MAX_DEPTH = 3  # of archives within each other

Found = Document | Rejection | Unread


def parse_seed(
    path: str,
    open_stream: Callable[[], BinaryIO],
    limits: Limits,
    wanted: Wanted | None = None,
    own_names: OwnNames = NO_OWN_NAMES,
    own_furniture: OwnFurniture = (),
) -> Iterator[Found]:
    """Parse the seed at `path` (below the seeds folder), whose stored bytes `open_stream` gives.

    Only the documents that are `wanted` are made, if it is given, and no more is read than they need.
    What cannot be parsed is yielded as a Rejection: a whole file, a record, or a member of an archive. A file beyond
    `max_seed_bytes` gives the documents up to there, and a rejection of the rest. Members of an archive that no reader
    knows are yielded as Unread. Raises SeedsError if the store cannot be reached: then no document is missing, all are.
    """
    form = seed_format(path)
    if form is None:
        raise ValueError(f"{path} is not a seed: no reader supports its ending")
    parsing = _Parsing(limits, wanted or Everything(), own_names, own_furniture, Budget(limits.max_seed_bytes))
    try:
        with open_stream() as stream:
            yield from _with_rejections_limited(path, parsing.file(path, form, stream))
    except (ConnectionError, TimeoutError) as error:
        raise SeedsError(f"seed {path}: {error}: check the connection and build again") from None
    except OSError as error:
        detail = f"The file cannot be read: {error.strerror or type(error).__name__}."
        yield Refusal("unreadable", detail).rejection(path)


@dataclass(frozen=True, slots=True)
class _Parsing:
    """One seed being parsed; `budget` is what it and its members may unpack to together."""

    limits: Limits
    wanted: Wanted
    own_names: OwnNames
    own_furniture: OwnFurniture
    budget: Budget

    def file(self, path: str, form: SeedFormat, stored: Forward, depth: int = 0) -> Iterator[Found]:
        """Yield the content of the file at `path`, a seed or a member of one."""
        if isinstance(form.form, WholeFormat):
            yield from self._whole(path, form, form.form, stored, depth)
            return
        stream = _unpacked(form, stored)
        if isinstance(form.form, RecordsFormat):
            limited = self._limited(stream, depth)
            yield from self._records(path, form.form.read(limited, self.limits, self.own_names.of(path)))
        elif isinstance(form.form, ContainerFormat):
            yield from self._members(path, form.form.read(UpTo(stream, self.budget), self.limits), depth, None)
        else:
            yield from self._sought(path, form.form, stream, depth)

    def _sought(
        self, path: str, form: TableFormat | SoughtContainerFormat, stream: Forward, depth: int
    ) -> Iterator[Found]:
        """Yield the content of a file that needs seeking; if it is not on a disk, a copy is made."""
        try:
            with _on_disk(stream, self.limits.max_seed_bytes) as file:
                if not file.seek(0, io.SEEK_END):
                    raise Refusal("empty_file", "The file is empty.")
                file.seek(0)
                if isinstance(form, TableFormat):
                    yield from self._records(path, form.read(file, self.limits, self.own_names.of(path)))
                else:
                    yield from self._members(path, form.read(file, self.limits), depth, self.budget)
        except Refusal as refusal:
            yield refusal.rejection(path)

    def _limited(self, stream: Forward, depth: int) -> Forward:
        """Return a file of records up to what a seed may have; inside an archive what is read is counted there."""
        return UpTo(stream, self.budget if not depth else Budget(self.limits.max_seed_bytes))

    def _whole(self, path: str, form: SeedFormat, whole: WholeFormat, stored: Forward, depth: int) -> Iterator[Found]:
        """Yield the one document of a plain, Markdown or HTML file, or the articles of an export."""
        sha256: str | None = None
        limit = self.limits.max_document_bytes
        try:
            most_stored = limit + (form.compression is not None) * _COMPRESSION_BYTES
            start = read_start(stored, most_stored)
            if len(start) > most_stored:
                yield from self._long(path, whole, _unpacked(form, Rejoined(start, stored)), depth)
                return
            sha256 = hashlib.sha256(start).hexdigest()
            data = start if form.compression is None else read_start(_unpacked(form, io.BytesIO(start)), limit)
            if len(data) > limit:
                yield from self._long(path, whole, _unpacked(form, io.BytesIO(start)), depth)
                return
            if not data:
                raise Refusal("empty_file", "The file is empty.")
            refuse_binary(data)
            decoded = decode(data, whole.declared(data))
            articles = whole.split(decoded.text.replace("\r\n", "\n"))
            if articles is not None:
                yield from self._records(path, iter_articles(articles, decoded))
            elif self.wanted.has(path, None):
                fields, text = whole.read(decoded, self.own_names.of(path))
                content = Content(fields, text, decoded.encoding, decoded.repairs, is_scraped=whole.is_page)
                yield make_document(Origin(path, sha256, None), content, self.own_furniture)
        except Refusal as refusal:
            yield refusal.rejection(path, seed_sha256=sha256)

    def _long(self, path: str, whole: WholeFormat, stream: Forward, depth: int) -> Iterator[Found]:
        """Yield the articles of a file that is too large for one document. Raises Refusal if it is not an export."""
        articles = whole.read_long(self._limited(stream, depth), self.limits)
        if articles is None:
            raise Refusal("too_large", f"The document has more than {self.limits.max_document_bytes} bytes.")
        yield from self._records(path, articles)

    def _records(self, path: str, records: Iterator[Record]) -> Iterator[Found]:
        """Yield the documents of a file of records, up to an error of the file as a whole."""
        number = 0
        last = self.wanted.last_line(path)
        try:
            for record in records:
                number = record.number
                if self.wanted.has(path, number):
                    yield self._record(path, record)
                if number == last:
                    return
            if not number:
                yield Refusal("no_text", "The file holds no document.").rejection(path)
        except Refusal as refusal:
            yield refusal.rejection(path, line=number + 1 if number else None)

    def _record(self, path: str, record: Record) -> Document | Rejection:
        try:
            return make_document(Origin(path, record.sha256, record.number), record.read(), self.own_furniture)
        except Refusal as refusal:
            return refusal.rejection(path, line=record.number, seed_sha256=record.sha256)

    def _members(self, path: str, members: Iterator[Member], depth: int, budget: Budget | None) -> Iterator[Found]:
        """Yield the content of an archive's members; `budget` limits what is read of them, if the archive has none."""
        n_members = 0
        try:
            if depth == _MAX_DEPTH:
                raise Refusal("too_deep", f"It is an archive within {_MAX_DEPTH} others: unpack it.")
            for member in members:
                n_members += 1
                seed = f"{path}!/{member.name}"
                if member.refusal is not None:
                    yield member.refusal.rejection(seed)
                elif member.stream is not None and not _is_hidden(member.name):
                    stream = member.stream if budget is None else UpTo(member.stream, budget)
                    yield from self._member(seed, stream, depth)
            if not n_members:
                yield Refusal("no_text", "The archive has no members.").rejection(path)
        except Refusal as refusal:
            yield refusal.rejection(path)

    def _member(self, seed: str, stream: Forward, depth: int) -> Iterator[Found]:
        form = seed_format(seed)
        if form is None:
            yield Unread(seed)
        elif self.wanted.has_any(seed):
            yield from self.file(seed, form, stream, depth + 1)


def _unpacked(form: SeedFormat, stored: Forward) -> Forward:
    return stored if form.compression is None else Decompressed(stored, form.compression)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


@contextmanager
def _on_disk(stream: Forward, max_bytes: int) -> Iterator[BinaryIO]:
    """Return the stream as a seekable file: itself if it is one on a disk, else a copy without a name."""
    if _is_file(stream):
        # Unbuffered: what is sought in is read piece by piece, and around each piece a buffer would read more.
        yield cast(BinaryIO, cast(io.BufferedReader, stream).raw)
        return
    with tempfile.TemporaryFile() as copy:
        limited = UpTo(stream, Budget(max_bytes))
        while data := limited.read(_COPIED_AT_ONCE):
            copy.write(data)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def _is_file(stream: object) -> bool:
    try:
        return isinstance(stream, io.BufferedReader) and stream.fileno() >= 0
    except OSError:
        return False


def _with_rejections_limited(path: str, found: Iterator[Found]) -> Iterator[Found]:
    """Yield all documents, and a limited number of rejections, so that a file of refused records stays small.

    The last rejection is included: it may say why the file was not read to its end.
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
