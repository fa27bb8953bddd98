"""Whom a pronoun or description may refer to: the actors mentioned before it, and what speaks for each of them.

What speaks for a candidate is a list of features, plain words that the weights of `ranking` are counted for. Only a
bounded number of mentions before a place is looked at, so that a text is resolved in about linear time.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from pipeline.extract.actors.around import (
    bucket,
    find_rivals,
    is_before_relative,
    is_early,
    is_of_one_verb,
    is_parted,
)
from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import nominal_words
from pipeline.extract.actors.grammar import without_ending
from pipeline.extract.actors.matching import match_of
from pipeline.extract.actors.roster import Entity, Roster
from pipeline.extract.actors.spots import Layout, Spot, age_of
from pipeline.extract.lang.terms import PERSONAL, Function, Gender, Number
from pipeline.extract.steps import Steps
from pipeline.extract.tags import DETERMINER_OR_PRONOUN
from pipeline.extract.value_class import value_class

_PRONOUN_SENTENCES = 5
_PRONOUN_MENTIONS = 40
_PRONOUN_CANDIDATES = 10
_NOMINAL_MENTIONS = 160
_NOMINAL_CANDIDATES = 24
_WORDS_A_STEP = 50  # nouns that an actor was described by, of which each is compared
_BODIES = frozenset(["organization", "igo", "media", "party", "group", "state"])
_PLACES = frozenset(["place", "region", "state"])
_PEOPLE = frozenset(["person", "unnamed_source"])
_SORT = {"person": _PEOPLE, "body": _BODIES | {"place", "region", "unnamed_source"}, "place": _PLACES}
_LOOSE = frozenset(["open", "other", "anybody"])
_FEWEST_OF_NOUN = 4  # letters that a noun has without its ending

# Names of the module, as tags have them: every actor that a pronoun or description may mean is asked for them.
_PLURAL, _SINGULAR, _SUBJECT = Number.PLURAL, Number.SINGULAR, Function.SUBJECT
_FEMININE, _NEUTER = Gender.FEMININE, Gender.NEUTER
_ONLY_PLURAL = frozenset({_PLURAL})

Features = list[str]


@dataclass(slots=True)
class Track:
    """What was read of an actor so far: its last mention, how often it was meant, and by which nouns."""

    last: Spot
    order: int
    count: int = 0
    subjects: int = 0
    values: frozenset[str] = frozenset()
    heads: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    is_named: bool = False


@value_class
class Voice:
    """Who speaks around a place: speakers of statements that hold it, and of the statement before."""

    direct: frozenset[int] = frozenset()
    indirect: frozenset[int] = frozenset()
    before: int | None = None
    is_speaker: bool = False
    addressee: int | None = None
    opened_by: int | None = None


class History:
    """The mentions of a text as they are read, and the candidates that they give."""

    def __init__(self, layout: Layout, roster: Roster, steps: Steps) -> None:
        self.layout, self.roster, self.steps = layout, roster, steps
        self.tracks: dict[int, Track] = {}
        self.ages: dict[int, str] = {}
        self.log: list[tuple[Spot, int]] = []
        self.heads: set[int] = set()
        self._leaders: list[int | None] = [None, None]

    def add(self, spot: Spot, entity: int) -> None:
        """Note that a spot means an entity."""
        track = self.tracks.get(entity)
        if track is None:
            track = self.tracks[entity] = Track(spot, len(self.tracks))
        track.last = spot
        track.count += 1
        track.subjects += spot.function == _SUBJECT
        if spot.group == "" or spot.group in ("person", "body", "place"):
            track.heads.add(stem(self.layout.context, spot.head))
            track.attributes.update(attributes_of(self.layout, spot) if spot.group else ())
            if spot.values:
                narrowed = track.values & spot.values
                track.values = narrowed or spot.values
        if spot.group == "" and not track.is_named:
            track.is_named = True
            entity_kind = self.roster.entities[entity].kind
            tokens = range(spot.first, spot.last) if entity_kind != "person" else ()
            track.heads.update(stem(self.layout.context, k) for k in tokens)
        self.log.append((spot, entity))
        self.heads.add(spot.head)
        self._lead(entity, track)

    def _lead(self, entity: int, track: Track) -> None:
        at = 0 if self.roster.entities[entity].kind in _PEOPLE else 1
        leader = self._leaders[at]
        if leader is None or track.count > self.tracks[leader].count:
            self._leaders[at] = entity

    def is_leader(self, entity: int) -> bool:
        """Whether no other actor of its sort was meant more often so far."""
        return entity in self._leaders

    def recent(self, spot: Spot, most: int, mentions: int, sentences: int) -> Iterator[int]:
        """Yield the entities mentioned last before a spot, each once."""
        seen: set[int] = set()
        for at in range(len(self.log) - 1, max(-1, len(self.log) - 1 - mentions), -1):
            before, entity = self.log[at]
            if spot.sentence - before.sentence > sentences or len(seen) >= most:
                return
            if entity not in seen:
                seen.add(entity)
                yield entity


def stem(context: NameContext, token: int) -> str:
    """Return a noun without its ending: a coarse form by which its cases and numbers agree."""
    lower = context.lowers[token]
    return without_ending(lower, context.grammar.endings.nouns, _FEWEST_OF_NOUN) or lower


def attributes_of(layout: Layout, spot: Spot) -> list[str]:
    """Return the stems of what stands between the determiner of a description and its noun."""
    phrase = layout.phrase_at(spot.head)
    if phrase is None:
        return []
    lowers, tags = layout.context.lowers, layout.tags
    words = (k for k in range(phrase.first, spot.head) if tags[k] not in DETERMINER_OR_PRONOUN)
    return [stem(layout.context, k) for k in words if lowers[k][0].isalpha()]


def candidates(history: History, spot: Spot, voice: Voice, inside: Container[int] = ()) -> list[tuple[int, Features]]:
    """Return whom a spot may refer to, the last one first, each with what speaks for it, but for those `inside` it."""
    if spot.group in ("pronoun", "relative", "age"):
        return _for_pronoun(history, spot, voice)
    return _for_nominal(history, spot, voice, inside)


def fits(history: History, entity: Entity, track: Track, values: frozenset[str]) -> str:
    """Return how an actor agrees with genders and numbers: sure, open, or nothing where it does not."""
    kind = entity.kind
    if kind in _PEOPLE:
        if entity.is_plural:
            return "sure" if _PLURAL in values else ""
        if kind == "unnamed_source" and _PLURAL in track.values and _PLURAL in values:
            return "sure" if len(track.values) == 1 else "open"
        singular = values & PERSONAL
        if not singular:
            return ""
        if entity.gender is None:
            return "open"
        return "sure" if entity.gender in values else ""
    if history.layout.words.has_noun_capitals:
        if not track.values:
            return "open" if values - _ONLY_PLURAL else ""
        agreeing = track.values & values
        if not agreeing:
            return ""
        return "sure" if len(track.values) == 1 else "open"
    if _NEUTER in values:
        return "sure" if _PLURAL not in track.values else ""
    if _PLURAL in values:
        return "sure" if _PLURAL in track.values else "open"
    return ""


def _for_pronoun(history: History, spot: Spot, voice: Voice) -> list[tuple[int, Features]]:
    found: list[tuple[int, Features]] = []
    # Plain strings: a member of an enumeration takes several times as long in a feature's name.
    layout, values, function = history.layout, spot.values, str(spot.function)
    is_thing = _NEUTER in values and not values & PERSONAL
    form = str(_PLURAL if values == _ONLY_PLURAL else _NEUTER if is_thing else _SINGULAR)
    points = spot.group == "pronoun" and layout.context.lowers[spot.head] in layout.pronouns.relative_possessive
    is_who = spot.group == "relative" and _NEUTER not in values and not layout.words.has_case_endings
    rivals = find_rivals(layout, spot, history.heads)
    for entity_index in history.recent(spot, _PRONOUN_CANDIDATES, _PRONOUN_MENTIONS, _PRONOUN_SENTENCES):
        history.steps.take(1)
        track, entity = history.tracks[entity_index], history.roster.entities[entity_index]
        agreement = fits(history, entity, track, values)
        if not agreement or (spot.group == "age" and entity.kind not in _PEOPLE) or (is_who and entity.kind in _PLACES):
            continue
        last = track.last
        if spot.group == "age" and _is_of_other_age(history, spot, entity_index, last):
            continue
        if spot.group == "relative" and not is_before_relative(layout, spot, last):
            continue
        if is_of_one_verb(layout, last, spot):
            continue  # Nora Pike saw her.
        if points and last.mention_kind == "pronoun" and last.function == _SUBJECT:
            continue  # Dem Verband wirft er das vor. Dessen Chef widerspricht.
        distance, before = min(max(spot.sentence - last.sentence, 0), 4), str(last.function)
        rank = min(len(found), 4)
        sort = "P" if entity.kind in _PEOPLE else "L" if entity.kind in ("place", "region") else "B"
        features = [
            f"{form} {sort} d{distance}",
            f"r{rank} d{distance}",
            f"{function} last {before} d{min(distance, 2)}",
            f"last {last.mention_kind}",
            f"{form} {entity.kind} {agreement}",
            f"n{min(track.count, 4)}",
            f"s{min(track.subjects, 3)} {distance > 0}",
        ]
        if history.is_leader(entity_index):
            features.append("leads")
        if track.is_named:
            features.append("named")
        if distance == 0:
            gap = spot.first - last.last
            features.append(f"{function} {before} gap{bucket(gap)}")
            if not is_parted(layout, last.last, spot.first):
                features.append(f"{function} {before} same clause {form}")
        if distance == 1:
            features.append(f"{before} first{is_early(layout, last)}")
        if spot.group == "relative":
            features.append(f"touches {last.last == spot.complement} {agreement}")
        if rivals and spot.group == "pronoun":
            between = [is_subject for token, is_subject in rivals if token >= last.last]
            features.append(f"{form} rivals {min(len(between), 3)}")
            if any(between):
                features.append(f"{form} {function} rival subject")
        features += _of_voice(entity_index, voice, history, spot, last)
        found.append((entity_index, features))
    return found


def _is_of_other_age(history: History, spot: Spot, entity: int, last: Spot) -> bool:
    """Whether an age does not mean somebody: of another age, or who has just jailed or fined somebody."""
    layout = history.layout
    is_judge = layout.context.lower(last.last) in layout.pronouns.ages.punishing and last.last + 1 in layout.name_at
    return is_judge or history.ages.get(entity, "") not in ("", age_of(layout, spot))


def _standing(entity: Entity, *, is_named: bool) -> str:
    """Return how an entity is known. The shipped lists, on which the weights were learnt, have no persons."""
    if entity.entry is not None and entity.kind != "person":
        return "listed"
    return "named" if is_named else "described"


def _of_voice(entity: int, voice: Voice, history: History, spot: Spot, last: Spot) -> Features:
    """Return what the statements around a spot say for an entity."""
    features = []
    if entity in voice.direct:
        features.append("speaks directly")
    if entity in voice.indirect:
        features.append(f"speaks indirectly {spot.function}")
    if entity == voice.before:
        features.append(f"spoke before {voice.is_speaker}")
    elif voice.is_speaker and voice.before is not None:
        features.append("another spoke before")
    if entity == voice.addressee:
        features.append("is addressed")
    if entity == voice.opened_by:
        features.append(f"said {spot.function}")
    elif voice.opened_by is not None:
        features.append(f"another said {spot.function}")
    quoted = history.layout.quoted
    if quoted[last.first] != quoted[spot.first]:
        features.append(f"other side of marks {quoted[spot.first]}")
    return features


def _for_nominal(history: History, spot: Spot, voice: Voice, inside: Container[int]) -> list[tuple[int, Features]]:
    found: list[tuple[int, Features]] = []
    layout, group, determiner = history.layout, spot.group, str(spot.determiner)
    words = nominal_words(layout.context.doc.language)
    kinds = _SORT[group]
    lower = layout.context.lowers[spot.head]
    head = stem(layout.context, spot.head)
    sort = sort_of(spot, voice)
    modified = "mod" if spot.is_modified else "bare"
    modified += "+" if spot.complement is not None else ""
    attributes = attributes_of(layout, spot)
    is_other = any(layout.context.lowers[k] in words.others for k in range(spot.first, spot.head))
    is_placed = group == "person" and _is_placed(layout, spot)
    ranks: dict[str, int] = {}
    fitting = 0  # actors before this one that fit
    for entity_index in history.recent(spot, _NOMINAL_CANDIDATES, _NOMINAL_MENTIONS, 10_000):
        history.steps.take(1)
        track, entity = history.tracks[entity_index], history.roster.entities[entity_index]
        if entity_index in inside or entity.kind not in kinds:
            continue
        if not _agrees(entity, track, spot, is_inflected=layout.words.has_noun_capitals):
            continue
        history.steps.take((len(track.heads) + len(entity.offices)) // _WORDS_A_STEP)
        match = match_of(spot, head, lower, entity, track.heads)
        if not match:
            continue
        last = track.last
        before = str(last.function)
        rank = ranks[match] = ranks.get(match, 0) + 1
        coarse = "loose" if match in _LOOSE else match
        distance = spot.sentence - last.sentence
        near = 0 if distance <= 0 else 1 if distance == 1 else 2 if distance < 4 else 3 if distance < 9 else 4
        relation = "other" if is_other else _relation(attributes, spot, entity, track, is_placed=is_placed)
        features = [
            f"{coarse} {relation}",
            f"{relation} {determiner}",
            f"{match} {determiner} {sort}",
            f"{coarse} {determiner} {sort} {modified} d{min(near, 3)} a{min(fitting, 2)}",
            f"{coarse} {determiner} d{min(near, 3)} a{min(fitting, 2)}",
            f"{match} {determiner}",
            f"{match} {modified}",
            f"{match} d{near}",
            f"{match} r{min(rank, 4) - 1}",
            f"{entity.kind} {match}",
            f"n{min(track.count, 4)}",
            f"last {last.mention_kind}",
            f"last {before}",
            f"{_standing(entity, is_named=track.is_named)} {match}",
        ]
        if near == 0 and not is_parted(layout, last.last, spot.first):
            features.append(f"same clause {before} {determiner}")
        if history.is_leader(entity_index):
            features.append("leads")
        features += _of_voice(entity_index, voice, history, spot, last)
        found.append((entity_index, features))
        fitting += 1
    return found


def _is_placed(layout: Layout, spot: Spot) -> bool:
    """Whether the name of a place stands directly before the noun of a description: the Ohio Republican."""
    name = layout.name_at.get(spot.head - 1)
    return name is not None and layout.names[name].kind in _PLACES


def _relation(attributes: list[str], spot: Spot, entity: Entity, track: Track, *, is_placed: bool) -> str:
    """Return what the attributes of a description say for an actor: known of it, its country, another's, or new."""
    if not attributes:
        return "plain"
    if any(word in track.attributes or word in track.heads for word in attributes):
        return "known"
    country = spot.description.country if spot.description is not None else None
    known = entity.entry.country if entity.entry is not None else None
    if country is not None:
        return "unsure" if known is None else "its country" if known == country else "foreign"
    return "placed" if is_placed else "new"


