"""Towns that stand for their club, in a sentence with the result of a match: Bremen gewann 2:1 gegen Köln."""

import re
from dataclasses import replace

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.gazetteer import Entry
from pipeline.extract.actors.names import Name
from pipeline.extract.tags import COORDINATOR

# 2:1, 30:19-Sieg; but 14:30 and 9:05 are times of day.
_RESULT = re.compile(r"(?!(?:[01]?[0-9]|2[0-4]):[0-5][0-9]$)[0-9]{1,3}:[0-9]{1,3}(?:-.*)?")
_GOALS = re.compile("[0-9]{1,3}")
_BETWEEN_GOALS = frozenset("-–")


def as_clubs(context: NameContext, names: list[Name]) -> list[Name]:
    """Return the names, towns that play in the sentence's match as bodies.

    They are the club that the text names in full (Werder Bremen), if that is one; no list says which it is else. States
    stand for themselves, as their teams have no other name; a town where something was is a place (in Bremen).
    """
    verbs = context.grammar.words["match_verbs"]
    if verbs.isdisjoint(context.lowers):
        return names
    on_matches = [s for s in context.doc.sentences if _is_on_match(context, s.first, s.last)]
    clubs = _clubs(names)
    told, at = list(names), 0
    for sentence in on_matches:
        while at < len(told) and told[at].first < sentence.first:
            at += 1
        end = at
        while end < len(told) and told[end].first < sentence.last:
            end += 1
        plays = False
        for i in reversed(range(at, end)):
            plays = _is_town(told[i]) and (_plays(context, told[i]) or (plays and _is_joined(context, told[i])))
            if plays:
                told[i] = replace(told[i], kind="organization", mention_kind="name", entry=clubs.get(told[i].text))
        at = end
    return told


def _is_on_match(context: NameContext, first: int, last: int) -> bool:
    verbs = context.grammar.words["match_verbs"]
    return any(context.lowers[i] in verbs for i in range(first, last)) and any(
        _is_end_of_result(context, i) for i in range(first, last)
    )


def _is_end_of_result(context: NameContext, i: int) -> bool:
    form = context.form(i)
    if _RESULT.fullmatch(form):
        return True
    is_goals = bool(_GOALS.fullmatch(form)) and context.form(i - 1) in _BETWEEN_GOALS  # Leeds beat Hull 2-1
    return is_goals and bool(_GOALS.fullmatch(context.form(i - 2)))


def _is_town(name: Name) -> bool:
    """Whether a name is a town's; that of a capital may have been taken for its state."""
    return name.kind == "place" or (name.kind == "state" and name.mention_kind == "metonym")


def _clubs(names: list[Name]) -> dict[str, Entry | None]:
    """Return the listed club by each word of its name, None by a word that several of the text's clubs share."""
    found: dict[str, Entry | None] = {}
    for name in names:
        if name.entry is not None and "club" in name.entry.classes:
            for word in name.text.split():
                found[word] = name.entry if found.get(word, name.entry) == name.entry else None
    return found


def _plays(context: NameContext, name: Name) -> bool:
    """Whether a name is beside the verb, or behind the preposition for whom one plays against."""
    words, before = context.grammar.words, context.lower(name.first - 1)
    if before in words["match_opponents"] or before in words["match_verbs"]:
        return True
    if before in words["match_opponents_after_result"] and _is_end_of_result(context, name.first - 2):
        return True
    return context.lower(name.last) in words["match_verbs"] and before not in words["locative"]


def _is_joined(context: NameContext, name: Name) -> bool:
    """Whether a name is joined to the next one: Bremen und Köln trennten sich 1:1."""
    is_joined = name.last < len(context.forms) and context.doc.tags[name.last] is COORDINATOR
    return is_joined and context.lower(name.first - 1) not in context.grammar.words["locative"]
