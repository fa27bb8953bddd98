"""Whom the phrase of a speaker, an addressee or a source stands for where it is no pronoun."""

from collections.abc import Callable

from pipeline.extract.actors.descriptions import Description, describe, ends_like, nominal_words
from pipeline.extract.actors.documents import Documents
from pipeline.extract.actors.grammar import without_ending
from pipeline.extract.actors.nominals import speaking_nominal
from pipeline.extract.actors.pronouns import possible_owners
from pipeline.extract.actors.register import Register
from pipeline.extract.actors.spots import BEFORE_RELATIVE, Spot
from pipeline.extract.actors.unnamed import unnamed_words
from pipeline.extract.annotation import Statement
from pipeline.extract.name_lists import SURNAME, codes_of
from pipeline.extract.tags import COMMA, COORDINATOR, PREPOSITION, PRONOUN
from pipeline.garbage import weakly

_FEWEST_OF_NAME = 2  # letters that a name has without its ending
_MAX_TOKENS = 40  # of a phrase; keeps hostile input linear
_MARKS = frozenset("„“”\"«»‚‘'(")
Choose = Callable[[Spot], int | None]


class SpeakerPhrases:
    """Reads the phrases of one text; `choose` says whom a description refers back to."""

    def __init__(self, register: Register, choose: Choose) -> None:
        self.register, self.choose = register, choose
        self.documents = Documents(register, weakly(self._whose))
        self.context, self.names, self.name_at = register.context, register.layout.names, register.layout.name_at

    def who(self, first: int, last: int, statement: Statement, *, may_be_new: bool) -> int | None:
        """Return the entity that a phrase stands for; described people become new ones only where `may_be_new`."""
        last = self._without_clauses(first, min(last, first + _MAX_TOKENS))
        if self._is_joined(first, last):
            return None
        entity = self._named(first, last)
        return self._described(first, last, statement, may_be_new) if entity is None else entity

    def _without_clauses(self, first: int, last: int) -> int:
        """Return the end of a phrase before a relative clause or an apposition without a name."""
        layout = self.register.layout
        last_named = next((token for token in range(last - 1, first, -1) if token in self.name_at), first)
        for at in range(first + 1, last):
            is_relative = self.context.lowers[at] in layout.pronouns.relative and layout.tag(at) is PRONOUN
            if is_relative and (layout.tag(at - 1) in BEFORE_RELATIVE or not layout.words.has_noun_capitals):
                at -= layout.tag(at - 1) is PREPOSITION
                return max(first + 1, at - (layout.tag(at - 1) is COMMA))
            if layout.tag(at) is COMMA and last_named < at:
                return at
        return last

    def _is_joined(self, first: int, last: int) -> bool:
        """Whether a phrase names several: “Ecuador and Peru”; they are no one actor."""
        layout = self.register.layout
        return any(
            layout.tag(at) is COORDINATOR
            and at - 1 in self.name_at
            and at + 1 in self.name_at
            and at not in self.name_at
            for at in range(first + 1, last - 1)
        )

    def _named(self, first: int, last: int) -> int | None:
        """Return the name that a phrase is or ends in: not one that only says whose spokesman somebody is."""
        entity_of = self.register.entity_of
        inside = list(dict.fromkeys(self.name_at[t] for t in range(first, last) if t in self.name_at))
        description = describe(self.context, first, last)
        if not inside:
            return self._apposition(description, last)
        inside = [i for i in inside if self.names[i].kind != "person" or not self._is_owner(i, description, last)]
        for index in inside:
            if self.names[index].kind == "person":
                return entity_of[index]
        if not inside:
            return None
        index = inside[0]
        name = self.names[index]
        if description is None or (name.rule == "quoted" and description.office is None):
            return entity_of[index]
        if name.first <= description.head < name.last:
            return None if self._is_attribute(index, last) else entity_of[index]
        if name.first == description.head + 1 or (
            name.first == description.head + 2 and self.context.form(description.head + 1) in _MARKS
        ):
            return None if self._qualifies(index, description) else entity_of[index]
        return None

    def _apposition(self, description: Description | None, last: int) -> int | None:
        """Return the organisation named right after the noun for it that a phrase ends in: der Verband | Pro Bahn."""
        index = self.name_at.get(last)
        if description is None or description.head != last - 1 or description.sort != "organization" or index is None:
            return None
        is_organization = self.names[index].first == last and self.names[index].kind == "organization"
        return self.register.entity_of[index] if is_organization and description.is_definite else None

    def _qualifies(self, index: int, description: Description) -> bool:
        """Whether a name after a noun says where or whose it is: Vertreter Libyens, Polizeidirektion Hannover."""
        kind = self.names[index].kind
        if description.office is not None and description.sort == "person" and kind != "person":
            return True
        is_place_head = self.context.lowers[description.head] in self.context.grammar.words["place_heads"]
        return kind in ("place", "region", "state") and not is_place_head

    def _is_owner(self, index: int, description: Description | None, last: int) -> bool:
        """Whether a person is named as whose the described one is: Anhänger Saddam Husseins, a lawyer for Smith."""
        name = self.names[index]
        if self.context.form(name.last) in self.context.grammar.words["genitive_marks"]:
            return True
        entity = self.register.roster.entities[self.register.entity_of[index]]
        is_genitive = name.text.endswith(self.context.grammar.endings.names) and name.text not in entity.aliases
        if description is None or description.head >= name.first:
            return is_genitive and name.last < last
        return is_genitive or self.context.lower(name.first - 1) in self.context.grammar.words["owned_by"]

    def _is_attribute(self, index: int, last: int) -> bool:
        """Whether a name only qualifies the noun after it, unhyphenated: die US Botschaft."""
        name = self.names[index]
        is_noun = self.context.grammar.capitalises_nouns and self.context.capital(name.last) and name.last < last
        return is_noun and name.last not in self.name_at and name.kind in ("state", "igo", "region")

    def _described(self, first: int, last: int, statement: Statement, may_be_new: bool) -> int | None:
        """Return the entity a phrase without a name of its own describes."""
        description = describe(self.context, first, last)
        if description is None:
            return None
        known = self.register.entity_at.get(description.head)
        if known is not None:
            return known
        noun = self.documents.noun(description, first)
        if noun is not None or (description.sort is None and not description.template):
            cited = self._cited(description, first, last)
            if cited is not None or noun is None or not may_be_new:
                return cited
            return self.documents.who(description, first, last, noun)
        spot = speaking_nominal(self.register.layout, first, last, description.head)
        entity = self.choose(spot)
        entity = self.register.people(spot) if entity is None else entity
        if entity is None and may_be_new:
            entity = self._proper(description, first, last, statement)
            if entity is not None:
                return entity
            entity = self.register.describe(spot, last, speaks=True)
        if entity is not None:
            self.register.refer(spot, entity, "description")
        return entity

    def _cited(self, description: Description, first: int, last: int) -> int | None:
        """Return whose words a report, poll or opinion is: „Angaben der Polizei“, „seiner Meinung“; often none."""
        context = self.context
        begin = description.head + 1
        link = context.lower(begin)
        is_linked = link in context.grammar.words["belonging"] | context.grammar.words["articles"]
        is_linked = is_linked or (
            link.endswith(tuple(context.grammar.words["owner_endings"])) and context.form(begin).islower()
        )
        if begin < last and (is_linked or begin in self.name_at):
            begin += context.lower(begin) in context.grammar.words["owner_prepositions"]
            entity = self._named(begin, last)
            return self._owner(begin, last, link) if entity is None else entity
        for token in range(first, description.head):
            if possible_owners(context, token) is not None:
                return self.register.entity_at.get(token)
        return None

    def _whose(self, first: int, last: int) -> int | None:
        """Return whom words before an owner's mark mean."""
        entity = self._named(first, last)
        return self._owner(first, last, "") if entity is None else entity

    def _owner(self, first: int, last: int, link: str) -> int | None:
        """Return the body or people described whose words are cited: Vermutungen der Forscher."""
        owner = describe(self.context, first, last)
        if owner is None or not (owner.classes or owner.office or owner.sort == "organization"):
            return None
        known = self.register.entity_at.get(owner.head)
        if known is not None:
            return known
        is_several = link in self.context.grammar.words["several_owners"]
        spot = speaking_nominal(self.register.layout, first, last, owner.head, is_several=is_several)
        entity = self.choose(spot)
        entity = self.register.describe(spot, last, speaks=True) if entity is None else entity
        self.register.refer(spot, entity, "description")
        return entity

    def _is_cited(self, token: int) -> bool:
        """Whether a noun is for what is cited, and so nobody: „Angaben“."""
        language = self.context.doc.language
        return bool(ends_like(nominal_words(language).not_actors, self.context.lowers[token], language))

    def _proper(self, description: Description, first: int, last: int, statement: Statement) -> int | None:
        """A name that no recogniser knew, told by where it stands: quoted, or bare beside a verb in the singular."""
        context, register = self.context, self.register
        head = description.head
        is_common = context.lowers[head] in unnamed_words(context.doc.language).nouns
        if description.office or description.classes or description.sort != "person" or is_common:
            return None
        if head > first and context.form(head - 1) in _MARKS and context.capital(head):
            end = next((i for i in range(head, last) if context.forms[i] in _MARKS), last)
            return register.name(head, end, "organization")
        end = head
        while end < last and context.capital(end) and end < head + 4:
            end += 1
        if head == first and end == head + 2 and self._is_cited(head + 1):
            base = without_ending(context.forms[head], context.grammar.endings.names, _FEWEST_OF_NAME)
            return register.name(head, head + 1, "person", base) if base else None  # Holms Angaben
        if head == first and end > head + 1 and not context.is_initial[head]:
            return register.name(head, end, "person")  # Elizabeth Byrs vom UN-Büro
        if last - first > 2 or not context.capital(head):
            return None
        grammar = context.grammar
        word = context.forms[head] if grammar.capitalises_nouns else context.lowers[head]
        is_known = grammar.is_ordinary(word) or (grammar.capitalises_nouns and grammar.is_compound(word))
        cue = context.doc.text[slice(*statement.cue_spans[0])].split() if statement.cue_spans else []
        is_singular = not cue or cue[0].endswith(tuple(grammar.words["said_by_one"]))
        if head == first and last - first == 1 and is_singular and SURNAME in codes_of(context.forms[head]):
            return register.name(head, last, "person")  # Holt sagte
        if is_known and context.is_initial[head]:
            return None
        if head > first:
            return register.name(head, last, "organization") if not is_known and description.is_definite else None
        if is_known and (not cue or cue[0].endswith(tuple(grammar.words["said_by_several"]))):
            return None
        is_acronym = context.forms[head].isupper() and last - first == 1
        return register.name(first, last, "organization" if is_acronym else "person")
