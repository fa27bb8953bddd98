"""Which actors are one, as people say: a union-find in which “not the same” beats what follows by way of others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corrections.judgement import Judgement, Outcome
from schemas.vocabulary import CorrectionState, Verdict

_UNKNOWN = "no actor of the corpus has the name or id {!r}"
_SEVERAL = "{} actors have the name {!r}: give the id of the one that is meant"
_ONE = "both are the one actor {}: judge its mentions in the documents"
_BEATEN = "not applied: it would make one of two actors of which {} says not_same_as"


@dataclass(frozen=True, slots=True)
class Merged:
    """What people say of pairs of actors: the actor that each becomes, by which line, and what became of the lines."""

    into: Mapping[str, str]
    because: Mapping[str, Judgement]
    outcomes: tuple[Outcome, ...]


def merge_actors(lines: Sequence[Judgement], ids_of: Mapping[str, Sequence[str]]) -> Merged:
    """Decide the lines `same_as` and `not_same_as`, in the order of the files.

    `ids_of` has the actors that an id or a name means, as it is given; a name that several actors have may stand on the
    left, as all of them, but not on the right. The actor on the right is the one that stays.
    """
    groups = _Groups()
    outcomes: dict[int, Outcome] = {}
    pairs = {id(line): _pair(line, ids_of, outcomes) for line in lines}
    apart = [line for line in lines if line.verdict == Verdict.NOT_SAME_AS and pairs[id(line)]]
    for line in apart:
        olds, new_id = pairs[id(line)] or ((), "")
        for old_id in olds:
            groups.keep_apart(old_id, new_id, line)
    for line in lines:
        pair = pairs[id(line)]
        if line.verdict != Verdict.SAME_AS or pair is None:
            continue
        barriers = [barrier for old_id in pair[0] if (barrier := groups.join(old_id, pair[1], line)) is not None]
        if barriers:
            outcomes[id(line)] = Outcome(line, CorrectionState.INVALID, _BEATEN.format(barriers[0].place), pair[0][0])
        else:
            outcomes[id(line)] = Outcome(line, CorrectionState.APPLIED, "", pair[0][0])
    for line in apart:
        state = CorrectionState.APPLIED if groups.has_held(line) else CorrectionState.ALREADY_TRUE
        outcomes[id(line)] = Outcome(line, state, "", (pairs[id(line)] or (("",), ""))[0][0])
    into = groups.into()
    return Merged(into, {old: groups.because(old) for old in into}, tuple(outcomes[id(line)] for line in lines))


def _pair(
    line: Judgement, ids_of: Mapping[str, Sequence[str]], outcomes: dict[int, Outcome]
) -> tuple[tuple[str, ...], str] | None:
    """Return the actors on both sides of a line, or tell why there are none."""
    olds, news = ids_of.get(line.quote.strip(), ()), ids_of.get(line.new_value.strip(), ())
    problem = ""
    if not olds or not news:
        problem = _UNKNOWN.format(line.quote if not olds else line.new_value)
    elif len(news) > 1:
        problem = _SEVERAL.format(len(news), line.new_value)
    others = tuple(old for old in olds if old != news[0]) if news else ()
    if not problem and not others:
        problem = _ONE.format(news[0])
    if problem:
        outcomes[id(line)] = Outcome(line, CorrectionState.ORPHANED, problem)
        return None
    return others, news[0]


class _Groups:
    """Groups of actors that are one, each named for the one that stays."""

    def __init__(self) -> None:
        self._into: dict[str, str] = {}
        self._lines: dict[str, Judgement] = {}
        self._kept_apart: dict[str, list[tuple[str, Judgement]]] = {}
        self._held: set[int] = set()

    def keep_apart(self, one: str, other: str, line: Judgement) -> None:
        """Note that two actors are not one."""
        self._kept_apart.setdefault(one, []).append((other, line))
        self._kept_apart.setdefault(other, []).append((one, line))

    def join(self, old_id: str, new_id: str, line: Judgement) -> Judgement | None:
        """Make one group of two; if that joins actors that are kept apart, return the line that says so instead."""
        old, new = self.end(old_id), self.end(new_id)
        if old == new:
            return None
        barrier = self._barrier(old, new)
        if barrier is not None:
            self._held.add(id(barrier))
            return barrier
        self._into[old] = new
        self._lines[old] = line
        fewer, more = sorted((self._kept_apart.pop(old, []), self._kept_apart.pop(new, [])), key=len)
        if more:
            more.extend(fewer)
            self._kept_apart[new] = more
        return None

    def _barrier(self, one: str, other: str) -> Judgement | None:
        """Return the line that keeps a member of one group apart from one of the other."""
        fewer, more = sorted((one, other), key=lambda end: len(self._kept_apart.get(end, ())))
        for kept_apart, line in self._kept_apart.get(fewer, ()):
            if self.end(kept_apart) == more:
                return line
        return None

    def end(self, actor_id: str) -> str:
        """Return the actor that stays of the group."""
        path = [actor_id]
        while path[-1] in self._into:
            path.append(self._into[path[-1]])
        for passed in path[:-1]:  # shorter the next time
            self._into[passed] = path[-1]
        return path[-1]

    def has_held(self, line: Judgement) -> bool:
        """True if a line kept something apart that others would have joined."""
        return id(line) in self._held

    def because(self, actor_id: str) -> Judgement:
        """Return the line that joined an actor to others."""
        return self._lines[actor_id]

    def into(self) -> dict[str, str]:
        """Return for each actor that does not stay the one that it becomes."""
        return {old: self.end(old) for old in self._into}


def names_in(lines: Iterable[Judgement]) -> list[str]:
    """Return the ids and names of actors that lines about the corpus give, each once."""
    found: dict[str, None] = {}
    for line in lines:
        found[line.quote.strip()] = None
        if line.verdict in (Verdict.SAME_AS, Verdict.NOT_SAME_AS):
            found[line.new_value.strip()] = None
    return list(found)
