"""What a tagger of names is: it labels tokens as names of persons, places and organizations, sentence by sentence.

A tagger stands between the rules that propose names and what makes actors of them. Another one in its place leaves
gazetteer, titles, roles, coreference and ids as they are.
"""

from collections.abc import Sequence, Set
from typing import Protocol, runtime_checkable

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.value_class import value_class

KINDS = ("organization", "person", "place")
KIND_OF_LABEL = {"LOC": "place", "ORG": "organization", "PER": "person"}  # as corpora name them


@value_class
class TaggedSpan:
    """A name at the tokens `first` to `last`, half-open, for an actor of a kind among `KINDS`.

    One that `is_whole` is never divided: the tagger has learnt where two places around a slash are one, and where two.
    """

    first: int
    last: int
    kind: str
    is_whole: bool = False


@runtime_checkable
class Tagger(Protocol):
    """A tagger of names. `version` names all that shapes what it finds beside onrecord's own code: libraries, models.

    The version stands in the fingerprint of each month and in the manifest of each release: no path of this machine
    belongs into one. The same version must find the same in the same text, and what it finds in a sentence must depend
    on that sentence, and on what the rules found there, alone.
    """

    @property
    def name(self) -> str:
        """The name it is registered under."""
        ...

    @property
    def version(self) -> str:
        """Return what it consists of, in one line; empty if it is onrecord's own code alone."""
        ...

    def tag(self, context: NameContext, names: Sequence[Name]) -> Sequence[TaggedSpan] | None:
        """Return the names of a text, sorted, none overlapping another; None for a language that it does not know.

        `context.doc` is the text with its tokens and sentences, `context.forms` are the tokens. `names` are what the
        rules found.
        """
        ...


@runtime_checkable
class KnowsRules(Protocol):
    """A tagger that knows which rules find names that it is right not to find; for others `yielding_rules` says so."""

    def yielding_rules(self, language: str) -> Set[str] | None:
        """Return the rules of a language (ISO 639-1) whose names are dropped where the tagger finds none.

        None where the grammar of the language has to say so.
        """
        ...


def yielding_rules(tagger: Tagger, context: NameContext) -> Set[str]:
    """Return the rules whose names are dropped where `tagger` finds none."""
    known = tagger.yielding_rules(context.grammar.language) if isinstance(tagger, KnowsRules) else None
    return context.grammar.words["yielding_rules"] if known is None else known


def check_tagged(spans: Sequence[TaggedSpan], n_tokens: int) -> None:
    """Raise ValueError for spans outside `n_tokens` tokens, unsorted or overlapping ones, and kinds that are none."""
    end = 0
    for span in spans:
        if not end <= span.first < span.last <= n_tokens:
            raise ValueError(f"{span} overlaps another, is not sorted, or is outside the {n_tokens} tokens of the text")
        if span.kind not in KINDS:
            raise ValueError(f"{span.kind!r} is not one of {', '.join(KINDS)}")
        end = span.last
