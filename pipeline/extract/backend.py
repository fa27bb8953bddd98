"""What an engine of extraction is: it finds dates, names or statements in a text, as spans that say what made them.

A backend has a method for each layer it knows and none for the others. The layers are asked for in this order, each
with what the backends together found before: dates, names, statements. Who is meant by a name, and every id, is
settled afterwards and in one place, whatever engine a span comes from.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol, runtime_checkable

from pipeline.extract.actors import Name
from pipeline.extract.annotation import Statement, TimeExpression
from pipeline.extract.days import Entries, day_at
from pipeline.extract.text import Text
from pipeline.extract.value_class import value_class
from pipeline.extract.watching import Watch

Layer = Literal["dates", "names", "statements"]
LAYERS: tuple[Layer, ...] = ("dates", "names", "statements")


class BackendError(RuntimeError):
    """A backend failed on one document, or gave spans that are none of its text; the message names the backend."""


@value_class
class Source:
    """What a backend is given: the text with its language, tokens and sentences, and its day of publication.

    `entries` are the days of the parts of a live blog; `day_at` says which one counts at a code point. `watch`, if
    there is one, collects what a stage proposes and drops, for people who ask why.
    """

    doc: Text
    published_on: date | None
    entries: Entries = ()
    watch: Watch | None = None

    def day_at(self, place: int) -> date | None:
        """Return the day from which a relative date at the code point `place` is counted."""
        return day_at(place, self.published_on, self.entries)


@value_class
class NamedSpan:
    """A name at the code points `start` to `end`, half-open, for an actor of `kind` (`schemas.vocabulary`).

    `rule` says what in the backend found it, and becomes the mention's `rule` behind the backend's name.
    """

    start: int
    end: int
    kind: str
    rule: str


@runtime_checkable
class Backend(Protocol):
    """An engine. `version` names all that shapes what it finds beside onrecord's own code: libraries, models.

    The versions stand in the fingerprint of each month and in the manifest of each release: no path of this machine
    belongs into one. The same version must find the same in the same text.
    """

    @property
    def name(self) -> str:
        """The name it is registered under."""
        ...

    @property
    def version(self) -> str:
        """Return what it consists of, in one line; empty if it is onrecord's own code alone."""
        ...


@runtime_checkable
class FindsDates(Backend, Protocol):
    """A backend with a layer of temporal expressions."""

    def find_dates(self, source: Source) -> Sequence[TimeExpression]:
        """Return the temporal expressions of the text, in any order, none overlapping another."""
        ...


@runtime_checkable
class FindsNames(Backend, Protocol):
    """A backend with a layer of named actors."""

    def find_names(self, source: Source) -> Sequence[NamedSpan | Name]:
        """Return the names in the text, in any order, none overlapping another.

        One that knows onrecord's tokens, roles and gazetteer may give `Name`s; of a `NamedSpan` these are looked up.
        """
        ...


@runtime_checkable
class FindsStatements(Backend, Protocol):
    """A backend with a layer of statements."""

    def find_statements(
        self, source: Source, names: Sequence[Name], dates: Sequence[TimeExpression]
    ) -> Sequence[Statement]:
        """Return the statements of the text; `parent` is an index into them, their `*_actor` are not looked at.

        `names` and `dates` are those of all backends, sorted by position.
        """
        ...
