"""The engine that is complete in the package: rules and lexicons, and a tagger for names."""

from collections.abc import Sequence, Set

from pipeline.extract.actors import Name, find_names
from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.tagger.proposals import CRF
from pipeline.extract.actors.tagger.seam import KnowsRules, TaggedSpan, Tagger, check_tagged
from pipeline.extract.annotation import Statement, TimeExpression
from pipeline.extract.backend import BackendError, Source
from pipeline.extract.dates import find_dates
from pipeline.extract.statements import find_statements
from pipeline.extract.value_class import value_class

EMBEDDED = "embedded"


@value_class
class EmbeddedBackend:
    """Dates, names and statements by onrecord's own rules; its version is that of the code.

    A tagger that comes from outside has a version of its own.
    """

    tagger: Tagger = CRF
    name: str = EMBEDDED
    version: str = ""

    def find_dates(self, source: Source) -> Sequence[TimeExpression]:
        """Return the temporal expressions, sorted."""
        doc = source.doc
        return find_dates(
            doc.text,
            language=doc.language,
            published_on=source.published_on,
            tokens=doc.tokens,
            entries=source.entries,
            watch=source.watch,
        )

    def find_names(self, source: Source) -> Sequence[Name]:
        """Return the names, sorted. Raises BackendError if a tagger from outside fails."""
        return find_names(source.doc, self.tagger, source.watch)

    def find_statements(
        self, source: Source, names: Sequence[Name], dates: Sequence[TimeExpression]
    ) -> Sequence[Statement]:
        """Return the statements, sorted by their spans."""
        return find_statements(source.doc, names, dates, source.published_on, source.entries, source.watch)


@value_class
class GuardedTagger:
    """A tagger from outside: what it gives is checked, and what it raises names it."""

    tagger: Tagger

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return self.tagger.name

    @property
    def version(self) -> str:
        """Return what it consists of."""
        return self.tagger.version

    def tag(self, context: NameContext, names: Sequence[Name]) -> Sequence[TaggedSpan] | None:
        """Return the names of a text. Raises BackendError if the tagger fails on it, or gives spans that are none."""
        try:
            spans = self.tagger.tag(context, names)
            if spans is not None:
                check_tagged(spans, len(context.forms))
            return spans
        except Exception as error:
            raise BackendError(f"tagger {self.name}: {type(error).__name__}: {error}") from error

    def yielding_rules(self, language: str) -> Set[str] | None:
        """Return the rules that give way to it, None if it does not know."""
        return self.tagger.yielding_rules(language) if isinstance(self.tagger, KnowsRules) else None
