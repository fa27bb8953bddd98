"""Check rows whose document's text is withheld: they must have no text, and possible spans.

Spans were validated against the text in the lake, before it was withheld; a reader cannot check them.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lake.snapshot import StoredFile
from pipeline.release.comparison import Mask, one_array
from pipeline.release.contents import Contents
from pipeline.release.rights import withheld_columns
from pipeline.release.withholding import DOCUMENT_TABLES, find_restrictions, withhold_rows

_ALL = 1.0
_SPAN_TABLES = ("dates", "mentions", "statements")
# Columns with spans, each with that of its surface; a frame has spans alone.
_SPANS: Mapping[str, str | None] = {
    "spans": "text",
    "speaker_spans": "speaker_text",
    "cue_spans": "cue_text",
    "frame_spans": None,
    "addressee_spans": "addressee_text",
    "source_spans": "source_text",
}


def count_unchecked_spans(contents: Contents) -> int:
    """Count the spans of the release in documents whose text is withheld, which cannot be checked."""
    total = 0
    for files in _months(contents).values():
        ids = _without_text(contents, files)["document_id"].combine_chunks()
        for table in _SPAN_TABLES:
            if len(ids) and table in files:
                names = ("document_id", *(_SPANS if table == "statements" else ()))
                rows = contents.read(files[table], names)
                rows = rows.filter(pc.is_in(rows["document_id"], value_set=ids))
                total += sum(len(pc.list_flatten(one_array(rows[name]))) for name in _SPANS if name in names)
                total += rows.num_rows if table != "statements" else 0
    return total


def withheld_findings(contents: Contents, months: set[str | None]) -> Iterator[str]:
    """Report files of these months with text that must be withheld, or with spans beyond a document's end.

    Reports nothing about a release made before rights existed.
    """
    entry = contents.tables.get("documents")
    if entry is None or "status" not in {column.name for column in entry.columns}:
        return
    for month, files in sorted(_months(contents).items()):
        if month not in months:
            continue
        found = find_restrictions(contents.read(files["documents"]), lambda source: _ALL)
        if not found.is_empty:
            for file in (files[table] for table in DOCUMENT_TABLES if table in files):
                rows = contents.read(file)
                withheld = withhold_rows(file.table, rows, found)
                if withheld is not None:
                    names = [c for c in withheld_columns(file.table) if not withheld[c].equals(rows[c])]
                    yield f"{file.name}: holds what may not be passed on, in {', '.join(names)}"
        without = _without_text(contents, files)
        for file in (files[table] for table in _SPAN_TABLES if table in files and without.num_rows):
            n_broken = _n_impossible(contents.read(file), without)
            if n_broken:
                yield f"{file.name}: {n_broken} rows have spans that their documents cannot have"


def _months(contents: Contents) -> dict[str, dict[str, StoredFile]]:
    """Return the files of every month that has documents, by table."""
    months: dict[str, dict[str, StoredFile]] = {}
    for file in contents.files:
        if file.month is not None:
            months.setdefault(file.month, {})[file.table] = file
    return {month: files for month, files in months.items() if "documents" in files}


def _without_text(contents: Contents, files: Mapping[str, StoredFile]) -> pa.Table:
    """document_id and n_characters of the month's documents that have no text here."""
    documents = contents.read(files["documents"], ("document_id", "n_characters", "text"))
    return documents.filter(pc.is_null(documents["text"])).drop_columns("text")


def _n_impossible(rows: pa.Table, documents: pa.Table) -> int:
    """How many rows of these documents have a span that leaves the text, or is not as long as its surface."""
    place = pc.index_in(rows["document_id"], value_set=documents["document_id"].combine_chunks())
    rows, place = rows.filter(pc.is_valid(place)), place.drop_null()
    n_characters = np.asarray(documents["n_characters"].take(place).to_numpy(), dtype=np.int64)
    if "spans" not in rows.column_names:
        struct = pa.StructArray.from_arrays([one_array(rows[name]) for name in ("start", "end")], ["start", "end"])
        offsets = pa.array(np.arange(rows.num_rows + 1), pa.int32())
        rows = rows.append_column("spans", pa.ListArray.from_arrays(offsets, struct))
    broken = np.zeros(rows.num_rows, dtype=bool)
    for spans, surface in _SPANS.items():
        if spans in rows.column_names:
            broken |= _impossible(one_array(rows[spans]), n_characters)
            if surface is not None:
                broken |= _misfit(one_array(rows[spans]), one_array(rows[surface]))
    return int(broken.sum())


def _impossible(spans: pa.Array, n_characters: np.ndarray) -> Mask:
    starts, ends, owner = _flat(spans)
    return _any_of((starts < 0) | (starts >= ends) | (ends > n_characters[owner]), owner, len(spans))


def _misfit(spans: pa.Array, surfaces: pa.Array) -> Mask:
    """Where a surface that is there has not the length of its spans, joined by one space."""
    starts, ends, owner = _flat(spans)
    lengths = np.bincount(owner, weights=ends - starts + 1, minlength=len(spans)).astype(np.int64) - 1
    found = np.asarray(pc.fill_null(pc.utf8_length(surfaces), -1).to_numpy(zero_copy_only=False), dtype=np.int64)
    return np.asarray((found >= 0) & (found != lengths), dtype=bool)


def _flat(spans: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the start, end and row of every span."""
    values = pc.list_flatten(spans)
    starts, ends = (np.asarray(pc.struct_field(values, [i]).to_numpy(), dtype=np.int64) for i in (0, 1))
    return starts, ends, np.asarray(pc.list_parent_indices(spans).to_numpy(), dtype=np.int64)


def _any_of(flags: np.ndarray, owner: np.ndarray, n: int) -> Mask:
    return np.asarray(np.bincount(owner, weights=flags, minlength=n) > 0, dtype=bool)
