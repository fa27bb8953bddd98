"""Files that are one document: plain text, and Markdown."""

from pipeline.parse.cleaning import clean_characters
from pipeline.parse.content import Fields
from pipeline.parse.encoding import Decoded
from pipeline.parse.header import split_header
from pipeline.parse.record_names import Names


def read_plain_text(decoded: Decoded, own: Names) -> Fields:
    """Return the fields and text of plain text; `own` are a user's names of fields."""
    split = split_header(clean_characters(decoded.text, decoded.repairs), decoded.repairs, own)
    return split.fields, split.body


def read_marked_text(decoded: Decoded, own: Names) -> Fields:
    """Return the fields and text of Markdown; `own` are a user's names of fields."""
    from pipeline.parse.markdown import read_markdown  # its library is of no use to plain text

    fields, body = read_plain_text(decoded, own)
    title, text = read_markdown(body, fields.get("title"))
    # References such as &shy; become characters only now.
    return fields | {"title": title or ""}, clean_characters(text, decoded.repairs)
