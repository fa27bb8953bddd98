"""Resolution: which actor every name, description and pronoun of a text means, and who speaks each statement.

One pass in the order of reading. Names are known beforehand; a pronoun or description is ranked against who was
mentioned before it, and one inside words whose speaker is named behind them waits for that speaker.
"""

from collections.abc import Sequence

from pipeline.extract.actors.candidates import Features, History, Voice, candidates, sort_of
from pipeline.extract.actors.context import read_context
from pipeline.extract.actors.descriptions import institution
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.naming import enter_names
from pipeline.extract.actors.nominals import LINKED, find_nominals, speakers_described
from pipeline.extract.actors.pronouns import is_pronoun, is_speaking
from pipeline.extract.actors.ranking import Choice, Ranker, load_ranker
from pipeline.extract.actors.register import Register
from pipeline.extract.actors.roster import Roster
from pipeline.extract.actors.speakers import SpeakerPhrases
from pipeline.extract.actors.spots import Spot, age_behind, age_of, find_pronouns, read_layout, values_of
from pipeline.extract.actors.voices import read_voices
from pipeline.extract.annotation import Actor, Mention, Span, Statement
from pipeline.extract.lang.terms import KNOWN, Determiner, Gender
from pipeline.extract.steps import Steps
from pipeline.extract.tags import PREPOSITION
from pipeline.extract.text import Text
from pipeline.extract.value_class import value_class
from pipeline.garbage import weakly

_NAME, _SPOT, _SPEAKER, _ADDRESSEE = range(4)  # the order of what ends at the same token
_TAKEN_UP = frozenset({Determiner.DEFINITE, Determiner.DEMONSTRATIVE})
_DETERMINED = KNOWN | {Determiner.INDEFINITE}


@value_class
class Resolution:
    """The actors and mentions of a text, sorted by first mention and by position.

    `speaker`, `addressee` and `source` are parallel to the statements: indices into `actors`, or None.
    """

    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    speaker: list[int | None]
    addressee: list[int | None]
    source: list[int | None]


def resolve(
    doc: Text,
    names: list[Name],
    statements: Sequence[Statement],
    *,
    document_id: str,
    ranker: Ranker | None = None,
    steps: Steps | None = None,
) -> Resolution:
    """Return who is meant by `names` and everybody else in `doc`, and who speaks `statements`, in about linear time.

    `ranker` chooses whom a pronoun or description refers to; training sets its own. What is compared is counted in
    `steps`. Raises TooCostlyError beyond their budget.
    """
    reading = Reading(doc, names, statements, ranker or load_ranker(), steps or Steps(len(doc.text)))
    reading.run()
    actors, mentions, columns = reading.register.finish(
        document_id, [reading.voices.speaker, reading.voices.addressee, reading.source]
    )
    return Resolution(actors, mentions, columns[0], columns[1], columns[2])


