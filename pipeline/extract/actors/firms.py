"""Firms and clubs that no lexicon lists: by legal form, partners, a trade beside a name, or whose spokesman speaks.

What these words say is surer than what rules and tagger see in the names alone, so it stands against both.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.grammar import load_grammar, without_each
from pipeline.extract.actors.media import media_words
from pipeline.extract.actors.names import NO_ACTOR, Name
from pipeline.extract.actors.persons import make_person
from pipeline.extract.actors.roles import adjective_stem
from pipeline.extract.name_lists import GIVEN_NAME, SETTLEMENTS, SURNAME, codes_of
from pipeline.extract.value_class import value_class

RULE = "organization.firm"
_AMPERSAND = "&"
_REMEMBERED = 60_000  # words that were looked up
_MOST_BEFORE = 4  # words of a name before its legal form or last word
_MOST_NAMED = 3  # words of a name behind a trade
_MOST_ROLE = 4  # words of an office between a firm and who holds it
_BODIES = frozenset(["organization", "media", "party", "group", "igo"])
_GENITIVES = frozenset([GIVEN_NAME.lower(), SURNAME.lower()])  # codes of names whose ending was removed
Range = tuple[int, int]


@value_class
class _Named:
    """The names that were found, by the tokens that they take, and the words of persons named in full."""

    at: dict[int, Name]
    people: frozenset[str]


def with_firms(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, firms and clubs by their whole names in place of the parts that were taken for others."""
    trades = context.grammar.words["class_nouns"]
    people = {
        form
        for name in names
        if name.kind == "person" and name.last - name.first > 1 and _AMPERSAND not in name.text
        if context.lowers[name.first] not in trades
        for form in context.forms[name.first : name.last]
    }
    named = _Named({k: name for name in names for k in range(name.first, name.last)}, frozenset(people))
    found: list[Name] = []
    for first, last in _firms(context, named):
        if found and first < found[-1].last:
            continue
        if _stands(named, first, last):
            found.append(_make(context, first, last))
    if not found:
        return names
    inside = {k for name in found for k in range(name.first, name.last)}
    alone = {name.text for name in found if name.last == name.first + 1} - people
    kept = [
        _make(context, part.first, part.last) if part.text in alone and part.entry is None else part
        for name in names
        for part in _outside(context, name, inside)
    ]
    return sorted([*kept, *found], key=lambda name: name.first)


def _stands(named: _Named, first: int, last: int) -> bool:
    """Whether no other name stands at a firm's tokens: a listed one, an event, a body as long or a longer one."""
    for k in range(first, last):
        name = named.at.get(k)
        if name is None:
            continue
        is_within = first <= name.first and name.last <= last
        is_as_long = name.last - name.first >= last - first
        is_whole = is_as_long or not is_within
        if name.kind == NO_ACTOR or name.rule == "quoted" or (is_whole and (name.entry or name.kind in _BODIES)):
            return False
        if not is_within and name.kind != "person":
            return False
    return True


def _outside(context: NameContext, name: Name, inside: set[int]) -> Iterator[Name]:
    """Yield a name that lies outside of the firms, or the person in what is left of one behind them."""
    if not any(k in inside for k in range(name.first, name.last)):
        yield name
    elif name.kind == "person" and name.first in inside:
        first = next((k for k in range(name.first, name.last) if k not in inside), name.last)
        if name.last - first > 1 and context.capital(first):
            yield make_person(context, first, name.last, name.rule)


def _make(context: NameContext, first: int, last: int) -> Name:
    tokens, text = context.doc.tokens, context.surface(first, last)
    if context.grammar.capitalises_nouns:  # „des Autohauses Brinkmann“ is called Autohaus Brinkmann
        form = context.forms[first]
        text = (_trade(form, context.grammar.language) or form) + text[len(form) :]
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, "organization", RULE)


def _firms(context: NameContext, named: _Named) -> Iterator[Range]:
    """Yield the token ranges of firms in the order of the text, of those that overlap the longest first."""
    words, has_capitals = context.grammar.words, context.grammar.capitalises_nouns
    joining, legal, tails, companies = (words[k] for k in ("joining", "legal_forms", "firm_tails", "company_tails"))
    trades, officers = words["class_nouns"], words["role_modifiers"] | words["firm_officers"]
    agencies = frozenset(agency.rpartition(" ")[2] for agency in media_words().agencies)
    forms, lowers, language = context.forms, context.lowers, context.grammar.language
    found: list[Range] = []
    for i, form in enumerate(forms):  # what none of these words is at is nothing
        if form == _AMPERSAND or form in joining:
            found += _of_partners(context, named, i)
        if not context.capital(i):
            if form in legal:
                found += _before(context, i)
            elif not has_capitals and form in agencies:
                found += _behind_trade(context, named, i)
        elif has_capitals:
            if form in tails or _trade(form, language):
                found += _with_trade(context, named, i)
        else:
            if form in legal:
                found += _before(context, i)
            elif form in tails or form in companies:
                found += _ending(context, i)
            if context.is_initial[i] and (lowers[i] in trades or lowers[i] in agencies):
                found += _behind_trade(context, named, i)
            if lowers[i + 1 : i + 2] and lowers[i + 1] in officers:
                found += _of_officer(context, named, i)
    return iter(sorted(found, key=lambda pair: (pair[0], -pair[1])))


