"""Keys and spans: what one table of a month promises about another."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.validate.contract import RowFailure

# Roles of a statement that have a surface beside their spans; a frame has spans alone.
_STATEMENT_SURFACES = (
    ("text", "spans"),
    ("speaker_text", "speaker_spans"),
    ("cue_text", "cue_spans"),
    ("addressee_text", "addressee_spans"),
    ("source_text", "source_spans"),
)
_ACTOR_COLUMNS = {
    "mentions": ("actor_id",),
    "statements": ("speaker_actor_id", "addressee_actor_id", "source_actor_id"),
}


def unresolved_references(table: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[RowFailure]:
    """Rows of `table` with a key that no row of the same month has.

    `duplicate_of` is left to the whole dataset's check, since the document kept may stand in another month.
    """
    frame = frames[table]
    if table != "documents":
        yield from _missing(frame, "document_id", frame["document_id"].isin(frames["documents"]["document_id"]))
    if table == "dates":
        anchor = frame["anchor"]
        yield from _missing(frame, "anchor", anchor.isin(frame["date_id"]) | (anchor == "document_date").fillna(False))
    if table == "statements":
        parent = frame["parent_statement_id"]
        yield from _missing(frame, "parent_statement_id", parent.isin(frame["statement_id"]))
    if table in _ACTOR_COLUMNS:
        known = set(_columns(frames["appearances"], "document_id", "actor_id"))
        for column in _ACTOR_COLUMNS[table]:
            is_known = [pair in known for pair in _columns(frame, "document_id", column)]
            yield from _missing(frame, column, pd.Series(is_known, index=frame.index, dtype=bool))


def _columns(frame: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of these columns as Python values, null as None; by way of Arrow, 40 times as fast as over the frame."""
    return zip(*(frame[name].array.__arrow_array__().to_pylist() for name in names), strict=True)


def _missing(frame: pd.DataFrame, column: str, is_known: "pd.Series[bool]") -> Iterator[RowFailure]:
    unresolved = frame[column].notna() & ~is_known.astype(bool)
    for index, value in frame.loc[unresolved, column].items():
        yield RowFailure(int(str(index)), "unresolved_key", f"{column}: {value} is not in this month")


def broken_spans(table: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[RowFailure]:
    """Rows of `table` with a span that does not cut its stored surface out of the document's text."""
    frame, documents = frames[table], frames["documents"]
    texts: dict[str, str | None] = dict(_columns(documents, "document_id", "text"))
    if table in ("dates", "mentions"):
        rows = zip(frame.index, _columns(frame, "document_id", "start", "end", "text"), strict=True)
        for index, (document_id, start, end, surface) in rows:
            if not _cuts(texts.get(document_id), [(start, end)], surface):
                yield RowFailure(int(index), "span_mismatch", f"text[{start}:{end}] is not {surface!r}")
    if table == "statements":
        for text_column, spans_column in _STATEMENT_SURFACES:
            yield from _broken_statement_spans(frame, texts, text_column, spans_column)
        yield from _frames_outside(frame, texts)


def _broken_statement_spans(
    frame: pd.DataFrame, texts: Mapping[str, str | None], text_column: str, spans_column: str
) -> Iterator[RowFailure]:
    rows = zip(frame.index, _columns(frame, "document_id", text_column, spans_column), strict=True)
    for index, (document_id, stored, spans) in rows:
        pairs = _pairs(spans)
        if (stored is None) == bool(pairs) or (pairs and not _cuts(texts.get(document_id), pairs, stored)):
            yield RowFailure(int(index), "span_mismatch", f"{spans_column} {pairs} does not cut out {stored!r}")


def _frames_outside(frame: pd.DataFrame, texts: Mapping[str, str | None]) -> Iterator[RowFailure]:
    for index, (document_id, spans) in zip(frame.index, _columns(frame, "document_id", "frame_spans"), strict=True):
        length = len(texts.get(document_id) or "")
        if any(not 0 <= start < end <= length for start, end in _pairs(spans)):
            yield RowFailure(int(index), "span_mismatch", f"frame_spans {_pairs(spans)} leaves the text of {length}")


def _pairs(spans: list[dict[str, int]] | None) -> list[tuple[int, int]]:
    return [(span["start"], span["end"]) for span in spans or ()]


def _cuts(text: object, spans: list[tuple[int, int]], surface: object) -> bool:
    if not isinstance(text, str) or not isinstance(surface, str):
        return False
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        return False
    return " ".join(text[start:end] for start, end in spans) == surface
