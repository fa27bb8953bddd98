"""Words of closed classes, verbs and shapes: one tag a token, looked up once, on which phrases and clauses rest."""

from collections.abc import Iterable
from functools import cache

from pipeline.extract.conjugation import conjugate_all
from pipeline.extract.lang.models.grammar_files import ClassWords, ClosedClass, Verbs
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import FINITE_FORMS, Agreement, Inflection, Order
from pipeline.extract.quotations import MARKS as QUOTATION_MARKS
from pipeline.extract.tags import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    BEFORE_SENTENCE,
    COORDINATOR,
    DETERMINER,
    LEXICAL_VERB,
    MARKS,
    NONFINITE,
    NOUN,
    NUMBER,
    OTHER_MARK,
    OTHER_WORD,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PRONOUN,
    QUOTATION_MARK,
    SUBORDINATOR,
    VERB,
    Tag,
)
from pipeline.extract.tokens import PARAGRAPH_BREAK as PARAGRAPH_BREAK_FORM
from pipeline.extract.tokens import Tokens
from pipeline.extract.value_class import value_class

_MAY_BE_SURNAME = frozenset({DETERMINER, PREPOSITION})  # with a capital behind a name
_BEFORE_ATTRIBUTE = frozenset({DETERMINER, ADJECTIVE, PREPOSITION})  # behind which a form of a verb is an attribute


@value_class
class Words:
    """The closed classes and verbs of a language, all keyed by lower-case form.

    `closed` is the file of closed classes, `lists` its words without inflection.
    """

    language: str
    closed: ClosedClass
    lists: ClassWords
    order: Order
    has_noun_capitals: bool
    has_case_endings: bool
    drops_subjects: bool
    tags: dict[str, Tag]
    determiners: dict[str, tuple[tuple[Agreement, ...], bool]]
    subordinators: frozenset[str]
    auxiliaries: dict[str, VerbForm]
    verbs: dict[str, list[VerbForm]]
    principal_parts: dict[str, str]
    inseparable: tuple[str, ...]


@cache
def load_words(language: str) -> Words:
    """Return the words of `language`. Raises LexiconError, and FileNotFoundError for a language that there is not."""
    closed, verbs = read_file(language, ClosedClass), read_file(language, Verbs)
    inseparable = verbs.prefixes.inseparable
    derived = [prefix + verb for prefix in inseparable for verb in verbs.strong]
    forms = conjugate_all(language, [*derived, *verbs.strong, *verbs.weak.words], verbs.strong, inseparable)
    auxiliaries = {form: VerbForm(lemma, kind, number, "") for form, (lemma, kind, number) in verbs.auxiliaries.items()}
    determiners = closed.every_determiner()
    return Words(
        language=language,
        closed=closed,
        lists=closed.words,
        order=closed.grammar.order,
        has_noun_capitals=closed.grammar.has_noun_capitals,
        has_case_endings=closed.grammar.has_case_endings,
        drops_subjects=closed.grammar.drops_subjects,
        tags=_tags(closed, forms, auxiliaries, determiners),
        determiners=determiners,
        subordinators=frozenset(closed.words.subordinators),
        auxiliaries=auxiliaries,
        verbs=forms,
        principal_parts=verbs.strong,
        inseparable=inseparable,
    )


def _tags(
    closed: ClosedClass,
    verbs: dict[str, list[VerbForm]],
    auxiliaries: dict[str, VerbForm],
    determiners: Iterable[str],
) -> dict[str, Tag]:
    """Return the tag of each known form; later classes win over earlier ones."""
    words = closed.words
    tags = {
        form: VERB if any(r.kind in FINITE_FORMS for r in readings) else NONFINITE for form, readings in verbs.items()
    }
    classes: list[tuple[Iterable[str], Tag]] = [
        (words.adverbs, ADVERB),
        (words.subordinators, SUBORDINATOR),
        (words.interrogatives, SUBORDINATOR),
        (words.coordinators, COORDINATOR),
        (closed.prepositions, PREPOSITION),
        (closed.contractions, PREPOSITION),
        (closed.relative_pronouns, PRONOUN),
        (closed.pronouns, PRONOUN),
        (determiners, DETERMINER),
        (words.reflexives, ADVERB),
        (words.nouns, NOUN),
    ]
    for members, tag in classes:
        tags |= dict.fromkeys(members, tag)
    tags = dict.fromkeys(words.finite_forms, VERB) | tags
    return tags | {
        form: AUXILIARY if reading.kind in FINITE_FORMS else NONFINITE for form, reading in auxiliaries.items()
    }


