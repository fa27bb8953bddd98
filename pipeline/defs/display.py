"""What the UI shows of a table beside its columns: row counts, a preview, links to files, plots."""

import base64
import io
import json
from collections.abc import Mapping
from typing import Any

from dagster import MarkdownMetadataValue, MetadataValue, TableMetadataValue, TableRecord
from PIL import Image

from pipeline.lake.parquet import decode_first
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.storage import Storage
from pipeline.release.contents import contents_of
from pipeline.release.plot_counts import count_quoted, count_statements, describe_quoted, describe_statements
from pipeline.release.plots import plot_most_quoted, plot_statements_by_month
from pipeline.settings import Settings
from schemas.export import columns

Metadata = dict[str, MetadataValue]

OWNERS = ["team:onrecord"]

_PREVIEW_ROWS = 5
_PREVIEW_LETTERS = 160
_DIALOG_WIDTH = 1000  # pixels


def table_metadata(snapshot: Snapshot, table: str, settings: Settings) -> Metadata:
    """All months of a table in `snapshot`: rows, months, folder, the share that was rejected, rows of the newest month.

    `statements` get a plot too.
    """
    files = snapshot.of(table)
    found: Metadata = {
        "dagster/row_count": MetadataValue.int(sum(file.n_rows for file in files)),
        "months": MetadataValue.int(len(files)),
        "folder": MetadataValue.path(settings.lake),
    }
    if table in ("documents", "rejected"):
        found["share_rejected"] = MetadataValue.float(rejected_share(snapshot))
    if files:
        found["preview"] = preview(snapshot.storage, files[-1].name, table)
        found["newest_file"] = MetadataValue.path(f"{settings.lake}/{files[-1].name}")
    if table == "statements" and files:
        counts = count_statements(contents_of(snapshot, {}))
        found["by_month"] = picture(plot_statements_by_month(counts), describe_statements(counts))
    return found


def actors_metadata(snapshot: Snapshot, settings: Settings) -> Metadata:
    """The corpus-wide table of actors, which a full snapshot holds, with the most quoted ones."""
    files = snapshot.of("actors")
    found: Metadata = {
        "dagster/row_count": MetadataValue.int(sum(file.n_rows for file in files)),
        "months": MetadataValue.int(len(snapshot.month_fingerprints)),
    }
    for file in files:
        quoted = count_quoted(contents_of(snapshot, {}))
        found["most_quoted"] = picture(plot_most_quoted(quoted), describe_quoted(quoted))
        found["preview"] = preview(snapshot.storage, file.name, "actors")
        found["file"] = MetadataValue.path(f"{settings.lake}/{file.name}")
    return found


def release_pictures(folder: str) -> Metadata:
    """The plots that lie in the release at `folder` (a path or fsspec URL)."""
    storage = Storage(folder)
    found: Metadata = {}
    for name in storage.names("assets"):
        if name.endswith(".png"):
            title = name.removesuffix(".png").replace("-", "_")
            found[title] = picture(storage.read(f"assets/{name}"), title.replace("_", " "))
    return found


def rejected_share(snapshot: Snapshot) -> float:
    """Rows of `rejected` for each row of `documents` and `rejected`; 0 when there is neither."""
    n_rejected = sum(file.n_rows for file in snapshot.of("rejected"))
    n_documents = sum(file.n_rows for file in snapshot.of("documents"))
    return n_rejected / (n_rejected + n_documents) if n_rejected else 0.0


def preview(storage: Storage, name: str, table: str) -> TableMetadataValue:
    """The first rows of a file of the lake, long cells cut, spans and lists as JSON."""
    rows = decode_first(storage.read(name), _PREVIEW_ROWS).to_pylist()
    # What a person reads comes first; ids are long and say little.
    names = sorted((column.name for column in columns(table)), key=lambda name: name.endswith("_id"))
    return MetadataValue.table([TableRecord({name: _cell(row.get(name)) for name in names}) for row in rows])


def _cell(value: Any) -> str | int | float | bool:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _PREVIEW_LETTERS else f"{text[: _PREVIEW_LETTERS - 1]}…"


def picture(png: bytes, words: str) -> MarkdownMetadataValue:
    """A plot with its content in words, as the UI shows it: in Markdown, the image within, as wide as its dialog."""
    data = base64.b64encode(_narrowed(png)).decode("ascii")
    described = words.translate(_NO_MARKUP)
    return MetadataValue.md(f"![{described}](data:image/png;base64,{data})\n\n{described}")


def _narrowed(png: bytes) -> bytes:
    """The image scaled down to the dialog's width: its Markdown knows no size, and HTML is not let through."""
    with Image.open(io.BytesIO(png)) as image:
        if image.width <= _DIALOG_WIDTH:
            return png
        sink = io.BytesIO()
        scaled = image.convert("RGB").resize((_DIALOG_WIDTH, round(image.height * _DIALOG_WIDTH / image.width)))
        scaled.save(sink, "PNG", optimize=True)
        return sink.getvalue()


# Names of actors stand in the words, and a name may hold what Markdown or HTML would take for markup.
_NO_MARKUP: Mapping[int, str] = {ord(letter): f"&#{ord(letter)};" for letter in "<>[]()!*_`#&\\|~"}
