"""Verb or noun: forms that may be either, distinguished by the words beside them, in languages of fixed order.

The general tags decide a word by itself (`words.py`); here “plans” is a verb in “the city plans to sue” and a noun in
“the city's plans to sue”. Only lower-case words that the lexicon knows as forms of a verb are looked at.
"""

from functools import cache

from pipeline.extract.capitals import has_headline_capitals
from pipeline.extract.conjugation import conjugate_all
from pipeline.extract.lang.models.grammar_files import WordClasses
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import Inflection, Number, Takes
from pipeline.extract.statements.lexicon import CueLexicon, load_cues
from pipeline.extract.statements.reading import Reading
from pipeline.extract.tags import (
    ADJECTIVE,
    ADJECTIVE_OR_NOUN,
    ADVERB,
    APOSTROPHE,
    AUXILIARY,
    AUXILIARY_OR_NONFINITE,
    BEFORE_SENTENCE,
    CLAUSE_MARKS,
    COLON,
    COMMA,
    COMMA_OR_COORDINATOR,
    DETERMINER,
    DETERMINER_OR_PRONOUN,
    FINITE,
    FULL_STOP,
    MAY_BE_FINITE,
    NONFINITE,
    NOUN,
    NUMBER,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PREPOSITION_OR_ADVERB,
    PRONOUN,
    QUOTATION_MARK,
    SEMICOLON,
    SENTENCE_MARKS,
    SUBORDINATOR,
    VERB,
    Tag,
    preposition_before,
)
from pipeline.extract.text import Text
from pipeline.extract.value_class import value_class
from pipeline.extract.words import load_words

_AHEAD = 14  # tokens ahead in which another finite verb makes a form a noun
_INSERTED = 8  # tokens of an insertion between commas
_BACK = 12  # tokens back in which the verb that another is joined to stands
_MIN_LONG = 4  # longer words in a headline
_MAY_BE_ADJECTIVE = frozenset({NOUN, ADVERB})
_OPEN_CLASSES = MAY_BE_FINITE | {NOUN}
_OPENS_OBJECT = DETERMINER_OR_PRONOUN | {QUOTATION_MARK, NUMBER, SUBORDINATOR}  # what follows a verb and seldom a noun
_BEFORE_NOUN = frozenset({ADJECTIVE, PREPOSITION, APOSTROPHE})
_AFTER_ATTRIBUTE = ADJECTIVE_OR_NOUN | {NONFINITE}
_AFTER_VERB = ADJECTIVE_OR_NOUN | {ADVERB}
_NOMINAL_BEFORE = frozenset({NOUN, VERB})  # behind which a form that may be a noun is one
_NOT_INSERTED = FINITE | {FULL_STOP, SEMICOLON, COLON, PARAGRAPH_BREAK, QUOTATION_MARK}  # ends no insertion
_BEFORE_JOINED = SENTENCE_MARKS | {SEMICOLON, COLON, PARAGRAPH_BREAK}  # beyond which no verb is joined to another
_PART_ENDS = SENTENCE_MARKS | CLAUSE_MARKS | {PARAGRAPH_BREAK, QUOTATION_MARK, SUBORDINATOR, PRONOUN}


@value_class
class VerbClasses:
    """Forms of verbs by what they may be, lower case; `nominal` forms are nouns as well, `clausal` take a clause."""

    third: frozenset[str]
    base: frozenset[str]
    past: frozenset[str]
    nominal: frozenset[str]
    plurals: frozenset[str]
    adjectives: frozenset[str]
    adverbs: frozenset[str]
    clausal: frozenset[str]


