"""The one way from a text to its annotation: sentences, dates, names, statements, actors."""

from dataclasses import replace
from datetime import date

from pipeline.extract.actors import find_names, resolve
from pipeline.extract.annotation import Annotation
from pipeline.extract.dates import find_dates
from pipeline.extract.lexicon import languages
from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text


def supported_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that `annotate` knows, sorted."""
    return languages()


def annotate(text: str, *, language: str, published_on: date | None, document_id: str) -> Annotation:
    """Everything extracted from `text`, a document of `language` published on `published_on`.

    Offsets are code points into `text`. The result is a function of the arguments and the shipped lexicons alone.
    Raises FileNotFoundError for a language that is not among `supported_languages()`, nothing for any text.
    """
    doc = read_text(text, language)
    dates = find_dates(text, language=language, published_on=published_on, tokens=doc.tokens)
    names = find_names(doc)
    statements = find_statements(doc, names, dates, published_on)
    resolution = resolve(doc, names, statements, document_id=document_id)
    return Annotation(
        language=language,
        dates=tuple(sorted(dates, key=lambda d: (d.start, d.end))),
        actors=tuple(resolution.actors),
        mentions=tuple(sorted(resolution.mentions, key=lambda m: (m.start, m.end))),
        statements=tuple(
            replace(statement, speaker_actor=speaker, addressee_actor=addressee, source_actor=source)
            for statement, speaker, addressee, source in zip(
                statements, resolution.speaker, resolution.addressee, resolution.source, strict=True
            )
        ),
    )
