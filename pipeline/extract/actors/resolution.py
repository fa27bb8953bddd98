"""Resolution: which actor every name, description and pronoun of a text means, and who speaks each statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.actors.context import NameContext, read_context
from pipeline.extract.actors.descriptions import (
    Description,
    describe,
    describe_head,
    find_head_before,
    institution,
)
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.naming import enter_names
from pipeline.extract.actors.pronouns import is_pronoun, is_speaking, resolve_pronoun
from pipeline.extract.actors.roles import role_lemma
from pipeline.extract.actors.roster import Roster
from pipeline.extract.actors.spelling import fold
from pipeline.extract.annotation import Actor, Mention, Span, Statement
from pipeline.extract.text import Text


@dataclass(frozen=True, slots=True)
class Resolution:
    """The actors and mentions of a text, sorted by first mention and by position.

    `speaker`, `addressee` and `source` are parallel to the statements: indices into `actors`, or None.
    """

    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    speaker: list[int | None]
    addressee: list[int | None]
    source: list[int | None]


def resolve(doc: Text, names: list[Name], statements: Sequence[Statement], *, document_id: str) -> Resolution:
    """Who is meant by `names` and by the speakers, addressees and sources of `statements`, in about linear time."""
    reading = _Reading(read_context(doc), names, document_id)
    reading.note_descriptions()
    order = sorted(range(len(statements)), key=lambda i: (statements[i].speaker_spans, statements[i].spans))
    speaker: list[int | None] = [None] * len(statements)
    addressee: list[int | None] = [None] * len(statements)
    source: list[int | None] = [None] * len(statements)
    for i in order:
        statement = statements[i]
        speaker[i] = reading.who(statement.speaker_spans, statement, may_be_new=True)
        source[i] = reading.who(statement.source_spans, statement, may_be_new=True)
        addressee[i] = reading.who(statement.addressee_spans, statement, may_be_new=False)
    for i in order:
        parent = statements[i].parent
        if parent is not None and speaker[i] is None and reading.speaks_itself(statements[i].speaker_spans):
            speaker[i] = speaker[parent]
    return reading.finish(speaker, addressee, source)


class _Reading:
    """One text while it is resolved: its names, the roster, and the mentions found so far."""

    def __init__(self, context: NameContext, names: list[Name], document_id: str) -> None:
        self.context, self.names, self.document_id = context, names, document_id
        self.roster = Roster()
        self.entity_of = enter_names(context, names, self.roster)
        self.name_at: dict[int, int] = {}
        for index, name in enumerate(names):
            for token in range(name.first, name.last):
                self.name_at[token] = index
        self.mentions: dict[Span, tuple[int, str, str]] = {}
        self.last_speaker: tuple[int, int] | None = None

    def note_descriptions(self) -> None:
        """Mentions by definite descriptions that clearly refer to somebody named: das Verteidigungsministerium."""
        context = self.context
        for head in range(len(context.forms)):
            if head in self.name_at or head + 1 in self.name_at:
                continue
            if context.grammar.capitalises_nouns and not context.is_capital[head]:
                continue
            first = find_head_before(context, head)
            if first is None:
                continue
            description = describe_head(context, first, head, head + 1)
            if description.classes and not (description.office and description.office.is_plural):
                entity = self._referent(description)
                if entity is not None:
                    self._mention(first, head + 1, entity, "nominal", "description")

    def who(self, spans: tuple[Span, ...], statement: Statement, *, may_be_new: bool) -> int | None:
        """The entity that `spans` stand for; described people become new ones only where `may_be_new`."""
        if not spans:
            return None
        tokens = self.context.doc.tokens
        first, last = tokens.covering(*spans[0])
        if first >= last:
            return None
        entity = self._pronoun(first, last, statement)
        if entity is None and not self._is_pronoun(first, last):
            entity = self._named(first, last)
            if entity is None:
                entity = self._described(first, last, may_be_new)
        if entity is not None and may_be_new:
            self.last_speaker = (first, entity)
        return entity

    def speaks_itself(self, spans: tuple[Span, ...]) -> bool:
        """Whether the speaker is "I" or "we"."""
        if not spans:
            return False
        first, last = self.context.doc.tokens.covering(*spans[0])
        return last - first == 1 and is_speaking(self.context, first)

    def _is_pronoun(self, first: int, last: int) -> bool:
        return last - first == 1 and is_pronoun(self.context, first)

    def _pronoun(self, first: int, last: int, statement: Statement) -> int | None:
        if not self._is_pronoun(first, last):
            return None
        entity = resolve_pronoun(self.context, self.roster, first, self.last_speaker, statement.cue_spans)
        if entity is not None:
            self._mention(first, last, entity, "pronoun", "pronoun")
        return entity

    def _named(self, first: int, last: int) -> int | None:
        """The name that a phrase is or ends in: not one that only says whose spokesman somebody is."""
        inside: list[int] = []
        for token in range(first, last):
            index = self.name_at.get(token)
            if index is not None and index not in inside:
                inside.append(index)
        if not inside:
            return None
        for index in inside:
            if self.names[index].kind == "person":
                return self.entity_of[index]
        description = describe(self.context, first, last)
        index = inside[0]
        name = self.names[index]
        if description is None or name.first <= description.head < name.last:
            return self.entity_of[index]
        apposed = name.first == description.head + 1
        return self.entity_of[index] if apposed or name.rule == "quoted" else None

    def _described(self, first: int, last: int, may_be_new: bool) -> int | None:
        """The entity a phrase without a name of its own describes."""
        context = self.context
        description = describe(context, first, last)
        if description is None or (description.sort is None and not description.template):
            return None
        entity = self._referent(description)
        if entity is None:
            if not may_be_new:
                return None
            entity = self._new(description, first, last)
        self._mention(first, last, entity, "nominal", "description")
        return entity

    def _referent(self, description: Description) -> int | None:
        """Who a description refers back to: the institution of its country, else whoever fits, named last before it."""
        roster, context = self.roster, self.context
        if description.template is not None and description.country is not None:
            entry = institution(context, description.template, description.country)
            return roster.add_entry(entry)
        if description.office is not None:
            return self._office_holder(description)
        if not description.classes:
            return None
        return roster.nearest(description.classes, description.head)

    def _office_holder(self, description: Description) -> int | None:
        """The person whose role is the description's; if nobody's is, one whose office belongs to its group."""
        office = description.office
        if office is None or office.is_plural or not description.is_definite:
            return None
        word = self.context.lowers[description.head]
        lemma = word[: len(word) - office.ending] + office.stem
        best: int | None = None
        for _, index in self.roster.persons_before(description.head, 50):
            entity = self.roster.entities[index]
            if office.gender and entity.gender and office.gender != entity.gender and office.group != "person":
                continue
            if lemma in entity.offices:
                return index
            if (
                best is None
                and entity.groups.intersection(description.classes)
                and not self._conflicts(word, office.ending)
            ):
                best = index
        return best

    def _conflicts(self, word: str, ending: int) -> bool:
        """Whether a compound says more than its group: a Polizeichef is not just any chief."""
        prefix = word[: len(word) - ending].rstrip("-")
        return len(prefix) > 2 and prefix not in self.context.grammar.words["open_prefixes"]

    def _new(self, description: Description, first: int, last: int) -> int:
        """A new entity of this document for somebody described."""
        context = self.context
        begin = first
        while begin < description.head and context.lowers[begin] in context.grammar.words["articles"]:
            begin += 1
        surface = " ".join(context.surface(begin, last).split())
        office = description.office
        is_single = office is not None and not office.is_plural and description.is_definite and office.group != "source"
        kind = "organization" if description.sort == "organization" else "person" if is_single else "unnamed_source"
        index = self.roster.add(kind, fold(surface), surface, is_local=True)
        entity = self.roster.entities[index]
        if office is not None:
            entity.is_plural = office.is_plural
            entity.gender = office.gender if not office.is_plural else None
            entity.groups.add(f"unnamed {office.stem}")
        return index

    def _mention(self, first: int, last: int, entity: int, mention_kind: str, rule: str) -> None:
        tokens = self.context.doc.tokens
        self.mentions.setdefault((tokens.starts[first], tokens.ends[last - 1]), (entity, mention_kind, rule))

    def finish(self, speaker: list[int | None], addressee: list[int | None], source: list[int | None]) -> Resolution:
        """The actors that are mentioned or speak, in the order of their first mention, and all by their index."""
        context = self.context
        rows: list[tuple[int, int, int, str, str, Name | None]] = []
        for name, entity in zip(self.names, self.entity_of, strict=True):
            rows.append((name.start, name.end, entity, name.mention_kind, name.rule, name))
        named = {(row[0], row[1]) for row in rows}
        for (start, end), (entity, mention_kind, rule) in self.mentions.items():
            if (start, end) not in named:
                rows.append((start, end, entity, mention_kind, rule, None))
        rows.sort(key=lambda row: (row[0], row[1]))
        used = list(
            dict.fromkeys([row[2] for row in rows] + [i for i in (*speaker, *addressee, *source) if i is not None])
        )
        number = {entity: index for index, entity in enumerate(used)}
        actors = tuple(self.roster.entities[entity].to_actor(self.document_id) for entity in used)
        mentions = []
        for start, end, entity, mention_kind, rule, named_by in rows:
            role = lemma = None
            if named_by is not None and named_by.role is not None:
                role = context.doc.text[named_by.role[0] : named_by.role[1]]
                lemma = role_lemma(context.grammar, role, self.roster.entities[entity].gender)
            mentions.append(Mention(start, end, number[entity], mention_kind, f"actors.{rule}", role, lemma))
        lists = [[None if i is None else number[i] for i in column] for column in (speaker, addressee, source)]
        return Resolution(actors, tuple(mentions), lists[0], lists[1], lists[2])
