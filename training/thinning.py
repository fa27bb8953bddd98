"""Lexicons with gaps, to train on: on texts nobody has read they list fewer of the names than on the training corpora.

Without gaps the tagger learns that what the lexicons do not list is seldom a name.
"""

from dataclasses import replace
from functools import cache
from zlib import crc32

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import Gazetteer, load_gazetteer
from pipeline.extract.actors.grammar import NameGrammar, load_grammar

_PARTS = 2  # each entry is hidden from one text in so many


def thinned(context: NameContext) -> NameContext:
    """Return the context of a text with the entries hidden that fall into the same part as it does, told by a hash."""
    language, part = context.doc.language, _part(context.doc.text)
    return replace(context, gazetteer=_gazetteer(language, part), grammar=_grammar(language, part))


def _part(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) % _PARTS


@cache
def _gazetteer(language: str, part: int) -> Gazetteer:
    """Return the gazetteer without the entries of a part."""
    gazetteer = load_gazetteer(language)
    left = {
        first: [(rest, form) for rest, form in names if _part(form.entry.actor_id) != part]
        for first, names in gazetteer.by_first.items()
    }
    return replace(gazetteer, by_first={first: names for first, names in left.items() if names})


@cache
def _grammar(language: str, part: int) -> NameGrammar:
    """Return the name grammar without the given names and surnames of a part."""
    grammar = load_grammar(language)
    gender_of = {name: gender for name, gender in grammar.gender_of.items() if _part(name) != part}
    return replace(grammar, gender_of=gender_of, surnames=frozenset(n for n in grammar.surnames if _part(n) != part))
