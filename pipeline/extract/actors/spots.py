"""Where a text means somebody without a name: pronouns, possessives, relative pronouns, ages and descriptions."""

from dataclasses import dataclass, field, replace

from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.descriptions import Description, nominal_words
from pipeline.extract.actors.grammar import without_each
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.pronouns import Pronouns, load_pronouns, possible_owners
from pipeline.extract.agreement import ANYTHING
from pipeline.extract.lang.terms import PERSONAL, Case, Determiner, Function, Gender, Number
from pipeline.extract.phrases import NounPhrase, find_noun_phrases
from pipeline.extract.tags import (
    ADVERB,
    BEFORE_SENTENCE,
    CLAUSE_MARKS,
    CLOSING_BRACKET,
    COMMA,
    DETERMINER,
    DETERMINER_OR_PRONOUN,
    FINITE,
    FULL_STOP,
    LONG_DASHES,
    MAY_BE_FINITE,
    MAY_BE_VERB,
    NOUN,
    NOUN_OR_NUMBER,
    NUMBER,
    OPENING_BRACKET,
    PARAGRAPH_BREAK,
    PREPOSITION,
    QUOTATION_MARK,
    SEMICOLON,
    SENTENCE_MARKS,
    Tag,
)
from pipeline.extract.text import Text
from pipeline.extract.value_class import value_class
from pipeline.extract.words import Words, load_words

BEFORE_RELATIVE = frozenset({COMMA, PREPOSITION, NOUN})
_BEFORE_CLAUSE = BEFORE_SENTENCE | {SEMICOLON}
_MAY_BE_NAME = MAY_BE_FINITE | {DETERMINER, NUMBER}
_OPENS_OWNED = MAY_BE_FINITE | {NOUN, NUMBER, QUOTATION_MARK, ADVERB}  # behind a possessive
_PAUSES = SENTENCE_MARKS | CLAUSE_MARKS | {PARAGRAPH_BREAK}
_ENDS = _PAUSES | LONG_DASHES | {OPENING_BRACKET, CLOSING_BRACKET, QUOTATION_MARK}  # no verb of a pronoun is behind

_VERB_REACH = 14  # tokens between "sie" and the verb that tells its number
# Names of the module, as tags have them: every phrase of a text is asked for them.
_NOMINATIVE, _GENITIVE = Case.NOMINATIVE, Case.GENITIVE
_ANY_GENDER, _FEMININE, _NEUTER = Gender.ANY, Gender.FEMININE, Gender.NEUTER
_ANY_NUMBER, _PLURAL = Number.ANY, Number.PLURAL
_SUBJECT, _OBJECT, _OBLIQUE, _OWNER = Function.SUBJECT, Function.OBJECT, Function.OBLIQUE, Function.OWNER
_LONGEST_AGE = 3  # figures of an age in years
_AROUND_AGE = frozenset([(",", ","), (",", "."), ("(", ")")])  # what stands around one behind a name
_SHE_OR_THEY = frozenset({_FEMININE, _PLURAL})
_NO_GENDER: frozenset[str] = frozenset()


@value_class
class Spot:
    """A place where somebody is meant: tokens `first` to `last`, its noun or pronoun at `head`, sentence `sentence`.

    `group` says which weights rank what it may refer to ("" for names). `values` are the genders and numbers that
    whoever is meant may have (m, f, n, p), none where nothing tells. `linked` is the spot or name whose actor it is by
    apposition or predicate, as a token that this one covers.
    """

    first: int
    last: int
    head: int
    sentence: int
    mention_kind: str
    group: str
    function: Function
    values: frozenset[str] = _NO_GENDER
    determiner: Determiner = Determiner.NOT_ASKED
    description: Description | None = None
    linked: int | None = None
    is_modified: bool = False
    complement: int | None = None