def sort_of(spot: Spot, voice: Voice) -> str:
    """Return what a description is like: whether it speaks, and whether there is one such person in a body or many."""
    description = spot.description
    office = description.office if description is not None else None
    if office is not None:
        sort = "holder" if office.is_unique else "trade"
    else:
        sort = description.classes[0] if description is not None and description.classes else ""
    return f"{sort} speaks" if voice.is_speaker else sort


def _agrees(entity: Entity, track: Track, spot: Spot, *, is_inflected: bool) -> bool:
    """Whether an actor's gender and number may be those of a description.

    Where nouns are inflected by gender, „der Biologe“ is no woman.
    """
    is_plural = bool(spot.description and spot.description.is_plural) or spot.values == _ONLY_PLURAL
    if entity.kind in _PEOPLE:
        if is_plural != entity.is_plural:
            return False
        if spot.group == "person" and spot.description and spot.description.office:
            gender = spot.description.office.gender
            is_generic = entity.kind == "person" and spot.description.office.group != "person" and not is_inflected
            if gender and entity.gender and gender != entity.gender and (gender == _FEMININE or not is_generic):
                return False
        return True
    if is_inflected:
        return not (is_plural and track.values and _PLURAL not in track.values)
    return (track.values == _ONLY_PLURAL) == is_plural
