"""Named actors and places in a text: what the gazetteer knows and what rules recognise.

Every recogniser proposes candidates; the longest win, then the surest. A statistical tagger is one more recogniser:
it proposes candidates with its own rank and changes nothing for those who call `find_names`.
"""

from collections.abc import Iterable
from functools import cache

from pipeline.extract.actors.gazetteer import Entry
from pipeline.extract.value_class import value_class

# Who wins between candidates of equal length, by the beginning of the rule.
RANKS = ("event", "thing", "gazetteer", "quoted", "person", "organization", "place", "acronym", "tagger", "repeated")

# The kind of a candidate that is nobody (an event, a law): it keeps others away and is then dropped.
NO_ACTOR = ""


@value_class
class Name:
    """A name in a text: tokens `first` to `last`, code points `start` to `end`, both half-open.

    `kind` is an actor kind, `mention_kind` name or metonym, `role` the code points of the title or apposition beside
    it, `gender` m, f or None, `rule` the recogniser. `text` is the name in its dictionary form (no genitive -s).
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    kind: str
    rule: str
    mention_kind: str = "name"
    entry: Entry | None = None
    role: tuple[int, int] | None = None
    gender: str | None = None


def choose(candidates: Iterable[Name], n_tokens: int) -> list[Name]:
    """Return the names that stand, sorted: of overlapping candidates the longest, then the first in `RANKS`."""
    proposed = list(candidates)
    taken = bytearray(n_tokens)
    chosen: list[Name] = []
    ranked = sorted((n.first - n.last, _rank(n.rule), n.first, n.kind, k) for k, n in enumerate(proposed))
    for *_, k in ranked:
        name = proposed[k]
        if not taken.count(1, name.first, name.last):
            taken[name.first : name.last] = b"\x01" * (name.last - name.first)
            chosen.append(name)
    return sorted(chosen, key=lambda n: (n.first, n.start))


@cache
def _rank(rule: str) -> int:
    """Return the place of a rule in `RANKS`."""
    if rule == "organization.media":  # the Tarnbrook Courier: no two words of a person in a row
        rule = "person"
    return RANKS.index(rule.split(".")[0])
