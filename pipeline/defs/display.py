"""Metadata that the UI shows for a table besides its columns: row counts, a preview, links to files, plots."""

import base64
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from dagster import MarkdownMetadataValue, MetadataValue, TableMetadataValue, TableRecord
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from PIL import Image

from pipeline.lake.intact import read_table_bytes
from pipeline.lake.parquet import decode_first
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.storage import Storage
from pipeline.lake.terms import Terms, read_stored_terms
from pipeline.parse.document import UNDATED
from pipeline.publish.places import PlacedRelease
from pipeline.release.card import CARD
from pipeline.release.changelog import CHANGELOG
from pipeline.release.contents import contents_of
from pipeline.release.manifest import MANIFEST
from pipeline.release.pictures import ASSETS
from pipeline.release.plot_counts import count_quoted, count_statements, describe_quoted, describe_statements
from pipeline.release.plot_process import Plot
from pipeline.release.previews import first_rows
from pipeline.release.withholding import withhold
from pipeline.settings import Settings
from schemas.export import columns
from schemas.tables import MONTHLY_TABLES

Metadata = dict[str, MetadataValue]

OWNERS = ["team:onrecord"]

DOCUMENTS = {"card": CARD, "changelog": CHANGELOG, "manifest": MANIFEST}
"""The files of a release that a person reads, by what they are."""

_PREVIEW_ROWS = 5
_PREVIEW_LETTERS = 160
_DIALOG_WIDTH = 1000  # pixels


def month_metadata(month: Snapshot, tables: Iterable[str], lake: str) -> dict[str, Metadata]:
    """Return metadata of each of `tables` for one month: rows, share rejected, and the first rows of its file."""
    shares, terms = rejected_shares(month), _terms_of(month)
    found: dict[str, Metadata] = {}
    for table in tables:
        files = month.of(table)
        found[table] = {
            "dagster/partition_row_count": MetadataValue.int(sum(file.n_rows for file in files)),
            "share_rejected": MetadataValue.float(shares[table]),
        }
        for file in files:
            found[table]["bytes"] = MetadataValue.int(file.n_bytes)
            found[table]["preview"] = as_table(first_rows(month, file, _PREVIEW_ROWS, terms), table)
            found[table]["file"] = MetadataValue.path(f"{lake}/{file.name}")
    return found


def totals_metadata(
    snapshot: Snapshot, tables: Iterable[str], lake: str, shown: Mapping[str, MetadataValue] = MappingProxyType({})
) -> dict[str, Metadata]:
    """Return totals of each of `tables` over all months: numbers, folder, and a plot for statements.

    `shown` is the metadata that the UI already has for the statements of this snapshot: its plot is reused.
    """
    shares = rejected_shares(snapshot)
    found: dict[str, Metadata] = {}
    for table in tables:
        files = snapshot.of(table)
        found[table] = {
            "dagster/row_count": MetadataValue.int(sum(file.n_rows for file in files)),
            "months": MetadataValue.int(len(files)),
            "share_rejected_all_months": MetadataValue.float(shares[table]),
            "folder": MetadataValue.path(lake),
        }
        if table == "statements" and files:
            found[table]["by_month"] = shown.get("by_month") or _by_month(snapshot)
    return found


def _by_month(snapshot: Snapshot) -> MarkdownMetadataValue:
    counts = count_statements(contents_of(snapshot, {}))
    return picture(Plot("statements-by-month", (counts,)).drawn(), describe_statements(counts))


def newest_metadata(snapshot: Snapshot, table: str, lake: str) -> Metadata:
    """Return the file and first rows of the newest month with rows of `table`. Undated rows count as the oldest."""
    files = snapshot.of(table)
    if not files:
        return {}
    newest = max(files, key=lambda file: (file.month != UNDATED, file.month or ""))
    return {
        "newest_file": MetadataValue.path(f"{lake}/{newest.name}"),
        "preview": as_table(first_rows(snapshot, newest, _PREVIEW_ROWS, _terms_of(snapshot)), table),
    }


def _terms_of(snapshot: Snapshot) -> Terms | None:
    """Return the terms that the lake read last: previews follow the current rights."""
    stored = read_stored_terms(snapshot.storage)
    return None if stored is None else stored.terms


def actors_metadata(snapshot: Snapshot, settings: Settings, shown: Mapping[str, MetadataValue]) -> Metadata:
    """Return metadata of the corpus-wide table of actors in a full snapshot, with the most quoted ones.

    `shown` is the metadata that the UI already has for the actors of this snapshot: their plot is reused.
    """
    found = corpus_metadata(snapshot, settings, "actors")
    open_rows = snapshot
    if snapshot.terms is not None:
        open_rows = withhold(snapshot, snapshot.terms.publishers.by_key, is_for_actors=True)
    if open_rows.of("actors") != snapshot.of("actors"):
        shown = {}  # what was shown of the same rows before may name what is withheld now
    for file in open_rows.of("actors"):
        found["most_quoted"] = shown.get("most_quoted") or _most_quoted(open_rows)
        found["preview"] = preview(snapshot.storage, file.name, "actors")
    return found