@cache
def load_verb_classes(language: str) -> VerbClasses:
    """Return the verb forms of `language`. Raises FileNotFoundError for a language without word classes."""
    entries = read_file(language, WordClasses)
    verbs, irregular = entries.verbs.regular, entries.verbs.irregular
    words, cues = load_words(language), load_cues(language)
    own = conjugate_all(language, [*verbs, *irregular], irregular, words.inseparable)
    tables = (own, words.verbs, cues.forms)
    only_nouns = entries.nouns.only_nouns
    readings = [(form, r) for table in tables for form, rs in table.items() for r in rs if form not in only_nouns]
    nouns = entries.nouns.also_nouns
    return VerbClasses(
        third=frozenset(form for form, r in readings if _is_third(r)),
        base=frozenset(form for form, r in readings if r.kind == Inflection.INFINITIVE),
        past=frozenset(
            form
            for form, r in readings
            if r.kind == Inflection.PARTICIPLE or (r.kind == Inflection.FINITE and r.number is Number.ANY)
        ),
        nominal=frozenset(
            form
            for form, r in readings
            if r.lemma.split()[0] in nouns and r.kind in (Inflection.FINITE, Inflection.INFINITIVE)
        ),
        plurals=entries.nouns.plurals,
        adjectives=entries.adjectives.adjectives,
        adverbs=entries.adverbs.adverbs,
        clausal=frozenset(
            form for form, rs in cues.forms.items() if any(Takes.CLAUSE in cues.governments[r.lemma].takes for r in rs)
        ),
    )


def _is_third(reading: VerbForm) -> bool:
    return reading.kind == Inflection.FINITE and reading.number is Number.SINGULAR


def tag_verbs(reading: Reading) -> None:
    """Tag each form of a known verb as verb (finite or participle), infinitive, noun or adjective."""
    doc, tags, cues = reading.doc, reading.tags, reading.cues
    tagger, headlines = _VerbTagger(doc, tags, cues), _headlines(doc)
    adjectives, adverbs = tagger.classes.adjectives, tagger.classes.adverbs
    clipped, negations = cues.frames["words.clipped"], cues.frames["words.clipped_negations"]
    forms, lowers, capitals = doc.tokens.forms, doc.tokens.lowers, doc.capitals.is_capital
    for i, tag in enumerate(tags):
        is_capital = capitals[i] and i not in headlines
        if tag in _MAY_BE_ADJECTIVE and lowers[i] in adjectives and not is_capital:
            tags[i] = ADJECTIVE
        elif tag is NOUN and lowers[i] in adverbs:
            tags[i] = ADVERB
        elif tag in _OPEN_CLASSES and not is_capital:
            tags[i] = NOUN if tagger.is_noun(i) else tagger.tag(i) or tag
            if tags[i] is VERB and i and tags[i - 1] is DETERMINER and tagger.stands_alone(i - 1):
                tags[i - 1] = PRONOUN  # some credit him
            elif tags[i] is VERB and i and tags[i - 1] is NUMBER and not tagger.is_participle(i):
                tags[i - 1] = NOUN  # six in 10 told them
        elif tag is AUXILIARY and is_capital and i and tags[i - 1] not in BEFORE_SENTENCE:
            tags[i] = NOUN  # the month of May
        elif lowers[i] in clipped and not negations.isdisjoint(lowers[i + 1 : i + 2]):
            tags[i] = AUXILIARY  # ca n't
        elif tag is PREPOSITION and i and tags[i - 1] is AUXILIARY and lowers[i] in tagger.classes.base:
            tags[i] = NONFINITE  # would like
        elif tag is NUMBER and "-" in forms[i] and forms[i][-1].isalpha():
            tags[i] = (
                NOUN if i + 1 < len(tags) and tags[i + 1] not in ADJECTIVE_OR_NOUN else ADJECTIVE
            )  # the 37-year-old


def _headlines(doc: Text) -> set[int]:
    """The tokens, first ones left out, of sentences without full stop whose longer words all begin with a capital."""
    found: set[int] = set()
    for sentence in doc.sentences:
        forms = doc.tokens.forms[sentence.first : sentence.last]
        if forms[-1] not in ".?!" and has_headline_capitals(forms, _MIN_LONG):
            found.update(range(sentence.first + 1, sentence.last))
    return found