def _is_name(context: NameContext, i: int) -> bool:
    """Whether a capital word may be part of a firm's name."""
    if not context.capital(i) or context.listed("not_names", i) or context.is_shouted[i]:
        return False
    return context.lowers[i] not in context.function_words or context.forms[i].isupper()


def _is_unknown(context: NameContext, i: int) -> bool:
    """Whether a capital word is no ordinary one, or a surname in the middle of a sentence."""
    form = context.forms[i]
    word = form if context.grammar.capitalises_nouns else context.lowers[i]
    return not context.grammar.is_ordinary(word) or (SURNAME in codes_of(form) and not context.is_initial[i])


def _before(context: NameContext, i: int) -> Iterable[Range]:
    """Yield the words before a legal form with it: Cellvane Ltd., where the language has no rule of its own."""
    is_office = context.forms[i].isupper() and context.capital(i + 1)  # Deputy AG Ann Holt
    if context.grammar.capitalises_nouns or context.is_initial[i] or is_office:
        return
    first = i
    while first > max(0, i - _MOST_BEFORE) and not context.is_initial[first]:
        before = first - 1
        if not _is_name(context, before) and not (context.forms[before] == _AMPERSAND and before > 0):
            break
        first = before
    is_town = first == i - 1 and context.gazetteer.longest_at(context.forms, first) is not None  # Durham Co
    if first < i and context.forms[first] != _AMPERSAND and not is_town:
        yield first, _with_stop(context, i + 1)


def _with_stop(context: NameContext, end: int) -> int:
    """Return the end of a name with the full stop that shortens its last word: Cellvane Ltd."""
    is_short = context.form(end - 1) in context.grammar.words["legal_forms"] and context.form(end) == "."
    return end + 1 if is_short and context.form(end + 1)[:1].islower() else end


def _of_partners(context: NameContext, named: _Named, i: int) -> Iterable[Range]:
    """Yield a surname with what joins it to partners: Weller & Sons, Haddon & Pryce; not Merz & Söder."""
    if not (context.capital(i - 1) and context.capital(i + 1)) or context.capital(i + 2) or context.is_initial[i + 1]:
        return
    first, words = i - 1, context.grammar.words
    is_firm = context.forms[i + 1] in words["partners"]
    if is_firm and context.forms[i] != _AMPERSAND:
        is_firm = not context.grammar.capitalises_nouns  # Frau und Söhne
    both = (first, i + 1)
    is_named = all(_is_name(context, k) and not context.grammar.is_first_name(context.forms[k]) for k in both)
    if not is_named or context.grammar.office(context.forms[first]) or context.form(first - 1) in ("&", ","):
        return
    if is_firm and _is_unknown(context, first):
        while first > i - _MOST_NAMED and not context.is_initial[first] and _is_name(context, first - 1):
            if context.grammar.capitalises_nouns and context.grammar.is_ordinary(context.forms[first - 1]):
                break  # die Firma | Benz & Co
            first -= 1
        yield first, _with_stop(context, i + 2)
    elif context.forms[i] == _AMPERSAND and not context.grammar.capitalises_nouns and not context.capital(first - 1):
        is_known = any(context.forms[k] in named.people for k in both)
        if not is_known and all(SURNAME in codes_of(context.forms[k]) for k in both):
            yield first, i + 2


def _ending(context: NameContext, i: int) -> Iterable[Range]:
    """Yield the word that opens a sentence with the last one of firms, before small letters: Kestrel Airways."""
    if context.is_initial[i] or not context.form(i + 1)[:1].islower():
        return
    first = i - 1
    if not _is_name(context, first) or not context.is_initial[first] or context.listed("adjectives", first):
        return
    if context.listed("place_prefixes", first) or context.lowers[first] in context.grammar.words["role_modifiers"]:
        return
    is_new = not context.grammar.is_ordinary(context.lowers[first]) or codes_of(context.forms[first])
    if is_new or context.listed("sure_firm_tails", i):  # not Heavy Mining
        yield first, i + 1


