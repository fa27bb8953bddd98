"""What a person may name in a release: a document or something in it by id, also by an earlier one, or an address."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.look.rows import Row, find_rows
from pipeline.parse.address_key import address_key
from pipeline.parse.addresses import canonical_url, host_of
from pipeline.release.contents import Contents
from schemas.tables import TABLES

# Tables whose rows are part of one document, by how their ids begin.
_TABLES = {"doc": "documents", "statement": "statements", "mention": "mentions", "date": "dates"}
_FORMS = "give doc_…, statement_…, mention_…, date_… or an address that begins with https://"


class NotFoundError(OnrecordError):
    """What a person looks for is not in the release."""

    exit_status = EXIT_FOUND_WRONG


@dataclass(frozen=True, slots=True)
class Found:
    """A document, and the statement in it that was asked for, if one was; `now` is the id that replaced `wanted`."""

    wanted: str
    document: Row
    month: str | None
    statement_id: str | None = None
    now: str | None = None


def find(contents: Contents, wanted: str) -> list[Found]:
    """Return the documents that `wanted` names, at least one: an id or an address in any of its spellings.

    Raises OnrecordError if it is neither, NotFoundError if it is not in the release.
    """
    table = _TABLES.get(wanted.partition("_")[0])
    if table is not None and "://" not in wanted:
        found = list(_by_id(contents, table, wanted)) or list(_by_earlier_id(contents, table, wanted))
    elif wanted.startswith("actor_"):
        raise OnrecordError(f"{wanted} is an actor: `onrecord search --speaker {wanted}` lists what it says")
    else:
        found = list(_by_address(contents, wanted))
    if not found:
        raise NotFoundError(f"{wanted}: not in this release; `onrecord search` looks for words and names")
    return found


def _by_id(contents: Contents, table: str, wanted: str, now: str | None = None) -> Iterator[Found]:
    present = now or wanted
    for row, month in find_rows(contents, table, TABLES[table].key[0], {present}):
        if table == "documents":
            yield Found(wanted, row, month, now=now)
            continue
        for document, its_month in find_rows(contents, "documents", "document_id", {row["document_id"]}):
            yield Found(wanted, document, its_month, present if table == "statements" else None, now)


def _by_earlier_id(contents: Contents, table: str, wanted: str) -> Iterator[Found]:
    """Yield what has now another id; it may have been taken down since.

    Nothing leads to rows of restricted documents, and to those documents only their own column.
    """
    for row, _ in find_rows(contents, "redirects", "old_id", {wanted}):
        if row["table"] == table:
            yield from _by_id(contents, table, wanted, row["new_id"])
            return
    for row, month in find_rows(contents, "documents", "earlier_id", {wanted}) if table == "documents" else ():
        yield Found(wanted, row, month, now=row["document_id"])


def _by_address(contents: Contents, wanted: str) -> Iterator[Found]:
    url = canonical_url(wanted if "://" in wanted else f"https://{wanted}")
    if url is None or "." not in host_of(url):
        raise OnrecordError(f"{wanted}: neither an id nor an address: {_FORMS}")
    key = address_key(url)
    ids = {document_id for document_id, found in _on_host(contents, host_of(key)) if address_key(found) == key}
    for row, month in find_rows(contents, "documents", "document_id", ids) if ids else ():
        yield Found(wanted, row, month)


def _on_host(contents: Contents, host: str) -> Iterator[tuple[str, str]]:
    """Yield ids and addresses of documents whose address has this host anywhere, as one in AMP's cache has."""
    for batch in contents.scan("documents", ("document_id", "url")):
        near: pa.Table = batch.filter(pc.fill_null(pc.match_substring(batch["url"], host, ignore_case=True), False))
        yield from zip(near["document_id"].to_pylist(), near["url"].to_pylist(), strict=True)
