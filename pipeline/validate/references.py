"""Validate keys and spans between the tables of a month."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.validate.verdict import RowFailure

# Roles of a statement that have a surface beside their spans; a frame has spans alone.
STATEMENT_SURFACES = (
    ("text", "spans"),
    ("speaker_text", "speaker_spans"),
    ("cue_text", "cue_spans"),
    ("addressee_text", "addressee_spans"),
    ("source_text", "source_spans"),
)
"""Columns of a statement that are words of its document, with those of their places."""
PLACED_TABLES = ("dates", "mentions")
"""Tables whose `text` is words of the document, from `start` to `end`."""
_ACTOR_COLUMNS = {
    "mentions": ("actor_id",),
    "about": ("actor_id",),
    "statements": ("speaker_actor_id", "addressee_actor_id", "source_actor_id"),
}
# Between a document's id and an actor's, neither of which can hold it.
_BETWEEN_IDS = "\n"


def unresolved_references(table: str, tables: Mapping[str, pa.Table]) -> Iterator[RowFailure]:
    """Find rows of `table` with a reference to a key that does not exist in the month.

    `duplicate_of` is checked over the whole dataset, because the kept document may be in another month.
    """
    rows = tables[table]
    if table != "documents":
        yield from _missing(rows, "document_id", _is_in(rows["document_id"], tables["documents"]["document_id"]))
    if table == "dates":
        anchor = rows["anchor"]
        is_document_date = pc.fill_null(pc.equal(anchor, "document_date"), False)
        yield from _missing(rows, "anchor", pc.or_(_is_in(anchor, rows["date_id"]), is_document_date))
    if table == "statements":
        for column in ("parent_statement_id", "root_statement_id"):
            yield from _missing(rows, column, _is_in(rows[column], rows["statement_id"]))
    if table == "about":
        for column, to in (("statement_id", "statements"), ("mention_id", "mentions")):
            yield from _missing(rows, column, _is_in(rows[column], tables[to][column]))
    if table in _ACTOR_COLUMNS:
        known = _with_document(tables["appearances"], "actor_id")
        for column in _ACTOR_COLUMNS[table]:
            yield from _missing(rows, column, _is_in(_with_document(rows, column), known))


def _is_in(values: pa.ChunkedArray, known: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_in(values, value_set=known.combine_chunks())


def _with_document(rows: pa.Table, column: str) -> pa.ChunkedArray:
    """Return the ids in `column`, each with that of its document; null if there is none."""
    return pc.binary_join_element_wise(rows["document_id"], rows[column], _BETWEEN_IDS)


def _missing(rows: pa.Table, column: str, is_known: pa.ChunkedArray) -> Iterator[RowFailure]:
    unresolved = pc.and_(pc.is_valid(rows[column]), pc.invert(is_known))
    for index in _indices(unresolved):
        yield RowFailure(index, "unresolved_key", f"{column}: {rows[column][index].as_py()} is not in this month")


def _indices(is_meant: pa.ChunkedArray) -> list[int]:
    found: list[int] = np.flatnonzero(is_meant.to_numpy()).tolist()
    return found


def broken_spans(table: str, tables: Mapping[str, pa.Table]) -> Iterator[RowFailure]:
    """Find rows of `table` with a span whose text in the document differs from the stored text."""
    rows = tables[table]
    texts: dict[str, str | None] = dict(_columns(tables["documents"], "document_id", "text"))
    if table in PLACED_TABLES:
        for index, (document_id, start, end, surface) in enumerate(
            _columns(rows, "document_id", "start", "end", "text")
        ):
            if not _cuts(texts.get(document_id), [(start, end)], surface):
                yield RowFailure(index, "span_mismatch", f"text[{start}:{end}] is not {surface!r}")
    if table == "statements":
        for text_column, spans_column in STATEMENT_SURFACES:
            yield from _broken_statement_spans(rows, texts, text_column, spans_column)
        yield from _frames_outside(rows, texts)


def _columns(rows: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of these columns as Python values, null as None."""
    return zip(*(rows[name].to_pylist() for name in names), strict=True)


def _broken_statement_spans(
    rows: pa.Table, texts: Mapping[str, str | None], text_column: str, spans_column: str
) -> Iterator[RowFailure]:
    is_used = pc.or_(pc.is_valid(rows[text_column]), _has_spans(rows[spans_column]))
    used = rows.select(["document_id", text_column, spans_column]).filter(is_used)
    cells = zip(_indices(is_used), _columns(used, "document_id", text_column), _pairs(used[spans_column]), strict=True)
    for index, (document_id, stored), pairs in cells:
        if not pairs or not _cuts(texts.get(document_id), pairs, stored):
            yield RowFailure(index, "span_mismatch", f"{spans_column} {pairs} does not cut out {stored!r}")


def _frames_outside(rows: pa.Table, texts: Mapping[str, str | None]) -> Iterator[RowFailure]:
    is_used = _has_spans(rows["frame_spans"])
    used = rows.select(["document_id", "frame_spans"]).filter(is_used)
    cells = zip(_indices(is_used), used["document_id"].to_pylist(), _pairs(used["frame_spans"]), strict=True)
    for index, document_id, pairs in cells:
        length = len(texts.get(document_id) or "")
        if any(not 0 <= start < end <= length for start, end in pairs):
            yield RowFailure(index, "span_mismatch", f"frame_spans {pairs} leaves the text of {length}")


def _has_spans(spans: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.greater(pc.fill_null(pc.list_value_length(spans), 0), 0)


def _pairs(spans: pa.ChunkedArray) -> Iterator[list[tuple[int, int]]]:
    """Start and end of each row's spans, by way of columns of numbers: a struct at a time takes ten times as long."""
    flat = pc.list_flatten(spans)
    pairs = list(zip(pc.struct_field(flat, "start").to_pylist(), pc.struct_field(flat, "end").to_pylist(), strict=True))
    position = 0
    for length in pc.fill_null(pc.list_value_length(spans), 0).to_pylist():
        yield pairs[position : position + length]
        position += length


def _cuts(text: str | None, spans: Sequence[tuple[int, int]], surface: str | None) -> bool:
    if text is None or surface is None:
        return False
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            return False
    return " ".join([text[start:end] for start, end in spans]) == surface
