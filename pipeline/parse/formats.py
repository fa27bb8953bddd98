"""The table of formats: which reader a seed's file name asks for. A file that no reader knows is not a seed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from pipeline.parse.compression import COMPRESSIONS, Compression, Forward
from pipeline.parse.containers import Member, read_tar, read_zip
from pipeline.parse.content import Limits, Record
from pipeline.parse.csv_records import read_csv
from pipeline.parse.encoding import Decoded
from pipeline.parse.exports import Article, split_export
from pipeline.parse.json_records import read_json, read_json_lines
from pipeline.parse.page import declared_encoding
from pipeline.parse.parquet_records import read_parquet
from pipeline.parse.record_names import Names
from pipeline.parse.warc_records import read_warc
from pipeline.parse.whole_texts import Fields, read_html, read_marked_text, read_plain_text


@dataclass(frozen=True, slots=True)
class WholeFormat:
    """A file is one document, held whole: `read` gives its fields and text.

    `declared` is the encoding that it names itself; `split` gives the articles of a file that is an export of many.
    """

    name: str
    endings: tuple[str, ...]
    read: Callable[[Decoded], Fields]
    declared: Callable[[bytes], str | None] = lambda data: None
    split: Callable[[str], list[Article] | None] = lambda text: None


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
    """As ContainerFormat, of a file whose list of members stands at its end."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[BinaryIO, Limits], Iterator[Member]]


Format = WholeFormat | RecordsFormat | TableFormat | ContainerFormat | SoughtContainerFormat

FORMATS: tuple[Format, ...] = (
    WholeFormat("text", (".txt",), read_plain_text, split=split_export),
    WholeFormat("Markdown", (".md", ".markdown"), read_marked_text),
    WholeFormat("page", (".html", ".htm", ".xhtml"), read_html, declared_encoding),
    RecordsFormat("JSON Lines", (".jsonl", ".ndjson", ".jl"), read_json_lines),
    RecordsFormat("JSON", (".json",), read_json),
    RecordsFormat("CSV", (".csv", ".tsv"), read_csv),
    RecordsFormat("WARC", (".warc",), read_warc),
    TableFormat("Parquet", (".parquet",), read_parquet),
    ContainerFormat("tar", (".tar",), read_tar),
    SoughtContainerFormat("zip", (".zip",), read_zip),
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
    """The format that the ending of `path` stands for (case does not matter), or None if no reader knows it."""
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
    """`path` without a final `.gz` or the like: a seed keeps its identity when it is compressed."""
    name = path.lower()
    for compression in COMPRESSIONS:
        if name.endswith(compression.ending):
            return path[: -len(compression.ending)]
    return path
