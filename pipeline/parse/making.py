"""From fields and text to a document."""

import hashlib
import re
from dataclasses import dataclass

from pipeline.furniture_file import OwnFurniture
from pipeline.parse.authors import BETWEEN
from pipeline.parse.cleaning import list_repairs, tidy_layout
from pipeline.parse.content import Content
from pipeline.parse.document import Document
from pipeline.parse.document_id import is_by_address, make_document_id
from pipeline.parse.earlier_ids import EARLIER_FIELDS, earlier_document_id
from pipeline.parse.entry_days import entry_days
from pipeline.parse.furniture import drop_furniture, furniture_of
from pipeline.parse.language import language_of_text
from pipeline.parse.metadata import read_metadata
from pipeline.parse.refusal import Refusal
from pipeline.parse.time_zones import time_zone_of_language

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document's characters come from."""

    seed: str
    sha256: str
    line: int | None


def make_document(origin: Origin, content: Content, own_furniture: OwnFurniture = ()) -> Document:
    """Make a document of this content, without its furniture. Raises Refusal `no_text`, `impossible_date`."""
    repairs = content.repairs
    text = tidy_layout(content.text, repairs)
    given = _sha256(text)
    entries = content.fields.pop("entries", None)
    metadata = read_metadata({k: v for k, v in content.fields.items() if k not in EARLIER_FIELDS}, repairs)
    language = language_of_text(text, metadata.language, repairs)
    authors = BETWEEN.join(metadata.authors) or None
    furniture = furniture_of(own_furniture, language, metadata.host, authors, is_scraped=content.is_scraped)
    if furniture is not None:
        text = drop_furniture(text, furniture, repairs)
    n_words = len(_WORD.findall(text))
    if not n_words:
        raise Refusal("no_text", "Without its header the document has no words.")
    text_sha256 = _sha256(text)
    is_record = origin.line is not None
    zone = time_zone_of_language(language)
    published, updated = metadata.published, metadata.updated
    document_id = make_document_id(metadata, origin.seed, text_sha256, is_record=is_record)
    earlier_id = earlier_document_id(content.fields, origin.seed, given, is_record=is_record)
    return Document(
        document_id=document_id,
        is_by_address=is_by_address(metadata),
        earlier_id=None if earlier_id == document_id else earlier_id,
        seed=origin.seed,
        line=origin.line,
        seed_sha256=origin.sha256,
        header_source=None if is_record else metadata.source,
        record_source=metadata.source if is_record else None,
        publisher=metadata.publisher or metadata.host,
        host=metadata.host,
        published=published.written if published else None,
        published_on=published.day_in(zone) if published else None,
        published_on_basis=metadata.published_on_basis,
        published_at=published.instant(zone) if published else None,
        updated=updated.written if updated else None,
        updated_on=updated.day_in(zone) if updated else None,
        entry_days=entry_days(entries, text, published, updated, zone),
        captured_on=metadata.captured_on,
        terms_url=metadata.terms_url,
        tdm_reserved=metadata.tdm_reserved,
        language=language,
        title=metadata.title,
        author=authors,
        authors=metadata.authors,
        url=metadata.url,
        syndicated_from=metadata.syndicated_from,
        text=text,
        text_sha256=text_sha256,
        n_characters=len(text),
        n_words=n_words,
        encoding=content.encoding,
        repairs=list_repairs(repairs),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
