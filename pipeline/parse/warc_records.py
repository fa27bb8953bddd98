"""Records in web archives (WARC): the pages among what a crawler was answered.

A page is a successful answer in HTML. Everything else (pictures, requests, redirects, errors) is skipped: it holds
no document.
"""

import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from pipeline.parse.compression import Forward, read_whole
from pipeline.parse.content import Content, Limits, Record
from pipeline.parse.encoding import decode, refuse_binary
from pipeline.parse.page import declared_encoding, read_page
from pipeline.parse.page_addresses import are_of_one_site
from pipeline.parse.record_names import Names
from pipeline.parse.refusal import Refusal
from pipeline.parse.stated_terms import HEADERS, joined_terms, terms_of_headers

_MAX_HEADER_BYTES = 1 << 20
_BLOCK_BYTES = 65_536
_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: Forward, limits: Limits, _: Names) -> Iterator[Record]:
    """Yield the pages of a web archive. Raises Refusal `broken_warc`."""
    from warcio.archiveiterator import ArchiveIterator

    source = _Source(stream)
    number = 0
    try:
        archive = ArchiveIterator(source, no_record_parse=False)
        while True:
            source.n_left = _MAX_HEADER_BYTES
            record = next(archive, None)
            source.n_left = None
            if record is None:
                break
            number += 1
            if _is_page(record):
                yield _page(number, record, limits)
            while record.raw_stream.read(_BLOCK_BYTES):
                pass
            if getattr(record.raw_stream, "limit", 0) > 0:
                raise Refusal("broken_warc", "The file ends within a record.")
    except (Refusal, OSError):
        raise
    except Exception as error:  # what the library makes of a damaged record is of many kinds
        first_line = (str(error).splitlines() or [""])[0]
        raise Refusal("broken_warc", f"{first_line.rstrip('.') or type(error).__name__}.") from None


class _Source:
    """The stream as the library wants it, which takes headers of any length: of these no more than `n_left` bytes."""

    def __init__(self, stream: Forward) -> None:
        self._stream = stream
        self._n_read = 0
        self.n_left: int | None = None

    def read(self, n_bytes: int = _BLOCK_BYTES) -> bytes:
        if self.n_left is not None and self.n_left <= 0:
            raise Refusal("broken_warc", f"A record's header has more than {_MAX_HEADER_BYTES} bytes.")
        data = self._stream.read(n_bytes if n_bytes > 0 else _BLOCK_BYTES)
        self._n_read += len(data)
        if self.n_left is not None:
            self.n_left -= len(data)
        return data

    def tell(self) -> int:
        return self._n_read


def _is_page(record: Any) -> bool:
    if record.rec_type not in ("response", "resource"):
        return False
    if record.http_headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
    elif record.http_headers.get_statuscode() != "200":
        return False
    else:
        kind = record.http_headers.get_header("Content-Type") or ""
    return kind.partition(";")[0].strip().lower() in _PAGES


def _page(number: int, record: Any, limits: Limits) -> Record:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    captured = record.rec_headers.get_header("WARC-Date") or ""
    headers = record.http_headers or record.rec_headers
    _, _, charset = (headers.get_header("Content-Type") or "").lower().partition("charset=")
    digest = hashlib.sha256(f"{address}\n{captured}\n{charset}\n".encode("utf-8", "replace"))
    stated = [(name, value) for name, value in headers.headers if name.lower() in HEADERS]
    terms = terms_of_headers(stated)
    if terms:
        digest.update(f"{sorted(terms.items())}\n".encode("utf-8", "replace"))
    refusal = data = None
    try:
        data = read_whole(record.content_stream(), limits.max_document_bytes)
        digest.update(data)
    except Refusal as found:
        refusal = found
    except Exception as error:  # whatever the library makes of a broken body, it is this record's alone
        refusal = Refusal("broken_compression", f"The body of the answer: {type(error).__name__}.")
    charset = charset.partition(";")[0].strip(" \"'")
    return Record(
        number, digest.hexdigest(), partial(_read, data, refusal, address.strip("<>"), captured, charset, terms)
    )


def _read(
    data: bytes | None, refusal: Refusal | None, address: str, captured: str, charset: str, terms: dict[str, str]
) -> Content:
    if data is None:
        raise refusal or Refusal("no_text", "The answer has no body.")
    if not data.strip():
        raise Refusal("no_text", "The answer has no body.")
    refuse_binary(data)
    decoded = decode(data, charset or declared_encoding(data))
    fields, text = read_page(decoded.text, decoded.repairs)
    # Where it was found is sure; what a page says of its address may be that of another one.
    if address and fields.get("url") and not are_of_one_site(address, fields["url"]):
        fields.setdefault("syndicated_from", fields["url"])
    fields |= {"url": address} if address else {}
    fields |= {"captured": captured[:10]} if captured else {}
    # The page has the first word on the address, as in TDMRep.
    fields |= joined_terms(fields, terms)
    return Content(fields, text, decoded.encoding, decoded.repairs, is_scraped=True)
