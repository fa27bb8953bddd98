"""Cue verbs and adjectives of a region with their verb group: auxiliaries, negation, “declined to”."""

from pipeline.extract.lang.morphology import VerbForm
from pipeline.extract.lang.terms import Inflection, Number, Takes
from pipeline.extract.statements.fixed_order.region import Region
from pipeline.extract.statements.lexicon import Government
from pipeline.extract.tags import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    AUXILIARY_OR_NONFINITE,
    COMMA_OR_COORDINATOR,
    CONJUNCTION,
    DETERMINER,
    DETERMINER_OR_ADJECTIVE,
    LEXICAL_VERB,
    NONFINITE,
    NOUN,
    NUMBER,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
)
from pipeline.extract.value_class import value_class

_BEFORE_ADJECTIVE = DETERMINER_OR_ADJECTIVE | {PREPOSITION}
_AFTER_PARTICIPLE = frozenset({ADJECTIVE, NOUN, NUMBER, NONFINITE})
_BEFORE_PARTICIPLE = AUXILIARY_OR_NONFINITE | {ADVERB}

_MAX_GROUP = 8  # tokens of a verb group before its verb
_WITHIN = 4  # tokens in which the words of a construction follow its verb


@value_class
class Cue:
    """A cue: tokens of its verb group from `first` to `last` (half-open), its own `tokens`, and what it governs.

    `form` is F finite, P passive, G gerund or I infinitive that depends on no verb group of its own.
    """

    first: int
    last: int
    tokens: tuple[int, ...]
    lemma: str
    government: Government
    form: Inflection

    @property
    def takes(self) -> frozenset[str]:
        """The kinds of complements it governs."""
        return self.government.takes


def find_cues(region: Region) -> list[Cue]:
    """Return the cues of `region`, in order; which of them say something, their complements tell."""
    found: list[Cue] = []
    lexicon = region.reading.cues
    for i in region.walk(region.first, region.last):
        lower = region.lowers[i]
        cue = _adjective(region, i) if lower in lexicon.adjectives else None
        if cue is None and (lower in lexicon.forms or lower in lexicon.constructions):
            cue = _verb(region, i)
        if cue is None or (found and cue.tokens[-1] <= found[-1].tokens[-1]):
            continue
        if not _is_generic(region, cue) and not _is_idiom(region, i):
            found.append(cue)
    return found


def _is_generic(region: Region, cue: Cue) -> bool:
    """Whether anybody may be its subject, in a condition outside quotations: “if you want …”."""
    is_anybody = not region.is_quoted and region.word_in(cue.first - 1, "words.generic")
    return is_anybody and region.word_in(cue.first - 2, "words.conditions")


def _is_idiom(region: Region, i: int) -> bool:
    """Whether token `i` belongs to words that say nothing together: “it goes without saying”."""
    if region.lowers[i] not in region.reading.cues.idiom_words:
        return False
    for words in region.reading.cues.idioms:
        for first in range(i - len(words) + 1, i + 1):
            if first >= region.first and tuple(region.lowers[first : first + len(words)]) == words:
                return True
    return False


def _verb(region: Region, i: int) -> Cue | None:
    lower, lexicon = region.lowers[i], region.reading.cues
    if not _is_verb(region, i):
        return None
    for form, construction in lexicon.constructions.get(lower, ()):
        found = _words(region, i, construction.words)
        if found:
            return _cue(region, i, form, construction.lemma, construction.government, found)
    best: Cue | None = None
    is_phrasal = region.word_in(i + 1, "words.verb_particles") and not region.word_in(i + 2, "words.infinitive_marks")
    for form in lexicon.forms.get(lower, ()):
        others: list[int] = []
        if is_phrasal and not form.particle:
            continue  # will show up
        if form.particle:
            others = _words(region, i, tuple(form.particle.split()))
            if not others or others[-1] > i + len(others):
                continue
        cue = _cue(region, i, form, form.lemma, lexicon.governments[form.lemma], others)
        if cue is not None and (best is None or len(cue.tokens) > len(best.tokens)):
            best = cue
    return best


