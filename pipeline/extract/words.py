"""Words of closed classes, verbs and shapes: one tag a token, looked up once, on which phrases and clauses rest.

Tags: D determiner, O pronoun, P preposition (or contraction), C coordinator, S subordinator, R adverb or particle,
H auxiliary or modal (finite), V other verb (finite), Z participle, infinitive, N noun or name (capitalised),
M number, A lower-case word with an adjective's ending, X other lower-case word, Q quotation mark, # paragraph break,
and for punctuation the mark itself. A word of several classes has the tag of its most frequent one.
"""

from dataclasses import dataclass
from functools import cache

from pipeline.extract.conjugation import VerbForm, conjugate_all
from pipeline.extract.lexicon import load_lexicon
from pipeline.extract.quotations import MARKS
from pipeline.extract.tokens import PARAGRAPH_BREAK, Tokens

_PACKAGE = "pipeline.extract.lexicon"


@dataclass(frozen=True, slots=True)
class Words:
    """The closed classes of a language, all keyed by lower-case form; readings are "case.number.gender".

    `is_verb_second` says that main clauses have one constituent before the verb, subordinate ones the verb last, and
    that commas part all clauses.
    """

    language: str
    is_verb_second: bool
    has_noun_capitals: bool
    tags: dict[str, str]
    determiners: dict[str, tuple[tuple[str, ...], bool]]
    pronouns: dict[str, tuple[str, ...]]
    relatives: dict[str, tuple[str, ...]]
    prepositions: dict[str, str]
    contractions: dict[str, tuple[str, ...]]
    contracted: dict[str, str]
    subordinators: frozenset[str]
    interrogatives: frozenset[str]
    auxiliaries: dict[str, VerbForm]
    verbs: dict[str, list[VerbForm]]
    principal_parts: dict[str, str]
    inseparable: tuple[str, ...]
    adverb_endings: tuple[str, ...]
    partitives: frozenset[str]
    verb_endings: tuple[str, ...]
    attribute_endings: tuple[str, ...]
    infinitive_endings: tuple[str, ...]
    finite_endings: tuple[str, ...]
    subjunctive_endings: tuple[str, ...]


@cache
def load_words(language: str) -> Words:
    """The words of `language`. Raises FileNotFoundError for a language without lexicon."""
    closed = load_lexicon(_PACKAGE, language, "closed_class")
    verbs = load_lexicon(_PACKAGE, language, "verbs")
    determiners = {
        form: (tuple(readings.split()), bool(flag)) for form, (readings, flag) in closed["determiners"].items()
    }
    for stem, (pattern, flag) in closed["determiner_stems"].items():
        for ending, readings in closed["determiner_endings"][pattern].items():
            determiners.setdefault(stem + ending, (tuple(readings.split()), flag))
    auxiliaries = {
        form: VerbForm(lemma, kind, number, "") for form, (lemma, kind, number) in verbs["auxiliaries"].items()
    }
    inseparable = tuple(verbs["prefixes"]["inseparable"])
    derived = [prefix + verb for prefix in inseparable for verb in verbs["strong"]]
    forms = conjugate_all(language, [*derived, *verbs["strong"], *verbs["weak"]["verbs"]], verbs["strong"], inseparable)
    prepositions = dict(closed["prepositions"])
    contractions = {form: tuple(readings.split()) for form, readings in closed["contractions"].items()}
    words = closed["words"]
    tags: dict[str, str] = {}
    for form, readings in forms.items():
        tags[form] = "V" if any(reading.kind in "FK" for reading in readings) else "Z"
    tags |= dict.fromkeys(words["adverbs"], "R") | dict.fromkeys(words["subordinators"], "S")
    tags |= dict.fromkeys(words["interrogatives"], "S") | dict.fromkeys(words["coordinators"], "C")
    tags |= dict.fromkeys(prepositions, "P") | dict.fromkeys(contractions, "P")
    tags |= dict.fromkeys(closed["relative_pronouns"], "O") | dict.fromkeys(closed["pronouns"], "O")
    tags |= dict.fromkeys(determiners, "D") | dict.fromkeys(words["reflexives"], "R")
    tags |= {form: "H" if reading.kind in "FK" else "Z" for form, reading in auxiliaries.items()}
    return Words(
        language,
        bool(closed["grammar"]["is_verb_second"]),
        bool(closed["grammar"]["has_noun_capitals"]),
        tags,
        determiners,
        {form: tuple(readings.split()) for form, readings in closed["pronouns"].items()},
        {form: tuple(readings.split()) for form, readings in closed["relative_pronouns"].items()},
        prepositions,
        contractions,
        dict(closed["contracted"]),
        frozenset(words["subordinators"]),
        frozenset(words["interrogatives"]),
        auxiliaries,
        forms,
        dict(verbs["strong"]),
        inseparable,
        tuple(words["adverb_endings"]),
        frozenset(words["partitives"]),
        tuple(words["verb_endings"]),
        tuple(words["attribute_endings"]),
        tuple(words["infinitive_endings"]),
        tuple(words["finite_endings"]),
        tuple(words["subjunctive_endings"]),
    )


def _lower_case_tag(words: Words, lower: str, before: str) -> str:
    """The tag of a lower-case word that no lexicon knows, from its ending and the tag before it."""
    if words.has_noun_capitals:
        return "A" if lower.endswith(words.attribute_endings) else "X"
    if lower.endswith(words.adverb_endings):
        return "R"
    if lower.endswith(words.verb_endings):
        return "A" if before in ("D", "A", "P") else "V"
    return "A" if lower.endswith(words.attribute_endings) else "N"


def tag_tokens(tokens: Tokens, language: str) -> list[str]:
    """One tag a token."""
    words = load_words(language)
    known, adverbs = words.tags, words.adverb_endings
    found: list[str] = []
    for form, lower in zip(tokens.forms, tokens.lowers, strict=True):
        first = form[0]
        if first.isalpha():
            tag = known.get(lower)
            if tag is None or (tag in "VZ" and first.isupper()):
                if "." in form and len(form) > 4:
                    tag = "N"  # example.org
                elif first.isupper():
                    is_first = not found or found[-1] in ".?!:#Q"
                    tag = "R" if is_first and lower.endswith(adverbs) and len(found) + 1 < len(tokens) else "N"
                elif "-" in form and any(part[:1].isupper() for part in form.split("-")[1:]):
                    tag = "N"  # al-Qaida
                else:
                    tag = _lower_case_tag(words, lower, found[-1] if found else "")
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
