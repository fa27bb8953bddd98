"""Rows of an annotation of a cleaned text, with offsets and words of the text as given."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.extract.rows import Row, surface

SpanOf = Callable[[int, int], tuple[int, int]]
"""From a span of the cleaned text to that of the text as given."""


def relocate(rows: Mapping[str, Sequence[Row]], text: str, span_of: SpanOf) -> dict[str, list[Row]]:
    """Return `rows` with the spans, and the words at them, in `text`, the text as given; the ids stay as they are."""
    return {table: [_relocated(row, text, span_of) for row in found] for table, found in rows.items()}


def _relocated(row: Row, text: str, span_of: SpanOf) -> Row:
    moved = dict(row)
    if "start" in row:
        moved["start"], moved["end"] = span_of(row["start"], row["end"])
        moved["text"] = text[moved["start"] : moved["end"]]
    for name, spans in row.items():
        if name == "spans" or name.endswith("_spans"):
            pairs = [span_of(span["start"], span["end"]) for span in spans]
            moved[name] = [{"start": start, "end": end} for start, end in pairs]
            words = f"{name.removesuffix('spans')}text"
            if row.get(words) is not None:
                moved[words] = surface(text, pairs)
    return moved
