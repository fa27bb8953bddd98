"""Where a complement ends: at the next frame, a semicolon, an adjunct of the cue or the verb of a clause around it."""

from pipeline.extract.lang.terms import Inflection, Kind
from pipeline.extract.statements.fixed_order.complements import PHRASES, Complement
from pipeline.extract.statements.fixed_order.cues import Cue
from pipeline.extract.statements.fixed_order.region import Region
from pipeline.extract.tags import (
    ADJECTIVE,
    ADVERB,
    AUXILIARY,
    CLAUSE_MARKS,
    COLON,
    COMMA,
    COMMA_OR_COORDINATOR,
    COORDINATOR,
    DETERMINER_OR_PRONOUN,
    NONFINITE,
    NUMBER,
    OPENS_NOUN_PHRASE,
    OPENS_SUBJECT,
    SEMICOLON,
    SENTENCE_MARKS,
    SUBORDINATOR,
    VERB,
)

_INFINITIVE = Kind.INFINITIVE  # a name of the module, as tags have them: every token is asked for it
_IN_LIST = COMMA_OR_COORDINATOR | {COLON}
_OPENS_LISTED = OPENS_NOUN_PHRASE | {NUMBER, NONFINITE}

_RELATIVE_WITHIN = 12  # tokens between a relative pronoun and its cue
_REACTION = 5  # tokens from a participle in which a reaction follows: “drawing loud jeers”
_SPEAKER = 7  # tokens from “with” in which somebody and what they do follow
_LIST_WITHIN = 25  # tokens in which a list comes to its “and”


def complement_end(region: Region, cue: Cue, complement: Complement, stops: list[int]) -> int:
    """Token after the complement: at a stop (where another frame begins), a semicolon or the region's end."""
    first = complement.first
    stop = min((s for s in stops if s > first), default=region.last)
    if complement.kind == Kind.QUOTATION and region.tag(first - 1) in (COMMA, COLON):
        return _quotations_end(region, first)
    after = region.quotation_at(first) if complement.kind == Kind.QUOTATION else None
    if after is not None and region.tags[after - 2] in SENTENCE_MARKS and not _goes_on(region, after):
        return after  # yelled “Body!” in a voice like a seal
    is_inserted = _is_inserted(region, cue)
    if is_inserted:
        stop = min(stop, _after_quoted_comma(region, first, stop))
    stop = min(stop, _other_tense(region, cue, complement, stop))
    if region.is_quoted or region.word_in(cue.first - 1, "words.in_person"):
        stop = next((i for i in region.walk(first, stop) if _turns(region, i)), stop)
    stop = next((i for i in region.walk(first, stop) if _ends_at(region, complement, i, stop, is_inserted)), stop)
    return region.trim((first, stop))[1]


def _ends_at(region: Region, complement: Complement, i: int, stop: int, is_inserted: bool) -> bool:
    """Whether the complement, which ends before token `stop` at the latest, ends before token `i`."""
    tag = region.tag(i)
    if tag is COMMA:
        is_closed = is_inserted and _goes_on(region, i + 1)
        return is_closed or _leaves(region, complement, i) or _is_remark(region, i, stop)
    if i > complement.first and region.is_dash(i) and _is_aside(region, i, stop):
        return True
    if complement.kind is _INFINITIVE and i > complement.first and region.word_in(i, "words.clausal"):
        return region.tag(i + 1) in OPENS_SUBJECT and region.has_finite(i + 1, region.next_break(i + 1))
    return tag is SEMICOLON or (complement.kind in PHRASES and i > complement.first and _ends_phrase(region, i))


def _after_quoted_comma(region: Region, first: int, stop: int) -> int:
    """Return the token after a quotation that ends with a comma of the sentence (“an act of love,” is …).

    Otherwise return `stop`.
    """
    for i in range(first, stop):
        after = region.quotation_at(i)
        if after is not None and after < stop and region.tags[after - 2] is COMMA and _goes_on(region, after):
            return after
    return stop


def _other_tense(region: Region, cue: Cue, complement: Complement, stop: int) -> int:
    """Return the “and” before a past verb that continues a past cue and not what is said in the present.

    “said she is proud of the bill and dismissed the criticism”: that token, else `stop`.
    """
    past, base = region.verbs.past, region.verbs.base
    if complement.kind not in (Kind.CLAUSE, Kind.THAT_CLAUSE) or region.lowers[cue.tokens[-1]] not in past:
        return stop
    verb = next((i for i in region.walk(complement.first, stop) if region.is_finite(i)), stop)
    if not region.word_in(verb, "words.present") and region.lower(verb) not in region.verbs.third:
        return stop
    for i in region.walk(verb + 1, stop):
        after = region.lower(i + 1)
        if region.tag(i) is COORDINATOR and region.tag(i + 1) is VERB and after in past and after not in base:
            return i
    return stop


def _quotations_end(region: Region, first: int) -> int:
    """Return the token after the quotation at token `first` and those that follow it without a word between."""
    after = region.quotation_at(first)
    while after is not None:
        first, after = after, region.quotation_at(after)
    return first


