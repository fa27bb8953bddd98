"""Organisations where nouns are capitalised: by their head, their legal form, a capitalised adjective, an acronym."""

from collections.abc import Iterator
from functools import cache

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import Form
from pipeline.extract.actors.grammar import load_grammar, without_each
from pipeline.extract.actors.names import NO_ACTOR, Name
from pipeline.extract.actors.openings import ACRONYM, COMPOUND, GIVEN, HEAD, load_openings
from pipeline.extract.actors.roles import adjective_stem

_MAX_TAIL = 5  # capitalised words before a legal form
_MOST_OF_PERSON = 3  # words of a person that a body is called after
_NUMBERED = frozenset("0123456789")
_ROMAN = frozenset("IVXLCDM")


def propose_organizations(context: NameContext) -> Iterator[Name]:
    """Candidates for organisations, at most one a rule and token."""
    words, openings = context.grammar.words, load_openings(context.grammar.language)
    for i, form in enumerate(context.forms):
        if not context.is_capital[i] and form not in words["org_tails"]:
            continue
        opening = openings[form]
        found = []
        if opening & HEAD:
            found.append(_headed(context, i))
        if context.capital(i + 1) and not context.is_initial[i]:
            found.append(_with_adjective(context, i))
        if opening & ACRONYM:
            found.append(_acronym(context, i))
        if opening & COMPOUND:
            found.append(_compound(context, i))
        if opening & GIVEN and context.lower(i - 1) in words["articles"]:
            found.append(_after_person(context, i))
        for end, kind, rule in found:
            if end:
                yield _make(context, i, end, kind, rule)
        first = _before_legal_form(context, i) if form in words["org_tails"] else i
        if first < i:
            end = i + 1
            while (
                (context.form(end) in ("&", ".") or context.form(end) in words["company_ends"])
                and (context.form(end + 1) == "." or context.form(end + 1) in words["company_ends"])
                and end < i + 7
            ):
                end += 1
            if context.form(end) in words["company_forms"]:
                end += 1
            yield _make(context, first, end, "organization", "organization.form")
        if context.capital(i - 1) and is_class(context, i - 1, context.grammar.endings.names):
            end = _named_after_class(context, i)
            if end:
                yield _make(context, i, end, "organization", "organization.class")


Found = tuple[int, str, str]
_NOTHING: Found = (0, "", "")


def _headed(context: NameContext, i: int) -> Found:
    """Return a head with its complement: FC Augsburg, Institut für Weltwirtschaft, Gewerkschaft der Polizei."""
    words = context.grammar.words
    form = context.forms[i]
    if load_openings(context.grammar.language).institution(form):
        end = i + 1
        while end < i + 4 and (
            _is_proper(context, end)
            or (
                end == i + 1
                and form.isupper()
                and context.capital(end)
                and not context.grammar.office(context.forms[end])
            )
            or (context.form(end).isdigit() and context.capital(end + 1))
            or context.form(end) in ("04", "05", "96", "1860", "1899")
        ):
            end += 1
        if end > i + 1:
            return end, "organization", "organization.head"
    if form in words["town_heads"]:
        listed = context.gazetteer.longest_at(context.forms, i + 1) if context.capital(i + 1) else None
        if listed is not None and _is_town(listed[1]):
            return listed[0], "organization", "organization.head"
    if form not in words["org_heads"] and not form.lower().endswith(tuple(words["linked_tails"])):
        return _NOTHING
    link = context.form(i + 1)
    if link in words["head_links"] or (link in words["genitive_links"] and form in words["genitive_heads"]):
        end = _complement(context, i + 2)
        if end:
            return end, "organization", "organization.head"
    return _NOTHING


def _is_town(form: Form) -> bool:
    return form.entry.kind in ("place", "region") or form.city is not None


def _is_proper(context: NameContext, i: int) -> bool:
    """Whether token `i` is a capitalised word that is listed as a name or is not an ordinary word."""
    if not context.capital(i) or context.listed("not_names", i):
        return False
    known = context.gazetteer.longest_at(context.forms, i)
    return known is not None or not context.grammar.is_ordinary(context.forms[i])


def _complement(context: NameContext, i: int) -> int:
    """Return the end of up to two attributes and a capitalised noun, with one "und" and another noun.

    Return 0 if there is none.
    """
    end = i
    while end < i + 2 and context.capital(end + 1) and context.form(end).islower():
        if adjective_stem(context.grammar, context.lower(end)) is None:
            break
        end += 1
    if not context.capital(end) or context.listed("no_complements", end):
        return 0
    end += 1
    while context.form(end) in context.grammar.words["joining"] and context.capital(end + 1) and end < i + 6:
        end += 2
    return end


