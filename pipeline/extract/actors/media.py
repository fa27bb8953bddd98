"""Newspapers, broadcasters and agencies that no lexicon lists: told by how their names end or begin."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import media_classes
from pipeline.extract.actors.names import Name
from pipeline.extract.quotations import without_marks
from pipeline.extract.value_class import value_class
from pipeline.extract.world import load_world

_MOST_BEFORE = 3  # capitalised words before the last one
_MOST_QUOTED = 4
_FEWEST_LETTERS = 3  # of a compound before its last part
_MAY_BE = frozenset(["organization", "place", "person"])
_MARKS = frozenset("„“”\"«»‚‘'")


@value_class
class MediaWords:
    """How names of media end (`tails` whole words, `suffixes` parts in lower case) and begin, and what is none."""

    tails: frozenset[str]
    suffixes: tuple[str, ...]
    leads: frozenset[str]
    agencies: tuple[str, ...]
    other: frozenset[str]


@cache
def media_words() -> MediaWords:
    """Return the words that names of media are told by."""
    lexicon = load_world("media_endings")
    return MediaWords(
        frozenset(lexicon["tails"]["words"]),
        tuple(lexicon["suffixes"]["words"]),
        frozenset(lexicon["leads"]["words"]),
        tuple(lexicon["agencies"]["words"]),
        frozenset(lexicon["other"]["words"]),
    )


def propose_media(context: NameContext) -> Iterator[Name]:
    """Yield names that end as media do: the Tarnbrook Courier; in German a quoted compound: der „Hafenkurier“."""
    words = media_words()
    if context.grammar.capitalises_nouns:
        yield from _quoted(context, words)
        return
    for i, form in enumerate(context.forms):
        if form in words.tails and context.capital(i - 1) and not context.is_initial[i] and not context.is_shouted[i]:
            first = _first_word(context, i)
            is_led = context.lower(first - 1) in context.grammar.words["articles"]
            may_be_person = context.grammar.is_first_name(context.forms[first]) and not is_led  # Amy Post
            if first < i and not may_be_person and context.surface(first, i + 1) not in words.other:
                yield _make(context, first, i + 1)


def _first_word(context: NameContext, last: int) -> int:
    """Return the first of the capitalised words that end at a token and belong to one name."""
    first = last
    while first > 0 and last - first < _MOST_BEFORE and context.capital(first - 1):
        before = first - 1
        form = context.forms[before]
        if context.lowers[before] in context.function_words or context.listed("not_names", before):
            break
        if context.grammar.office(form) is not None or form in context.grammar.titles or context.is_initial[first]:
            break
        first = before
    if context.is_initial[first] and context.grammar.is_ordinary(context.lowers[first]):
        first += 1
    return first


def _quoted(context: NameContext, words: MediaWords) -> Iterator[Name]:
    for quotation in context.doc.quotations:
        if not quotation.is_closed or quotation.last - quotation.first > _MOST_QUOTED + 2:
            continue
        inner = without_marks(quotation)
        last = inner.last - 1
        if inner.first > last or not all(context.capital(i) for i in range(inner.first, inner.last)):
            continue
        if _ends_like_one(context.forms[last], words) and context.surface(inner.first, inner.last) not in words.other:
            yield _make(context, inner.first, inner.last)


def _ends_like_one(form: str, words: MediaWords) -> bool:
    lower = form.lower()
    return any(
        lower.endswith(suffix) and (lower == suffix or len(lower) >= len(suffix) + _FEWEST_LETTERS)
        for suffix in words.suffixes
    )


def _make(context: NameContext, first: int, last: int) -> Name:
    tokens = context.doc.tokens
    text = context.surface(first, last)
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, "media", "organization.media")


def with_media(context: NameContext, names: Iterable[Name]) -> list[Name]:
    """Return the names, those as media that no lexicon lists and that end, begin or are introduced as media are."""
    words = media_words()
    return [_as_medium(context, name) if _is_medium(context, name, words) else name for name in names]


def _as_medium(context: NameContext, name: Name) -> Name:
    return replace(name, kind="media", role=None, gender=None)


def _is_medium(context: NameContext, name: Name, words: MediaWords) -> bool:
    if name.entry is not None or name.kind not in _MAY_BE or name.text in words.other:
        return False
    is_quoted = context.form(name.first - 1) in _MARKS  # das Blatt „Nordecho“ is no place
    if (name.kind == "organization" or is_quoted) and _introduced(context, name):
        return True
    last = context.forms[name.last - 1]
    if name.last - name.first > 1 and context.forms[name.first] in words.leads:
        return True
    if name.kind == "person":
        return False
    if context.lowers[name.last - 1].endswith(words.agencies) or name.text.lower().endswith(words.agencies):
        return True
    if context.grammar.capitalises_nouns:
        # A place that no ending or preposition says to be one.
        is_unsure = name.kind == "place" and name.rule.partition(".")[0] != "place"
        return (name.kind == "organization" or is_unsure) and _ends_like_one(last, words)
    return name.last - name.first > 1 and last in words.tails


def _introduced(context: NameContext, name: Name) -> bool:
    """Whether the noun before a name says that it is a medium: das Magazin „Palette“."""
    at = name.first - 1
    if context.form(at) in _MARKS:
        at -= 1
    named = f"{context.lower(at - 1)} {context.lower(at)}"  # the news agency Anvara
    return at >= 0 and (bool(media_classes(context, at)) or named in media_words().agencies)


def classes_of_medium(context: NameContext, name: Name) -> tuple[str, ...]:
    """Return what an unlisted medium may be called by a noun: by the noun before it, or how it begins."""
    at = name.first - 1
    if context.form(at) in _MARKS:
        at -= 1
    named = media_classes(context, at) if at >= 0 else ()
    if named:
        return named
    if context.lower(at) in context.grammar.words["agency_nouns"] or name.text.lower().endswith(media_words().agencies):
        return ("agency_news",)
    if context.forms[name.first] in media_words().leads:
        return ("broadcaster",)
    return ("newspaper", "magazine")
