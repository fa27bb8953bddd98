"""What `explain` sees of an extraction: the stages that a text went through, and what each one dropped and why.

Stages give what they have to a `Watch`, if there is one. It changes nothing of what they find.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extract.annotation import Span
from pipeline.extract.value_class import value_class

if TYPE_CHECKING:
    from pipeline.extract.actors.names import Name
    from pipeline.extract.statements.reading import Draft, Reading


@value_class
class Candidate:
    """What a rule proposed for a row of `layer` (dates, names or statements); `dropped` says why there is none.

    `spans` are half-open, in code points of the text. `kind` is a type of dates and statements, a kind of actors.
    """

    layer: str
    spans: tuple[Span, ...]
    kind: str
    rule: str
    dropped: str | None = None


@dataclass(slots=True)
class Watch:
    """Collects the candidates of one text, and how its statements were read."""

    candidates: list[Candidate] = field(default_factory=list)
    reading: "Reading | None" = None

    def date(self, span: Span, kind: str, rule: str, dropped: str | None = None) -> None:
        """Take down a temporal expression."""
        self.candidates.append(Candidate("dates", (span,), kind, rule, dropped))

    def lost_names(self, before: Iterable["Name"], after: Iterable["Name"], why: str) -> None:
        """Take down the names of `before` that are not among those `after` a stage."""
        kept = {(name.first, name.last, name.rule) for name in after}
        self._names((name for name in before if (name.first, name.last, name.rule) not in kept), why)

    def kept_names(self, names: Iterable["Name"]) -> None:
        """Take down the names that stand."""
        self._names(names, None)

    def lost_draft(self, draft: "Draft", why: str) -> None:
        """Take down a statement that is dropped."""
        self._draft(draft, why)

    def kept_drafts(self, drafts: Iterable["Draft"]) -> None:
        """Take down the statements that stand."""
        for draft in drafts:
            self._draft(draft, None)

    def _names(self, names: Iterable["Name"], why: str | None) -> None:
        for name in names:
            found = Candidate("names", ((name.start, name.end),), name.kind, f"actors.{name.rule}", why)
            if found not in self.candidates:
                self.candidates.append(found)

    def _draft(self, draft: "Draft", why: str | None) -> None:
        if self.reading is None:
            raise ValueError("a draft without its reading")
        tokens = self.reading.doc.tokens
        spans = tuple((tokens.starts[first], tokens.ends[last - 1]) for first, last in draft.spans if first < last)
        self.candidates.append(Candidate("statements", spans, draft.type, draft.rule, why))
