"""Names of actors that are likely one actor's: other spellings, initials, second given names, a letter, abbreviations.

Names are compared within groups that share a key, never all with all, and a group that is too large for that is left
out: a surname of hundreds of people says nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from pipeline.extract.actors.spelling import plain
from schemas.vocabulary import ActorKind

_MOST_ALIKE = 60
_SHORTEST_SURNAME = 5
_SHORTEST_ACRONYM = 3
_NOT_WORD = re.compile(r"[^\w]+")
_UMLAUT = re.compile("([aou])e")


@dataclass(frozen=True)
class Named:
    """An actor of a corpus as it is compared."""

    actor_id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    wikidata_id: str | None = None
    n_documents: int = 1

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the words of the name without case, diacritics and transliteration."""
        return tuple(_UMLAUT.sub(r"\1", word) for word in _NOT_WORD.sub(" ", plain(self.name)).split())


@dataclass(frozen=True, slots=True)
class Resembling:
    """Two actors that are likely one, and why; `is_common` says if a document with both speaks for it or against it."""

    one: Named
    other: Named
    reason: str
    is_common: bool | None = None


def find_resembling(actors: Iterable[Named]) -> Iterator[Resembling]:
    """Yield pairs of actors that are likely one, each once, with the strongest reason first."""
    known = sorted(actors, key=lambda actor: actor.actor_id)
    seen: set[tuple[str, str]] = set()
    for found in _all(known):
        pair = (found.one.actor_id, found.other.actor_id)
        is_other_item = None not in (found.one.wikidata_id, found.other.wikidata_id)
        if pair not in seen and pair[::-1] not in seen and not is_other_item:
            seen.add(pair)
            yield found


def _all(actors: Sequence[Named]) -> Iterator[Resembling]:
    yield from _alike(actors)
    people = [actor for actor in actors if actor.kind == ActorKind.PERSON and len(actor.words) > 1]
    yield from _people(people)
    yield from _bodies([actor for actor in actors if actor.kind != ActorKind.PERSON])


def _grouped(actors: Iterable[Named], key_of: Mapping[str, Iterable[str]]) -> Iterator[list[Named]]:
    """Yield the actors that share a key, without groups that are too large."""
    groups: dict[str, list[Named]] = {}
    for actor in actors:
        for key in key_of[actor.actor_id]:
            groups.setdefault(key, []).append(actor)
    yield from (group for _, group in sorted(groups.items()) if 1 < len(group) <= _MOST_ALIKE)


def _alike(actors: Sequence[Named]) -> Iterator[Resembling]:
    """Yield actors whose names differ in spelling alone, or not at all."""
    for group in _grouped(actors, {actor.actor_id: ["".join(actor.words)] for actor in actors}):
        for one, other in combinations(group, 2):
            kinds = f", as {one.kind} and {other.kind}" if one.kind != other.kind else ""
            yield Resembling(one, other, f"the same name{kinds}" if one.name == other.name else f"one spelling{kinds}")


def _people(people: Sequence[Named]) -> Iterator[Resembling]:
    for group in _grouped(people, {actor.actor_id: [actor.words[-1]] for actor in people}):
        yield from _of_one_surname(group)
    keys = {actor.actor_id: [f"{actor.words[0]} {actor.words[-1][0]}"] for actor in people}
    for group in _grouped(people, keys):
        for one, other in combinations(group, 2):
            is_telling = min(len(one.words[-1]), len(other.words[-1])) >= _SHORTEST_SURNAME
            if is_telling and one.words[:-1] == other.words[:-1] and is_one_letter(one.words[-1], other.words[-1]):
                yield Resembling(one, other, "one letter", is_common=False)


def _of_one_surname(group: Sequence[Named]) -> Iterator[Resembling]:
    """Yield people of whom one has an initial, or fewer given names; an initial that fits several says nothing."""
    for short in group:
        given = short.words[:-1]
        longer = [other for other in group if len(other.words[0]) > 1 and other.words[0][0] == given[0][0]]
        if len(given[0]) == 1:
            if len(longer) == 1:
                yield Resembling(short, longer[0], "an initial")
            continue
        fuller = [
            other
            for other in longer
            if other.words[0] == given[0] and len(other.words) > len(short.words) and set(given) <= set(other.words)
        ]
        if len(fuller) == 1:
            yield Resembling(short, fuller[0], "a second given name")


def _bodies(bodies: Sequence[Named]) -> Iterator[Resembling]:
    """Yield bodies of whom one is called as another by an alias, or by its initials in a document with both."""
    keys = {}
    for actor in bodies:
        aliases = {"".join(_NOT_WORD.sub(" ", plain(alias)).split()) for alias in (actor.name, *actor.aliases)}
        keys[actor.actor_id] = sorted(aliases)
    for group in _grouped(bodies, keys):
        for one, other in combinations(group, 2):
            yield Resembling(one, other, "an alias")
    initials = {actor.actor_id: _initials(actor) for actor in bodies}
    for group in _grouped(bodies, initials):
        for one, other in combinations(group, 2):
            if one.name.isupper() != other.name.isupper():
                yield Resembling(one, other, "the initials", is_common=True)


def _initials(actor: Named) -> list[str]:
    if actor.name.isupper() and actor.name.isalpha():
        return [actor.name.lower()] if len(actor.name) >= _SHORTEST_ACRONYM else []
    great = "".join(word[0] for word in re.split(r"[\s-]+", actor.name) if word[:1].isupper())
    return [plain(great)] if len(great) >= _SHORTEST_ACRONYM else []


def is_one_letter(one: str, other: str) -> bool:
    """True if two words differ by one letter: another, one more, or two that are exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])
    return a[1:] == b or a == b[1:]
