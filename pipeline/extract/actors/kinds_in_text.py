"""Which kind a name is of, by what the text says elsewhere or right beside it: the charity Hill Safe is no person."""

from collections import Counter
from dataclasses import replace

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import base_form, nominal_words
from pipeline.extract.actors.names import NO_ACTOR, Name
from pipeline.extract.actors.persons import make_person
from pipeline.extract.name_lists import SETTLEMENTS, SURNAME, codes_of

_QUOTE_ENDS = frozenset("“”\"«»’‘'")
_MOST_BETWEEN = 3  # words between a name and the noun that it belongs to


def as_people(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, persons those that the text shows to be surnames."""
    return [_speaking_surname(context, name) for name in _shouted_people(context, _known_people(context, names))]


def as_the_text_says(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, each of the kind that the words beside it say, and each unlisted one of one kind throughout."""
    seats = nominal_words(context.doc.language).seats
    kept = [name for name in names if not context.lowers[name.last - 1].endswith(seats)]  # New Jersey-based
    last_words = Counter(context.forms[name.last - 1] for name in kept)
    said = {
        name.text: kind
        for name in kept
        if (kind := _kind_beside(context, name, is_single=last_words[context.forms[name.last - 1]] == 1))
    }
    kept = [
        replace(name, kind=said[name.text], gender=None, role=None)
        if name.text in said and name.entry is None and name.kind != NO_ACTOR
        else name
        for name in kept
    ]
    return [_dateline(context, name) for name in _of_one_kind([_firm(context, name) for name in kept])]


def _kind_beside(context: NameContext, name: Name, *, is_single: bool) -> str:
    """Return the kind that the words around a name say, where the rules took it for another; nothing where they do not.

    A noun for bodies stands before it (the charity Hill Safe), or it is what a body is called by (the Glen Orrin rescue
    team), or it is something that one owns shares of. `is_single`: no other name of the text ends alike.
    """
    if name.entry is not None or name.kind not in ("person", "place") or name.role is not None:
        return ""
    words, lowers = context.grammar.words, context.lowers
    before, further = context.lower(name.first - 1), context.lower(name.first - 2)
    if name.kind == "place" and further in words["shares"] and before in words["place_prepositions"]:
        return "organization"
    is_like_person = context.grammar.is_first_name(context.forms[name.first]) and name.last - name.first > 1
    if _is_body(context, name.first - 1) and further in words["definite"] and not is_like_person:
        return "organization"
    if is_like_person and not is_single:
        return ""
    if name.last - name.first == 1 or before not in words["articles"] or context.grammar.capitalises_nouns:
        return ""
    for k in range(name.last, min(name.last + _MOST_BETWEEN, len(lowers))):
        if not context.forms[k].islower() or lowers[k] in context.function_words:
            return ""
        if _is_body(context, k):
            return "place"
    return ""


def _is_body(context: NameContext, token: int) -> bool:
    """Whether a token is a noun for bodies, and for no place."""
    if token < 0:
        return False
    nouns, lower = nominal_words(context.doc.language), context.lowers[token]
    is_noun = bool(context.is_capital[token]) == context.grammar.capitalises_nouns
    language = context.doc.language
    return is_noun and bool(base_form(nouns.classes, lower, language)) and not base_form(nouns.places, lower, language)


def _firm(context: NameContext, name: Name) -> Name:
    """The name, a body where it was taken for a place and ends as firms do: Brenner & Co."""
    words, forms = context.grammar.words, context.forms[name.first : name.last]
    if name.kind != "place" or name.entry is not None or len(forms) == 1:
        return name
    is_firm = forms[-1] in words["company_tails"] or ("&" in forms and forms[-1] in words["legal_forms"])
    return replace(name, kind="organization") if is_firm else name


def _dateline(context: NameContext, name: Name) -> Name:
    """The name, a place where an agency in brackets follows it at the beginning of a line: RIVERTON (Reuters)."""
    at = name.last + 1
    if name.entry is not None or not context.is_initial[name.first] or context.form(name.last) != "(":
        return name
    source = context.gazetteer.longest_at(context.forms, at) if at < len(context.forms) else None
    is_agency = source is not None and "agency_news" in source[1].entry.classes and context.form(source[0]) == ")"
    return replace(name, kind="place", role=None, gender=None) if is_agency else name


def _of_one_kind(names: list[Name]) -> list[Name]:
    """The names, each unlisted one that is no person of the kind that it is most often taken for in the text."""
    counts: dict[str, Counter[str]] = {}
    for name in names:
        if name.entry is None and name.kind not in ("person", NO_ACTOR):
            counts.setdefault(name.text, Counter())[name.kind] += 1
    kinds = {text: max(sorted(count), key=count.__getitem__) for text, count in counts.items() if len(count) > 1}
    return [
        replace(name, kind=kinds[name.text])
        if name.text in kinds and name.entry is None and name.kind not in ("person", NO_ACTOR)
        else name
        for name in names
    ]


def _known_people(context: NameContext, names: list[Name]) -> list[Name]:
    """Single words are persons if the text has them in full, where the tagger took them for places or organisations.

    So are towns that do not stand as places do: Paris said, in a text on Valeska Paris.
    """
    full = {
        context.forms[name.last - 1]
        for name in names
        if name.kind == "person" and name.last - name.first > 1 and name.rule != "person.run"
    }
    in_full = {context.forms[name.last - 1] for name in names if name.kind == "person" and name.last - name.first > 1}
    return [
        make_person(context, name.first, name.last, name.rule)
        if name.last - name.first == 1
        and (
            (name.rule == "tagger" and context.forms[name.first] in full)
            or (context.forms[name.first] in in_full and _is_acting_town(context, name))
        )
        else name
        for name in names
    ]


def _shouted_people(context: NameContext, names: list[Name]) -> list[Name]:
    """Names in capitals are persons if the text has them in other letters, in full: HOLM, after Nora Holm."""
    shouted: set[tuple[str, ...]] = set()
    for name in names:
        forms = tuple(context.forms[name.first : name.last])
        if name.kind == "person" and len(forms) > 1 and not name.text.isupper():
            upper = tuple(form.upper() for form in forms)
            shouted |= {upper, upper[-1:]}
    return [
        make_person(context, name.first, name.last, name.rule)
        if name.kind not in ("person", "media", NO_ACTOR)
        and (name.entry is None or name.kind == "place")
        and tuple(context.forms[name.first : name.last]) in shouted
        else name
        for name in names
    ]


def _is_acting_town(context: NameContext, name: Name) -> bool:
    """Whether a listed town stands where persons do and places rarely: what it does or owns behind it, or “said”."""
    is_listed = name.rule == "gazetteer" and name.entry is not None
    is_town = is_listed and (name.kind == "place" or name.mention_kind == "metonym")
    is_led = context.lower(name.first - 1) in context.grammar.words["locative"]
    return (
        is_town
        and not is_led
        and (
            context.form(name.last).islower()
            or context.form(name.last) in context.grammar.words["owner_marks"]
            or context.lower(name.first - 1) in context.grammar.words["speech_verbs"]
        )
    )


def _speaking_surname(context: NameContext, name: Name) -> Name:
    """Return the name, a person where it is a surname that is cited or speaks: “…,” Holt allowed."""
    is_other = name.rule != "tagger" or name.kind == "person" or name.last - name.first > 1
    if is_other:
        return name
    before, codes = context.form(name.first - 1), codes_of(context.forms[name.first])
    is_cited = f"{context.lower(name.first - 2)} {before}".lower() in context.grammar.words["citing"]
    is_surname = SURNAME in codes
    if is_cited:  # According to Kowalczyk, …
        is_surname = is_surname and name.kind == "place" and SETTLEMENTS.isdisjoint(codes)
    elif before not in _QUOTE_ENDS or not context.form(name.last).islower():
        return name
    return make_person(context, name.first, name.last, name.rule) if is_surname else name
