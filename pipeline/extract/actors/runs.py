"""Names in a language that capitalises little else: runs of capitalised words, distinguished by their head words.

“Social Democratic Party of Germany” is joined over its small words because of its head; “President Harry West” loses
its title; a run without any head word is a person where it has two words or stands beside a verb of saying.
"""

from collections.abc import Iterator

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import NO_ACTOR, Name
from pipeline.extract.actors.persons import make_person

_MAX_TOKENS = 12  # of one run; keeps hostile input linear
Run = tuple[int, int]


def propose_runs(context: NameContext) -> Iterator[Name]:
    """Candidates from the capitalised runs of the text, each run once and joined with those after it."""
    runs = _capital_runs(context)
    at = 0
    while at < len(runs):
        first, last = runs[at]
        upto = at
        while upto + 1 < len(runs) and _joins(context, first, last, runs[upto + 1]):
            upto += 1
            last = runs[upto][1]
        name = _classified(context, first, last, upto > at)
        if name is not None:
            yield name
        at = upto + 1


def _capital_runs(context: NameContext) -> list[Run]:
    """Return the longest sequences of capitalised words without the function words and days at their edges."""
    known = context.function_words
    runs: list[Run] = []
    i, n = 0, len(context.forms)
    while i < n:
        if not _is_name_word(context, i) or (context.lowers[i] in known and not _is_acronym(context.forms[i])):
            i += 1
            continue
        j = i + 1
        while j < n and j - i < _MAX_TOKENS and _goes_on(context, j):
            j += 1
        first, last = _trimmed(context, i, j)
        if first < last:
            runs.append((first, last))
        i = j
    return runs


def _is_name_word(context: NameContext, i: int) -> bool:
    form = context.forms[i]
    if form == "." and i and len(context.forms[i - 1]) == 1 and context.is_capital[i - 1]:
        return context.capital(i + 1)
    return bool(context.is_capital[i]) and form != "I" and not context.listed("not_names", i)


def _goes_on(context: NameContext, i: int) -> bool:
    """Whether token `i` belongs to the run before it: not the given name after an office (Mayor | Bill de Blasio)."""
    if context.forms[i] in context.grammar.words["genitive_marks"]:
        return context.forms[i - 1] in context.grammar.words["possessors"] and context.capital(i + 1)
    if context.is_initial[i] or not _is_name_word(context, i):
        return False
    before = context.forms[i - 1]
    is_office = before in context.grammar.titles or context.grammar.office(before) is not None
    return not (is_office and context.grammar.is_first_name(context.forms[i]))


def _is_acronym(form: str) -> bool:
    return form.isupper() and len(form) > 1


def _trimmed(context: NameContext, first: int, last: int) -> Run:
    """Return the run without an ordinary word whose capital is due to the beginning of the sentence."""
    if context.is_initial[first] and context.gazetteer.longest_at(context.forms, first) is None:
        form = context.forms[first]
        is_word = context.grammar.is_ordinary(form.lower()) and not context.grammar.is_first_name(form)
        is_part = last - first > 1 and (
            _has(context, "org_heads", first, last) or _has(context, "place_tails", first, last)
        )
        if is_word and not is_part and not _is_acronym(form):
            first += 1
    return first, last


def _has(context: NameContext, list_name: str, first: int, last: int) -> bool:
    return any(context.forms[i] in context.grammar.words[list_name] for i in range(first, last))


def _joins(context: NameContext, first: int, last: int, following: Run) -> bool:
    """Whether a run continues over small words: Party of Canada, Food and Drug Administration."""
    gap = context.lowers[last : following[0]]
    if not gap or len(gap) > 2 or following[1] - first > _MAX_TOKENS or context.forms[last] in ",.;:":
        return False
    if any(word not in context.grammar.words["org_links"] for word in gap):
        return False
    heads = context.grammar.words["org_heads"]
    begins_known = context.gazetteer.longest_at(context.forms, following[0]) is not None
    if gap == ["&"]:
        return True
    words = context.grammar.words
    if gap[0] in words["joining"]:
        if len(gap) > 1 or begins_known or context.grammar.is_first_name(context.forms[following[0]]):
            return False
        is_linked = not words["head_links"].isdisjoint(context.lowers[first:last])
        if _has(context, "org_heads", first, last):
            return is_linked and not _has(context, "org_heads", *following)
        is_known = context.gazetteer.longest_at(context.forms, first) is not None
        is_person = context.grammar.is_first_name(context.forms[first])
        return context.forms[following[1] - 1] in heads and not is_known and not is_person
    if gap[0] in words["articles"]:
        return False
    if context.forms[last - 1] in heads or context.forms[first] in heads:
        return not (begins_known and _is_party_members(context, first, last))
    return gap[0] in words["genitive_links"] and context.forms[last - 1] in context.grammar.words["place_of"]


