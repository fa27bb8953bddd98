"""Identity of a document: what it declares has priority over its path, so that a corrected or moved text keeps it.

In this order: the header's `id`; the key of its address (`address_key`), the same for all spellings of it; the seed's
path without `.gz`. A file of records has one path for many documents, and the ids in it are often mere counters. So in
a `.jsonl` a record's `id` counts together with the path; without one the address counts, else the path and a hash of
the text.
"""

from pipeline.identity import make_id
from pipeline.parse.address_key import address_key
from pipeline.parse.formats import path_without_compression
from pipeline.parse.metadata import Metadata


def make_document_id(metadata: Metadata, path: str, text_sha256: str, *, is_record: bool) -> str:
    """Return the id of the document with this `metadata` at `path`; `is_record` if its file has many."""
    path = path_without_compression(path)
    if metadata.id is not None:
        return make_id("doc", "record", path, metadata.id) if is_record else make_id("doc", "id", metadata.id)
    if metadata.url is not None:
        return make_id("doc", "url", address_key(metadata.url))
    if is_record:
        return make_id("doc", "text", path, text_sha256)
    return make_id("doc", "path", path)


def is_by_address(metadata: Metadata) -> bool:
    """True if the document is identified by its address, so that another with its id is another capture of the page."""
    return metadata.id is None and metadata.url is not None
