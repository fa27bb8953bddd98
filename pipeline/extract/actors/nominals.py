"""Descriptions in a text: noun phrases that say what somebody is, appositions and predicates among them."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache

from pipeline.extract.actors.descriptions import Description, base_form, describe_head, ends_like, nominal_words
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.spots import Layout, Spot, head_of, number_of, values_of
from pipeline.extract.actors.unnamed import document_noun
from pipeline.extract.lang.terms import Determiner, Function, Gender, Number
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.tags import (
    ADVERB,
    AUXILIARY,
    BEFORE_SENTENCE,
    CLAUSE_MARKS,
    CLOSING_BRACKET,
    COMMA,
    DETERMINER,
    FINITE,
    LONG_DASHES,
    NOUN,
    NUMBER,
    PARAGRAPH_BREAK,
    PRONOUN,
    SEMICOLON,
    SENTENCE_MARKS,
)

LINKED = "linked"
"""The group of descriptions that no list has: they are of the actor that they stand beside, or of nobody."""

_MOST_BEFORE = 5  # attributes of a description
_REMEMBERED = 60_000  # nouns with what they describe
# Names of the module, as tags have them: every phrase of a text is asked for them.
_BARE, _DEFINITE, _DEMONSTRATIVE = Determiner.BARE, Determiner.DEFINITE, Determiner.DEMONSTRATIVE
_INDEFINITE, _NEGATIVE, _OWNER = Determiner.INDEFINITE, Determiner.NEGATIVE, Determiner.OWNER
_NEEDS_LINK = frozenset({_BARE, _NEGATIVE})
_OWNED = frozenset({Determiner.POSSESSIVE, _OWNER})
_TAKEN_UP = frozenset({_DEFINITE, _DEMONSTRATIVE, _INDEFINITE})
_WITH_ARTICLE = frozenset({_DEFINITE, _INDEFINITE})
_FEWEST_IN_NAME = 2  # words of a name whose noun may stand for it
_SHORTEST_HEAD = 3  # letters that such a noun has more than
_CALLED_BY_NAME = frozenset(
    (
        *("agency_news", "alliance", "armed_group", "broadcaster", "charity", "club", "company", "magazine"),
        *("newspaper", "organisation", "party"),
    )
)
_ENDS_OF_APPOSITION = frozenset(",.;)–—")  # as they are written
_BEFORE_PART = BEFORE_SENTENCE | {SEMICOLON, COMMA}
_CLOSERS = SENTENCE_MARKS | CLAUSE_MARKS | LONG_DASHES | {CLOSING_BRACKET, PARAGRAPH_BREAK}


def find_nominals(layout: Layout, speakers: AbstractSet[str]) -> list[Spot]:
    """Return the descriptions of persons, bodies and places in a text, in its order.

    `speakers` are nouns that no list has, whose bearers speak somewhere in the text: a printer … the printer said.
    """
    found = []
    names_from = {name.first: name.last for name in layout.names}
    names_to = {name.last: name.first for name in layout.names}
    name_heads = dict.fromkeys(speakers, "person") | _heads_of_names(layout)
    for phrase in layout.phrases:
        if not phrase.is_pronoun:
            spot = _described(layout, phrase, names_from, names_to, name_heads)
            if spot is not None:
                found.append(spot)
    return found


def speakers_described(layout: Layout, spans: Iterable[tuple[int, int]]) -> set[str]:
    """Return the nouns, in no list, by which somebody who speaks is called."""
    found = set()
    for _, last in spans:
        phrase = layout.phrase_at(last - 1)
        if phrase is None or phrase.is_pronoun or phrase.last != last or last - phrase.first < _FEWEST_IN_NAME:
            continue
        head = head_of(layout, phrase)
        is_common = layout.context.forms[head][0].isupper() == layout.words.has_noun_capitals
        if is_common and head not in layout.name_at and not group_of(layout, head):
            description = describe_head(layout.context, phrase.first, head, last)
            is_document = (
                document_noun(layout.context.doc.language, layout.context.lowers[head], is_led=True) is not None
            )
            if description.sort == "person" and description.is_definite and not is_document:
                found.add(layout.context.lowers[head])
    return found


def group_of(layout: Layout, head: int) -> str:
    """Return which weights rank a description by its noun: person, body, place, or none for other nouns."""
    context = layout.context
    return _group_of(context.lowers[head], context.forms[head], context.doc.language)


@lru_cache(maxsize=_REMEMBERED)
def _group_of(lower: str, form: str, language: str) -> str:
    words = nominal_words(language)
    if base_form(words.places, lower, language):
        return "place"
    nobody, body = ends_like(words.not_actors, lower, language), ends_like(words.organizations, lower, language)
    office = load_grammar(language).office(form)
    if office is not None and office.ending >= max(len(nobody), len(body)):
        return "person"
    if body and len(body) > len(nobody):
        return "body"
    is_body = base_form(words.classes, lower, language) or base_form(words.stand_ins, lower, language)
    return "body" if is_body else ""


def _says_what(layout: Layout, phrase: NounPhrase, head: int) -> bool:
    """Whether a phrase beside a name may say what its bearer is, though no list has its noun: a kiteboarder."""
    context = layout.context
    is_noun = layout.tags[head] is NOUN and context.forms[head].isalpha() and head == phrase.last - 1
    is_common = context.forms[head][0].isupper() == layout.words.has_noun_capitals
    language = context.doc.language
    is_thing = ends_like(nominal_words(language).not_actors, context.lowers[head], language)
    return is_noun and is_common and phrase.reach == phrase.last and not is_thing


def _is_verb_behind(layout: Layout, phrase: NounPhrase, head: int) -> bool:
    """Whether the last word of a phrase is a verb that no lexicon has: The city expects rain."""
    lower = layout.context.lowers[head]
    lists = layout.words.lists
    is_like_verb = lower.endswith(lists.third_endings) and not lower.endswith(lists.not_third_endings)
    is_like_verb = is_like_verb and layout.context.forms[head] == lower
    if layout.words.has_noun_capitals or not is_like_verb or layout.tag(phrase.last) in FINITE:
        return False
    return layout.tags[head - 1] is NOUN and not group_of(layout, head) and bool(group_of(layout, head - 1))


def _heads_of_names(layout: Layout) -> dict[str, str]:
    """Return the nouns that names of bodies and places end in, with what they describe: the Hill Memorial, a place."""
    found: dict[str, str] = {}
    lowers, function_words = layout.context.lowers, layout.context.function_words
    for name in layout.names:
        if name.kind == "person" or name.last - name.first < _FEWEST_IN_NAME:
            continue
        group = "place" if name.kind in ("place", "region", "state") else "body"
        for k in range(name.first, name.last):
            if (k == name.last - 1 or lowers[k + 1] in function_words) and len(lowers[k]) > _SHORTEST_HEAD:
                found.setdefault(lowers[k], group)
    return found


def _described(
    layout: Layout,
    phrase: NounPhrase,
    names_from: dict[int, int],
    names_to: dict[int, int],
    name_heads: dict[str, str],
) -> Spot | None:
    context = layout.context
    named = names_to.get(phrase.last)
    if named is not None and named > phrase.first:
        phrase = replace(phrase, last=named, reach=max(named, phrase.reach))
    head = head_of(layout, phrase)
    if head == phrase.last - 1 > phrase.first + 1 and _is_verb_behind(layout, phrase, head):
        head -= 1
        phrase = replace(phrase, last=head + 1, reach=head + 1)
    if head in layout.name_at or phrase.last - phrase.first > _MOST_BEFORE + 3:
        return None
    first = phrase.first
    determiner = _determiner(layout, phrase)
    if determiner is _BARE and first >= 2 and context.forms[first - 1] in context.grammar.words["owner_marks"]:
        owner = layout.phrase_at(first - 2)
        first = owner.first if owner is not None else first - 2
        determiner = _OWNER
    if phrase.last in names_from:
        if determiner not in _OWNED or layout.names[layout.name_at.get(phrase.last, 0)].kind != "person":
            return None  # a title before a name
        linked: int | None = phrase.last
    else:
        linked = _apposition(layout, phrase, first, names_from, names_to)
    if linked is None:
        linked = _predicate(layout, first)
    if linked is None and determiner in _NEEDS_LINK:
        return None
    group = group_of(layout, head)
    if not group and determiner in _TAKEN_UP:
        group = name_heads.get(context.lowers[head], "")
        if determiner is _INDEFINITE and group != "person":
            group = ""
    if not group and linked is not None and determiner in _WITH_ARTICLE and _says_what(layout, phrase, head):
        group = LINKED
    if not group or any(
        layout.name_at.get(k) is not None and context.form(k + 1) not in context.grammar.words["genitive_marks"]
        for k in range(head + 1, phrase.last)
    ):
        return None
    description = describe_head(context, phrase.first, head, phrase.last)
    if linked is None and group == "body" and _is_called(layout, head, description):
        linked = head - 1
    values = values_of(phrase)
    if not layout.words.has_case_endings and (group in ("body", "place") or description.office is None):
        values = number_of(layout, head) - {Gender.NEUTER}
    if group == "person" and description.office is not None and description.office.gender:
        values = frozenset({Number.PLURAL}) if description.is_plural else frozenset(description.office.gender)
    seats = nominal_words(context.doc.language).seats
    attributes = [k for k in range(phrase.first, head) if not context.lowers[k].endswith(seats)]
    is_modified = len(attributes) > (determiner is not _BARE and determiner is not _OWNER)
    follows = context.lower(phrase.last) in context.grammar.words["belonging"] or phrase.reach > phrase.last
    return Spot(
        first,
        phrase.last,
        head,
        layout.sentence_of[head],
        "nominal",
        group,
        layout.function(phrase.first, phrase.last),
        values,
        determiner,
        description,
        linked,
        is_modified,
        phrase.last if follows else None,
    )


def _is_called(layout: Layout, head: int, description: Description) -> bool:
    """Whether the word before a noun is the name of what the noun is: the Brickmore company, the Grey Wolves group."""
    index = layout.name_at.get(head - 1)
    return (
        index is not None
        and not layout.words.has_noun_capitals
        and layout.names[index].kind in ("organization", "media", "party", "group")
        and _CALLED_BY_NAME.issuperset(description.classes[:1])
        and bool(description.classes)
    )


def _determiner(layout: Layout, phrase: NounPhrase) -> Determiner:
    """Return how a phrase begins: definite, this, own, indefinite, no, or bare."""
    lower, words = layout.context.lowers[phrase.first], layout.context.grammar.words
    if lower in words["definite"]:
        return _DEFINITE if lower in words["articles"] else _DEMONSTRATIVE
    if lower in layout.pronouns.owners or lower in layout.pronouns.speaking_owners:
        return Determiner.POSSESSIVE
    if lower in words["articles"]:
        return _INDEFINITE
    at = phrase.preposition
    if at is not None and layout.words.closed.contractions.get(layout.context.lowers[at]):
        return _DEFINITE
    return _NEGATIVE if layout.tags[phrase.first] is DETERMINER else _BARE


def _apposition(
    layout: Layout, phrase: NounPhrase, first: int, names_from: dict[int, int], names_to: dict[int, int]
) -> int | None:
    """Return a token of the name that a phrase stands beside, parted by commas: “Ann Holt, the mayor, …”."""
    forms = layout.context.forms
    if first - 1 in names_to and forms[first - 1] == "," and _ends_as_apposition(layout, phrase):
        name = layout.names[layout.name_at.get(first - 2, 0)]
        is_other = name.kind == "place" or (name.kind == "person" and _are_several(layout, phrase))
        return None if is_other else names_to[first - 1]
    if phrase.reach + 1 in names_from and forms[phrase.reach] == ",":
        is_led = layout.tags[phrase.first] is DETERMINER or first < phrase.first
        after = names_from[phrase.reach + 1]
        is_parted = layout.context.form(after) in _ENDS_OF_APPOSITION
        if is_led and (is_parted or _is_in_front(layout, first)):
            return phrase.reach + 1
    return None


def _are_several(layout: Layout, phrase: NounPhrase) -> bool:
    """Whether a phrase is in the plural, so that one name is not all that it means: “by Ann Holt, accuses managers”."""
    return not layout.words.has_case_endings and number_of(layout, head_of(layout, phrase)) == {Number.PLURAL}


def _ends_as_apposition(layout: Layout, phrase: NounPhrase) -> bool:
    """Whether a phrase behind a comma ends as appositions do, and no clause goes on from it."""
    context, tags = layout.context, layout.tags
    if layout.tag(phrase.last) is PRONOUN and context.lower(phrase.last) in layout.pronouns.relative:
        return True  # Ann Holt, the Republican who wrote it, said
    end = max(phrase.last, phrase.reach)
    while end < len(tags) and end < phrase.last + 12 and tags[end] not in _CLOSERS:
        end += 1
    is_clause = any(tags[k] in FINITE for k in range(phrase.last, end))
    return not is_clause and (end >= len(tags) or context.forms[end] in _ENDS_OF_APPOSITION)


def _is_in_front(layout: Layout, first: int) -> bool:
    """Whether a phrase begins a sentence or follows a comma: The mayor of Riverton, Ann Holt said."""
    return layout.tag(first - 1) in _BEFORE_PART


def _predicate(layout: Layout, first: int) -> int | None:
    """Return the last token of the subject that a phrase says what it is: “Holt is the mayor”."""
    context = layout.context
    copulas = nominal_words(context.doc.language).copulas
    at = first - 1
    if layout.tag(at) is ADVERB:
        at -= 1
    if context.lower(at) not in copulas:
        return None
    at -= 1
    if layout.tag(at) is AUXILIARY:
        at -= 1
    return at if at >= 0 and (at in layout.name_at or layout.tag(at) is PRONOUN) else None


def speaking_nominal(layout: Layout, first: int, last: int, head: int, *, is_several: bool = False) -> Spot:
    """Return the description that tokens `first` to `last` are, of somebody who speaks.

    With `is_several` a masculine noun is taken for a plural: Vermutungen der Forscher.
    """
    description = describe_head(layout.context, first, head, last)
    if is_several and description.office is not None and description.office.gender == Gender.MASCULINE:
        description = replace(description, is_plural=True)
    phrase = layout.phrase_at(head)
    group = "person" if description.sort == "person" else "body"
    determiner = _determiner(layout, replace(phrase, first=first)) if phrase is not None else Determiner.BARE
    if determiner == Determiner.NEGATIVE or (determiner == Determiner.BARE and layout.tags[first] is NUMBER):
        determiner = Determiner.INDEFINITE  # One diplomat said, some residents said
    values = values_of(phrase)
    if not layout.words.has_case_endings:
        values = number_of(layout, head) - {Gender.NEUTER}
    if description.office is not None and description.office.gender:
        values = frozenset({Number.PLURAL}) if description.is_plural else frozenset(description.office.gender)
    return Spot(
        first,
        last,
        head,
        layout.sentence_of[head],
        "nominal",
        group_of(layout, head) or group,
        Function.SUBJECT,
        values,
        determiner,
        description,
        is_modified=head - first > 1,
    )