def _lower_case_tag(words: Words, lower: str, before: Tag) -> Tag:
    """Return the tag of a lower-case word that no lexicon knows, from its ending and the tag before it."""
    if words.has_noun_capitals:
        return ADJECTIVE if lower.endswith(words.lists.attribute_endings) else OTHER_WORD
    if lower.endswith(words.lists.adverb_endings):
        return ADVERB
    if lower.endswith(words.lists.verb_endings):
        return ADJECTIVE if before in _BEFORE_ATTRIBUTE else VERB
    return ADJECTIVE if lower.endswith(words.lists.attribute_endings) else NOUN


def _may_be_noun(words: Words, lower: str, tag: Tag) -> bool:
    """Whether a known form of a verb may also be a noun: no participle."""
    if tag is VERB:
        return not lower.endswith(words.lists.participle_endings)
    return tag is NONFINITE and any(reading.kind == Inflection.INFINITIVE for reading in words.verbs.get(lower, ()))


def _is_surname(tokens: Tokens, i: int, tags: list[Tag]) -> bool:
    """Whether a capitalised small word at token `i` is a name: right behind another one, in the same line."""
    if i == 0 or tags[i - 1] is not NOUN or not tokens.forms[i - 1][0].isupper():
        return False
    return "\n" not in tokens.text[tokens.ends[i - 1] : tokens.starts[i]]


def _is_abbreviated(tokens: Tokens, i: int) -> bool:
    """Whether a full stop follows token `i` right away, and a capital that."""
    forms = tokens.forms
    return i + 2 < len(tokens) and forms[i + 1] == "." and forms[i + 2][0].isupper()


def tag_tokens(tokens: Tokens, language: str) -> list[Tag]:
    """Return one tag a token."""
    words = load_words(language)
    known, adverbs, articles = words.tags, words.lists.adverb_endings, words.lists.articles
    is_title_case = words.has_noun_capitals
    found: list[Tag] = []
    before = lower = ""
    for form, following in zip(tokens.forms, tokens.lowers, strict=True):
        before, lower = lower, following
        first = form[0]
        if first.isalpha():
            tag = known.get(lower)
            if tag in _MAY_BE_SURNAME and is_title_case and first.isupper() and _is_surname(tokens, len(found), found):
                tag = NOUN  # Meg Allen, Paul Kraft
            elif tag is None or (tag in LEXICAL_VERB and first.isupper()):
                if "." in form and len(form) > 4:
                    tag = NOUN  # example.org
                elif first.isupper():
                    is_first = not found or found[-1] in BEFORE_SENTENCE
                    tag = ADVERB if is_first and lower.endswith(adverbs) and len(found) + 1 < len(tokens) else NOUN
                elif "-" in form and any(part[:1].isupper() for part in form.split("-")[1:]):
                    tag = NOUN  # al-Qaida
                else:
                    tag = _lower_case_tag(words, lower, found[-1] if found else PARAGRAPH_BREAK)
            elif tag is AUXILIARY and first.isupper() and _is_abbreviated(tokens, len(found)):
                tag = NOUN  # Mag. Reh
            elif before in articles and _may_be_noun(words, lower, tag):
                tag = NOUN  # the talks, a drop
        elif first.isdigit():
            tag = NUMBER
        elif form in QUOTATION_MARKS:
            tag = QUOTATION_MARK
        elif form == PARAGRAPH_BREAK_FORM:
            tag = PARAGRAPH_BREAK
        else:
            tag = MARKS.get(first, OTHER_MARK)
        found.append(tag)
    return found
