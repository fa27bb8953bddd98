"""Lines that contradict an earlier one: the later line is invalid, and names the earlier.

Lines are appended, so a value may be changed again: a line whose `old_value` is what the earlier one made of it goes on
from there. Actors that are said to be the same form a tree: a line that closes a cycle says nothing new, or says that
each of two actors is to be replaced by the other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.corrections.judgement import Judgement
from schemas.vocabulary import Verdict

_OF_ACTORS = (Verdict.SAME_AS, Verdict.NOT_SAME_AS)


def with_contradictions(judgements: Iterable[Judgement]) -> Iterator[Judgement]:
    """Yield the lines in their order, those that contradict an earlier one with that problem."""
    existence: dict[tuple[str, ...], Judgement] = {}
    values: dict[tuple[str, ...], Judgement] = {}
    pairs = _Pairs()
    for judgement in judgements:
        if judgement.problem:
            yield judgement
            continue
        if judgement.verdict in _OF_ACTORS:
            problem = pairs.add(judgement)
        else:
            problem = _existence(judgement, existence) or _value(judgement, values)
        yield replace(judgement, problem=problem) if problem else judgement


def _existence(judgement: Judgement, known: dict[tuple[str, ...], Judgement]) -> str:
    """Return whether an earlier line says that there is such a row, where this one says that there is none, or so."""
    earlier = known.setdefault(judgement.span_key, judgement)
    if (earlier.verdict == Verdict.REJECT) != (judgement.verdict == Verdict.REJECT):
        return f"contradicts {earlier.place}, which says {earlier.verdict} of the same words"
    return ""


def _value(judgement: Judgement, known: dict[tuple[str, ...], Judgement]) -> str:
    if judgement.verdict not in (Verdict.CHANGE, Verdict.ADD):
        return ""
    key = (*judgement.span_key, judgement.field)
    earlier = known.get(key)
    if earlier is not None and judgement.new_value == earlier.new_value:
        return ""
    if earlier is not None and judgement.old_value != earlier.new_value:
        return (
            f"contradicts {earlier.place}, which gives {earlier.new_value!r} for the same: to change it again, "
            "write that as old_value"
        )
    known[key] = judgement
    return ""


class _Pairs:
    """What lines say of pairs of actors, by the ids or names that they give."""

    def __init__(self) -> None:
        self._said: dict[frozenset[str], Judgement] = {}
        self._into: dict[str, str] = {}

    def add(self, judgement: Judgement) -> str:
        """Return the problem of a line, else take it in."""
        one, other = _folded(judgement.quote), _folded(judgement.new_value)
        if one == other:
            return "quote and new_value name the same actor"
        earlier = self._said.setdefault(frozenset((one, other)), judgement)
        if earlier.verdict != judgement.verdict:
            return f"contradicts {earlier.place}, which says {earlier.verdict} of the same actors"
        if judgement.verdict == Verdict.NOT_SAME_AS:
            return ""
        if self._end(one) == self._end(other):
            return f"closes a cycle: {judgement.quote!r} and {judgement.new_value!r} are one actor already"
        self._into[self._end(one)] = self._end(other)
        return ""

    def _end(self, name: str) -> str:
        path = [name]
        while path[-1] in self._into:
            path.append(self._into[path[-1]])
        for passed in path[:-1]:  # shorter the next time
            self._into[passed] = path[-1]
        return path[-1]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
