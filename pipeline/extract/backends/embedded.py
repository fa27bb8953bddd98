"""The engine that is complete in the package: rules and lexicons, and a tagger for names."""

from collections.abc import Sequence

from pipeline.extract.actors import Name, find_names
from pipeline.extract.annotation import Statement, TimeExpression
from pipeline.extract.backend import Source
from pipeline.extract.dates import find_dates
from pipeline.extract.statements import find_statements

EMBEDDED = "embedded"


class EmbeddedBackend:
    """Dates, names and statements by onrecord's own rules; its version is that of the code."""

    name = EMBEDDED
    version = ""

    def find_dates(self, source: Source) -> Sequence[TimeExpression]:
        """Return the temporal expressions, sorted."""
        doc = source.doc
        return find_dates(
            doc.text,
            language=doc.language,
            published_on=source.published_on,
            tokens=doc.tokens,
            entries=source.entries,
        )

    def find_names(self, source: Source) -> Sequence[Name]:
        """Return the names, sorted."""
        return find_names(source.doc)

    def find_statements(
        self, source: Source, names: Sequence[Name], dates: Sequence[TimeExpression]
    ) -> Sequence[Statement]:
        """Return the statements, sorted by their spans."""
        return find_statements(source.doc, names, dates, source.published_on, source.entries)