class _VerbTagger:
    """The rules, over the tags found so far to the left and the general ones to the right."""

    def __init__(self, doc: Text, tags: list[Tag], cues: CueLexicon) -> None:
        self.tags, self.lowers, self.forms = tags, doc.tokens.lowers, doc.tokens.forms
        self.classes = load_verb_classes(doc.language)
        words = load_words(doc.language)
        self.auxiliaries, self.lists = words.auxiliaries, words.lists
        self.frames, self.cues, self.doc = cues.frames, cues, doc
        self.closing = frozenset(q.last - 1 for q in doc.quotations)

    def is_participle(self, i: int) -> bool:
        """Whether token `i` ends as a regular participle does."""
        return self.lowers[i].endswith(self.lists.participle_endings)

    def is_gerund(self, i: int) -> bool:
        """Whether token `i` ends as a gerund does."""
        return self.lowers[i].endswith(self.lists.gerund_endings)

    def tag(self, i: int) -> Tag | None:
        """Return the tag of token `i`; None where it is not a form of a verb."""
        lower, classes = self.lowers[i], self.classes
        is_past = lower in classes.past
        if lower in classes.base and not (is_past and self._is_past(i)):
            return self._base(i)
        if is_past:
            return self._past(i)
        return self._third(i) if lower in classes.third else None

    def is_noun(self, i: int) -> bool:
        """Whether a form that may be a verb is a noun: “on a conference call”, “the tenants’ advocates say”."""
        lower, tags, starts, ends = self.lowers[i], self.tags, self.doc.tokens.starts, self.doc.tokens.ends
        if i < 2:
            return False
        if tags[i - 1] is NOUN and self.lowers[i - 2] in self.frames["words.indefinite_articles"]:
            return lower in self.classes.base and lower in self.cues.nouns
        is_mark = self.lowers[i - 1] in self.frames["words.genitives"] and i - 1 not in self.closing
        is_owned = is_mark and ends[i - 2] == starts[i - 1] and ends[i - 1] < starts[i]
        return is_owned and tags[i - 2] is NOUN and lower in self.classes.third

    def _tag_after(self, i: int) -> Tag:
        """Return the tag of the token after `i`; a paragraph break at the end of the text."""
        return self.tags[i + 1] if i + 1 < len(self.tags) else PARAGRAPH_BREAK

    def _before(self, i: int) -> int | None:
        """Return the token before `i`, adverbs and negations left out; None at the start."""
        k = i - 1
        while k >= 0 and (self.tags[k] is ADVERB or self.lowers[k] in self.frames["words.negated"]):
            if self.lowers[k] in self.frames["words.determining"]:
                break
            k -= 1
        return None if k < 0 else self._before_insertion(k)

    def _before_insertion(self, comma: int) -> int:
        """The token before a short insertion that ends with a comma (“aides, meanwhile, worry”), else the comma."""
        if self.tags[comma] is not COMMA:
            return comma
        for k in range(comma - 1, max(0, comma - _INSERTED), -1):
            if self.tags[k] is COMMA:
                is_participle = self.is_gerund(k + 1) or self.lowers[k + 1] in self.classes.past
                return k - 1 if self.tags[k + 1] in PREPOSITION_OR_ADVERB or is_participle else comma
            is_participle = self.tags[k - 1] is COMMA and self._is_reduced(k)
            if self.tags[k] in _NOT_INSERTED and not is_participle:
                break
        return comma

    def _is_past(self, i: int) -> bool:
        """Whether a form that is base and past (put, cut, set) is the past: after a singular subject or have."""
        before = self._before(i)
        if before is None:
            return False
        if self.tags[before] is AUXILIARY:
            return self._lemma(before) in self.frames["auxiliaries.perfect"]
        return self.tags[before] is NOUN and not self._is_plural(before)

    def _lemma(self, k: int) -> str:
        reading = self.auxiliaries.get(self.lowers[k])
        return "" if reading is None else reading.lemma

    def _is_plural(self, k: int) -> bool:
        lower = self.lowers[k]
        return lower in self.classes.plurals or (
            lower.endswith(self.lists.plural_endings) and not lower.endswith(self.lists.singular_endings)
        )

    def _is_nominal(self, i: int) -> bool:
        return self.lowers[i] in self.classes.nominal

    def _opens_object(self, k: int, *, is_determined: bool = False) -> bool:
        """Whether what an object or complement begins with stands at token `k`: the, him, that, to, out, “."""
        if k >= len(self.tags):
            return False
        others = () if is_determined else (*self.frames["words.infinitive_marks"], *self.frames["words.verb_particles"])
        return self.tags[k] in _OPENS_OBJECT or self.lowers[k] in others

    def _has_verb_ahead(self, i: int) -> bool:
        """Whether another finite verb follows token `i` in its part of the sentence."""
        for k in range(i + 1, min(i + _AHEAD, len(self.tags))):
            is_gerund = self.tags[k - 1] is PREPOSITION and self.is_gerund(k)
            if self.tags[k] in _PART_ENDS or is_gerund or self.lowers[k] in self.frames["words.that"]:
                return False
            if self.tags[k] is AUXILIARY or (self.tags[k] is VERB and not self._is_reduced(k)):
                return True
        return False

    def _is_reduced(self, k: int) -> bool:
        """Whether a past form may be a participle with what belongs to it (“published Wednesday”, “based in”)."""
        following = self.lowers[k + 1] if k + 1 < len(self.lowers) else ""
        is_adjunct = self._tag_after(k) in PREPOSITION_OR_ADVERB or following in self.frames["words.times"]
        return is_adjunct and (self.lowers[k] in self.classes.past or self.is_participle(k))

    def _determined(self, i: int, before: int) -> Tag | None:
        """A noun after an article or another attribute that stands right before; None where those stand alone."""
        tag = self.tags[before]
        if tag in _BEFORE_NOUN or self.lowers[before] in self.frames["words.determining"]:
            return NOUN
        if tag is DETERMINER:
            is_alone = self.lowers[before] in self.frames["words.standing_alone"] and (
                self._opens_object(i + 1, is_determined=True) or "".join(self.forms[i + 1 : i + 2])[:1].isupper()
            )  # some credit Mr. Smith
            return None if is_alone else NOUN
        return NOUN if tag is NUMBER and not self._opens_object(i + 1, is_determined=True) else None

    def stands_alone(self, k: int) -> bool:
        """Whether a determiner may be a subject by itself (some, many)."""
        return self.lowers[k] in self.frames["words.standing_alone"] and self.lowers[k] not in self.frames["words.that"]

    def _base(self, i: int) -> Tag | None:
        before = self._before(i)
        if before is None:
            return None
        tag, lower, following = self.tags[before], self.lowers[before], self._tag_after(i)
        if lower in self.frames["words.infinitive_marks"]:
            return NONFINITE
        if tag is AUXILIARY or lower in self.frames["words.contracted_verbs"]:
            return (
                NOUN if self._lemma(before) in self.frames["auxiliaries.perfect"] and self._is_nominal(i) else NONFINITE
            )
        if self._determined(i, before):
            return NOUN
        if tag is PRONOUN:
            return VERB if lower in self.frames["words.plural_pronouns"] else NONFINITE
        if tag is DETERMINER:
            return VERB
        if lower in self.frames["words.telling"] and self.lowers[i] in self.classes.clausal:
            return VERB  # the figures show sales fell
        if tag is NOUN and self._is_plural(before):
            is_followed = following not in DETERMINER_OR_PRONOUN and self._has_verb_ahead(
                i
            )  # polls show the party is …
            is_noun = self._is_nominal(i) and (following in FINITE or is_followed)
            return NOUN if is_noun else VERB
        return self._joined(i, before)

    def _joined(self, i: int, before: int) -> Tag:
        """A base form after “and” is what the verb it is joined to is; elsewhere a noun where it may be one."""
        if self.tags[before] in COMMA_OR_COORDINATOR:
            for k in range(before - 1, max(-1, before - _BACK), -1):
                if self.tags[k] in _BEFORE_JOINED:
                    break
                if self.tags[k] is NONFINITE and self.lowers[k] in self.classes.base:
                    return NONFINITE if not self._is_nominal(i) or self._opens_object(i + 1) else NOUN
                if self.tags[k] is VERB and self.lowers[k] in self.classes.base:
                    return VERB if not self._is_nominal(i) or self._opens_object(i + 1) else NOUN
        if self._opens_object(i + 1, is_determined=True) and not self._has_verb_behind(i):
            return VERB  # figures published on Thursday show that …
        return NOUN if self._is_nominal(i) else NONFINITE

    def _has_verb_behind(self, i: int) -> bool:
        """Whether a finite verb stands before token `i` in its part of the sentence, participles left out."""
        for k in range(i - 1, max(-1, i - _BACK), -1):
            is_clausal = self.tags[k] is VERB and self.lowers[k] in self.classes.clausal
            if self.tags[k] in _PART_ENDS or is_clausal:
                return False  # believe the trouble runs deeper
            if self.tags[k] is AUXILIARY or (self.tags[k] is VERB and not self._is_reduced(k)):
                return True
        return False

    def _begins_clause_of(self, k: int) -> bool:
        """Whether token `k` is the plural of a verb that takes a clause, and one follows."""
        is_clausal = k < len(self.lowers) and self.lowers[k] in self.classes.clausal & self.classes.base
        return is_clausal and self._opens_object(k + 1, is_determined=True)

    def _after_that(self, i: int) -> Tag:
        """A verb in “that means the …”, a noun in “that curbs would …” and “that volunteers who …”."""
        following = self.lowers[i + 1] if i + 1 < len(self.lowers) else ""
        if following in self.frames["words.relative_pronouns"] and following not in self.frames["words.that"]:
            return NOUN
        opened = self._tag_after(i) in DETERMINER_OR_PRONOUN
        return VERB if opened or (not self._is_nominal(i) and self._tag_after(i) in _AFTER_VERB) else NOUN

    def _is_governed(self, k: int) -> bool:
        """Whether the nouns that end with token `k` follow a preposition."""
        return preposition_before(self.tags, k, 0) is not None

    def _past(self, i: int) -> Tag:
        before = self._before(i)
        if before is None:
            return VERB
        following = self._tag_after(i)
        determined = self._determined(i, before) if before == i - 1 else None
        if determined and self._is_nominal(i) and not self.is_participle(i):
            return NOUN
        is_weak = self.is_participle(i)
        is_gerund = i + 1 < len(self.lowers) and self.is_gerund(i + 1)
        is_attribute = determined and is_weak and following in _AFTER_ATTRIBUTE and not is_gerund
        return ADJECTIVE if is_attribute and self.lowers[before] not in self.frames["words.infinitive_marks"] else VERB

    def _third(self, i: int) -> Tag | None:
        before = self._before(i)
        if before is None:
            return None
        tag, lower, following = self.tags[before], self.lowers[before], self._tag_after(i)
        is_plural = tag is DETERMINER and lower not in self.frames["words.singular"]
        if (is_plural or self._determined(i, before)) and not (
            tag is PREPOSITION and lower in self.frames["words.that"]
        ):
            return NOUN
        if tag is PRONOUN:
            return NOUN if lower in self.frames["words.possessives"] else VERB
        if lower in self.frames["words.that"]:
            return self._after_that(i)
        if tag is NOUN and self._begins_clause_of(i + 1):
            return NOUN  # court documents say …
        if not self._is_nominal(i):
            return VERB
        if tag in AUXILIARY_OR_NONFINITE or following in FINITE:
            return NOUN
        is_name = self.forms[before][0].isupper()
        if tag is NOUN and (is_name or not self._is_plural(before)):
            if self._opens_object(i + 1) or (is_name and following is COMMA):
                return VERB
            may_be_verb = following in ADJECTIVE_OR_NOUN or not self._has_verb_ahead(i)
            is_object = following is COMMA or self._has_verb_behind(i) or self._is_governed(before)
            return VERB if may_be_verb and not is_object else NOUN
        return VERB if self._opens_object(i + 1) and tag not in _NOMINAL_BEFORE else NOUN
