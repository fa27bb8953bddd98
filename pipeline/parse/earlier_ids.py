"""The id that version 1.0.0 gave a document, so that the table `redirects` can lead from it to the present one.

The rule of 1.0.0: the header's `id`, else the canonical address as written (with `http` or `https`, `www.` and nearly
all parameters), else the path; and which words that version read as id and address. It is computed from the seeds,
never taken from a release. Where the text is part of the id it is the text as it is read now.

This module and `redirects` can go with version 3: until then somebody may cite ids of a 1.x release, or join by them.
"""

from collections.abc import Mapping

from pipeline.identity import make_id
from pipeline.parse.addresses import canonical_url
from pipeline.parse.cleaning import clean_line

EARLIER_TEXT, EARLIER_ID, EARLIER_URL = "earlier_text", "earlier_id", "earlier_url"
EARLIER_FIELDS = frozenset({EARLIER_TEXT, EARLIER_ID, EARLIER_URL})
"""Fields that readers set beside the others: what 1.0.0 read as a record's text, as id and as address."""

_WHOLE = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml")
_RECORDS = (".jsonl", ".ndjson")
_COMPRESSED = ".gz"
_LONGEST_VALUE = 1_000
_FIELDS = {
    EARLIER_TEXT: ("article_body", "articlebody", "body", "content", "fulltext", "text", "volltext"),
    EARLIER_ID: ("article_id", "doc_id", "document_id", "guid", "id"),
    EARLIER_URL: ("canonical", "canonical_url", "link", "permalink", "uri", "url"),
}
_FIELD_OF = {key: field for field, keys in _FIELDS.items() for key in keys}


def earlier_record_fields(record: Mapping[str, object]) -> dict[str, str]:
    """Return what 1.0.0 read of a record as its id and address, and whether it had a text for it."""
    found: dict[str, str] = {}
    for key, value in record.items():
        field = _FIELD_OF.get(key.strip().casefold().replace("-", "_").replace(" ", "_"))
        if field == EARLIER_TEXT:
            found.setdefault(field, "yes" if isinstance(value, str) and value.strip() else "")
        elif field is not None and isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
            found.setdefault(field, str(value))
    return found


def earlier_document_id(fields: Mapping[str, str], path: str, text_sha256: str, *, is_record: bool) -> str | None:
    """Return the id that 1.0.0 gave the document with these `fields` at `path`; None if it did not read such a one."""
    bare = path[: -len(_COMPRESSED)] if path.lower().endswith(_COMPRESSED) else path
    if "!/" in path or not bare.lower().endswith(_RECORDS if is_record else _WHOLE):
        return None
    if is_record and not fields.get(EARLIER_TEXT):
        return None
    own = clean_line(fields.get(EARLIER_ID if is_record else "id", ""))
    if own and len(own) <= _LONGEST_VALUE:
        return make_id("doc", "record", bare, own) if is_record else make_id("doc", "id", own)
    url = fields.get(EARLIER_URL, "" if is_record else fields.get("url", ""))
    address = canonical_url(clean_line(url))
    if address is not None:
        return make_id("doc", "url", address)
    return make_id("doc", "text", bare, text_sha256) if is_record else make_id("doc", "path", bare)