def _is_inserted(region: Region, cue: Cue) -> bool:
    """Whether the cue stands in a relative clause between commas, after which the clause around it continues."""
    for i in range(cue.first - 1, max(region.first, cue.first - _RELATIVE_WITHIN), -1):
        if region.tag(i) in CLAUSE_MARKS:
            return False
        if region.word_in(i, "words.relative_pronouns") and region.tag(i - 1) is COMMA:
            return True
    return False


def _goes_on(region: Region, at: int) -> bool:
    """Whether a finite verb stands at token `at`, or after an adverb there."""
    return region.is_finite(at) or (region.tag(at) is ADVERB and region.is_finite(at + 1))


def _leaves(region: Region, complement: Complement, comma: int) -> bool:
    """Whether what follows a comma is no part of the complement: according to, citing, a new clause after a phrase."""
    after, kind = comma + 1, complement.kind
    if region.word_in(after, "words.leaving") or _is_gerund(region, after) or _is_told_beside(region, after):
        return True
    if region.word_in(after, "words.drawing"):
        return any(region.word_in(i, "words.reactions") for i in range(after + 1, after + _REACTION))
    if kind in PHRASES:
        return not _is_list(region, complement.first, comma)
    if kind == Kind.INFINITIVE:
        is_phrase = region.tag(after) in DETERMINER_OR_PRONOUN and not region.has_finite(after, region.last)
        return is_phrase or region.word_in(after, "words.antecedent_pronouns")
    is_joined = region.tag(after) is COORDINATOR and region.is_finite(after + 1)
    return is_joined and not region.is_quoted  # “suggest that it works, and could help explain why …”


def _turns(region: Region, comma: int) -> bool:
    """Whether somebody turns from what he says of his own thoughts: “I think it is late, but we go”."""
    is_turning = region.tag(comma) is COMMA and region.word_in(comma + 1, "words.turning")
    return is_turning and region.tag(comma + 2) in OPENS_SUBJECT


def _is_gerund(region: Region, at: int) -> bool:
    """Whether a cue continues as a gerund at token `at` (“…, blaming the weather”)."""
    return any(form.kind == Inflection.GERUND for form in region.reading.cues.forms.get(region.lower(at), ()))


def _is_told_beside(region: Region, at: int) -> bool:
    """Whether somebody else says something beside it: “…, with the union calling it a step”."""
    if not region.word_in(at, "words.accompanying") or region.tag(at + 1) not in OPENS_NOUN_PHRASE:
        return False
    end = min(at + _SPEAKER, region.next_break(at))
    cue = next((i for i in range(at + 2, end) if _is_gerund(region, i)), None)
    return cue is not None and not region.has_finite(at, cue)


def _is_aside(region: Region, dash: int, stop: int) -> bool:
    """Whether a dash ends the complement: none follows that would close an insertion, and no relative pronoun."""
    if region.word_in(dash + 1, "words.explaining_pronouns"):
        return False  # “many lack iodine - which can stunt growth”
    return not any(region.is_dash(i) for i in range(dash + 1, stop))


def _is_list(region: Region, first: int, comma: int) -> bool:
    """Whether a comma stands in a list or before a relative clause (“a lawyer, a nurse and two guards”)."""
    if region.word_in(comma + 1, "words.antecedent_pronouns"):
        return False
    if region.word_in(comma + 1, "words.relative_pronouns") or region.quotation_at(comma + 1) is not None:
        return True
    if region.tag(comma + 1) is COORDINATOR or region.tag(comma - 1) is ADJECTIVE:
        return not region.has_finite(comma + 1, region.last)
    end = min(comma + _LIST_WITHIN, region.last)
    joined = next((i for i in range(comma + 1, end) if region.tag(i) is COORDINATOR), None)
    if joined is None:
        return False
    return not region.has_finite(comma + 1, joined) and region.tag(comma + 1) in _OPENS_LISTED


def _is_remark(region: Region, comma: int, stop: int) -> bool:
    """Whether an apposition about the whole ends the sentence (“…, a decision that …”, “…, in remarks that …”)."""
    if region.word_in(comma + 1, "words.text"):
        phrase = region.phrase_at(comma + 2)
        return phrase is not None and region.lowers[phrase.head] in region.frames["words.occasions"]
    if not region.word_in(comma + 1, "words.indefinite_articles"):
        return False
    end = next((i for i in range(comma + 1, stop) if region.word_in(i, "words.relative_pronouns")), stop)
    inner = range(comma + 1, stop)
    is_list = any(region.tag(i) in _IN_LIST or region.quotation_at(i) is not None for i in inner)
    is_of_words = region.lower(comma + 2) in region.reading.cues.nouns  # “…, a charge the commission denies”
    is_explained = end < stop or any(region.is_participle(i) or (is_of_words and region.is_finite(i)) for i in inner)
    return is_explained and not is_list and not any(region.tag(i) is AUXILIARY for i in range(comma + 1, end))


def _ends_phrase(region: Region, i: int) -> bool:
    """Whether a noun phrase or gerund ends before token `i`: at a subordinate clause or a joined verb."""
    if region.tag(i) is SUBORDINATOR and not region.word_in(i, "words.that"):
        return True
    return region.tag(i) is COORDINATOR and (region.is_finite(i + 1) or region.is_finite(i + 2))