class Reading:
    """One text while it is resolved: its layout, who speaks where, and the mentions found so far."""

    def __init__(
        self, doc: Text, names: list[Name], statements: Sequence[Statement], ranker: Ranker, steps: Steps
    ) -> None:
        self.context, self.names, self.statements, self.ranker = read_context(doc), names, statements, ranker
        roster = Roster()
        entity_of = enter_names(self.context, names, roster)
        name_at: dict[int, int] = {}
        for index, name in enumerate(names):
            if name.rule != "gazetteer.compound":  # the NATO of NATO-Mitglieder names nobody who acts
                name_at.update(dict.fromkeys(range(name.first, name.last), index))
        self.layout = read_layout(self.context, names, name_at)
        self.voices = read_voices(doc, statements)
        self.source: list[int | None] = [None] * len(statements)
        self.register = Register(self.layout, roster, History(self.layout, roster, steps), entity_of)
        self.phrases = SpeakerPhrases(self.register, weakly(self.choose))
        self._by_age: dict[str, int] = {}
        self._by_phrase: dict[tuple[int, int], int | None] = {}

    def run(self) -> None:
        """Resolve everything, in the order of reading."""
        for _, _, _, kind, item in sorted(self._events(), key=lambda event: event[:4]):
            if kind == _NAME:
                self._name(item)
            elif kind == _SPOT:
                self._spot(self.spots[item])
            elif kind == _SPEAKER:
                self._speaker(item)
            else:
                statement = self.statements[item]
                self.voices.addressee[item] = self._who(statement.addressee_spans, statement, may_be_new=False)
        for i, statement in enumerate(self.statements):
            parent = statement.parent
            if parent is not None and self.voices.speaker[i] is None and self._speaks_itself(statement.speaker_spans):
                self.voices.speaker[i] = self.voices.speaker[parent]
        self._first_persons()

    def _events(self) -> list[tuple[int, int, int, int, int]]:
        """Return what is to be read as (token that it waits for, whether it waited, token, kind, index)."""
        covering = self.context.doc.tokens.covering
        heads = speakers_described(self.layout, [span for span in self.voices.speaker_spans if span is not None])
        self.spots = [*find_pronouns(self.layout), *find_nominals(self.layout, heads)]
        events = [(name.last - 1, 0, name.last - 1, _NAME, i) for i, name in enumerate(self.names)]
        for i, spot in enumerate(self.spots):
            is_known = spot.description is not None and spot.description.template and spot.description.country
            at = spot.head if is_known else self.voices.waits_for(spot.head)
            events.append((at, int(at > spot.head), spot.head, _SPOT, i))
        for i, statement in enumerate(self.statements):
            spoken = statement.speaker_spans or statement.source_spans
            if spoken:
                last = covering(*spoken[0])[1] - 1
                events.append((last, 0, last, _SPEAKER, i))
            if statement.addressee_spans:
                last = covering(*statement.addressee_spans[0])[1] - 1
                events.append((last, 0, last, _ADDRESSEE, i))
        return events

    def _name(self, index: int) -> None:
        name = self.names[index]
        head = name.last - 1
        entity = self.register.entity_of[index]
        phrase = self.layout.phrase_at(head)
        before = self.layout.phrase_at(name.first - 1)
        if before is not None and before.last == name.first and (phrase is None or not phrase.is_definite):
            phrase = before  # der Verband | Pro Bahn
        is_led = phrase is not None and phrase.is_definite
        spot = Spot(
            name.first,
            name.last,
            head,
            self.layout.sentence_of[head],
            "name",
            "",
            self.layout.function(name.first, name.last),
            values_of(phrase) if is_led and name.kind != "person" else frozenset(),
        )
        self.register.history.add(spot, entity)
        self._note_age(entity, age_behind(self.layout, spot) if name.kind == "person" else "")
        if name.rule != "gazetteer.compound":
            self.register.entity_at[head] = entity

    def _spot(self, spot: Spot) -> None:
        if spot.head in self.register.entity_at:
            return
        years = age_of(self.layout, spot)
        linked = self._linked(spot)
        if linked is None and years and spot.determiner != Determiner.INDEFINITE:
            linked = self._by_age.get(years)
        choice = Choice(linked) if linked is not None else self._choice(spot)
        entity = choice.entity
        if entity is None and not choice.is_open and self._is_described(spot):
            entity = self.register.describe(spot, spot.last, speaks=False)
        self._note_age(entity, years)
        if entity is not None:
            self.register.refer(spot, entity, "pronoun" if spot.mention_kind != "nominal" else "description")

    def _note_age(self, entity: int | None, years: str) -> None:
        """Note how old somebody is, and whom an age means from there on."""
        if entity is not None and years:
            self.register.history.ages.setdefault(entity, years)
            self._by_age[years] = entity

    def _is_described(self, spot: Spot) -> bool:
        """Whether a description that refers to nobody known may be taken up again: no place; who speaks comes later."""
        if spot.group == "age" and spot.determiner == Determiner.INDEFINITE:
            return True
        is_body_or_person = spot.group in ("person", "body") and spot.determiner in _DETERMINED
        description = spot.description
        if spot.group == "body" and (
            description is None or description.sort != "organization" or description.is_stand_in
        ):
            return False  # the noun of some name or a thing, which alone says nothing of a body
        return is_body_or_person and spot.head not in self.voices.speaking

    def _linked(self, spot: Spot) -> int | None:
        """Return the actor that a spot is by apposition or predicate."""
        if spot.linked is None:
            return None
        index = self.layout.name_at.get(spot.linked)
        entity = self.register.entity_at.get(spot.linked) if index is None else self.register.entity_of[index]
        if entity is None:
            return None
        is_person = self.register.roster.entities[entity].kind in ("person", "unnamed_source")
        if spot.group == LINKED:
            is_beside = self.context.form(spot.first - 1) == ","
            return entity if is_person or is_beside else None
        return entity if is_person == (spot.group == "person") else None

    def choose(self, spot: Spot) -> int | None:
        """Return whom a spot refers to, None where that is nobody known or too doubtful."""
        return self._choice(spot).entity

    def _choice(self, spot: Spot) -> Choice:
        is_introduced = spot.mention_kind == "nominal" and spot.determiner == Determiner.INDEFINITE
        if spot.group in ("", LINKED) or is_introduced:
            return Choice(None)
        description = spot.description
        if description is not None and description.template is not None:
            country = description.country or self._country_of_sentence(spot)
            if country is not None:
                return Choice(self.register.roster.add_entry(institution(self.context, description.template, country)))
        voice = self.voices.voice(spot.head)
        found = candidates(self.register.history, spot, voice, self._inside(spot))
        return self.ranker.choose(spot, self._nobody(spot, voice, len(found)), found)

    def _inside(self, spot: Spot) -> set[int]:
        """Return who is named within a description: the group within the church is not the church, nor his son he."""
        phrase = self.layout.phrase_at(spot.head)
        if spot.mention_kind != "nominal" or phrase is None:
            return set()
        found = set()
        for token in range(spot.first, max(spot.last, phrase.reach)):
            index = self.layout.name_at.get(token)
            entity = self.register.entity_at.get(token) if index is None else self.register.entity_of[index]
            if entity is not None:
                found.add(entity)
        return found

    def _country_of_sentence(self, spot: Spot) -> str | None:
        """Return the country of the place that the sentence of a spot begins with: „In Moskau wies das …“."""
        first = self.context.doc.sentences[spot.sentence].first
        index = self.layout.name_at.get(first + 1)
        if index is None or self.layout.tag(first) is not PREPOSITION or spot.head <= first + 1:
            return None
        entry = self.names[index].entry
        return entry.country if entry is not None else None

    def _nobody(self, spot: Spot, voice: Voice, n: int) -> Features:
        """Return what speaks for a spot to refer to nobody known."""
        lower = self.context.lowers[spot.head]
        features = [
            "always",
            f"is {lower if spot.group == 'pronoun' else spot.determiner}",
            f"{spot.function}",
            f"quoted {self.layout.quoted[spot.first]} {bool(voice.direct)}",
            f"speaks {voice.is_speaker}",
            f"among {min(n, 3)}",
            f"{spot.determiner} {spot.is_modified} {spot.complement is not None}",
            f"{spot.determiner} {sort_of(spot, voice)}",
        ]
        if voice.is_speaker and spot.determiner in _TAKEN_UP and not spot.is_modified:
            features.append("known speaks")
        if spot.group == "pronoun" and Gender.NEUTER in spot.values:
            following = self.context.lower(spot.last)
            features += [
                f"before {following}",
                f"{spot.function} {self.layout.tag(spot.last)}",
                f"it speaks {voice.is_speaker}",
                f"it opens {voice.opened_by is not None}",
            ]
        return features

    def _speaker(self, i: int) -> None:
        statement, voices = self.statements[i], self.voices
        voices.speaker[i] = self._who(statement.speaker_spans, statement, may_be_new=True)
        speaker = voices.speaker[i]
        if speaker is not None and self.register.roster.entities[speaker].kind != "document":
            voices.before = speaker
        self.source[i] = self._who(statement.source_spans, statement, may_be_new=True)

    def _who(self, spans: tuple[Span, ...], statement: Statement, *, may_be_new: bool) -> int | None:
        """Return the entity that `spans` stand for; described people become new ones only where `may_be_new`."""
        if not spans:
            return None
        first, last = self.context.doc.tokens.covering(*spans[0])
        if first >= last:
            return None
        if last - first == 1 and is_pronoun(self.context, first):
            return self.register.entity_at.get(first)
        described = self.register.entity_at.get(last - 1)
        if described is not None and not any(token in self.layout.name_at for token in range(first, last)):
            return described
        if (first, last) not in self._by_phrase or may_be_new:
            self._by_phrase[first, last] = self.phrases.who(first, last, statement, may_be_new=may_be_new)
        entity = self._by_phrase[first, last]
        if entity is not None:
            self.register.described.discard(entity)
        return entity

    def _speaks_itself(self, spans: tuple[Span, ...]) -> bool:
        """Whether the speaker is "I" or "we"."""
        if not spans:
            return False
        first, last = self.context.doc.tokens.covering(*spans[0])
        return last - first == 1 and is_speaking(self.context, first)

    def _first_persons(self) -> None:
        """Note "I" and "my" within somebody's words as mentions of the speaker; "we" where that is a body."""
        pronouns, voices, lowers = self.layout.pronouns, self.voices, self.context.lowers
        for token, lower in enumerate(lowers):
            if lower not in pronouns.speakers or token in self.layout.name_at:
                continue
            is_owner = lower in pronouns.speaking_owners
            statement = next((i for i in voices.around(token) if voices.is_direct[i]), None)
            entity = voices.speaker[statement] if statement is not None else None
            if entity is None:
                continue
            meant = self.register.roster.entities[entity]
            is_several = lower.startswith(pronouns.speaking_plural)
            if is_several and meant.kind in ("person", "unnamed_source") and not meant.is_plural:
                continue
            self.register.mention(token, token + 1, entity, "possessive" if is_owner else "pronoun", "pronoun")