def _is_verb(region: Region, i: int) -> bool:
    """Whether a form that may be a noun or attribute is a verb here."""
    before, lower = region.tag(i - 1), region.lower(i)
    if _is_attribute(region, i):
        return False
    is_capital = region.reading.doc.tokens.forms[i][0].isupper()
    if is_capital and not (i > region.first and region.tag(i) in LEXICAL_VERB):  # verbs of headlines are tagged so
        is_bare = lower in region.reading.cues.nouns or lower in region.reading.cues.governments
        if i > region.first or region.is_participle(i) or is_bare:
            return False  # a headline, a noun, or somebody is told to say something
    elif region.tag(i) in LEXICAL_VERB:
        is_participle = _has_agent(region, i)
        return not is_participle or region.tag(i - 1) in _BEFORE_PARTICIPLE  # “first reported by the Ledger”
    elif not region.is_gerund(i) or (region.tag(i) is ADJECTIVE and before is NOUN is region.tag(i + 1)):
        return False  # the machine learning model
    is_governed = region.word_in(i - 1, "words.possessive_marks") or before in (DETERMINER, PREPOSITION)
    if before is PREPOSITION and any(
        form.kind == Inflection.GERUND for form in region.reading.cues.forms.get(lower, ())
    ):
        return True  # “quoted as saying”
    if is_governed and not region.word_in(i - 1, "words.infinitive_marks"):
        return before is DETERMINER and _is_pronoun(region, i - 1)
    if before is ADJECTIVE and i - 1 > region.first and region.tag(i - 2) in _BEFORE_ADJECTIVE:
        return False
    is_participle = _has_agent(region, i)
    return not is_participle or region.tag(i - 1) in _BEFORE_PARTICIPLE  # “first reported by the Ledger”


def _has_agent(region: Region, i: int) -> bool:
    """Whether token `i` is a participle before who did it: “reported by the Ledger”; not “estimated by 2050”."""
    is_led = region.word_in(i + 1, "words.agent") and region.is_participle(i)
    return is_led and region.tag(i + 2) is not NUMBER


def _is_attribute(region: Region, i: int) -> bool:
    """Whether token `i` is a participle before a noun, behind an article: “an estimated 900”, “the recently sold”."""
    at = i - 1 - (region.tag(i - 1) is ADVERB)
    is_led = region.tag(at) is DETERMINER and region.word_in(at, "words.determining")
    return is_led and region.is_participle(i) and region.tag(i + 1) in _AFTER_PARTICIPLE


def _is_pronoun(region: Region, i: int) -> bool:
    """Whether a determiner stands alone before its verb (“many said”, “this suggests”)."""
    return region.lower(i) in region.frames["words.standing_alone"] and (
        i == region.first or not region.tag(i - 1).isalpha() or region.tag(i - 1) in CONJUNCTION
    )


def _words(region: Region, i: int, words: tuple[str, ...]) -> list[int]:
    """Return the tokens of `words`, which follow token `i` closely and in order; empty when one is missing."""
    found: list[int] = []
    at = i + 1
    for word in words:
        token = next((k for k in range(at, min(at + _WITHIN, region.last)) if region.lowers[k] == word), None)
        if token is None:
            return []
        found.append(token)
        at = token + 1
    return found


