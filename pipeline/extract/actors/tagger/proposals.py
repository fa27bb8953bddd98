"""Names by a tagger, and the default one: a linear chain trained on German and English corpora, that sees the rules."""

from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.lookup import make_listed
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.persons import make_person
from pipeline.extract.actors.tagger.scoring import KnownForms
from pipeline.extract.actors.tagger.seam import KIND_OF_LABEL, TaggedSpan, Tagger
from pipeline.extract.actors.tagger.weights import load_weights

_NOT_LAST = frozenset("\"'`´‘’‚“”„«»‹›…([]{,;:")


class Crf:
    """The tagger in the package: integer weights for each language, the same result on every machine."""

    name = "crf"
    version = ""

    def tag(self, context: NameContext, names: Sequence[Name]) -> list[TaggedSpan] | None:
        """Return the names of a text, sorted; None where there are no weights for its language."""
        forms = _known_forms(context.grammar.language)
        if forms is None:
            return None
        return [TaggedSpan(first, last, KIND_OF_LABEL[label]) for first, last, label in forms.tag(context, names)]


CRF = Crf()


def propose_tagged(context: NameContext, names: Sequence[Name], tagger: Tagger = CRF) -> list[Name] | None:
    """Return the names that `tagger` finds, sorted; `names` are those of the rules, which it takes into account.

    None for a language that it does not know.
    """
    spans = tagger.tag(context, names)
    if spans is None:
        return None
    trimmed = ((*_trimmed(context, first, last), span.kind) for span in spans for first, last in _parts(context, span))
    return [_name(context, first, last, kind) for first, last, kind in trimmed if first < last]


def _parts(context: NameContext, span: TaggedSpan) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of the names in a span: places around a slash and listed names around a comma are two.

    People of a party or body are no part of its name: “Labour MPs” names Labour.
    """
    first, last = span.first, span.last
    if span.kind == "organization":
        while last > first + 1 and context.forms[last - 1] in context.grammar.words["group_tails"]:
            last -= 1
    listed = context.gazetteer.longest_at(context.forms, first)
    for i in range(first + 1, last - 1):
        if listed is not None and listed[0] >= last:
            break
        if context.capital(i + 1) and _divides(context, span, first, i):
            yield first, i
            first = i + 1
    yield first, last


def _divides(context: NameContext, span: TaggedSpan, first: int, i: int) -> bool:
    """Whether one name ends before token `i` of a span, and the next begins after it."""
    if context.forms[i] == "/":
        return span.kind == "place"
    listed = context.gazetteer.longest_at(context.forms, first) if context.forms[i] == "," else None
    return listed is not None and listed[0] == i


def _trimmed(context: NameContext, first: int, last: int) -> tuple[int, int]:
    """Return the token range without marks before a name and quotation marks, markup and the like after it."""
    while first < last and not context.forms[first][0].isalnum():
        first += 1
    while first < last and context.forms[last - 1] in _NOT_LAST:
        last -= 1
    return first, last


def _name(context: NameContext, first: int, last: int, kind: str) -> Name:
    """Return the name at tokens `first` to `last`: one of the gazetteer's if it lists these words, a new one else."""
    if kind == "person":
        return make_person(context, first, last, "tagger")
    listed = context.gazetteer.longest_at(context.forms, first)
    if listed is not None and listed[0] == last:
        return make_listed(context, first, *listed)
    tokens = context.doc.tokens
    text = context.surface(first, last)
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, kind, "tagger")


@cache
def _known_forms(language: str) -> KnownForms | None:
    weights = load_weights(language)
    return None if weights is None else KnownForms(weights)
