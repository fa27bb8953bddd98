"""The roster of a text: its actors, which names mean the same one, and their ids.

Ids follow from the text and the lexicons alone and never from a position: the gazetteer's id; else kind and folded
name; a surname alone and whoever has no name belong to their document.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.extract.actors.gazetteer import Entry
from pipeline.extract.actors.namesakes import Namesakes
from pipeline.extract.actors.spelling import fold
from pipeline.extract.annotation import Actor
from pipeline.identity import make_id


@dataclass(slots=True)
class Entity:
    """An actor while its text is read. `offices` are dictionary forms of its roles, `groups` what these belong to.

    `noun` is what one without a name is called by: the stem of an office, else the noun in lower case.
    """

    kind: str
    key: str
    name: str
    entry: Entry | None = None
    is_local: bool = False
    is_plural: bool = False
    gender: str | None = None
    classes: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    noun: str = ""

    def to_actor(self, document_id: str, unnamed_kind: str | None) -> Actor:
        """Return the actor with its id; `unnamed_kind` says what one without a name is."""
        if self.entry is not None:
            entry = self.entry
            actor_id, country, wikidata_id = entry.actor_id, entry.country, entry.wikidata_id
        else:
            country = wikidata_id = None
            if self.is_local:
                actor_id = local_actor_id(self.kind, document_id, self.key)
            else:
                actor_id = make_id(f"actor_{self.kind}", self.key)
        local_key = self.key if self.is_local and self.entry is None else None
        aliases = tuple(sorted(self.aliases))
        return Actor(actor_id, self.name, self.kind, country, wikidata_id, aliases, local_key, unnamed_kind)


def local_actor_id(kind: str, document_id: str, key: str) -> str:
    """Return the id of an actor who belongs to one document, in which `key` tells it from others of its kind."""
    return make_id(f"actor_{kind}", document_id, key)


class Roster:
    """The entities of one text, found by key, by class and by position."""

    def __init__(self) -> None:
        self.entities: list[Entity] = []
        self.namesakes = Namesakes()
        self._by_key: dict[tuple[str, str], int] = {}
        self._alike: dict[tuple[str, str], int] = {}
        self._by_class: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._persons: list[tuple[int, int]] = []
        self._bodies: list[tuple[int, int]] = []

    def add(self, kind: str, key: str, name: str, *, entry: Entry | None = None, is_local: bool = False) -> int:
        """Return the index of the entity with this kind and key, made where there is none."""
        identity = (kind, key)
        if identity not in self._by_key:
            self._by_key[identity] = len(self.entities)
            classes = set(entry.classes) if entry is not None else set()
            self.entities.append(Entity(kind, key, name, entry, is_local, classes=classes))
        return self._by_key[identity]

    def add_another(self, kind: str, key: str, name: str) -> int:
        """Return the index of a new entity of this document, though others may be called the same."""
        at = self._alike[kind, key] = self._alike.get((kind, key), 0) + 1
        return self.add(kind, key if at == 1 else f"{key} #{at}", name, is_local=True)

    def add_entry(self, entry: Entry) -> int:
        """Return the index of a gazetteer entry's entity."""
        if entry.kind != "person":
            return self.add(entry.kind, f"={entry.key}", entry.name, entry=entry)
        index = self.add("person", fold(entry.name), entry.name)  # so that a surname alone may mean whoever is listed
        entity = self.entities[index]
        entity.entry, entity.name, entity.is_local = entry, entry.name, False
        return index

    def find(self, kind: str, name: str) -> int | None:
        """Return the index of the entity of this kind with this name, if there is one."""
        return self._by_key.get((kind, fold(name)))

    def mentioned(self, index: int, position: int) -> None:
        """Note a mention of an entity at a token, so that descriptions after it may refer back."""
        entity = self.entities[index]
        for name in sorted(entity.classes | entity.groups):
            self._by_class[name].append((position, index))
        if entity.kind == "person":
            self._persons.append((position, index))
        elif entity.kind not in ("place", "unnamed_source"):
            self._bodies.append((position, index))

    def described(self, index: int, position: int) -> None:
        """Note a mention that a description made, after `sort`; the order is kept."""
        entity = self.entities[index]
        for name in sorted(entity.classes | entity.groups):
            insort(self._by_class[name], (position, index))
        if entity.kind not in ("person", "place", "unnamed_source"):
            insort(self._bodies, (position, index))

    def sort(self) -> None:
        """Put what was noted in the order of the text; needed before `nearest` and `persons_before`."""
        for positions in self._by_class.values():
            positions.sort()
        self._persons.sort()
        self._bodies.sort()

    def nearest(self, classes: tuple[str, ...], position: int) -> int | None:
        """Return the entity of one of `classes` mentioned last before a token."""
        best: tuple[int, int] | None = None
        for name in classes:
            mentioned = self._by_class.get(name, ())
            at = bisect_left(mentioned, (position, 0))
            if at and (best is None or mentioned[at - 1] > best):
                best = mentioned[at - 1]
        return best[1] if best else None

    def persons_before(self, position: int, limit: int) -> list[tuple[int, int]]:
        """Return up to `limit` mentions of persons before a token as (token, entity), the last one first."""
        at = bisect_left(self._persons, (position, 0))
        return self._persons[max(0, at - limit) : at][::-1]

    def bodies_before(self, position: int, limit: int) -> list[tuple[int, int]]:
        """Return the same for organisations, states and the like."""
        at = bisect_left(self._bodies, (position, 0))
        return self._bodies[max(0, at - limit) : at][::-1]
