"""Where the tagger and the rules disagree: who is right more often, measured rule by rule.

The counts behind this are from parts of the training corpora, tagged by models trained without them.
"""

from collections.abc import Sequence, Set
from dataclasses import replace

from pipeline.extract.actors.names import NO_ACTOR, Name

# Nobody else's business: whole quotations, parts of a compound, events.
_STANDING = frozenset(["event", "gazetteer.compound", "quoted"])
# The text, or how the name begins or ends, says what it is: des Stahlkonzerns X, the University of X, die „Nordpost“.
_DECISIVE = frozenset(["organization.class", "organization.head", "organization.media"])
# So does the noun that ends a longer name: die Konrad Adenauer Stiftung.
_WHOLE = frozenset(["organization.person"])
# And the noun that begins it, where the tagger has only the town: das Handelsgericht Auental.
_BEFORE_TOWN = frozenset(["organization.head"])
_LABEL_OF_KIND = {"person": "PER", "place": "LOC", "region": "LOC", "state": "LOC"}


def settle(
    names: Sequence[Name], tagged: Sequence[Name], yielding: Set[str], standing: Set[int] = frozenset()
) -> list[Name]:
    """Return the names that stand of those by the rules and those by the tagger, both sorted and free of overlaps.

    Where both found one, a name the lexicons list is kept if the tagger's is no longer, any other if the tagger has
    the same; else the tagger's stands, with the kind of organisation that a rule saw in it. Where the tagger found
    none, those of `yielding` rules are dropped, but for those at the tokens `standing`.
    """
    settled: list[Name] = []
    beaten: set[int] = set()
    kinds: dict[int, str] = {}
    at = 0
    for name in names:
        while at < len(tagged) and tagged[at].last <= name.first:
            at += 1
        others = [i for i in range(at, min(at + name.last - name.first, len(tagged))) if tagged[i].first < name.last]
        if not others:
            if name.rule not in yielding or name.first in standing:
                settled.append(name)
        elif all(_outranks(name, tagged[i]) for i in others):
            settled.append(name)
            beaten.update(others)
        elif name.entry is None and _label(name) == "ORG":
            kinds.update(dict.fromkeys(others, name.kind))
    for i, found in enumerate(tagged):
        if i not in beaten:
            is_organization = found.kind == "organization" and i in kinds
            settled.append(replace(found, kind=kinds[i]) if is_organization else found)
    return sorted(settled, key=lambda name: name.first)


def _outranks(name: Name, other: Name) -> bool:
    """Whether a rule's name stands against the tagger's, which overlaps it."""
    if name.kind == NO_ACTOR or name.rule in _STANDING:
        return True
    if name.rule in _WHOLE and name.first <= other.first and other.last <= name.last:
        return True
    is_behind_noun = (name.first + 1, name.last) == (other.first, other.last)
    if name.rule in _BEFORE_TOWN and is_behind_noun and _label(other) == "LOC":
        return True
    if (name.first, name.last) == (other.first, other.last) and name.rule in _DECISIVE:
        return True
    if (name.first, name.last) == (other.first, other.last):
        return name.entry is not None or _label(name) == _label(other)
    return name.entry is not None and name.last - name.first >= other.last - other.first


def _label(name: Name) -> str:
    return _LABEL_OF_KIND.get(name.kind, "ORG") if name.kind != NO_ACTOR else ""
