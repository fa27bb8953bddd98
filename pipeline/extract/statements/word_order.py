"""What the order of words decides: the questions that the shared layers ask, answered by one of two packages.

`verb_second` (German, Danish): one constituent before the finite verb of a main clause, the verb of a subordinate
clause last, commas between clauses. `fixed_order` (English): subject, verb, object, and no comma before a complement.
`finder` chooses the package by the grammar of the text's language; no other module asks for the order. Tokens are
indices into the text, ranges are half-open, None stands for no token.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from pipeline.extract.tags import Tag

if TYPE_CHECKING:
    from pipeline.extract.lang.morphology import VerbForm
    from pipeline.extract.lang.terms import Introducer
    from pipeline.extract.phrases import NounPhrase
    from pipeline.extract.statements.clauses import Clause, ClauseReader
    from pipeline.extract.statements.reading import Draft, Reading, TokenSpan


class WordOrder(Protocol):
    """One order of words. A package is one: its functions are the methods."""

    def tag_verbs(self, reading: "Reading") -> None:
        """Correct the tags of verbs before phrases are looked for."""

    def part_phrases(self, reading: "Reading") -> None:
        """Part phrases that only stand side by side."""

    def is_cut(self, reader: "ClauseReader", first: int, i: int) -> bool:
        """Whether a clause begins at token `i` without a mark, in the part that begins with token `first`."""

    def introducer_of_that(self, mark: Tag | None) -> "Introducer":
        """Return what a “that” or „dass“ behind `mark` introduces."""

    def is_subordinating(self, reader: "ClauseReader", begin: int, last: int) -> bool:
        """Whether the word at `begin`, which may be a conjunction, subordinates the clause that ends at `last`."""

    def is_relative(self, reader: "ClauseReader", begin: int, last: int) -> bool:
        """Whether a clause that begins with a relative pronoun, maybe an article, is a relative clause."""

    def unknown_finite(self, reader: "ClauseReader", begin: int, last: int) -> int | None:
        """Return the finite verb of a main clause without a known one, or None."""

    def has_marked_infinitive(self, reader: "ClauseReader", begin: int, last: int) -> bool:
        """Whether the clause is an infinitive with its mark (zu, to)."""

    def possible_subjects(self, reading: "Reading", found: "list[NounPhrase]") -> "list[NounPhrase]":
        """Of phrases that fit by case and number return those that may be the subject by where they stand."""

    def may_open(self, reading: "Reading", begin: int, phrase: "NounPhrase") -> bool:
        """Whether a phrase before the verb is the subject of the clause that begins with token `begin`."""

    def name_with_preposition(self, reading: "Reading", clause: "Clause", finite: int) -> "list[TokenSpan]":
        """Return a subject that looks like a prepositional phrase, since the name begins with a preposition."""

    def is_bound(self, tags: Sequence[Tag], verb: int) -> bool:
        """Whether a form that may be finite depends on the auxiliary of its clause."""

    def find_particle(self, reading: "Reading", clause: "Clause", verb: int, form: "VerbForm") -> int | None:
        """Return the separated particle of a finite form."""

    def statements_of(self, reading: "Reading", index: int) -> "list[Draft]":
        """Return the drafts of one sentence, in the order of their first words."""
