"""The register of a text: its actors and the mentions of them that were found, by name or otherwise."""

from dataclasses import dataclass, field

from pipeline.extract.actors.candidates import History
from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import Description, compound_classes
from pipeline.extract.actors.grammar import without_each
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.roles import nominative, role_lemma
from pipeline.extract.actors.roster import Roster
from pipeline.extract.actors.spelling import fold
from pipeline.extract.actors.spots import Layout, Spot
from pipeline.extract.actors.unnamed import unnamed_kind
from pipeline.extract.annotation import Actor, Mention, Span
from pipeline.extract.lang.terms import KNOWN, PERSONAL, Case, Determiner, Number

_FEWEST = 2  # mentions of somebody described who never speaks


@dataclass(slots=True)
class Register:
    """One text while it is resolved.

    `entity_of` is parallel to `layout.names`. `entity_at` has what a token was found to mean, by the head of its spot.
    `described` are actors without a name that have not spoken: they stay if the text takes them up again.
    """

    layout: Layout
    roster: Roster
    history: History
    entity_of: list[int]
    mentions: dict[Span, tuple[int, str, str]] = field(default_factory=dict)
    entity_at: dict[int, int] = field(default_factory=dict)
    described: set[int] = field(default_factory=set)
    nominal_from: dict[int, Span] = field(default_factory=dict)

    @property
    def context(self) -> NameContext:
        """The text with its lexicons."""
        return self.layout.context

    def mention(self, first: int, last: int, entity: int, mention_kind: str, rule: str) -> None:
        """Note that tokens `first` to `last` mean an entity."""
        tokens = self.context.doc.tokens
        span = (tokens.starts[first], tokens.ends[last - 1])
        shorter = self.nominal_from.get(first) if mention_kind == "nominal" else None
        if shorter is not None and shorter != span and self.mentions[shorter][0] == entity and shorter[1] < span[1]:
            del self.mentions[shorter]  # "the government" within "the government of Ukraine"
        if span not in self.mentions:
            self.mentions[span] = (entity, mention_kind, rule)
            if mention_kind == "nominal":
                self.nominal_from[first] = span

    def refer(self, spot: Spot, entity: int, rule: str) -> None:
        """Note that a spot means an entity, whose gender it may tell."""
        self.history.add(spot, entity)
        self.entity_at[spot.head] = entity
        self.mention(spot.first, spot.last, entity, spot.mention_kind, rule)
        meant = self.roster.entities[entity]
        is_open = meant.kind in ("person", "unnamed_source") and not meant.is_plural and meant.gender is None
        if is_open and len(spot.values) == 1 and spot.values <= PERSONAL:
            meant.gender = next(iter(spot.values))

    def name(self, first: int, last: int, kind: str, base: str = "") -> int:
        """Return the entity of a name that no recogniser knew, written as `base` if given, and note its mention."""
        text = base or self.context.surface(first, last)
        index = self.roster.add(kind, fold(text), text, is_local=kind == "person")
        self.roster.entities[index].aliases.add(text)
        self.mention(first, last, index, "name", "speaker")
        return index

    def describe(self, spot: Spot, last: int, *, speaks: bool) -> int:
        """Return a new entity of this document for somebody described; `last` is the end of the whole phrase."""
        context, description = self.context, spot.description
        begin = spot.first
        while begin < spot.head and context.lowers[begin] in context.grammar.words["articles"]:
            begin += 1
        surface = self._uninflected(spot, begin, context.surface(begin, last))
        office = description.office if description is not None else None
        kind = self._kind(spot, description)
        is_another = begin > spot.first and spot.determiner == Determiner.INDEFINITE and spot.head == last - 1
        is_witness = is_another and office is not None and office.group == "witness"
        if is_witness or not speaks:
            index = self.roster.add_another(kind, fold(surface), surface)  # ein Anwohner … ein Anwohner
        else:
            index = self.roster.add(kind, fold(surface), surface, is_local=True)
        entity = self.roster.entities[index]
        entity.noun = office.stem if office is not None else context.lowers[spot.head]
        if description is not None:
            if office is None:
                entity.classes.update(description.classes or compound_classes(context, context.lowers[spot.head]))
            is_plural = description.is_plural or (office is None and spot.values == frozenset({Number.PLURAL}))
            entity.is_plural = entity.is_plural or is_plural
        if office is not None and description is not None:
            entity.gender = office.gender if not description.is_plural else None
            entity.groups.add(office.group)
            word = context.lowers[spot.head]
            entity.offices.add(word[: len(word) - office.ending] + office.stem)
        if not speaks:
            self.described.add(index)
        return index

    def _uninflected(self, spot: Spot, begin: int, surface: str) -> str:
        """Return what a description is called, a noun right behind its article without a genitive's ending."""
        phrase = self.layout.phrase_at(spot.head)
        is_genitive = (
            phrase is not None and bool(phrase.readings) and all(r.case is Case.GENITIVE for r in phrase.readings)
        )
        if not is_genitive or begin != spot.head or begin == spot.first:
            return surface
        form = self.context.forms[begin]
        base = nominative(self.context.grammar, form)
        return base + surface[len(form) :]

    def _kind(self, spot: Spot, description: Description | None) -> str:
        if description is None:
            return "unnamed_source" if spot.group == "age" else "person"
        office = description.office
        is_known = spot.determiner in KNOWN
        is_single = office is not None and not description.is_plural and is_known and office.group != "source"
        return "organization" if description.sort == "organization" else "person" if is_single else "unnamed_source"

    def people(self, spot: Spot) -> int | None:
        """Return the state that a people's name stands for: „Die Kanadier“ as those who speak."""
        context = self.context
        lower = context.lowers[spot.head]
        if spot.determiner != "definite" or (spot.description is not None and spot.description.classes):
            return None
        before = context.lower(spot.head - 1)
        if context.grammar.capitalises_nouns and before not in context.grammar.words["plural_determiners"]:
            return None
        for word in (lower, *without_each(lower, context.grammar.endings.peoples)):
            country = context.gazetteer.country_of.get(word)
            if country is not None:
                return self.roster.add_entry(context.gazetteer.states[country])
        return None

    def finish(
        self, document_id: str, columns: list[list[int | None]]
    ) -> tuple[tuple[Actor, ...], tuple[Mention, ...], list[list[int | None]]]:
        """Return the actors in the order of their first mention, their mentions, and `columns` by their index.

        Actors stand there that are mentioned by name, speak, are spoken to or cited, or are taken up again.
        """
        kept = self._kept(columns)
        rows: list[tuple[int, int, int, str, str, Name | None]] = []
        for name, entity in zip(self.layout.names, self.entity_of, strict=True):
            rows.append((name.start, name.end, entity, name.mention_kind, name.rule, name))
        named = {(row[0], row[1]) for row in rows}
        for (start, end), (entity, mention_kind, rule) in self.mentions.items():
            if (start, end) not in named and entity in kept:
                rows.append((start, end, entity, mention_kind, rule, None))
        rows.sort(key=lambda row: (row[0], row[1]))
        spoken = [entity for column in columns for entity in column if entity is not None]
        number = {entity: index for index, entity in enumerate(dict.fromkeys([row[2] for row in rows] + spoken))}
        language, entities = self.context.doc.language, [self.roster.entities[entity] for entity in number]
        actors = tuple(entity.to_actor(document_id, unnamed_kind(language, entity)) for entity in entities)
        mentions = tuple(self._mention(row, number) for row in rows)
        return actors, mentions, [[None if i is None else number[i] for i in column] for column in columns]

    def _kept(self, columns: list[list[int | None]]) -> set[int]:
        count: dict[int, int] = {}
        for entity, _, _ in self.mentions.values():
            count[entity] = count.get(entity, 0) + 1
        spoken = {entity for column in columns for entity in column}
        return {
            entity for entity, n in count.items() if entity not in self.described or n >= _FEWEST or entity in spoken
        }

    def _mention(self, row: tuple[int, int, int, str, str, Name | None], number: dict[int, int]) -> Mention:
        start, end, entity, mention_kind, rule, named_by = row
        role = lemma = None
        if named_by is not None and named_by.role is not None:
            role = self.context.doc.text[named_by.role[0] : named_by.role[1]]
            lemma = role_lemma(self.context.grammar, role, self.roster.entities[entity].gender)
        return Mention(start, end, number[entity], mention_kind, f"actors.{rule}", role, lemma)
