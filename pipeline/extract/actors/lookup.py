"""Names the gazetteer knows, and what they mean where they stand: a capital as its state or as the city."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import Entry, Form
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.persons import make_person

_DATELINE_MARKS = frozenset(["(", "-", "–", "—", "/"])
_IN_COMPOUNDS = frozenset(["igo", "media", "organization", "party"])


def propose_listed(context: NameContext) -> Iterator[Name]:
    """Yield one candidate a place where a name of the gazetteer stands."""
    forms, gazetteer = context.forms, context.gazetteer
    has_own, known = gazetteer.own is not None, gazetteer.by_first
    end = 0
    for i, form in enumerate(forms):
        is_known = form in known
        if i < end or not (is_known or has_own or "-" in form):  # as at most words
            continue
        found = gazetteer.longest_at(forms, i)
        if found is None and "-" in form and not is_known:
            yield from _in_compound(context, i)
        if found is not None and (not found[1].is_ambiguous or _is_certain(context, i, found[1])):
            yield make_listed(context, i, *found)
            end = found[0]


def _is_certain(context: NameContext, i: int, form: Form) -> bool:
    """Whether a form that is an ordinary word too is the name here."""
    before = context.lower(i - 1)
    if form.entry.kind in ("place", "region", "state"):
        return before in context.grammar.words["locative"] and not context.capital(i + 1)
    return before.endswith(tuple(context.grammar.words["org_before"])) and bool(before)


def make_listed(context: NameContext, first: int, last: int, form: Form) -> Name:
    """Return the name at tokens `first` to `last` that is `form`, with the entry it means there."""
    if form.entry.kind == "person":
        return replace(make_person(context, first, last, "gazetteer"), entry=form.entry, text=form.name)
    tokens = context.doc.tokens
    entry, mention_kind, rule = form.entry, "metonym" if form.is_metonym else "name", "gazetteer"
    if form.city is not None and _is_city(context, first, last, form.entry):
        entry, mention_kind = form.city, "name"
    text = form.name or context.surface(first, last)
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, entry.kind, rule, mention_kind, entry)


def _is_city(context: NameContext, first: int, last: int, state: Entry) -> bool:
    """Whether a capital is meant as the city, not as its state.

    That is so after a preposition of place, an article or a word like "city", in a dateline, and before its state.
    Everywhere else it stands for its state: “Washington warns”, „zwischen Kiew und Moskau“.
    """
    before = context.lower(first - 1)
    words = context.grammar.words
    if before in words["locative"] or before in words["place_heads"] or before in words["articles"]:
        return True
    if before == "," and context.lower(first - 2) in words["place_heads"]:
        return True  # the capital, Wellington
    if context.is_initial[first] and context.form(last) in _DATELINE_MARKS:
        return True
    if context.form(last) != ",":
        return False
    after = context.gazetteer.longest_at(context.forms, last + 1) if context.capital(last + 1) else None
    is_in_state = after is not None and after[1].entry == state and not after[1].is_metonym
    return is_in_state or context.form(last + 1)[:1].isdigit()


def _in_compound(context: NameContext, i: int) -> Iterator[Name]:
    """Yield the organisation that a compound with a hyphen begins with: the NATO of NATO-Mitglieder."""
    first = context.forms[i].split("-", 1)[0]
    found = context.gazetteer.longest_at([first], 0)
    if found is None or found[1].is_ambiguous or found[1].entry.kind not in _IN_COMPOUNDS:
        return
    start = context.doc.tokens.starts[i]
    entry = found[1].entry
    yield Name(i, i + 1, start, start + len(first), first, entry.kind, "gazetteer.compound", "name", entry)
