"""Keys and spans: what one table of a month promises about another."""

from collections.abc import Iterator, Mapping

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
    appearances = frames["appearances"]
    known = set(zip(appearances["document_id"], appearances["actor_id"], strict=True))
    for column in _ACTOR_COLUMNS.get(table, ()):
        pairs = zip(frame["document_id"], frame[column], strict=True)
        yield from _missing(frame, column, pd.Series([pair in known for pair in pairs], index=frame.index, dtype=bool))


def _missing(frame: pd.DataFrame, column: str, is_known: "pd.Series[bool]") -> Iterator[RowFailure]:
    unresolved = frame[column].notna() & ~is_known.astype(bool)
    for index, value in frame.loc[unresolved, column].items():
        yield RowFailure(int(str(index)), "unresolved_key", f"{column}: {value} is not in this month")


def broken_spans(table: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[RowFailure]:
    """Rows of `table` with a span that does not cut its stored surface out of the document's text."""
    frame, documents = frames[table], frames["documents"]
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    if table in ("dates", "mentions"):
        columns = zip(frame.index, frame["document_id"], frame["start"], frame["end"], frame["text"], strict=True)
        for index, document_id, start, end, surface in columns:
            if not _cuts(texts.get(document_id), [(start, end)], surface):
                yield RowFailure(int(index), "span_mismatch", f"text[{start}:{end}] is not {surface!r}")
    if table == "statements":
        for text_column, spans_column in _STATEMENT_SURFACES:
            yield from _broken_statement_spans(frame, texts, text_column, spans_column)
        yield from _frames_outside(frame, texts)


def _broken_statement_spans(
    frame: pd.DataFrame, texts: Mapping[str, str], text_column: str, spans_column: str
) -> Iterator[RowFailure]:
    columns = zip(frame.index, frame["document_id"], frame[text_column], frame[spans_column], strict=True)
    for index, document_id, surface, spans in columns:
        pairs = _pairs(spans)
        stored = None if pd.isna(surface) else surface
        if (stored is None) == bool(pairs) or (pairs and not _cuts(texts.get(document_id), pairs, stored)):
            yield RowFailure(int(index), "span_mismatch", f"{spans_column} {pairs} does not cut out {stored!r}")


def _frames_outside(frame: pd.DataFrame, texts: Mapping[str, str]) -> Iterator[RowFailure]:
    for index, document_id, spans in zip(frame.index, frame["document_id"], frame["frame_spans"], strict=True):
        length = len(texts.get(document_id) or "")
        if any(not 0 <= start < end <= length for start, end in _pairs(spans)):
            yield RowFailure(int(index), "span_mismatch", f"frame_spans {_pairs(spans)} leaves the text of {length}")


def _pairs(spans: object) -> list[tuple[int, int]]:
    if not isinstance(spans, list) and not hasattr(spans, "__iter__"):
        return []
    return [(span["start"], span["end"]) for span in spans]


def _cuts(text: object, spans: list[tuple[int, int]], surface: object) -> bool:
    if not isinstance(text, str) or not isinstance(surface, str):
        return False
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        return False
    return " ".join(text[start:end] for start, end in spans) == surface