def corpus_metadata(snapshot: Snapshot, settings: Settings, table: str) -> Metadata:
    """Return metadata of a corpus-wide table in a full snapshot: its rows, its file, and over how many months."""
    files = snapshot.of(table)
    found: Metadata = {
        "dagster/row_count": MetadataValue.int(sum(file.n_rows for file in files)),
        "months": MetadataValue.int(len(snapshot.month_fingerprints)),
    }
    for file in files:
        found["file"] = MetadataValue.path(f"{settings.lake}/{file.name}")
    return found


def _most_quoted(snapshot: Snapshot) -> MarkdownMetadataValue:
    quoted = count_quoted(contents_of(snapshot, {}))
    return picture(Plot("most-quoted", (quoted,)).drawn(), describe_quoted(quoted))


def release_pictures(folder: str) -> Metadata:
    """Return the plots of the release at `folder` (a path or fsspec URL), each with its alternative text."""
    storage = Storage(folder)
    found: Metadata = {}
    for path, words in _alternative_texts(storage.read(CARD).decode()):
        if path.startswith(f"{ASSETS}/"):
            title = path.removeprefix(f"{ASSETS}/").removesuffix(".png").replace("-", "_")
            found[title] = picture(storage.read(path), words)
    return found


def _alternative_texts(markdown: str) -> Iterator[tuple[str, str]]:
    """Return the images of a text: their paths and alternative texts."""
    reader = MarkdownIt()
    renderer = RendererHTML()
    for block in reader.parse(markdown):
        for token in block.children or ():
            if token.type == "image":
                words = renderer.renderInlineAsText(token.children, reader.options, {})
                yield str(token.attrs["src"]), words


def release_row(placed: PlacedRelease) -> Metadata:
    """Return the one row of a release's table `release`."""
    (file,) = placed.contents().of("release")
    return {
        "dagster/row_count": MetadataValue.int(file.n_rows),
        "preview": as_table(placed.contents().read(file).slice(0, _PREVIEW_ROWS), "release"),
    }


def rejected_shares(snapshot: Snapshot) -> dict[str, float]:
    """Return the share of rejected rows by table: by validation, or of `documents` and `rejected` for any reason.

    The denominator includes the rejected rows; the share is 0 if there are no rows.
    """
    kept = Counter[str]()
    for file in snapshot.files:
        kept[file.table] += file.n_rows
    turned_away = Counter[str]()
    for file in snapshot.of("rejected"):
        rows = snapshot.table(file, ("table", "stage"))
        tables = rows.filter(pc.equal(rows["stage"], "validate"))["table"]
        turned_away.update({pair["values"]: pair["counts"] for pair in pc.value_counts(tables).to_pylist()})
    shares = {table: _share(turned_away[table], kept[table]) for table in MONTHLY_TABLES}
    of_documents = _share(kept["rejected"], kept["documents"])
    return shares | {"documents": of_documents, "rejected": of_documents}


def _share(n_rejected: int, n_kept: int) -> float:
    return n_rejected / (n_rejected + n_kept) if n_rejected else 0.0


def preview(storage: Storage, name: str, table: str) -> TableMetadataValue:
    """Return the first rows of a file of the lake, with long cells cut, and spans and lists as JSON."""
    return as_table(decode_first(read_table_bytes(storage, name), _PREVIEW_ROWS), table)


def as_table(first: pa.Table, table: str) -> TableMetadataValue:
    """Format the rows `first` of `table` for the UI: long cells cut, spans and lists as JSON."""
    rows = first.to_pylist()
    names = [column.name for column in columns(table)]
    return MetadataValue.table([TableRecord({name: _cell(row.get(name)) for name in names}) for row in rows])


def _cell(value: Any) -> str | int | float | bool:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value) if isinstance(value, str | date) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _PREVIEW_LETTERS else f"{text[: _PREVIEW_LETTERS - 1]}…"


def picture(png: bytes, words: str) -> MarkdownMetadataValue:
    """Return a plot with its description as Markdown for the UI, as wide as its dialog."""
    data = base64.b64encode(_narrowed(png)).decode("ascii")
    described = words.translate(_NO_MARKUP)
    return MetadataValue.md(f"![{described}](data:image/png;base64,{data})\n\n{described}")


def _narrowed(png: bytes) -> bytes:
    """Scale the image down to the dialog's width: its Markdown has no sizes, and HTML is not allowed."""
    with Image.open(io.BytesIO(png)) as image:
        if image.width <= _DIALOG_WIDTH:
            return png
        sink = io.BytesIO()
        scaled = image.convert("RGB").resize((_DIALOG_WIDTH, round(image.height * _DIALOG_WIDTH / image.width)))
        scaled.save(sink, "PNG", optimize=True)
        return sink.getvalue()


# Names of actors stand in the words, and a name may hold what Markdown or HTML would take for markup.
_NO_MARKUP: Mapping[int, str] = {ord(letter): f"&#{ord(letter)};" for letter in "<>[]()!*_`#&\\|~"}