def _with_adjective(context: NameContext, i: int) -> Found:
    """An adjective before a capital, in mid-sentence: der Deutsche Fußball-Bund, die Evangelische Kirche."""
    words = context.grammar.words
    stem = adjective_stem(context.grammar, context.lowers[i])
    if stem is None or stem not in words["proper_adjectives"]:
        return _NOTHING
    end = i + 1
    while end < i + 3 and context.capital(end):
        if adjective_stem(context.grammar, context.lower(end)) not in words["proper_adjectives"]:
            break
        end += 1
    if not context.capital(end) or context.listed("not_names", end) or context.grammar.office(context.forms[end]):
        return _NOTHING
    head = context.forms[end]
    if head in words["place_tails"]:
        return end + 1, "place", "place.adjective"
    if head.endswith(tuple(words["event_tails"])):
        return end + 1, NO_ACTOR, "event"
    if head in words["adjective_things"]:
        return end + 1, NO_ACTOR, "thing"
    end += 1
    if (
        context.form(end) in words["adjective_links"]
        and context.forms[end - 1] in words["genitive_heads"] | words["org_heads"]
    ):
        end = _complement(context, end + 1) or end
    return end, "party" if head in words["party_nouns"] else "organization", "organization.adjective"


def _acronym(context: NameContext, i: int) -> Found:
    if (
        context.is_shouted[i]
        or context.listed("not_acronyms", i)
        or context.form(i + 1).isdigit()
        or _NUMBERED.issuperset(context.form(i - 1) or "x")
    ):
        return _NOTHING
    if _ROMAN.issuperset(context.forms[i]):
        return _NOTHING
    return i + 1, "organization", "acronym"


def _compound(context: NameContext, i: int) -> Found:
    """Konrad-Adenauer-Stiftung, Humboldt-Universität."""
    form = context.forms[i]
    if not form.startswith(("US-", "EU-", "UN-")):
        first = form.split("-", 1)[0]
        if not context.grammar.is_ordinary(first) or context.grammar.is_first_name(first) or form.count("-") > 1:
            return i + 1, "organization", "organization.compound"
    return _NOTHING


def _after_person(context: NameContext, i: int) -> Found:
    """A compound of a person's full name whose parts stand apart, with its article: die Konrad Adenauer Stiftung."""
    if not context.grammar.is_first_name(context.forms[i]):
        return _NOTHING
    tails = _compound_tails(context.doc.language)
    for end in range(i + 2, i + _MOST_OF_PERSON + 1):
        if not context.capital(end - 1) or not context.capital(end) or context.forms[end - 1] in tails:
            return _NOTHING
        if context.forms[end] in tails:
            return end + 1, "organization", "organization.person"
    return _NOTHING


@cache
def _compound_tails(language: str) -> frozenset[str]:
    """Return the last parts of compounds of organisations as words of their own."""
    return frozenset(suffix.removeprefix("-") for suffix in load_grammar(language).words["org_suffixes"])


def _before_legal_form(context: NameContext, i: int) -> int:
    """Return the first of the capitalised words before a legal form or last word of a company."""
    first = i
    while first > 0 and i - first < _MAX_TAIL:
        before = first - 1
        is_part = (
            context.is_capital[before] and not context.listed("not_names", before) and not _is_office(context, before)
        )
        if context.is_initial[first]:
            break
        if not is_part and context.forms[before] not in ("&", "+"):
            break
        if is_class(context, before, context.grammar.endings.names):
            break
        first = before
    if context.forms[first] in "&+":
        first += 1
    return first


def is_class(context: NameContext, i: int, endings: tuple[str, ...]) -> bool:
    """Whether token `i`, perhaps with one of `endings`, is a word for what the name after it is: Stahlkonzern."""
    classes = tuple(context.grammar.words["org_before"])
    lower = context.lower(i)
    bases = (lower, *without_each(lower, endings))
    return any(base.endswith(classes) for base in bases)


def _is_office(context: NameContext, i: int) -> bool:
    """Whether a word is an office; "Sohn" and the like are parts of companies' names."""
    office = context.grammar.office(context.forms[i])
    return office is not None and office.group != "person"


def _named_after_class(context: NameContext, i: int) -> int:
    """Return the end of the name after a word for what it is (Autobauer Borgward): words that are not ordinary ones."""
    end = i
    while (
        end < i + 3
        and context.capital(end)
        and not context.listed("not_names", end)
        and not context.grammar.is_ordinary(context.forms[end])
    ):
        end += 1
    return end if end > i else 0


def _make(context: NameContext, first: int, last: int, kind: str, rule: str) -> Name:
    tokens, text = context.doc.tokens, context.surface(first, last)
    if rule == "organization.head":  # „des Landgerichts Auental“ is called Landgericht Auental
        form = context.forms[first]
        text = (load_openings(context.grammar.language).institution(form) or form) + text[len(form) :]
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], text, kind, rule)