def _is_party_members(context: NameContext, first: int, last: int) -> bool:
    """Whether a run is the one word for a listed party: Democrats | of Ohio, but Labour Party of Ireland."""
    listed = context.gazetteer.longest_at(context.forms, first) if last - first == 1 else None
    return listed is not None and listed[1].entry.kind == "party"


def _classified(context: NameContext, first: int, last: int, is_joined: bool) -> Name | None:
    """Return the run as a name of the kind its words tell, or None where they tell nothing."""
    grammar = context.grammar
    if _is_event(context, first, last):
        return _make(context, first, last, NO_ACTOR, "event")
    begin = first
    while begin < last and _is_title(context, begin):
        begin += 1
    if begin == last:
        return None
    if last - first > 1:
        is_headed = context.forms[last - 1] in grammar.words["org_heads"]
        if is_headed or (_has(context, "org_heads", first, last) and is_joined) or _is_leading(context, first, last):
            return _make(context, first, last, _organization_kind(context, first, last), "organization.head")
        if context.forms[last - 1] in grammar.words["place_tails"] or is_joined:
            return _make(context, first, last, "place", "place.head")
        if context.forms[first] in grammar.words["place_prefixes"] and not _has_ordinary(context, first + 1, last):
            return _make(context, first, last, "place", "place.head")
    form = context.forms[begin]
    if _is_acronym(form) and last - begin == 1:
        is_word = context.is_shouted[begin] or len(form) > 6 or context.listed("not_acronyms", begin)
        is_bracketed = context.form(begin - 1) == "(" and context.form(last) == ")"
        if is_word or len(form) < 3 or context.form(last) == ".":
            return None
        if grammar.is_ordinary(form.lower()) and not is_bracketed:
            return None
        return _make(context, begin, last, "organization", "acronym")
    return _by_neighbours(context, begin, last, begin > first)


def _is_leading(context: NameContext, first: int, last: int) -> bool:
    """Whether a run begins with a head that names follow: Bank Austria, but not House Speaker."""
    is_head = context.forms[first] in context.grammar.words["leading_heads"]
    return is_head and context.grammar.office(context.forms[last - 1]) is None


def _is_title(context: NameContext, i: int) -> bool:
    form = context.forms[i]
    return form in context.grammar.titles or form == "." or context.grammar.office(form) is not None


def _has_ordinary(context: NameContext, first: int, last: int) -> bool:
    return any(context.grammar.is_ordinary(context.lowers[i]) for i in range(first, last))


def _is_event(context: NameContext, first: int, last: int) -> bool:
    """Whether a run names an event, law or work: the Vietnam War, the 1992 United Kingdom general election."""
    words = context.grammar.words
    if context.forms[last - 1] in words["event_tails"] and last - first > 1:
        return True
    is_dated = context.form(first - 1).isdigit()
    return is_dated and any(context.lower(i) in words["event_words"] for i in range(last, last + 4))


def _by_neighbours(context: NameContext, first: int, last: int, is_titled: bool) -> Name | None:
    """Return a run without a head word: a person or place by the words beside it."""
    words = context.grammar.words
    if _has(context, "adjectives", first, last) or context.is_shouted[first]:
        return None
    if context.gazetteer.longest_at(context.forms, first) or context.lowers[first] in context.gazetteer.country_of:
        return None
    is_ordinary = context.grammar.is_ordinary(context.lowers[first])
    if is_titled:
        return make_person(context, first, last, "person.title") if not is_ordinary else None
    before, after = context.lower(first - 1), context.lower(last)
    is_like_person = last - first > 1 and context.grammar.is_first_name(context.forms[first])
    if before in words["class_nouns"] and context.forms[first - 1].islower() and not is_like_person:
        return _make(context, first, last, "organization", "organization.class")
    if after in words["speech_verbs"] or (before in words["speech_verbs"] and context.form(first - 2) in "”\",'"):
        return make_person(context, first, last, "person.speaker")
    if is_ordinary:
        return None
    if before in words["place_prepositions"] and last - first <= 2:
        return _make(context, first, last, "place", "place.preposition")
    if last - first in (2, 3) and all(context.forms[i].replace("-", "").isalpha() for i in range(first, last)):
        return make_person(context, first, last, "person.run")
    return None


def _organization_kind(context: NameContext, first: int, last: int) -> str:
    words = context.grammar.words
    if _has(context, "party_heads", first, last):
        return "party"
    return "media" if context.forms[last - 1] in words["media_heads"] else "organization"


def _make(context: NameContext, first: int, last: int, kind: str, rule: str) -> Name:
    tokens = context.doc.tokens
    return Name(first, last, tokens.starts[first], tokens.ends[last - 1], context.surface(first, last), kind, rule)
