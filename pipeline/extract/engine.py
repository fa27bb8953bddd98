"""Everything extracted from one document: the layers, one after another."""

from datetime import date

from pipeline.extract.annotation import Annotation
from pipeline.extract.dates import find_dates


def supported_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have extractors, sorted."""
    return ("de", "en")


def annotate(text: str, *, language: str, published_on: date | None, document_id: str) -> Annotation:
    """Annotate `text`."""
    return Annotation(language, dates=find_dates(text, language=language, published_on=published_on))
