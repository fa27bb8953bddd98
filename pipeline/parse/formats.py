"""The table of formats: which reader a seed's file name asks for. A file that no reader knows is not a seed.

The module of a reader is imported when the first file of its form is read: whoever has JSON Lines alone does not wait
for the libraries of web pages, archives and tables.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from pipeline.parse.compression import COMPRESSIONS, Compression, Forward
from pipeline.parse.content import Fields, Limits, Member, Record
from pipeline.parse.encoding import Decoded
from pipeline.parse.exports import Article, split_export
from pipeline.parse.record_names import Names


@dataclass(frozen=True, slots=True)
class WholeFormat:
    """A file is one document, held whole: `read` gives its fields and text; a header has a user's names too.

    `declared` is the encoding that it names itself. A file may be an export of many documents: `split` returns its
    articles, or None; `read_long` does so for a file that is longer than a document may be.
    """

    name: str
    endings: tuple[str, ...]
    read: Callable[[Decoded, Names], Fields]
    declared: Callable[[bytes], str | None] = lambda data: None
    split: Callable[[str], list[Article] | None] = lambda text: None
    read_long: Callable[[Forward, Limits], Iterator[Record] | None] = lambda stream, limits: None
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class RecordsFormat:
    """A file holds many documents, of which one is held at a time: `read` takes it from its start to its end."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[Forward, Limits, Names], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class TableFormat:
    """As RecordsFormat, of a file whose parts are found from its end: `read` needs a file that can be sought in."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[BinaryIO, Limits, Names], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class ContainerFormat:
    """A file holds other files; `read` takes it from its start to its end."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[Forward, Limits], Iterator[Member]]


@dataclass(frozen=True, slots=True)
class SoughtContainerFormat:
    """Like ContainerFormat, for a file with its list of members at its end."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[BinaryIO, Limits], Iterator[Member]]


Format = WholeFormat | RecordsFormat | TableFormat | ContainerFormat | SoughtContainerFormat


def _plain_text(decoded: Decoded, own: Names) -> Fields:
    from pipeline.parse.whole_texts import read_plain_text

    return read_plain_text(decoded, own)


def _marked_text(decoded: Decoded, own: Names) -> Fields:
    from pipeline.parse.whole_texts import read_marked_text

    return read_marked_text(decoded, own)


def _long_export(stream: Forward, limits: Limits) -> Iterator[Record] | None:
    from pipeline.parse.text_exports import read_long_export

    return read_long_export(stream, limits)


def _page(decoded: Decoded, own: Names) -> Fields:
    from pipeline.parse.page import read_page

    return read_page(decoded.text, decoded.repairs)


def _page_encoding(data: bytes) -> str | None:
    from pipeline.parse.page import declared_encoding

    return declared_encoding(data)


def _json_lines(stream: Forward, limits: Limits, own: Names) -> Iterator[Record]:
    from pipeline.parse.json_records import read_json_lines

    return read_json_lines(stream, limits, own)


def _json(stream: Forward, limits: Limits, own: Names) -> Iterator[Record]:
    from pipeline.parse.json_records import read_json

    return read_json(stream, limits, own)


def _csv(stream: Forward, limits: Limits, own: Names) -> Iterator[Record]:
    from pipeline.parse.csv_records import read_csv

    return read_csv(stream, limits, own)


def _warc(stream: Forward, limits: Limits, own: Names) -> Iterator[Record]:
    from pipeline.parse.warc_records import read_warc

    return read_warc(stream, limits, own)


def _parquet(stream: BinaryIO, limits: Limits, own: Names) -> Iterator[Record]:
    from pipeline.parse.parquet_records import read_parquet

    return read_parquet(stream, limits, own)


def _tar(stream: Forward, limits: Limits) -> Iterator[Member]:
    from pipeline.parse.containers import read_tar

    return read_tar(stream, limits)


def _zip(stream: BinaryIO, limits: Limits) -> Iterator[Member]:
    from pipeline.parse.containers import read_zip

    return read_zip(stream, limits)


FORMATS: tuple[Format, ...] = (
    WholeFormat("text", (".txt",), _plain_text, split=split_export, read_long=_long_export),
    WholeFormat("Markdown", (".md", ".markdown"), _marked_text),
    WholeFormat("page", (".html", ".htm", ".xhtml"), _page, _page_encoding, is_page=True),
    RecordsFormat("JSON Lines", (".jsonl", ".ndjson", ".jl"), _json_lines),
    RecordsFormat("JSON", (".json",), _json),
    RecordsFormat("CSV", (".csv", ".tsv"), _csv),
    RecordsFormat("WARC", (".warc",), _warc),
    TableFormat("Parquet", (".parquet",), _parquet),
    ContainerFormat("tar", (".tar",), _tar),
    SoughtContainerFormat("zip", (".zip",), _zip),
)

# Short endings, and what they stand for.
_SHORT_ENDINGS = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}

_FORMAT_OF = {ending: form for form in FORMATS for ending in form.endings}


@dataclass(frozen=True, slots=True)
class SeedFormat:
    """The format of a seed, and how its bytes are compressed, if they are."""

    form: Format
    compression: Compression | None = None

    @property
    def is_sought(self) -> bool:
        """Whether it is read by seeking in it, and not from its start to its end."""
        return isinstance(self.form, TableFormat | SoughtContainerFormat) and self.compression is None


def seed_format(path: str) -> SeedFormat | None:
    """Return the format for the ending of `path` (in any case), or None if there is no reader for it."""
    name = path.lower()
    for short, long in _SHORT_ENDINGS.items():
        if name.endswith(short):
            name = name.removesuffix(short) + long
    for compression in COMPRESSIONS:
        if name.endswith(compression.ending):
            bare = _bare_format(name.removesuffix(compression.ending))
            return None if bare is None else replace(bare, compression=compression)
    return _bare_format(name)


def _bare_format(name: str) -> SeedFormat | None:
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or stem.endswith("/"):
        return None
    form = _FORMAT_OF.get(dot + ending)
    return None if form is None else SeedFormat(form)


def path_without_compression(path: str) -> str:
    """Return `path` without a final `.gz` or the like: a seed keeps its identity when it is compressed."""
    name = path.lower()
    for compression in COMPRESSIONS:
        if name.endswith(compression.ending):
            return path[: -len(compression.ending)]
    return path
