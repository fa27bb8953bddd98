"""Headings: lines without a full stop above a text, whose capitals say little: ordinary words there are no names."""

from collections.abc import Iterator

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import NO_ACTOR, Name
from pipeline.extract.capitals import has_headline_capitals

_MOST_WORDS = 14  # of a heading
_FEWEST_LONG = 2  # words that all have capitals in a heading where nouns have none


def without_headings(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names without those in headings that consist of ordinary words and that the text does not repeat."""
    headings = list(_headings(context))
    if not headings:
        return names
    inside = bytearray(len(context.forms))
    for first, last in headings:
        inside[first:last] = b"\x01" * (last - first)
    repeated = {_last_word(name) for name in names if not inside[name.first] and name.kind != NO_ACTOR}
    return [
        name
        for name in names
        if not inside[name.first]
        or name.entry is not None
        or _last_word(name) in repeated
        or _is_full_name(context, name)
        or not _is_ordinary(context, name)
    ]


def _last_word(name: Name) -> str:
    return name.text.rpartition(" ")[2]


def _is_full_name(context: NameContext, name: Name) -> bool:
    """Whether a person is named by a given name and a surname."""
    if name.kind != "person" or name.last - name.first == 1:
        return False
    return context.is_full_name(name.first, name.last - 1)


def _headings(context: NameContext) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of headings; where nouns have no capitals, all longer words of one have them."""
    forms, text, tokens = context.forms, context.doc.text, context.doc.tokens
    for sentence in context.doc.sentences:
        first, last = sentence.first, sentence.last
        while last > first and not forms[last - 1].strip():
            last -= 1
        if not 0 < last - first <= _MOST_WORDS or not (forms[last - 1][-1].isalnum() or forms[last - 1] == "?"):
            continue
        is_alone = last < len(forms) and "\n" in text[tokens.ends[last - 1] : tokens.starts[last]] + forms[last]
        if is_alone and (context.grammar.capitalises_nouns or has_headline_capitals(forms[first:last], _FEWEST_LONG)):
            yield first, last


def _is_ordinary(context: NameContext, name: Name) -> bool:
    """Whether all words of a name are in the dictionary, written as ordinary words are; acronyms are not."""
    grammar = context.grammar
    for form in context.forms[name.first : name.last]:
        word = form if grammar.capitalises_nouns else form.lower()
        is_acronym = form.isupper() and len(form) > 1
        if form[0].isalnum() and (
            is_acronym or not (grammar.is_ordinary(word) or form.lower() in context.function_words)
        ):
            return False
    return True