def _cue(region: Region, i: int, form: VerbForm, lemma: str, government: Government, others: list[int]) -> Cue | None:
    """Return the cue with its group, or None where the form does not stand in a group that it could stand in."""
    last = max([i, *others]) + 1
    first, helpers = _group(region, i)
    lemmas = {_auxiliary(region, k) for k in helpers}
    if form.kind == Inflection.GERUND:
        if lemmas.isdisjoint(region.frames["auxiliaries.passive"]):
            return Cue(i, last, (i, *others), lemma, government, Inflection.GERUND)
        return Cue(first, last, (i, *others), lemma, government, Inflection.FINITE)
    if region.word_in(i - 1, "words.infinitive_marks"):
        if form.kind != Inflection.INFINITIVE:
            return None
        begin = _control(region, i - 1)
        if begin is None:
            return Cue(i - 1, last, (i, *others), lemma, government, Inflection.INFINITIVE)
        begin -= region.tag(begin) in (ADVERB, PREPOSITION)  # “went on to say”
        first, _ = _group(region, begin)
        return Cue(first, last, (*range(begin, i + 1), *others), lemma, government, Inflection.FINITE)
    if form.kind == Inflection.INFINITIVE and region.tag(i) is NONFINITE and not helpers and not _is_asked(region, i):
        return None  # let them know
    is_clipped = region.tag(i - 1) is SUBORDINATOR and not region.word_in(i - 1, "words.group_adverbs")
    if (
        is_clipped
        and not helpers
        and form.kind in (Inflection.FINITE, Inflection.PARTICIPLE)
        and form.number is Number.ANY
    ):
        return None  # said when asked why
    is_past = (
        region.lower(i) != form.lemma.split()[0]
        and form.kind in (Inflection.FINITE, Inflection.PARTICIPLE)
        and form.number is Number.ANY
    )
    if is_past and not lemmas.isdisjoint(region.frames["auxiliaries.passive"]):
        return Cue(first, last, (*helpers[-1:], i, *others), lemma, government, Inflection.PARTICIPLE)
    if form.kind == Inflection.PARTICIPLE and lemmas.isdisjoint(region.frames["auxiliaries.having"]):
        return None
    if Takes.CONDITIONAL_ONLY in government.takes and not any(_is_conditional(region, k) for k in helpers):
        return None
    is_raising = Takes.RAISING in government.takes and Takes.INFINITIVE not in government.takes
    is_infinitive = region.lower(last + 1) in region.verbs.base or region.tag(last + 1) is NONFINITE
    if is_raising and not helpers and region.word_in(last, "words.infinitive_marks") and is_infinitive:
        return None  # “a drug thought to be safe”
    return Cue(first, last, (i, *others), lemma, government, Inflection.FINITE)


def _group(region: Region, i: int) -> tuple[int, list[int]]:
    """(first token, auxiliaries in order) of the verb group that ends with token `i`."""
    first = i
    helpers: list[int] = []
    for k in range(i - 1, max(region.first - 1, i - _MAX_GROUP), -1):
        is_auxiliary = region.tag(k) is AUXILIARY or (region.tag(k) is NONFINITE and _auxiliary(region, k))
        if is_auxiliary or region.word_in(k, "words.contracted_verbs"):
            helpers.insert(0, k)
            first = k
        elif region.tag(k) is ADVERB or region.word_in(k, "words.negated") or region.word_in(k, "words.group_adverbs"):
            first = k if first != i or not region.word_in(k, "words.negated") else first
        else:
            break
    return first, helpers


def _is_asked(region: Region, i: int) -> bool:
    """Whether an infinitive without “to” has its auxiliary before its subject, or is joined (“does anyone know”).

    Behind “of them” it is finite: “many of them say”.
    """
    is_partitive = region.word_in(i - 2, "words.partitive") and region.tag(i - 1) is PRONOUN
    is_helped = any(region.tag(k) is AUXILIARY for k in range(i - _WITHIN, i))
    return is_partitive or is_helped or region.tag(i - 1) in COMMA_OR_COORDINATOR


def verb_group(region: Region, i: int) -> int:
    """Return the first token of the verb group that ends with token `i`."""
    return _group(region, i)[0]


def _auxiliary(region: Region, k: int) -> str:
    reading = region.reading.words.auxiliaries.get(region.lower(k))
    if reading is not None:
        return reading.lemma
    return min(region.frames["auxiliaries.passive"]) if region.word_in(k, "words.contracted_be") else ""


def _is_conditional(region: Region, k: int) -> bool:
    return region.word_in(k, "words.conditional")


def _control(region: Region, i: int) -> int | None:
    """Return the verb before “to” (token `i`) whose subject is the speaker (declined to say, went on to say)."""
    for k in (i - 1, i - 2):
        if region.word_in(k, "words.control"):
            return k
    return None


def _adjective(region: Region, i: int) -> Cue | None:
    first, helpers = _group(region, i)
    if not helpers or not any(_auxiliary(region, k) in region.frames["auxiliaries.passive"] for k in helpers):
        linking = first - 1
        if not region.word_in(linking, "words.linking"):
            return None
        first, helpers = linking, [linking]
    government = region.reading.cues.adjectives[region.lowers[i]]
    return Cue(first, i + 1, (*helpers[-1:], i), region.lowers[i], government, Inflection.FINITE)
