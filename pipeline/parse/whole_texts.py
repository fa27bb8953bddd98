"""Files that are one document: plain text, Markdown, a page."""

from pipeline.parse.cleaning import clean_characters
from pipeline.parse.encoding import Decoded
from pipeline.parse.header import split_header
from pipeline.parse.markdown import read_markdown
from pipeline.parse.page import read_page

Fields = tuple[dict[str, str], str]
"""The fields of a header and the text after it."""


def read_plain_text(decoded: Decoded) -> Fields:
    """The fields and text of plain text."""
    split = split_header(clean_characters(decoded.text, decoded.repairs), decoded.repairs)
    return split.fields, split.body


def read_marked_text(decoded: Decoded) -> Fields:
    """The fields and text of Markdown."""
    fields, body = read_plain_text(decoded)
    title, text = read_markdown(body, fields.get("title"))
    # References such as &shy; become characters only now.
    return fields | {"title": title or ""}, clean_characters(text, decoded.repairs)


def read_html(decoded: Decoded) -> Fields:
    """The fields and text of a page."""
    return read_page(decoded.text, decoded.repairs)
