"""The one way from a text to its annotation: sentences, dates, names, statements, actors."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import TypeVar

from pipeline.calibration_file import NO_CALIBRATION, OwnCalibration
from pipeline.extract.actors import Name, Ranker, resolve
from pipeline.extract.actors.own_names import OwnNames
from pipeline.extract.annotation import Annotation, Mention, Statement, TimeExpression
from pipeline.extract.backend import (
    LAYERS,
    Backend,
    BackendError,
    FindsDates,
    FindsNames,
    FindsStatements,
    Layer,
    Source,
)
from pipeline.extract.backends.checking import check_dates, check_statements
from pipeline.extract.backends.embedded import EMBEDDED, EmbeddedBackend
from pipeline.extract.backends.merging import Policy, merge_dates, merge_names, merge_statements
from pipeline.extract.backends.naming import to_names
from pipeline.extract.days import Entries
from pipeline.extract.lang import languages
from pipeline.extract.steps import Steps
from pipeline.extract.text import read_text
from pipeline.extract.value_class import value_class
from pipeline.extract.watching import Watch

B = TypeVar("B", bound=Backend)
T = TypeVar("T")


def supported_languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that `annotate` knows, sorted."""
    return languages()


def _prefer_first() -> Mapping[Layer, Policy]:
    return dict.fromkeys(LAYERS, "prefer_first")


@value_class
class Engine:
    """Backends in their order, for each layer what stands where they overlap, a user's own names and calibration."""

    backends: tuple[Backend, ...]
    policies: Mapping[Layer, Policy] = field(default_factory=_prefer_first)
    own_names: OwnNames | None = None
    calibration: OwnCalibration = NO_CALIBRATION
    # The backends of each layer, looked for once: whether one has a method is costly to ask.
    _dates: tuple[FindsDates, ...] = field(init=False, repr=False, compare=False)
    _names: tuple[FindsNames, ...] = field(init=False, repr=False, compare=False)
    _statements: tuple[FindsStatements, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_dates", tuple(b for b in self.backends if isinstance(b, FindsDates)))
        object.__setattr__(self, "_names", tuple(b for b in self.backends if isinstance(b, FindsNames)))
        object.__setattr__(self, "_statements", tuple(b for b in self.backends if isinstance(b, FindsStatements)))

    def find_dates(self, source: Source) -> list[TimeExpression]:
        """Return the temporal expressions of all backends, sorted. Raises BackendError when one fails."""
        n = len(source.doc.text)

        def ask(backend: FindsDates) -> Sequence[TimeExpression]:
            found = backend.find_dates(source)
            check_dates(found, n)
            return found

        found = [_ask(backend, ask) for backend in self._dates]
        return merge_dates(found, self.policies["dates"], n)

    def find_names(self, source: Source) -> list[Name]:
        """Return the names of all backends, sorted. Raises BackendError when one fails."""

        def ask(backend: FindsNames) -> list[Name]:
            return to_names(source.doc, backend.find_names(source), backend.name)

        found = [_ask(backend, ask) for backend in self._names]
        return merge_names(found, self.policies["names"], len(source.doc.tokens))

    def find_statements(
        self, source: Source, names: Sequence[Name], dates: Sequence[TimeExpression]
    ) -> list[Statement]:
        """Return the statements of all backends, sorted by their spans. Raises BackendError when one fails."""
        n = len(source.doc.text)

        def ask(backend: FindsStatements) -> Sequence[Statement]:
            found = backend.find_statements(source, names, dates)
            check_statements(found, n)
            return found

        found = [_ask(backend, ask) for backend in self._statements]
        return merge_statements(found, self.policies["statements"], n)


EMBEDDED_ENGINE = Engine((EmbeddedBackend(),))


def annotate(
    text: str,
    *,
    language: str,
    published_on: date | None,
    document_id: str,
    engine: Engine = EMBEDDED_ENGINE,
    entries: Entries = (),
    ranker: Ranker | None = None,
    watch: Watch | None = None,
) -> Annotation:
    """Everything that `engine` extracts from `text`, a document of `language` published on `published_on`.

    `ranker` says whom a pronoun or description refers to where the shipped weights shall not. `watch` collects what
    each stage proposed and dropped.

    Offsets are code points into `text`. With the embedded engine the result is a function of the arguments and the
    shipped lexicons alone. Raises FileNotFoundError for a language that is not among `supported_languages()`,
    TooCostlyError for a text beyond its budget of steps, BackendError when another backend fails on the text, and with
    the embedded one nothing else for any text.
    """
    steps = Steps(len(text))
    source = Source(read_text(text, language, engine.own_names), published_on, entries, watch)
    steps.take(len(source.doc.tokens))
    dates = engine.find_dates(source)
    names = engine.find_names(source)
    statements = engine.find_statements(source, names, dates)
    resolution = resolve(source.doc, names, statements, document_id=document_id, ranker=ranker, steps=steps)
    steps.take(_n_mentions_within(statements, resolution.mentions))
    return Annotation(
        language=language,
        dates=tuple(dates),
        actors=tuple(resolution.actors),
        mentions=tuple(sorted(resolution.mentions, key=lambda m: (m.start, m.end))),
        statements=tuple(
            replace(statement, speaker_actor=speaker, addressee_actor=addressee, source_actor=cited)
            for statement, speaker, addressee, cited in zip(
                statements, resolution.speaker, resolution.addressee, resolution.source, strict=True
            )
        ),
    )


def _n_mentions_within(statements: Sequence[Statement], mentions: Sequence[Mention]) -> int:
    """Return how many rows `about` will have at most, which is many where statements lie in one another."""
    starts = sorted(mention.start for mention in mentions)
    spans = (span for statement in statements for span in statement.spans)
    return sum(bisect_left(starts, end) - bisect_left(starts, start) for start, end in spans)


def _ask(backend: B, find: Callable[[B], T]) -> T:
    """Return what `find` gives for a backend. If an external one raises, raise a BackendError that names it."""
    try:
        return find(backend)
    except Exception as error:
        if backend.name == EMBEDDED:
            raise
        what = str(error) if isinstance(error, BackendError) else f"{type(error).__name__}: {error}"
        raise BackendError(f"backend {backend.name}: {what}") from error
