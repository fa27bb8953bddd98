"""What has a name and is nobody: songs, films and books by their titles, products, ships, animals, storms."""

from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import ends_like
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.names import NO_ACTOR, Name
from pipeline.extract.quotations import Quotation, without_marks
from pipeline.extract.value_class import value_class
from pipeline.extract.words import load_words

RULE = "thing"
_EMPTY = 2  # tokens of a quotation that are its marks
_MARKS = ",.!?"
_MOST_QUOTED = 12  # tokens of a title
_MOST_BEFORE = 4  # tokens between a title and the noun for what bears it: a film called, with the title
_FEWEST_LETTERS = 3  # of a noun before the last part that says what it is
Range = tuple[int, int]


@value_class
class _Nouns:
    """The nouns of a language: of what has titles in quotation marks or without, and what ends the names of bodies."""

    quoted: frozenset[str]
    works: frozenset[str]
    products: frozenset[str]
    bodies: frozenset[str]


@cache
def _nouns(language: str) -> _Nouns:
    words = load_grammar(language).words
    products = words["products"] | words["storms"]
    bodies = (
        words["event_tails"] | words["legal_forms"] | words["org_heads"] | words["org_tails"] | words["place_tails"]
    )
    return _Nouns(words["works"] | words["quoted_works"] | products, words["works"], products, bodies)


def without_things(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, those of things as `NO_ACTOR`: whatever lies in a title, and names behind a noun for things."""
    titles = [(inner.first, inner.last) for inner in _titles(context)]
    things = [name for name in names if name.kind != NO_ACTOR and _is_thing(context, name)]
    called_after = _called_after(context, names)
    if not (titles or things or called_after):
        return names
    titles += [(name.first, name.last) for name in called_after]
    called = {_words(context, *title) for title in titles}
    inner = [(q.first + 1, q.last - 1) for q in context.doc.quotations if q.is_closed and q.last - q.first > _EMPTY]
    titles += [quoted for quoted in inner if called and _words(context, *quoted) in called]
    alike = {name.text for name in things}
    titles += [(n.first, n.last) for n in names if n.text in alike and n.entry is None and n.kind != NO_ACTOR]
    return _hidden(context, names, titles)


def _words(context: NameContext, first: int, last: int) -> str:
    return context.surface(first, last).rstrip(_MARKS)


def _hidden(context: NameContext, names: Sequence[Name], titles: list[Range]) -> list[Name]:
    """Return the names outside of `titles`, and one that is nobody for each of these."""
    inside = bytearray(len(context.forms))
    tokens = context.doc.tokens
    kept = []
    for first, last in dict.fromkeys(titles):
        if not any(inside[first:last]):
            text = context.surface(first, last)
            kept.append(Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, NO_ACTOR, RULE))
        inside[first:last] = b"\x01" * (last - first)
    kept += [name for name in names if not any(inside[name.first : name.last])]
    return sorted(kept, key=lambda name: (name.first, name.start))


def _titles(context: NameContext) -> Iterator[Quotation]:
    """Yield the titles in quotation marks, without these: the song “…”, a film called “…”, ihr Buch „…“."""
    words, nouns = context.grammar.words, _nouns(context.doc.language)
    for quotation in context.doc.quotations:
        if not quotation.is_closed or quotation.last - quotation.first > _MOST_QUOTED + 2:
            continue
        inner = without_marks(quotation)
        at = quotation.first - 1
        if inner.first >= inner.last or not (context.capital(inner.first) or context.form(inner.first).isdigit()):
            continue
        if context.form(at) == ",":
            at -= 1
        first = at
        while at > first - _MOST_BEFORE and context.lower(at) in words["title_links"]:
            at -= 1
        if _is_noun(context, at, nouns.quoted):
            yield inner


def _called_after(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names by which things are called: a Caesar salad, Crohn’s disease; but Holt’s disease, of Ann Holt."""
    called = context.grammar.words["called_things"]
    if called.isdisjoint(context.lowers):
        return []
    marks = context.grammar.words["genitive_marks"]
    found = []
    full = {context.forms[n.last - 1] for n in names if n.kind == "person" and n.last - n.first > 1}
    for name in names:
        is_owner = context.form(name.last) in marks
        is_alone = name.last - name.first == 1 and context.forms[name.first] not in full
        is_person = name.kind == "person" and name.entry is None and (is_alone or not is_owner)
        if is_person and context.form(name.last + is_owner) in called:
            found.append(name)
    return found


def _is_thing(context: NameContext, name: Name) -> bool:
    """Whether a name stands behind a noun for a thing, or is one of a company with what it makes: a Ford Focus."""
    words, nouns, before = context.grammar.words, _nouns(context.doc.language), name.first - 1
    if name.entry is not None:
        return False
    is_led = context.lowers[name.first] in words["storms"] or context.forms[name.first] in words["products"]
    if (is_led and name.last - name.first > 1) or _is_model(context, name):
        return True
    if context.capital(before) and context.lower(before) in words["storms"]:
        return True  # Hurricane Ian
    if context.lower(before) in words["naming_links"] and _is_noun(context, before - 1, nouns.products):
        return True  # the storm named Agnes
    if _is_noun(context, before, nouns.products):
        return not _is_maker(context, name, is_work=False)
    is_work = not context.grammar.capitalises_nouns and _is_noun(context, before, nouns.works)
    return is_work and not _is_maker(context, name, is_work=True)


def _is_maker(context: NameContext, name: Name, *, is_work: bool) -> bool:
    """Whether a name behind a noun may say whose the thing is: das Auto Jan Holts, the book Ann Holt wrote."""
    if context.grammar.capitalises_nouns:
        names = context.grammar.endings.names
        return name.text.endswith(names) or context.surface(name.first, name.last).endswith(names)
    is_person = name.last - name.first == 1 or context.grammar.is_first_name(context.forms[name.first])
    following, auxiliaries = context.form(name.last), load_words(context.doc.language).auxiliaries
    is_verb = following.islower() and following not in context.function_words and following not in auxiliaries
    return is_verb and (is_person or is_work)


def _is_noun(context: NameContext, token: int, listed: frozenset[str]) -> bool:
    """Whether a token is a listed noun, or a compound of one where nouns have capitals."""
    form = context.form(token)
    if form in listed and form.isupper():
        return True
    if not form or form[0].isupper() != context.grammar.capitalises_nouns:
        is_part = form[:1].isupper() and not form.isupper() and context.capital(token + 1)
        return is_part and context.lowers[token] in listed
    if not context.grammar.capitalises_nouns:
        return context.lowers[token] in listed
    lower = context.lowers[token]
    found = ends_like(listed, lower, context.doc.language)
    is_compound = lower.rfind(found) >= _FEWEST_LETTERS and context.grammar.office(form) is None
    return bool(found) and (lower.startswith(found) or is_compound)


def _is_model(context: NameContext, name: Name) -> bool:
    """Whether a name begins with a listed company's, goes on as no body's does, and is one of several: a Ford Focus."""
    words = context.grammar.words
    if context.lower(name.first - 1) not in words["product_determiners"] or name.kind == "media":
        return False
    maker = context.gazetteer.longest_at(context.forms, name.first)
    if maker is None or maker[0] >= name.last or "company" not in maker[1].entry.classes:
        return False
    rest = context.forms[maker[0] : name.last]
    return all(form[0].isupper() or form[0].isdigit() for form in rest) and _nouns(
        context.doc.language
    ).bodies.isdisjoint(rest)