@dataclass(slots=True)
class Layout:
    """What every finder of spots looks at: the text with its names, tags and phrases, each by token."""

    context: NameContext
    words: Words
    pronouns: Pronouns
    tags: list[Tag]
    phrases: list[NounPhrase]
    phrase_of: list[int | None]
    name_at: dict[int, int]
    names: list[Name]
    sentence_of: list[int]
    quoted: bytearray = field(default_factory=bytearray)

    def phrase_at(self, token: int) -> NounPhrase | None:
        """Return the phrase whose core holds a token."""
        index = self.phrase_of[token] if 0 <= token < len(self.phrase_of) else None
        return None if index is None else self.phrases[index]

    def tag(self, token: int) -> Tag:
        """Return the tag of a token, or a full stop outside the text."""
        return self.tags[token] if 0 <= token < len(self.tags) else FULL_STOP

    def function(self, first: int, last: int) -> Function:
        """Return the function of what stands at tokens `first` to `last`."""
        phrase = self.phrase_at(first)
        begin = phrase.first if phrase is not None and phrase.first < first else first
        if self.tag(begin - 1) is PREPOSITION or (phrase is not None and phrase.preposition is not None):
            return _OBLIQUE
        if self.context.form(last) in self.context.grammar.words["owner_marks"]:
            return _OWNER
        if not self.words.has_case_endings:
            is_before_verb = self.tag(last) in FINITE or (self.tag(last) is ADVERB and self.tag(last + 1) in FINITE)
            is_initial = self.tag(begin - 1) in _BEFORE_CLAUSE
            return _SUBJECT if is_before_verb or is_initial else _OBJECT
        if phrase is None or phrase.can_be(_NOMINATIVE):
            return _SUBJECT
        return _OWNER if all(reading.case is _GENITIVE for reading in phrase.readings) else _OBJECT


def read_layout(context: NameContext, names: list[Name], name_at: dict[int, int]) -> Layout:
    """Return the layout of a text, in linear time."""
    doc = context.doc
    words = load_words(doc.language)
    tags = list(doc.tags)
    for name in names:
        for i in range(name.first, name.last):
            if tags[i] in _MAY_BE_NAME or (tags[i] is PREPOSITION and doc.tokens.forms[i][0].isupper()):
                tags[i] = NOUN
    phrases = find_noun_phrases(doc, tags)
    phrase_of: list[int | None] = [None] * len(tags)
    for index, phrase in enumerate(phrases):
        phrase_of[phrase.first : phrase.last] = [index] * (phrase.last - phrase.first)
    sentence_of: list[int] = []  # what stands between two sentences counts to the second one
    for index, sentence in enumerate(doc.sentences):
        sentence_of += [index] * (sentence.last - len(sentence_of))
    sentence_of += [len(doc.sentences)] * (len(tags) - len(sentence_of))
    return Layout(
        context,
        words,
        load_pronouns(doc.language),
        tags,
        phrases,
        phrase_of,
        name_at,
        names,
        sentence_of,
        _quoted_tokens(doc),
    )


def _quoted_tokens(doc: Text) -> bytearray:
    """Return one byte a token: 1 inside a quotation."""
    quoted = bytearray(len(doc.tokens))
    for quotation in doc.quotations:
        if quotation.depth == 0:
            quoted[quotation.first : quotation.last] = b"\x01" * (quotation.last - quotation.first)
    return quoted


def values_of(phrase: NounPhrase | None) -> frozenset[str]:
    """Return the genders and numbers that a phrase's form leaves, none where it tells nothing."""
    if phrase is None or phrase.readings is ANYTHING:
        return _NO_GENDER
    found: set[str] = set()
    for reading in phrase.readings:
        is_plural = reading.number is _PLURAL
        if reading.number is _ANY_NUMBER or (not is_plural and reading.gender is _ANY_GENDER):
            return _NO_GENDER
        found.add(_PLURAL if is_plural else reading.gender)
    return frozenset(found)


def head_of(layout: Layout, phrase: NounPhrase) -> int:
    """Return the noun of a phrase: its first one where nouns are capitalised, else its last one."""
    if layout.words.has_noun_capitals:
        return phrase.head
    tags, last = layout.tags, phrase.last - 1
    if tags[last] is NOUN:  # as most phrases end
        return last
    return next((k for k in range(last, phrase.first, -1) if tags[k] is NOUN), last)


def number_of(layout: Layout, head: int) -> frozenset[str]:
    """Return what the ending of a noun tells where only that tells a plural: companies, not headquarters."""
    lists, lower = layout.words.lists, layout.context.lowers[head]
    is_plural = lower.endswith(lists.plural_endings) and not lower.endswith(lists.singular_endings)
    is_plural = is_plural or lower in nominal_words(layout.context.doc.language).plurals
    return frozenset({_PLURAL if is_plural else _NEUTER})