def _behind_trade(context: NameContext, named: _Named, i: int) -> Iterable[Range]:
    """Yield the name behind a noun for what it is that stands without article: Retailer Dunlow said."""
    lowers, words = context.lowers, context.grammar.words
    is_agency = f"{context.lower(i - 1)} {lowers[i]}" in media_words().agencies
    if not (is_agency or (context.capital(i) and lowers[i] in words["class_nouns"])):
        return
    end = i + 1
    while end <= i + _MOST_NAMED and _is_name(context, end) and not context.is_initial[end]:
        end += 1
    first = i + 1
    if end == first or context.grammar.is_first_name(context.forms[first]) or context.forms[first] in named.people:
        return
    is_name = context.forms[first].isupper() or _is_unknown(context, first)
    if is_name and context.grammar.office(context.forms[end - 1]) is None:
        yield first, end


def _of_officer(context: NameContext, named: _Named, i: int) -> Iterable[Range]:
    """Yield whose officer is named behind a word: Zapletta | chief executive Iris Kohn; not a person of the text."""
    words = context.grammar.words
    end = i + 1
    while end <= i + _MOST_ROLE and context.forms[end : end + 1] and context.forms[end].islower():
        if context.lowers[end] not in words["role_modifiers"] and context.lowers[end] not in words["firm_officers"]:
            return
        end += 1
    holder = named.at.get(end)
    if end == i + 1 or context.lowers[end - 1] not in words["firm_officers"] or holder is None:
        return
    name = named.at.get(i)
    is_single = not context.capital(i - 1) or context.is_initial[i]
    is_person = name is not None and name.kind == "person" and name.last == i + 1
    if holder.kind != "person" or holder.first != end or holder.last == end + 1:
        return
    if is_single and (name is None or (is_person and name.last - name.first == 1)):
        is_other = context.forms[i] in named.people or context.grammar.is_first_name(context.forms[i])
        is_other = is_other or context.lowers[i] in context.gazetteer.country_of or "-" in context.forms[i]
        if not is_other and _is_name(context, i) and _is_unknown(context, i):
            yield i, i + 1


@lru_cache(maxsize=_REMEMBERED)
def _trade(form: str, language: str) -> str:
    """Return a noun for a trade or a club as names begin with it, also from its genitive; nothing for others."""
    grammar = load_grammar(language)
    words = grammar.words
    for base in (form, *without_each(form, grammar.endings.genitive)):
        if base in words["firm_heads"]:
            return base
        lower = base.lower()
        if base[:1].isupper() and lower.endswith(tuple(words["club_tails"])) and lower not in words["org_before"]:
            return base
    return ""


def _with_trade(context: NameContext, named: _Named, i: int) -> Iterable[Range]:
    """Yield a trade with the name beside it: Autohaus Brinkmann, Kolberg Logistik; a club with its town."""
    words, form = context.grammar.words, context.forms[i]
    trade = _trade(form, context.grammar.language)
    if trade:
        end = i + 1
        is_club = trade not in words["firm_heads"]
        while end <= i + 2 and _may_follow_trade(context, named, end, is_club=is_club):
            end += 1
        if end > i + 1:
            yield i, end
    first = i - 1
    if form in words["firm_tails"] and not context.is_initial[i] and _may_lead_trade(context, first):
        yield first, i + 1


def _may_lead_trade(context: NameContext, i: int) -> bool:
    """Whether a word before a trade is the name of a firm: a surname or unknown word, no town, no genitive."""
    if not _is_name(context, i) or context.capital(i + 2) or (context.capital(i - 1) and not context.is_initial[i]):
        return False
    form, codes = context.forms[i], codes_of(context.forms[i])
    if context.gazetteer.longest_at(context.forms, i) is not None or not _GENITIVES.isdisjoint(codes):
        return False
    is_word = context.grammar.is_ordinary(form) or context.grammar.is_compound(form)
    return not is_word and (SURNAME in codes or adjective_stem(context.grammar, context.lowers[i]) is None)


def _may_follow_trade(context: NameContext, named: _Named, i: int, *, is_club: bool) -> bool:
    """Whether a word behind a trade belongs to the name: a surname or unknown word, behind a club's noun a town."""
    if not _is_name(context, i) or context.is_initial[i] or context.grammar.office(context.forms[i]):
        return False
    form, name, codes = context.forms[i], named.at.get(i), codes_of(context.forms[i])
    is_unknown = not context.grammar.is_ordinary(form)
    is_listed = name is not None and name.entry is not None
    if is_club:
        if name is not None and (name.last - name.first > 1 or form.isupper() or name.kind in ("person", "state")):
            return name.mention_kind == "metonym"
        is_town = name is not None and (name.kind == "place" or not is_listed)
        return is_town or (is_unknown and not codes and "-" not in form) or not SETTLEMENTS.isdisjoint(codes)
    if is_listed or (SURNAME not in codes and not _GENITIVES.isdisjoint(codes)):
        return False
    return is_unknown or SURNAME in codes or (name is not None and name.kind == "person")
