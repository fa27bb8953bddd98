"""Words of closed classes, verbs and shapes: one tag a token, looked up once, on which phrases and clauses rest.

Tags are those of `TAG_NAMES`, and for punctuation the mark itself. A word of several classes has the tag of its most
frequent one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.extract.conjugation import conjugate_all
from pipeline.extract.lang.models.grammar_files import ClassWords, ClosedClass, Verbs
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import Order
from pipeline.extract.quotations import MARKS
from pipeline.extract.tokens import PARAGRAPH_BREAK, Tokens

TAG_NAMES = {
    "D": "determiner",
    "O": "pronoun",
    "P": "preposition",  # or its contraction with an article
    "C": "coordinator",
    "S": "subordinator",
    "R": "adverb",  # or particle
    "H": "auxiliary",  # or modal, finite
    "V": "verb",  # another one, finite
    "Z": "participle_or_infinitive",
    "N": "noun",  # or name
    "M": "number",
    "A": "adjective",  # a word in small letters with such an ending
    "X": "other_word",  # in small letters
    "Q": "quotation_mark",
    "#": "paragraph_break",
}
"""The tags of words, in terms of grammar."""


@dataclass(frozen=True, slots=True)
class Words:
    """The closed classes and verbs of a language, all keyed by lower-case form; readings are "case.number.gender".

    `closed` is the file of closed classes, `lists` its words without inflection.
    """

    language: str
    closed: ClosedClass
    lists: ClassWords
    order: Order
    has_noun_capitals: bool
    has_case_endings: bool
    tags: dict[str, str]
    determiners: dict[str, tuple[tuple[str, ...], bool]]
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
) -> dict[str, str]:
    """Return the tag of each known form; later classes win over earlier ones."""
    words = closed.words
    tags = {form: "V" if any(r.kind in "FK" for r in readings) else "Z" for form, readings in verbs.items()}
    classes: list[tuple[Iterable[str], str]] = [
        (words.adverbs, "R"),
        (words.subordinators, "S"),
        (words.interrogatives, "S"),
        (words.coordinators, "C"),
        (closed.prepositions, "P"),
        (closed.contractions, "P"),
        (closed.relative_pronouns, "O"),
        (closed.pronouns, "O"),
        (determiners, "D"),
        (words.reflexives, "R"),
        (words.nouns, "N"),
    ]
    for members, tag in classes:
        tags |= dict.fromkeys(members, tag)
    tags = dict.fromkeys(words.finite_forms, "V") | tags
    return tags | {form: "H" if reading.kind in "FK" else "Z" for form, reading in auxiliaries.items()}


def _lower_case_tag(words: Words, lower: str, before: str) -> str:
    """Return the tag of a lower-case word that no lexicon knows, from its ending and the tag before it."""
    if words.has_noun_capitals:
        return "A" if lower.endswith(words.lists.attribute_endings) else "X"
    if lower.endswith(words.lists.adverb_endings):
        return "R"
    if lower.endswith(words.lists.verb_endings):
        return "A" if before in ("D", "A", "P") else "V"
    return "A" if lower.endswith(words.lists.attribute_endings) else "N"


def _may_be_noun(words: Words, lower: str, tag: str) -> bool:
    """Whether a known form of a verb may also be a noun: no participle."""
    if tag == "V":
        return not lower.endswith("ed")
    return tag == "Z" and any(reading.kind == "I" for reading in words.verbs.get(lower, ()))


def _is_surname(tokens: Tokens, i: int, tags: list[str]) -> bool:
    """Whether a capitalised determiner at token `i` is a name: right behind another one, in the same line."""
    if i == 0 or tags[i - 1] != "N" or not tokens.forms[i - 1][0].isupper():
        return False
    return "\n" not in tokens.text[tokens.ends[i - 1] : tokens.starts[i]]


def tag_tokens(tokens: Tokens, language: str) -> list[str]:
    """Return one tag a token."""
    words = load_words(language)
    known, adverbs = words.tags, words.lists.adverb_endings
    found: list[str] = []
    before = lower = ""
    for form, following in zip(tokens.forms, tokens.lowers, strict=True):
        before, lower = lower, following
        first = form[0]
        if first.isalpha():
            tag = known.get(lower)
            if tag == "D" and first.isupper() and words.has_noun_capitals and _is_surname(tokens, len(found), found):
                tag = "N"  # Meg Allen
            elif tag is None or (tag in "VZ" and first.isupper()):
                if "." in form and len(form) > 4:
                    tag = "N"  # example.org
                elif first.isupper():
                    is_first = not found or found[-1] in ".?!:#Q"
                    tag = "R" if is_first and lower.endswith(adverbs) and len(found) + 1 < len(tokens) else "N"
                elif "-" in form and any(part[:1].isupper() for part in form.split("-")[1:]):
                    tag = "N"  # al-Qaida
                else:
                    tag = _lower_case_tag(words, lower, found[-1] if found else "")
            elif before in words.lists.articles and _may_be_noun(words, lower, tag):
                tag = "N"  # the talks, a drop
        elif first.isdigit():
            tag = "M"
        elif form in MARKS:
            tag = "Q"
        elif form == PARAGRAPH_BREAK:
            tag = "#"
        else:
            tag = first
        found.append(tag)
    return found