def find_pronouns(layout: Layout) -> list[Spot]:
    """Return the pronouns, possessives, relative pronouns and ages of a text, in its order."""
    found = []
    pronouns, tag = layout.pronouns, layout.tag
    for i, (lower, kind) in enumerate(zip(layout.context.lowers, layout.context.doc.tags, strict=True)):
        if not (lower in pronouns.words or kind is NUMBER) or i in layout.name_at:
            continue
        spot = None
        if lower in pronouns.relative and tag(i - 1) in BEFORE_RELATIVE:
            spot = _relative(layout, i)
        if spot is None and (lower in pronouns.referring or lower in pronouns.demonstrative):
            spot = _referring(layout, i)
        if spot is None and lower in pronouns.owners:
            spot = _possessive(layout, i)
        if spot is None and kind is NUMBER and lower.endswith(pronouns.ages.endings):
            spot = _age(layout, i)
        if spot is not None:
            found.append(spot)
    return found


def _make(layout: Layout, i: int, kind: str, group: str, function: Function, values: frozenset[str]) -> Spot:
    return Spot(i, i + 1, i, layout.sentence_of[i], kind, group, function, values)


def _referring(layout: Layout, i: int) -> Spot | None:
    """Return the pronoun at a token, unless a noun follows that it belongs to."""
    pronouns, context = layout.pronouns, layout.context
    lower = context.lowers[i]
    phrase = layout.phrase_at(i)
    if phrase is not None and not phrase.is_pronoun and phrase.last > i + 1 and phrase.first == i:
        return None
    if lower in pronouns.demonstrative and (layout.tag(i + 1) not in FINITE or not context.is_initial[i]):
        return None
    if context.forms[i] in pronouns.address and (not context.is_initial[i] or layout.quoted[i]):
        return None
    values = pronouns.referring.get(lower) or pronouns.demonstrative[lower]
    is_oblique = layout.tag(i - 1) is PREPOSITION
    is_subject = lower in pronouns.subject and not is_oblique
    function = _SUBJECT if is_subject else _OBLIQUE if is_oblique else _OBJECT
    if values == _SHE_OR_THEY and function == _SUBJECT:
        number = _number_of_verb(layout, i)
        values = frozenset({number}) if number else values
    return _make(layout, i, "pronoun", "pronoun", function, values)


def _number_of_verb(layout: Layout, i: int) -> Number | Gender | None:
    """Return what the verb beside a pronoun tells that may be several or a woman, if anything."""
    before, after = layout.tag(i - 1), layout.tag(i + 1)
    at = i - 1 if before in FINITE else i + 1 if after in FINITE and layout.context.is_initial[i] else None
    if at is None:
        end = i + 1
        while end < len(layout.tags) and end < i + _VERB_REACH and layout.tags[end] not in _ENDS:
            end += 1
        at = next((k for k in range(end - 1, i, -1) if layout.tags[k] in FINITE), None)
        if at is None and end - 1 > i and layout.tags[end - 1] in MAY_BE_VERB:
            at = end - 1
    if at is None:
        return None
    lower = layout.context.lowers[at]
    auxiliary = layout.words.auxiliaries.get(lower)
    if auxiliary is not None and auxiliary.number is not Number.ANY:
        return _PLURAL if auxiliary.number is _PLURAL else _FEMININE
    return _PLURAL if lower.endswith(layout.pronouns.plural_endings) else _FEMININE


def _relative(layout: Layout, i: int) -> Spot | None:
    """Return the relative pronoun at a token: behind a comma, a preposition behind one, or (small nouns) a noun."""
    before = layout.tag(i - 1)
    comma = i - 2 if before is PREPOSITION else i - 1
    if layout.tag(comma) is not COMMA and (layout.words.has_noun_capitals or before is not NOUN):
        return None
    phrase = layout.phrase_at(i)
    lower = layout.context.lowers[i]
    is_owner = lower in layout.pronouns.relative_possessive
    if phrase is not None and not phrase.is_pronoun and phrase.last > i + 1 and not is_owner:
        return None
    if layout.tag(i + 1) in _PAUSES:
        return None
    kind = "possessive" if is_owner else "pronoun"
    end = comma if layout.tag(comma) is COMMA else i
    spot = _make(layout, i, kind, "relative", _SUBJECT, layout.pronouns.relative[lower])
    return replace(spot, complement=end)


