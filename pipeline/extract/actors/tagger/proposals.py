"""Names by a tagger, and the default one: a linear chain trained on German and English corpora, that sees the rules."""

from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import ends_like, nominal_words
from pipeline.extract.actors.lookup import make_listed
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.persons import make_person
from pipeline.extract.actors.tagger.scoring import KnownForms
from pipeline.extract.actors.tagger.seam import KIND_OF_LABEL, TaggedSpan, Tagger
from pipeline.extract.actors.tagger.weights import load_weights
from pipeline.extract.tags import COORDINATOR
from pipeline.extract.words import load_words

Part = tuple[int, int, str]
"""A token range within what was tagged, and its kind."""

_FEWEST_OF_BOTH = 4  # words of a person's name and a body's
_BODIES = frozenset(["organization", "media", "party", "group", "igo"])
_PLACES = frozenset(["place", "region", "state"])
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
    parts = (part for span in spans for whole in _parts(context, span) for part in _with_person(context, *whole))
    trimmed = ((*_trimmed(context, first, last, kind), kind) for first, last, kind in parts)
    return [
        _name(context, first, last, kind)
        for first, last, kind in trimmed
        if first < last
        and not (kind == "person" and _is_no_name(context, first, last))
        and not _is_noun(context, first, last)
    ]


def _parts(context: NameContext, span: TaggedSpan) -> Iterator[Part]:
    """Yield the token ranges of the names in a span: places around a slash and listed names around a comma are two.

    People of a party or body are no part of its name: “Labour MPs” names Labour; nor is the noun before a listed one.
    """
    first, last = span.first, span.last
    if span.is_whole:
        yield first, last, span.kind
        return
    while first < last and not context.forms[first][0].isalnum():
        first += 1
    if first == last:
        return  # nothing but marks
    if span.kind == "organization":
        first += _is_noun_before_listed(context, first, last)
        while last > first + 1 and context.forms[last - 1] in context.grammar.words["group_tails"]:
            last -= 1
    elif span.kind == "person":
        first = _after_place(context, first, last)
    listed = context.gazetteer.longest_at(context.forms, first)
    for i in range(first + 1, last - 1):
        if listed is not None and listed[0] >= last:
            break
        if context.capital(i + 1) and _divides(context, span, first, i):
            yield first, i, span.kind
            first = i + 1
    yield first, last, span.kind


def _with_person(context: NameContext, first: int, last: int, kind: str) -> Iterator[Part]:
    """Yield a name, a person's within a body's apart: Ann Holt | of the Harbour Party; Harbour Council | Ann Holt."""
    if kind not in _BODIES or last - first < _FEWEST_OF_BOTH:
        yield first, last, kind
        return
    links = context.grammar.words["belonging"]
    if _is_full_name(context, first) and context.lowers[first + 2] in links:
        rest = first + 3
        while rest < last and context.lowers[rest] in context.grammar.words["articles"]:
            rest += 1
        yield first, first + 2, "person"
        yield rest, last, kind
    elif _is_full_name(context, last - 2) and context.forms[last - 3] in context.grammar.words["org_heads"]:
        yield first, last - 2, kind
        yield last - 2, last, "person"
    else:
        yield first, last, kind


def _is_full_name(context: NameContext, first: int) -> bool:
    """Whether a given name and a surname stand at a token, neither of them a word for a body."""
    is_body = any(context.listed("org_heads", token) for token in (first, first + 1))
    return context.is_full_name(first, first + 1) and not is_body


def _after_place(context: NameContext, first: int, last: int) -> int:
    """Return where a person's name begins: the governor of | Massachusetts | Mitt Romney."""
    listed = context.gazetteer.longest_at(context.forms, first)
    if listed is None or listed[1].entry.kind not in _PLACES or listed[0] >= last - 1:
        return first
    is_given = context.grammar.is_first_name(context.forms[listed[0]])
    return listed[0] if is_given and not context.grammar.is_first_name(context.forms[first]) else first


def _is_noun_before_listed(context: NameContext, first: int, last: int) -> bool:
    """Whether a noun for bodies stands before the name of a listed one: Umweltorganisation Greenpeace."""
    listed = context.gazetteer.longest_at(context.forms, first + 1) if first + 1 < last else None
    if listed is None or listed[0] != last or listed[1].entry.kind not in _BODIES or listed[1].is_metonym:
        return False
    nouns = nominal_words(context.doc.language).organizations
    return context.grammar.capitalises_nouns and bool(ends_like(nouns, context.lowers[first], context.doc.language))


def _divides(context: NameContext, span: TaggedSpan, first: int, i: int) -> bool:
    """Whether one name ends before token `i` of a span, and the next begins after it."""
    if context.forms[i] == "/":
        listed = context.gazetteer.longest_at(context.forms, first)
        return span.kind == "place" or (listed is not None and listed[0] == i)
    if context.lowers[i] in context.grammar.words["speech_verbs"] and context.forms[i].islower():
        return True  # Enver Solomon told Sky News
    is_joint = context.doc.tags[i] is COORDINATOR
    if context.forms[i] != "," and not is_joint:
        return False
    legal = context.grammar.words["legal_forms"]
    if context.forms[i - 1] in legal or (context.forms[i - 1] == "." and context.forms[i - 2] in legal):
        return True  # Oakline Inc. and Brent Corp.
    listed = context.gazetteer.longest_at(context.forms, first)
    if listed is None or listed[0] != i:
        return False
    following = context.gazetteer.longest_at(context.forms, i + 1) if is_joint else None
    return not is_joint or (following is not None and following[0] == span.last)


def _is_no_name(context: NameContext, first: int, last: int) -> bool:
    """Whether all that a span has are words that are part of no name: Chr. (the days, in 44 v. Chr.)."""
    return all(context.forms[i] == "." or context.listed("not_names", i) for i in range(first, last))


def _is_noun(context: NameContext, first: int, last: int) -> bool:
    """Whether what may be a town is a noun behind its article: die Halle, im Hof."""
    if last > first + 1 or not first or not context.listed("noun_towns", first):
        return False
    words, before = load_words(context.doc.language), context.lowers[first - 1]
    return before in words.determiners or before in words.closed.contractions


def _trimmed(context: NameContext, first: int, last: int, kind: str) -> tuple[int, int]:
    """Return the token range without marks before a name and quotation marks, markup and the like after it.

    A form of address is no part of a person's name: Mr | Holm.
    """
    if kind == "person" and last > first + 1 and context.forms[first] in context.grammar.words["civil_addresses"]:
        first += 1
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
