"""Documents that speak: “the report”, „die Klage“. They speak for whose they are where the text says so.

Whose a document is stands in its phrase (the ministry's report, a study by the university, the Reuters poll), or where
the text meets it first: “The council published a report. … The report said”.
"""

from bisect import bisect_left
from collections.abc import Callable
from itertools import takewhile

from pipeline.extract.actors.descriptions import Description
from pipeline.extract.actors.nominals import group_of
from pipeline.extract.actors.register import Register
from pipeline.extract.actors.spots import Spot, head_of
from pipeline.extract.actors.unnamed import document_noun, document_words
from pipeline.extract.lang.terms import Function
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.tags import COMMA

_MOST_EARLIER = 4  # phrases with the same noun that are asked whose it is
_REACH = 4  # tokens between a document and the word that says who made it
_MENTIONS = 12  # before a document, among which its maker is
_MAKERS = frozenset(["organization", "igo", "media", "party", "group", "person", "unnamed_source"])
_PEOPLE = frozenset(["person", "unnamed_source"])
_PLACES = frozenset(["place", "region", "state"])  # the administration of one that published something
_BEFORE = frozenset(["organization", "igo", "media", "party", "group"])


class Documents:
    """The documents of one text; `whose` says whom the words before 's mean, if need be a new actor."""

    def __init__(self, register: Register, whose: Callable[[int, int], int | None]) -> None:
        self.whose = whose
        self.register, self.layout, self.context = register, register.layout, register.context
        self.words = document_words(register.context.doc.language)
        self._phrases: dict[str, list[NounPhrase]] | None = None
        self._known: dict[str, int] = {}
        self._compounds = {
            name.first: register.entity_of[index]
            for index, name in enumerate(register.layout.names)
            if name.rule == "gazetteer.compound"
        }

    def noun(self, description: Description, first: int) -> str | None:
        """Return the document that a description of tokens from `first` means, None where it is none."""
        if description.office is not None or description.template is not None or description.sort == "organization":
            return None
        head = description.head
        return document_noun(self.context.doc.language, self.context.lowers[head], is_led=head > first)

    def who(self, description: Description, first: int, last: int, noun: str) -> int:
        """Return whom the document of tokens `first` to `last` speaks for: whose it is, else itself."""
        owner = self._owner(description.head, first, last)
        if owner is None and description.is_definite:
            owner = self._told_before(noun, first)
        return self._itself(description, first, last, noun) if owner is None else owner

    def _itself(self, description: Description, first: int, last: int, noun: str) -> int:
        register, context = self.register, self.context
        begin = first
        while begin < description.head and context.lowers[begin] in context.grammar.words["articles"]:
            begin += 1
        entity = self._known.get(noun) if description.is_definite else None
        if entity is None:
            phrase = self.layout.phrase_at(description.head)
            reach = phrase.reach if phrase is not None else last
            surface = context.surface(begin, max(min(reach, last), description.head + 1))
            entity = register.roster.add_another("document", surface.casefold(), surface)
            self._known[noun] = entity
        register.entity_at[description.head] = entity
        register.mention(first, last, entity, "nominal", "description")
        return entity

    def _owner(self, head: int, first: int, last: int) -> int | None:
        """Return whose a document is by its own phrase: the ministry's report, the EU report, EU-Bericht."""
        mark = next(
            (
                token
                for token in range(first + 1, head)
                if self.context.form(token) in self.context.grammar.words["owner_marks"]
            ),
            None,
        )
        if mark is not None:
            return self.whose(first, mark)
        named = (
            self.register.entity_of[self.layout.name_at[t]] for t in range(first, head) if t in self.layout.name_at
        )
        found = next((entity for entity in named if self._kind(entity) in _BEFORE), self._compounds.get(head))
        if found is not None and self._kind(found) in _BEFORE:
            return found
        linked = self._linked(head, last)
        is_attribute = linked is None and not self.context.grammar.capitalises_nouns and head - first > 0
        if is_attribute and self.context.lowers[head] not in self.words.bare and self._is_body(head - 1):
            return self.whose(first, head)  # a police statement
        return linked

    def _is_body(self, token: int) -> bool:
        return self.context.forms[token].isalpha() and group_of(self.layout, token) == "body"

    def _linked(self, head: int, last: int) -> int | None:
        """Return who made a document by the words behind it: a study conducted by the university."""
        at = head + 1 + (self.layout.tag(head + 1) is COMMA)  # the lawsuit, filed by the city
        while at < head + _REACH and self.context.lower(at) in self.words.makers:
            at += 1
        if self.context.lower(at) not in self.words.links:
            return None
        end = min(max(last, at + _REACH), len(self.context.forms))
        begin = at + 1
        while begin < end and self.context.lower(begin) in self.context.grammar.words["articles"]:
            begin += 1
        phrase = self.layout.phrase_at(begin)
        until = phrase.last if phrase is not None else begin + 1
        maker = self.whose(begin, min(until, end)) if begin < end else None
        return maker if maker is not None and self._kind(maker) in self._makers(phrase) else None

    def _makers(self, phrase: NounPhrase | None) -> frozenset[str]:
        """Return the kinds of those who make documents, places among them behind a noun for one: the city of Leeds."""
        is_place = phrase is not None and group_of(self.layout, head_of(self.layout, phrase)) == "place"
        return _MAKERS | _PLACES if is_place else _MAKERS

    def _kind(self, entity: int) -> str:
        return self.register.roster.entities[entity].kind

    def _told_before(self, noun: str, first: int) -> int | None:
        """Return whose a document is by the last place before `first` that says so."""
        if self._phrases is None:
            self._phrases = self._by_noun()
        phrases = self._phrases.get(noun, [])
        end = bisect_left(phrases, first, key=lambda phrase: phrase.first)
        for phrase in reversed(phrases[max(0, end - _MOST_EARLIER) : end]):
            owner = self._owner(head_of(self.layout, phrase), phrase.first, phrase.reach)
            if owner is None:
                owner = self._maker(phrase)
            if owner is not None:
                return owner
        return None

    def _by_noun(self) -> dict[str, list[NounPhrase]]:
        found: dict[str, list[NounPhrase]] = {}
        language = self.context.doc.language
        for phrase in self.layout.phrases:
            head = head_of(self.layout, phrase)
            noun = document_noun(language, self.context.lowers[head], is_led=True) if not phrase.is_pronoun else None
            if noun is not None:
                found.setdefault(noun, []).append(phrase)
        return found

    def _maker(self, phrase: NounPhrase) -> int | None:
        """Return who makes a document in the sentence that it stands in: the subject of a verb of publishing."""
        sentence = self.layout.sentence_of[phrase.first]
        span = self.context.doc.sentences[sentence]
        if not any(self.context.lowers[at] in self.words.makers for at in range(span.first, span.last)):
            return None
        before = [(spot, entity) for spot, entity in self._mentions_of(sentence) if spot.last <= phrase.first]
        for spot, entity in before:
            if spot.function == Function.SUBJECT and self._kind(entity) in _MAKERS | _PLACES:
                return entity
        subject = self.layout.phrase_at(span.first)  # Researchers of the university
        if subject is None or subject.is_pronoun:
            return None
        kinds = self._makers(subject) - _PEOPLE
        inside = (entity for spot, entity in before if spot.last <= subject.reach and self._kind(entity) in kinds)
        found = next(inside, None)
        is_body = found is None and self._is_body(head_of(self.layout, subject))
        return self.whose(subject.first, subject.last) if is_body else found

    def _mentions_of(self, sentence: int) -> list[tuple[Spot, int]]:
        """Return the first mentions of a sentence before the place that is read."""
        log = self.register.history.log
        at = bisect_left(log, sentence, key=lambda mention: mention[0].sentence)
        found = takewhile(lambda mention: mention[0].sentence == sentence, log[at : at + _MENTIONS])
        return list(found)