def _possessive(layout: Layout, i: int) -> Spot | None:
    """Return the possessive at a token: one that a noun follows."""
    context = layout.context
    values = possible_owners(context, i)
    if values is None or (context.forms[i] in layout.pronouns.address and layout.quoted[i]):
        return None
    if layout.tag(i + 1) not in _OPENS_OWNED or layout.tag(i) not in DETERMINER_OR_PRONOUN:
        return None
    return _make(layout, i, "possessive", "pronoun", Function.POSSESSIVE, values)


def _age(layout: Layout, i: int) -> Spot | None:
    """Return the age at a token that stands for a person: „der 47-Jährige“, “the 47-year-old”, “the 23-year-old Swede”.

    With an indefinite article it is somebody new: „ein 47-Jähriger“.
    """
    context = layout.context
    article = context.lower(i - 1)
    is_definite = article in context.grammar.words["definite"]
    if not (is_definite or article in context.grammar.words["articles"]):
        return None
    if layout.tag(i + 1) in NOUN_OR_NUMBER:
        return _of_people(layout, i) if is_definite else None
    form = context.forms[i].rpartition("-")[2]
    if layout.words.has_noun_capitals and not form[:1].isupper():
        return None
    values = _values_of_age(layout, i)
    function = layout.function(i - 1, i + 1)
    determiner = Determiner.DEFINITE if is_definite else Determiner.INDEFINITE
    return Spot(i - 1, i + 1, i, layout.sentence_of[i], "nominal", "age", function, values, determiner)


def _of_people(layout: Layout, i: int) -> Spot | None:
    """Return the age at a token with the people that the person is of: die 23-jährige Österreicherin."""
    context, endings, head = layout.context, layout.context.grammar.endings, i + 1
    lower = context.lowers[head]
    countries = context.gazetteer.country_of
    is_woman = any(
        base in countries or base + endings.feminine in countries for base in without_each(lower, endings.women)
    )
    is_people = is_woman or any(base in countries for base in (lower, *without_each(lower, endings.peoples)))
    if not (is_people and context.capital(head)) or head in layout.name_at or layout.tag(head + 1) in NOUN_OR_NUMBER:
        return None
    values = frozenset({_FEMININE}) if is_woman else _values_of_age(layout, i)
    function = layout.function(i - 1, head + 1)
    return Spot(
        i - 1, head + 1, head, layout.sentence_of[head], "nominal", "age", function, values, Determiner.DEFINITE
    )


def _values_of_age(layout: Layout, i: int) -> frozenset[str]:
    """Return the genders and numbers that an age at a token may stand for, by its article and ending."""
    lower, article, ages = layout.context.lowers[i], layout.context.lowers[i - 1], layout.pronouns.ages
    if article in ages.masculine_articles:  # „der 47-Jährige“, „der 47-Jährigen“
        return frozenset({Gender.MASCULINE if lower.endswith(ages.weak) else _FEMININE})
    values = layout.pronouns.articles.get(article, PERSONAL) & (PERSONAL | {_PLURAL})
    if lower.endswith(ages.weak):
        return values - {_PLURAL}
    return frozenset({Gender.MASCULINE}) if values == {Gender.MASCULINE, _PLURAL} else values


def age_of(layout: Layout, spot: Spot) -> str:
    """Return the age in figures by which a spot calls somebody, nothing where it has none."""
    if spot.group != "age":
        return ""
    years = layout.context.forms[spot.first + 1].partition("-")[0]
    return years if years.isdigit() else ""


def age_behind(layout: Layout, spot: Spot) -> str:
    """Return the age behind a name, between commas or brackets: Ann Holt, 41, said; Jan Kern (28)."""
    forms, at = layout.context.forms, spot.last
    if at + 2 >= len(forms) or not (forms[at + 1].isdigit() and len(forms[at + 1]) <= _LONGEST_AGE):
        return ""
    return forms[at + 1] if (forms[at], forms[at + 2]) in _AROUND_AGE else ""
