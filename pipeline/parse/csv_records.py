"""Read records from tables of text: one for each row, with the column names of the first one.

The file is cut into rows before any is parsed, so that only one is held at a time. Commas, semicolons, tabs or bars
divide cells, whichever is the most frequent in the first row; a cell in quotation marks may contain them. Its own
marks are doubled (RFC 4180) or, as databases write them, stand behind a backslash, which the first 8 KiB tell. Where a
space follows each divider of the first row, cells begin behind it.
"""

import csv
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from pipeline.parse.compression import Forward
from pipeline.parse.content import Content, Limits, Record, content_of
from pipeline.parse.record_names import Names, fold_name, record_names
from pipeline.parse.refusal import Refusal
from pipeline.parse.text_stream import CHUNK_BYTES, OpenPiece, Piece, TextStream

# A row's size is limited before it gets there; the module's own limit would refuse long articles.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DIVIDERS = (b",", b";", b"\t", b"|")
_MOST_ABOVE = 6  # lines above the names of the columns
_NO_QUOTES = {ord('"'): None}
_QUOTED = re.compile(rb'"[^"]*"')
_SAID_DIVIDER = re.compile(rb'"?sep=([,;\t|])"?\r?')
# In a cell in marks, a mark that neither ends the cell nor is doubled.
_ESCAPED_MARK = re.compile(rb'[\n,;\t|]"[^"]*(?<!\\)(?:\\\\)*\\"[^",;\t|\r\n]')
_BACKSLASH = re.compile(r"\\(.?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a table is written: its divider, and whether backslashes stand before marks in cells, spaces before cells."""

    divider: bytes
    has_escapes: bool
    has_spaces: bool


def read_csv(stream: Forward, limits: Limits, own: Names) -> Iterator[Record]:
    """Yield the records of a table. Raises Refusal: `broken_table` if its first row names no columns."""
    text = TextStream(stream)
    said = _SAID_DIVIDER.fullmatch(text.head.removeprefix(_BYTE_ORDER_MARK).split(b"\n", 1)[0])
    n_before, names_row = (1, b"") if said else _above_names(text, own)
    divider = said[1] if said else _guess_divider(names_row or text.head)
    first = names_row or _first_line(text.head.split(b"\n", n_before)[-1])
    form = _Form(divider, _ESCAPED_MARK.search(text.head) is not None, _has_spaces(first, divider))
    rows = _split_rows(text, form, limits.max_document_bytes)
    for _ in range(n_before):
        next(rows, None)
    header = next((row for row in rows if row.data is None or row.data.strip()), None)
    if header is None:
        return
    names = _names(text, header, form)
    number = 0
    for row in rows:
        if row.data is None or row.data.strip():
            number += 1
            # Its cells mean what the header says, so that both make its content.
            sha256 = hashlib.sha256(f"{header.sha256} {row.sha256}".encode()).hexdigest()
            yield Record(number, sha256, partial(_read, text, row, form, names, limits, own))


def _above_names(text: TextStream, own: Names) -> tuple[int, bytes]:
    """Return how many lines stand above the row of the columns' names, and that row: a title, notes, blank ones.

    They are passed over only if the first has one cell, and the row names a column that holds texts.
    """
    known = {fold_name(name) for name in (*own.get("text", ()), *record_names().fields["text"])}
    lines = text.head.removeprefix(_BYTE_ORDER_MARK).split(b"\n", _MOST_ABOVE + 1)[: _MOST_ABOVE + 1]
    for place, line in enumerate(lines):
        cells = [
            cell.strip() for cell in text.decoded(line).text.translate(_NO_QUOTES).split(_guess_divider(line).decode())
        ]
        n_filled = sum(map(bool, cells))
        if n_filled > 1 or (place == 0 and fold_name(cells[0]) in known):
            is_found = place > 0 and any(fold_name(cell) in known for cell in cells)
            return (place, line) if is_found else (0, b"")
    return 0, b""


def _guess_divider(head: bytes) -> bytes:
    bare = _QUOTED.sub(b"", _first_line(head))
    return max(_DIVIDERS, key=bare.count)


def _has_spaces(first: bytes, divider: bytes) -> bool:
    """Whether each divider of the first row is followed by a space, as in `id, "title", "text"`."""
    bare = _QUOTED.sub(b'"', first)
    return 0 < bare.count(divider) == bare.count(divider + b" ")


def _first_line(head: bytes) -> bytes:
    return next((line for line in head.split(b"\n") if line.strip()), b"")


def _names(text: TextStream, header: Piece, form: _Form) -> list[str]:
    if header.data is None:
        raise Refusal("broken_table", "The first row, which names the columns, is longer than a document may be.")
    names = [name.strip() for name in _cells(text.decoded(header.data).text, form)]
    if not any(names):
        raise Refusal("broken_table", "The first row names no columns: put their names there.")
    return names


def _read(text: TextStream, row: Piece, form: _Form, names: list[str], limits: Limits, own: Names) -> Content:
    if row.data is None:
        raise Refusal("too_large", f"The row has more than {limits.max_document_bytes} bytes.")
    decoded = text.decoded(row.data)
    cells = _cells(decoded.text, form)
    if any(cells[len(names) :]):
        detail = f"The row has {len(cells)} cells, the first row names {len(names)}: put quotation marks around cells."
        raise Refusal("broken_table", detail)
    record: dict[str, object] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and cell and not record.get(name):
            record[name] = cell
    return content_of(record, own, decoded.encoding, decoded.repairs)


def _cells(row: str, form: _Form) -> list[str]:
    divider = form.divider.decode()
    if form.has_escapes:
        # A backslash before anything else is one of the text.
        row = _BACKSLASH.sub(lambda found: found[0] if found[1] in ('"', "\\", "\n", divider) else "\\" + found[0], row)
    try:
        escape = "\\" if form.has_escapes else None
        return next(csv.reader([row], delimiter=divider, escapechar=escape, skipinitialspace=form.has_spaces), [])
    except csv.Error as error:
        raise Refusal("broken_table", f"{str(error).capitalize()}.") from None


def _split_rows(stream: Forward, form: _Form, max_row_bytes: int) -> Iterator[Piece]:
    """Yield the rows of a table, including blank ones; a line end within quotation marks does not end a row."""
    marks = re.compile(b"[\n" + re.escape(form.divider) + b"]")
    in_quotes = re.compile(rb'["\\]' if form.has_escapes else rb'"')
    number, row = 1, OpenPiece(max_row_bytes)
    is_first, state = True, _CELL_BEGINS
    while chunk := stream.read(CHUNK_BYTES):
        if is_first:
            chunk, is_first = chunk.removeprefix(_BYTE_ORDER_MARK), False
        begin = place = 0
        while place < len(chunk):
            if state == _QUOTED_CELL:
                match = in_quotes.search(chunk, place)
                place = len(chunk) if match is None else match.end()
                if match is not None:
                    state = _AFTER_QUOTE if match.group() == b'"' else _AFTER_BACKSLASH
            elif state == _AFTER_BACKSLASH:
                place, state = place + 1, _QUOTED_CELL
            elif state in (_CELL_BEGINS, _AFTER_QUOTE) and chunk[place] == _QUOTE:
                # After another it is one that belongs to the cell.
                place, state = place + 1, _QUOTED_CELL
            elif state == _CELL_BEGINS and form.has_spaces and chunk[place] == _SPACE:
                place += 1
            else:
                match = marks.search(chunk, place)
                place, state = (len(chunk), _IN_CELL) if match is None else (match.end(), _CELL_BEGINS)
                if match is not None and match.group() == b"\n":
                    row.add(chunk[begin : place - 1])
                    yield row.close(number)
                    number, row, begin = number + 1, OpenPiece(max_row_bytes), place
        row.add(chunk[begin:])
    if row.n_bytes:
        yield row.close(number)


_QUOTE, _SPACE = b'" '
_CELL_BEGINS, _IN_CELL, _QUOTED_CELL, _AFTER_QUOTE, _AFTER_BACKSLASH = range(5)
