"""Resolution: which actor every name, description and pronoun of a text means, and who speaks each statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from pipeline.extract.actors.pronouns import (
    is_pronoun,
    is_speaking,
    possible_owners,
    possible_referents,
    resolve_pronoun,
)
from pipeline.extract.actors.roles import role_lemma
from pipeline.extract.actors.roster import Roster
from pipeline.extract.actors.spelling import fold
from pipeline.extract.annotation import Actor, Mention, Span, Statement
from pipeline.extract.text import Text

_MARKS = frozenset("„“”\"«»‚‘'(")


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
    """Return who is meant by `names` and the speakers, addressees and sources of `statements`, in about linear time."""
    reading = _Reading(read_context(doc), names, document_id)
    reading.note_descriptions()
    order = sorted(range(len(statements)), key=lambda i: (statements[i].speaker_spans, statements[i].spans))
    speaker: list[int | None] = [None] * len(statements)
    addressee: list[int | None] = [None] * len(statements)
    source: list[int | None] = [None] * len(statements)
    for i in order:
        statement = statements[i]
        speaker[i] = reading.who(statement.speaker_spans, statement, may_be_new=True)
        reading.note_speaker(statement.speaker_spans, speaker[i])
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
            if name.rule != "gazetteer.compound":  # the NATO of NATO-Mitglieder names nobody who acts
                self.name_at.update(dict.fromkeys(range(name.first, name.last), index))
        self.mentions: dict[Span, tuple[int, str, str]] = {}
        self.nominal_from: dict[int, Span] = {}
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
            if description.classes and not description.is_plural:
                entity = self._referent(description)
                if entity is not None:
                    self._mention(first, head + 1, entity, "nominal", "description")

    def who(self, spans: tuple[Span, ...], statement: Statement, *, may_be_new: bool) -> int | None:
        """Return the entity that `spans` stand for; described people become new ones only where `may_be_new`."""
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
                entity = self._described(first, last, statement, may_be_new)
        return entity

    def note_speaker(self, spans: tuple[Span, ...], entity: int | None) -> None:
        """Remember who spoke last: pronouns after it mean them first."""
        if entity is not None:
            self.last_speaker = (self.context.doc.tokens.covering(*spans[0])[0], entity)

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
        values = possible_referents(self.context, first, statement.cue_spans)
        if values is None:
            return None
        entity = resolve_pronoun(self.context, self.roster, first, values, self.last_speaker)
        if entity is not None:
            self._mention(first, last, entity, "pronoun", "pronoun")
        return entity

    def _named(self, first: int, last: int) -> int | None:
        """Return the name that a phrase is or ends in: not one that only says whose spokesman somebody is."""
        inside = list(dict.fromkeys(self.name_at[t] for t in range(first, last) if t in self.name_at))
        description = describe(self.context, first, last)
        if not inside:
            return self._apposition(description, last)
        inside = [i for i in inside if self.names[i].kind != "person" or not self._is_owner(i, description, last)]
        for index in inside:
            if self.names[index].kind == "person":
                return self.entity_of[index]
        if not inside:
            return None
        index = inside[0]
        name = self.names[index]
        if description is None or (name.rule == "quoted" and description.office is None):
            return self.entity_of[index]
        if name.first <= description.head < name.last:
            return None if self._is_attribute(name, last) else self.entity_of[index]
        if name.first == description.head + 1 or (
            name.first == description.head + 2 and self.context.form(description.head + 1) in _MARKS
        ):
            return None if self._qualifies(name, description) else self.entity_of[index]
        return None

    def _apposition(self, description: Description | None, last: int) -> int | None:
        """Return the organisation named right after the noun for it that a phrase ends in: der Verband | Pro Bahn."""
        index = self.name_at.get(last)
        if description is None or description.head != last - 1 or description.sort != "organization" or index is None:
            return None
        is_organization = self.names[index].first == last and self.names[index].kind == "organization"
        return self.entity_of[index] if is_organization and description.is_definite else None

    def _qualifies(self, name: Name, description: Description) -> bool:
        """Whether a name after a noun says where or whose it is: Vertreter Libyens, Polizeidirektion Hannover."""
        if description.office is not None and description.sort == "person" and name.kind != "person":
            return True
        is_place_head = self.context.lowers[description.head] in self.context.grammar.words["place_heads"]
        return name.kind in ("place", "region", "state") and not is_place_head

    def _is_owner(self, index: int, description: Description | None, last: int) -> bool:
        """Whether a person is named as whose the described one is: Anhänger Saddam Husseins, a lawyer for Smith."""
        name = self.names[index]
        if self.context.form(name.last) in ("'s", "’s"):
            return True
        is_genitive = name.text.endswith("s") and name.text not in self.roster.entities[self.entity_of[index]].aliases
        if description is None or description.head >= name.first:
            return is_genitive and name.last < last
        return is_genitive or self.context.lower(name.first - 1) in self.context.grammar.words["owned_by"]

    def _is_attribute(self, name: Name, last: int) -> bool:
        """Whether a name only qualifies the noun after it, unhyphenated: die US Botschaft."""
        is_noun = self.context.grammar.capitalises_nouns and self.context.capital(name.last) and name.last < last
        return is_noun and name.last not in self.name_at and name.kind in ("state", "igo", "region")

    def _described(self, first: int, last: int, statement: Statement, may_be_new: bool) -> int | None:
        """Return the entity a phrase without a name of its own describes."""
        description = describe(self.context, first, last)
        if description is None:
            return None
        if description.sort is None and not description.template:
            return self._cited(description, first, last)
        entity = self._referent(description)
        if entity is None and may_be_new:
            entity = self._proper(description, first, last, statement)
            if entity is not None:
                return entity
            entity = self._new(description, first, last)
        if entity is not None:
            self._mention(first, last, entity, "nominal", "description")
        return entity

    def _cited(self, description: Description, first: int, last: int) -> int | None:
        """Return whose words a report, poll or opinion is: „Angaben der Polizei“, „seiner Meinung“; often none."""
        context = self.context
        begin = description.head + 1
        link = context.lower(begin)
        is_linked = link in context.grammar.words["belonging"] | context.grammar.words["articles"]
        is_linked = is_linked or (
            context.grammar.capitalises_nouns and link.endswith("er") and context.form(begin).islower()
        )
        if begin < last and (is_linked or begin in self.name_at):
            begin += context.lower(begin) in ("in", "von", "of")
            entity = self._named(begin, last)
            owner = describe(context, begin, last) if entity is None else None
            if owner is not None and (owner.classes or owner.office or owner.sort == "organization"):
                is_several = link == "der" and owner.office is not None and owner.office.gender == "m"
                owner = replace(owner, is_plural=owner.is_plural or is_several)  # Vermutungen der Forscher
                entity = self._referent(owner)
                entity = self._new(owner, begin, last) if entity is None else entity
                self._mention(begin, last, entity, "nominal", "description")
            return entity
        for token in range(first, description.head):
            values = possible_owners(context, token)
            if values is not None:
                return resolve_pronoun(context, self.roster, token, values, self.last_speaker)
        return None

    def _proper(self, description: Description, first: int, last: int, statement: Statement) -> int | None:
        """A name that no recogniser knew, told by where it stands: quoted, or bare beside a verb in the singular."""
        context = self.context
        if description.office or description.classes or description.sort != "person":
            return None
        head = description.head
        if context.form(head - 1) in _MARKS and context.capital(head):
            end = next((i for i in range(head, last) if context.forms[i] in _MARKS), last)
            return self._new_name(head, end, "organization")
        end = head
        while end < last and context.capital(end) and end < head + 4:
            end += 1
        if head == first and end > head + 1 and not context.is_initial[head]:
            return self._new_name(head, end, "person")  # Elizabeth Byrs vom UN-Büro
        if last - first > 2 or not context.capital(head):
            return None
        grammar = context.grammar
        word = context.forms[head] if grammar.capitalises_nouns else context.lowers[head]
        is_known = grammar.is_ordinary(word) or (grammar.capitalises_nouns and grammar.is_compound(word))
        if is_known and context.is_initial[head]:
            return None
        if head > first:
            return self._new_name(head, last, "organization") if not is_known and description.is_definite else None
        cue = context.doc.text[slice(*statement.cue_spans[0])] if statement.cue_spans else ""
        if is_known and (not cue or cue.split()[0].endswith("en")):
            return None
        is_acronym = context.forms[head].isupper() and last - first == 1
        return self._new_name(first, last, "organization" if is_acronym else "person")

    def _new_name(self, first: int, last: int, kind: str) -> int:
        text = " ".join(self.context.surface(first, last).split())
        index = self.roster.add(kind, fold(text), text, is_local=kind == "person")
        self.roster.entities[index].aliases.add(text)
        self._mention(first, last, index, "name", "speaker")
        return index

    def _referent(self, description: Description) -> int | None:
        """Return whom a description refers back to: its country's institution, else the last one that fits."""
        roster, context = self.roster, self.context
        if description.template is not None and description.country is not None:
            index = roster.add_entry(institution(context, description.template, description.country))
            roster.described(index, description.head)
            return index
        if description.office is not None:
            return self._office_holder(description)
        if not description.classes or description.is_plural:
            return self._people(description)
        return roster.nearest(description.classes, description.head)

    def _people(self, description: Description) -> int | None:
        """Return the state that a people's name stands for: „Die Kanadier“ as those who speak."""
        context = self.context
        lower = context.lowers[description.head]
        if not description.is_definite or description.classes:
            return None
        if (
            context.grammar.capitalises_nouns
            and context.lower(description.head - 1) not in context.grammar.words["plural_determiners"]
        ):
            return None
        for word in (lower, lower.removesuffix("n"), lower.removesuffix("s")):
            country = context.gazetteer.country_of.get(word)
            if country is not None:
                return self.roster.add_entry(context.gazetteer.states[country])
        return None

    def _office_holder(self, description: Description) -> int | None:
        """Return the person whose role is the description's; if nobody's is, one whose office belongs to its group."""
        office = description.office
        if office is None or not description.is_definite:
            return None
        if description.is_plural:
            return self._unnamed_before(description)
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
                and (lemma in self.context.grammar.office_groups or not self._conflicts(word, office.ending))
            ):
                best = index
        return self._unnamed_before(description) if best is None else best

    def _unnamed_before(self, description: Description) -> int | None:
        """Somebody described by the same office before: ein Polizeisprecher … der Sprecher."""
        return self.roster.nearest((_unnamed_group(description),), description.head)

    def _conflicts(self, word: str, ending: int) -> bool:
        """Whether a compound says more than its group: a Polizeichef is not just any chief."""
        prefix = word[: len(word) - ending].rstrip("-")
        return len(prefix) > 2 and prefix not in self.context.grammar.words["open_prefixes"]

    def _new(self, description: Description, first: int, last: int) -> int:
        """Return a new entity of this document for somebody described."""
        context = self.context
        begin = first
        while begin < description.head and context.lowers[begin] in context.grammar.words["articles"]:
            begin += 1
        surface = " ".join(context.surface(begin, last).split())
        office = description.office
        is_single = (
            office is not None and not description.is_plural and description.is_definite and office.group != "source"
        )
        kind = "organization" if description.sort == "organization" else "person" if is_single else "unnamed_source"
        is_another = begin > first and not description.is_definite and begin <= description.head == last - 1
        if is_another and office is not None and office.group == "witness":
            index = self.roster.add_another(kind, fold(surface), surface)  # ein Anwohner … ein Anwohner
        else:
            index = self.roster.add(kind, fold(surface), surface, is_local=True)
        entity = self.roster.entities[index]
        if office is not None:
            entity.is_plural = description.is_plural
            entity.gender = office.gender if not description.is_plural else None
            entity.groups.add(_unnamed_group(description))
            self.roster.described(index, description.head)
        return index

    def _mention(self, first: int, last: int, entity: int, mention_kind: str, rule: str) -> None:
        tokens = self.context.doc.tokens
        span = (tokens.starts[first], tokens.ends[last - 1])
        shorter = self.nominal_from.get(first)
        if shorter is not None and shorter != span and self.mentions[shorter][0] == entity and shorter[1] < span[1]:
            del self.mentions[shorter]  # "the government" within "the government of Ukraine"
        self.mentions.setdefault(span, (entity, mention_kind, rule))
        self.nominal_from[first] = span

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


def _unnamed_group(description: Description) -> str:
    """Return what an unnamed person and a description of it share: office, gender and number."""
    office = description.office
    return f"unnamed {office.stem} {office.gender} {description.is_plural}" if office is not None else ""
